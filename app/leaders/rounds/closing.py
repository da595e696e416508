"""Closing a round: the old terms end and the new ones begin on one day, in one step."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.leaders.handovers import open_matters_of
from app.leaders.rounds import rules
from app.leaders.rules import Span, crowding
from app.leaders.scopes import Scope, scope_name, scope_of, stands
from app.people.storing import found, put
from app.work import Progress, Work, finish
from db.models import (
    BuildingGroup,
    Candidate,
    ElectionRound,
    Handover,
    LeaderTerm,
    Resident,
    RoundSeat,
)

BY_ELECTION = "补选"
AGAIN = "连任"
FULL = "届满"
_AT_ONCE = 20
_WAYS = {"居民推选": "推选", "户代表推选": "推选", "协商推荐": "推选", "委任补选": "委任"}


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing a round did: how many began, went on, left, and how many seats stay empty."""

    began: int
    again: int
    left: int
    vacant: int

    def words(self) -> str:
        """For the user: 上任 44 名（其中连任 30 名），离任 15 名，缺额 1 个。"""
        again = f"（其中连任 {self.again} 名）" if self.again else ""
        return f"上任 {self.began} 名{again}，离任 {self.left} 名，缺额 {self.vacant} 个。"


def close_round(book: Book, round_id: int, today: dt.date) -> Closed:
    """As `closing`, at once: for scripts and small rounds."""
    return finish(closing(book, round_id, today))


def closing(book: Book, round_id: int, today: dt.date) -> Work[Closed]:
    """End the terms of all seats of a filed round and open those of the elected, in one step.

    Old terms end on the first day of the new ones, so that no day is without a holder; on a seat
    that stays empty they end as well. Each change of holder gets a hand-over with the open
    matters. A by-election ends nothing: its seats are empty. Raises Refused before filing, and
    naming the seats whose posts are held beyond that day by a term that begins later.
    """
    with book.write("完成推选") as session:
        record = found(session, ElectionRound, round_id)
        if record.status != rules.FILED:
            raise Refused(f"“{record.name}”还没有备案，备案后才能完成。")
        work = _Closing(book, session, record, today)
        yield from work.settle()
        put(record, {"status": rules.CLOSED, "closed_on": today})
        return work.counts()


