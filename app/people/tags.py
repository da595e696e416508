"""Care tags: each keeps when it began and when it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Problem, check
from app.people.place_records import TagEntry
from app.people.rules import tag_problems
from app.people.storing import found, known_of, problems_of, put, values_of
from app.people.words import CARE_TAGS
from db.ids import Ids
from db.models import CareTag, Resident


def set_tags(
    book: Book,
    resident_id: int,
    tags: Iterable[str],
    today: dt.date,
    *,
    source: str | None = None,
) -> None:
    """Make these the tags that stand: missing ones end today, new ones start today."""
    with book.write("设置关爱标签") as session:
        found(session, Resident, resident_id)
        turn_to(session, book.ids, resident_id, tuple(tags), today, source=source)


def turn_to(
    session: Session,
    ids: Ids,
    resident_id: int,
    tags: tuple[str, ...],
    today: dt.date,
    *,
    source: str | None = None,
) -> None:
    """As `set_tags`, inside a step of the caller."""
    wanted = dict.fromkeys(CARE_TAGS.parse(CARE_TAGS.format(tags)))
    standing = session.scalars(open_on(resident_id, today)).all()
    for tag in standing:
        if tag.tag not in wanted:
            tag.end_on = today
    there = {tag.tag for tag in standing}
    session.add_all(
        CareTag(id=ids.next_id(), resident_id=resident_id, tag=tag, start_on=today, source=source)
        for tag in wanted
        if tag not in there
    )


def edit_tag(book: Book, tag_id: int, entry: TagEntry) -> None:
    """Put a tag's days or source right; raises Invalid."""
    with book.write("修改关爱标签") as session:
        record = found(session, CareTag, tag_id)
        clean, problems = problems_of(entry, known_of(record, TagEntry))
        dates: list[Problem] = tag_problems(clean.start_on, clean.end_on)
        check([*problems, *dates])
        put(record, values_of(clean))


def open_on(resident_id: int, day: dt.date) -> Select[tuple[CareTag]]:
    """The query for the tags of a person that stand on a day."""
    return (
        select(CareTag)
        .where(CareTag.resident_id == resident_id)
        .where(or_(CareTag.end_on.is_(None), CareTag.end_on > day))
        .order_by(CareTag.id)
    )
