"""The terms that a round began, for letters and signs."""

from __future__ import annotations

from sqlalchemy import select

from app.book import Book
from db.models import LeaderTerm


def terms_of(book: Book, round_id: int) -> list[int]:
    """The ids of the terms that began with the close of a round."""
    with book.read() as session:
        query = select(LeaderTerm.id).where(LeaderTerm.round_id == round_id)
        return list(session.scalars(query.order_by(LeaderTerm.id)))
