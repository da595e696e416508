"""Painting a 楼栋图: blocks far away, room numbers and names near by, on screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPolygon, QStaticText

from app.people.drawing import Door, Drawing
from app.people.shades import Shade
from ui.people.plan_layout import Box, Layout
from ui.people.plan_style import Coat, Step, Style, measure, wide

_MIDDLE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FOLD = 7  # the corner of a door with several households
_KEPT = 6000  # words kept ready; names of the largest compound fit


class Names(StrEnum):
    """How the heads of households are written."""

    FULL = "full"
    SURNAME = "surname"
    NONE = "none"

    def of(self, door: Door) -> str:
        """The head of a door: 周桂英, 周* or nothing; several households are counted."""
        if self is Names.NONE or not door.homes:
            return ""
        name = door.head or "未填户主"
        if self is Names.SURNAME and door.head:
            name = f"{door.head[0]}*"
        return name if len(door.homes) == 1 else f"{name} 等{len(door.homes)}户"


class Painter:
    """Paints a layout; what can be prepared is kept until the layout or the style changes."""

    def __init__(self, layout: Layout, style: Style, names: Names = Names.FULL) -> None:
        self.layout = layout
        self.style = style
        self.names = names
        self.only: int | None = None
        self._walls: dict[int, list[tuple[Coat, list[QRect]]]] = {}
        self._words: dict[tuple[str, bool], tuple[QStaticText, int]] = {}
        colours = style.colours
        self._wall = QColor(colours.surface)
        self._edge = QPen(QColor(colours.edge), 1)
        self._roof = QColor(colours.edge_hover)
        self._ink = QColor(colours.ink)
        self._muted = QColor(colours.muted)
        self._ground = QPen(QColor(colours.edge_hover), 2)

    @property
    def drawing(self) -> Drawing:
        """What is painted."""
        return self.layout.drawing

    @property
    def step(self) -> Step:
        """The step of the zoom."""
        return self.layout.step

    def emphasise(self, band: int | None) -> None:
        """Have only the doors of one band in colour; all with None."""
        if band != self.only:
            self.only = band
            self._walls = {}

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Paint what lies in a region of the layout; the painter stands at its origin."""
        painter.setPen(self._ground)
        for ground in self.layout.grounds:
            if region.top() <= ground + 2 and ground <= region.bottom():
                painter.drawLine(region.left(), ground + 1, region.right(), ground + 1)
        for box in self.layout.in_sight(region):
            self._building(painter, box, region)

    def coat_of(self, band: int) -> Coat:
        """The coat of a band, dimmed if another one is emphasised."""
        if self.only is not None and band != self.only:
            return self.style.dim
        return self.style.coat(self.drawing.bands[band].shade)

    # A building

    def _building(self, painter: QPainter, box: Box, region: QRect) -> None:
        body = box.body
        painter.setPen(self._edge)
        painter.setBrush(self._wall)
        painter.drawRect(body.adjusted(0, 0, -1, 0))
        roof = 2 if self.step.wide < 10 else 4
        painter.fillRect(body.adjusted(-roof // 2, -roof, roof // 2, -body.height()), self._roof)
        if not box.plan.floors:
            painter.setPen(self._muted)
            painter.drawText(body, _MIDDLE, "无" if self.step.wide < 24 else "没有登记房屋")
        elif self.step.rooms:
            self._doors_with_words(painter, box, region)
        else:
            self._blocks(painter, box)
        self._marks(painter, box)
        self._below(painter, box)

    def _blocks(self, painter: QPainter, box: Box) -> None:
        walls = self._walls.get(box.plan.id)
        if walls is None:
            walls = self._walls[box.plan.id] = self._sorted(box)
        painter.setPen(Qt.PenStyle.NoPen)
        for coat, rects in walls:
            painter.setBrush(coat.block)
            painter.drawRects(rects)
            if coat.hatch is not None:
                painter.setBrush(coat.hatch)
                painter.drawRects(rects)
            if coat.edge is not None:
                painter.setPen(coat.edge)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRects([rect.adjusted(0, 0, -1, -1) for rect in rects])
                painter.setPen(Qt.PenStyle.NoPen)

    def _sorted(self, box: Box) -> list[tuple[Coat, list[QRect]]]:
        by_band: dict[int, list[QRect]] = {}
        for floor, plan in enumerate(box.plan.floors):
            for door in plan.doors:
                rect = box.door_rect(floor, door, self.step)
                by_band.setdefault(door.band, []).append(rect)
        return [(self.coat_of(band), rects) for band, rects in by_band.items()]

    def _doors_with_words(self, painter: QPainter, box: Box, region: QRect) -> None:
        step = self.step
        top = box.body.top() + step.pad
        first = max(0, (region.top() - top) // step.high)
        last = min(len(box.plan.floors), (region.bottom() - top) // step.high + 1)
        for floor in range(first, last):
            for door in box.plan.floors[floor].doors:
                rect = box.door_rect(floor, door, step)
                if rect.intersects(region):
                    self.door(painter, rect, door)

    def door(self, painter: QPainter, rect: QRect, door: Door) -> None:
        """One door with its room number and, near by, its head and the word of the layer."""
        coat = self.coat_of(door.band)
        painter.fillRect(rect, coat.ground)
        swatch(painter, QRect(rect.left(), rect.top(), self.step.strip, rect.height()), coat)
        painter.setPen(coat.edge or self._edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        if len(door.homes) > 1:
            corner = rect.topRight()
            painter.setBrush(coat.ink)
            painter.drawPolygon(
                QPolygon([corner, corner - QPoint(_FOLD, 0), corner + QPoint(0, _FOLD)])
            )
        inner = rect.adjusted(self.step.strip, 0, 0, 0)
        painter.setPen(coat.ink)
        if not self.step.heads:
            self._centred(painter, inner, door.room)
            return
        upper = QRect(inner.left() + 5, inner.top() + 2, inner.width() - 8, self.style.line)
        self._put(painter, upper.left(), upper, door.room, strong=True)
        if door.value:
            self._at_right(painter, upper, door)
        painter.setPen(coat.ink if door.homes else self._muted)
        lower = QRect(
            upper.left(), upper.bottom(), upper.width(), inner.bottom() - upper.bottom() - 1
        )
        name = self.names.of(door)
        if not door.homes:
            name = "无住户"
        self._put(painter, lower.left(), lower, name, strong=False)

    def _at_right(self, painter: QPainter, rect: QRect, door: Door) -> None:
        taken = wide(self.style.small, door.room) + 4
        across = wide(self.style.small, door.value)
        if taken + across <= rect.width() - (_FOLD if len(door.homes) > 1 else 0):
            left = rect.right() - across - (_FOLD if len(door.homes) > 1 else 0)
            painter.setPen(self._muted if self.only is None else painter.pen())
            self._put(painter, left, rect, door.value, strong=True)

    # Words

    def _text(self, words: str, *, small: bool) -> tuple[QStaticText, int]:
        known = self._words.get((words, small))
        if known is None:
            if len(self._words) > _KEPT:
                self._words.clear()
            made = QStaticText(words)
            made.setTextFormat(Qt.TextFormat.PlainText)
            font = self.style.small if small else self.style.plain
            made.prepare(font=font)
            known = self._words[words, small] = (made, wide(font, words))
        return known

    def _put(self, painter: QPainter, left: int, room: QRect, words: str, *, strong: bool) -> None:
        if not words:
            return
        font = self.style.small if strong else self.style.plain
        text, across = self._text(words, small=strong)
        if across > room.width():
            fitting = measure(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            text, across = self._text(fitting, small=strong)
        painter.setFont(font)
        painter.drawStaticText(
            left, room.top() + (room.height() - measure(font).height()) // 2, text
        )

    def _centred(self, painter: QPainter, rect: QRect, words: str) -> None:
        _, across = self._text(words, small=True)
        left = rect.left() + max(2, (rect.width() - across) // 2)
        self._put(painter, left, rect.adjusted(2, 0, 0, 0), words, strong=True)

    def _marks(self, painter: QPainter, box: Box) -> None:
        room = box.body.left() - box.cell.left() - 5
        if not box.plan.floors or room < wide(self.style.small, "1"):
            return
        step, line = self.step, self.style.line
        painter.setFont(self.style.small)
        painter.setPen(self._muted)
        each = 1 if step.high >= line - 2 else 5
        for floor, plan in enumerate(box.plan.floors):
            if each > 1 and plan.number is not None and plan.number % each and plan.number != 1:
                continue
            top = box.body.top() + step.pad + floor * step.high
            place = QRect(box.cell.left(), top - step.high, room, 3 * step.high - step.gap)
            painter.drawText(place, _RIGHT, plan.mark)

    def _below(self, painter: QPainter, box: Box) -> None:
        style, step = self.style, self.step
        line = style.line
        top = box.body.bottom() + 4
        painter.setPen(self._muted)
        painter.setFont(style.small)
        if step.rooms:
            for unit in box.plan.units:
                left = box.body.left() + step.pad + box.columns[unit.first]
                place = QRect(left, top, unit.width * step.wide, line)
                if unit.name and wide(style.small, unit.name) <= place.width():
                    painter.drawText(place, _MIDDLE, unit.name)
            top += line if any(unit.name for unit in box.plan.units) else 0
        font = style.strong if step.rooms else style.small
        high = measure(font).height()
        middle = box.body.center().x()
        room = box.cell.width() + step.between - 6
        painter.setPen(self._ink)
        _line(painter, font, middle, top, high, room, box.plan.name)
        if step.wide >= 10:
            painter.setPen(self._muted)
            _line(painter, style.small, middle, top + high, line, room, box.plan.caption)


def _line(
    painter: QPainter, font: QFont, middle: int, top: int, high: int, room: int, words: str
) -> None:
    """Words in the middle below a building; a number is shown whole or not at all."""
    if wide(font, words) > room:
        if any(sign.isdecimal() for sign in words) or room < wide(font, "某某某…"):
            return
        words = measure(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.setFont(font)
    painter.drawText(QRect(middle - room // 2, top, room, high), _MIDDLE, words)


def swatch(painter: QPainter, rect: QRect, coat: Coat) -> None:
    """The colour of a band with its hatch, as in the legend."""
    painter.fillRect(rect, coat.block)
    if coat.hatch is not None:
        painter.fillRect(rect, coat.hatch)


def coats_of(style: Style, shades: Sequence[Shade]) -> list[Coat]:
    """The coats of several bands."""
    return [style.coat(shade) for shade in shades]


def cover(painter: QPainter, rect: QRect, colour: str) -> None:
    """One plain colour over a place."""
    painter.fillRect(rect, QBrush(QColor(colour)))
