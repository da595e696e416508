"""The same book on the terminal of 张三: checked, counted, exported and read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import journey_read
from openpyxl import load_workbook
from proof import expect
from roots_journey import OFFICE, PASSWORD
from roots_package import PROGRAM
from roots_user import HOME
from roots_window import Desk

ROW_ERRORS, REFUSED = 1, 3
SHEETS = {".xlsx", ".xls", ".csv"}


def ask(desk: Desk, *words: str, program: str = PROGRAM) -> dict[str, Any]:
    """A command that must succeed; gives its one JSON object. Raises `Failed`."""
    done = desk.user.run(
        [program, *words, "--json"],
        env={"MULIN_PASSWORD": PASSWORD},
        seconds=desk.seconds(180),
    )
    expect(done.code == 0, f"mulin {words[0]} 以 {done.code} 结束：{done.said}")
    answer: dict[str, Any] = json.loads(done.out)
    return answer


def refused(desk: Desk, *words: str, program: str) -> str:
    """A command that must be refused; gives the sentence that was said. Raises `Failed`."""
    done = desk.user.run(
        [program, *words], env={"MULIN_PASSWORD": PASSWORD}, seconds=desk.seconds(180)
    )
    expect(done.code == REFUSED, f"mulin {words[0]} 以 {done.code} 结束，应当拒绝：{done.said}")
    return done.err.strip()


def export_and_read(desk: Desk, book: str) -> int:
    """Export the residents, read the workbook with another program; gives the rows of people."""
    target = f"{HOME}/文档/全部居民.xlsx"
    ask(desk, "export", "residents", target, "--book", book)
    return rows_of(desk.room.path(target))


def import_all(desk: Desk, book: str) -> list[str]:
    """Import every workbook of the office into a copy of a book; gives their names.

    Rows that are wrong may stay behind; a workbook that cannot be read at all must not.
    """
    folder = f"{HOME}/文档/全部导入"
    copy = journey_read.copy_book(desk.room.path(book), desk.room.path(folder))
    desk.user.own(folder)
    names = sorted(path.name for path in desk.room.path(OFFICE).iterdir() if path.suffix in SHEETS)
    for name in names:
        words = ["import", f"{OFFICE}/{name}", "--book", f"{folder}/{copy.name}", "--json"]
        done = desk.user.run(
            [PROGRAM, *words], env={"MULIN_PASSWORD": PASSWORD}, seconds=desk.seconds(180)
        )
        expect(
            done.code in {0, ROW_ERRORS} and done.out.startswith("{"),
            f"导入 {name} 以 {done.code} 结束：{done.said[-1000:]}",
        )
    return names


def rows_of(workbook: Path) -> int:
    """Rows of the first sheet that hold something."""
    book = load_workbook(workbook, read_only=True)
    try:
        lines = book.worksheets[0].iter_rows(values_only=True)
        return sum(any(cell is not None for cell in line) for line in lines)
    finally:
        book.close()
