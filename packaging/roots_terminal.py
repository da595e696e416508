"""The same book on the terminal of 张三: checked, counted, exported and read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from proof import expect
from roots_journey import PASSWORD
from roots_package import PROGRAM
from roots_user import HOME
from roots_window import Desk

REFUSED = 3


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


def rows_of(workbook: Path) -> int:
    """Rows of the first sheet that hold something."""
    book = load_workbook(workbook, read_only=True)
    try:
        lines = book.worksheets[0].iter_rows(values_only=True)
        return sum(any(cell is not None for cell in line) for line in lines)
    finally:
        book.close()
