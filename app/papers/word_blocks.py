"""The blocks of a sheet as paragraphs and tables of a Word file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docx.image.image import Image
from docx.parts.document import DocumentPart
from docx.shared import Emu

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
from app.papers.widths import fitted
from app.papers.word_marks import (
    HEAD,
    Cell,
    Row,
    bind,
    fitting,
    mark,
    paragraph,
    run,
    spacer,
    table,
    twips,
    width_of,
)

SOLEMN = "8C2F2B"
_PAD = 2 * 85
"""Room at both sides of a cell, as the style of tables says."""

_SAMPLE = 400  # rows that the widths are measured by
_BETWEEN = 120  # between a table and what follows
_SMALLEST = 0.45
_LARGE = 20.0  # points
_CUT = 240  # twips of a page that frames leave free, for their lines and what is between
_EMU = 635  # of a twip


@dataclass(frozen=True, slots=True)
class Room:
    """Where blocks stand: width and height in twips, the size of the text, the file."""

    wide: int
    high: int
    points: float
    part: DocumentPart


def marks_of(blocks: Sequence[Block], room: Room) -> list[Any]:
    """Paragraphs and tables of the blocks, in order."""
    found: list[Any] = []
    for at, block in enumerate(blocks):
        if found and isinstance(block, Signatures | Seal):
            bind(found[-1])  # nobody signs a page on which nothing stands
        if _apart(blocks[at - 1] if at else None, block):
            found.append(spacer(_BETWEEN))
        found += _marks(block, room)
    return found


def _apart(before: Block | None, block: Block) -> bool:
    """Whether room is wanted between two blocks; a form grows onto the form before it."""
    if isinstance(before, Frame):
        return isinstance(block, Grid | Facts | Signatures)
    grows = isinstance(before, Facts) and isinstance(block, Facts)
    return isinstance(before, Grid | Facts) and not grows and not isinstance(block, Gap)


def _marks(block: Block, room: Room) -> Iterator[Any]:
    match block:
        case Words():
            yield _words(block, room)
        case Grid():
            yield _grid(block, room)
        case Facts():
            yield from _facts(block, room)
        case Signatures():
            yield _signatures(block, room)
        case Seal():
            yield _seal(block, room)
        case Picture():
            yield from _picture(block, room)
        case Gap():
            yield spacer(twips(block.mm))
        case Frame():
            yield _frame(block, room)
            yield spacer(20)


def _words(block: Words, room: Room) -> Any:
    size = block.points or room.points
    if block.fit:
        size = fitting(block.text, size, room.wide, _SMALLEST)
    return paragraph(
        run(block.text, size, bold=block.bold),
        side=block.side,
        after=round(size * 5),
        # Fonts differ by half in the height of their lines: two signs are to fit onto a page.
        exact=round(size * 25) if size >= _LARGE else 0,
        first=size if block.indent else 0.0,
        points=size,
    )


def _grid(block: Grid, room: Room) -> Any:
    points = block.points or room.points
    least = twips(block.least)
    columns = len(block.header)
    rows = [Row([_head(words, points) for words in block.header], head=True)]
    for cells in block.rows:
        if len(cells) == 1 < columns:
            band = Cell(cells[0], points, bold=True, span=columns, shade=HEAD, bound=True)
            rows.append(Row([band]))
        else:
            rows.append(Row(_cells(block, cells, points), least))
    if block.total:
        rows.append(Row(_cells(block, block.total, points, bold=True), least))
    return table(_widths(block, points, room.wide), rows)


def _head(words: str, points: float) -> Cell:
    return Cell(words, points, bold=True, side=Side.MIDDLE, shade=HEAD)


def _cells(block: Grid, cells: Sequence[str], points: float, *, bold: bool = False) -> list[Cell]:
    return [
        Cell(
            words,
            points,
            bold,
            Side.RIGHT if at in block.right else Side.MIDDLE if at in block.middle else Side.LEFT,
        )
        for at, words in enumerate(cells)
    ]


def _widths(block: Grid, points: float, wide: int) -> list[int]:
    if block.shares:
        return [round(share * wide / sum(block.shares)) for share in block.shares]
    rows = [row for row in block.rows[:_SAMPLE] if len(row) == len(block.header)]
    if block.total:
        rows.append(block.total)
    natural = [
        max([width_of(heading, points), *(width_of(row[at], points) for row in rows)])
        + _PAD
        + 2 * points
        for at, heading in enumerate(block.header)
    ]
    return [int(width) for width in fitted(natural, wide, block.right)]


def _facts(block: Facts, room: Room) -> Iterator[Any]:
    """One table a form; a last line of fewer pairs has a wider value."""
    points = room.points
    label = round(
        max([width_of(words, points) for words, _ in block.pairs] + [80 * points]) + _PAD + 60
    )
    value = room.wide // block.across - label
    rows = []
    for start in range(0, len(block.pairs), block.across):
        some = block.pairs[start : start + block.across]
        cells: list[Cell] = []
        for at, (words, said) in enumerate(some, start=1):
            span = 1 if at < len(some) else 1 + 2 * (block.across - len(some))
            cells.append(Cell(words, points, side=Side.MIDDLE, shade=HEAD))
            cells.append(Cell(said, points, span=span))
        rows.append(Row(cells, twips(block.least)))
    if rows:
        yield table([label, value] * block.across, rows)


def _signatures(block: Signatures, room: Room) -> Any:
    each = room.wide // max(1, len(block.labels))
    cells = []
    for label in block.labels:
        line = mark("tab", val="right", leader="underscore", pos=each - _PAD - twips(5))
        words = run(f"{label}：\t", room.points)
        inner = [paragraph(words, style="Cell", tabs=[line], before=twips(6), points=room.points)]
        if block.dated:
            inner.append(
                paragraph(
                    run("年　　月　　日", room.points),
                    style="Cell",
                    side=Side.RIGHT,
                    before=120,
                    right=twips(5),
                    points=room.points,
                )
            )
        cells.append(Cell(inner))
    return table([each] * len(cells), [Row(cells)], style="TableNormal")


def _seal(block: Seal, room: Room) -> Any:
    """One paragraph, so that no page begins with the day alone."""
    said = chinese_day(block.on) if block.on else "年　　月　　日"
    points = room.points
    wide = max(width_of(block.office, points), width_of(said, points), twips(50))
    edge = round(40 * points)
    left = max(0, round(room.wide - wide - edge))
    words = run(f"{block.office}\n{said}", points)
    return paragraph(
        words, side=Side.MIDDLE, before=twips(12), left=left, right=edge, points=points, whole=True
    )


def chinese_day(day: dt.date) -> str:
    """2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _picture(block: Picture, room: Room) -> Iterator[Any]:
    """Not higher than half the page, so that a chart stays with its table."""
    image = Image.from_blob(block.png)
    wide = room.wide * block.share
    high = min(wide * image.px_height / image.px_width, room.high * 0.5)
    wide = high * image.px_width / image.px_height
    inline = room.part.new_pic_inline(
        io.BytesIO(block.png), Emu(round(wide * _EMU)), Emu(round(high * _EMU))
    )
    inline.docPr.set("descr", block.caption or "图")
    drawn = run("")
    drawn.append(mark("drawing", inline))
    made = paragraph(drawn, side=Side.MIDDLE, before=twips(4), after=60)
    yield made
    if block.caption:
        bind(made)
        yield paragraph(run(block.caption, room.points * 0.85), style="Caption", after=60)


def _frame(block: Frame, room: Room) -> Any:
    margin, pad = twips(4), twips(9 if block.double else 5)
    wide = room.wide - 2 * margin
    inner = marks_of(block.blocks, replace(room, wide=wide - 2 * pad))
    if not inner or inner[-1].tag != mark("p").tag:
        inner.append(spacer(20))  # a cell ends in a paragraph
    line = (
        {"val": "double", "sz": 12, "space": 0, "color": SOLEMN}
        if block.double
        else {"val": "single", "sz": 8, "space": 0, "color": "auto"}
    )
    sides = ("top", "left", "bottom", "right")
    edge = mark("tblBorders", *(mark(side, **line) for side in sides))
    room_inside = mark(
        "tblCellMar",
        *(
            mark(side, w=pad if side in ("left", "right") else twips(4), type="dxa")
            for side in sides
        ),
    )
    made = table(
        [wide],
        [Row([Cell(inner)], least=int(room.high * block.share) - _CUT)],
        mark("jc", val="center"),
        edge,
        style="TableNormal",
    )
    made[0].append(room_inside)
    return made
