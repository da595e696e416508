"""Rounds, their seats and their candidates as lists, printed sheets and results show them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.kinds import age_on
from app.leaders.holders import holds_on
from app.leaders.posts import OFFICE
from app.leaders.rounds import rules
from app.leaders.rounds.records import CandidateRow, RoundRow, SeatRow
from app.leaders.scopes import OFFICE_NAME, Scope, same_scope, scope_of
from app.people.order import compound_ranks, natural
from app.people.places import door_label
from app.people.storing import GONE
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

UNDONE = "还没有结果"
"""The filter for seats that keep a round from its notice: those of the first three states."""

_UNDONE = frozenset((OPEN, STANDING, TIED))


def round_rows(book: Book, only: int | None = None) -> list[RoundRow]:
    """All rounds with their counts, the latest first; or one."""
    query = select(ElectionRound).order_by(ElectionRound.term_start.desc(), ElectionRound.id.desc())
    seats = select(RoundSeat.round_id, RoundSeat.id, RoundSeat.vacant)
    stand = select(Candidate.seat_id, Candidate.result, Candidate.votes_for)
    if only is not None:
        query = query.where(ElectionRound.id == only)
        seats = seats.where(RoundSeat.round_id == only)
        stand = stand.join(RoundSeat, RoundSeat.id == Candidate.seat_id).where(
            RoundSeat.round_id == only
        )
    with book.read() as session:
        standing: dict[int, list[tuple[str | None, int | None]]] = defaultdict(list)
        for seat_id, result, votes in session.execute(stand):
            standing[seat_id].append((result, votes))
        states: dict[int, Counter[str]] = defaultdict(Counter)
        people: Counter[int] = Counter()
        for round_id, seat_id, vacant in session.execute(seats):
            some = standing.get(seat_id, [])
            states[round_id][_state(vacant, some)] += 1
            people[round_id] += len(some)
        return [
            _round_row(record, states[record.id], people[record.id])
            for record in session.scalars(query)
        ]


def round_row(book: Book, round_id: int) -> RoundRow:
    """One round; raises Refused if it is gone."""
    rows = round_rows(book, round_id)
    if not rows:
        raise Refused(GONE)
    return rows[0]


def _round_row(record: ElectionRound, states: Counter[str], candidates: int) -> RoundRow:
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
        seats=states.total(),
        candidates=candidates,
        filled=states[FILLED],
        vacant=states[VACANT],
        to_nominate=states[OPEN],
        to_vote=states[STANDING],
        to_decide=states[TIED],
    )


@dataclass(frozen=True, slots=True)
class SeatFilter:
    """Which seats of a round; empty fields do not limit.

    `state` is one of `STATES` or `UNDONE`.
    """

    kind: str | None = None
    compound: str | None = None
    state: str | None = None
    text: str = ""

    def means(self, row: SeatRow) -> bool:
        """Whether a seat is one of them."""
        if self.kind and row.kind != self.kind:
            return False
        if self.compound and row.compound != self.compound:
            return False
        if self.state == UNDONE and row.state not in _UNDONE:
            return False
        if self.state not in (None, "", UNDONE) and row.state != self.state:
            return False
        names = (row.scope, row.holder, *(one.full_name for one in row.candidates))
        return not self.text or any(self.text in name for name in names)


def seat_rows(
    book: Book,
    round_id: int,
    where: SeatFilter = SeatFilter(),
    *,
    only: int | None = None,
) -> list[SeatRow]:
    """The seats of a round by 小区 and number, each with its candidates, those elected first.

    `only` gives one seat.
    """
    with book.read() as session:
        record = session.get(ElectionRound, round_id)
        if record is None:
            return []
        ranks = compound_ranks(session)
        seats = _seats(session, round_id, only)
        candidates = _candidates(session, round_id, record.term_start, only)
        one = scope_of(seats[0].RoundSeat) if only is not None and seats else None
        holders = _holders(session, {row.RoundSeat.kind for row in seats}, record, one)
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
                    state=_state(seat.vacant, [(one.result, one.votes_for) for one in standing]),
                ),
            )
        )
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows if where.means(row)]


def seat_row(book: Book, seat_id: int) -> SeatRow:
    """One seat with its candidates; raises Refused if it is gone."""
    with book.read() as session:
        round_id = session.scalar(select(RoundSeat.round_id).where(RoundSeat.id == seat_id))
    rows = seat_rows(book, round_id, only=seat_id) if round_id is not None else []
    if not rows:
        raise Refused(GONE)
    return rows[0]


def _state(vacant: bool, standing: Sequence[tuple[str | None, int | None]]) -> str:
    """How far a seat is, by the result and the votes of those who stand for it."""
    if vacant:
        return VACANT
    if not standing:
        return OPEN
    results = [result for result, _ in standing]
    if rules.ELECTED in results and None not in results:
        return FILLED
    return TIED if all(votes is not None for _, votes in standing) else STANDING


def _seats(session: Session, round_id: int, only: int | None) -> Sequence[Any]:
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
    if only is not None:
        query = query.where(RoundSeat.id == only)
    return session.execute(query).all()


def _candidates(
    session: Session, round_id: int, day: dt.date, only: int | None
) -> dict[int, list[CandidateRow]]:
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
    if only is not None:
        query = query.where(RoundSeat.id == only)
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
    session: Session, kinds: set[str], record: ElectionRound, scope: Scope | None
) -> dict[tuple[str, Scope], list[str]]:
    # Once closed, the day before tells who held the post when the round began to count.
    day = record.term_start - dt.timedelta(days=1)
    columns = [getattr(LeaderTerm, name) for name in Scope(OFFICE).columns()]
    query = (
        select(LeaderTerm.kind, *columns, Resident.full_name)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.kind.in_(kinds), holds_on(day))
        .order_by(LeaderTerm.start_on, LeaderTerm.id)
    )
    if scope is not None:
        query = query.where(same_scope(LeaderTerm, scope))
    found: dict[tuple[str, Scope], list[str]] = defaultdict(list)
    row: Any
    for row in session.execute(query):
        found[row.kind, scope_of(row)].append(row.full_name)
    return found
