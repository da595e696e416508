"""The sheet of a 楼组 as a grid to type into, with the keys of a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
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

from app.kinds import Misfit, Points
from app.pledge.caps import ONE, units_words
from app.pledge.matrix import MOST_TIMES, Cell, Judged, Line
from app.pledge.records import Quantity, RuleRow
from ui import theme
from ui.kit.table.model import Index
from ui.theme import Tone, Type

_WIDE, _TALL, _HEAD = 92, 32, 64
_HEADING = 6  # characters of a title in one line of a heading
_NOWHERE = QModelIndex()
_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MatrixModel(QAbstractTableModel):
    """Quantities in 0.001 by account and rule; the last column says what the row would count."""

    edited = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.rules: list[RuleRow] = []
        self.cells: dict[Cell, int] = {}
        self.judged: Mapping[Cell, Judged] = {}

    def show(self, lines: Sequence[Line], rules: Sequence[RuleRow]) -> None:
        """Another sheet; what is typed for rows and rules that stay is kept."""
        self.beginResetModel()
        self.lines, self.rules = list(lines), list(rules)
        accounts = {line.account_id for line in lines}
        known = {rule.id for rule in rules}
        self.cells = {
            cell: times
            for cell, times in self.cells.items()
            if cell[0] in accounts and cell[1] in known
        }
        self.judged = {}
        self.endResetModel()

    def ordered(self) -> dict[Cell, int]:
        """The cells row by row, as they will be written."""
        return {
            (line.account_id, rule.id): self.cells[line.account_id, rule.id]
            for line in self.lines
            for rule in self.rules
            if self.cells.get((line.account_id, rule.id))
        }

    def judge(self, judged: Mapping[Cell, Judged]) -> None:
        """What the cells would count."""
        self.judged = judged
        self._repaint()

    def clear(self) -> None:
        """Empty every cell."""
        self.cells, self.judged = {}, {}
        self._repaint()
        self.edited.emit()

    def _repaint(self) -> None:
        if self.lines:
            last = self.index(len(self.lines) - 1, len(self.rules))
            self.dataChanged.emit(self.index(0, 0), last)

    def cell(self, index: Index) -> Cell | None:
        """The account and rule of a place; None for the sum."""
        if not index.isValid() or index.column() >= len(self.rules):
            return None
        return self.lines[index.row()].account_id, self.rules[index.column()].id

    # What Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """A row for each household."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """A column for each rule and one for the sum."""
        return 0 if parent.isValid() else len(self.rules) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The times, or what the row adds up to."""
        cell = self.cell(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._total(index.row()) if cell is None else self._times(cell)
        judged = self.judged.get(cell) if cell is not None else None
        if role == Qt.ItemDataRole.ToolTipRole and judged is not None:
            return judged.problem or judged.note
        if role == Qt.ItemDataRole.AccessibleTextRole and cell is not None:
            holder, rule = self.lines[index.row()].holder, self.rules[index.column()]
            return f"{holder}，{rule.title}，{self._times(cell) or '空'}"
        return None

    def _times(self, cell: Cell) -> str:
        times = self.cells.get(cell)
        return units_words(times) if times else ""

    def _total(self, at: int) -> str:
        account = self.lines[at].account_id
        scores = [one.score for cell, one in self.judged.items() if cell[0] == account]
        return (Points().format(sum(scores)) or "0") if scores else ""

    def tone(self, index: Index) -> Tone:
        """Red for what cannot be written, amber for what a limit cuts."""
        cell = self.cell(index)
        judged = self.judged.get(cell) if cell is not None else None
        if judged is None:
            return Tone.PLAIN
        if judged.problem:
            return Tone.RED
        return Tone.AMBER if judged.note else Tone.PLAIN

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Households at the left, rules above."""
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole:
            if not across:
                return self.lines[section].holder
            if section == len(self.rules):
                return "合计"
            return _heading(self.rules[section])
        if role == Qt.ItemDataRole.ToolTipRole and across and section < len(self.rules):
            rule = self.rules[section]
            return f"{rule.code} {rule.title}　{rule.amount_words}　{rule.cap_words}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be typed into, the sum cannot."""
        seen = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return seen | Qt.ItemFlag.ItemIsEditable if self.cell(index) is not None else seen

    def setData(self, index: Index, value: Any, _role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; what makes no sense is refused with a sentence."""
        cell = self.cell(index)
        if cell is None:
            return False
        try:
            times = self._understood(str(value), self.rules[index.column()])
        except Misfit as misfit:
            self.refused.emit(f"{self.lines[index.row()].holder}：{misfit}")
            return False
        if times:
            self.cells[cell] = times
        else:
            self.cells.pop(cell, None)
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def _understood(self, text: str, rule: RuleRow) -> int:
        times = Quantity().parse(text) or 0
        if rule.amount_kind == "fixed" and times % ONE:
            raise Misfit(f"{rule.title}按次计，请填整数")
        if times > MOST_TIMES * ONE:
            raise Misfit(f"{units_words(times)}太多了，一格最多 {MOST_TIMES}，请核对")
        return times


def _heading(rule: RuleRow) -> str:
    title = rule.title
    half = -(-len(title) // 2) if len(title) > _HEADING else len(title)
    lines = (rule.code, title[:half], title[half:])
    return "\n".join(line for line in lines if line)


class _CellPainter(QStyledItemDelegate):
    """Numbers in the middle of their cells, tinted by what the limits say."""

    def __init__(self, model: MatrixModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        model = self._sheet
        look = theme.current()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        tone, total = model.tone(index), model.cell(index) is None
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(look.colours.soft))
        elif tone is not Tone.PLAIN:
            painter.fillRect(rect, QColor(look.colours.ground(tone)))
        elif total:
            painter.fillRect(rect, QColor(look.colours.sunken))
        painter.setFont(look.font(Type.CELL))
        words = str(index.data() or "")
        if total:
            tone = Tone.GREEN if words.startswith("+") else Tone.MUTED
        painter.setPen(look.colour(tone))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(look.colours.focus))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def createEditor(self, parent: QWidget, option: Any, index: Any) -> QWidget:
        """A plain box as large as the cell."""
        editor = super().createEditor(parent, option, index)
        editor.setProperty("role", "bare")
        editor.setStyleSheet("qproperty-alignment: AlignCenter;")
        return editor


class MatrixGrid(QTableView):
    """Type a number to fill a cell, Enter goes down, Tab to the right, Delete empties.

    `finished` is Ctrl+Enter.
    """

    said = Signal(str)
    finished = Signal()

    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self.sheet = model
        self.setModel(model)
        self.setItemDelegate(_CellPainter(model, self))
        self.setAccessibleName("按楼组整表登记")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setSectionsClickable(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
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
        """All columns equally wide, as wide as there is room."""
        count = self.sheet.columnCount()
        share = self.viewport().width() // count if self.sheet.rules else 0
        self.horizontalHeader().setDefaultSectionSize(max(theme.current().px(_WIDE), share))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out again."""
        super().resizeEvent(event)
        self._spread()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scale()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter down, Delete empties, Ctrl+C, Ctrl+V and Ctrl+D as in a spreadsheet."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._fill("")
        elif event.key() == Qt.Key.Key_D and event.modifiers() & _CTRL:
            self._fill_down()
        elif event.key() in _ENTER:
            if event.modifiers() & _CTRL:
                self.finished.emit()
            elif self.state() != QAbstractItemView.State.EditingState:
                # While a cell is edited its editor has had this Enter and moves on by itself.
                self._step(1)
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: Any) -> None:
        """After Enter the cell below is current."""
        super().closeEditor(editor, hint)
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache:
            self._step(1)

    def _step(self, by: int) -> None:
        index = self.currentIndex()
        below = self.sheet.index(index.row() + by, index.column())
        if below.isValid():
            self.setCurrentIndex(below)

    def _chosen(self) -> list[Index]:
        chosen = self.selectionModel().selectedIndexes()
        return [index for index in chosen if self.sheet.cell(index) is not None]

    def _fill(self, text: str) -> None:
        for index in self._chosen():
            self.sheet.setData(index, text)

    def _fill_down(self) -> None:
        chosen = self._chosen()
        if len(chosen) < 2:
            return
        top = min(index.row() for index in chosen)
        first = {index.column(): str(index.data() or "") for index in chosen if index.row() == top}
        for index in chosen:
            if index.row() != top:
                self.sheet.setData(index, first[index.column()])

    def copy(self) -> None:
        """The selected cells to the clipboard."""
        chosen = self._chosen()
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        lines = (
            "\t".join(str(self.sheet.index(at, column).data() or "") for column in columns)
            for at in rows
        )
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self, text: str) -> None:
        """A range from a sheet, from the current cell on; what lies outside is left out."""
        start = self.currentIndex()
        if not start.isValid() or not text.strip():
            return
        lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
        wrong = 0
        for down, line in enumerate(lines):
            for across, word in enumerate(line.split("\t")):
                index = self.sheet.index(start.row() + down, start.column() + across)
                if self.sheet.cell(index) is not None:
                    wrong += not self.sheet.setData(index, word)
        if wrong:
            self.said.emit(f"有 {wrong} 格不是次数，没有放进去。")
