"""印名册: rosters of both leaders for binder, wall and desk, and the report of the month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor

from app.leaders.papers import roster, work
from app.papers.model import Sheet
from ui import papers
from ui.commands import Command, menu

if TYPE_CHECKING:
    from ui.kit.page import Page


class RosterPapers:
    """The sheets that are about everybody; all are read in the second lane."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def command(self) -> Command:
        """印名册: one button for all of them."""
        return Command(
            "leaders.rosters", "印名册", self.open, icon="print",
            hint="两长花名册、上墙名单、通讯录、履职月报",
        )  # fmt: skip

    def commands(self) -> tuple[Command, ...]:
        """Each sheet by its name."""
        return tuple(
            papers.command(self.page, f"leaders.paper.{key}", f"印{words}……", words, read)
            for key, words, read in self.known()
        )

    def known(self) -> tuple[tuple[str, str, Callable[[], Sequence[Sheet]]], ...]:
        """Key, name and reader of each."""
        book, today = self.page.desk.book, self.page.desk.today()
        last = today.replace(day=1) - dt.timedelta(days=1)
        return (
            ("yearly", "两长花名册", lambda: roster.yearly(book, today)),
            ("wall", "上墙名单", lambda: roster.wall(book, today)),
            ("wall-large", "上墙名单（A3）", lambda: roster.wall(book, today, large=True)),
            ("contacts", "两长通讯录", lambda: roster.contact_list(book, today)),
            (
                "monthly", f"{last.year}年{last.month}月履职月报",
                lambda: work.monthly(book, last.year, last.month),
            ),
        )  # fmt: skip

    def open(self) -> None:
        """A menu of the sheets where the pointer is."""
        made = menu(self.commands(), self.page)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(QCursor.pos())
