"""The coverage map on paper: title, legend, columns of 小区, as few pages as keep names readable.

All lengths are in tenths of a point (`POINT`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from app.leaders.cover_map import STATES, UNASSIGNED, CoverMap
from ui import fonts
from ui.leaders.cover.layout import Line, Standing, filling, lines_of
from ui.leaders.cover.paint import CellPainter, swatch
from ui.leaders.cover.style import POINT, Style, broad, measure, paper_style

MM = POINT * 72 / 25.4
"""Units in a millimetre."""

_COLUMNS = (1, 2, 3, 4)
_SCALES = tuple(scale / 10 for scale in range(18, 9, -1))
_BETWEEN = 7 * MM
_GRAIN = 20
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TITLE, _TEXT, _FOOT = 20.0, 10.5, 8.0  # points


@dataclass(frozen=True)
class MapSheet:
    """What is to be put on the wall: the map, and what stands around it."""

    map: CoverMap
    office: str = ""
    printed_on: dt.date | None = None

    @property
    def title(self) -> str:
        """两长覆盖图, or that of the only 小区."""
        areas = self.map.areas
        part = f" · 只看{self.map.state}" if self.map.state else ""
        if len(areas) == 1:
            return f"{areas[0].name}{'楼组长' if areas[0].id else '街面长'}覆盖图{part}"
        return f"两长覆盖图{part}"

    @cached_property
    def _known(self) -> dict[tuple[int, int], Paging]:
        return {}

    def paged(self, room: QSizeF) -> Paging:
        """The pages of a size, kept: a preview paints them more than once."""
        # A device may be a hair smaller than its paper.
        key = (int(room.width() // _GRAIN * _GRAIN), int(room.height() // _GRAIN * _GRAIN))
        if key not in self._known:
            self._known[key] = paged(self.map, QSizeF(*key))
        return self._known[key]


@dataclass(frozen=True)
class Page:
    """The lines of one page, in their places below the head, and how wide a column is."""

    lines: tuple[Standing, ...]
    column: float


@dataclass(frozen=True)
class Paging:
    """All pages in one style."""

    style: Style
    pages: tuple[Page, ...]

    @property
    def parted(self) -> bool:
        """Whether some 小区 goes on in another column."""
        return any(one.line.again for page in self.pages for one in page.lines)


def paged(shown: CoverMap, room: QSizeF) -> Paging:
    """The fewest pages of a size; on so many, the largest cells that part no 小区 if there are
    such, else the largest.

    With nothing to show there is one empty page.
    """
    least = min(len(_paged(shown, room, 1.0, count).pages) for count in _COLUMNS)
    largest: Paging | None = None
    for scale in _SCALES:
        for count in _COLUMNS:
            made = _paged(shown, room, scale, count)
            if len(made.pages) > least:
                continue
            if not made.parted:
                return made
            largest = largest or made
    return largest or _paged(shown, room, 1.0, 1)


def _paged(shown: CoverMap, room: QSizeF, scale: float, columns: int) -> Paging:
    style = paper_style(scale)
    width = (room.width() - (columns - 1) * _BETWEEN) / columns
    style = filling(style, width)
    flow = _Flow(room.height(), width, columns)
    for area in shown.areas:
        flow.take(lines_of(area, style, width), style)
    return Paging(style, tuple(flow.done()))


class _Flow:
    """Puts lines into columns, and columns onto pages."""

    def __init__(self, height: float, width: float, columns: int) -> None:
        self._height, self._width, self._columns = height, width, columns
        self._pages: list[list[Standing]] = [[]]
        self._column = 0
        self._top = 0.0

    def take(self, lines: Sequence[Line], style: Style) -> None:
        heading, rows = lines[0], lines[1:]
        if self._top:
            self._top += style.between
        first = rows[0].high if rows else 0.0
        if self._top and self._top + heading.high + first > self._height:
            self._turn()
        self._put(heading)
        for row in rows:
            if self._top + row.high - style.gap > self._height:
                self._turn()
                self._put(replace(heading, again=True))
            self._put(row)

    def _put(self, line: Line) -> None:
        left = self._column * (self._width + _BETWEEN)
        self._pages[-1].append(Standing(line, left, self._top))
        self._top += line.high

    def _turn(self) -> None:
        self._top = 0.0
        self._column += 1
        if self._column == self._columns:
            self._column = 0
            self._pages.append([])

    def done(self) -> Iterator[Page]:
        """The pages, from the first on."""
        for page in self._pages:
            yield Page(tuple(page), self._width)


class Press:
    """Paints a sheet into a room: `room` is the whole page without its margins."""

    def __init__(self, sheet: MapSheet, room: QSizeF) -> None:
        self.sheet = sheet
        self.room = room
        self.style = paper_style()
        self.texts: list[tuple[bool, str]] = []
        below = room.height() - self.head_high - self.foot_high
        self.paging = sheet.paged(QSizeF(room.width(), below))

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self.paging.pages)

    @cached_property
    def head_high(self) -> float:
        """Title, sentence and legend."""
        lines = (_TITLE, _TEXT, _TEXT)
        return sum(measure(_font(points)).height() * 1.25 for points in lines) + 2 * MM

    @cached_property
    def foot_high(self) -> float:
        """The line at the bottom."""
        return measure(_font(_FOOT)).height() * 1.6

    def paint(self, painter: QPainter, at: int, *, foot: bool = True) -> None:
        """Paint one page (counted from 0) from the origin."""
        page = self.paging.pages[at]
        cells = CellPainter(self.paging.style, page.column)
        self._head(painter, cells)
        painter.save()
        painter.translate(0, self.head_high)
        for standing in page.lines:
            cells.paint(painter, standing)
        if not page.lines:
            room = QRectF(0, 0, self.room.width(), 20 * MM)
            cells.write(painter, room, "还没有楼组和街面可以画。", _font(_TEXT))
        painter.restore()
        if foot:
            self._foot(painter, cells, f"第 {at + 1} 页，共 {self.pages} 页")
        self.texts += cells.texts

    def _head(self, painter: QPainter, cells: CellPainter) -> None:
        sheet, colours = self.sheet, self.style.colours
        title, text = _font(_TITLE, bold=True), _font(_TEXT)
        muted = QColor(colours.muted)
        high = measure(title).height() * 1.25
        room = QRectF(0, 0, self.room.width(), high)
        cells.write(painter, room, sheet.title, title)
        where = f"{sheet.office}　截至 {sheet.map.day}".strip("　")
        cells.write(painter, room, where, text, muted, _RIGHT)
        line = measure(text).height() * 1.25
        cells.write(painter, QRectF(0, high, self.room.width(), line), sheet.map.sentence, text)
        left, top = 0.0, high + line
        for state in STATES:
            count = sheet.map.counts[state]
            if state == UNASSIGNED and not count:
                continue
            side = measure(text).height() * 0.8
            spot = QRectF(left, top + (line - side) / 2, side * 1.6, side)
            swatch(painter, spot, state, self.style)
            words = f"{state} {count:,}"
            left = spot.right() + self.style.pad * 2
            room = QRectF(left, top, broad(text, words) + 2, line)
            cells.write(painter, room, words, text)
            left = room.right() + 5 * MM

    def _foot(self, painter: QPainter, cells: CellPainter, page: str) -> None:
        font, muted = _font(_FOOT), QColor(self.style.colours.muted)
        day = self.sheet.printed_on
        words = f"打印日期 {day.isoformat()}　{page}" if day else page
        high = measure(font).height()
        room = QRectF(0, self.room.height() - high, self.room.width(), high)
        cells.write(painter, room, words, font, muted, _RIGHT)
        room.setRight(room.right() - broad(font, words) - 4 * MM)
        cells.write(painter, room, self.sheet.map.definition, font, muted)


def _font(points: float, *, bold: bool = False) -> QFont:
    font = QFont(fonts.load())
    font.setPixelSize(round(points * POINT))
    font.setBold(bold)
    return font
