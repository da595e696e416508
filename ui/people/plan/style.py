"""What a 楼栋图 is drawn with: colours and hatches of the bands, fonts, the steps of the zoom.

A band is told by tone and hatch together, so that it is read on grey paper too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontInfo, QFontMetrics

from app.people.drawing.shades import Shade
from ui.theme import Colours, Look, Size, Theme, Type
from ui.theme import look as looks

_BLOCKS = (
    (4, 4),
    (6, 6),
    (8, 6),
    (10, 8),
    (12, 8),
    (14, 10),
    (16, 12),
    (20, 14),
    (24, 16),
    (30, 18),
)
"""Doors without words, far away: width and height in pixels, the gap to the next among them."""

_HATCH = {
    Shade.UNKNOWN: Qt.BrushStyle.FDiagPattern,
    Shade.EMPTY: Qt.BrushStyle.Dense6Pattern,
    Shade.WARN: Qt.BrushStyle.BDiagPattern,
    Shade.BAD: Qt.BrushStyle.DiagCrossPattern,
}


@dataclass(frozen=True)
class Coat:
    """How a band looks: `block` far away, `ground` under words; `hatch` goes over both."""

    block: QBrush
    ground: QBrush
    hatch: QBrush | None
    ink: QColor
    edge: QColor | None


@dataclass(frozen=True)
class Step:
    """One step of the zoom, in pixels: a door with the gap to the next, and what is written.

    `marks` allows numbers of floors at the left of a building where there is room for them.
    """

    wide: int
    high: int
    gap: int
    rooms: bool = False
    heads: bool = False
    marks: bool = True

    @property
    def strip(self) -> int:
        """The width of the coloured strip at the left of a door with words."""
        return 5 if self.heads else 4

    @property
    def unit_gap(self) -> int:
        """Between two units of a building."""
        return max(2, self.wide // 5 // 2 * 2)

    @property
    def pad(self) -> int:
        """Between the wall and the first door."""
        return 2 if self.wide < 10 else 4

    @property
    def between(self) -> int:
        """Between two buildings."""
        return min(28, max(10, self.wide // 2 // 2 * 2))


@dataclass(frozen=True)
class Style:
    """Everything a painter needs, made once for a look; fonts are in pixels of a 96 dpi screen."""

    colours: Colours
    coats: dict[Shade, Coat]
    dim: Coat
    strong: QFont
    plain: QFont
    small: QFont
    steps: tuple[Step, ...]

    @property
    def line(self) -> int:
        """The height of a line of small words."""
        return measure(self.small).height()

    def coat(self, shade: Shade) -> Coat:
        """The coat of a band."""
        return self.coats[shade]


@lru_cache(maxsize=32)
def _metrics(family: str, pixels: int, bold: bool) -> QFontMetrics:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return QFontMetrics(font)


def measure(font: QFont) -> QFontMetrics:
    """The metrics of a font of a style, kept."""
    return _metrics(font.family(), font.pixelSize(), font.bold())


@lru_cache(maxsize=8192)
def _wide(family: str, pixels: int, bold: bool, text: str) -> int:
    return _metrics(family, pixels, bold).horizontalAdvance(text)


def wide(font: QFont, text: str) -> int:
    """How wide a text is in a font of a style."""
    return _wide(font.family(), font.pixelSize(), font.bold(), text)


@lru_cache(maxsize=8)
def style_of(look: Look) -> Style:
    """The style of a look."""
    colours = look.colours
    small = _font(look, Type.CAPTION)
    plain = _font(look, Type.CELL)
    strong = _font(look, Type.STRONG)
    return Style(
        colours,
        {shade: _coat(shade, colours) for shade in Shade},
        _dim(colours),
        strong,
        plain,
        small,
        _steps(small, plain),
    )


@lru_cache(maxsize=1)
def paper_style() -> Style:
    """The style on paper and in pictures that leave the program: light, whatever the theme."""
    from ui import fonts

    return style_of(looks.make(Theme.LIGHT, Size.MEDIUM, fonts.load()))


def _font(look: Look, step: Type) -> QFont:
    font = look.font(step)
    made = QFont(font.family())
    made.setPixelSize(QFontInfo(font).pixelSize())
    made.setBold(font.bold())
    return made


def _steps(small: QFont, plain: QFont) -> tuple[Step, ...]:
    far = [Step(wide, high, 1 if wide < 10 else 2) for wide, high in _BLOCKS]
    line = measure(small).height()
    room = _even(wide(small, "1203") + 14)
    near = [Step(_even(room * by), _even(line + more), 2, rooms=True) for by, more in _ROOMS]
    name = _even(wide(plain, "欧阳建国") + 18)
    both = _even(line + measure(plain).height() + 8)
    close = [
        Step(_even(name * by), _even(both * high), 3, rooms=True, heads=True) for by, high in _HEADS
    ]
    least = near[0].wide
    return (*(step for step in far if step.wide < least), *near, *close)


_ROOMS = ((1.0, 4), (1.25, 8))
_HEADS = ((1.0, 1.0), (1.25, 1.05), (1.6, 1.2))


def _even(length: float) -> int:
    # Even lengths stay whole pixels on screens of 150 %.
    return round(length / 2) * 2


def mixed(one: str, two: str, share: float) -> QColor:
    """A colour between two; `share` of the second."""
    first, second = QColor(one), QColor(two)
    parts: Sequence[tuple[int, int]] = (
        (first.red(), second.red()),
        (first.green(), second.green()),
        (first.blue(), second.blue()),
    )
    return QColor(*(round(a + (b - a) * share) for a, b in parts))


def roof_of(colours: Colours) -> QColor:
    """The grey of roofs, of the ground and of quiet hatches."""
    return mixed(colours.edge, colours.muted, 0.4)


def _coat(shade: Shade, colours: Colours) -> Coat:
    block, ground, edge = _tones(shade, colours)
    hatch = None
    if shade in _HATCH:
        dark = shade in (Shade.BAD, Shade.WARN)
        on = QColor(colours.surface) if dark else roof_of(colours)
        hatch = QBrush(on, _HATCH[shade])
    return Coat(QBrush(block), QBrush(ground), hatch, QColor(colours.ink), edge)


def _tones(shade: Shade, colours: Colours) -> tuple[QColor, QColor, QColor | None]:
    """The colour far away, the ground under words, the edge of a door that has hardly a colour."""
    edge = QColor(colours.edge)
    plain = QColor(colours.surface)
    pairs: dict[Shade, tuple[QColor, QColor, QColor | None]] = {
        Shade.NOBODY: (plain, plain, edge),
        Shade.UNKNOWN: (plain, plain, edge),
        Shade.EMPTY: (QColor(colours.sunken), QColor(colours.sunken), edge),
        Shade.NONE: (
            mixed(colours.edge, colours.surface, 0.35), QColor(colours.sunken), None
        ),
        Shade.SOME: (mixed(colours.soft, colours.primary, 0.3), QColor(colours.softer), None),
        Shade.MORE: (mixed(colours.soft, colours.primary, 0.65), QColor(colours.soft), None),
        Shade.MOST: (QColor(colours.primary), QColor(colours.range), None),
        Shade.EVEN: (mixed(colours.edge, colours.muted, 0.2), QColor(colours.sunken), None),
        Shade.GOOD: (QColor(colours.green), QColor(colours.green_soft), None),
        Shade.WARN: (QColor(colours.amber), QColor(colours.amber_soft), None),
        Shade.BAD: (QColor(colours.red), QColor(colours.red_soft), None),
    }  # fmt: skip
    return pairs[shade]


def _dim(colours: Colours) -> Coat:
    ground = QBrush(mixed(colours.line, colours.surface, 0.4))
    return Coat(ground, QBrush(QColor(colours.surface)), None, QColor(colours.disabled), None)
