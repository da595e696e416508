"""What was noted of a term elsewhere: duties, trainings, appraisals, round, hand-overs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.leaders.rules import Span
from app.people.storing import found
from db.models import (
    Appraisal,
    DutyRecord,
    ElectionRound,
    Handover,
    LeaderTerm,
    Resident,
    Training,
    TrainingAttendance,
)


@dataclass(frozen=True, slots=True)
class Passed:
    """A hand-over of a term: its day, the other holder (empty for none yet), who gave."""

    id: int
    on: dt.date
    with_whom: str
    gave: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class TermFile:
    """Counts of a term up to a day; `minutes` of training, `total` of an appraisal in 0.1."""

    duties: int
    last_duty: dt.date | None
    trainings: int
    minutes: int
    appraisals: tuple[tuple[str, int | None, str | None], ...]
    round: tuple[int, str] | None
    handovers: tuple[Passed, ...]


def term_file(book: Book, term_id: int, today: dt.date) -> TermFile:
    """What there is of a term, for its card; Refused if the term is gone."""
    with book.read() as session:
        term = found(session, LeaderTerm, term_id)
        duties, last = session.execute(
            select(func.count(), func.max(DutyRecord.occurred_on)).where(
                DutyRecord.leader_term_id == term_id
            )
        ).one()
        trainings, minutes = _trained(session, term, today)
        appraisals = session.execute(
            select(Appraisal.period, Appraisal.total, Appraisal.grade)
            .where(Appraisal.leader_term_id == term_id)
            .order_by(Appraisal.assessed_on.desc(), Appraisal.period.desc())
        )
        of_round = session.get(ElectionRound, term.round_id) if term.round_id else None
        return TermFile(
            duties,
            last,
            trainings,
            minutes,
            tuple((period, total, grade) for period, total, grade in appraisals),
            None if of_round is None else (of_round.id, of_round.name),
            _handovers(session, term_id),
        )


def _trained(session: Session, term: LeaderTerm, today: dt.date) -> tuple[int, int]:
    rows = session.execute(
        select(
            Training.held_on,
            func.coalesce(TrainingAttendance.minutes_awarded, Training.minutes, 0),
        )
        .join(TrainingAttendance, TrainingAttendance.training_id == Training.id)
        .where(
            TrainingAttendance.resident_id == term.resident_id,
            TrainingAttendance.signed_in,
            Training.held_on <= today,
        )
    )
    held = Span(term.start_on, term.end_on)
    counted = [minutes for day, minutes in rows if held.holds(day)]
    return len(counted), sum(counted)


def _handovers(session: Session, term_id: int) -> tuple[Passed, ...]:
    records = session.scalars(
        select(Handover)
        .where(or_(Handover.from_term_id == term_id, Handover.to_term_id == term_id))
        .order_by(Handover.handed_on)
    ).all()
    made = []
    for record in records:
        gave = record.from_term_id == term_id
        other = record.to_term_id if gave else record.from_term_id
        name = "" if other is None else _holder(session, other)
        made.append(Passed(record.id, record.handed_on, name, gave, record.signed_on is not None))
    return tuple(made)


def _holder(session: Session, term_id: int) -> str:
    name = session.scalar(
        select(Resident.full_name)
        .join(LeaderTerm, LeaderTerm.resident_id == Resident.id)
        .where(LeaderTerm.id == term_id)
    )
    return name or ""
