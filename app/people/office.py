"""The residents' committee that keeps the book."""

from __future__ import annotations

from sqlalchemy import select

from app.book import Book
from app.people.records import OfficeEntry
from app.people.storing import checked, entry_of, known_of, put, values_of
from db.models import Office


def office(book: Book) -> OfficeEntry | None:
    """What is recorded of the office; None before it is set up."""
    with book.read() as session:
        record = session.scalars(select(Office)).first()
        return None if record is None else entry_of(OfficeEntry, record)


def set_office(book: Book, entry: OfficeEntry) -> None:
    """Record or change the office; what is printed above the stamp is its name unless given.

    Raises Invalid.
    """
    with book.write("填写本居委信息") as session:
        record = session.scalars(select(Office)).first()
        clean = checked(entry, None if record is None else known_of(record, OfficeEntry))
        values = values_of(clean) | {"seal_name": clean.seal_name or clean.name}
        if record is None:
            session.add(Office(id=book.ids.next_id(), **values))
        else:
            put(record, values)
