"""Counting many seats at once: the right ones are written, the wrong ones come back in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import put_count
from app.leaders.rounds.records import Ballots, Votes
from app.leaders.rounds.rounds import open_round
from app.people.lists import chunks
from db.models import Candidate, RoundSeat


@dataclass(frozen=True, slots=True)
class Count:
    """The ballots and votes of one seat, votes by the id of the candidate."""

    seat_id: int
    ballots: Ballots
    votes: Mapping[int, Votes]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that does not add up; `candidate_id` None means the whole seat."""

    seat_id: int
    candidate_id: int | None
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Which seats were written and what came of them; what was not written and why."""

    written: tuple[int, ...]
    elected: int = 0
    tied: int = 0
    empty: int = 0
    wrong: tuple[Wrong, ...] = ()

    @property
    def refused(self) -> frozenset[int]:
        """The seats that were not written."""
        return frozenset(one.seat_id for one in self.wrong)

    def words(self) -> str:
        """For the user: 已保存 45 个岗位的票数：选出 44 个，同票 1 个。"""
        parts = [
            f"{words} {count} 个"
            for words, count in (
                ("选出", self.elected), ("同票", self.tied), ("无人当选", self.empty),
            )
            if count
        ]  # fmt: skip
        said = f"已保存 {len(self.written)} 个岗位的票数"
        left = f"；{len(self.refused)} 个对不上，没有保存" if self.wrong else ""
        return said + (f"：{'，'.join(parts)}" if parts else "") + left


def count_many(book: Book, round_id: int, counts: Sequence[Count]) -> Counted:
    """Write the count of many seats of a round in one step.

    A seat whose numbers do not add up stays as it is and is told; the others are written. Raises
    Refused unless the round is at the step of voting.
    """
    with book.write(f"登记票数 {len(counts)} 个岗位") as session:
        record = open_round(session, round_id, until=rules.VOTING)
        if not rules.may(record.status, rules.COUNT):
            words = rules.STATUS_WORDS[record.status]
            raise Refused(f"“{record.name}”还在{words}，投票后才能填票数。")
        seats = _seats(session, round_id)
        standing = _standing(session, [count.seat_id for count in counts])
        wrong: list[Wrong] = []
        written: list[int] = []
        elected = tied = empty = 0
        for count in counts:
            seat = seats.get(count.seat_id)
            if seat is None:
                raise Refused("有的岗位已不在这次推选里，请刷新后再试。")
            said, problems = put_count(seat, standing.get(seat.id, ()), count.ballots, count.votes)
            if problems:
                wrong += [
                    Wrong(seat.id, who, problem.field, problem.text) for who, problem in problems
                ]
                continue
            written.append(seat.id)
            elected += bool(said.elected) and not said.tied
            tied += bool(said.tied)
            empty += seat.vacant
        return Counted(tuple(written), elected, tied, empty, tuple(wrong))


def _seats(session: Session, round_id: int) -> dict[int, RoundSeat]:
    rows = session.scalars(select(RoundSeat).where(RoundSeat.round_id == round_id))
    return {row.id: row for row in rows}


def _standing(session: Session, seat_ids: Iterable[int]) -> dict[int, list[Candidate]]:
    found: dict[int, list[Candidate]] = defaultdict(list)
    for some in chunks(list(seat_ids)):
        query = select(Candidate).where(Candidate.seat_id.in_(some)).order_by(Candidate.id)
        for row in session.scalars(query):
            found[row.seat_id].append(row)
    return found
