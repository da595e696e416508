"""The program that parses one hostile file and writes what it found to its standard output.

It is started as a process of its own, since the reader may abort on a damaged file and no `try`
can stop that. The file arrives as standard input, already open, so that the name cannot be turned
to another file on the way. It imports the least it can: its start is part of every import.

What it writes is a row of frames (a letter, a length, a content); without the last one the
parent counts the whole read as failed:

    S  a sheet: name, rows, width, merged ranges (inclusive, from 0), whether it is hidden
    R  some of its rows
    E  the end: encoding or null, notes, whether day numbers count from 1904
    X  refused: the sentence        U  could not be fetched: the sentence
    W  a piece of a workbook that was written again, see `restyling` and `form_writing`
"""

from __future__ import annotations

import _thread
import io
import os
import struct
import sys

from app.sheets import container, fence, unreadable
from app.sheets.container import Entry
from app.sheets.unreadable import Unreadable

TYPE_CHECKING = False  # as in typing, which takes longer to import than this whole module
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

ROWS_IN_A_FRAME = 1_000
NOTED = 64 * 2**20
IN_FILE = "这个文件"


class Lost(Exception):
    """The file went away while it was read; worth trying again."""


class Out:
    """Standard output as frames; counts what crosses so that the parent is not flooded."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._sent = 0

    def send(self, kind: bytes, content: bytes) -> None:
        """Write one frame; `Unreadable` when all together are more than the limit."""
        self._sent += len(content)
        if self._sent > self._limit and kind == b"R":
            raise Unreadable(unreadable.too_much_text(self._limit))
        rest = memoryview(kind + struct.pack("<I", len(content)) + content)
        while rest:
            rest = rest[os.write(1, rest) :]

    def tell(self, kind: bytes, content: object) -> None:
        """Write one frame of plain JSON."""
        import json

        self.send(kind, json.dumps(content, ensure_ascii=False).encode())

    def rows(self, rows: list[list[Any]]) -> None:
        """Write some rows of the sheet told last."""
        from app.sheets.cells import encode_rows

        if rows:
            self.send(b"R", encode_rows(rows))


class Beside:
    """What is done while the reader is at work, which leaves the interpreter free.

    The modules that are needed next are loaded, and the parts of the archive are searched for
    what the reader passes over in silence.
    """

    def __init__(self, data: bytes, entries: list[Entry]) -> None:
        self._data = data
        self._entries = entries
        self.notes: list[str] = []
        self.from_1904 = False
        self._trouble: Exception | None = None
        self._busy = _thread.allocate_lock()
        self._busy.acquire()
        _thread.start_new_thread(self._run, ())

    def finished(self) -> list[str]:
        """Wait for the end; the notes, or what went wrong."""
        with self._busy:
            if self._trouble is not None:
                raise self._trouble
            return self.notes

    def _run(self) -> None:
        try:
            self._look()
        except Exception as trouble:  # noqa: BLE001 - raised again by `finished`
            self._trouble = trouble
        finally:
            self._busy.release()

    def _look(self) -> None:
        import app.sheets.cells  # noqa: F401 - loaded now, needed in a moment

        if any(entry.name.endswith("vbaProject.bin") for entry in self._entries):
            self.notes.append(unreadable.MACROS)
        errors = not_computed = hidden = 0
        for entry in self._entries:
            if entry.name == "xl/workbook.xml":
                self.from_1904 = b'date1904="1"' in b"".join(container.pieces(self._data, entry))
            elif (
                entry.name.startswith("xl/worksheets/")
                and entry.name.endswith(".xml")
                and entry.inflated < NOTED
            ):
                content = b"".join(container.pieces(self._data, entry))
                errors += content.count(b't="e"')
                if b"</f" in content:
                    endings = (b"</f></c>", b"</f><v/>", b"</f><v />", b"</f><v></v>")
                    not_computed += sum(map(content.count, endings))
                if b'hidden="' in content:
                    hidden += _hidden_rows(content)
        if errors:
            self.notes.append(unreadable.errors(errors))
        if not_computed:
            self.notes.append(unreadable.not_computed(not_computed))
        if hidden:
            self.notes.append(unreadable.hidden_rows(hidden))


def _hidden_rows(content: bytes) -> int:
    import re

    return len(re.findall(rb'<row\b[^>]*\shidden="(?:1|true)"', content))


def main(arguments: list[str]) -> int:
    """Read the workbook on standard input; `arguments` are its suffix and the limits."""
    suffix, *rest = arguments
    limits = {name: float(value) for name, _, value in (item.partition("=") for item in rest)}
    caps = {name: int(value) for name, value in limits.items()}
    fence.shut_in(caps["memory"], limits["seconds"])
    fence.leave_with_parent(1)
    out = Out(caps["text"])
    try:
        data = _everything(caps["file_size"])
        if suffix in ("mend", "fill"):
            _send_made(data, suffix, out)
            return 0
        kind = container.kind_of(data, suffix)
        if kind == "text":
            _send_text(data, caps, out)
        else:
            _send_workbook(data, kind, caps, out)
    except Unreadable as reason:
        out.send(b"X", str(reason).encode())
    except Lost as reason:
        out.send(b"U", str(reason).encode())
    except MemoryError:
        out.send(b"X", unreadable.too_much_memory(caps["memory"]).encode())
    except BaseException as trouble:  # noqa: BLE001 - a panic of the reader is no Exception
        out.send(b"X", _sentence(trouble, caps["memory"]).encode())
    return 0


def _sentence(trouble: BaseException, memory: int) -> str:
    if "capacity overflow" in str(trouble):
        return unreadable.too_much_memory(memory)
    return unreadable.DAMAGED


def _everything(limit: int) -> bytes:
    try:
        with open(0, "rb", closefd=False) as source:
            data = source.read(limit + 1)
    except OSError as error:
        raise Lost(unreadable.LOST) from error
    if len(data) > limit:
        raise Unreadable(unreadable.too_big(len(data), limit))
    return data


def _send_made(data: bytes, suffix: str, out: Out) -> None:
    if suffix == "mend":
        from app.sheets.restyling import answer
    else:
        from app.sheets.form_writing import answer

    for piece in answer(data):
        out.send(b"W", piece)
    out.send(b"E", b"")


def _send_text(data: bytes, caps: dict[str, int], out: Out) -> None:
    from app.sheets import delimited

    text, encoding = delimited.decode(data)
    rows: list[list[Any]] = delimited.rows_of(
        text,
        delimited.delimiter_of(text),
        where=IN_FILE,
        rows=caps["rows"],
        columns=caps["columns"],
        cells=caps["cells"],
    )
    out.tell(b"S", ["", len(rows), len(rows[0]) if rows else 0, [], False])
    for first in range(0, len(rows), ROWS_IN_A_FRAME):
        out.rows(rows[first : first + ROWS_IN_A_FRAME])
    out.tell(b"E", [encoding, [], False])


def _send_workbook(data: bytes, kind: str, caps: dict[str, int], out: Out) -> None:
    entries: list[Entry] = []
    if kind == "zip":
        entries = container.entries_of(data, caps["entries"])
        container.check_archive(entries, caps["inflated"], caps["ratio"])
        for entry in entries:
            for _ in container.pieces(data, entry):
                pass
    import python_calamine

    beside = Beside(data, entries)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise Unreadable(unreadable.SEALED) from None
    cells = 0
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(index)
        height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
        where = f"工作表“{about.name}”"
        if height > caps["rows"]:
            raise Unreadable(unreadable.too_many_rows(where, height, caps["rows"]))
        if width > caps["columns"]:
            raise Unreadable(unreadable.too_many_columns(where, width, caps["columns"]))
        cells += height * width
        if cells > caps["cells"]:
            raise Unreadable(unreadable.too_many_cells(cells, caps["cells"]))
        merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]
        hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        out.tell(b"S", [about.name, height, width, merged, hidden])
        for rows in _in_frames(sheet, width):
            out.rows(rows)
    out.tell(b"E", [None, beside.finished(), beside.from_1904])


def _in_frames(sheet: Any, width: int) -> Iterator[list[list[Any]]]:
    """The rows from A1 on; the reader leaves out empty columns on the left."""
    frame: list[list[Any]] = []
    for row in sheet.iter_rows():
        if len(row) < width:
            row[:0] = [""] * (width - len(row))
        frame.append(row)
        if len(frame) == ROWS_IN_A_FRAME:
            yield frame
            frame = []
    yield frame


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
