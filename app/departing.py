"""What becomes of records that a newer roster no longer has: kept, left, ended, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn, TypeVar

from app.book import Book
from app.errors import Invalid, Refused
from app.leaders.records import END_REASONS
from app.leaders.terms import end_term
from app.people.leaving import END, Asked, Leaving, StillOpen
from app.people.organizations import set_organization_status
from app.people.pets import set_pet_status
from app.people.register import set_shop_status, set_status
from app.work import Progress, Work, finish

T = TypeVar("T")
Key = tuple[str, int]
"""The table and the id of a record."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One record that goes on a day; `fate` is a key of `FATES` of its table.

    `reason` is that of the end of a post. `answers` say what becomes of open matters, by their
    key, as in `Leaving`.
    """

    table: str
    id: int
    title: str
    fate: str
    on: dt.date
    reason: str = END_REASONS.options[0]
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """The record meant."""
        return (self.table, self.id)


@dataclass(frozen=True, slots=True)
class Open:
    """A matter that stands in the way of a departure, and what was answered so far."""

    departure: Departure
    asked: Asked

    @property
    def answer(self) -> str:
        """The way that was chosen; empty while none is."""
        return self.departure.answers.get(self.asked.key, "")


FATES: Mapping[str, Mapping[str, str]] = {
    "resident": {"moved_out": "登记为迁出", "deceased": "登记为去世"},
    "leader_term": {"ended": "登记为离任"},
    "shop": {"closed": "登记为关闭"},
    "pet": {"given": "登记为已转让", "dead": "登记为已死亡", "lost": "登记为走失"},
    "organization": {"ended": "登记为注销"},
}
"""What may become of a record beside being kept, by its table, in words."""


def carry_out(book: Book, departures: Iterable[Departure]) -> Work[tuple[str, ...]]:
    """Let records go, inside a step of the caller; returns what is to be said about them.

    Raises Refused naming the record that cannot go, and why.
    """
    said: list[str] = []
    every = tuple(departures)
    for at, departure in enumerate(every):
        if at % 50 == 0:
            yield Progress(at, len(every), "正在登记不在表里的")
        said += _go(book, departure)
    return tuple(said)


def open_matters(book: Book, departures: Sequence[Departure]) -> tuple[Open, ...]:
    """What has to be asked before records go, each with its answer; nothing is written.

    Departures are tried in their order, since the last one to leave a household opens the
    question of its account. Raises Refused as `carry_out`.
    """
    found: list[Open] = []

    def attempt() -> Work[None]:
        for departure in departures:
            try:
                _go(book, replace(departure, answers={}))
            except StillOpen as still:
                found.extend(Open(departure, asked) for asked in still.asked)
                ends = {asked.key: END for asked in still.asked}
                _go(book, replace(departure, answers={**ends, **departure.answers}))
            yield Progress(0, 0, "正在核对不在表里的")

    if departures:
        finish(tried(book, attempt))
    return tuple(found)


def tried(book: Book, act: Callable[[], Work[T]]) -> Work[T]:
    """Do something in a step that is taken back at once, and tell what came of it."""
    try:
        with book.write("试算"):
            value = yield from act()
            _take_back()
    except _TakenBack:
        pass
    return value


class _TakenBack(Exception):
    """Ends a step that must not stay."""


def _take_back() -> NoReturn:
    raise _TakenBack


def _go(book: Book, departure: Departure) -> tuple[str, ...]:
    leaving = Leaving(**departure.answers)
    try:
        if departure.table == "resident":
            return set_status(book, departure.id, departure.fate, departure.on, leaving).warnings
        if departure.table == "leader_term":
            end_term(book, departure.id, departure.on, departure.reason)
        elif departure.table == "shop":
            return set_shop_status(
                book, departure.id, departure.fate, departure.on, leaving
            ).warnings
        elif departure.table == "pet":
            set_pet_status(book, departure.id, departure.fate)
        elif departure.table == "organization":
            set_organization_status(book, departure.id, departure.fate)
        else:
            raise ValueError(f"nothing becomes of {departure.table}")
    except Invalid as invalid:
        raise Refused(f"{departure.title}：{invalid}") from invalid
    return ()
