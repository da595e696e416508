"""The headings: click to sort, drag to move or widen, a funnel to filter, right click to choose."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import icons, theme
from ui.kit.table.model import TableModel
from ui.theme import Tone, Type

_FUNNEL = 22


class Head(QHeaderView):
    """Painted by hand, so that sorting and filtering are seen without crowding the words."""

    filter_asked = Signal(int, QPoint)
    sort_asked = Signal(int)

    def __init__(self, model: TableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = model
        self._hovered = -1
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName("列标题")
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def sizeHint(self) -> QSize:
        """As high as a row."""
        return QSize(super().sizeHint().width(), theme.current().px(32))

    def paintSection(self, painter: QPainter, rect: QRect, at: int) -> None:
        """Words, the arrow of the order, the funnel of the filter."""
        look = theme.current()
        colours = look.colours
        column = self._table.columns[at]
        painter.save()
        painter.fillRect(rect, QColor(colours.sunken))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colours.edge))
        if self._hovered == at:
            thin = rect.height() // 4
            painter.fillRect(
                rect.right(), rect.top() + thin, 1, rect.height() - 2 * thin, QColor(colours.edge)
            )
        inner = rect.adjusted(look.px(8), 0, -look.px(8), 0)
        filtered = self._filtered(at)
        if filtered or (self._hovered == at and self._table.filterable(at)):
            self._paint_funnel(painter, rect, filtered)
            if not column.right:
                inner.setRight(inner.right() - look.px(_FUNNEL - 6))
        order = self._table.sorting
        if order is not None and order[0] == at:
            inner = self._paint_arrow(painter, inner, at, descending=order[1])
        painter.setFont(look.font(Type.CELL))
        painter.setPen(look.colour(Tone.MUTED))
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        text = painter.fontMetrics().elidedText(
            column.label, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _paint_arrow(self, painter: QPainter, inner: QRect, at: int, *, descending: bool) -> QRect:
        look = theme.current()
        name = "chevron-down" if descending else "chevron-up"
        side = look.px(14)
        picture = icons.picture(name, Tone.PRIMARY, 14, self.devicePixelRatioF())
        painter.setFont(look.font(Type.CELL))
        column = self._table.columns[at]
        wide = min(painter.fontMetrics().horizontalAdvance(column.label), inner.width() - side)
        left = inner.right() - wide - side if column.right else inner.left() + wide + look.px(2)
        painter.drawPixmap(max(inner.left(), left), inner.center().y() - side // 2 + 1, picture)
        return inner if column.right else inner.adjusted(0, 0, -side, 0)

    def _paint_funnel(self, painter: QPainter, rect: QRect, on: bool) -> None:
        look = theme.current()
        side = look.px(14)
        tone = Tone.PRIMARY if on else Tone.MUTED
        picture = icons.picture("filter", tone, 14, self.devicePixelRatioF())
        spot = self._funnel(rect)
        painter.fillRect(spot.adjusted(0, 1, 0, -1), QColor(look.colours.sunken))
        painter.drawPixmap(
            spot.center().x() - side // 2 + 1, spot.center().y() - side // 2 + 1, picture
        )

    def _funnel(self, rect: QRect) -> QRect:
        wide = theme.current().px(_FUNNEL)
        if self._table.columns[self.logicalIndexAt(rect.center())].right:
            return QRect(rect.left(), rect.top(), wide, rect.height())
        return QRect(rect.right() - wide, rect.top(), wide, rect.height())

    def _filtered(self, at: int) -> bool:
        return self._table.columns[at].name in self._table.narrowed

    def _rect(self, at: int) -> QRect:
        return QRect(self.sectionViewportPosition(at), 0, self.sectionSize(at), self.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the funnel of the heading under the mouse."""
        super().mouseMoveEvent(event)
        at = self.logicalIndexAt(event.position().toPoint())
        if at != self._hovered:
            self._hovered = at
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        super().leaveEvent(event)
        self._hovered = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On the funnel: filter. Elsewhere: as usual."""
        spot = event.position().toPoint()
        at = self.logicalIndexAt(spot)
        left = event.button() == Qt.MouseButton.LeftButton
        shown = self._hovered == at or self._filtered(at) if at >= 0 else False
        if left and shown and self._table.filterable(at) and self._on_funnel(at, spot):
            self.ask_filter(at)
            return
        self._pressed = (at, spot)
        super().mousePressEvent(event)

    _pressed: tuple[int, QPoint] = (-1, QPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that neither moved nor widened a column sorts by it."""
        super().mouseReleaseEvent(event)
        at, spot = self._pressed
        self._pressed = (-1, QPoint())
        moved = (event.position().toPoint() - spot).manhattanLength() > 4
        resizing = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        if at < 0 or moved or resizing or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._table.sortable(at):
            self.sort_asked.emit(at)

    def _on_funnel(self, at: int, spot: QPoint) -> bool:
        # The last pixels belong to the handle that widens the column.
        return self._funnel(self._rect(at)).adjusted(0, 0, -4, 0).contains(spot)

    def ask_filter(self, at: int) -> None:
        """Ask for the filter of a column, below its heading."""
        rect = self._rect(at)
        self.filter_asked.emit(at, self.viewport().mapToGlobal(rect.bottomLeft()))
