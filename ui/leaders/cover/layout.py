"""Where the cells of a coverage map stand: lines that fit a width, put one below the other."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF

from app.leaders.cover_map import Area, Block, Cell, CoverMap
from ui.leaders.cover.style import Style, broad

Key = tuple[int, str]
"""What a cell is known by: its id and its label."""


def key_of(cell: Cell) -> Key:
    """The key of a cell; doors in no 楼组 have the id of their building in common."""
    return cell.id, cell.label


@dataclass(frozen=True)
class Line:
    """A strip across: the heading of an area, or titles and cells; places from its corner."""

    high: float
    area: Area
    heading: bool = False
    again: bool = False
    titles: tuple[tuple[QRectF, str], ...] = ()
    places: tuple[tuple[QRectF, Cell], ...] = ()


def lines_of(area: Area, style: Style, width: float) -> list[Line]:
    """The lines of an area in a width: its heading, then rows of cells."""
    made = [Line(style.head_high, area, heading=True)]
    row: list[_Piece] = []
    across = 0.0
    for piece in _pieces(area.blocks, style, width):
        if row and across + piece.width > width + 0.5:
            made.append(_line(area, row, style))
            row, across = [], 0.0
        row.append(replace(piece, left=across))
        across += piece.width + style.gap
    if row:
        made.append(_line(area, row, style))
    return made


@dataclass(frozen=True)
class _Piece:
    """A block, or as much of it as fits the width."""

    title: str
    cells: tuple[tuple[float, Cell], ...]
    left: float = 0.0

    @property
    def width(self) -> float:
        return sum(wide for wide, _ in self.cells)


def filling(style: Style, width: float) -> Style:
    """The style with cells that fill a width: what would be left at the right is shared out."""
    count = max(1, int((width + style.gap) // (style.wide + style.gap)))
    return replace(style, wide=(width + style.gap) / count - style.gap)


def _pieces(blocks: Iterable[Block], style: Style, width: float) -> Iterator[_Piece]:
    for block in blocks:
        cells: list[tuple[float, Cell]] = []
        across = 0.0
        for cell in block.cells:
            wide = min(width, _steps(cell_room(cell, style), style))
            if cells and across + wide > width:
                yield _Piece(block.title, tuple(cells))
                cells, across = [], 0.0
            cells.append((wide, cell))
            across += wide
        title = broad(style.small, block.title)
        if len(cells) == 1 and title > across:
            cells = [(min(width, _steps(title, style)), cells[0][1])]
        yield _Piece(block.title, tuple(cells))


def _steps(room: float, style: Style) -> float:
    """As many cells wide as the words need, so that columns stay in line."""
    count = max(1, math.ceil((room + style.gap) / (style.wide + style.gap)))
    return count * (style.wide + style.gap) - style.gap


def cell_room(cell: Cell, style: Style) -> float:
    """The width that the words of a cell need."""
    upper = broad(style.small, cell.label)
    lower = broad(style.name, cell.leader or cell.remark)
    if cell.leader and mark_of(cell):
        lower += broad(style.small, mark_of(cell)) + style.pad
    return max(upper, lower) + style.strip + 3 * style.pad


def mark_of(cell: Cell) -> str:
    """The short words behind the name of a leader: 将满, 兼, 代."""
    marks = [{"即将届满": "将满", "届满未换": "届满"}.get(cell.state, "")]
    marks += ["兼"] if cell.others else []
    marks += ["代"] if cell.acting else []
    return "·".join(mark for mark in marks if mark)


def _line(area: Area, row: Sequence[_Piece], style: Style) -> Line:
    top = style.title_high if any(piece.title for piece in row) else 0.0
    titles, places = [], []
    for piece in row:
        left = piece.left
        if piece.title:
            titles.append((QRectF(left, 0, piece.width, top), piece.title))
        for wide, cell in piece.cells:
            places.append((QRectF(left, top, wide, style.high), cell))
            left += wide
    return Line(top + style.row_high, area, titles=tuple(titles), places=tuple(places))


@dataclass(frozen=True)
class Standing:
    """A line in its place."""

    line: Line
    left: float
    top: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.line.high


class Board:
    """A map laid out at a width, all lines below each other."""

    def __init__(self, shown: CoverMap, style: Style, width: float) -> None:
        self.map = shown
        self.style = style = filling(style, width)
        self.width = width
        top = 0.0
        lines = []
        for area in shown.areas:
            for line in lines_of(area, style, width):
                lines.append(Standing(line, 0.0, top))
                top += line.high
            top += style.between
        self.lines: tuple[Standing, ...] = tuple(lines)
        self.height = max(0.0, top - style.between)
        self._tops = [standing.top for standing in lines]

    def in_sight(self, top: float, bottom: float) -> Sequence[Standing]:
        """The lines between two heights."""
        first = max(0, bisect_right(self._tops, top) - 1)
        last = bisect_right(self._tops, bottom)
        return self.lines[first:last]

    @cached_property
    def order(self) -> tuple[Key, ...]:
        """The keys of all cells as one reads."""
        return tuple(key_of(cell) for standing in self.lines for _, cell in standing.line.places)

    @cached_property
    def places(self) -> dict[Key, tuple[QRectF, Cell, Area, int]]:
        """Every cell by its key: its place, its area, the number of its line."""
        return {
            key_of(cell): (
                rect.translated(standing.left, standing.top), cell, standing.line.area, at
            )
            for at, standing in enumerate(self.lines)
            for rect, cell in standing.line.places
        }  # fmt: skip

    def at(self, place: QPointF) -> Cell | None:
        """The cell at a place."""
        for standing in self.in_sight(place.y(), place.y()):
            inside = place - QPointF(standing.left, standing.top)
            for rect, cell in standing.line.places:
                if rect.contains(inside):
                    return cell
        return None

    def beside(self, key: Key | None, across: int, down: int) -> Key | None:
        """The cell beside, above or below another; the first if there is none yet."""
        if not self.order:
            return None
        if key not in self.places:
            return self.order[0]
        rect, _, _, at = self.places[key]
        if across:
            place = self.order.index(key) + across
            return self.order[min(max(place, 0), len(self.order) - 1)]
        rows = [n for n, standing in enumerate(self.lines) if standing.line.places]
        wanted = rows.index(at) + down
        if not 0 <= wanted < len(rows):
            return key
        middle = rect.center().x()
        row = self.lines[rows[wanted]].line.places
        return key_of(min(row, key=lambda one: abs(one[0].center().x() - middle))[1])

    def top_of(self, area_id: int) -> float | None:
        """Where an area begins."""
        return next(
            (one.top for one in self.lines if one.line.heading and one.line.area.id == area_id),
            None,
        )
