"""Text that is a table: CSV, TSV and what is pasted from a spreadsheet; standard library only."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from app.sheets import unreadable
from app.sheets.unreadable import Unreadable

FIELD = 1_000_000
LINES_LOOKED_AT = 50
FAR_ENOUGH = 64  # so many good bytes, and it is the encoding, but for a damaged place
MARKS = (
    (codecs.BOM_UTF8, "UTF-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: by its mark, else strict UTF-8, else GB18030."""
    for mark, name, codec in MARKS:
        if data.startswith(mark):
            ladder = [(name, codec)]
            break
    else:
        ladder = [("UTF-8", "utf-8"), ("GB18030", "gb18030")]
    farthest = 0
    for name, codec in ladder:
        try:
            return data.decode(codec).rstrip("\x1a"), name
        except UnicodeDecodeError as error:
            farthest = max(farthest, error.start)
    if farthest >= min(FAR_ENOUGH, len(data) // 2) or len(ladder) == 1:
        raise Unreadable(unreadable.bad_character(data.count(b"\n", 0, farthest) + 1))
    raise Unreadable(unreadable.ENCODING)


def delimiter_of(text: str) -> str:
    """Comma, tab or semicolon, whichever parts most of the first lines alike, else a comma."""
    lines = list(_lines(text, LINES_LOOKED_AT))
    best, most = ",", (0, 0)
    for mark in (",", "\t", ";"):
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if len(row) > 1)
        alike = max(((count, width) for width, count in widths.items()), default=(0, 0))
        if alike > most:
            best, most = mark, alike
    return best


def _lines(text: str, most: int) -> Iterator[str]:
    stream = io.StringIO(text, newline="")
    for _ in range(most):
        line = stream.readline(FIELD)
        if not line:
            return
        yield line


def rows_of(
    text: str, delimiter: str, *, where: str, rows: int, columns: int, cells: int
) -> list[list[str]]:
    """All records, made equally wide; empty fields are empty texts.

    `rows`, `columns` and `cells` are limits; `where` names the text in the sentence of refusal.
    """
    found: list[list[str]] = []
    count = 0
    for row in _records(text, delimiter):
        if len(row) > columns:
            raise Unreadable(unreadable.too_many_columns(where, len(row), columns))
        count += 1
        if count <= rows:
            found.append(row)
    if count > rows:
        raise Unreadable(unreadable.too_many_rows(where, count, rows))
    width = max(map(len, found), default=0)
    if width * count > cells:
        raise Unreadable(unreadable.too_many_cells(width * count, cells))
    for row in found:
        row.extend([""] * (width - len(row)))
    return found


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Each record; a quote that never closes would swallow the rows after it, so it is refused.

    Text after a closing quote (`"甲"组`) is taken as spreadsheets take it.
    """
    csv.field_size_limit(FIELD)
    taken: list[str] = []
    line_number = 0

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    while True:
        line_number += len(taken)
        taken.clear()
        try:
            row = next(reader, None)
        except csv.Error as error:
            if len(taken) > 1 or "expected after" not in str(error):
                raise Unreadable(unreadable.open_quote(line_number + 1)) from error
            row = next(csv.reader(taken, delimiter=delimiter))
        if row is None:
            return
        yield row
