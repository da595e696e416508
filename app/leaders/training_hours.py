"""Who was trained and for how long: hours by person, figures by half-year.

These are hours of training; hours of voluntary service are counted elsewhere (see `trainings`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field
from app.kinds import Minutes, Points, Text, Whole
from app.leaders.holders import holds_on
from app.leaders.trainings import CLASS_HOUR, HELD
from app.people import records as people
from app.people.lists import chunks
from db.models import LeaderTerm, Resident, Training, TrainingAttendance

_AWARDED = func.coalesce(TrainingAttendance.minutes_awarded, Training.minutes, 0)


@dataclass(frozen=True)
class HoursRow:
    """The training of one person between two days; `class_hours` in 0.1, of 45 minutes each."""

    id: int
    full_name: Annotated[str, people.NAME]
    post: Annotated[str, Field(Text(60), "岗位")]
    times: Annotated[int, Field(Whole(), "参加场次")]
    late: Annotated[int, Field(Whole(), "迟到")]
    minutes: Annotated[int, Field(Minutes(), "计入时长")]
    first_half: Annotated[int, Field(Minutes(), "上半年")]
    second_half: Annotated[int, Field(Minutes(), "下半年")]
    class_hours: Annotated[int, Field(Points(signed=False), "学时")]


@dataclass(frozen=True, slots=True)
class TrainingFigures:
    """A time in figures: trainings held, times attended, people, minutes in all."""

    held: int = 0
    came: int = 0
    people: int = 0
    minutes: int = 0


def class_hours(minutes: int) -> str:
    """Minutes as 学时 with at most one decimal, rounded down."""
    tenths = minutes * 10 // CLASS_HOUR
    return f"{tenths // 10:,}" + (f".{tenths % 10}" if tenths % 10 else "")


def half_year(year: int, half: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a half-year (1 or 2), of the whole year for 0."""
    first = dt.date(year, 7 if half == 2 else 1, 1)
    return first, dt.date(year, 6, 30) if half == 1 else dt.date(year, 12, 31)


def figures(book: Book, since: dt.date, until: dt.date) -> TrainingFigures:
    """What was held between two days, both counted, and who came."""
    with book.read() as session:
        held = session.scalar(
            select(func.count())
            .select_from(Training)
            .where(Training.status == HELD, Training.held_on.between(since, until))
        )
        came, persons, minutes = session.execute(
            select(
                func.count(),
                func.count(TrainingAttendance.resident_id.distinct()),
                func.coalesce(func.sum(_AWARDED), 0),
            )
            .join(Training, Training.id == TrainingAttendance.training_id)
            .where(TrainingAttendance.signed_in, Training.held_on.between(since, until))
        ).one()
    return TrainingFigures(held or 0, came, persons, minutes)


def hours_of(book: Book, since: dt.date, until: dt.date) -> list[HoursRow]:
    """Everybody who signed in between two days, the longest trained first."""
    times: Counter[int] = Counter()
    late: Counter[int] = Counter()
    halves: Counter[tuple[int, int]] = Counter()
    with book.read() as session:
        for person, was_late, day, minutes in session.execute(
            select(
                TrainingAttendance.resident_id, TrainingAttendance.late, Training.held_on, _AWARDED
            )
            .join(Training, Training.id == TrainingAttendance.training_id)
            .where(TrainingAttendance.signed_in, Training.held_on.between(since, until))
        ):
            times[person] += 1
            late[person] += was_late
            halves[person, 1 if day.month <= 6 else 2] += minutes
        names = _names(session, list(times))
        posts = posts_of(session, until)
    rows = []
    for person, count in times.items():
        first, second = halves[person, 1], halves[person, 2]
        rows.append(
            HoursRow(
                person, names.get(person, ("", ""))[0], posts.get(person, ""), count, late[person],
                first + second, first, second, (first + second) * 10 // CLASS_HOUR,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row.minutes, names.get(row.id, ("", ""))[1], row.id))


def _names(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    return {
        row_id: (name, sound)
        for some in chunks(ids)
        for row_id, name, sound in session.execute(
            select(Resident.id, Resident.full_name, Resident.name_pinyin).where(
                Resident.id.in_(some)
            )
        )
    }


def posts_of(session: Session, day: dt.date) -> dict[int, str]:
    """The posts that people hold on a day, in words, by person."""
    rows = session.execute(
        select(LeaderTerm.resident_id, func.group_concat(LeaderTerm.kind.distinct()))
        .where(holds_on(day))
        .group_by(LeaderTerm.resident_id)
    ).tuples()
    return {person: kinds.replace(",", "、") for person, kinds in rows}


def untrained(book: Book, kinds: Sequence[str], since: dt.date, until: dt.date) -> list[int]:
    """Terms that hold on the last day and whose holders signed in nowhere between two days."""
    with book.read() as session:
        came = people_trained(session, since, until)
        terms = session.execute(
            select(LeaderTerm.id, LeaderTerm.resident_id)
            .where(LeaderTerm.kind.in_(kinds), holds_on(until))
            .order_by(LeaderTerm.id)
        ).all()
    return [row.id for row in terms if row.resident_id not in came]


def people_trained(session: Session, since: dt.date, until: dt.date) -> frozenset[int]:
    """The ids of the people who signed in somewhere between two days, both counted."""
    return frozenset(
        session.scalars(
            select(TrainingAttendance.resident_id)
            .join(Training, Training.id == TrainingAttendance.training_id)
            .where(TrainingAttendance.signed_in, Training.held_on.between(since, until))
            .distinct()
        )
    )
