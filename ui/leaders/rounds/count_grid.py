"""The grid of the count, with the keys of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.kit.table.model import Index
from ui.kit.typing_grid import TypingGrid
from ui.leaders.rounds.count_model import FIRST, RESULT, SAID, CountModel
from ui.theme import Tone, Type

_TALL, _HEAD, _PAD = 30, 32, 8
_WIDTHS = {0: 200, 1: 84, RESULT: 58}
_NUMBER, _SAID_LEAST = 62, 150
_RESULT_TONES = {"当选": Tone.GREEN, "同票": Tone.RED, "落选": Tone.MUTED}


class _CellPainter(QStyledItemDelegate):
    """Numbers at the right, words at the left, a line between seats, tints where it is wrong."""

    def __init__(self, model: CountModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        look = theme.current()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        line, key = self._sheet.lines[index.row()], self._sheet.key(index)
        number = FIRST <= index.column() < RESULT
        words_tone, ground = self._tones(index)
        if state & QStyle.StateFlag.State_Selected and number:
            painter.fillRect(rect, QColor(look.colours.soft))
        elif ground is not Tone.PLAIN:
            painter.fillRect(rect, QColor(look.colours.ground(ground)))
        elif number and key is None:
            painter.fillRect(rect, QColor(look.colours.sunken))
        if line.first and index.row():
            painter.setPen(QPen(QColor(look.colours.line), 1))
            painter.drawLine(rect.topLeft(), rect.topRight())
        painter.setFont(look.font(Type.CELL))
        painter.setPen(look.colour(words_tone))
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        inside = rect.adjusted(look.px(_PAD), 0, -look.px(_PAD), 0)
        words = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, words)
        if state & QStyle.StateFlag.State_HasFocus and number:
            painter.setPen(QColor(look.colours.focus))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _tones(self, index: Index) -> tuple[Tone, Tone]:
        """The tone of the words and of the ground of a cell."""
        sheet, line = self._sheet, self._sheet.lines[index.row()]
        at, key = index.column(), self._sheet.key(index)
        if at == SAID:
            return sheet.told(line)[1], Tone.PLAIN
        if at == RESULT:
            return _RESULT_TONES.get(str(index.data()), Tone.MUTED), Tone.PLAIN
        if key is None:
            return Tone.PLAIN, Tone.PLAIN
        if key in sheet.judged(key[0]).marks:
            return Tone.RED, Tone.RED
        return (Tone.PRIMARY if key in sheet.typed else Tone.PLAIN), Tone.PLAIN

    def createEditor(self, parent: QWidget, option: Any, index: Any) -> QWidget:
        """A box over the cell that hides the number behind it."""
        editor = super().createEditor(parent, option, index)
        look = theme.current()
        editor.setProperty("role", "bare")
        editor.setStyleSheet(
            f"QLineEdit {{ background: {look.colours.surface};"
            f" border: 1px solid {look.colours.focus}; border-radius: 0;"
            f" padding: 0 {look.px(_PAD) - 3}px;"
            " qproperty-alignment: 'AlignRight | AlignVCenter'; }"
        )
        return editor


class CountGrid(TypingGrid):
    """The grid of the count.

    A candidate after the first of a seat has no ballots of its own: what is pasted there is left
    out.
    """

    tall, head = _TALL, _HEAD

    def __init__(self, model: CountModel) -> None:
        super().__init__(model, "计票表")
        self.sheet = model
        self.setItemDelegate(_CellPainter(model, self))
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.scale()

    def spread(self) -> None:
        """Numbers as wide as they need to be; what is left is for the sentence."""
        look, used = theme.current(), 0
        for at in range(self.sheet.columnCount()):
            if at != SAID:
                wide = look.px(_WIDTHS.get(at, _NUMBER))
                self.setColumnWidth(at, wide)
                used += wide
        self.setColumnWidth(SAID, max(look.px(_SAID_LEAST), self.viewport().width() - used))

    def begin(self) -> None:
        """Stand in the first empty number, or in the first one."""
        if self.currentIndex().isValid() or not self.sheet.lines:
            return
        self.setCurrentIndex(self.sheet.index(*(self.sheet.first_empty() or (0, FIRST))))

    # What the keys ask

    def typed_into(self, index: Index) -> bool:
        """Whether a number stands there."""
        return self.sheet.key(index) is not None

    def lay(self, texts: Iterable[tuple[Index, str]]) -> int:
        """Type into many cells at once; the count judges them itself."""
        keys = ((self.sheet.key(index), text) for index, text in texts)
        self.sheet.lay({key: text for key, text in keys if key is not None})
        return 0

    def left_out(self, _wrong: int, outside: int) -> str:
        """How many texts stood beside the numbers."""
        return f"有 {outside} 格不在票数的位置上，没有放进去。" if outside else ""

    def copied(self) -> Sequence[Index]:
        """Everything selected, also names and results."""
        return self.selectionModel().selectedIndexes()

    def paste(self, text: str) -> None:
        """A range from a sheet, while the count is open."""
        if self.sheet.open:
            super().paste(text)
        elif text.strip():
            self.said.emit("现在不能填票数。")
