"""In the child program: rows of workbooks written again with the look of their own sheets.

It opens the user's files with styles, which only openpyxl can, so it stays behind the same walls
as the reader. What it is asked for comes as one block: the length of the wishes (4 bytes), the
wishes as JSON, then the files one after the other.

    {"problem": heading, "sources": [{"size": bytes, "sheets": [
        {"name", "as", "top", "bottom", "extra": [heading, …], "grid": rows or null, "merged",
         "text": [column, …], "rows": [[number, {column: text}, [extra, …], message], …]}]}]}

`top` and `bottom` are the first and last row of the heading (from 1). A `grid` holds the texts
down to the heading of a source without styles; its rows then give every cell. Columns of `text`
hold numbers that a spreadsheet would spoil when somebody types them anew.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

PIECE = 2**20
RED = "C00000"
MESSAGE_WIDTH = 56
EXTRA_WIDTH = 14
MOST_COLUMNS = 300
_THIN = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


class _InMemory(ExcelWriter):
    """openpyxl would lay each sheet into a readable file in the temp folder first."""

    def __init__(self, workbook: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(workbook, archive)
        self.archive = archive

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet straight into the archive."""
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - as the method replaced does
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images  # noqa: SLF001
        out = io.BytesIO()
        writer: Any = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001
        self.archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


def answer(block: bytes) -> Iterator[bytes]:
    """The finished workbook in pieces."""
    (length,) = struct.unpack_from("<I", block)
    wishes = json.loads(block[4 : 4 + length])
    place = 4 + length
    target = Workbook()
    target.remove(target.worksheets[0])
    for source in wishes["sources"]:
        content = block[place : place + source["size"]]
        place += source["size"]
        _add(target, content, source["sheets"], wishes["problem"])
    yield from packed(target)