class _Closing:
    def __init__(self, book: Book, session: Session, record: ElectionRound, today: dt.date) -> None:
        self.book, self.session, self.record, self.today = book, session, record, today
        query = select(RoundSeat).where(RoundSeat.round_id == record.id).order_by(RoundSeat.id)
        self.seats = session.scalars(query).all()
        self.elected = self._elected()
        self.terms = self._terms()
        self.groups = session.scalars(select(BuildingGroup)).all()
        """Held, so that none of the many is read again by itself."""
        self.leaving: list[tuple[LeaderTerm, int | None]] = []
        self.written = {
            sheet.from_term_id: sheet
            for sheet in session.scalars(
                select(Handover)
                .join(LeaderTerm, LeaderTerm.id == Handover.from_term_id)
                .where(LeaderTerm.kind.in_({seat.kind for seat in self.seats}))
            )
        }
        """Hand-overs that were made before, by the term that is left."""
        self.taken_over: dict[int, int | None] = {}
        self.began = self.again = self.left = 0

    def _elected(self) -> dict[int, list[Candidate]]:
        rows = self.session.scalars(
            select(Candidate)
            .join(RoundSeat, RoundSeat.id == Candidate.seat_id)
            .where(RoundSeat.round_id == self.record.id, Candidate.result == rules.ELECTED)
            .order_by(Candidate.id)
        )
        found_here: dict[int, list[Candidate]] = defaultdict(list)
        for row in rows:
            found_here[row.seat_id].append(row)
        return found_here

    def _terms(self) -> dict[tuple[str, Scope], list[LeaderTerm]]:
        kinds = {seat.kind for seat in self.seats}
        rows = self.session.scalars(
            select(LeaderTerm).where(LeaderTerm.kind.in_(kinds)).order_by(LeaderTerm.id)
        )
        by_post: dict[tuple[str, Scope], list[LeaderTerm]] = defaultdict(list)
        for row in rows:
            by_post[row.kind, scope_of(row)].append(row)
        return by_post

    def settle(self) -> Iterator[Progress]:
        self._refuse_what_died()
        start = self.record.term_start
        self._refuse_what_is_held()
        with self.session.no_autoflush:
            for at, seat in enumerate(self.seats):
                if at % _AT_ONCE == 0:
                    yield Progress(at, len(self.seats), "正在完成推选")
                self._settle(seat, start)
        # All terms in one go, and only then the hand-overs that name them.
        self.session.flush()
        items = open_matters_of(self.session, [term for term, _ in self.leaving], start)
        self.session.add_all(
            Handover(
                id=self.book.ids.next_id(),
                from_term_id=term.id,
                to_term_id=to_term,
                handed_on=start,
                items=items[term.id],
            )
            for term, to_term in self.leaving
        )
        for term_id, to_term in self.taken_over.items():
            sheet = self.written[term_id]
            put(sheet, {"to_term_id": sheet.to_term_id or to_term})

    def _settle(self, seat: RoundSeat, start: dt.date) -> None:
        scope = scope_of(seat)
        if self.elected[seat.id]:
            stands(self.session, scope, Span(start, self.record.term_end))
        old = [] if self.record.after_id else self._held(seat, start)
        new = [self._term(seat, one, scope, old) for one in self.elected[seat.id]]
        self._end(old, start)
        self.session.add_all(new)
        self._hand_over(old, new)

    def _held(self, seat: RoundSeat, day: dt.date) -> list[LeaderTerm]:
        return [
            term
            for term in self.terms[seat.kind, scope_of(seat)]
            if Span(term.start_on, term.end_on).holds(day)
            or (term.end_on is None and term.start_on == day)
        ]

    def _term(
        self, seat: RoundSeat, one: Candidate, scope: Scope, old: Iterable[LeaderTerm]
    ) -> LeaderTerm:
        again = one.resident_id in {term.resident_id for term in old}
        self.began += 1
        self.again += again
        before = next((term for term in old if term.resident_id == one.resident_id), None)
        way = BY_ELECTION if self.record.after_id else _WAYS.get(self.record.method, "推选")
        return LeaderTerm(
            id=self.book.ids.next_id(),
            kind=seat.kind,
            **scope.columns(),
            resident_id=one.resident_id,
            shop_id=one.shop_id or (before.shop_id if before else None),
            start_on=self.record.term_start,
            start_precision="day",
            expected_end_on=self.record.term_end,
            selection_method=AGAIN if again else way,
            round_id=self.record.id,
            acting=False,
            subsidy_monthly=before.subsidy_monthly if before else None,
            phone_override=before.phone_override if before else None,
        )

    def _end(self, old: Iterable[LeaderTerm], day: dt.date) -> None:
        for term in old:
            put(term, {"end_on": day, "end_reason": FULL})

    def _hand_over(self, old: Sequence[LeaderTerm], new: Sequence[LeaderTerm]) -> None:
        staying = {term.resident_id for term in new}
        came = [term for term in new if term.resident_id not in {one.resident_id for one in old}]
        leaving = [term for term in old if term.resident_id not in staying]
        self.left += len(leaving)
        for at, term in enumerate(leaving):
            to_term = came[min(at, len(came) - 1)].id if came else None
            if term.id in self.written:
                self.taken_over[term.id] = to_term
                continue
            self.leaving.append((term, to_term))

    def _refuse_what_is_held(self) -> None:
        start = self.record.term_start
        names = []
        for seat in self.seats:
            terms = self.terms[seat.kind, scope_of(seat)]
            ending = (
                {term.id for term in self._held(seat, start)} if not self.record.after_id else set()
            )
            staying = [term for term in terms if term.id not in ending]
            spans = [Span(term.start_on, term.end_on) for term in staying]
            held_by = {
                term.resident_id
                for term, span in zip(staying, spans, strict=True)
                if span.meets(Span(start))
            }
            for one in self.elected[seat.id]:
                if one.resident_id in held_by or crowding(seat.kind, Span(start), spans):
                    names.append(f"{scope_name(self.session, scope_of(seat))}{seat.kind}")
                    break
                spans.append(Span(start))
        if names:
            shown = "、".join(names[:5]) + (f"等 {len(names)} 个岗位" if len(names) > 5 else "")
            raise Refused(
                f"{shown}在 {start} 以后还有别的任职，新任期放不进去。"
                "请先办理离任、更正任职时间，或修改任期开始的日期。"
            )

    def _refuse_what_died(self) -> None:
        people = {one.resident_id for some in self.elected.values() for one in some}
        gone: list[Any] = [
            row
            for row in self.session.execute(
                select(Resident.id, Resident.full_name).where(Resident.status == "deceased")
            )
            if row.id in people
        ]
        if gone:
            names = "、".join(row.full_name for row in gone[:5])
            raise Refused(f"{names}已登记为去世，不能上任。请撤销公示，重新确定当选人。")

    def counts(self) -> Closed:
        empty = sum(1 for seat in self.seats if not self.elected[seat.id])
        return Closed(self.began, self.again, self.left, empty)
