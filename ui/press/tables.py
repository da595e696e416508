"""Tables and ruled forms as pieces, one a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLineF, QRectF

from app.papers.model import Facts, Grid
from app.papers.widths import fitted
from ui.press.ink import (
    HEAD,
    LEFT,
    MIDDLE,
    RIGHT,
    RULE,
    UPRIGHT,
    WRAPPED,
    Ink,
    Piece,
    Strip,
)

PAD = 1.6  # millimetres inside a cell
_TIGHT = 0.8  # above and below the text in long lists
_SAMPLE = 400  # rows that the widths are measured by


class _Table:
    """A grid with its widths, in units of the device."""

    def __init__(self, block: Grid, ink: Ink, strip: Strip, points: float, room: float) -> None:
        self.block = block
        self.ink = ink
        self.strip = strip
        self.points = block.points or points
        self.room = room
        self.pad = PAD * ink.mm
        self.rise = (_TIGHT if block.tight else PAD) * ink.mm
        self.line = ink.line(self.points)
        self.widths = self._widths()
        self.flags = [
            (RIGHT if at in block.right else MIDDLE if at in block.middle else LEFT)
            | UPRIGHT
            | WRAPPED
            for at in range(len(self.widths))
        ]

    def _widths(self) -> list[float]:
        block, wide = self.block, self.strip.wide
        if block.shares:
            total = sum(block.shares)
            return [share * wide / total for share in block.shares]
        rows = [row for row in block.rows[:_SAMPLE] if len(row) == len(block.header)]
        ink, points = self.ink, self.points
        natural = [
            max(
                ink.advance(heading, points, bold=True),
                ink.advance(block.total[at], points, bold=True) if block.total else 0.0,
                *(ink.advance(row[at], points) for row in rows),
                0.0,
            )
            + (2 * PAD + 1) * self.ink.mm
            for at, heading in enumerate(block.header)
        ]
        return fitted(natural, wide, block.right)

    def pieces(self) -> list[Piece]:
        """The header, the rows, the total."""
        block = self.block
        head = self._piece(block.header, bold=True, filled=HEAD, least=0.0)
        head.bound = True
        made = [head]
        for row in block.rows:
            if len(row) == 1 < len(block.header):
                piece = self._band(row[0])
            else:
                piece = self._piece(row, least=block.least)
            piece.head = head
            made.append(piece)
        if block.total:
            if block.rows:
                made[-1].bound = True
            total = self._piece(block.total, bold=True, least=block.least)
            total.head = head
            made.append(total)
        return made

    def _band(self, words: str) -> Piece:
        high = self.line + 2 * self.rise

        def paint(top: float) -> None:
            box = QRectF(self.strip.left, top, sum(self.widths), high)
            self.ink.box(box, filled=HEAD)
            inside = box.adjusted(self.pad, 0, -self.pad, 0)
            self.ink.write(inside, LEFT | UPRIGHT, words, self.points, bold=True)

        return Piece(high, paint, bound=True)

    def _piece(
        self, cells: Sequence[str], *, least: float, bold: bool = False, filled: str = ""
    ) -> Piece:
        high = max(self._height(cells, bold=bold), least * self.ink.mm)
        return Piece(high, self._painter(cells, high, bold=bold, filled=filled))

    def _height(self, cells: Sequence[str], *, bold: bool) -> float:
        lines = max(
            (
                self.ink.lines(words, width - 2 * self.pad, self.points, bold=bold)
                for words, width in zip(cells, self.widths, strict=True)
            ),
            default=1,
        )
        most = self.block.lines or max(1, int(self.room * 0.6 / self.line))
        return min(lines, most) * self.line + 2 * self.rise

    def _painter(
        self, cells: Sequence[str], high: float, *, bold: bool, filled: str
    ) -> Callable[[float], None]:
        ink, pad, wide = self.ink, self.pad, sum(self.widths)

        def paint(top: float) -> None:
            row = QRectF(self.strip.left, top, wide, high)
            ink.box(row, filled=filled)
            left = row.left()
            for width in self.widths:
                if left > row.left():
                    ink.painter.drawLine(QLineF(left, top, left, top + high))
                left += width
            left = row.left()
            for words, width, flags in zip(cells, self.widths, self.flags, strict=True):
                if words:
                    box = QRectF(left + pad, top, width - 2 * pad, high)
                    ink.write(box, flags, words, self.points, bold=bold)
                left += width

        return paint


def grid(block: Grid, ink: Ink, strip: Strip, points: float, room: float) -> list[Piece]:
    """The rows of a table; `room` is the height of a page."""
    return _Table(block, ink, strip, points, room).pieces()


def facts(block: Facts, ink: Ink, strip: Strip, points: float) -> list[Piece]:
    """The lines of a ruled form."""
    pad, line = PAD * ink.mm, ink.line(points)
    label = max(
        [ink.metrics(points).horizontalAdvance(words) for words, _ in block.pairs]
        + [4 * points / 72 * 25.4 * ink.mm]
    ) + 2 * pad + ink.mm  # fmt: skip
    made = []
    for start in range(0, len(block.pairs), block.across):
        some = block.pairs[start : start + block.across]
        each = strip.wide / block.across
        widths = [each - label] * len(some)
        # A last pair that stands alone takes the rest of the line.
        widths[-1] += each * (block.across - len(some))
        lines = max(
            ink.lines(value, width - 2 * pad, points)
            for (_, value), width in zip(some, widths, strict=True)
        )
        high = max(lines * line + 2 * pad, block.least * ink.mm)
        made.append(Piece(high, _form_painter(some, label, widths, high, ink, strip, points)))
    return made


def _form_painter(
    some: Sequence[tuple[str, str]],
    label: float,
    widths: Sequence[float],
    high: float,
    ink: Ink,
    strip: Strip,
    points: float,
) -> Callable[[float], None]:
    pad = PAD * ink.mm

    def paint(top: float) -> None:
        left = strip.left
        for (words, value), width in zip(some, widths, strict=True):
            box = QRectF(left, top, label, high)
            ink.box(box, 0.25, RULE, filled=HEAD)
            ink.write(box, MIDDLE | UPRIGHT, words, points)
            box = QRectF(left + label, top, width, high)
            ink.box(box, 0.25, RULE)
            if value:
                inside = box.adjusted(pad, 0, -pad, 0)
                ink.write(inside, LEFT | UPRIGHT | WRAPPED, value, points)
            left += label + width

    return paint
