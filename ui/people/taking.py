"""Taking a table along exactly as it is shown: to Excel, to paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from app.book import Book
from app.errors import Refused
from app.exports import cell_of, export_table, heading, number_columns
from app.people.office import office
from app.work import Progress, Work
from ui.commands import Command
from ui.kit.page import Page
from ui.kit.table import Column, Table
from ui.kit.table.rows import Fetch
from ui.printing import Paper, preview

MOST_PRINTED = 3_000
_AT_ONCE = 1_000
_LANDSCAPE = 8  # columns from which the sheet lies
_FOLDER = "files/folder"


def fetch_of(table: Table) -> Fetch:
    """The rows of a table whose rows are all in memory."""
    rows = {table.model.rows.id(at): table.model.rows.row(at) for at in range(len(table))}

    def fetch(ids: Sequence[int]) -> dict[int, Any]:
        return {row_id: rows[row_id] for row_id in ids}

    return fetch


class Taking:
    """Export and print of the table in sight; `shown` gives it, its title and its rows."""

    def __init__(self, page: Page, shown: Callable[[], tuple[Table, str, Fetch]]) -> None:
        self._page = page
        self._shown = shown

    def commands(self, prefix: str) -> tuple[Command, ...]:
        """导出 and 打印."""
        return (
            Command(
                f"{prefix}.export", "导出", self.ask_export, "Ctrl+E", "export",
                hint="把表里显示的内容存成 Excel",
            ),
            Command(f"{prefix}.print", "打印", self.print, "Ctrl+P", "print"),
        )  # fmt: skip

    def ask_export(self) -> None:
        """Ask where, and write the workbook there."""
        _, title, _ = self._shown()
        desk = self._page.desk
        folder = Path(str(desk.settings.value(_FOLDER, str(Path.home()))))
        offered = str(folder / f"{title}（{desk.today()}）.xlsx")
        name, _ = QFileDialog.getSaveFileName(self._page, "导出", offered, "Excel 工作簿 (*.xlsx)")
        if name:
            path = Path(name if name.lower().endswith(".xlsx") else f"{name}.xlsx")
            desk.settings.setValue(_FOLDER, str(path.parent))
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write what is shown, masked as on the screen."""
        table, title, fetch = self._shown()
        desk = self._page.desk
        ids = [table.model.rows.id(at) for at in range(len(table))]
        if not ids:
            raise Refused("表里没有内容，没有可以导出的。请先放宽筛选条件。")
        columns = table.shown_columns()
        today = desk.today()
        desk.jobs.start(
            "正在导出",
            lambda: _export(desk.book, path, title, columns, ids, fetch, today),
            lambda count: desk.notices.say(f"已导出 {count:,} 行到“{path.name}”。"),
            failed=lambda error: self._page.refused(str(error)),
            owner=self._page,
        )

    def print(self) -> None:
        """Show the pages before they are printed."""
        preview(self._page, self.paper())

    def paper(self) -> Paper:
        """What is shown as pages; raises Refused for more than anybody would print."""
        table, title, _ = self._shown()
        if not len(table):
            raise Refused("表里没有内容，没有可以打印的。请先放宽筛选条件。")
        if len(table) > MOST_PRINTED:
            raise Refused(f"一次最多打印 {MOST_PRINTED:,} 行。请先筛选，或改用导出。")
        columns = table.shown_columns()
        known = office(self._page.desk.book)
        secret = any(column.field.sensitive for column in columns)
        return Paper(
            title,
            [column.label for column in columns],
            list(table.shown_words()),
            office=known.name if known else "",
            note=f"共 {len(table):,} 行",
            foot="证件号码、电话等已隐去" if secret else "",
            right=frozenset(at for at, column in enumerate(columns) if column.right),
            landscape=len(columns) >= _LANDSCAPE,
            printed_on=self._page.desk.today(),
        )


def _export(
    book: Book,
    path: Path,
    title: str,
    columns: Sequence[Column],
    ids: Sequence[int],
    fetch: Fetch,
    today: dt.date,
) -> Work[int]:
    lines = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found = fetch(some)
        lines += [_line(columns, found[row_id]) for row_id in some if row_id in found]
        yield Progress(min(start + _AT_ONCE, len(ids)), len(ids), "正在导出")
    secret = any(column.field.sensitive for column in columns)
    hidden = "；证件号码、电话等已隐去" if secret else ""
    return export_table(
        path,
        heading(book, title, today),
        [column.label for column in columns],
        lines,
        number_columns(column.field.kind for column in columns),
        name=title,
        foot=f"注：共 {len(lines):,} 行{hidden}",
    )


def _line(columns: Sequence[Column], row: Any) -> list[Any]:
    return [
        cell_of(column.field, column.value(row), revealed=False)
        if column.text is None
        else column.words(row)
        for column in columns
    ]
