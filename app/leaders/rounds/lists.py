"""Rounds, their seats and their candidates as lists, printed sheets and results show them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.kinds import age_on
from app.leaders.holders import holds_on
from app.leaders.rounds import rules
from app.leaders.rounds.records import CandidateRow, RoundRow, SeatRow
from app.leaders.scopes import OFFICE_NAME, Scope, scope_of
from app.people.order import compound_ranks, natural
from app.people.places import door_label
from db.models import (
    Building,
    BuildingGroup,
    Candidate,
    Compound,
    Dwelling,
    ElectionRound,
    Household,
    LeaderTerm,
    Resident,
    RoundSeat,
    StreetSegment,
)

OPEN = "待提名"
STANDING = "待投票"
TIED = "待决定"
FILLED = "已选出"
VACANT = "缺额"
STATES = (OPEN, STANDING, TIED, FILLED, VACANT)
"""How far a seat is."""


def round_rows(book: Book) -> list[RoundRow]:
    """All rounds with their counts, the latest first."""
    with book.read() as session:
        filled = (
            select(Candidate.seat_id).where(Candidate.result == rules.ELECTED).distinct().subquery()
        )
        counts = {
            row.round_id: row
            for row in session.execute(
                select(
                    RoundSeat.round_id,
                    func.count(RoundSeat.id).label("seats"),
                    func.count(filled.c.seat_id).label("filled"),
                    func.sum(case((RoundSeat.vacant, 1), else_=0)).label("vacant"),
                )
                .outerjoin(filled, filled.c.seat_id == RoundSeat.id)
                .group_by(RoundSeat.round_id)
            )
        }
        standing = dict(
            session.execute(
                select(RoundSeat.round_id, func.count(Candidate.id))
                .join(Candidate, Candidate.seat_id == RoundSeat.id)
                .group_by(RoundSeat.round_id)
            )
            .tuples()
            .all()
        )
        records = session.scalars(
            select(ElectionRound).order_by(ElectionRound.term_start.desc(), ElectionRound.id.desc())
        )
        return [
            _round_row(record, counts.get(record.id), standing.get(record.id, 0))
            for record in records
        ]


def _round_row(record: ElectionRound, counts: Any, candidates: int) -> RoundRow:
    return RoundRow(
        name=record.name,
        kinds=tuple(record.kinds),
        method=record.method,
        term_start=record.term_start,
        term_end=record.term_end,
        start_on=record.start_on,
        end_on=record.end_on,
        notice_from=record.notice_from,
        notice_to=record.notice_to,
        note=record.note,
        after_id=record.after_id,
        id=record.id,
        status=record.status,
        filed_on=record.filed_on,
        filed_no=record.filed_no,
        closed_on=record.closed_on,
        seats=counts.seats if counts else 0,
        candidates=candidates,
        filled=counts.filled if counts else 0,
        vacant=counts.vacant or 0 if counts else 0,
    )


@dataclass(frozen=True, slots=True)
class SeatFilter:
    """Which seats of a round; empty fields do not limit. `state` is one of `STATES`."""

    kind: str | None = None
    compound: str | None = None
    state: str | None = None
    text: str = ""


def seat_rows(book: Book, round_id: int, where: SeatFilter = SeatFilter()) -> list[SeatRow]:
    """The seats of a round by 小区 and number, each with its candidates, those elected first."""
    with book.read() as session:
        record = session.get(ElectionRound, round_id)
        if record is None:
            return []
        ranks = compound_ranks(session)
        seats = _seats(session, round_id)
        candidates = _candidates(session, round_id, record.term_start)
        holders = _holders(session, {row.RoundSeat.kind for row in seats}, record)
    rows = []
    for row in seats:
        seat: RoundSeat = row.RoundSeat
        standing = tuple(candidates.get(seat.id, ()))
        scope = row.group or row.street or row.compound or seat.scope_name or OFFICE_NAME
        rows.append(
            (
                (ranks.get(row.compound_id, len(ranks)), natural(scope), seat.kind, seat.id),
                SeatRow(
                    voters=seat.voters,
                    ballots_issued=seat.ballots_issued,
                    ballots_returned=seat.ballots_returned,
                    id=seat.id,
                    round_id=round_id,
                    kind=seat.kind,
                    compound=row.compound or "",
                    scope=scope,
                    places=seat.places,
                    vacant=seat.vacant,
                    decision=seat.decision,
                    holder="、".join(holders.get((seat.kind, scope_of(seat)), ())),
                    candidates=standing,
                    state=_state(seat, standing),
                ),
            )
        )
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows if _meant(row, where)]


def _meant(row: SeatRow, where: SeatFilter) -> bool:
    if where.kind and row.kind != where.kind:
        return False
    if where.compound and row.compound != where.compound:
        return False
    if where.state and row.state != where.state:
        return False
    names = (row.scope, row.holder, *(one.full_name for one in row.candidates))
    return not where.text or any(where.text in name for name in names)


def _state(seat: RoundSeat, standing: Sequence[CandidateRow]) -> str:
    if seat.vacant:
        return VACANT
    if not standing:
        return OPEN
    if any(one.result == rules.ELECTED for one in standing):
        return FILLED
    return TIED if all(one.votes_for is not None for one in standing) else STANDING


def _seats(session: Session, round_id: int) -> Sequence[Any]:
    query = (
        select(
            RoundSeat,
            BuildingGroup.name.label("group"),
            StreetSegment.name.label("street"),
            Compound.name.label("compound"),
            Compound.id.label("compound_id"),
        )
        .outerjoin(BuildingGroup, BuildingGroup.id == RoundSeat.building_group_id)
        .outerjoin(StreetSegment, StreetSegment.id == RoundSeat.street_segment_id)
        .outerjoin(
            Compound,
            Compound.id == func.coalesce(BuildingGroup.compound_id, RoundSeat.compound_id),
        )
        .where(RoundSeat.round_id == round_id)
    )
    return session.execute(query).all()


def _candidates(session: Session, round_id: int, day: dt.date) -> dict[int, list[CandidateRow]]:
    query = (
        select(
            Candidate,
            Resident.full_name,
            Resident.sex,
            Resident.birth_date,
            Resident.political_status,
            Resident.education,
            Building.key,
            Dwelling.unit,
            Dwelling.room_no,
        )
        .join(RoundSeat, RoundSeat.id == Candidate.seat_id)
        .join(Resident, Resident.id == Candidate.resident_id)
        .outerjoin(Household, Household.id == Resident.household_id)
        .outerjoin(Dwelling, Dwelling.id == Household.dwelling_id)
        .outerjoin(Building, Building.id == Dwelling.building_id)
        .where(RoundSeat.round_id == round_id)
    )
    found: dict[int, list[CandidateRow]] = defaultdict(list)
    for row in session.execute(query):
        one: Candidate = row.Candidate
        found[one.seat_id].append(
            CandidateRow(
                votes_for=one.votes_for,
                votes_against=one.votes_against,
                votes_abstain=one.votes_abstain,
                id=one.id,
                resident_id=one.resident_id,
                proposed_by=one.proposed_by,
                supporters=one.supporters,
                note=one.note,
                shop_id=one.shop_id,
                seat_id=one.seat_id,
                full_name=row.full_name,
                sex=row.sex,
                age=age_on(row.birth_date, day),
                political_status=row.political_status,
                education=row.education,
                door=door_label(row.key, row.unit, row.room_no) if row.key else "",
                result=one.result,
            )
        )
    for some in found.values():
        some.sort(
            key=lambda one: (
                one.result != rules.ELECTED,
                -(one.votes_for if one.votes_for is not None else -1),
                one.id,
            )
        )
    return found


def _holders(
    session: Session, kinds: set[str], record: ElectionRound
) -> dict[tuple[str, Scope], list[str]]:
    # Once closed, the day before tells who held the post when the round began to count.
    day = record.term_start - dt.timedelta(days=1)
    rows = session.execute(
        select(LeaderTerm, Resident.full_name)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.kind.in_(kinds), holds_on(day))
        .order_by(LeaderTerm.start_on, LeaderTerm.id)
    )
    found: dict[tuple[str, Scope], list[str]] = defaultdict(list)
    for term, name in rows:
        found[term.kind, scope_of(term)].append(name)
    return found
