"""What one leader did in a post: duties, trainings, appraisals and subsidies, the latest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from app.book import Book
from app.leaders.duties import last_duties
from app.leaders.trainings import minutes_of
from app.people.storing import found
from db.models import (
    Appraisal,
    DutyRecord,
    LeaderTerm,
    SubsidyPayment,
    Training,
    TrainingAttendance,
)

_LATEST = 8


@dataclass(frozen=True, slots=True)
class Trained:
    """A training somebody came to, and the minutes that count."""

    training_id: int
    held_on: dt.date
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Paid:
    """A line of a subsidy sheet; the amount in 分."""

    period: str
    months: int
    amount: int
    status: str


@dataclass(frozen=True, slots=True)
class WorkCard:
    """Everything at a glance; scores in 0.1, training in minutes.

    `duties_this_year` and `minutes_this_year` count from January on.
    """

    resident_id: int
    last_on: dt.date | None
    duties_this_year: int
    minutes_this_year: int
    duties: tuple[tuple[int, dt.date, str, str], ...]
    trainings: tuple[Trained, ...]
    appraisals: tuple[tuple[str, int | None, str], ...]
    payments: tuple[Paid, ...]


def work_card(book: Book, term_id: int, today: dt.date) -> WorkCard:
    """The card of a term; raises Refused if it is gone."""
    first = dt.date(today.year, 1, 1)
    awarded = func.coalesce(TrainingAttendance.minutes_awarded, Training.minutes, 0)
    with book.read() as session:
        person = found(session, LeaderTerm, term_id).resident_id
        mine = select(DutyRecord).where(DutyRecord.leader_term_id == term_id)
        duties = session.scalars(
            mine.order_by(DutyRecord.occurred_on.desc(), DutyRecord.id.desc()).limit(_LATEST)
        ).all()
        count = session.scalar(
            select(func.count())
            .select_from(DutyRecord)
            .where(DutyRecord.leader_term_id == term_id, DutyRecord.occurred_on >= first)
        )
        trainings = session.execute(
            select(Training.id, Training.held_on, Training.title, awarded)
            .join(TrainingAttendance, TrainingAttendance.training_id == Training.id)
            .where(TrainingAttendance.resident_id == person, TrainingAttendance.signed_in)
            .order_by(Training.held_on.desc(), Training.id.desc())
            .limit(_LATEST)
        ).all()
        appraisals = session.scalars(
            select(Appraisal)
            .where(Appraisal.leader_term_id == term_id)
            .order_by(Appraisal.period.desc())
        ).all()
        payments = session.scalars(
            select(SubsidyPayment)
            .where(SubsidyPayment.leader_term_id == term_id)
            .order_by(SubsidyPayment.period.desc(), SubsidyPayment.id.desc())
            .limit(_LATEST)
        ).all()
        return WorkCard(
            person,
            last_duties(session, today).get(term_id),
            count or 0,
            minutes_of(session, first, today).get(person, 0),
            tuple((one.id, one.occurred_on, one.kind, one.content or "") for one in duties),
            tuple(Trained(*row) for row in trainings),
            tuple((one.period, one.total, one.grade or "") for one in appraisals),
            tuple(Paid(one.period, one.months, one.amount, one.status) for one in payments),
        )
