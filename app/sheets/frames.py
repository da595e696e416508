"""What the child program sent, checked and put together; it may have been led astray by the file
it parsed, so nothing it says is believed by its shape alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from app.errors import Refused
from app.sheets import unreadable
from app.sheets.cells import Cell, decode_rows
from app.sheets.workbook import Range, Sheet
from app.work import Progress


@dataclass(slots=True)
class Arriving:
    """A sheet of which some rows have come."""

    name: str
    height: int
    width: int
    merged: tuple[Range, ...]
    hidden: bool
    rows: list[list[Cell]] = field(default_factory=list)


class Frames:
    """The frames of one file in the order they come; `take` each, then ask for the sheets."""

    def __init__(self) -> None:
        self.encoding: str | None = None
        self.notes: tuple[str, ...] = ()
        self.from_1904 = False
        self._sheets: list[Arriving] = []
        self._rows = 0

    def take(self, kind: bytes, content: bytes) -> None:
        """Add one frame; `Refused` when it is not what the child program writes."""
        try:
            if kind == b"R":
                self._take_rows(decode_rows(content))
            else:
                self._take_told(kind, json.loads(content))
        except (ValueError, RecursionError) as error:
            raise Refused(unreadable.DAMAGED) from error

    def progress(self) -> Progress:
        """Rows so far; of how many is known for the sheet that is coming."""
        if not self._sheets:
            return Progress(0, 0, "正在打开文件")
        coming = self._sheets[-1]
        total = self._rows - len(coming.rows) + coming.height
        return Progress(
            self._rows, total, f"正在读取“{coming.name}”" if coming.name else "正在读取"
        )

    def sheets(self, name: str) -> tuple[Sheet, ...]:
        """All sheets; one without a name of its own (text has none) is called `name`."""
        if any(len(sheet.rows) != sheet.height for sheet in self._sheets):
            raise Refused(unreadable.DAMAGED)
        return tuple(
            Sheet(sheet.name or name, sheet.rows, sheet.merged, sheet.hidden)
            for sheet in self._sheets
        )

    def _take_rows(self, rows: list[list[Cell]]) -> None:
        if not self._sheets or any(len(row) != self._sheets[-1].width for row in rows):
            raise ValueError("rows of no known sheet")
        self._sheets[-1].rows.extend(rows)
        self._rows += len(rows)

    def _take_told(self, kind: bytes, told: object) -> None:
        match kind, told:
            case b"S", [str(name), int(height), int(width), list(merged), bool(hidden)]:
                ranges = tuple(_range(item) for item in merged)
                self._sheets.append(Arriving(name, height, width, ranges, hidden))
            case b"E", [str() | None as encoding, list(notes), bool(from_1904)]:
                self.encoding = encoding
                self.notes = tuple(str(note) for note in notes)
                self.from_1904 = from_1904
            case _:
                raise ValueError("an unknown frame")


def _range(item: object) -> Range:
    match item:
        case [int(top), int(left), int(bottom), int(right)] if 0 <= top <= bottom:
            return top, left, bottom, right
    raise ValueError("not a range")
