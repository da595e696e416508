"""The day on which posts are looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.fields import Field
from app.kinds import Day, Misfit
from ui.kit.editors import DayEditor
from ui.kit.parts import sized


class AsAt(DayEditor):
    """The day on which the posts are looked at; empty for today."""

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
