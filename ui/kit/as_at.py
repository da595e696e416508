"""The day on which a list is looked at: a field to type into, and a menu with the usual days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.kinds import Day, Misfit
from ui.kit.chips import FilterMenu
from ui.kit.editors import DayEditor
from ui.kit.parts import caption, column, frame, sized

_TODAY, _OTHER = "", "other"


class AsAt(DayEditor):
    """The day on which a list is looked at; empty for today."""

    def __init__(self, today: Callable[[], dt.date], turned: Callable[[], object]) -> None:
        super().__init__(Field(Day(), "截至", name="as_at"), today)
        self.line.setPlaceholderText("今天")
        self.line.setToolTip("看某一天的名册，例如 2025-12-31；空着就是今天")
        sized(self, width=168)
        self._known: dt.date | None = None
        self._turned = turned
        self.left.connect(self._look)
        self.entered.connect(self._look)
        self.changed.connect(self._emptied)

    @property
    def day(self) -> dt.date | None:
        """The day that is typed; None for today, or while it cannot be understood."""
        try:
            day: dt.date | None = self.value()
        except Misfit:
            return None
        return None if day == self._today() else day

    def _look(self) -> None:
        try:
            self.value()
        except Misfit as misfit:
            self.mark(True)
            self.line.setToolTip(str(misfit))
            return
        self.mark(False)
        if self.day != self._known:
            self._known = self.day
            self._turned()

    def _emptied(self) -> None:
        if not self.text():
            self._look()


class AsAtMenu(FilterMenu):
    """截至今天 ▾: the ends of month, quarter and year that are over, and any other day."""

    def __init__(self, today: Callable[[], dt.date]) -> None:
        self._today = today
        super().__init__("截至日期", _days(today()))
        self.setToolTip("看过去某一天谁住在哪里")

    @property
    def day(self) -> dt.date | None:
        """The day in force; None for today."""
        return dt.date.fromisoformat(self.key) if self.key else None

    def choose(self, key: str) -> None:
        """Put a day (ISO, empty for today) in force without telling anybody."""
        if key not in self._choices:
            known = _days(self._today())
            self.offer([*known[:-1], (key, f"截至 {key}"), known[-1]])
        super().choose(key)

    def open(self) -> None:
        """Open the menu with the days that are usual today."""
        known = _days(self._today())
        if self.key not in dict(known):
            known.insert(-1, (self.key, f"截至 {self.key}"))
        self.offer(known)
        super().open()

    def _pick(self, key: str) -> None:
        if key == _OTHER:
            super().choose(self.key)
            self._ask()
        else:
            super()._pick(key)

    def _ask(self) -> None:
        asked = _DayPopup(self, self._today, super()._pick)
        asked.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        asked.show()
        asked.edit.setFocus()


class _DayPopup(QWidget):
    """One day to type; Enter takes it."""

    def __init__(
        self, parent: QWidget, today: Callable[[], dt.date], take: Callable[[str], object]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # for round corners
        self.setAccessibleName("截至日期")
        self.edit = AsAt(today, self._taken)
        self._take = take
        inside = column(caption("截至哪一天"), self.edit, margins=12, gap=6)
        self.setLayout(column(frame("popup", inside)))

    def _taken(self) -> None:
        day = self.edit.day
        self._take(_TODAY if day is None else day.isoformat())
        self.close()


def _days(today: dt.date) -> list[tuple[str, str]]:
    month = today.replace(day=1) - dt.timedelta(days=1)
    first = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    quarter = first - dt.timedelta(days=1)
    year = dt.date(today.year - 1, 12, 31)
    ends = sorted({month, quarter, year}, reverse=True)
    return [
        (_TODAY, "截至今天"),
        *((day.isoformat(), f"截至 {day}") for day in ends),
        (_OTHER, "其他日期……"),
    ]
