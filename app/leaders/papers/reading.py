"""What sheets of a round are made of."""

from __future__ import annotations

from app.book import Book
from app.errors import Refused
from app.leaders.papers.issuer import Issuer, issuer
from app.leaders.rounds import rules
from app.leaders.rounds.lists import round_rows, seat_rows
from app.leaders.rounds.records import CandidateRow, RoundRow, SeatRow
from app.people.storing import GONE


def read(book: Book, round_id: int) -> tuple[RoundRow, list[SeatRow], Issuer]:
    """A round, its seats and the office; Refused where the round is gone."""
    record = next((row for row in round_rows(book) if row.id == round_id), None)
    if record is None:
        raise Refused(GONE)
    return record, list(seat_rows(book, round_id)), issuer(book)


def elected_to(seat: SeatRow) -> list[CandidateRow]:
    """Who is elected to a seat."""
    return [one for one in seat.candidates if one.result == rules.ELECTED]


def full_scope(seat: SeatRow) -> str:
    """金水苑3号楼组: the scope with its 小区, once."""
    return seat.scope if seat.scope.startswith(seat.compound) else f"{seat.compound}{seat.scope}"
