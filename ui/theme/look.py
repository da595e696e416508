"""The look in force: colours, the font and every length, scaled together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QColor, QFont, QFontInfo

from ui.theme.tokens import COLOURS, Colours, Size, Theme, Tone

_BASE_PIXELS = 14.0  # 10.5 points at 96 dpi: what all lengths in the code are meant for


class Type(StrEnum):
    """The steps of the type scale."""

    CAPTION = "caption"
    CELL = "cell"
    BODY = "body"
    STRONG = "strong"
    TITLE = "title"
    FIGURE = "figure"


_STEPS: dict[Type, tuple[float, bool]] = {
    Type.CAPTION: (9.0 / 10.5, False),
    Type.CELL: (10.0 / 10.5, False),
    Type.BODY: (1.0, False),
    Type.STRONG: (1.0, True),
    Type.TITLE: (13.0 / 10.5, True),
    Type.FIGURE: (19.5 / 10.5, True),
}


@dataclass(frozen=True)
class Look:
    """A theme at a size; lengths are written for 中 on a 96 dpi screen and scaled by `px`."""

    theme: Theme
    size: Size
    family: str
    scale: float

    @property
    def colours(self) -> Colours:
        """The colours of the theme."""
        return COLOURS[self.theme]

    def px(self, length: float) -> int:
        """A length in device-independent pixels at this size."""
        return max(1, round(length * self.scale)) if length > 0 else 0

    def points(self, step: Type = Type.BODY) -> float:
        """The font size of a step in points."""
        return round(self.size.points * _STEPS[step][0] * 2) / 2

    def font(self, step: Type = Type.BODY) -> QFont:
        """The font of a step."""
        font = QFont(self.family)
        font.setPointSizeF(self.points(step))
        if _STEPS[step][1]:
            font.setBold(True)
        return font

    def colour(self, tone: Tone = Tone.PLAIN) -> QColor:
        """The colour of text and icons of a tone."""
        return QColor(self.colours.tone(tone))


def make(theme: Theme, size: Size, family: str) -> Look:
    """A look whose lengths fit the font as this screen draws it."""
    font = QFont(family)
    font.setPointSizeF(size.points)
    return Look(theme, size, family, QFontInfo(font).pixelSize() / _BASE_PIXELS)
