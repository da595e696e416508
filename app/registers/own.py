"""What an office keeps in columns of its own, for the registers that have them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.book import Book
from app.own_fields import own_columns, own_value
from db.models import Base


@dataclass(frozen=True)
class Own:
    """The columns of a register by name, and what stands in them by the id of the record."""

    names: tuple[str, ...]
    values: dict[int, dict[str, Any]] = field(default_factory=dict)

    def of(self, row_id: int) -> dict[str, Any]:
        """The values of a record by the names of the columns."""
        return self.values.get(row_id, {})


def own_of(book: Book, table: str) -> Own:
    """The office's own columns of a register and everything in them."""
    names = tuple(column.field.name for column in own_columns(book, table))
    if not names:
        return Own(())
    target = Base.metadata.tables[table]
    with book.read() as session:
        rows = session.execute(select(target.c.id, target.c.own).where(target.c.own.is_not(None)))
        return Own(
            names, {row.id: {name: own_value(row.own, name) for name in names} for row in rows}
        )
