"""Those who serve now, to choose among, and which of them nobody has seen or trained lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field
from app.kinds import Day, Minutes, Text, Whole
from app.leaders.duties import last_duties, silent_days
from app.leaders.holders import holds_on
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER, rank_of
from app.leaders.records import KINDS
from app.leaders.term_names import by_place, terms_named
from app.leaders.training_hours import people_trained
from app.leaders.trainings import minutes_of
from app.people import records as people
from db.models import DutyRecord, LeaderTerm, Resident

TWO = (BUILDING_LEADER, STREET_LEADER)
"""The two posts that are looked after first."""

SILENT, UNTRAINED = "无履职", "未培训"


@dataclass(frozen=True)
class Serving:
    """Somebody who holds a post; `id` is that of the term."""

    id: int
    resident_id: int
    full_name: Annotated[str, people.NAME]
    post: Annotated[str, Field(KINDS, "岗位")]
    compound: Annotated[str, people.COMPOUND]
    scope: Annotated[str, Field(Text(60), "服务范围")]
    start_on: Annotated[dt.date | None, Field(Day(), "任职时间")] = None
    sound: str = ""
    """The name in pinyin and its initials, for searching."""


@dataclass(frozen=True)
class Unseen(Serving):
    """Somebody without a duty for long, or without training this year.

    `days` are counted from the latest duty, else from the start of the term; None where neither
    is known. `minutes` are those of training this year.
    """

    last_on: Annotated[dt.date | None, Field(Day(), "最近履职")] = None
    days: Annotated[int | None, Field(Whole(), "距今天数")] = None
    minutes: Annotated[int | None, Field(Minutes(), "今年培训")] = None
    lacks: tuple[str, ...] = ()
    words: Annotated[str, Field(Text(20), "情况")] = ""


def serving(book: Book, day: dt.date, kinds: Sequence[str] | None = None) -> list[Serving]:
    """Those who hold a post on a day, by post, compound and scope; None for every post."""
    with book.read() as session:
        return _serving(session, day, kinds)


def _serving(session: Session, day: dt.date, kinds: Sequence[str] | None) -> list[Serving]:
    query = terms_named(Resident.name_pinyin, Resident.name_initials).where(holds_on(day))
    if kinds is not None:
        query = query.where(LeaderTerm.kind.in_(kinds))
    place = by_place(session)
    rows = sorted(
        session.execute(query).all(), key=lambda row: (rank_of(row.kind), place(row), row.id)
    )
    return [
        Serving(
            row.id, row.resident_id, row.full_name, row.kind, row.compound or "", row.scope,
            row.start_on, f"{row.name_pinyin} {row.name_initials}",
        )
        for row in rows
    ]  # fmt: skip


def unseen(
    book: Book, day: dt.date, kinds: Sequence[str] = TWO, days: int | None = None
) -> list[Unseen]:
    """Whom nobody has seen for so many days (those of the office unless given) or trained this
    year, the longest unseen first.

    In a book without any duties nobody is silent; terms that began less than so many days ago
    are not asked after, and neither is training in the first days of a term.
    """
    first = dt.date(day.year, 1, 1)
    with book.read() as session:
        limit = silent_days(session) if days is None else days
        kept = session.scalar(select(DutyRecord.id).limit(1)) is not None
        last = last_duties(session, day)
        trained = people_trained(session, first, day)
        minutes = minutes_of(session, first, day)
        everybody = _serving(session, day, kinds)
    found = []
    for one in everybody:
        at = last.get(one.id)
        since = at or one.start_on
        count = None if since is None else (day - since).days
        silent = kept and (count is None or count >= limit)
        fresh = one.start_on is not None and (day - one.start_on).days < limit
        untrained = one.resident_id not in trained and not fresh
        lacks = ((SILENT,) if silent else ()) + ((UNTRAINED,) if untrained else ())
        if lacks:
            words = "、".join(lacks)
            found.append(
                Unseen(
                    **vars(one), last_on=at, days=count, minutes=minutes.get(one.resident_id),
                    lacks=lacks, words=words,
                )
            )  # fmt: skip
    return sorted(found, key=_waiting)


def _waiting(row: Unseen) -> tuple[int, int]:
    return (0 if SILENT in row.lacks else 1, -(row.days if row.days is not None else 10**6))
