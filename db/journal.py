"""Steps and before-images, written by triggers generated from the models.

A step is one change as the user knows it. Triggers record the fact of every insert and the row
before every update and delete, whoever caused them; without an open step no change is possible.
Undo puts the rows back to what they were before the step, and is itself a step.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from db.models import Base, JournalImage, JournalPen, JournalStep

RowKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Before:
    """A row's state before a step: `values` is None where the row did not exist."""

    table: str
    row_id: int
    values: dict[str, Any] | None


class Conflict(Exception):
    """Rows of a step were changed again later; `rows` names them."""

    def __init__(self, rows: Sequence[RowKey]) -> None:
        self.rows = tuple(rows)
        super().__init__(f"{len(self.rows)} rows changed later")


def journaled_tables() -> list[Table]:
    """The tables that hold the office's data, parents before children."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.info.get("journal", True) is not False
    ]


def trigger_statements() -> list[str]:
    """The statements that make the journal's triggers afresh (SQLite)."""
    return [statement for table in journaled_tables() for statement in _triggers(table)]


def _triggers(table: Table) -> Iterable[str]:
    name = table.name
    old = ", ".join(f"'{column.name}', OLD.\"{column.name}\"" for column in table.columns)
    changed = " OR ".join(
        f'OLD."{column.name}" IS NOT NEW."{column.name}"' for column in table.columns
    )
    head = "INSERT INTO journal_image(step_id, table_name, row_id, op, before)"
    pen = "(SELECT step_id FROM journal_pen WHERE id = 1)"
    for op, verb, row, image, when in (
        ("I", "INSERT", "NEW", "NULL", ""),
        ("U", "UPDATE", "OLD", f"json_object({old})", f"WHEN {changed} "),
        ("D", "DELETE", "OLD", f"json_object({old})", ""),
    ):
        trigger = f"journal_{name}_{verb.lower()}"
        yield f"DROP TRIGGER IF EXISTS {trigger}"
        yield (
            f'CREATE TRIGGER {trigger} AFTER {verb} ON "{name}" {when}BEGIN '
            f"{head} VALUES ({pen}, '{name}', {row}.id, '{op}', {image}); END"
        )


def begin_step(
    connection: Connection,
    step_id: int,
    label: str,
    who: str,
    at: dt.datetime,
    *,
    undo_of: int | None = None,
    is_redo: bool = False,
) -> None:
    """Take the pen for a step; `at` is UTC."""
    first = connection.execute(select(func.coalesce(func.max(JournalImage.id), 0))).scalar_one() + 1
    connection.execute(
        JournalStep.__table__.insert(),  # type: ignore[attr-defined]
        {
            "id": step_id,
            "label": label,
            "who": who,
            "at": at,
            "first_image": first,
            "last_image": first - 1,
            "tables": "",
            "undo_of": undo_of,
            "is_redo": is_redo,
        },
    )
    _pen(connection, step_id, undoing=undo_of is not None)


def end_step(connection: Connection, step_id: int) -> frozenset[str]:
    """Put the pen down and return the names of the tables that changed.

    A step without any change is forgotten, unless it is an undo.
    """
    _pen(connection, None, undoing=False)
    row = connection.execute(
        select(JournalStep.first_image, JournalStep.undo_of).where(JournalStep.id == step_id)
    ).one()
    found = connection.execute(
        select(JournalImage.table_name, func.max(JournalImage.id))
        .where(JournalImage.id >= row.first_image, JournalImage.step_id == step_id)
        .group_by(JournalImage.table_name)
    ).all()
    if not found and row.undo_of is None:
        connection.execute(
            JournalStep.__table__.delete().where(JournalStep.id == step_id)  # type: ignore[attr-defined]
        )
        return frozenset()
    tables = frozenset(name for name, _ in found)
    connection.execute(
        update(JournalStep)
        .where(JournalStep.id == step_id)
        .values(
            last_image=max((last for _, last in found), default=row.first_image - 1),
            tables=" ".join(sorted(tables)),
        )
    )
    return tables


def _pen(connection: Connection, step_id: int | None, *, undoing: bool) -> None:
    connection.execute(
        update(JournalPen)
        .where(JournalPen.id == 1)
        .values(step_id=step_id, undoing=1 if undoing else 0)
    )


def befores(connection: Connection, step_id: int) -> list[Before]:
    """The state of every row before the step, each row once, latest touched first."""
    step = connection.execute(
        select(JournalStep.first_image, JournalStep.last_image).where(JournalStep.id == step_id)
    ).one()
    rows = connection.execute(
        select(JournalImage.table_name, JournalImage.row_id, JournalImage.op, JournalImage.before)
        .where(
            JournalImage.id.between(step.first_image, step.last_image),
            JournalImage.step_id == step_id,
        )
        .order_by(JournalImage.id)
    )
    first: dict[RowKey, Before] = {}
    for table, row_id, op, before in rows:
        key = (table, row_id)
        if key not in first:
            first[key] = Before(table, row_id, None if op == "I" else json.loads(before))
    return list(reversed(first.values()))


