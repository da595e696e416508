"""Many rows at once, in the quickest way that the database has."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, Table, bindparam

from db.models import Base


def insert_rows(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one table; a key that a row lacks becomes the column's default or NULL."""
    if not rows:
        return
    target = Base.metadata.tables[table]
    columns = _columns(target, rows)
    defaults = _defaults(target, columns)
    if connection.dialect.name != "sqlite":
        connection.execute(target.insert(), [{**defaults, **row} for row in rows])
        return
    every = (*columns, *defaults)
    quoted = ", ".join(f'"{name}"' for name in every)
    marks = ", ".join("?" * len(every))
    tail = (repeat(_stored(value)) for value in defaults.values())
    # SQLAlchemy's bind processing costs more than the insert itself; values are plain here.
    connection.exec_driver_sql(
        f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})',  # noqa: S608
        list(zip(*columns.values(), *tail, strict=False)),
    )


def update_rows(connection: Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Update rows by their `id`; rows with the same keys go together."""
    target = Base.metadata.tables[table]
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(sorted(row)), []).append(row)
    for names, group in groups.items():
        changed: dict[str, Any] = {name: bindparam(f"v_{name}") for name in names if name != "id"}
        if changed:
            connection.execute(
                target.update().where(target.c.id == bindparam("v_id")).values(changed),
                [{f"v_{name}": row[name] for name in names} for row in group],
            )


def parents_first(tables: Iterable[str]) -> list[str]:
    """The tables in an order in which every reference finds its target."""
    wanted = set(tables)
    return [table.name for table in Base.metadata.sorted_tables if table.name in wanted]


def _columns(target: Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    # Registers leave most columns empty; binding NULLs for them costs more than finding out.
    columns: dict[str, list[Any]] = {}
    for name in _names(rows):
        values = [row.get(name) for row in rows]
        if values.count(None) == len(values):
            continue
        if isinstance(target.c[name].type, Date | DateTime | JSON):
            values = [_stored(value) for value in values]
        columns[name] = values
    return columns


def _names(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    names: dict[str, None] = dict.fromkeys(rows[0])
    for row in rows:
        if row.keys() - names.keys():
            names.update(dict.fromkeys(row))
    return tuple(names)


def _defaults(table: Table, names: Container[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in table.columns:
        if column.name in names or column.default is None:
            continue
        value = column.default.arg  # type: ignore[attr-defined]
        found[column.name] = value(None) if callable(value) else value
    return found


def _stored(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
