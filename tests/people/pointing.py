"""Rows that point at a record, made up for any table there is or will be."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Column, Table, insert, select

from tests.story import TODAY, Story


def pointing(story: Story, table: Table, column: str, target: int) -> int:
    """A row of any table that points at a record with one column; the rest is made up."""
    row_id = story.book.ids.next_id()
    values: dict[str, Any] = {"id": row_id, column: target}
    for other in table.columns:
        if other.name in values or other.nullable or other.default is not None:
            continue
        values[other.name] = _made_up(story, other, f"某{row_id}")
    with story.book.write("登记") as session:
        session.execute(insert(table), values)
    return row_id


def something(story: Story, table: Table) -> int:
    """Any row of a table, made up if there is none."""
    with story.book.read() as session:
        found = session.scalar(select(table.c.id))
    if found is not None:
        return int(found)
    values: dict[str, Any] = {"id": story.book.ids.next_id()}
    for column in table.columns:
        if column.name == "id" or column.nullable or column.default is not None:
            continue
        values[column.name] = _made_up(story, column, "某")
    with story.book.write("登记") as session:
        session.execute(insert(table), values)
    return int(values["id"])


def _made_up(story: Story, column: Column[Any], text: str) -> object:
    for key in column.foreign_keys:
        return something(story, key.column.table)
    words: dict[type, object] = {str: text, int: 0, bool: False, dt.date: TODAY, dict: []}
    return words[column.type.python_type]
