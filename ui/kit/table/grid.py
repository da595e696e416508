"""The view of a table: keys, ranges, copying, the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QItemSelectionRange,
    QObject,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from ui import theme
from ui.kit.table import clipboard
from ui.kit.table.columns import Column
from ui.kit.table.head import Head
from ui.kit.table.model import TableModel
from ui.kit.table.painting import ROW, CellPainter

MOST_COPIED = 20_000


class Grid(QTableView):
    """Select like in Excel; the row of the current cell is the current row."""

    current_changed = Signal()
    selection_moved = Signal()
    opened = Signal()
    menu_asked = Signal(QPoint)
    said = Signal(str)
    pasted = Signal(object)
    edit_asked = Signal(object)
    """The current cell is to be typed into: with what was typed over it, or None."""
    cleared = Signal()

    def __init__(self, model: TableModel) -> None:
        super().__init__()
        self._table = model
        self.typed_into: frozenset[str] = frozenset()
        """The columns whose cells may be typed into."""
        self._painter = CellPainter(model, self)
        self.head = Head(model, self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self.setItemDelegate(self._painter)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.clicked.connect(lambda index: self._press(index.row(), index.column()))
        model.modelReset.connect(self._forget)
        self.scale_rows()

    def scale_rows(self) -> None:
        """Rows as high as the size of text asks for."""
        high = theme.current().px(ROW)
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(high)
        rows.setDefaultSectionSize(high)

    # What is chosen

    @property
    def current_row(self) -> int:
        """The place of the current row; −1 when there is none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else -1

    def _parts(self) -> list[QItemSelectionRange]:
        # The type stubs do not know that a selection is a list of ranges.
        return cast("list[QItemSelectionRange]", self.selectionModel().selection())

    @property
    def many(self) -> bool:
        """Whether more than one cell is selected."""
        return self._painter.many

    def selected_places(self) -> list[int]:
        """The places of all rows that have a selected cell, from top to bottom."""
        found: set[int] = set()
        for part in self._parts():
            found.update(range(part.top(), part.bottom() + 1))
        return sorted(found)

    def count_selected(self) -> int:
        """How many rows have a selected cell."""
        spans = sorted((part.top(), part.bottom()) for part in self._parts())
        count, after = 0, 0
        for top, bottom in spans:
            count += max(0, bottom + 1 - max(top, after))
            after = max(after, bottom + 1)
        return count

    def selected_columns(self) -> list[int]:
        """The columns that have a selected cell, from left to right as they are seen."""
        found: set[int] = set()
        for part in self._parts():
            found.update(range(part.left(), part.right() + 1))
        return sorted(self.seen(found), key=self.head.visualIndex)

    def seen(self, columns: set[int] | range) -> list[int]:
        """Those of some columns that are not hidden."""
        return [at for at in columns if not self.head.isSectionHidden(at)]

    def choose(self, at: int, column: int = -1, *, scroll: bool = True) -> None:
        """Make a cell current and select it alone."""
        if column < 0 or self.head.isSectionHidden(column):
            column = self.head.logicalIndex(next(iter(self._first_seen()), 0))
        index = self._table.index(at, column)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        if scroll:
            self.scrollTo(index)

    def _first_seen(self) -> Sequence[int]:
        return [
            place
            for place in range(self.head.count())
            if not self.head.isSectionHidden(self.head.logicalIndex(place))
        ]

    def selectionChanged(self, selected: Any, deselected: Any) -> None:
        """Repaint rows, since a row is tinted as a whole."""
        super().selectionChanged(selected, deselected)
        parts = self._parts()
        cells = sum(part.width() * part.height() for part in parts)
        self._painter.many = cells > 1
        self.viewport().update()
        self.selection_moved.emit()

    def currentChanged(self, current: Any, previous: Any) -> None:
        """Tell of another current row."""
        super().currentChanged(current, previous)
        self._painter.current = current.row() if current.isValid() else -1
        self.viewport().update()
        # Chinese is typed by way of an input method, which asks for this.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, self.may_type())
        if current.row() != previous.row():
            self.current_changed.emit()

    def may_type(self) -> bool:
        """Whether the current cell may be typed into."""
        index = self.currentIndex()
        return index.isValid() and self._table.columns[index.column()].name in self.typed_into

    def _forget(self) -> None:
        self._painter.current = self._painter.hovered = -1
        self._painter.many = False

    # Copying

    def copy(self) -> None:
        """The selected range to the clipboard."""
        places, columns = self.selected_places(), self.selected_columns()
        if not places:
            return
        if len(places) > MOST_COPIED:
            self.said.emit(f"一次最多复制 {MOST_COPIED:,} 行，更多请用导出。")
            return
        known: list[Column] = [self._table.columns[at] for at in columns]
        words = ([self._table.words(at, column) for column in columns] for at in places)
        QGuiApplication.clipboard().setMimeData(clipboard.mime(known, words))
        if len(places) > 1 or len(columns) > 1:
            self.said.emit(f"已复制 {len(places):,} 行 {len(columns)} 列，可以粘贴到表格里。")

    def paste(self) -> None:
        """Tell of what is on the clipboard, cell by cell."""
        self.pasted.emit(clipboard.pasted(QGuiApplication.clipboard().text()))

    # Keys and mouse

    def _press(self, at: int, column: int) -> None:
        act = self._table.columns[column].act
        row = self._table.rows.row(at)
        if act is not None and row is not None and self._table.words(at, column):
            act(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, open; Tab leaves the table."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_F2 and self.may_type():
            self.edit_asked.emit(None)
        elif event.key() == Qt.Key.Key_Delete and self.typed_into:
            self.cleared.emit()
        elif _types(event) and self.may_type():
            self.edit_asked.emit(event.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            if self._table.columns[index.column()].act is not None:
                self._press(index.row(), index.column())
            else:
                self.opened.emit()
        elif event.key() == Qt.Key.Key_Menu and index.isValid():
            spot = self.visualRect(index).center()
            self.menu_asked.emit(self.viewport().mapToGlobal(spot))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Not here: it would read a hundred thousand rows for a letter."""

    def event(self, event: QEvent) -> bool:
        """F2 is for the cell where the cell may be typed into, else for the page."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F2
            and self.may_type()
        ):
            event.accept()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Typing Chinese over a cell opens it, and the typing goes on in it."""
        if not self.may_type() or not (event.preeditString() or event.commitString()):
            event.ignore()
            return
        self.edit_asked.emit("")
        box = cast("QObject | None", QApplication.focusWidget())
        if box is not None and box is not self:
            QApplication.sendEvent(box, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click chooses what it falls on, unless that is chosen already."""
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.choose(index.row(), index.column(), scroll=False)
        self.menu_asked.emit(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tint the row under the mouse; a hand over links."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        at = index.row() if index.isValid() else -1
        over = index.isValid() and self._table.columns[index.column()].act is not None
        over = over and bool(self._table.words(at, index.column()))
        hand = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand)
        if at != self._painter.hovered:
            self._painter.hovered = at
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse."""
        super().leaveEvent(event)
        self._painter.hovered = -1
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by keyboard, there is a current cell to move from."""
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, self.may_type())
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_key and not self.currentIndex().isValid() and len(self._table.rows):
            self.choose(0)

    def changeEvent(self, event: QEvent) -> None:
        """Rows grow with the size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scale_rows()


def _types(event: QKeyEvent) -> bool:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    text = event.text()
    return not event.modifiers() & held and bool(text.strip()) and text.isprintable()
