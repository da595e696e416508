"""The figure for a register of 50,000 people, against bare reading and writing in the same run.

python -m tests.bench_import
"""

from __future__ import annotations

import datetime as dt
import gc
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

from app.rosters import ROSTERS
from app.sheets.several import commit_all, dry_run_all, gather
from app.starting import start_book
from app.work import finish
from db import engine
from tests.conftest import CHEAP, OFFICE, PASSWORD

TODAY = dt.date(2026, 11, 22)
PEOPLE = 50_000
LIMIT = 5.0
NAME, CARD, PHONE = 4, 7, 13


def large_register(path: Path, count: int = PEOPLE) -> None:
    """The office's own register over and over: other 小区, other numbers, the same odd cells."""
    rows = python_calamine.CalamineWorkbook.from_path(str(OFFICE / "居民信息底册.xlsx"))
    head, *people = rows.get_sheet_by_index(0).to_python()
    chance = random.Random(1)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False, "in_memory": True})
    sheet = book.add_worksheet("居民底册")
    for column, cell in enumerate(head):
        sheet.write(0, column, cell)
    for at in range(count):
        row: list[Any] = list(people[at % len(people)])
        part = at // len(people)
        if part:
            row[1] = f"{row[1]}{part}区"
            row[CARD] = _card(row[CARD], part)
            row[PHONE] = f"1{chance.randrange(30, 99)}{at:08}" if row[PHONE] else ""
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at + 1, column, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(at + 1, column, cell)
            else:
                sheet.write_string(at + 1, column, str(cell))
    book.close()


def _card(card: Any, part: int) -> str:
    """Another number with the same birthday and a right check digit."""
    from app.kinds.people import id_check

    text = "".join(str(card).split())
    if len(text) != 18 or not text[:17].isdecimal():
        return ""
    body = f"{(int(text[:6]) + part * 7) % 1_000_000:06}{text[6:17]}"
    return body + id_check(body)


def bare(folder: Path, register: Path, at: int) -> float:
    """What reading and inserting cost at the least: calamine and one executemany."""
    before = time.perf_counter()
    workbook = python_calamine.CalamineWorkbook.from_path(str(register))
    rows = workbook.get_sheet_by_index(0).to_python()
    connection = engine.connect(folder / f"bare{at}.db", bytes(range(32)), create=True)
    names = ", ".join(f"c{column}" for column in range(len(rows[0])))
    connection.execute(f"CREATE TABLE bare ({names})")
    marks = ", ".join("?" * len(rows[0]))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO bare VALUES ({marks})", rows[1:])  # noqa: S608
    connection.execute("COMMIT")
    taken = time.perf_counter() - before
    connection.close()
    return taken


def ours(folder: Path, register: Path, at: int) -> float:
    """Reading in the child, dry run, commit."""
    made = start_book(
        folder / f"ours{at}.mulin", "310120003001", "王芳", PASSWORD, today=TODAY, params=CHEAP
    )
    gc.collect()
    before = time.perf_counter()
    pieces = finish(gather(made.book, [register], ROSTERS)).pieces
    ready = finish(dry_run_all(made.book, pieces, today=TODAY))
    (result,) = finish(commit_all(made.book, ready))
    taken = time.perf_counter() - before
    made.book.close()
    if result.created + result.skipped < result.rows * 0.99:
        raise AssertionError(result.sentence())
    return taken


def import_figures_large(rounds: int, folder: Path) -> tuple[str, float, float, str]:
    """Name, ratio, what is allowed and the seconds in words, medians of some rounds."""
    register = folder / "五万人.xlsx"
    large_register(register)
    plain, full = [], []
    for at in range(rounds):
        plain.append(bare(folder, register, at))
        full.append(ours(folder, register, at))
    ratio = statistics.median(full) / statistics.median(plain)
    said = f"{_spread(full)} against bare reading and executemany {_spread(plain)}"
    return "import of 50,000 residents", ratio, LIMIT, said


def _spread(seconds: list[float]) -> str:
    low, high = min(seconds), max(seconds)
    return f"{statistics.median(seconds):.2f} s ({low:.2f}–{high:.2f})"


def main() -> int:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        name, ratio, limit, said = import_figures_large(3, Path(folder))
    sys.stdout.write(f"{name}: {ratio:.2f} × (≤ {limit:g}), {said}\n")
    return 0 if ratio <= limit else 1


if __name__ == "__main__":
    sys.exit(main())
