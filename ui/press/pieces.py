"""Blocks as pieces that are never parted between two pages: rows, lines, signatures, frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTextLayout, QTextOption

from app.papers.model import (
    Block,
    Facts,
    Frame,
    Gap,
    Grid,
    Picture,
    Seal,
    Side,
    Signatures,
    Words,
)
from ui.press import tables
from ui.press.ink import GREY, LEFT, MIDDLE, RIGHT, RULE, SOLEMN, UPRIGHT, Ink, Piece, Strip

_SIDES = {Side.LEFT: LEFT, Side.MIDDLE: MIDDLE, Side.RIGHT: RIGHT}
_SEAL_ROOM = 34.0  # mm: a round seal has 42 mm and lies half over the name
_WITH_SEAL = 5
"""Pieces that stay with a seal: nobody signs a page on which nothing stands."""

_SMALLEST = 0.45  # to which share a text is made smaller to fit
_AFTER, _BETWEEN = 0.4, 0.22  # lines of room after a paragraph and between its lines
_APART = 2.5  # mm between a table and what follows


def pieces_of(
    blocks: Sequence[Block], ink: Ink, strip: Strip, points: float, room: float
) -> list[Piece]:
    """The pieces of blocks in a strip; `room` is the height of a page."""
    found: list[Piece] = []
    before: Block | None = None
    for block in blocks:
        if _apart(before, block):
            found.append(_gap(_APART, ink))
        if isinstance(block, Signatures | Seal):
            for piece in found[-_WITH_SEAL:]:
                piece.bound = True
        found += _pieces(block, ink, strip, points, room)
        before = block
    return found


def _pieces(block: Block, ink: Ink, strip: Strip, points: float, room: float) -> list[Piece]:
    match block:
        case Grid():
            return tables.grid(block, ink, strip, points, room)
        case Facts():
            return tables.facts(block, ink, strip, points)
        case Words():
            return list(_words(block, ink, strip, points))
        case Signatures():
            return [_signatures(block, ink, strip, points)]
        case Seal():
            return [_seal(block, ink, strip, points)]
        case Picture():
            return [_picture(block, ink, strip, points)]
        case Gap():
            return [_gap(block.mm, ink)]
        case Frame():
            return [_frame(block, ink, strip, points, room)]


def _gap(mm: float, ink: Ink) -> Piece:
    return Piece(mm * ink.mm, lambda _top: None, loose=True)


def _apart(before: Block | None, block: Block) -> bool:
    """Whether room is wanted between two blocks; a form grows onto the form before it."""
    grows = isinstance(before, Facts) and isinstance(block, Facts)
    return isinstance(before, Grid | Facts) and not grows and not isinstance(block, Gap)


def _words(block: Words, ink: Ink, strip: Strip, points: float) -> Iterator[Piece]:
    size = block.points or points
    if block.fit:
        size = fitting(block.text, ink, strip.wide, size, bold=block.bold)
    high = ink.metrics(size, bold=block.bold).lineSpacing()
    lines = [
        line
        for part in block.text.split("\n")
        for line in _lines(f"　　{part}" if block.indent else part, ink, strip.wide, size, block)
    ]
    room = ink.line(min(size, points))  # words as large as those of a sign need no more
    for at, words in enumerate(lines):
        after = 0.0 if block.fit else (_AFTER if at == len(lines) - 1 else _BETWEEN) * room
        yield Piece(high + after, _line_painter(block, words, high, ink, strip, size))


def _lines(text: str, ink: Ink, wide: float, size: float, block: Words) -> list[str]:
    """A text as it is parted into lines: no comma begins one, as the rules of typesetting say."""
    layout = QTextLayout(text, ink.font(size, bold=block.bold), ink.device)
    option = QTextOption(_SIDES[block.side])
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    units = text.encode("utf-16-le")  # Qt counts so
    layout.beginLayout()
    found = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(wide)
        start = 2 * line.textStart()
        found.append(units[start : start + 2 * line.textLength()].decode("utf-16-le"))
    layout.endLayout()
    return found or [""]


def _line_painter(
    block: Words, words: str, high: float, ink: Ink, strip: Strip, size: float
) -> Callable[[float], None]:
    def paint(top: float) -> None:
        box = QRectF(strip.left, top, strip.wide, high)
        flags = _SIDES[block.side] | UPRIGHT | Qt.TextFlag.TextDontClip
        ink.write(box, flags, words, size, bold=block.bold)

    return paint


def fitting(words: str, ink: Ink, wide: float, size: float, *, bold: bool = False) -> float:
    """The size in which a text stands on one line, not below a bearable share of the size."""
    need = ink.metrics(size, bold=bold).horizontalAdvance(words)
    if need <= wide:
        return size
    return max(size * _SMALLEST, int(size * wide / need * 0.99 * 10) / 10)


def _signatures(block: Signatures, ink: Ink, strip: Strip, points: float) -> Piece:
    line = ink.line(points)
    each = strip.wide / max(1, len(block.labels))
    gap, before = 6 * ink.mm, 6 * ink.mm
    high = before + line * (3.4 if block.dated else 1.6)

    def paint(top: float) -> None:
        for at, label in enumerate(block.labels):
            left, wide = strip.left + at * each, each - gap
            words = f"{label}："
            need = ink.metrics(points).horizontalAdvance(words)
            top_of = top + before
            ink.write(QRectF(left, top_of, need + 1, line), LEFT | UPRIGHT, words, points)
            foot = top_of + line * 1.05
            ink.rule(left + need, foot, left + wide, foot)
            if block.dated:
                box = QRectF(left, top_of + line * 1.8, wide, line)
                ink.write(box, RIGHT | UPRIGHT, "年　　月　　日", points)

    return Piece(high, paint)


def _seal(block: Seal, ink: Ink, strip: Strip, points: float) -> Piece:
    line = ink.line(points)
    before = 10 * ink.mm
    high = max(before + 2.6 * line, _SEAL_ROOM * ink.mm)
    said = chinese_day(block.on) if block.on else "年　　月　　日"
    metrics = ink.metrics(points)
    wide = max(
        metrics.horizontalAdvance(block.office), metrics.horizontalAdvance(said), 50 * ink.mm
    )
    left = strip.left + strip.wide - wide - 2 * points / 72 * 25.4 * ink.mm

    def paint(top: float) -> None:
        for at, words in enumerate((block.office, said)):
            box = QRectF(left, top + before + at * 1.4 * line, wide, line)
            ink.write(box, MIDDLE | UPRIGHT | Qt.TextFlag.TextDontClip, words, points)

    return Piece(high, paint)


def chinese_day(day: dt.date) -> str:
    """2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _picture(block: Picture, ink: Ink, strip: Strip, points: float) -> Piece:
    image = QImage.fromData(block.png)
    gap, line = 4 * ink.mm, ink.line(points)
    wide = strip.wide * block.share
    if image.isNull():
        return Piece(0, lambda _top: None)
    high = min(wide * image.height() / image.width(), ink.high * 0.5)
    wide = high * image.width() / image.height()

    def paint(top: float) -> None:
        spot = QRectF(strip.left + (strip.wide - wide) / 2, top + gap, wide, high)
        ink.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ink.painter.drawImage(spot, image)
        if block.caption:
            box = QRectF(strip.left, top + gap + high, strip.wide, line)
            ink.write(box, MIDDLE | UPRIGHT, block.caption, points, colour=GREY)

    return Piece(high + gap + (1.4 * line if block.caption else 0), paint)


