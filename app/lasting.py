"""What is read of a book once and lasts until certain tables change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from db.models import JournalImage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    last: int
    step: int
    value: T


class Lasting(Generic[T]):
    """One value for each open book, made of its `tables` and made anew after they changed."""

    def __init__(self, tables: Iterable[str]) -> None:
        self._tables = frozenset(tables)
        self._kept: WeakKeyDictionary[Book, _Kept[T]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, book: Book, session: Session, make: Callable[[], T]) -> T:
        """The value as the session sees the book, also inside a write."""
        with self._lock:
            before = self._kept.get(book)
        # The last line of the journal tells what a session sees.
        newest = select(JournalImage.id, JournalImage.step_id)
        row = session.execute(newest.order_by(JournalImage.id.desc()).limit(1)).first()
        last, step = (row.id, row.step_id) if row else (0, 0)
        if before is None or not self._still(session, before, last, step):
            value = make()
        else:
            value = before.value
        with self._lock:
            self._kept[book] = _Kept(last, step, value)
        return value

    def _still(self, session: Session, before: _Kept[T], last: int, step: int) -> bool:
        if (before.last, before.step) == (last, step):
            return True
        then = session.scalar(select(JournalImage.step_id).where(JournalImage.id == before.last))
        if then != before.step or last < before.last:
            return False
        touched = select(JournalImage.id).where(
            JournalImage.id > before.last, JournalImage.table_name.in_(self._tables)
        )
        return session.execute(touched.limit(1)).first() is None
