"""A grid of cells to type into, with the keys of a spreadsheet."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from ui import theme
from ui.kit.abstract import AbstractWidget
from ui.kit.table.model import Index

_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_HINT = QStyledItemDelegate.EndEditHint


class TypingGrid(QTableView, metaclass=AbstractWidget):
    """Type to fill a cell; Enter goes down, Tab to the right, Delete empties.

    After Tab, Enter begins the next line where the tabbing began, as in a spreadsheet; Ctrl+C,
    Ctrl+V and Ctrl+D copy, paste and fill down. `finished` is Ctrl+Enter, `said` tells what of a
    pasted range was left out. `tall` and `head` are the heights of lines and of the heading, in
    pixels at 中.
    """

    tall, head = 32, 32
    said = Signal(str)
    finished = Signal()

    def __init__(self, model: QAbstractTableModel, name: str) -> None:
        super().__init__()
        self._home: int | None = None
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self.spread)

    # What a grid says of its cells

    @abstractmethod
    def typed_into(self, index: Index) -> bool:
        """Whether something may be typed there."""

    @abstractmethod
    def lay(self, texts: Iterable[tuple[Index, str]]) -> int:
        """Type into many cells at once; how many texts made no sense."""

    @abstractmethod
    def left_out(self, wrong: int, outside: int) -> str:
        """What is said after a paste of texts without sense, or outside of the cells, if at all."""

    @abstractmethod
    def spread(self) -> None:
        """Share the width out among the columns."""

    def copied(self) -> Sequence[Index]:
        """The selected cells that are copied."""
        return self.chosen()

    # Size

    def scale(self) -> None:
        """Cells as large as the size of text asks for."""
        look = theme.current()
        self.spread()
        self.horizontalHeader().setFixedHeight(look.px(self.head))
        self.verticalHeader().setMinimumSectionSize(look.px(self.tall))
        self.verticalHeader().setDefaultSectionSize(look.px(self.tall))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out again."""
        super().resizeEvent(event)
        self.spread()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scale()

    # Going about

    def _down(self) -> None:
        index = self.currentIndex()
        column = index.column() if self._home is None else self._home
        for at in range(index.row() + 1, self.model().rowCount()):
            if self._stand(at, column):
                return

    def _across(self, by: int) -> bool:
        """To the cell beside; at the end of a line to the next one."""
        index = self.currentIndex()
        if self._home is None:
            self._home = index.column()
        at, column, last = index.row(), index.column(), self.model().columnCount() - 1
        while True:
            column += by
            if not 0 <= column <= last:
                at, column = at + by, 0 if by > 0 else last
            if not 0 <= at < self.model().rowCount():
                return False
            if self._stand(at, column):
                return True

    def _stand(self, at: int, column: int) -> bool:
        """Make a cell current if it can be typed into."""
        index = self.model().index(at, column)
        if not self.typed_into(index):
            return False
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)
        self.scrollTo(index)
        return True

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in a spreadsheet."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.lay((index, "") for index in self.chosen())
        elif event.key() == Qt.Key.Key_D and event.modifiers() & _CTRL:
            self._fill_down()
        elif event.key() in _ENTER:
            self._enter(event)
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if not self._across(1 if event.key() == Qt.Key.Key_Tab else -1):
                event.ignore()
        else:
            if event.key() in _ARROWS:
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

    def chosen(self) -> list[Index]:
        """The selected cells that can be typed into."""
        chosen = self.selectionModel().selectedIndexes()
        return [index for index in chosen if self.typed_into(index)]

    def _fill_down(self) -> None:
        tops: dict[int, Index] = {}
        chosen = sorted(self.chosen(), key=lambda index: index.row())
        for index in chosen:
            tops.setdefault(index.column(), index)
        texts = {column: str(top.data() or "") for column, top in tops.items()}
        self.lay((index, texts[index.column()]) for index in chosen if index not in tops.values())

    def copy(self) -> None:
        """The selected cells to the clipboard, words and numbers as they stand."""
        chosen = self.copied()
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        lines = (
            "\t".join(str(self.model().index(at, column).data() or "") for column in columns)
            for at in rows
        )
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self, text: str) -> None:
        """A range from a sheet, from the current cell on; what lies outside is left out."""
        start = self.currentIndex()
        if not start.isValid() or not text.strip():
            return
        lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
        laid: list[tuple[Index, str]] = []
        outside = 0
        for down, line in enumerate(lines):
            for across, word in enumerate(line.split("\t")):
                index = self.model().index(start.row() + down, start.column() + across)
                if self.typed_into(index):
                    laid.append((index, word))
                else:
                    outside += bool(word.strip())
        words = self.left_out(self.lay(laid), outside)
        if words:
            self.said.emit(words)
