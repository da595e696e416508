"""Where a record went that was merged into another one: an id once given is never lost."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from db.models import Merge


def standing_id(book: Book, table: str, row_id: int) -> int:
    """The record that an id means now: the one it was merged into, else the id itself."""
    with book.read() as session:
        return standing_in(session, table, row_id)


def standing_in(session: Session, table: str, row_id: int) -> int:
    """As `standing_id`, inside a session of the caller."""
    seen = {row_id}
    while True:
        into = session.scalar(
            select(Merge.kept_id).where(Merge.of_table == table, Merge.gone_id == row_id)
        )
        if into is None or into in seen:
            return row_id
        seen.add(into)
        row_id = into


def merged_ids(session: Session, table: str) -> dict[int, int]:
    """Every id that went into another record → the record that stands for it now."""
    query = select(Merge.gone_id, Merge.kept_id).where(Merge.of_table == table)
    into = dict(session.execute(query).tuples().all())
    return {gone: _end_of(gone, into) for gone in into}


def ids_of(session: Session, table: str, row_id: int) -> frozenset[int]:
    """All ids that mean a record: its own, and those of the records merged into it."""
    found, fresh = {row_id}, [row_id]
    while fresh:
        gone = session.scalars(
            select(Merge.gone_id).where(Merge.of_table == table, Merge.kept_id.in_(fresh))
        )
        fresh = [one for one in gone if one not in found]
        found.update(fresh)
    return frozenset(found)


def _end_of(row_id: int, into: dict[int, int]) -> int:
    seen = {row_id}
    while row_id in into and into[row_id] not in seen:
        row_id = into[row_id]
        seen.add(row_id)
    return row_id
