"""What a 换届 of a whole subdistrict promises: 507 楼组 close in one step, and back."""

from __future__ import annotations

import datetime as dt
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import opening
from app.book import Book
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds.closing import close_round
from db.bulk import insert_rows
from tests.conftest import CHEAP, PASSWORD

GROUPS, COMPOUNDS, DOORS = 507, 22, 24
START = dt.date(2025, 7, 1)
ALLOWED = 2.0  # seconds for closing; undo and redo are one step each and as quick
STEPS = ("closed", "undone", "done again")


@dataclass(frozen=True)
class RoundFigure:
    """One promise: the median in seconds, and how much is allowed."""

    name: str
    value: float
    allowed: float
    note: str


def filed_round(folder: Path, *, doors: int = DOORS) -> tuple[Book, int]:
    """A book of 507 led 楼组 of so many doors, and a filed round in which half chose anew.

    Every home has a household of two, every fifth of them somebody to be cared for.
    """
    book = opening.create(folder / "换届.mulin", "王芳", PASSWORD, params=CHEAP).book
    rows: dict[str, list[dict[str, Any]]] = {}
    round_id = book.ids.next_id()
    _put(rows, "election_round", id=round_id, name="2025年7月推选", kinds=[BUILDING_LEADER],
         method="居民推选", term_start=START, term_end=dt.date(2030, 7, 1), status="filed",
         filed_on=dt.date(2025, 6, 28))  # fmt: skip
    compounds = book.ids.take(COMPOUNDS)
    for at, compound in enumerate(compounds):
        _put(rows, "compound", id=compound, name=f"金水{at + 1}村", sort_no=at)
    for number in range(1, GROUPS + 1):
        _group(book, rows, compounds[number % COMPOUNDS], number, round_id, doors)
    with book.write("填满台账") as session:
        for table, lines in rows.items():
            insert_rows(session.connection(), table, lines)
    return book, round_id


def _group(
    book: Book,
    rows: dict[str, list[dict[str, Any]]],
    compound: int,
    number: int,
    round_id: int,
    doors: int,
) -> None:
    building, group, seat, old, term, candidate = book.ids.take(6)
    where = {"compound_id": compound, "key": str(number)}
    _put(rows, "building", id=building, name=f"{number}号", **where)
    _put(rows, "building_group", id=group, name=f"{number}号楼组", **where)
    people = [person for at in range(doors) for person in _home(book, rows, building, group, at)]
    leader = people[0]
    chosen = leader if number % 2 else people[1]
    _put(rows, "leader_term", id=old, kind=BUILDING_LEADER, building_group_id=group,
         resident_id=leader, start_on=dt.date(2020, 7, 1), expected_end_on=START)  # fmt: skip
    _put(rows, "round_seat", id=seat, round_id=round_id, kind=BUILDING_LEADER,
         building_group_id=group, ballots_issued=40, ballots_returned=30)  # fmt: skip
    _put(rows, "candidate", id=candidate, seat_id=seat, resident_id=chosen, votes_for=20,
         votes_against=2, votes_abstain=1, result="elected")  # fmt: skip
    _put(rows, "candidate", id=term, seat_id=seat, resident_id=people[2], votes_for=7,
         votes_against=9, votes_abstain=1, result="lost")  # fmt: skip


def _home(
    book: Book, rows: dict[str, list[dict[str, Any]]], building: int, group: int, at: int
) -> tuple[int, int]:
    door, home, first, second, tag = book.ids.take(5)
    room = f"{at // 4 + 1}{at % 4 + 1:02}"
    _put(rows, "dwelling", id=door, building_id=building, unit="", room_no=room,
         building_group_id=group)  # fmt: skip
    _put(rows, "household", id=home, dwelling_id=door, head_name="周桂英")
    for person in (first, second):
        _put(rows, "resident", id=person, household_id=home, full_name="周桂英")
    if at % 5 == 0:
        _put(rows, "care_tag", id=tag, resident_id=first, tag="高龄")
    return first, second


def _put(rows: dict[str, list[dict[str, Any]]], table: str, **values: Any) -> None:
    rows.setdefault(table, []).append(values)


def round_figures(rounds: int, folder: Path) -> list[RoundFigure]:
    """Closing, undoing and doing again, each time from the same filed round."""
    book, round_id = filed_round(folder)
    times: dict[str, list[float]] = {step: [] for step in STEPS}
    try:
        for _ in range(rounds + 1):
            times["closed"].append(_time(lambda: close_round(book, round_id, START)))
            times["undone"].append(_time(book.undo))
            times["done again"].append(_time(book.redo))
            book.undo()
    finally:
        book.close()
    return [
        RoundFigure(
            f"换届 of {GROUPS} 楼组 {step}", statistics.median(taken[1:]), ALLOWED,
            f"median of {rounds}, {min(taken[1:]):.2f} to {max(taken[1:]):.2f} s",
        )
        for step, taken in times.items()
    ]  # fmt: skip


def _time(act: Callable[[], object]) -> float:
    gc.collect()
    before = time.perf_counter()
    act()
    return time.perf_counter() - before
