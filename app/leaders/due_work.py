"""What the service of leaders asks for today: who is silent, trainings, subsidies, hand-overs.

The numbers of days without a source in the model are our own choice (OWN).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.due import MANY, Action, Item, Level
from app.leaders.duties import silent, silent_days
from app.leaders.lists import term_rows
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.rules import Span
from app.leaders.scopes import named_scope, with_scopes
from app.leaders.subsidies import CANCELLED as VOID
from app.leaders.subsidies import months_of, period_words, served, served_days, span_of
from app.leaders.trainings import HELD, PLANNED
from db.models import (
    Handover,
    LeaderTerm,
    Resident,
    SubsidyPayment,
    Training,
    TrainingAttendance,
)

WEEK = 7
"""Days ahead in which a training is told, and after which a missing sign-in presses."""

SIGN_WITHIN, SIGN_LATE = 14, 30
"""Days after which a hand-over should be, and must be, signed."""

PAY_LATE = 30
"""Days after the end of a period from which its subsidy sheet presses."""


def work_items(book: Book, today: dt.date) -> Iterator[Item]:
    """Everything that the service of leaders asks for."""
    yield from _silent(book, today)
    yield from _trainings(book, today)
    yield from _subsidies(book, today)
    yield from _handovers(book, today)


def _silent(book: Book, today: dt.date) -> Iterator[Item]:
    found = silent(book, today, (BUILDING_LEADER, STREET_LEADER))
    if not found:
        return
    with book.read() as session:
        days = silent_days(session)
    first = [term_id for term_id, _ in found[:2]]
    names = "、".join(row.full_name for row in term_rows(book, first, today).values())
    yield Item(
        Level.AMBER,
        f"{len(found):,} 名两长 {days} 天没有履职记录",
        f"{names}等" if len(found) > len(first) else names,
        None,
        Action("看名单", "duties", ("silent", None)),
    )


# Trainings


def _trainings(book: Book, today: dt.date) -> Iterator[Item]:
    signed = func.sum(case((TrainingAttendance.signed_in, 1), else_=0))
    with book.read() as session:
        rows = session.execute(
            select(
                Training.id,
                Training.title,
                Training.held_on,
                Training.starts_at,
                Training.status,
                func.count(TrainingAttendance.id).label("expected"),
                func.coalesce(signed, 0).label("came"),
            )
            .outerjoin(TrainingAttendance, TrainingAttendance.training_id == Training.id)
            .where(
                Training.status.in_((PLANNED, HELD)),
                Training.held_on <= today + dt.timedelta(days=WEEK),
            )
            .group_by(Training.id)
            .having((Training.status == PLANNED) | (func.coalesce(signed, 0) == 0))
            .order_by(Training.held_on, Training.id)
        ).all()
    for row in rows:
        days = (row.held_on - today).days
        if days < 0:
            yield Item(
                Level.RED if -days > WEEK else Level.AMBER,
                "培训已经办过，还没有登记签到",
                row.title,
                row.held_on,
                Action("登记签到", "duties", ("training", row.id)),
            )
        elif row.status == PLANNED:
            when = {0: "今天有培训", 1: "明天有培训"}.get(days, "一周内有培训")
            at = f"{row.starts_at} " if row.starts_at else ""
            people = f"应到 {row.expected:,} 人" if row.expected else "还没有排定人员"
            yield Item(
                Level.AMBER if days <= 1 else Level.GREEN,
                when,
                f"{at}{row.title} · {people}",
                row.held_on,
                Action("看签到表", "duties", ("training", row.id)),
            )


# Subsidies


def _subsidies(book: Book, today: dt.date) -> Iterator[Item]:
    with book.read() as session:
        period = finished_period(_rhythm(session), today)
        first, last = span_of(period)
        names, written = _unpaid(session, period, Span(first, last + dt.timedelta(days=1)))
    if not names:
        return
    yield Item(
        Level.RED if (today - last).days > PAY_LATE else Level.AMBER,
        f"{period_words(period)}补贴{'有人没有编入' if written else '还没有编制'}",
        f"{names[0]}等 {len(names):,} 人" if len(names) > 1 else names[0],
        last + dt.timedelta(days=PAY_LATE),
        Action("去编制", "duties", ("subsidies", period)),
    )


def _unpaid(session: Session, period: str, whole: Span) -> tuple[list[str], int]:
    """Who has a rate, served in a period and is not on its sheet; how many are on it."""
    written = set(
        session.scalars(
            select(SubsidyPayment.leader_term_id).where(
                SubsidyPayment.period == period, SubsidyPayment.status != VOID
            )
        )
    )
    rows = session.execute(
        select(LeaderTerm.id, LeaderTerm.start_on, LeaderTerm.end_on, Resident.full_name)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.subsidy_monthly > 0)
        .order_by(LeaderTerm.id)
    ).all()
    months, days = months_of(period), served_days(session)
    names = [
        row.full_name
        for row in rows
        if row.id not in written
        and (span := Span(row.start_on, row.end_on)).meets(whole)
        and served(span, months, days)
    ]
    return names, len(written)


def _rhythm(session: Session) -> str:
    """How the office pays: by year, half (H), quarter (Q) or month, as it did last."""
    last = session.scalar(
        select(SubsidyPayment.period)
        .where(SubsidyPayment.status != VOID)
        .order_by(SubsidyPayment.id.desc())
        .limit(1)
    )
    if last is None or "Q" in last:
        return "Q"
    if "H" in last:
        return "H"
    return "M" if "-" in last else "Y"


def finished_period(rhythm: str, today: dt.date) -> str:
    """The last period that is over: 2026-Q3, 2026-H1, 2026-10 or 2025."""
    if rhythm == "Y":
        return str(today.year - 1)
    months = {"Q": 3, "H": 6, "M": 1}[rhythm]
    this = (today.year * 12 + today.month - 1) // months * months
    year, first = divmod(this - months, 12)
    if rhythm == "M":
        return f"{year}-{first + 1:02d}"
    return f"{year}-{rhythm}{first // months + 1}"


# Hand-overs


def _handovers(book: Book, today: dt.date) -> Iterator[Item]:
    with book.read() as session:
        rows = session.execute(
            with_scopes(
                select(
                    Handover.id,
                    Handover.handed_on,
                    LeaderTerm.kind,
                    Resident.full_name,
                    named_scope().label("scope"),
                )
                .join(LeaderTerm, LeaderTerm.id == Handover.from_term_id)
                .join(Resident, Resident.id == LeaderTerm.resident_id)
            )
            .where(
                Handover.signed_on.is_(None),
                Handover.handed_on < today - dt.timedelta(days=SIGN_WITHIN),
            )
            .order_by(Handover.handed_on, Handover.id)
        ).all()
    yield from _unsigned(rows, today) if len(rows) <= MANY else _many_unsigned(rows, today)


def _unsigned(rows: Sequence[Any], today: dt.date) -> Iterator[Item]:
    for row in rows:
        yield Item(
            _sign_level(row.handed_on, today),
            "交接单还没有签字",
            f"{row.full_name} · {row.scope}{row.kind}",
            row.handed_on + dt.timedelta(days=SIGN_WITHIN),
            Action("去签字", "rounds", ("handover", row.id)),
        )


def _many_unsigned(rows: Sequence[Any], today: dt.date) -> Iterator[Item]:
    first = rows[0]
    yield Item(
        _sign_level(first.handed_on, today),
        f"{len(rows):,} 张交接单还没有签字",
        f"{'、'.join(row.full_name for row in rows[:2])}等",
        first.handed_on + dt.timedelta(days=SIGN_WITHIN),
        Action("去签字", "rounds", ("handover", first.id)),
    )


def _sign_level(handed_on: dt.date, today: dt.date) -> Level:
    return Level.RED if (today - handed_on).days > SIGN_LATE else Level.AMBER
