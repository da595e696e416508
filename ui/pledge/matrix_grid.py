"""The sheet of a 楼组 as a grid to type into, with the keys of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.kinds import Misfit, Points
from app.pledge.caps import ONE, units_words
from app.pledge.matrix import MOST_TIMES, Cell, Judged, Line
from app.pledge.records import Quantity, RuleRow
from ui import theme
from ui.kit.table.model import Index
from ui.kit.typing_grid import TypingGrid
from ui.theme import Tone, Type

_WIDE, _TALL, _HEAD = 92, 32, 64
_HEADING = 6  # characters of a title in one line of a heading
_NOWHERE = QModelIndex()


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


class MatrixGrid(TypingGrid):
    """The grid of a 楼组: a line for each household, a column for each rule."""

    tall, head = _TALL, _HEAD

    def __init__(self, model: MatrixModel) -> None:
        super().__init__(model, "按楼组整表登记")
        self.sheet = model
        self.setItemDelegate(_CellPainter(model, self))
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setSectionsClickable(False)
        self.scale()

    def spread(self) -> None:
        """All columns equally wide, as wide as there is room."""
        count = self.sheet.columnCount()
        share = self.viewport().width() // count if self.sheet.rules else 0
        self.horizontalHeader().setDefaultSectionSize(max(theme.current().px(_WIDE), share))

    # What the keys ask

    def typed_into(self, index: Index) -> bool:
        """Whether it is not a sum."""
        return self.sheet.cell(index) is not None

    def lay(self, texts: Iterable[tuple[Index, str]]) -> int:
        """Type into many cells at once; how many texts were no quantities."""
        return sum(not self.sheet.setData(index, text) for index, text in texts)

    def left_out(self, wrong: int, _outside: int) -> str:
        """How many texts were no quantities."""
        return f"有 {wrong} 格不是次数，没有放进去。" if wrong else ""
