"""The sheet of a 楼组: households down, rules across, times in the cells; posted as one batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.book import Book
from app.errors import Invalid
from app.pledge import ledger, rulesets
from app.pledge.caps import ONE
from app.pledge.holders import by_door, holder_columns, several_compounds, with_holders
from app.pledge.ledger import Preview
from app.pledge.records import PointsEntry, PostedEntry, RuleRow
from db.models import Account, BuildingGroup, Household

Cell = tuple[int, int]
"""An account and a rule."""

MOST_TIMES = 31
"""Times of one deed in a cell: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: an account of the 楼组."""

    account_id: int
    holder: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the entries of a cell would count: points in 0.1, what a limit did, what is wrong."""

    score: int
    note: str = ""
    problem: str = ""


def lines_of(book: Book, rule_set_id: int, group_id: int) -> list[Line]:
    """The households of a 楼组 that have signed, in the order of their doors."""
    with book.read() as session:
        columns = holder_columns(several=several_compounds(session))
        statement = with_holders(select(Account.id, *columns).select_from(Account)).where(
            Account.rule_set_id == rule_set_id,
            Account.closed_on.is_(None),
            BuildingGroup.id == group_id,
            Household.moved_out_on.is_(None),
        )
        rows = session.execute(statement.order_by(*by_door(), Account.id)).all()
    return [Line(row.id, _short(row.holder, row.compound)) for row in rows]


def countable(book: Book, rule_set_id: int, on: dt.date) -> list[RuleRow]:
    """The rules that fit into a cell: counted by times or hours, no second pair of eyes."""
    return [
        row
        for row in rulesets.rules_of(book, rule_set_id, on)
        if row.active
        and row.effect == "bonus"
        and not row.approval
        and row.amount_kind in ("fixed", "per_unit")
    ]


def entries_of(
    cells: Mapping[Cell, int],
    rules: Iterable[RuleRow],
    on: dt.date,
    *,
    assessor: str | None = None,
) -> list[tuple[Cell, PointsEntry]]:
    """The entries for cells with quantities in 0.001, row by row.

    A rule that pays by the unit makes one entry, another makes one for each time.
    """
    known = {rule.id: rule for rule in rules}
    found: list[tuple[Cell, PointsEntry]] = []
    for cell, quantity in cells.items():
        account, rule_id = cell
        rule = known.get(rule_id)
        if rule is None or quantity <= 0:
            continue
        if rule.amount_kind == "per_unit":
            entry = PointsEntry(
                rule_id, on, account_id=account, quantity=quantity, assessor=assessor
            )
            found.append((cell, entry))
            continue
        entry = PointsEntry(rule_id, on, account_id=account, assessor=assessor)
        found += [(cell, entry)] * (quantity // ONE)
    return found


def judge(
    book: Book, entries: Sequence[tuple[Cell, PointsEntry]], today: dt.date
) -> dict[Cell, Judged]:
    """What each cell would count after those before it; nothing is written."""
    outcomes = ledger.preview_many(book, [entry for _, entry in entries], today)
    found: dict[Cell, Judged] = {}
    for (cell, _), outcome in zip(entries, outcomes, strict=True):
        before = found.get(cell, Judged(0))
        found[cell] = _judged(before, outcome)
    return found


def post(
    book: Book,
    entries: Sequence[tuple[Cell, PointsEntry]],
    group: str,
    *,
    today: dt.date,
) -> list[PostedEntry]:
    """Write the sheet as one step, all or nothing; one undo takes it back as a whole."""
    if not entries:
        raise Invalid.of("", "表里还没有填次数。")
    return ledger.post_many(book, [entry for _, entry in entries], f"整表登记 {group}", today)


def _judged(before: Judged, outcome: Preview | Invalid) -> Judged:
    if isinstance(outcome, Invalid):
        return Judged(before.score, before.note, str(outcome))
    capped = [note for note in outcome.notes if note.startswith("已达")]
    return Judged(
        before.score + outcome.score,
        capped[0] if capped else before.note,
        outcome.refusal or before.problem,
    )


def _short(holder: str, compound: str) -> str:
    # The compound is said above the sheet.
    return holder.removeprefix(f"{compound} ")
