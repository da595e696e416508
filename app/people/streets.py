"""Street segments: recording and changing them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Problem, check
from app.kinds import same_word
from app.people.place_records import SegmentEntry
from app.people.storing import found, known_of, problems_of, put, values_of
from db.models import StreetSegment


def add_segment(book: Book, entry: SegmentEntry) -> int:
    """Record a street segment; raises Invalid also if the name is taken."""
    with book.write("登记街面") as session:
        clean, problems = problems_of(entry)
        check([*problems, *_segment_clash(session, clean.name, None)])
        record = StreetSegment(id=book.ids.next_id(), **values_of(clean))
        session.add(record)
        return record.id


def edit_segment(book: Book, segment_id: int, entry: SegmentEntry) -> None:
    """Change a street segment."""
    with book.write("修改街面") as session:
        record = found(session, StreetSegment, segment_id)
        clean, problems = problems_of(entry, known_of(record, SegmentEntry))
        check([*problems, *_segment_clash(session, clean.name, segment_id)])
        put(record, values_of(clean))


def _segment_clash(session: Session, name: str, own: int | None) -> list[Problem]:
    for other, taken in session.execute(select(StreetSegment.id, StreetSegment.name)):
        if other != own and same_word(taken) == same_word(name or ""):
            return [Problem("name", f"街面“{taken}”已经登记过了，请换一个名称")]
    return []
