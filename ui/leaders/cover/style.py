"""What the coverage map is drawn with: fonts, lengths, and a coat for every state.

A state is told by ground, by the pattern of its strip or frame, and by a word, so that it is
read on grey paper too. On paper all lengths are in tenths of a point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from app.leaders.cover_map import SEVERAL, STATES, UNASSIGNED, VACANT
from app.leaders.rules import EXPIRED, EXPIRING, SERVING
from ui import fonts
from ui.theme import Colours, Look, Type
from ui.theme.tokens import LIGHT

POINT = 10.0
"""Units of paper in a point."""

NAME_POINTS, SMALL_POINTS, HEAD_POINTS = 10.0, 8.0, 11.5
"""Sizes of text on paper at the least; the names of leaders are read from a step away."""


class Weave(StrEnum):
    """The pattern of a strip."""

    PLAIN = "plain"
    DOTS = "dots"
    SLANT = "slant"
    CROSS = "cross"
    NONE = "none"


@dataclass(frozen=True)
class Coat:
    """How a state looks; `dashed` frames stand around an empty place."""

    strip: QColor
    ground: QColor
    ink: QColor
    weave: Weave
    dashed: bool = False


@dataclass(frozen=True)
class Style:
    """Fonts and lengths in the units of a device; `wide` and `high` are those of a cell."""

    colours: Colours
    coats: dict[str, Coat]
    name: QFont
    small: QFont
    head: QFont
    wide: float
    high: float
    strip: float
    gap: float
    between: float
    hair: float
    pad: float

    @property
    def head_high(self) -> float:
        """The line with the name of a 小区."""
        return measure(self.head).height() + 2 * self.pad

    @property
    def title_high(self) -> float:
        """The line with the name of a building."""
        return measure(self.small).height()

    @property
    def row_high(self) -> float:
        """A row of cells with the room below it."""
        return self.high + self.gap


@lru_cache(maxsize=64)
def _metrics(family: str, pixels: int, bold: bool) -> QFontMetricsF:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return QFontMetricsF(font)


def measure(font: QFont) -> QFontMetricsF:
    """The metrics of a font of a style, kept."""
    return _metrics(font.family(), font.pixelSize(), font.bold())


@lru_cache(maxsize=16384)
def _advance(family: str, pixels: int, bold: bool, words: str) -> float:
    return _metrics(family, pixels, bold).horizontalAdvance(words)


def broad(font: QFont, words: str) -> float:
    """How wide words are in a font of a style."""
    return _advance(font.family(), font.pixelSize(), font.bold(), words)


@lru_cache(maxsize=8)
def screen_style(look: Look) -> Style:
    """The style of a look, in pixels."""

    def font(step: Type, *, bold: bool = False) -> QFont:
        return _font(look.font(step).family(), look.points(step) * 96 / 72, bold=bold)

    small, name = font(Type.CAPTION), font(Type.CELL, bold=True)
    return _style(look.colours, small, name, font(Type.STRONG, bold=True), look.px)


@lru_cache(maxsize=32)
def paper_style(scale: float = 1.0) -> Style:
    """The style on paper, light whatever the theme; `scale` 1 is the smallest that is read."""
    family = fonts.load()

    def font(points: float, *, bold: bool = False) -> QFont:
        return _font(family, points * POINT * scale, bold=bold)

    def length(pixels: float) -> float:
        return pixels * 0.68 * POINT * scale

    small, name = font(SMALL_POINTS), font(NAME_POINTS, bold=True)
    return _style(LIGHT, small, name, font(HEAD_POINTS, bold=True), length)


def _style(
    colours: Colours, small: QFont, name: QFont, head: QFont, length: Callable[[float], float]
) -> Style:
    lines = measure(small).height() + measure(name).height()
    return Style(
        colours,
        {state: _coat(state, colours) for state in STATES},
        name,
        small,
        head,
        wide=length(94),
        high=lines + length(4),
        strip=length(6),
        gap=length(6),
        between=length(10),
        hair=length(1),
        pad=length(3),
    )


def _font(family: str, pixels: float, *, bold: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(max(1, round(pixels)))
    font.setBold(bold)
    return font


def _coat(state: str, colours: Colours) -> Coat:
    ink = QColor(colours.ink)
    surface = QColor(colours.surface)
    return {
        SERVING: Coat(QColor(colours.green), surface, ink, Weave.PLAIN),
        SEVERAL: Coat(QColor(colours.primary), QColor(colours.soft), ink, Weave.DOTS),
        EXPIRING: Coat(QColor(colours.amber), QColor(colours.amber_soft), ink, Weave.SLANT),
        EXPIRED: Coat(QColor(colours.red), QColor(colours.red_soft), ink, Weave.CROSS),
        VACANT: Coat(
            QColor(colours.red), surface, QColor(colours.red_ink), Weave.NONE, dashed=True
        ),
        UNASSIGNED: Coat(
            QColor(colours.edge), QColor(colours.sunken), QColor(colours.muted), Weave.NONE
        ),
    }[state]
