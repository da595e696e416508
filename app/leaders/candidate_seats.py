"""The seats of a round with those who stand for them, as a sheet of candidates meets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.leaders.candidate_records import CHOSEN
from app.leaders.rounds import rules
from app.leaders.scopes import Scope, scope_name, scope_of
from app.sheets.plan import Line, Plan
from db.models import Candidate, ElectionRound, RoundSeat

VOTES = ("votes_for", "votes_against", "votes_abstain")
BALLOTS = ("voters", "ballots_issued", "ballots_returned")
PUT_UP = ("proposed_by", "supporters", "note")
_KNOWN = ("places", "vacant", "decision", *BALLOTS)


@dataclass
class Seat:
    """A seat, its candidates by id, the lines of the sheet about it and what they say of results.

    `new` are candidates that come with the sheet.
    """

    id: int
    kind: str
    name: str
    known: dict[str, Any]
    standing: dict[int, dict[str, Any]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    told: dict[int, str] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    met: dict[int, int] = field(default_factory=dict)

    @property
    def lost(self) -> bool:
        """Whether everybody's votes were counted and nobody got the post."""
        every = self.standing.values()
        return bool(every) and all(
            one.get("votes_for") is not None and one.get("result") == rules.LOST for one in every
        )

    def results(self) -> tuple[dict[int, str | None], bool]:
        """Results by candidate, and whether the sheet decided what the votes leave open."""
        said = rules.outcome(
            [stand_of(row_id, one) for row_id, one in self.standing.items()], self.known["places"]
        )
        told = [row_id for row_id, word in self.told.items() if word == CHOSEN]
        if told and set(told) != set(said.elected) and not set(told) & set(said.lost):
            every = dict.fromkeys(self.standing, rules.LOST)
            return {**every, **dict.fromkeys(told, rules.ELECTED)}, True
        return {
            **dict.fromkeys(said.elected, rules.ELECTED),
            **dict.fromkeys(said.lost, rules.LOST),
        }, False

    def put(self, plan: Plan, results: Mapping[int, str | None]) -> None:
        """Write results that are not there yet."""
        for row_id, word in results.items():
            one = self.standing[row_id]
            if one.get("result") == word:
                continue
            one["result"] = word
            if row_id not in self.new:
                plan.update("candidate", row_id, result=word)

    def change(self, plan: Plan, values: Mapping[str, Any]) -> bool:
        """Write what is different; ballots only where none were counted. Whether anything was."""
        changed = {
            name: value
            for name, value in values.items()
            if value is not None
            and value != self.known[name]
            and not (name in BALLOTS and self.known[name] is not None)
        }
        if changed:
            plan.update("round_seat", self.id, **changed)
        return bool(changed)


def seats_of(session: Session, record: ElectionRound) -> dict[tuple[str, Scope], Seat]:
    """The seats of a round by post and scope."""
    found: dict[tuple[str, Scope], Seat] = {}
    by_id: dict[int, Seat] = {}
    for seat in session.scalars(select(RoundSeat).where(RoundSeat.round_id == record.id)):
        scope = scope_of(seat)
        known = {name: getattr(seat, name) for name in _KNOWN}
        made = Seat(seat.id, seat.kind, scope_name(session, scope), known)
        found[seat.kind, scope] = by_id[seat.id] = made
    query = (
        select(Candidate)
        .join(RoundSeat, RoundSeat.id == Candidate.seat_id)
        .where(RoundSeat.round_id == record.id)
    )
    for one in session.scalars(query):
        by_id[one.seat_id].standing[one.id] = {
            name: getattr(one, name) for name in ("id", "resident_id", "result", *PUT_UP, *VOTES)
        }
    return found


def stand_of(row_id: int, values: Mapping[str, Any]) -> rules.Stand:
    """How a candidate or a line of the sheet stands."""
    return rules.Stand(row_id, *(values.get(name) for name in VOTES))
