"""The rows that stayed out, given back as a sheet with what is wrong with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from app.sheets import writing
from app.sheets.cells import Cell
from app.sheets.importing import Ready
from app.sheets.lines import stand_in
from app.sheets.table import Row

PROBLEM = "错误说明"


def error_sheet(ready: Ready) -> writing.Sheet:
    """The failed rows as they stood, under their own headings, and a last column 错误说明."""
    said: dict[int, list[str]] = defaultdict(list)
    for error in ready.result.errors:
        where = f"第{error.row}行“{error.column}”" if error.column else f"第{error.row}行"
        said[error.row].append(f"{where}：{error.message}")
    columns = ready.job.table.columns
    rows = [
        [*(_cell(ready, row, column.index) for column in columns), "；".join(said[row.number])]
        for row in ready.job.table.rows
        if row.number in said
    ]
    header = (*(column.label.rsplit(" / ", 1)[-1] for column in columns), PROBLEM)
    return writing.Sheet(ready.job.sheet.name, header, rows, widths={len(columns): 60})


def _cell(ready: Ready, row: Row, index: int) -> Cell:
    if index in row.blocks and index in ready.job.mapping:
        # Cut out of its merged block, the row must still say where it belonged.
        return stand_in(ready.job.roster.fields[ready.job.mapping[index]].label, row.blocks[index])
    return row.cells[index] if index < len(row.cells) else None


def write_errors(path: Path, dry_runs: Sequence[Ready]) -> int:
    """Write the failed rows of all sheets with the look of their own file and 错误说明 at the end.

    The file can be mended and imported again. Returns how many rows were written; with none no
    file is made. Raises Unavailable (disk full, file open elsewhere).
    """
    return save_errors(path, dry_runs)


def save_errors(path: Path, dry_runs: Sequence[Ready]) -> int:
    """Write the failed rows of all sheets; the file can be mended and imported again.

    Returns how many rows were written; with none no file is made.
    """
    sheets = [error_sheet(ready) for ready in dry_runs if ready.result.failed]
    if sheets:
        writing.save(path, sheets)
    return sum(len(sheet.rows) for sheet in sheets)