def packed(target: Workbook) -> Iterator[bytes]:
    """A workbook in pieces, made in memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        _InMemory(target, archive).write_data()
    content = out.getvalue()
    for begin in range(0, len(content), PIECE):
        yield content[begin : begin + PIECE]


def _add(
    target: Workbook, content: bytes, sheets: Sequence[Mapping[str, Any]], problem: str
) -> None:
    book = None
    if any(wish["grid"] is None for wish in sheets):
        book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    for wish in sheets:
        made = target.create_sheet(wish["as"])
        if wish["grid"] is None and book is not None:
            _Styled(book[wish["name"]], made, wish, problem).write()
        else:
            _write_plain(made, wish, problem)


class _Styled:
    """One sheet written again: what stands above the rows, and some of the rows."""

    def __init__(self, source: Any, made: Any, wish: Mapping[str, Any], problem: str) -> None:
        self.source, self.made, self.wish, self.problem = source, made, wish, problem
        self.bottom = wish["bottom"]
        self.heading = wish["top"]
        self.column = self._problem_column()
        self._known: dict[int, tuple[Any, ...]] = {}

    def write(self) -> None:
        """Title and heading as they stand, then the rows one below the other."""
        for row in range(1, self.bottom + 1):
            self._row(row, row, {})
            height = self.source.row_dimensions[row].height
            if height is not None:
                self.made.row_dimensions[row].height = height
        for item in self.source.merged_cells.ranges:
            if item.max_row <= self.bottom and item.max_col < MOST_COLUMNS:
                self.made.merge_cells(item.coord)
        extra = self.wish["extra"]
        last = self.column + len(extra)
        for at, heading in enumerate((*extra, self.problem)):
            self._head(self.column + at, heading, red=at == len(extra))
        for at, (number, values, more, message) in enumerate(self.wish["rows"], self.bottom + 1):
            self._row(number, at, {int(column): text for column, text in values.items()})
            for place, text in enumerate(more):
                _put(self.made.cell(at, self.column + place), text)
            _put_message(self.made.cell(at, last), message)
        self._widths(last)
        self.made.freeze_panes = self.made.cell(self.bottom + 1, 1)

    def _problem_column(self) -> int:
        """Where an earlier 错误说明 stands, else the first column after the heading (from 1)."""
        last = 0
        for row in range(self.heading, self.bottom + 1):
            for column in range(1, min(self.source.max_column, MOST_COLUMNS) + 1):
                text = self.source.cell(row, column).value
                if isinstance(text, str) and "".join(text.split()) == self.problem:
                    return column
                if text not in (None, ""):
                    last = max(last, column)
        for item in self.source.merged_cells.ranges:
            if self.heading <= item.min_row <= self.bottom and item.max_col < MOST_COLUMNS:
                last = max(last, item.max_col)
        return last + 1

    def _row(self, row: int, at: int, values: Mapping[int, str]) -> None:
        for column in range(1, self.column):
            cell = self.source.cell(row, column)
            new = self.made.cell(at, column)
            if cell.has_style:
                self._dress(cell, new)
            if column - 1 in values:
                _put(new, values[column - 1])
            elif not isinstance(cell, MergedCell) and cell.value is not None:
                _put(new, cell.value)
            if at > self.bottom and column - 1 in self.wish["text"]:
                new.number_format = "@"

    def _dress(self, cell: Any, new: Any) -> None:
        look = self._known.get(cell.style_id)
        if look is None:
            parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
            look = self._known[cell.style_id] = tuple(map(copy, parts))
        new.font, new.fill, new.border, new.alignment, new.protection = look
        new.number_format = cell.number_format

    def _head(self, column: int, heading: str, *, red: bool) -> None:
        new = self.made.cell(self.heading, column)
        beside = self.source.cell(self.heading, max(1, self.column - 1))
        if beside.has_style:
            self._dress(beside, new)
        if red:
            font = copy(new.font)
            new.font = Font(name=font.name, size=font.size, bold=True, color=RED)
        _put(new, heading)
        if self.bottom > self.heading:
            self.made.merge_cells(
                start_row=self.heading, end_row=self.bottom, start_column=column, end_column=column
            )

    def _widths(self, last: int) -> None:
        for dimension in tuple(self.source.column_dimensions.values()):
            if dimension.width and dimension.min is not None:
                for column in range(dimension.min, min(dimension.max, self.column - 1) + 1):
                    self.made.column_dimensions[get_column_letter(column)].width = dimension.width
        for column in range(self.column, last):
            self.made.column_dimensions[get_column_letter(column)].width = EXTRA_WIDTH
        self.made.column_dimensions[get_column_letter(last)].width = MESSAGE_WIDTH


def _write_plain(made: Any, wish: Mapping[str, Any], problem: str) -> None:
    """A source without styles, or whose styles cannot be read: our own plain look."""
    grid = wish["grid"] or []
    width = max((len(row) for row in grid), default=0)
    for at, row in enumerate(grid, 1):
        for column, text in enumerate(row, 1):
            if text:
                _put(made.cell(at, column), text)
    for top, left, bottom, right in wish["merged"]:
        made.merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    headings = (*wish["extra"], problem)
    for at, heading in enumerate(headings, 1):
        _put(made.cell(wish["top"], width + at), heading)
    for row in range(wish["top"], wish["bottom"] + 1):
        for column in range(1, width + len(headings) + 1):
            cell = made.cell(row, column)
            last = column == width + len(headings)
            cell.font = Font(bold=True, color=RED if last else None)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = _BORDER
    for at, (_, values, more, message) in enumerate(wish["rows"], wish["bottom"] + 1):
        for column in range(1, width + 1):
            cell = made.cell(at, column)
            cell.number_format, cell.border = "@", _BORDER
            _put(cell, values.get(str(column - 1), ""))
        for place, text in enumerate(more, 1):
            _put(made.cell(at, width + place), text)
        _put_message(made.cell(at, width + len(headings)), message)
    for index in range(width):
        texts = [str(values.get(str(index), "")) for _, values, _, _ in wish["rows"][:200]]
        wide = max((sum(1 if sign.isascii() else 2 for sign in text) for text in texts), default=0)
        made.column_dimensions[get_column_letter(index + 1)].width = min(40, max(10, wide + 2))
    letter = get_column_letter(width + len(headings))
    made.column_dimensions[letter].width = MESSAGE_WIDTH
    made.freeze_panes = made.cell(wish["bottom"] + 1, 1)


def _put(cell: Any, value: Any) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if text:
        cell.value = text
        cell.data_type = "s"  # whatever it begins with: what the user typed is no formula


def _put_message(cell: Any, message: str) -> None:
    _put(cell, message)
    cell.font = Font(color=RED)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
