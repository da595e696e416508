"""Cells painted by hand: a row is one line of a list, not a grid of boxes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from ui import theme
from ui.kit.table.model import Index, TableModel
from ui.theme import Look, Tone, Type

ROW = 32
_EDGE = 8
# Put together once: flags are slow to combine, and this is done for every cell.
_AT_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_DOT = 9


@dataclass(frozen=True)
class _Tools:
    """Pens and fonts made once for a look."""

    look: Look
    font: QFont
    metrics: QFontMetrics
    line: QColor
    current: QColor
    range: QColor
    hover: QColor
    ring: QPen
    inks: dict[Tone, QColor]
    states: dict[Tone, QColor]


def _tools(look: Look) -> _Tools:
    colours = look.colours
    font = look.font(Type.CELL)
    return _Tools(
        look,
        font,
        QFontMetrics(font),
        QColor(colours.line),
        QColor(colours.soft),
        QColor(colours.range),
        QColor(colours.sunken),
        QPen(QColor(colours.focus), 1),
        {tone: QColor(colours.tone(tone)) for tone in Tone},
        {tone: QColor(colours.state(tone)) for tone in Tone},
    )


class CellPainter(QStyledItemDelegate):
    """Paints words, dots and links; knows which row is current and which is under the mouse."""

    def __init__(self, model: TableModel, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._kept: _Tools | None = None
        self.hovered = -1
        self.current = -1
        self.many = False

    def _ready(self) -> _Tools:
        look = theme.current()
        if self._kept is None or self._kept.look is not look:
            self._kept = _tools(look)
        return self._kept

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        tools = self._ready()
        at, column_at = index.row(), index.column()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if self.many and option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, tools.range)
        elif at == self.current:
            painter.fillRect(rect, tools.current)
        elif at == self.hovered:
            painter.fillRect(rect, tools.hover)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, tools.line)
        row = self._model.rows.row(at)
        if row is None:
            return
        column = self._model.columns[column_at]
        edge = tools.look.px(_EDGE)
        inner = rect.adjusted(edge, 0, -edge, -1)
        if column.dot is not None:
            dot = column.dot(row)
            if dot is not None:
                self._dot(painter, inner, tools.states[dot])
            inner.setLeft(inner.left() + tools.look.px(_DOT + 7))
        words = column.words(row, revealed=self._model.revealed)
        if words:
            painter.setFont(tools.font)
            painter.setPen(tools.inks[column.tone_of(row)])
            painter.drawText(
                inner,
                _AT_RIGHT if column.right else _AT_LEFT,
                tools.metrics.elidedText(
                    words.replace("\n", " "), Qt.TextElideMode.ElideRight, inner.width()
                ),
            )
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(tools.ring)
            painter.setBrush(QBrush())
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _dot(self, painter: QPainter, inner: QRect, colour: QColor) -> None:
        side = self._ready().look.px(_DOT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(inner.left(), inner.center().y() - side // 2 + 1, side, side)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """What it takes to show the words whole (a double click on the edge of a heading)."""
        tools = self._ready()
        column = self._model.columns[index.column()]
        wide = tools.metrics.horizontalAdvance(self._model.words(index.row(), index.column()))
        dot = _DOT + 7 if column.dot is not None else 0
        return QSize(wide + tools.look.px(2 * _EDGE + 2 + dot), tools.look.px(ROW))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """The whole words of a cell that cannot show them."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if self.sizeHint(option, index).width() > rect.width():
            words = self._model.words(index.row(), index.column())
            QToolTip.showText(event.globalPos(), words, view)
        else:
            QToolTip.hideText()
        return True
