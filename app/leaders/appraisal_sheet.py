"""The appraisal sheet of a period: everybody in office with their heads, scores and grade."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from sqlalchemy import select

from app.book import Book
from app.fields import Field
from app.kinds import Choice, Day, Points, Text
from app.leaders.appraisals import (
    GRADES,
    AppraisalEntry,
    Head,
    bounds_of,
    graded,
    heads_of,
    kept_heads,
)
from app.leaders.posts import rank_of
from app.leaders.records import KINDS
from app.leaders.rules import Span
from app.leaders.term_names import by_place, terms_named
from app.people import records as people
from db.models import Appraisal, LeaderTerm

_PERIOD = re.compile(r"(\d{4})年?(?:(上|下)半年|第?([一二三四1-4])季度)?")
_SCORE = Points(signed=False)


@dataclass(frozen=True)
class SheetRow:
    """One leader on the sheet of a period; scores, bonus and total in 0.1.

    `id` is that of the term, `appraisal_id` 0 as long as there is none. `given` is a grade that
    differs from what the total suggests.
    """

    id: int
    resident_id: int
    full_name: Annotated[str, people.NAME]
    post: Annotated[str, Field(KINDS, "岗位")]
    compound: Annotated[str, people.COMPOUND]
    scope: Annotated[str, Field(Text(60), "服务范围")]
    heads: tuple[Head, ...] = ()
    scores: Mapping[str, int] = field(default_factory=dict)
    bonus: Annotated[int | None, Field(_SCORE, "加分")] = None
    total: Annotated[int | None, Field(_SCORE, "总分")] = None
    grade: Annotated[str | None, Field(Choice(GRADES), "等次")] = None
    given: str | None = None
    assessed_by: Annotated[str | None, Field(Text(40), "考评人")] = None
    assessed_on: Annotated[dt.date | None, Field(Day(), "考评日期")] = None
    opinion: Annotated[str | None, Field(Text(300), "考评意见")] = None
    appraisal_id: int = 0

    def entry(self, period: str) -> AppraisalEntry:
        """As the use case takes it."""
        return AppraisalEntry(
            period, self.scores, self.bonus, self.given, self.assessed_by, self.assessed_on,
            self.opinion,
        )  # fmt: skip


@dataclass(frozen=True)
class AppraisalSheet:
    """The rows of a period, every head on them, and from which totals grades are given."""

    period: str
    heads: tuple[Head, ...]
    bounds: tuple[int, ...]
    rows: Sequence[SheetRow]


def days_of(period: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of 2025年, 2025上半年 or 2025第三季度; None if it says no time."""
    match = _PERIOD.fullmatch("".join(period.split()))
    if match is None:
        return None
    year, first, count = int(match[1]), 1, 12
    if match[2]:
        first, count = (1, 6) if match[2] == "上" else (7, 6)
    elif match[3]:
        at = "一二三四".find(match[3])
        first, count = (at if at >= 0 else int(match[3]) - 1) * 3 + 1, 3
    after = first + count
    last = dt.date(year + (after > 12), after - 12 if after > 12 else after, 1)
    return dt.date(year, first, 1), last - dt.timedelta(days=1)


def usual_periods(book: Book, today: dt.date) -> list[str]:
    """The periods to choose from: this year and the last, their parts, and those in the book."""
    usual = []
    for year in (today.year, today.year - 1):
        usual += [f"{year}年", f"{year}下半年", f"{year}上半年"]
        usual += [f"{year}第{number}季度" for number in "四三二一"]
    with book.read() as session:
        known = session.scalars(select(Appraisal.period).distinct().order_by(Appraisal.period))
        return list(dict.fromkeys([*usual, *known]))


def appraisal_sheet(
    book: Book, period: str, kinds: Sequence[str], today: dt.date
) -> AppraisalSheet:
    """The sheet of a period: who holds a post at its end (or today, if that is to come), and
    whoever was appraised already.
    """
    span = days_of(period)
    day = today if span is None else min(span[1], today)
    with book.read() as session:
        heads, bounds = heads_of(session), bounds_of(session)
        there = {
            record.leader_term_id: record
            for record in session.scalars(select(Appraisal).where(Appraisal.period == period))
        }
        place = by_place(session)
        found = session.execute(terms_named().where(LeaderTerm.kind.in_(kinds))).all()
    held = [row for row in found if row.id in there or Span(row.start_on, row.end_on).holds(day)]
    held.sort(key=lambda row: (rank_of(row.kind), place(row), row.id))
    rows = [
        _row(
            SheetRow(
                row.id, row.resident_id, row.full_name, row.kind, row.compound or "", row.scope
            ),
            there.get(row.id), heads, bounds,
        )
        for row in held
    ]  # fmt: skip
    return AppraisalSheet(period, _all_heads(rows, heads), bounds, rows)


def _row(
    plain: SheetRow, record: Appraisal | None, heads: tuple[Head, ...], bounds: Sequence[int]
) -> SheetRow:
    who = vars(plain) | {"heads": heads}
    if record is None:
        return SheetRow(**who)
    suggested = graded(record.total, bounds) if record.total is not None else None
    return SheetRow(
        **who
        | {
            "heads": kept_heads(record),
            "scores": dict(record.scores),
            "bonus": record.bonus,
            "total": record.total,
            "grade": record.grade,
            "given": record.grade if record.grade != suggested else None,
            "assessed_by": record.assessed_by,
            "assessed_on": record.assessed_on,
            "opinion": record.opinion,
            "appraisal_id": record.id,
        }
    )


def _all_heads(rows: Sequence[SheetRow], heads: tuple[Head, ...]) -> tuple[Head, ...]:
    """The heads of the office, and those that earlier appraisals of the period keep."""
    if rows and all(row.appraisal_id for row in rows):
        heads = ()
    known: dict[str, Head] = {}
    for head in (*heads, *(one for row in rows for one in row.heads)):
        known.setdefault(head.name, head)
    return tuple(known.values())
