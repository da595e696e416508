"""What was found in a spreadsheet file, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.sheets.cells import Cell

Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from cell A1 on; all rows are equally long.

    `merged` are (first row, first column, last row, last column), counted from 0, inclusive.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[Range, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read to its end.

    `path_name` is the name without the folder, `sha256` hexadecimal, `size` in bytes; `encoding`
    is None unless the file is text. `notes` are sentences to show beside the preview. When
    `from_1904` is set, plain day numbers count from 1904-01-01; date cells are right either way.
    `path` is where the file lies, None for what was pasted.
    """

    path_name: str
    sha256: str
    size: int
    encoding: str | None
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    from_1904: bool = False
    path: Path | None = None
