"""Rows of the import page's own tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from app.fields import Field
from app.kinds import Text, Whole
from app.sheets.plan import Difference, Result, RowError

ROW = Field(Whole(), "行")
SHEET = Field(Text(), "工作表")


@dataclass(frozen=True)
class SheetRow:
    """A sheet as the first step lists it; `id` is its place."""

    id: int
    chosen: bool
    file: Annotated[str, Field(Text(), "文件")]
    sheet: Annotated[str, SHEET]
    kind: Annotated[str, Field(Text(), "是什么")]
    rows: Annotated[int | None, Field(Whole(), "行数")]
    compound: Annotated[str, Field(Text(), "小区")]
    understood: bool


@dataclass(frozen=True)
class SumRow:
    """What becomes of the rows of a sheet, or of all sheets (`id` −1)."""

    id: int
    sheet: Annotated[str, SHEET]
    rows: Annotated[int, Field(Whole(), "读到")]
    created: Annotated[int, Field(Whole(), "新增")]
    updated: Annotated[int, Field(Whole(), "更新")]
    unchanged: Annotated[int, Field(Whole(), "没变")]
    skipped: Annotated[int, Field(Whole(), "跳过")]
    failed: Annotated[int, Field(Whole(), "要改")]

    @classmethod
    def of(cls, at: int, sheet: str, result: Result) -> SumRow:
        """The row for a result."""
        return cls(
            at, sheet, result.rows, result.created, result.updated, result.unchanged,
            result.skipped, result.failed,
        )  # fmt: skip


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
    sheet: Annotated[str, SHEET]
    row: Annotated[int, ROW]
    name: Annotated[str, Field(Text(), "姓名")]
    column: Annotated[str, Field(Text(), "列")]
    value: Annotated[str, Field(Text(), "表中写的")]
    message: Annotated[str, Field(Text(), "问题")]

    @classmethod
    def of(cls, at: int, error: RowError, name: str) -> ErrorRow:
        """The row for an error; the group above a heading is left out."""
        short = error.column.rsplit(" / ", 1)[-1]
        return cls(at, error.sheet, error.row, name, short, error.value, error.message)


@dataclass(frozen=True)
class DifferenceRow:
    """What a row says differently from the book: the record as it is beside the sheet."""

    id: int
    item: Difference
    sheet: Annotated[str, SHEET]
    row: Annotated[int, ROW]
    title: Annotated[str, Field(Text(), "姓名或名称")]
    field: Annotated[str, Field(Text(), "列")]
    before: Annotated[str, Field(Text(), "记录里现有的")]
    after: Annotated[str, Field(Text(), "表里写的")]
    taken: bool
    decided: bool

    @classmethod
    def of(cls, at: int, item: Difference, taken: bool, decided: bool) -> DifferenceRow:
        """The row for a difference."""
        before = item.before or "（空）"
        return cls(
            at, item, item.sheet, item.row, item.title, item.field, before, item.after,
            taken, decided,
        )  # fmt: skip


@dataclass(frozen=True)
class QuestionRow:
    """A row that may be about several people, and who was chosen."""

    id: int
    sheet: Annotated[str, SHEET]
    row: Annotated[int, ROW]
    title: Annotated[str, Field(Text(), "表里写的人")]
    answer: Annotated[str, Field(Text(), "登记到")]
    answered: bool


@dataclass(frozen=True)
class BatchLine:
    """One import as the list of imports shows it: all its sheets as one."""

    id: int
    step: int | None
    at: Annotated[str, Field(Text(), "时间")]
    source: Annotated[str, Field(Text(), "文件")]
    kind: Annotated[str, Field(Text(), "种类")]
    rows: Annotated[int, Field(Whole(), "读到")]
    created: Annotated[int, Field(Whole(), "新增")]
    updated: Annotated[int, Field(Whole(), "更新")]
    failed: Annotated[int, Field(Whole(), "要改正")]
    who: Annotated[str, Field(Text(), "经办")]
