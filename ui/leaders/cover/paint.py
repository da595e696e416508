"""Painting the coverage map, on the screen and on paper."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.leaders.cover_map import SEVERAL, UNASSIGNED, VACANT, Area, Cell
from app.leaders.rules import EXPIRED, EXPIRING
from ui.leaders.cover.layout import Standing, mark_of
from ui.leaders.cover.style import Coat, Style, Weave, broad, measure

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SHORT = Qt.TextElideMode.ElideRight


def counts_words(area: Area) -> str:
    """在任 22/24 · 即将届满 1 · 缺额 2."""
    parts = [f"在任 {area.held:,}/{area.posts:,}"]
    parts += [
        f"{state} {area.counts[state]:,}"
        for state in (EXPIRING, EXPIRED, VACANT, SEVERAL, UNASSIGNED)
        if area.counts[state]
    ]
    return " · ".join(parts)


class CellPainter:
    """Paints lines of a map in a style; only one state is in colour while it is emphasised."""

    def __init__(self, style: Style, width: float) -> None:
        self.style = style
        self.width = width
        self.only: str | None = None
        self.texts: list[tuple[bool, str]] = []
        self._ink = QColor(style.colours.ink)
        self._muted = QColor(style.colours.muted)
        self._faint = QColor(style.colours.disabled)
        self._edge = QPen(QColor(style.colours.edge), style.hair)

    def paint(self, painter: QPainter, standing: Standing) -> None:
        """Paint a line in its place."""
        painter.save()
        painter.translate(standing.left, standing.top)
        line = standing.line
        if line.heading:
            self.heading(painter, line.area, line.high, again=line.again)
        for rect, words in line.titles:
            self.write(painter, rect.adjusted(self.style.pad, 0, 0, 0), words, self.style.small)
        for rect, cell in line.places:
            self.cell(painter, rect, cell)
        painter.restore()

    def write(
        self,
        painter: QPainter,
        rect: QRectF,
        words: str,
        font: QFont,
        ink: QColor | None = None,
        side: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        """Words on one line, in the ink of the style unless given."""
        painter.setFont(font)
        painter.setPen(ink or self._ink)
        if broad(font, words) > rect.width() + 1:
            words = measure(font).elidedText(words, _SHORT, rect.width())
        painter.drawText(rect, side, words)
        self.texts.append((font.bold(), words))

    def heading(self, painter: QPainter, area: Area, high: float, *, again: bool = False) -> None:
        """The name of a 小区 with its counts, underlined."""
        style = self.style
        name = f"{area.name}（续）" if again else area.name
        room = QRectF(0, 0, self.width, high - style.pad)
        self.write(painter, room, name, style.head)
        room.setLeft(broad(style.head, name) + 3 * style.pad)
        words = counts_words(area)
        while " · " in words and broad(style.small, words) > room.width():
            words = words.rpartition(" · ")[0]
        self.write(painter, room, words, style.small, self._muted)
        painter.setPen(QPen(self._muted, style.hair))
        under = high - 1.6 * style.pad
        painter.drawLine(QLineF(0, under, self.width, under))

    def cell(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        """A cell: strip and ground of its state, its place, who leads it, a word on the state."""
        style = self.style
        coat = style.coats[cell.state]
        dim = self.only is not None and cell.state != self.only
        if not dim:
            painter.fillRect(rect, coat.ground)
            if coat.weave is not Weave.NONE:
                strip = QRectF(rect.left(), rect.top(), style.strip, rect.height())
                weave(painter, strip, coat, style)
        self._frame(painter, rect, coat, dim=dim)
        ink = self._faint if dim else coat.ink
        inner = rect.adjusted(style.strip + style.pad, style.pad / 2, -style.pad, -style.pad / 2)
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() * 0.46)
        lower = QRectF(inner.left(), upper.bottom(), inner.width(), inner.height() * 0.54)
        self.write(painter, upper, cell.label, style.small, self._faint if dim else self._muted)
        mark = mark_of(cell)
        if not cell.leader:
            small = cell.state == UNASSIGNED
            self.write(painter, lower, cell.remark, style.small if small else style.name, ink)
            return
        if mark:
            across = broad(style.small, mark)
            side = QRectF(lower.right() - across, lower.top(), across, lower.height())
            self.write(painter, side, mark, style.small, ink, _RIGHT)
            lower.setRight(side.left())
        self.write(painter, lower, cell.leader, style.name, ink)

    def _frame(self, painter: QPainter, rect: QRectF, coat: Coat, *, dim: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if coat.dashed and not dim:
            hair = self.style.hair * 2
            pen = QPen(coat.strip, hair, Qt.PenStyle.DashLine)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            inset = hair
            painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))
            return
        painter.setPen(self._edge)
        half = self.style.hair / 2
        painter.drawRect(rect.adjusted(half, half, -half, -half))


def weave(painter: QPainter, rect: QRectF, coat: Coat, style: Style) -> None:
    """The strip of a state with its pattern, drawn as lines so that it is as sharp on paper."""
    painter.fillRect(rect, coat.strip)
    if coat.weave is Weave.PLAIN:
        return
    painter.save()
    painter.setClipRect(rect)
    light = QColor(style.colours.surface)
    painter.setPen(QPen(light, style.hair * 1.3))
    step = rect.width()
    top = rect.top()
    while top < rect.bottom() + step:
        if coat.weave is Weave.DOTS:
            spot = QRectF(rect.center().x() - style.hair, top, 2 * style.hair, 2 * style.hair)
            painter.fillRect(spot, light)
        if coat.weave in (Weave.SLANT, Weave.CROSS):
            painter.drawLine(QLineF(rect.left(), top + step, rect.right(), top))
        if coat.weave is Weave.CROSS:
            painter.drawLine(QLineF(rect.left(), top, rect.right(), top + step))
        top += step
    painter.restore()


def swatch(painter: QPainter, rect: QRectF, state: str, style: Style) -> None:
    """A state as in the legend: its ground, strip and frame."""
    coat = style.coats[state]
    painter.fillRect(rect, coat.ground)
    if coat.weave is not Weave.NONE:
        half = QRectF(rect.left(), rect.top(), rect.width() / 2, rect.height())
        weave(painter, half, coat, style)
    pen = QPen(coat.strip if coat.dashed else QColor(style.colours.edge), style.hair)
    if coat.dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
