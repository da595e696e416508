"""Records that exist beside what the sheet says of them: cell by cell, somebody decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.fields import columns
from app.sheets.plan import Difference
from ui.desk import Desk
from ui.imports.decisions import Decisions
from ui.imports.records import DifferenceRow
from ui.imports.sheets import fill
from ui.kit.chips import Chips, FilterMenu
from ui.kit.empty import Empty
from ui.kit.parts import Button, column, row
from ui.kit.table import Column, Table, link
from ui.theme import Tone

CONFLICTS, FILLS = "conflicts", "fills"
CELLS, ROWS, ALL = "cells", "rows", "all"
TAKE, KEEP = "取表里的", "保留原有"


class DifferencesView(QWidget):
    """Two versions side by side; `decided` tells that something was decided."""

    decided = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._items: Sequence[Difference] = ()
        self._shown: list[Difference] = []
        self._decisions = Decisions()
        self.sorts = Chips((), name="哪些不同")
        self.sorts.chosen.connect(lambda _key: self._show())
        line, title, head, before, after, sheet = columns(
            DifferenceRow, "row", "title", "field", "before", "after", "sheet"
        )
        self.table = Table(
            (
                Column(line, 52, muted=True),
                Column(title, 84),
                Column(head, 92),
                Column(before, 150, tone=lambda item: Tone.MUTED if item.taken else Tone.PLAIN),
                Column(
                    after, 150, stretches=True,
                    tone=lambda item: Tone.GREEN if item.taken else Tone.MUTED,
                ),
                link("take", _take_words, lambda item: self._decide([item.item], True), width=100),
                link("keep", _keep_words, lambda item: self._decide([item.item], False), width=100),
                Column(sheet, 100, shown=False),
            ),
            name="imports.differences",
            settings=desk.settings,
            empty=Empty("和已有的记录没有不同。", icon="check"),
            label="记录里现有的和表里写的",
        )  # fmt: skip
        self.which = FilterMenu("哪些", ((CELLS, "选中的格"), (ROWS, "选中的整行"), (ALL, "全部")))
        top = row(
            self.sorts,
            None,
            self.which,
            Button(TAKE, lambda: self._decide(self._meant(), True)),
            Button(KEEP, lambda: self._decide(self._meant(), False)),
            gap=8,
        )
        body = column(top, gap=8)
        body.addWidget(self.table, 1)
        self.setLayout(body)

    def show_differences(self, items: Sequence[Difference], decisions: Decisions) -> None:
        """All differences of the sheets in sight, and what was decided."""
        self._items, self._decisions = items, decisions
        conflicts = sum(1 for item in items if item.conflict)
        fills = len(items) - conflicts
        before = self.sorts.key
        self.sorts.offer(((CONFLICTS, f"不一样的 {conflicts:,}"), (FILLS, f"填上空白的 {fills:,}")))
        if not before:
            self.sorts.choose(CONFLICTS if conflicts or not fills else FILLS)
        self._show()

    def _show(self) -> None:
        conflict = self.sorts.key != FILLS
        self._shown = [item for item in self._items if item.conflict is conflict]
        fill(self.table, len(self._shown), self._row)

    def _row(self, at: int) -> DifferenceRow:
        item, known = self._shown[at], self._decisions
        return DifferenceRow.of(at, item, known.takes(item), known.is_decided(item))

    def _meant(self) -> list[Difference]:
        if self.which.key == ALL:
            return self._shown
        cells = [item.item for item in self.table.selected()]
        if self.which.key == CELLS:
            return cells
        lines = {(item.sheet, item.row) for item in cells}
        return [item for item in self._items if (item.sheet, item.row) in lines]

    def _decide(self, items: Iterable[Difference], taken: bool) -> None:
        chosen = list(items)
        if chosen:
            self._decisions.take(chosen, taken)
            self._show()
            self.decided.emit()


def _take_words(item: DifferenceRow) -> str:
    return f"✓ {TAKE}" if item.taken else TAKE


def _keep_words(item: DifferenceRow) -> str:
    return KEEP if item.taken else f"✓ {KEEP}"
