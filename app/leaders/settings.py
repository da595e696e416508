"""What an office chose for its posts, kept in the book; and many records found at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.people.lists import chunks
from app.people.storing import GONE, put
from db.models import Setting
from db.models.base import Record

Row = TypeVar("Row", bound=Record)


def keep(book: Book, session: Session, name: str, value: Any) -> None:
    """Write a setting inside the step under way."""
    kept = session.scalar(select(Setting).where(Setting.name == name))
    if kept is None:
        session.add(Setting(id=book.ids.next_id(), name=name, value=value))
    else:
        put(kept, {"value": value})


def all_found(session: Session, model: type[Row], ids: Sequence[int]) -> list[Row]:
    """The records of some ids, in their order; raises Refused if one of them is gone."""
    known = {
        record.id: record
        for some in chunks(ids)
        for record in session.scalars(select(model).where(model.id.in_(some)))
    }
    if not known.keys() >= set(ids):
        raise Refused(GONE)
    return [known[row_id] for row_id in dict.fromkeys(ids)]
