"""The counts of posts and of what their holders do: for the command line and the first page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.leaders.holders import holds_on
from app.leaders.lists import groups_and_terms
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.rounds import rules
from app.leaders.rules import active
from app.leaders.subsidies import CANCELLED, PAID
from app.leaders.trainings import HELD
from db.models import (
    Appraisal,
    Candidate,
    DutyRecord,
    ElectionRound,
    Handover,
    LeaderTerm,
    SubsidyPayment,
    Training,
    TrainingAttendance,
)


def post_counts(session: Session, day: dt.date) -> dict[str, int]:
    """Posts as they were on a day.

    `posts` are all that are held, `other_posts` those besides 楼组长 and 街面长, `vacancies`
    the 楼组 without a 楼组长.
    """
    kinds = (BUILDING_LEADER, STREET_LEADER)
    groups, terms = groups_and_terms(session, None)
    return {
        "posts": _count(session, LeaderTerm.id, holds_on(day)),
        "other_posts": _count(session, LeaderTerm.id, holds_on(day), LeaderTerm.kind.not_in(kinds)),
        "vacancies": sum(
            active(group.formed_on, group.ended_on, day)
            and not any(span.holds(day) for span in terms[group.id])
            for group in groups
        ),
    }


def work_counts(session: Session, until: dt.date | None = None) -> dict[str, int | float]:
    """What was done in posts, at most up to a day.

    `rounds` are selections that are not cancelled, `trainings` were held, `trained` are those who
    came to them and `training_minutes` what counts for them; `subsidies` are lines that are not
    cancelled and `subsidies_paid` what was paid, in 元.
    """
    last = until or dt.date.max
    held = (Training.status == HELD, Training.held_on <= last)
    came = (
        select(
            func.count(),
            func.sum(func.coalesce(TrainingAttendance.minutes_awarded, Training.minutes, 0)),
        )
        .join(Training, Training.id == TrainingAttendance.training_id)
        .where(TrainingAttendance.signed_in, *held)
    )
    trained, minutes = session.execute(came).one()
    counted: dict[str, int | float] = {
        "duties": _count(session, DutyRecord.id, DutyRecord.occurred_on <= last),
        "handovers": _count(session, Handover.id, Handover.handed_on <= last),
        "trainings": _count(session, Training.id, *held),
        "trained": trained,
        "training_minutes": minutes or 0,
    }
    if until is not None:
        return counted
    paid = select(func.sum(SubsidyPayment.amount)).where(SubsidyPayment.status == PAID)
    return counted | {
        "rounds": _count(session, ElectionRound.id, ElectionRound.status != rules.CANCELLED),
        "rounds_running": _count(
            session, ElectionRound.id, ElectionRound.status.in_(rules.RUNNING)
        ),
        "candidates": _count(session, Candidate.id),
        "appraisals": _count(session, Appraisal.id),
        "subsidies": _count(session, SubsidyPayment.id, SubsidyPayment.status != CANCELLED),
        "subsidies_paid": (session.scalar(paid) or 0) / 100,
    }


def _count(session: Session, column: Any, *limits: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(*limits)) or 0
