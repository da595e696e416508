"""The marks that a Word file is made of: paragraphs, texts, tables; lengths in twips."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from docx.oxml.ns import nsmap, qn
from lxml import etree

from app.papers.model import Side

TWIPS_MM = 1440 / 25.4
"""A twip is a twentieth of a point."""

HEAD = "EDF3F4"
_SIDES = {Side.LEFT: "left", Side.MIDDLE: "center", Side.RIGHT: "right"}
_NEVER = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no room for."""

_WIDE = "\u2e80"
"""From here on a character is as wide as it is high."""

_QUOTES = "“”‘’…—·"
"""These are too, in a Chinese font."""


def mark(name: str, *inner: Any, **attributes: object) -> Any:
    """An element of the word-processing language with its attributes and content."""
    made = etree.Element(_named(name), nsmap={"w": nsmap["w"], "r": nsmap["r"]})
    for key, value in attributes.items():
        made.set(_named(key), str(value))
    made.extend(inner)
    return made


@cache
def _named(name: str) -> str:
    prefix, _, rest = name.rpartition("__")
    return qn(f"{prefix or 'w'}:{rest}")


def twips(mm: float) -> int:
    """A length in twips."""
    return round(mm * TWIPS_MM)


def width_of(words: str, points: float) -> float:
    """About how wide the longest line of a text is, in twips."""
    longest = max(words.split("\n"), key=len, default="")
    return 20 * points * sum(1.0 if sign >= _WIDE or sign in _QUOTES else 0.55 for sign in longest)


def fitting(words: str, points: float, wide: float, smallest: float) -> float:
    """The size in which a text stands on one line, not below a share of the size."""
    need = width_of(words, points) * 1.02
    return points if need <= wide else max(points * smallest, int(points * wide / need * 2) / 2)


def run(words: str, points: float | None = None, *, bold: bool = False) -> Any:
    """A text; line breaks and tabs stay what they are."""
    about = [mark("rStyle", val="Strong")] if bold else []
    # Quotation marks and dashes stand in both scripts: the hint gives them the Chinese font.
    about.append(mark("rFonts", hint="eastAsia"))
    if points is not None:
        about += _size(points)
    return mark("r", mark("rPr", *about), *_signs(words))


def _size(points: float) -> list[Any]:
    return [mark(name, val=round(points * 2)) for name in ("sz", "szCs")]


def _signs(words: str) -> Iterator[Any]:
    for piece in re.split(r"(\n|\t)", _NEVER.sub("", words.replace("\r\n", "\n"))):
        if piece == "\n":
            yield mark("br")
        elif piece == "\t":
            yield mark("tab")
        elif piece:
            made = mark("t")
            made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.text = piece
            yield made


def field(code: str, points: float | None = None) -> Iterator[Any]:
    """A number that the program that opens the file works out, such as that of the page."""
    for kind in ("begin", "code", "separate", "1", "end"):
        if kind == "code":
            made = mark("instrText")
            made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.text = f" {code} "
            empty = run("", points)
            empty.append(made)
            yield empty
        elif kind == "1":
            yield run(kind, points)
        else:
            empty = run("", points)
            empty.append(mark("fldChar", fldCharType=kind))
            yield empty


def paragraph(
    *inner: Any,
    style: str = "",
    side: Side = Side.LEFT,
    before: int = 0,
    after: int | None = None,
    exact: int = 0,
    left: int = 0,
    right: int = 0,
    first: float = 0.0,
    points: float | None = None,
    whole: bool = False,
    tabs: Sequence[Any] = (),
) -> Any:
    """A paragraph; `exact` is the height of its lines, `first` the points of its first indent.

    `points` is the size of its end, which counts for the height of its last line too; a `whole`
    one stands on one page.
    """
    about = []
    if style:
        about.append(mark("pStyle", val=style))
    if whole:
        about.append(mark("keepLines"))
    if tabs:
        about.append(mark("tabs", *tabs))
    if before or after is not None or exact:
        spacing: dict[str, object] = {"before": before, "after": after or 0}
        if exact:
            spacing |= {"line": exact, "lineRule": "exact"}
        about.append(mark("spacing", **spacing))
    if left or right:
        about.append(mark("ind", left=left, right=right))
    elif first:
        about.append(mark("ind", firstLineChars=200, firstLine=round(first * 40)))
    if side is not Side.LEFT:
        about.append(mark("jc", val=_SIDES[side]))
    if points is not None:
        about.append(mark("rPr", *_size(points)))
    return mark("p", mark("pPr", *about), *inner)


def spacer(height: int) -> Any:
    """Empty room, so high."""
    return paragraph(run("", 1), exact=max(20, height))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `span` columns wide."""

    content: str | Sequence[Any] = ""
    points: float | None = None
    bold: bool = False
    side: Side = Side.LEFT
    span: int = 1
    shade: str = ""
    bound: bool = False
    """Stays on the page of the next row."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `least` is its least height, `head` comes again on every page."""

    cells: Sequence[Cell]
    least: int = 0
    head: bool = False


def table(widths: Sequence[int], rows: Sequence[Row], *about: Any, style: str = "TableGrid") -> Any:
    """A table of fixed columns."""
    made = mark(
        "tbl",
        mark(
            "tblPr",
            mark("tblStyle", val=style),
            mark("tblW", w=sum(widths), type="dxa"),
            *about,
            mark("tblLayout", type="fixed"),
        ),
        mark("tblGrid", *(mark("gridCol", w=width) for width in widths)),
    )
    made.extend(_row(row, widths) for row in rows)
    return made


def _row(row: Row, widths: Sequence[int]) -> Any:
    about = [mark("cantSplit")]
    if row.least:
        about.append(mark("trHeight", val=row.least, hRule="atLeast"))
    if row.head:
        about.append(mark("tblHeader"))
    made = mark("tr", mark("trPr", *about))
    at = 0
    for cell in row.cells:
        made.append(_cell(cell, sum(widths[at : at + cell.span])))
        at += cell.span
    return made


def _cell(cell: Cell, width: int) -> Any:
    about = [mark("tcW", w=width, type="dxa")]
    if cell.span > 1:
        about.append(mark("gridSpan", val=cell.span))
    if cell.shade:
        about.append(mark("shd", val="clear", color="auto", fill=cell.shade))
    about.append(mark("vAlign", val="center"))
    made = mark("tc", mark("tcPr", *about))
    if not isinstance(cell.content, str):
        made.extend(cell.content)
        return made
    inner = [run(cell.content, cell.points, bold=cell.bold)] if cell.content else []
    made.append(paragraph(*inner, style="Cell", side=cell.side, points=cell.points))
    if cell.bound:
        bind(made)
    return made


def bind(element: Any) -> None:
    """Keep the last line of something on the page of what comes next."""
    rows = [element] if element.tag != _named("tbl") else list(element)[-1:]
    for row in rows:
        for about in row.iter(_named("pPr")):
            if about.find(_named("keepNext")) is None:
                style = about.find(_named("pStyle"))
                about.insert(0 if style is None else 1, mark("keepNext"))
