"""Columns that no field fits, made columns of the office's own while columns are matched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.own_fields import TABLES
from app.rosters import roster_of
from app.sheets.new_columns import add_column, renewed
from ui.imports.flow import Flow
from ui.imports.match import MatchView

if TYPE_CHECKING:
    from ui.kit.page import Page


class NewColumns(QObject):
    """Adds the columns that are asked for in the second step; `show` shows the step again."""

    def __init__(self, page: Page, flow: Flow, view: MatchView, show: Callable[[], object]) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self._flow = flow
        self._view = view
        self._show = show
        view.own_asked.connect(self.add)
        self._added_to: object = None

    @property
    def unwritten(self) -> str:
        """What is not in the book yet while columns are matched: all of it, or the rows."""
        return "表里的内容" if self._added_to is self._flow.entries else "任何内容"

    def add(self, group: int, index: int, choice: bool) -> None:
        """Make one column of the sheets in sight a column of the office's own."""
        entries = self._flow.alike()[group]
        self._flow.map_columns(entries, self._view.mapping())
        job, book = entries[0].job, self._desk.book

        def done(name: str) -> None:
            self._added_to = self._flow.entries
            self.renew()
            self._flow.map_columns(entries, {**job.mapping, index: name})
            field = entries[0].job.roster.fields[name]
            self._desk.notices.done(
                f"已给{TABLES[job.roster.own_of]}新增自设栏“{field.label}”（{field.kind.name}）"
            )
            self._show()
            self._page.restate()

        def failed(error: Exception) -> None:
            self._show()
            self._page.refused(str(error))

        self._page.banner.hide()
        self._desk.jobs.run(
            "正在新增自设栏",
            lambda: add_column(book, job, index, choice=choice),
            done,
            failed=failed,
            owner=self._page,
        )

    def renew(self) -> None:
        """Know the office's own columns as they are now: one may have been taken back."""
        for entry in self._flow.entries:
            if entry.piece is not None:
                job = renewed(self._desk.book, entry.job, roster_of(entry.job.roster.key))
                if job is not entry.job:
                    self._flow.change(entry, job)
