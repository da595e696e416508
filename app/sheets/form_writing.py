"""In the child program: an office's own empty form filled with rows, its look kept.

What it is asked for comes as one block: the length of the wishes (4 bytes), the wishes as JSON,
then the form.

    {"sheet": name, "heading": row, "first": row, "room": rows or null, "columns": [column, …],
     "texts": [column, …], "rows": [[value, …], …], "words": [[row, column, text], …]}

Rows and columns count from 1. `room` is how many empty rows the form has before its foot, null
where nothing follows; of these those with a frame count. `texts` are columns of numbers that a
spreadsheet would spoil when somebody types them anew.
"""

from __future__ import annotations

import io
import json
import re
import struct
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.cell_range import CellRange

from app.sheets.restyling import packed

MOST_ROOM = 2_000
_REFERENCE = re.compile(r"(:?)(\$?[A-Z]{1,3}\$?)(\d{1,7})(?![\d(A-Za-z])")


def answer(block: bytes) -> Iterator[bytes]:
    """The filled workbook in pieces."""
    (length,) = struct.unpack_from("<I", block)
    wish = json.loads(block[4 : 4 + length])
    workbook = load_workbook(io.BytesIO(block[4 + length :]), keep_links=False)
    _Form(workbook[wish["sheet"]], wish).fill()
    yield from packed(workbook)


class _Form:
    """One sheet to be filled in place."""

    def __init__(self, sheet: Any, wish: Mapping[str, Any]) -> None:
        self.sheet, self.wish = sheet, wish
        self.first: int = wish["first"]
        # A blank line without a frame before the foot only keeps it apart.
        framed = self._framed()
        self.room: int = (
            framed if wish["room"] is None else min(framed or wish["room"], wish["room"])
        )

    def fill(self) -> None:
        """Make room, then write the rows and the words above and below them."""
        rows = self.wish["rows"]
        for row, column, text in self.wish["words"]:
            _put(self.sheet.cell(row, column), text)
        missing = len(rows) - self.room
        if missing > 0:
            self._make_room(self.first + self.room, missing)
        for at, values in enumerate(rows, self.first):
            for column, value in zip(self.wish["columns"], values, strict=True):
                cell = self.sheet.cell(at, column)
                if isinstance(cell, MergedCell):
                    continue
                _put(cell, value)
                if column in self.wish["texts"]:
                    cell.number_format = "@"

    def _framed(self) -> int:
        """How many rows in a row have a frame, where nothing stands below them."""
        last: int = min(self.sheet.max_row, self.first + MOST_ROOM)
        for row in range(self.first, last + 1):
            cells = (self.sheet.cell(row, column) for column in self.wish["columns"])
            if not any(cell.border.top.style or cell.border.bottom.style for cell in cells):
                return row - self.first
        return max(0, last - self.first + 1)

    def _make_room(self, at: int, count: int) -> None:
        """Push down what stands from row `at` on, and dress the new rows like the last one."""
        sheet = self.sheet
        heights = {
            row: dimension.height
            for row, dimension in sheet.row_dimensions.items()
            if row >= at and dimension.height is not None
        }
        sheet.insert_rows(at, count)
        for item in sheet.merged_cells.ranges:
            if item.min_row >= at:
                item.shift(row_shift=count)
            elif item.max_row >= at:
                item.expand(down=count)
        for row in heights:
            sheet.row_dimensions[row].height = None
        for row, height in heights.items():
            sheet.row_dimensions[row + count].height = height
        self._dress(at, count)
        self._move_references(at, count)

    def _dress(self, at: int, count: int) -> None:
        plain = self.room == 0
        model = self.wish["heading"] if plain else at - 1
        height = self.sheet.row_dimensions[model].height
        within = [
            item
            for item in self.sheet.merged_cells.ranges
            if not plain and item.min_row == item.max_row == model
        ]
        width = self.sheet.max_column  # looked for among all cells each time it is asked
        for row in range(at, at + count):
            for column in range(1, width + 1):
                _dress_like(self.sheet.cell(model, column), self.sheet.cell(row, column), plain)
            if height is not None and not plain:
                self.sheet.row_dimensions[row].height = height
            for item in within:
                self.sheet.merge_cells(
                    start_row=row, end_row=row, start_column=item.min_col, end_column=item.max_col
                )

    def _move_references(self, at: int, count: int) -> None:
        """Sums below, lists to choose from and the printed area go along with what they are of."""

        def moved(match: re.Match[str]) -> str:
            row = int(match[3])
            grown = row >= at or (match[1] and row == at - 1)
            return f"{match[1]}{match[2]}{row + count if grown else row}"

        for cells in self.sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = _REFERENCE.sub(moved, cell.value)
        for rule in self.sheet.data_validations.dataValidation:
            for item in rule.sqref.ranges:
                if item.min_row < at and item.max_row >= at - 1:
                    item.expand(down=count)
        if self.sheet.print_area:
            area = CellRange(str(self.sheet.print_area).rsplit("!", 1)[-1].replace("$", ""))
            if area.max_row >= at - 1:
                area.expand(down=count)
                self.sheet.print_area = area.coord


def _dress_like(model: Any, cell: Any, plain: bool) -> None:
    if isinstance(cell, MergedCell) or not model.has_style:
        return
    if not plain:
        cell._style = copy(model._style)  # noqa: SLF001 - part by part takes ten times as long
        return
    cell.border = copy(model.border)
    cell.alignment = copy(model.alignment)
    cell.font = Font(name=model.font.name, size=model.font.size)


def _put(cell: Any, value: Any) -> None:
    if value is None or value == "":
        return
    if not isinstance(value, str):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if text:
        cell.value = text
        cell.data_type = "s"  # whatever it begins with: what stands in the book is no formula
