"""A table found in a sheet: its columns, its data rows, and the rows that were passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sheets.cells import Cell

TITLE, BLANK, TOTAL, FOOTER, REPEATED, EXAMPLE = (
    "title",
    "blank",
    "total",
    "footer",
    "repeated header",
    "example",
)


PROBLEM = "错误说明"
"""The heading of our own column in a sheet of rows to be mended; never imported."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `index` counts from 0, `label` is the heading as shown (基本情况 / 姓名).

    `field` is what the heading surely means, `suggestion` what it may mean and a person must tick.
    """

    index: int
    label: str
    field: str | None = None
    suggestion: str | None = None

    @property
    def letter(self) -> str:
        """The name of the column in a spreadsheet: A, B … AA."""
        letters, rest = "", self.index + 1
        while rest:
            rest, sign = divmod(rest - 1, 26)
            letters = chr(ord("A") + sign) + letters
        return letters


@dataclass(frozen=True, slots=True)
class Row:
    """One data row; `number` is what the spreadsheet shows beside it (from 1).

    `blocks` tells, for columns where the row lies in a merged block that holds nothing, the first
    and last row number of that block: such rows belong together, but to what is not written.
    """

    number: int
    cells: list[Cell]
    blocks: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """What `find_table` found.

    `header_rows` are the first and last row number of the heading, `title` the texts above it,
    `duplicates` each field that several columns hit, with their indexes; `passed_over` the row
    numbers that hold no data, with the reason; `filled` how many blank or 同上 cells of a column
    took the value above.
    """

    header_rows: tuple[int, int]
    columns: tuple[Column, ...]
    duplicates: Mapping[str, tuple[int, ...]]
    rows: list[Row]
    passed_over: tuple[tuple[int, str], ...]
    filled: Mapping[int, int] = field(default_factory=dict)
    title: str = ""

    @property
    def skipped(self) -> Counter[str]:
        """How many rows were passed over, by reason."""
        return Counter(reason for _, reason in self.passed_over)

    def column_of(self, name: str) -> Column | None:
        """The first column whose heading surely means that field."""
        return next((column for column in self.columns if column.field == name), None)
