"""Rows of the import page's own tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from app.fields import Field
from app.kinds import Text, Whole
from app.sheets.plan import Difference, RowError


@dataclass(frozen=True)
class ColumnRow:
    """A column of the sheet and the field it is taken for."""

    id: int
    label: Annotated[str, Field(Text(), "表中的列")]
    field: Annotated[str, Field(Text(), "登记为")]


@dataclass(frozen=True)
class ErrorRow:
    """A cell that has to be mended; who stands in that row, where known."""

    id: int
    row: Annotated[int, Field(Whole(), "行")]
    name: Annotated[str, Field(Text(), "姓名")]
    column: Annotated[str, Field(Text(), "列")]
    value: Annotated[str, Field(Text(), "表中写的")]
    message: Annotated[str, Field(Text(), "问题")]

    @classmethod
    def of(cls, at: int, error: RowError, name: str) -> ErrorRow:
        """The row for an error; the group above a heading is left out."""
        short = error.column.rsplit(" / ", 1)[-1]
        return cls(at, error.row, name, short, error.value, error.message)


@dataclass(frozen=True)
class DifferenceRow:
    """What a row says differently from the book."""

    id: int
    row: Annotated[int, Field(Whole(), "行")]
    title: Annotated[str, Field(Text(), "姓名")]
    field: Annotated[str, Field(Text(), "列")]
    before: Annotated[str, Field(Text(), "已有")]
    after: Annotated[str, Field(Text(), "表中写的")]
    taken: Annotated[str, Field(Text(), "处理")]

    @classmethod
    def of(cls, at: int, item: Difference) -> DifferenceRow:
        """The row for a difference."""
        done = (
            "填上"
            if item.taken and not item.before
            else ("改为表中的" if item.taken else "保留已有的")
        )
        return cls(at, item.row, item.title, item.field, item.before or "空", item.after, done)
