"""Which sheet is looked at, and tables over lists that may be long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from ui.kit.chips import Chips
from ui.kit.parts import area, caption, row
from ui.kit.table import Column, Table

MOST_IN_MEMORY = 2000


def fill(table: Table, count: int, make: Callable[[int], Any]) -> None:
    """Show `count` rows that `make` gives by place; a long list is made as it is painted."""
    if count <= MOST_IN_MEMORY:
        table.show_rows([make(at) for at in range(count)])
    else:
        table.show_ids(range(count), lambda ids: {at: make(at) for at in ids})


def tell_sheets(table: Table, sheet: Column, many: bool) -> None:
    """Begin each line with its sheet where there are several, and only there."""
    shown = table.columns[0] is sheet
    if shown is not many:
        table.set_columns((sheet, *table.columns) if many else table.columns[1:])


class Stages(QStackedWidget):
    """Views of very different heights, of which none may push the buttons of another away."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def hasHeightForWidth(self) -> bool:
        """No: wrapped texts inside ask for room that only their own view has to find."""
        return False


def scrolled(inner: QLayout, name: str) -> QScrollArea:
    """Room that scrolls when it has to, also by keyboard, which needs its name."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setProperty("role", "bare")
    made.setAccessibleName(name)
    made.setWidget(area("surface", inner))
    return made


class SheetChips(QWidget):
    """One chip a sheet, hidden when there is only one."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.chips = Chips((), name="工作表")
        self.chips.chosen.connect(lambda key: self.chosen.emit(int(key)))
        self.setLayout(row(caption("工作表"), self.chips, None, gap=10))

    def show_sheets(self, names: Sequence[str], at: int) -> None:
        """The sheets and the one in sight."""
        self.chips.offer([(str(place), name) for place, name in enumerate(names)])
        self.chips.choose(str(at))
        self.setVisible(len(names) > 1)
