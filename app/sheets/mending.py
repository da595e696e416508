"""The rows that stayed out, given back in the user's own sheets with what is wrong with each."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.errors import Refused, Unavailable
from app.kinds import CreditCode, IdCard, Phone
from app.sheets.cells import as_text
from app.sheets.importing import Ready
from app.sheets.limits import MEGABYTE, Limits
from app.sheets.lines import stand_in
from app.sheets.reader import Reader
from app.sheets.table import PROBLEM, Row
from app.sheets.workbook import Range, Workbook
from app.sheets.writing import sheet_name
from db.errors import BookError
from db.files import write_whole

MEND = "mend"
STYLED = 2 * MEGABYTE
"""Files larger than this come back with our own plain look; reading their styles takes too long."""
MERGED = 20_000
"""Merged blocks of more cells cost more memory than the walls allow: no look for such a file."""
_WALLS = Limits(file_size=160 * MEGABYTE, seconds=40)

__all__ = ["PROBLEM", "error_bytes", "write_errors"]


def write_errors(path: Path, dry_runs: Sequence[Ready]) -> int:
    """Write the failed rows of all sheets with the look of their own file and 错误说明 at the end.

    The file can be mended and imported again. Returns how many rows were written; with none no
    file is made. Raises Unavailable (disk full, file open elsewhere).
    """
    failed = [ready for ready in dry_runs if ready.result.failed]
    if not failed:
        return 0
    content = error_bytes(failed)
    try:
        write_whole(path, content)
    except BookError as error:
        raise Unavailable(error.text) from error
    return sum(ready.result.failed for ready in failed)


def error_bytes(dry_runs: Sequence[Ready]) -> bytes:
    """The same as .xlsx bytes; a file that changed since loses its look but no value."""
    try:
        return _asked(dry_runs, styled=True)
    except Refused:
        return _asked(dry_runs, styled=False)


def _asked(dry_runs: Sequence[Ready], *, styled: bool) -> bytes:
    by_file: dict[int, list[Ready]] = defaultdict(list)
    for ready in dry_runs:
        by_file[id(ready.workbook)].append(ready)
    taken: Counter[str] = Counter()
    sources: list[dict[str, Any]] = []
    files: list[bytes] = []
    for together in by_file.values():
        # Rows that were laid out anew are not those of the file.
        own = styled and all(ready.job.laid is None for ready in together)
        content = _original(together[0].workbook) if own else b""
        sheets = [_wish(ready, taken, plain=not content) for ready in together]
        sources.append({"size": len(content), "sheets": sheets})
        files.append(content)
    wishes = json.dumps({"problem": PROBLEM, "sources": sources}, ensure_ascii=False).encode()
    return from_child(MEND, b"".join((struct.pack("<I", len(wishes)), wishes, *files)))


def _original(workbook: Workbook) -> bytes:
    """The file itself, if it has styles and is still the one that was read."""
    widest = max((_cells_of(item) for sheet in workbook.sheets for item in sheet.merged), default=0)
    if workbook.path is None or workbook.size > STYLED or widest > MERGED:
        return b""
    try:
        content = workbook.path.read_bytes()
    except OSError:
        return b""
    same = hashlib.sha256(content).hexdigest() == workbook.sha256
    return content if same and content.startswith(b"PK") else b""


def _cells_of(item: Range) -> int:
    top, left, bottom, right = item
    return (bottom - top + 1) * (right - left + 1)


def _wish(ready: Ready, taken: Counter[str], *, plain: bool) -> dict[str, Any]:
    job = ready.job
    said: dict[int, list[str]] = defaultdict(list)
    for error in ready.result.errors:
        where = f"第{error.row}行“{error.column}”" if error.column else f"第{error.row}行"
        said[error.row].append(f"{where}：{error.message}")
    top, bottom = job.table.header_rows
    extra = _compound(ready)
    rows = [
        [row.number, _cells(ready, row, plain=plain), extra[1:], "；".join(said[row.number])]
        for row in job.table.rows
        if row.number in said
    ]
    width = len(job.table.columns)
    old = next((column.index for column in job.table.columns if column.label == PROBLEM), width)
    return {
        "name": job.sheet.name,
        "as": _called(job.sheet.name, taken),
        "top": top,
        "bottom": bottom,
        "extra": extra[:1],
        "text": [
            index
            for index, name in job.mapping.items()
            if isinstance(job.roster.fields[name].kind, IdCard | Phone | CreditCode)
        ],
        "rows": rows,
        "grid": [list(map(as_text, row[:old])) for row in job.read_as.rows[:bottom]]
        if plain
        else None,
        "merged": [item for item in job.read_as.merged if item[2] < bottom and item[3] < old],
    }


def _compound(ready: Ready) -> tuple[str, ...]:
    """Heading and value of a 小区 that somebody chose and that nothing on the sheet tells."""
    job = ready.job
    if not job.compound or job.compound in f"{job.sheet.name}\n{job.table.title}":
        return ()
    return (job.roster.fields["compound"].label, job.compound)


def _called(name: str, taken: Counter[str]) -> str:
    name = sheet_name(name)
    taken[name] += 1
    number = f" ({taken[name]})" if taken[name] > 1 else ""
    return name[: 31 - len(number)] + number


def _cells(ready: Ready, row: Row, *, plain: bool) -> dict[str, str]:
    """What the sheet itself does not say in this row, or every cell where its look is lost."""
    written = ready.job.read_as.rows[row.number - 1]
    found: dict[str, str] = {}
    for index, cell in enumerate(row.cells):
        if index in row.blocks and index in ready.job.mapping:
            # Cut out of its merged block, the row must still say where it belonged.
            item = ready.job.roster.fields[ready.job.mapping[index]]
            found[str(index)] = stand_in(item.label, row.blocks[index])
        elif plain or cell != written[index]:
            found[str(index)] = as_text(cell)
    return found


def from_child(what: str, block: bytes) -> bytes:
    """The workbook that the child program makes; raises Refused when it cannot."""
    reading, writing = os.pipe()
    feeder = threading.Thread(target=_feed, args=(writing, block), daemon=True)
    try:
        with os.fdopen(reading, "rb") as source, Reader(source, what, _WALLS) as reader:
            feeder.start()
            source.close()
            pieces = [frame[1] for frame in reader.frames() if frame and frame[0] == b"W"]
    finally:
        if feeder.ident is None:
            os.close(writing)
        else:
            feeder.join()
    return b"".join(pieces)


def _feed(writing: int, block: bytes) -> None:
    rest = memoryview(block)
    with os.fdopen(writing, "wb", buffering=0) as out:
        try:
            while rest:
                rest = rest[out.write(rest) or 0 :]
        except BrokenPipeError:
            return  # the child has ended; the reader tells why
