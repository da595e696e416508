"""What a story is told with: events, the order of their sorts, and whom it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.orm import Session

from app.book import Book

Sort = Literal[
    "move", "post", "round", "training", "points", "pledge", "tag", "consent", "pet", "merge"
]

SORTS: dict[Sort, str] = {
    "move": "迁移",
    "post": "任职",
    "round": "推选",
    "training": "培训",
    "points": "积分",
    "pledge": "约定",
    "tag": "关爱标签",
    "consent": "授权",
    "pet": "宠物",
    "merge": "合并",
}
"""The sorts of events in words, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day; `on` is None where nobody knows when.

    `title` of a `sealed` event is masked: `secret` names table, id and field to be revealed.
    `target` is what the event leads to. `points` are in 0.1.
    """

    on: dt.date | None
    sort: Sort
    title: str
    detail: str = ""
    points: int | None = None
    target: tuple[str, int] | None = None
    secret: tuple[str, int, str] | None = None
    precision: str = "day"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events, the latest first; those of unknown day last. `hidden` older ones are not told."""

    events: tuple[Event, ...]
    hidden: int = 0

    def sorts(self) -> tuple[Sort, ...]:
        """The sorts that occur, in the order in which they are offered."""
        met = {event.sort for event in self.events}
        return tuple(sort for sort in SORTS if sort in met)


@dataclass(slots=True)
class About:
    """Whom a story is about: one person, or a household with all who ever lived in it.

    `ids` are its own and those of the records merged into it, which sealed lines still name.
    """

    book: Book
    session: Session
    today: dt.date
    person: int | None
    household: int | None
    people: dict[int, str]
    most: int
    ids: frozenset[int]
    hidden: int = 0
    homes: dict[int, str] = field(default_factory=dict)

    def who(self, person: int) -> str:
        """The name of the person where the story is of several."""
        return "" if self.person is not None else self.people.get(person, "")

    def home(self, household: int | None) -> str:
        """The door of a household in words."""
        return self.homes.get(household, "") if household is not None else ""


def told_words(*parts: str | None, sign: str = " · ") -> str:
    """The parts that there are, one after the other."""
    return sign.join(part for part in parts if part)
