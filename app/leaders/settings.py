"""What an office chose for its posts, kept in the book and undone like any change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.people.storing import put
from db.models import Setting


def keep(book: Book, session: Session, name: str, value: Any) -> None:
    """Write a setting inside the step under way."""
    kept = session.scalar(select(Setting).where(Setting.name == name))
    if kept is None:
        session.add(Setting(id=book.ids.next_id(), name=name, value=value))
    else:
        put(kept, {"value": value})
