"""核对: records that may be one, and what in the register cannot be right."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QStackedWidget

from app.people.merging.alike import Table as Sort
from ui.kit.chips import Chips
from ui.kit.parts import column
from ui.kit.table import Table
from ui.people.checks.alike import AlikePart
from ui.people.checks.quality import QualityPart
from ui.people.lists import ListView
from ui.people.side import SidePage

ALIKE, QUALITY = "alike", "quality"


class ChecksView(ListView):
    """Two parts, of which one is in sight; neither needs the pane."""

    key = "checks"
    title = "核对"
    has_pane = False

    def __init__(self, page: SidePage, opened: Callable[[object], object]) -> None:
        super().__init__(page.desk)
        self.alike = AlikePart(page)
        self.quality = QualityPart(page, opened)
        self._names = ((ALIKE, "可能重复的人和户"), (QUALITY, "资料核对"))
        self.chips = Chips(self._names, name="核对什么")
        self.chips.chosen.connect(self.turn)
        self.filter_with(self.chips)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.alike)
        self.stack.addWidget(self.quality)
        self.setLayout(column(self.stack, gap=0))
        for part in (self.alike, self.quality):
            part.counted.connect(self._tell)

    def turn(self, part: str) -> None:
        """Show one of the parts."""
        self.chips.choose(part)
        self.stack.setCurrentWidget(self.alike if part == ALIKE else self.quality)
        self._tell()

    def read(self) -> None:
        """Read both parts, the one in sight first."""
        parts = (self.alike, self.quality)
        for part in parts if self.stack.currentWidget() is self.alike else reversed(parts):
            part.read()

    def open(self, what: tuple[object, ...]) -> None:
        """Show ("merge", table, id, id): two records side by side, or ("checks", part)."""
        if what[0] == "merge":
            _, sort, one, other = cast("tuple[str, Sort, int, int]", what)
            self.turn(ALIKE)
            self.alike.show_two(sort, one, other)
        else:
            self.turn(QUALITY if what[-1] == QUALITY else ALIKE)

    def status(self) -> str:
        """How much there is to look at in the part in sight."""
        part = self.alike if self.stack.currentWidget() is self.alike else self.quality
        return part.words()

    def tables(self) -> tuple[Table, ...]:
        """The table in sight first."""
        if self.stack.currentWidget() is self.alike:
            return (self.alike.table, self.quality.table)
        return (self.quality.table, self.alike.table)

    def _tell(self) -> None:
        self.fetch = None if self.stack.currentWidget() is self.alike else self.quality.fetch
        counts = {ALIKE: self.alike.count, QUALITY: self.quality.count}
        self.chips.offer(
            (key, f"{name}（{counts[key]:,}）" if counts[key] else name)
            for key, name in self._names
        )
        self.restated.emit()
