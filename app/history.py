"""What happened to a record and in the book: readings of the journal."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.declared import HIDDEN, Shown, column_label, table_word
from app.own_fields import PREFIX
from db import journal
from db.models import JournalImage, JournalStep

RECORDED = "（登记）"
DELETED = "（删除）"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record that a step changed; sensitive values are masked.

    `at` is local time. For a record that came or went `field` says so and both values are empty.
    """

    at: dt.datetime
    who: str
    label: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the journal: when, by whom, what, and the sorts of records it touched."""

    id: int
    at: dt.datetime
    who: str
    label: str
    tables: tuple[str, ...]
    records: int
    undone: bool
    is_undo: bool


def history(book: Book, table: str, row_id: int) -> list[Change]:
    """Every change of a record, the latest first."""
    with book.read() as session:
        return _newest_first(session, [(table, row_id)])


def history_of(book: Book, rows: Iterable[tuple[str, int]]) -> list[Change]:
    """The changes of several records (table, id) as one story, the latest first."""
    with book.read() as session:
        return _newest_first(session, rows)


def _newest_first(session: Session, rows: Iterable[tuple[str, int]]) -> list[Change]:
    shown = Shown(session)
    found = [
        (image, change)
        for table, row_id in rows
        for image, change in _changes(session, shown, table, row_id)
    ]
    found.sort(key=lambda pair: -pair[0])
    return [change for _, change in found]


def _changes(
    session: Session, shown: Shown, table: str, row_id: int
) -> Iterator[tuple[int, Change]]:
    images = session.execute(
        select(
            JournalImage.id,
            JournalImage.op,
            JournalImage.before,
            JournalStep.id.label("step"),
            JournalStep.at,
            JournalStep.who,
            JournalStep.label,
        )
        .join(JournalStep, JournalStep.id == JournalImage.step_id)
        .where(JournalImage.table_name == table, JournalImage.row_id == row_id)
        .order_by(JournalImage.id)
    ).all()
    states = [None if image.op == "I" else json.loads(image.before) for image in images]
    states.append(journal.current(session.connection(), table, row_id))
    at = 0
    while at < len(images):
        end = at + 1
        while end < len(images) and images[end].step == images[at].step:
            end += 1
        for words in _differences(shown, table, states[at], states[end]):
            image = images[at]
            yield image.id, Change(local_time(image.at), image.who, image.label, *words)
        at = end


def _differences(
    shown: Shown, table: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Iterator[tuple[str, str, str]]:
    if before is None or after is None:
        if before is not after:
            yield (RECORDED if before is None else DELETED, "", "")
        return
    for column, old in before.items():
        new = after.get(column)
        if column == "own" and old != new:
            yield from _own_differences(shown, table, old, new)
        elif old != new and column not in HIDDEN:
            yield (
                column_label(table, column),
                shown.value(table, column, old),
                shown.value(table, column, new),
            )


def _own_differences(
    shown: Shown, table: str, before: Any, after: Any
) -> Iterator[tuple[str, str, str]]:
    """What changed in the office's own columns, each by its heading."""
    old, new = _own(before), _own(after)
    known = [name.removeprefix(PREFIX) for name in shown.own(table)]
    for key in dict.fromkeys((*known, *old, *new)):
        if old.get(key) != new.get(key):
            name = PREFIX + key
            yield (
                shown.label(table, name),
                shown.value(table, name, old.get(key)),
                shown.value(table, name, new.get(key)),
            )


def _own(stored: Any) -> dict[str, Any]:
    # The journal keeps a row as JSON, and what is JSON in it as text.
    return dict((json.loads(stored) if isinstance(stored, str) else stored) or {})


def steps(book: Book, limit: int = 200, before: int | None = None) -> list[StepRow]:
    """The latest steps of the book, the latest first; `before` pages on from a step's id."""
    query = select(JournalStep).order_by(JournalStep.id.desc()).limit(limit)
    if before is not None:
        query = query.where(JournalStep.id < before)
    with book.read() as session:
        found = session.scalars(query).all()
        return [
            StepRow(
                id=step.id,
                at=local_time(step.at),
                who=step.who,
                label=step.label,
                tables=tuple(table_word(table) for table in step.tables.split()),
                records=_records(step),
                undone=step.undone_by is not None,
                is_undo=step.undo_of is not None,
            )
            for step in found
        ]


def _records(step: JournalStep) -> int:
    # Images of one step lie together; the few rows touched twice do not matter for a count.
    return max(0, step.last_image - step.first_image + 1)


def local_time(moment: dt.datetime) -> dt.datetime:
    """A stored UTC time as the clock on the wall shows it."""
    return moment.replace(tzinfo=dt.UTC).astimezone().replace(tzinfo=None)
