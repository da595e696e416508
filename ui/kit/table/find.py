"""Ctrl+F inside a table: walks through the rows in small steps, so that it never hangs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.kit.lines import LineEdit
from ui.kit.parts import IconButton, caption, row, sized
from ui.kit.table.grid import Grid
from ui.kit.table.model import TableModel

_STEP = 400  # rows looked at between two breaths


class FindBar(QWidget):
    """A line with a box, a way on and a way back; Esc closes it."""

    def __init__(self, grid: Grid, model: TableModel, columns: Callable[[], list[int]]) -> None:
        super().__init__()
        self._grid, self._model, self._columns = grid, model, columns
        self._box = LineEdit(hint="在这张表里查找", name="在表格里查找")
        sized(self._box, width=240)
        self._said = caption()
        self._at = 0
        self._left = 0
        self._way = 1
        self._clock = QTimer(self)
        self._clock.setInterval(0)
        self._clock.timeout.connect(self._step)
        self._box.textChanged.connect(lambda _text: self.seek(1, again=False))
        self._box.returnPressed.connect(lambda: self.seek(1))
        self.setLayout(
            row(
                self._box,
                IconButton("chevron-up", "上一处", lambda: self.seek(-1), side=16),
                IconButton("chevron-down", "下一处", lambda: self.seek(1), side=16),
                self._said,
                None,
                IconButton("close", "关闭查找", self.leave, side=16),
                margins=(8, 6),
                gap=6,
            )
        )
        self.setProperty("role", "findbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()

    @property
    def said(self) -> str:
        """What the bar says about the search."""
        return self._said.text()

    def ask(self) -> None:
        """Open, ready to type."""
        self.show()
        self._box.selectAll()
        self._box.setFocus()

    def leave(self) -> None:
        """Close and go back to the table."""
        self._clock.stop()
        self.hide()
        self._grid.setFocus()

    def seek(self, way: int, *, again: bool = True) -> None:
        """Look for the next (1) or the previous (−1) row; not `again`: this row counts too."""
        count = len(self._model.rows)
        self._clock.stop()
        if not self._box.text().strip() or not count:
            self._said.setText("")
            return
        self._way = way
        start = max(0, self._grid.current_row)
        self._at = (start + way) % count if again else start
        self._left = count
        self._said.setText("")
        self._clock.start()
        self._step()

    def _step(self) -> None:
        text = self._box.text().strip().lower()
        columns = self._columns()
        count = len(self._model.rows)
        for _ in range(min(_STEP, self._left)):
            for column in columns:
                if text in self._model.words(self._at, column).lower():
                    self._found(self._at, column)
                    return
            self._at = (self._at + self._way) % count
            self._left -= 1
        if self._left:
            self._said.setText("正在查找……")
            return
        self._clock.stop()
        self._said.setText("没有找到")

    def _found(self, at: int, column: int) -> None:
        self._clock.stop()
        self._grid.choose(at, column)
        self._said.setText(f"第 {at + 1:,} 行")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Shift+Enter goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # the box has taken it
        else:
            super().keyPressEvent(event)