def _frame(block: Frame, ink: Ink, strip: Strip, points: float, room: float) -> Piece:
    margin = (4 if block.share else 0) * ink.mm
    pad = (8 if block.double else 5) * ink.mm
    inner = pieces_of(block.blocks, ink, strip.within(margin + pad), points, room)
    content = sum(piece.high for piece in inner)
    high = max(room * block.share - 1, content + 2 * (margin + pad))
    cut = block.share > 0

    def paint(top: float) -> None:
        if cut and top > 1:
            pen = QPen(QColor(GREY), 0.15 * ink.mm, Qt.PenStyle.DashLine)
            ink.painter.setPen(pen)
            ink.painter.drawLine(QPointF(0, top), QPointF(ink.wide, top))
        edge = QRectF(strip.left, top, strip.wide, high)
        edge.adjust(margin, margin, -margin, -margin)
        frame(ink, edge, double=block.double)
        at = top + max(margin + pad, (high - content) / 2)
        for piece in inner:
            piece.paint(at)
            at += piece.high

    return Piece(high, paint)


def frame(ink: Ink, edge: QRectF, *, double: bool) -> None:
    """The frame along an edge: plain, or the double one of something solemn."""
    ink.painter.setBrush(Qt.BrushStyle.NoBrush)
    if not double:
        ink.box(edge, 0.35, RULE)
        return
    inset = 2.4 * ink.mm
    ink.box(edge, 1.3, SOLEMN)
    inner = edge.adjusted(inset, inset, -inset, -inset)
    ink.box(inner, 0.35, SOLEMN)
    # Small squares close the corners, as on printed letters of appointment.
    small = 3.2 * ink.mm
    for x in (inner.left(), inner.right() - small):
        for y in (inner.top(), inner.bottom() - small):
            ink.box(QRectF(x, y, small, small), 0.35, SOLEMN)
