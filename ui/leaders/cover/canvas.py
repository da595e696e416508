"""The coverage map on the screen: scrolled, pointed at, walked through by keys."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.leaders.cover_map import UNASSIGNED, VACANT, Area, Cell, CoverMap
from ui import theme
from ui.leaders.cover.layout import Board, Key, key_of
from ui.leaders.cover.paint import CellPainter
from ui.leaders.cover.style import screen_style
from ui.people.plan.note import DoorNote

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_EDGE = 12.0  # pixels around everything
_DESCRIPTION = QAccessible.Event.DescriptionChanged


class CoverCanvas(QAbstractScrollArea):
    """Show a map with `show_map`; `opened` carries a cell and its area, pressed or by Enter."""

    opened = Signal(object, object)
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("覆盖图")
        self.note = DoorNote(self.viewport())
        self.map: CoverMap | None = None
        self.board: Board | None = None
        self.current: Key | None = None
        self.under: Key | None = None
        self._only: str | None = None
        self._painter: CellPainter | None = None

    # What is shown

    def show_map(self, shown: CoverMap) -> None:
        """Another map; the cell that was chosen stays if it is still there."""
        self.map = shown
        self.setAccessibleName(f"覆盖图：{shown.day}。{shown.sentence}")
        self._lay()
        if self.board is not None and self.current not in self.board.places:
            self.current = None
        self._tell()

    def emphasise(self, state: str | None) -> None:
        """Have only the cells of one state in colour."""
        self._only = state
        if self._painter is not None:
            self._painter.only = state
        self.viewport().update()

    def show_area(self, area_id: int) -> None:
        """Scroll until a 小区 begins at the top."""
        top = self.board.top_of(area_id) if self.board is not None else None
        if top is not None:
            self.verticalScrollBar().setValue(round(top))

    def cell(self, key: Key | None) -> tuple[Cell, Area] | None:
        """The cell of a key with its area."""
        found = self.board.places.get(key) if self.board is not None and key else None
        return None if found is None else (found[1], found[2])

    def rect_of(self, key: Key) -> QRectF | None:
        """Where a cell is in the view."""
        found = self.board.places.get(key) if self.board is not None else None
        return None if found is None else found[0].translated(self.origin())

    def origin(self) -> QPointF:
        """Where the map begins in the view."""
        return QPointF(_EDGE, _EDGE - self.verticalScrollBar().value())

    def _lay(self) -> None:
        if self.map is None:
            return
        style = screen_style(theme.current())
        width = max(style.wide, self.viewport().width() - 2 * _EDGE)
        self.board = Board(self.map, style, width)
        self._painter = CellPainter(self.board.style, width)
        self._painter.only = self._only
        self._measure()
        self.viewport().update()

    def _measure(self) -> None:
        if self.board is None:
            return
        room = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(self.board.height + 2 * _EDGE) - room))
        bar.setPageStep(room)
        bar.setSingleStep(round(self.board.style.row_high))

    # Choosing

    def choose(self, key: Key | None) -> None:
        """Make a cell current and have it in sight."""
        self.current = key
        rect = self.rect_of(key) if key is not None else None
        if rect is not None:
            bar, view = self.verticalScrollBar(), self.viewport().rect()
            if rect.top() - 24 < 0:
                bar.setValue(round(bar.value() + rect.top() - 24))
            elif rect.bottom() + 24 > view.bottom():
                bar.setValue(round(bar.value() + rect.bottom() + 24 - view.bottom()))
        self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        found = self.cell(self.current)
        words = spoken(*found) if found is not None else ""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, _DESCRIPTION))
            self.chosen.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from cell to cell, Home and End go to the ends, Enter opens."""
        key = Qt.Key(event.key())
        board = self.board
        if key in _WAYS and board is not None:
            self.choose(board.beside(self.current, *_WAYS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and board is not None and board.order:
            self.choose(board.order[0 if key is Qt.Key.Key_Home else -1])
        elif key in _ENTER and (found := self.cell(self.current)) is not None:
            self.opened.emit(*found)
        else:
            super().keyPressEvent(event)

    # The mouse

    def _under(self, event: QMouseEvent) -> Cell | None:
        if self.board is None:
            return None
        return self.board.at(event.position() - self.origin())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The cell under the mouse says more of itself."""
        found = self._under(event)
        self._mark(None if found is None else key_of(found))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens a cell."""
        found = self._under(event)
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self.choose(key_of(found))
            known = self.cell(self.current)
            if known is not None:
                self.opened.emit(*known)

    def leaveEvent(self, event: QEvent) -> None:
        """No cell is marked any more."""
        super().leaveEvent(event)
        self._mark(None)

    def _mark(self, key: Key | None) -> None:
        if key == self.under:
            return
        self.under = key
        found = self.cell(key)
        rect = self.rect_of(key) if key is not None else None
        if found is None or rect is None:
            self.note.hide()
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
            self.note.show_at(rect.toAlignedRect(), noted(*found))
        self.viewport().update()

    # What Qt tells

    def scrollContentsBy(self, _across: int, _down: int) -> None:
        """The view is painted anew: what is in sight is little."""
        self._mark(None)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the lines in sight."""
        if self.board is None or self._painter is None:
            return
        painter = QPainter(self.viewport())
        origin = self.origin()
        painter.translate(origin)
        seen = QRectF(event.rect()).translated(-origin)
        for standing in self.board.in_sight(seen.top(), seen.bottom()):
            self._painter.paint(painter, standing)
        self._painter.texts.clear()
        colours = self.board.style.colours
        for key, width in ((self.under, 1), (self.current, 3 if self.hasFocus() else 2)):
            place = self.board.places.get(key) if key is not None else None
            if place is not None:
                painter.setPen(QPen(QColor(colours.focus if width > 1 else colours.ink), width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(place[0].adjusted(-1, -1, 1, 1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other rows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay()
        else:
            self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._lay()


def spoken(cell: Cell, area: Area) -> str:
    """A cell in words: 金水苑，3号楼组，在任，王芳，任期到 2027-06-30."""
    parts = [area.name, cell.name, *_facts(cell)]
    return "，".join(part for part in parts if part)


def noted(cell: Cell, area: Area) -> str:
    """The same for the note beside the mouse; rich text."""
    head = f"<b>{escape(cell.name)}</b>　{escape(area.name)}"
    lines = [head, *(escape(fact) for fact in _facts(cell))]
    return "<div style='white-space:pre'>" + "<br>".join(lines) + "</div>"


def _facts(cell: Cell) -> list[str]:
    covers = f"包括 {cell.covers}" if cell.covers else ""
    if cell.state == UNASSIGNED:
        return ["这里的房屋不属于任何楼组", covers]
    if cell.state == VACANT:
        days = "不知道从哪天起" if cell.vacant_days is None else f"已 {cell.vacant_days:,} 天"
        return [f"{VACANT}，{days}", covers]
    acting = "（代理）" if cell.acting else ""
    until = f"任期到 {cell.ends_on}" if cell.ends_on else "没有填写届满日"
    others = f"还担任 {'、'.join(cell.others)}" if cell.others else ""
    facts = [f"{cell.leader}{acting}", cell.state, until, others, covers]
    return [fact for fact in facts if fact]
