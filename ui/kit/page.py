"""What every page is: a title and its few actions, a filter line, a body, a status."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.errors import Invalid, Problem, Refused, Unavailable
from ui.commands import Command
from ui.kit.banner import Banner
from ui.kit.parts import Item, column, put, row
from ui.kit.writing import Shield, Write
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.desk import Desk

T = TypeVar("T")


class ShowsProblems(Protocol):
    """A form: it has words for problems beside its fields."""

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show all problems and no others."""


class Page(QWidget):
    """A page reads in `refresh` and nowhere else; it is called when shown and when its tables
    change.

    Set `title` and `tables` on the class. Put controls into `filters` and `beside` (next to the
    title) and everything else into `body`. Call `restate` when title, actions or status changed.
    """

    title = ""
    subtitle = ""
    tables: tuple[str, ...] = ()
    help_page = ""
    """The page of the manual for what is in sight; that of the room unless set."""

    restated = Signal()
    asked = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("role", "ground")
        self.beside = QWidget()
        self._beside_line = row(gap=12)
        self.beside.setLayout(self._beside_line)
        self.banner = Banner()
        self.filters = QWidget()
        self._filter_line = row(gap=8)
        self.filters.setLayout(self._filter_line)
        self.filters.hide()
        self.body = column(gap=16)
        self._column = column(self.filters, self.banner, margins=(20, 16), gap=12)
        self._column.addLayout(self.body, 1)
        self.setLayout(self._column)
        self._shield = Shield(self)
        self._read_once = False
        desk.watch.on(self, self.tables, self.read_again)

    # What a page says of itself

    def refresh(self) -> None:
        """Read what is shown; the only place that reads."""

    def buttons(self) -> tuple[Command, ...]:
        """The buttons in the title line; the last one is the main thing to do here."""
        return ()

    def commands(self) -> tuple[Command, ...]:
        """Everything that can be done here, for Ctrl+K, keys and menus."""
        return self.buttons()

    def status(self) -> tuple[str, str]:
        """The texts at the left and the right of the status line."""
        return ("", "")

    def open(self, what: object) -> None:
        """Show one thing on this page, asked for from elsewhere (the finder, 今日)."""

    def leaving(self) -> bool:
        """Whether the user may go elsewhere now; keep drafts here."""
        return True

    # What a page does

    def filter_by(self, *items: Item) -> None:
        """Put controls into the filter line."""
        for item in items:
            put(self._filter_line, item)
        self.filters.show()

    def title_with(self, *widgets: QWidget) -> None:
        """Put chips next to the title."""
        for widget in widgets:
            self._beside_line.addWidget(widget)

    def read_again(self) -> None:
        """Refresh and have the window read title, actions and status again."""
        self.refresh()
        self._read_once = True
        self.restate()

    def restate(self) -> None:
        """Tell the window that title, actions or status changed."""
        self.restated.emit()

    def go(self, room: str, what: object = None) -> None:
        """Ask the window for another room, to show one thing there."""
        self.asked.emit(room, what)

    def attempt(self, act: Callable[[], T], form: ShowsProblems | None = None) -> T | None:
        """Do something that may be refused and take the trouble to where it belongs.

        Returns None after trouble: problems beside the fields of the form, a refusal in the
        banner, something outside in a dialog with 重试.
        """
        self.banner.hide()
        if form is not None:
            form.show_problems(())
        try:
            return act()
        except Invalid as invalid:
            self._show_invalid(invalid, form)
        except Refused as refused:
            self.refused(str(refused))
        except Unavailable as outside:
            self.desk.notices.unavailable(outside, lambda: self.attempt(act, form))
        return None

    def commit(
        self, given: Write[T], then: Callable[[T], object], form: ShowsProblems | None = None
    ) -> None:
        """Write a change, at once if it is small, beside the window's thread if it is large.

        `then` is told what came of it; trouble goes where `attempt` takes it. While a large one
        is being written the page takes neither mouse nor keys, and nothing typed is lost.
        """
        jobs = self.desk.jobs
        if not given.large:
            tried = self.attempt(lambda: (given.act(),), form)
            if tried is not None:
                then(tried[0])
            return
        if jobs.busy:
            self.desk.notices.say(f"{jobs.doing}，请等它完成后再试。")
            return
        self.banner.hide()
        if form is not None:
            form.show_problems(())
        jobs.run(
            given.title, given.act, then,
            failed=lambda error: self._in_the_way(error, form),
            owner=self, hold=self._shield.hold,
        )  # fmt: skip

    def _in_the_way(self, error: Exception, form: ShowsProblems | None) -> None:
        if isinstance(error, Invalid):
            self._show_invalid(error, form)
        else:
            self.refused(str(error))

    def refused(self, text: str) -> None:
        """A rule said no: its sentence across the page."""
        self.banner.say(text, Tone.AMBER)

    def _show_invalid(self, invalid: Invalid, form: ShowsProblems | None) -> None:
        if form is None:
            self.banner.say(str(invalid), Tone.RED)
            return
        form.show_problems(invalid.problems)

    def showEvent(self, event: QShowEvent) -> None:
        """Read when first seen."""
        super().showEvent(event)
        if not self._read_once:
            self.read_again()
