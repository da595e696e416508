"""A sheet as a sequence of blocks: painted for the printer and PDF, written as Word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

BODY = 12.0
"""Points of ordinary text; what is put up for the public wants `PUBLIC`."""

PUBLIC = 14.0


class Side(StrEnum):
    """Where a text stands on its line."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `indent` begins it with two characters of room, as letters do.

    `points` None takes the size of the sheet; `fit` makes it smaller as far as one line asks.
    """

    text: str
    points: float | None = None
    bold: bool = False
    side: Side = Side.LEFT
    indent: bool = False
    fit: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose header comes again on every page.

    A row of one text is a heading across all columns. `shares` are widths in proportion, by
    content unless given; `right` and `middle` are columns with their text there. `least` is the
    least height of a row in mm, for writing by hand; `lines` the most lines of a row, of which
    0 sets none. `total` stands below the rows, in bold; `tight` rows suit long lists.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: tuple[float, ...] = ()
    right: frozenset[int] = frozenset()
    points: float | None = None
    least: float = 0.0
    middle: frozenset[int] = frozenset()
    lines: int = 0
    total: Sequence[str] = ()
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of label and value in a ruled form, so many pairs on a line.

    `least` is the least height of a line in mm. A form that follows another grows onto it.
    """

    pairs: Sequence[tuple[str, str]]
    across: int = 2
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, side by side: 移交人、接收人、监交人; with a place for the date each."""

    labels: Sequence[str]
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Seal:
    """Who issues the sheet and when, at the right below the text, with room for the seal."""

    office: str
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, so wide in shares of the text."""

    png: bytes
    share: float = 1.0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty room, in mm."""

    mm: float = 4.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Blocks in a frame, as high as a share of the page; cut apart after printing.

    With a `share` of 0 it is as high as what stands in it, and never parted between pages.

    `double` is the frame of something solemn, such as a sign for a door.
    """

    blocks: Sequence[Words | Grid | Facts | Signatures | Seal | Picture | Gap]
    share: float = 0.5
    double: bool = False


Block = Words | Grid | Facts | Signatures | Seal | Picture | Gap | Frame


@dataclass(frozen=True)
class Sheet:
    """One sheet; a longer one runs over several pages, numbered within the sheet.

    `under` stands at the right below the title (a period, a number), `office` at the left.
    `numbered` sheets have page numbers and the day of printing at the foot. `framed` draws a
    double frame round the page, for letters of appointment. `large` is A3, else A4. Without
    `heading` the title is only the name of the sheet: what it says stands in its blocks.
    """

    title: str
    blocks: Sequence[Block]
    office: str = ""
    under: str = ""
    foot: str = ""
    points: float = BODY
    landscape: bool = False
    large: bool = False
    numbered: bool = True
    framed: bool = False
    heading: bool = True
