"""The points of households, line by line."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import case, select

from app.book import Book
from app.registers.doors import Ids, Table, doors_of
from db.models import Account, LedgerEntry, Rule

_POINTS = (
    "occurred_on", "compound", "building", "unit", "room_no", "holder", "rule_code", "item",
    "points", "assessor", "description",
)  # fmt: skip


def points(book: Book, _today: dt.date, _ids: Ids = None) -> Table:
    """Every line that households' points rest on but base points, in the order of the ledger."""
    with book.read() as session:
        doors = doors_of(session)
        rows = session.execute(
            select(
                Account.household_id,
                LedgerEntry.occurred_on,
                Rule.code,
                # A reversal says so, or a list would look as if it contradicted itself.
                case(
                    (LedgerEntry.reverses_seq.is_not(None), "冲正：" + LedgerEntry.item),
                    else_=LedgerEntry.item,
                ),
                LedgerEntry.applied_score,
                LedgerEntry.assessor,
                LedgerEntry.description,
            )
            .join(Account, Account.id == LedgerEntry.account_id)
            .outerjoin(Rule, Rule.id == LedgerEntry.rule_id)
            .where(LedgerEntry.kind != "base", Account.household_id.is_not(None))
            .order_by(LedgerEntry.seq)
        ).all()
    names = ("occurred_on", "rule_code", "item", "points", "assessor", "description")
    found = []
    for household, *values in rows:
        door = doors.get(household, {})
        found.append(
            {**door, "holder": door.get("head_name"), **dict(zip(names, values, strict=True))}
        )
    return _POINTS, found
