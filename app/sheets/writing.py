"""Spreadsheets out: text stays text, nothing becomes a formula, nothing lies in a temp file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import Unavailable
from app.sheets.cells import as_text
from db.errors import BookError
from db.files import write_whole


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written: a title line, a header row, rows of texts and numbers.

    `numbers` are the indexes of columns written as numbers; all others are text cells.
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    title: str = ""
    foot: str = ""
    numbers: frozenset[int] = frozenset()
    widths: Mapping[int, int] = field(default_factory=dict)
    picture: bytes | None = None
    """A PNG placed beside the table."""


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """The workbook as .xlsx bytes, made in memory."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    styles = {
        "title": book.add_format({"bold": True, "font_size": 15, "align": "center"}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#E6F0F1", "border": 1, "align": "center",
             "valign": "vcenter", "text_wrap": True}
        ),
        "text": book.add_format({"num_format": "@", "border": 1, "valign": "vcenter"}),
        "number": book.add_format({"border": 1, "valign": "vcenter"}),
        "foot": book.add_format({"font_color": "#666666"}),
    }  # fmt: skip
    for sheet in sheets:
        _write(book.add_worksheet(sheet_name(sheet.name)), sheet, styles)
    book.close()
    return out.getvalue()


def save(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write a workbook whole or not at all; raises Unavailable (disk full, file open elsewhere)."""
    content = workbook_bytes(sheets)
    try:
        write_whole(path, content)
    except BookError as error:
        raise Unavailable(error.text) from error


def _write(target: Any, sheet: Sheet, styles: Mapping[str, Any]) -> None:
    top = 0
    last = max(len(sheet.header) - 1, 0)
    if sheet.title:
        if last:
            target.merge_range(0, 0, 0, last, "", styles["title"])
        target.write_string(0, 0, sheet.title, styles["title"])
        target.set_row(0, 26)
        top = 1
    for column, label in enumerate(sheet.header):
        target.write_string(top, column, label, styles["head"])
        target.set_column(column, column, sheet.widths.get(column, _width(sheet, column)))
    for at, row in enumerate(sheet.rows, top + 1):
        for column, value in enumerate(row):
            if column in sheet.numbers and isinstance(value, int | float):
                target.write_number(at, column, value, styles["number"])
            else:
                target.write_string(at, column, as_text(value), styles["text"])
    end = top + 1 + len(sheet.rows)
    if sheet.foot:
        target.write_string(end, 0, sheet.foot, styles["foot"])
    if sheet.picture:
        target.insert_image(
            top, len(sheet.header) + 1, "chart.png",
            {"image_data": io.BytesIO(sheet.picture), "x_scale": 0.6, "y_scale": 0.6},
        )  # fmt: skip
    target.freeze_panes(top + 1, 0)
    target.repeat_rows(top)
    target.set_paper(9)
    target.set_landscape()
    target.fit_to_pages(1, 0)
    target.set_footer("&C第 &P 页，共 &N 页")


def _width(sheet: Sheet, column: int) -> int:
    sample = [sheet.header[column], *(as_text(row[column]) for row in sheet.rows[:200])]
    return min(
        40, max(6, *(sum(1 if sign.isascii() else 2 for sign in text) for text in sample)) + 2
    )


def sheet_name(name: str) -> str:
    """A name that Excel accepts."""
    clean = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("'")
    return clean[:31] or "表"
