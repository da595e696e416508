"""Painting a 楼栋图: blocks far away, room numbers and names near by, on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygon, QStaticText

from app.people.drawing.compound import Door, Drawing
from ui.people.plan.layout import Box, Layout
from ui.people.plan.style import Coat, Step, Style, measure, roof_of, wide

_MIDDLE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FOLD = 7  # the corner of a door with several households


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


_Words = tuple[int, int, QStaticText]
"""Where words stand, and the words."""


@dataclass
class _Wall:
    """A building made ready: rectangles by coat, words by floor and by their font and colour."""

    coats: list[tuple[Coat, list[QRect], list[QRect]]]
    floors: list[dict[tuple[bool, str], list[_Words]]]
    folds: list[QPolygon]


class Painter:
    """Paints a layout; what can be prepared is kept until the layout or the style changes."""

    def __init__(self, layout: Layout, style: Style, names: Names = Names.FULL) -> None:
        self.layout = layout
        self.style = style
        self.names = names
        self.only: int | None = None
        self._walls: dict[int, _Wall] = {}
        self._words: dict[tuple[str, bool], tuple[QStaticText, int]] = {}
        colours = style.colours
        self._wall = QColor(colours.surface)
        self._edge = QPen(QColor(colours.edge), 1)
        self._roof = roof_of(colours)
        self._ink = QColor(colours.ink)
        self._muted = QColor(colours.muted)
        self._ground = QPen(self._roof, 2)

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
        if box.plan.floors:
            wall = self._walls.get(box.plan.id)
            if wall is None:
                wall = self._walls[box.plan.id] = self._ready(box)
            self._rectangles(painter, wall)
            self._written(painter, wall, box, region)
        else:
            painter.setPen(self._muted)
            painter.setFont(self.style.small)
            painter.drawText(body, _MIDDLE, "无" if self.step.wide < 24 else "没有登记房屋")
        self._marks(painter, box)
        self._below(painter, box)

    def _rectangles(self, painter: QPainter, wall: _Wall) -> None:
        for coat, rects, strips in wall.coats:
            painter.setPen(Qt.PenStyle.NoPen)
            if strips:
                painter.setBrush(coat.ground)
                painter.drawRects(rects)
            painter.setBrush(coat.block)
            painter.drawRects(strips or rects)
            if coat.hatch is not None:
                painter.setBrush(coat.hatch)
                painter.drawRects(strips or rects)
            if strips or coat.edge is not None:
                painter.setPen(coat.edge or self._edge)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                # A pen of one pixel draws at the right and below of what a brush fills.
                painter.drawRects([rect.adjusted(0, 0, -1, -1) for rect in rects])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink)
        for fold in wall.folds:
            painter.drawPolygon(fold)

    def _written(self, painter: QPainter, wall: _Wall, box: Box, region: QRect) -> None:
        if not self.step.rooms:
            return
        step = self.step
        top = box.body.top() + step.pad
        first = max(0, (region.top() - top) // step.high)
        last = min(len(wall.floors), (region.bottom() - top) // step.high + 1)
        style, left, right = self.style, region.left() - step.wide, region.right()
        for small in (True, False):
            painter.setFont(style.small if small else style.plain)
            for floor in wall.floors[first:last]:
                for (own, colour), words in floor.items():
                    if own is small:
                        painter.setPen(QColor(colour))
                        for x, y, text in words:
                            if left <= x <= right:
                                painter.drawStaticText(x, y, text)

    # Making a building ready

    def _ready(self, box: Box) -> _Wall:
        by_band: dict[int, list[QRect]] = {}
        floors: list[dict[tuple[bool, str], list[_Words]]] = []
        folds: list[QPolygon] = []
        for floor, plan in enumerate(box.plan.floors):
            words: dict[tuple[bool, str], list[_Words]] = {}
            for door in plan.doors:
                rect = box.door_rect(floor, door, self.step)
                by_band.setdefault(door.band, []).append(rect)
                if self.step.rooms:
                    self._write(words, rect, door)
                    if len(door.homes) > 1:
                        folds.append(_fold(rect))
            floors.append(words)
        strip = self.step.strip if self.step.rooms else 0
        coats = [
            (
                self.coat_of(band),
                rects,
                [QRect(one.left(), one.top(), strip, one.height()) for one in rects if strip],
            )
            for band, rects in by_band.items()
        ]
        return _Wall(coats, floors, folds)

    def _write(self, words: dict[tuple[bool, str], list[_Words]], rect: QRect, door: Door) -> None:
        dimmed = self.only is not None and door.band != self.only
        colours = self.style.colours
        ink = colours.disabled if dimmed else colours.ink
        grey = colours.disabled if dimmed else colours.muted
        inner = rect.adjusted(self.step.strip, 0, 0, 0)
        if not self.step.heads:
            _, across = self._text(door.room, small=True)
            left = inner.left() + max(2, (inner.width() - across) // 2)
            self._put(words, (True, ink), left, inner, door.room)
            return
        upper = QRect(inner.left() + 5, inner.top() + 2, inner.width() - 8, self.style.line)
        self._put(words, (True, ink), upper.left(), upper, door.room)
        corner = _FOLD if len(door.homes) > 1 else 0
        across = wide(self.style.small, door.value)
        if door.value and wide(self.style.small, door.room) + 4 + across <= upper.width() - corner:
            self._put(words, (True, grey), upper.right() - across - corner, upper, door.value)
        lower = QRect(
            upper.left(), upper.bottom(), upper.width(), inner.bottom() - upper.bottom() - 1
        )
        name = self.names.of(door) if door.homes else "无住户"
        self._put(words, (False, ink if door.homes else grey), lower.left(), lower, name)

    def _put(
        self,
        words: dict[tuple[bool, str], list[_Words]],
        look: tuple[bool, str],
        left: int,
        room: QRect,
        said: str,
    ) -> None:
        if not said:
            return
        small = look[0]
        font = self.style.small if small else self.style.plain
        text, across = self._text(said, small=small)
        if across > room.width():
            fitting = measure(font).elidedText(said, Qt.TextElideMode.ElideRight, room.width())
            text, across = self._text(fitting, small=small)
        top = room.top() + (room.height() - measure(font).height()) // 2
        words.setdefault(look, []).append((left, top, text))

    def _text(self, words: str, *, small: bool) -> tuple[QStaticText, int]:
        known = self._words.get((words, small))
        if known is None:
            made = QStaticText(words)
            made.setTextFormat(Qt.TextFormat.PlainText)
            font = self.style.small if small else self.style.plain
            made.prepare(font=font)
            known = self._words[words, small] = (made, wide(font, words))
        return known

    # Around the doors

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


def _fold(rect: QRect) -> QPolygon:
    corner = rect.topRight()
    return QPolygon([corner, corner - QPoint(_FOLD, 0), corner + QPoint(0, _FOLD)])