def later_changes(connection: Connection, step_id: int) -> list[RowKey]:
    """Rows of the step whose state now is not what the step left behind."""
    step = connection.execute(
        select(JournalStep.first_image, JournalStep.last_image).where(JournalStep.id == step_id)
    ).one()
    later = connection.execute(
        select(
            JournalImage.table_name,
            JournalImage.row_id,
            JournalImage.op,
            JournalImage.before,
            func.min(JournalImage.id),
        )
        .where(
            JournalImage.id > step.last_image,
            JournalImage.row_id.in_(
                select(JournalImage.row_id).where(
                    JournalImage.id.between(step.first_image, step.last_image),
                    JournalImage.step_id == step_id,
                )
            ),
        )
        .group_by(JournalImage.table_name, JournalImage.row_id)
    ).all()
    changed: list[RowKey] = []
    for table, row_id, op, before, _ in later:
        left = None if op == "I" else json.loads(before)
        if not _same(current(connection, table, row_id), left):
            changed.append((table, row_id))
    return changed


def _same(now: dict[str, Any] | None, left: dict[str, Any] | None) -> bool:
    # An image from an older schema lacks the columns added since.
    if now is None or left is None:
        return now is left
    return all(now.get(name) == value for name, value in left.items())


def current(connection: Connection, table: str, row_id: int) -> dict[str, Any] | None:
    """A row as the journal would record it now; None if it is not there."""
    columns = Base.metadata.tables[table].columns
    pairs = ", ".join(f"'{column.name}', \"{column.name}\"" for column in columns)
    found = connection.exec_driver_sql(
        f'SELECT json_object({pairs}) FROM "{table}" WHERE id = ?',  # noqa: S608
        (row_id,),
    ).scalar()
    return None if found is None else dict(json.loads(found))


def put_back(connection: Connection, images: Sequence[Before]) -> None:
    """Make every row what it was; references are checked when the transaction ends."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    gone: dict[str, list[int]] = defaultdict(list)
    there: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for image in images:
        if image.values is None:
            gone[image.table].append(image.row_id)
        else:
            there[image.table].append(image.values)
    order = [table.name for table in journaled_tables()]
    for name in reversed(order):
        if name in gone:
            connection.exec_driver_sql(
                f'DELETE FROM "{name}" WHERE id = ?',  # noqa: S608
                [(row_id,) for row_id in gone[name]],
            )
    for name in order:
        if name in there:
            _restore(connection, Base.metadata.tables[name], there[name])


def _restore(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        with connection.begin_nested():
            _upsert(connection, table, rows)
    except IntegrityError:
        # Unique words that changed places: no order of updates works, so all rows make room first.
        connection.exec_driver_sql(
            f'DELETE FROM "{table.name}" WHERE id = ?',  # noqa: S608
            [(row["id"],) for row in rows],
        )
        _upsert(connection, table, rows)


def _upsert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    # An image from an older schema lacks the columns added since; they stay as they are.
    known = set().union(*(row.keys() for row in rows))
    names = [column.name for column in table.columns if column.name in known]
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != "id")
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks}) '  # noqa: S608
        f"ON CONFLICT(id) DO UPDATE SET {sets}",
        [tuple(_stored(row.get(name)) for name in names) for row in rows],
    )


def _stored(value: Any) -> Any:
    # JSON columns come back from an image as text already; booleans as integers.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def mark_undone(connection: Connection, step_id: int, by: int | None) -> None:
    """Note that a step has been undone by another, or stands again."""
    connection.execute(
        update(JournalStep)
        .where(JournalStep.id == bindparam("step"))
        .values(undone_by=bindparam("by")),
        {"step": step_id, "by": by},
    )


def next_undo(connection: Connection) -> tuple[int, str] | None:
    """The latest step that stands: its id and label."""
    row = connection.execute(
        select(JournalStep.id, JournalStep.label)
        .where(JournalStep.undo_of.is_(None), JournalStep.undone_by.is_(None))
        .order_by(JournalStep.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.id, row.label)


def next_redo(connection: Connection) -> tuple[int, str, int] | None:
    """The latest undo that nothing new has followed: its id, label and the step it undid."""
    row = connection.execute(
        select(JournalStep.id, JournalStep.label, JournalStep.undo_of)
        .where(
            JournalStep.undo_of.is_not(None),
            JournalStep.is_redo.is_(False),
            JournalStep.undone_by.is_(None),
        )
        .order_by(JournalStep.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    newer = connection.execute(
        select(JournalStep.id)
        .where(JournalStep.id > row.id, JournalStep.undo_of.is_(None))
        .limit(1)
    ).first()
    return None if newer else (row.id, row.label, row.undo_of)
