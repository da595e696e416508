"""What points at a record, found from the tables themselves, and how it is led to another one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Column, func, select, update
from sqlalchemy.orm import Session

from db.models import Base

SEALED = frozenset(("ledger_entry",))
"""Tables whose rows never change: what they point at has to stay."""


def pointers(table: str) -> list[Column[Any]]:
    """Every column of the book that refers to records of a table, future ones among them."""
    found = [
        key.parent
        for other in Base.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table.name == table
    ]
    return sorted(found, key=lambda column: (column.table.name, column.name))


def counted(session: Session, table: str, row_id: int) -> Counter[str]:
    """How many rows of which tables point at a record."""
    found: Counter[str] = Counter()
    for column in pointers(table):
        many = session.scalar(
            select(func.count()).select_from(column.table).where(column == row_id)
        )
        if many:
            found[column.table.name] += many
    return found


def lead_to(session: Session, table: str, gone: int, kept: int) -> Counter[str]:
    """Make everything that points at one record point at another; returns how much of what.

    Rows of sealed tables stay as they are and are not counted.
    """
    session.flush()
    moved: Counter[str] = Counter()
    for column in pointers(table):
        if column.table.name in SEALED:
            continue
        done = session.execute(
            update(column.table).where(column == gone).values({column.name: kept})
        )
        rows: int = done.rowcount  # type: ignore[attr-defined]
        if rows:
            moved[column.table.name] += rows
    session.expire_all()
    return moved


def held_for_ever(session: Session, table: str, row_id: int) -> bool:
    """Whether a sealed row points at a record, which therefore cannot be deleted."""
    return any(
        session.scalar(select(column.table.c.id).where(column == row_id).limit(1)) is not None
        for column in pointers(table)
        if column.table.name in SEALED
    )
