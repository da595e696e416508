"""Records that exist beside what the sheet says of them: cell by cell, somebody decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.declared import column_field
from app.fields import columns
from app.reveal import reveal
from app.sheets.plan import Difference
from ui.desk import Desk
from ui.imports.decisions import Cell, Decisions
from ui.imports.records import DifferenceRow
from ui.imports.sheets import fill, tell_sheets
from ui.kit.chips import Chips, FilterMenu
from ui.kit.empty import Empty
from ui.kit.parts import Button, column, row
from ui.kit.table import Column, Table, link
from ui.theme import Tone

CONFLICTS, FILLS = "conflicts", "fills"
CELLS, ROWS, ALL = "cells", "rows", "all"
TAKE, KEEP = "取表里的", "保留原有"
MOST_LOOKED_AT = 50


class DifferencesView(QWidget):
    """Two versions side by side; `decided` tells that something was decided."""

    decided = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._items: Sequence[Difference] = ()
        self._plain: dict[Cell, tuple[str, str]] = {}
        self._written: Callable[[Difference], str] = lambda item: item.after
        self._shown: list[Difference] = []
        self._decisions = Decisions()
        self.sorts = Chips((), name="哪些不同")
        self.sorts.chosen.connect(lambda _key: self._show())
        line, title, head, before, after, sheet = columns(
            DifferenceRow, "row", "title", "field", "before", "after", "sheet"
        )
        self._sheet = Column(sheet, 100, muted=True)
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
            ),
            name="imports.differences",
            settings=desk.settings,
            empty=Empty("和已有的记录没有不同。", icon="check"),
            label="记录里现有的和表里写的",
        )  # fmt: skip
        self.which = FilterMenu("哪些", ((CELLS, "选中的格"), (ROWS, "选中的整行"), (ALL, "全部")))
        self.look = Button("显示明文", self._look, role="link", hint="选中的格；会留下查看记录")
        top = row(
            self.sorts,
            None,
            self.look,
            self.which,
            Button(TAKE, lambda: self._decide(self._meant(), True)),
            Button(KEEP, lambda: self._decide(self._meant(), False)),
            gap=8,
        )
        body = column(top, gap=8)
        body.addWidget(self.table, 1)
        self.setLayout(body)

    def show_differences(
        self,
        items: Sequence[Difference],
        decisions: Decisions,
        written: Callable[[Difference], str],
        *,
        many: bool = False,
    ) -> None:
        """All differences of the sheets in sight, and what was decided.

        `written` gives what stands in the cell of the sheet; `many` names the sheet in each line.
        """
        self._items, self._decisions, self._written = items, decisions, written
        tell_sheets(self.table, self._sheet, many)
        kinds = {(item.table, item.key): item for item in items}
        self.look.setVisible(any(map(_masked, kinds.values())))
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
        row_ = DifferenceRow.of(at, item, known.takes(item), known.is_decided(item))
        plain = self._plain.get((item.sheet, item.row, item.key))
        return row_ if plain is None else replace(row_, before=plain[0], after=plain[1])

    def _meant(self) -> list[Difference]:
        if self.which.key == ALL:
            return self._shown
        cells = [item.item for item in self.table.selected()]
        if self.which.key == CELLS:
            return cells
        lines = {(item.sheet, item.row) for item in cells}
        return [item for item in self._items if (item.sheet, item.row) in lines]

    def _look(self) -> None:
        """Show what is masked in the chosen cells; each look is logged."""
        meant = [item.item for item in self.table.selected() if _masked(item.item)][:MOST_LOOKED_AT]
        if not meant:
            self._desk.notices.say("请先选中要看的格。")
            return

        def act() -> dict[Cell, tuple[str, str]]:
            book = self._desk.book
            return {
                (one.sheet, one.row, one.key): (
                    reveal(book, one.table, one.id, one.key), self._written(one)
                )
                for one in meant
            }  # fmt: skip

        def shown(found: dict[Cell, tuple[str, str]]) -> None:
            self._plain |= found
            self._show()

        self._desk.jobs.run("正在显示明文", act, shown, owner=self)

    def forget(self) -> None:
        """Mask everything again."""
        self._plain = {}
        self.sorts.offer(())

    def _decide(self, items: Iterable[Difference], taken: bool) -> None:
        chosen = list(items)
        if chosen:
            self._decisions.take(chosen, taken)
            self._show()
            self.decided.emit()


def _masked(item: Difference) -> bool:
    field = column_field(item.table, item.key)
    return item.id > 0 and field is not None and field.sensitive


def _take_words(item: DifferenceRow) -> str:
    return f"✓ {TAKE}" if item.taken else TAKE


def _keep_words(item: DifferenceRow) -> str:
    return KEEP if item.taken else f"✓ {KEEP}"
