"""Showing what is masked: never without a line in the log that nobody can undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book, utc_now
from app.declared import Shown, column_field, table_word
from app.errors import Refused
from app.history import local_time
from app.own_fields import PREFIX, own_value
from app.people.storing import GONE
from app.people.words import CARE_TAGS
from db.models import Base, CareTag, RevealLog

_LABEL = "查看明文"
_TAGS = ("resident", "care_tags")
"""The one masked field that is not a column."""


@dataclass(frozen=True, slots=True)
class LookRow:
    """Somebody looked at a masked value, or exported some: when, who, whose, what and why."""

    at: dt.datetime
    who: str
    record: str
    field: str
    reason: str


def reveal(book: Book, table: str, row_id: int, field: str, reason: str | None = None) -> str:
    """The plain text of a masked field of one record; the look is logged first.

    Raises Refused if the record is gone, ValueError for a field that is not masked.
    """
    with book.write(_LABEL) as session:
        if not _masked(session, table, field):
            raise ValueError(f"{table}.{field} is not masked")
        value = _value(session, table, row_id, field)
        session.add(_entry(book, table, row_id, field, reason))
        return value


def _masked(session: Session, table: str, field: str) -> bool:
    if (table, field) == _TAGS:
        return True
    own = field.startswith(PREFIX)
    declared = Shown(session).own(table).get(field) if own else column_field(table, field)
    return declared is not None and declared.sensitive


def _value(session: Session, table: str, row_id: int, field: str) -> str:
    target = Base.metadata.tables[table]
    if (table, field) == _TAGS:
        tags = session.scalars(
            select(CareTag.tag)
            .where(CareTag.resident_id == row_id, CareTag.end_on.is_(None))
            .order_by(CareTag.id)
        )
        return CARE_TAGS.format(tuple(tags))
    own = field.startswith(PREFIX)
    column = target.c.own if own else target.c[field]
    row = session.execute(select(column).where(target.c.id == row_id)).first()
    if row is None:
        raise Refused(GONE)
    value = own_value(row[0], field) if own else row[0]
    return Shown(session).value(table, field, value, revealed=True)


def note_export(book: Book, table: str, fields: Iterable[str], reason: str) -> None:
    """Log that masked fields of many records leave the book in plain text."""
    with book.write(_LABEL) as session:
        session.add_all(_entry(book, table, None, field, reason) for field in fields)


def _entry(book: Book, table: str, row_id: int | None, field: str, reason: str | None) -> RevealLog:
    return RevealLog(
        id=book.ids.next_id(),
        at=utc_now(),
        who=book.who,
        table_name=table,
        row_id=row_id,
        field=field,
        reason=(reason or "").strip() or None,
    )


def looks(book: Book, limit: int = 200) -> list[LookRow]:
    """The latest looks at masked values, the latest first."""
    with book.read() as session:
        shown = Shown(session)
        found = session.scalars(select(RevealLog).order_by(RevealLog.id.desc()).limit(limit)).all()
        return [
            LookRow(
                at=local_time(entry.at),
                who=entry.who,
                record=(
                    f"导出{table_word(entry.table_name)}"
                    if entry.row_id is None
                    else shown.name(entry.table_name, entry.row_id)
                ),
                field=_label(shown, entry.table_name, entry.field),
                reason=entry.reason or "",
            )
            for entry in found
        ]


def _label(shown: Shown, table: str, field: str) -> str:
    return "关爱标签" if (table, field) == _TAGS else shown.label(table, field)
