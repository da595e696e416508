"""The grid of the count, with the keys of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.kit.table.model import Index
from ui.leaders.rounds.count_model import FIRST, RESULT, SAID, CountModel
from ui.theme import Tone, Type

_TALL, _HEAD, _PAD = 30, 32, 8
_WIDTHS = {0: 200, 1: 84, RESULT: 58}
_NUMBER, _SAID_LEAST = 62, 150
_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HINT = QStyledItemDelegate.EndEditHint
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


class CountGrid(QTableView):
    """Type a number to fill a cell; Enter goes down, Tab to the right, Delete empties.

    After Tab, Enter begins the next line where the tabbing began, as in a spreadsheet.
    `finished` is Ctrl+Enter.
    """

    said = Signal(str)
    finished = Signal()

    def __init__(self, model: CountModel) -> None:
        super().__init__()
        self.sheet = model
        self._home: int | None = None
        self.setModel(model)
        self.setItemDelegate(_CellPainter(model, self))
        self.setAccessibleName("计票表")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        model.modelReset.connect(self._spread)
        self.scale()

    def scale(self) -> None:
        """Cells as large as the size of text asks for."""
        look = theme.current()
        self._spread()
        self.horizontalHeader().setFixedHeight(look.px(_HEAD))
        self.verticalHeader().setMinimumSectionSize(look.px(_TALL))
        self.verticalHeader().setDefaultSectionSize(look.px(_TALL))

    def _spread(self) -> None:
        """Numbers as wide as they need to be; what is left is for the sentence."""
        look, used = theme.current(), 0
        for at in range(self.sheet.columnCount()):
            if at != SAID:
                wide = look.px(_WIDTHS.get(at, _NUMBER))
                self.setColumnWidth(at, wide)
                used += wide
        self.setColumnWidth(SAID, max(look.px(_SAID_LEAST), self.viewport().width() - used))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out again."""
        super().resizeEvent(event)
        self._spread()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scale()

    # Going about

    def begin(self) -> None:
        """Stand in the first empty number, or in the first one."""
        if self.currentIndex().isValid() or not self.sheet.lines:
            return
        self.setCurrentIndex(self.sheet.index(*(self.sheet.first_empty() or (0, FIRST))))

    def _typed_into(self, at: int, column: int) -> bool:
        return self.sheet.key(self.sheet.index(at, column)) is not None

    def _down(self, by: int = 1) -> None:
        index = self.currentIndex()
        column = index.column() if self._home is None else self._home
        at = index.row() + by
        while 0 <= at < len(self.sheet.lines):
            if self._typed_into(at, column):
                self._stand(at, column)
                return
            at += by

    def _across(self, by: int) -> bool:
        """To the number beside; at the end of a line to the next one."""
        index = self.currentIndex()
        if self._home is None:
            self._home = index.column()
        at, column = index.row(), index.column()
        while True:
            column += by
            if not FIRST <= column < RESULT:
                at, column = at + by, FIRST if by > 0 else RESULT - 1
            if not 0 <= at < len(self.sheet.lines):
                return False
            if self._typed_into(at, column):
                self._stand(at, column)
                return True

    def _stand(self, at: int, column: int) -> None:
        index = self.sheet.index(at, column)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter down, Tab right, Delete empties, Ctrl+C, Ctrl+V and Ctrl+D as in a spreadsheet."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._lay((index, "") for index in self._chosen())
        elif event.key() == Qt.Key.Key_D and event.modifiers() & _CTRL:
            self._fill_down()
        elif event.key() in _ENTER:
            self._enter(event)
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if not self._across(1 if event.key() == Qt.Key.Key_Tab else -1):
                event.ignore()
        else:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
                self._home = None
            super().keyPressEvent(event)

    def _enter(self, event: QKeyEvent) -> None:
        if event.modifiers() & _CTRL:
            self.finished.emit()
        elif self.state() != QAbstractItemView.State.EditingState:
            # While a cell is edited its editor has had this Enter and moves on by itself.
            self._down()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click begins anew."""
        self._home = None
        super().mousePressEvent(event)

    def closeEditor(self, editor: QWidget, hint: Any) -> None:
        """After Enter the cell below is current, after Tab the one beside."""
        super().closeEditor(editor, _HINT.NoHint)
        if hint == _HINT.SubmitModelCache:
            self._down()
        elif hint in (_HINT.EditNextItem, _HINT.EditPreviousItem):
            self._across(1 if hint == _HINT.EditNextItem else -1)

    # Ranges

    def _chosen(self) -> list[Index]:
        chosen = self.selectionModel().selectedIndexes()
        return [index for index in chosen if self.sheet.key(index) is not None]

    def _lay(self, texts: Iterable[tuple[Index, str]]) -> None:
        keys = ((self.sheet.key(index), text) for index, text in texts)
        self.sheet.lay({key: text for key, text in keys if key is not None})

    def _fill_down(self) -> None:
        chosen = self._chosen()
        tops = {index.column(): index for index in reversed(chosen)}
        for index in chosen:
            top = tops[index.column()]
            tops[index.column()] = index if index.row() < top.row() else top
        self._lay((index, str(tops[index.column()].data() or "")) for index in chosen)

    def copy(self) -> None:
        """The selected cells to the clipboard, words and numbers as they stand."""
        chosen = self.selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        lines = (
            "\t".join(str(self.sheet.index(at, column).data() or "") for column in columns)
            for at in rows
        )
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self, text: str) -> None:
        """A range from a sheet, from the current cell on.

        A candidate after the first of a seat has no ballots of its own: what is pasted there is
        left out, and so is what lies outside.
        """
        start = self.currentIndex()
        if not start.isValid() or not text.strip():
            return
        if not self.sheet.open:
            self.said.emit("现在不能填票数。")
            return
        lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
        laid: list[tuple[Index, str]] = []
        left = 0
        for down, line in enumerate(lines):
            for across, word in enumerate(line.split("\t")):
                index = self.sheet.index(start.row() + down, start.column() + across)
                if self.sheet.key(index) is not None:
                    laid.append((index, word))
                else:
                    left += bool(word.strip())
        self._lay(laid)
        if left:
            self.said.emit(f"有 {left} 格不在票数的位置上，没有放进去。")
