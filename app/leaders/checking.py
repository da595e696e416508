"""What must hold for posts and does not, in words: for the check of a whole book."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.leaders.rounds import rules
from app.leaders.rules import MOST_PER_SCOPE, Span
from app.leaders.scopes import OFFICE_NAME, Scope, named_scope, scope_name, scope_of, with_scopes
from app.leaders.subsidies import CANCELLED, period_words
from db.models import (
    Candidate,
    DutyRecord,
    ElectionRound,
    Handover,
    LeaderTerm,
    Resident,
    RoundSeat,
    SubsidyPayment,
    Training,
    TrainingAttendance,
)

Fault = tuple[str, str]
"""Where it is, and what is not as it must be."""


def post_faults(session: Session) -> Iterator[Fault]:
    """Every fault of terms, rounds, duties, training and subsidies."""
    terms = session.scalars(select(LeaderTerm).order_by(LeaderTerm.id)).all()
    yield from _crowded(session, terms)
    yield from _turned(session, terms)
    yield from _rounds(session)
    yield from _duties(session)
    yield from _handovers(session)
    yield from _trainings(session)
    yield from _subsidies(session)


# Terms


def _crowded(session: Session, terms: Sequence[LeaderTerm]) -> Iterator[Fault]:
    by_post: dict[tuple[str, Scope], list[LeaderTerm]] = defaultdict(list)
    for term in terms:
        # One that ended before it began holds no day.
        if term.kind in MOST_PER_SCOPE and Span(term.start_on, term.end_on).meets(Span()):
            by_post[term.kind, scope_of(term)].append(term)
    for (kind, scope), some in by_post.items():
        most = MOST_PER_SCOPE[kind]
        spans = [Span(term.start_on, term.end_on) for term in some]
        # The number of holders only grows where a term starts.
        worst = max(sum(span.holds(one.first) for span in spans) for one in spans)
        if worst > most:
            yield "任职", f"{_place(session, scope)}同时有 {worst} 位{kind}，最多 {most} 位。"


def _turned(session: Session, terms: Sequence[LeaderTerm]) -> Iterator[Fault]:
    for term in terms:
        if term.start_on is None:
            continue
        what = _term(session, term)
        if term.end_on is not None and term.end_on < term.start_on:
            yield "任职", f"{what}的离任日 {term.end_on} 早于任职时间 {term.start_on}。"
        if term.expected_end_on is not None and term.expected_end_on < term.start_on:
            yield "任职", f"{what}的届满日 {term.expected_end_on} 早于任职时间 {term.start_on}。"


# Rounds


def _rounds(session: Session) -> Iterator[Fault]:
    standing: dict[int, list[Candidate]] = defaultdict(list)
    for one in session.scalars(select(Candidate).order_by(Candidate.id)):
        standing[one.seat_id].append(one)
    rows = session.execute(
        select(RoundSeat, ElectionRound)
        .join(ElectionRound, ElectionRound.id == RoundSeat.round_id)
        .order_by(RoundSeat.id)
    )
    for seat, record in rows:
        for text in _seat(seat, record, standing[seat.id]):
            scope = _place(session, scope_of(seat))
            yield f"推选“{record.name}”", f"{scope}{seat.kind}{text}"
    for record in session.scalars(select(ElectionRound).order_by(ElectionRound.id)):
        if record.status == rules.CLOSED and record.closed_on is None:
            yield f"推选“{record.name}”", "已完成，却没有完成日期。"


def _seat(seat: RoundSeat, record: ElectionRound, candidates: Sequence[Candidate]) -> Iterator[str]:
    elected = sum(one.result == rules.ELECTED for one in candidates)
    settled = record.status in (rules.NOTICE, rules.FILED, rules.CLOSED)
    if elected > seat.places:
        yield f"有 {elected} 名当选人，应选 {seat.places} 名。"
    if settled and not elected and not seat.vacant:
        yield f"没有当选人，也没有标为缺额，推选却已经{rules.STATUS_WORDS[record.status]}。"
    if elected and seat.vacant:
        yield "有当选人，却标为缺额。"
    stands = [
        rules.Stand(one.id, one.votes_for, one.votes_against, one.votes_abstain, one.result)
        for one in candidates
    ]
    for problem in rules.ballot_problems(
        seat.ballots_issued, seat.ballots_returned, stands, seat.places
    ):
        yield f"：{problem.text}。"


# What hangs on terms


def _of_terms(table: Any, *columns: Any) -> Select[Any]:
    return with_scopes(
        select(
            *columns,
            LeaderTerm.kind.label("post"),
            LeaderTerm.start_on,
            LeaderTerm.end_on,
            Resident.full_name,
            named_scope().label("scope"),
        )
        .select_from(table)
        .join(LeaderTerm, LeaderTerm.id == table.leader_term_id)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
    )


def _duties(session: Session) -> Iterator[Fault]:
    rows = session.execute(
        _of_terms(DutyRecord, DutyRecord.occurred_on, DutyRecord.kind.label("duty")).where(
            (DutyRecord.occurred_on < LeaderTerm.start_on)
            | (DutyRecord.occurred_on >= LeaderTerm.end_on)
        )
    )
    for row in rows:
        yield (
            "履职记录",
            f"{row.full_name}在 {row.occurred_on} 的{row.duty}不在{_at(row)}任期之内。",
        )


def _handovers(session: Session) -> Iterator[Fault]:
    twice = session.execute(
        select(Handover.from_term_id).group_by(Handover.from_term_id).having(func.count() > 1)
    )
    for (term_id,) in twice:
        term = session.get_one(LeaderTerm, term_id)
        yield "交接单", f"{_term(session, term)}有不止一张交接单。"
    for sheet in session.scalars(
        select(Handover).where(Handover.signed_on < Handover.handed_on).order_by(Handover.id)
    ):
        term = session.get_one(LeaderTerm, sheet.from_term_id)
        yield "交接单", f"{_term(session, term)}的交接单签字日期早于交接日期。"


def _trainings(session: Session) -> Iterator[Fault]:
    rows = session.execute(
        select(Training.title, Resident.full_name)
        .join(TrainingAttendance, TrainingAttendance.training_id == Training.id)
        .join(Resident, Resident.id == TrainingAttendance.resident_id)
        .where(TrainingAttendance.minutes_awarded > func.coalesce(Training.minutes, 0))
        .order_by(TrainingAttendance.id)
    )
    for title, name in rows:
        yield "培训", f"{name}在“{title}”计入的时长多于培训时长。"


def _subsidies(session: Session) -> Iterator[Fault]:
    rows = session.execute(
        _of_terms(
            SubsidyPayment, SubsidyPayment.leader_term_id, SubsidyPayment.period,
            SubsidyPayment.kind, SubsidyPayment.amount,
        ).where(SubsidyPayment.status != CANCELLED)
    ).all()  # fmt: skip
    counts = Counter((row.leader_term_id, row.period, row.kind) for row in rows)
    named = {row.leader_term_id: f"{row.full_name}（{_at(row)}）" for row in rows}
    for (term_id, period, _kind), count in counts.items():
        if count > 1:
            yield "补贴", f"{named[term_id]}{period_words(period)}的补贴有 {count} 条。"
    for row in rows:
        if row.amount < 0:
            yield "补贴", f"{row.full_name}（{_at(row)}）{period_words(row.period)}的补贴是负数。"


# Words


def _term(session: Session, term: LeaderTerm) -> str:
    name = session.get_one(Resident, term.resident_id).full_name
    return f"{name}任{_place(session, scope_of(term))}{term.kind}"


def _at(row: Any) -> str:
    return row.post if row.scope == OFFICE_NAME else f"{row.scope}{row.post}"


def _place(session: Session, scope: Scope) -> str:
    name = scope_name(session, scope)
    return "" if name == OFFICE_NAME else name
