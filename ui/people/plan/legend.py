"""The legend of a 楼栋图: an entry for each band, which shows only its doors on demand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.people.drawing.compound import Band
from ui import theme
from ui.kit.legend import LegendEntry, Swatch
from ui.people.plan.paint import swatch
from ui.people.plan.style import style_of

_WIDE = 16


def entries_of(bands: Sequence[Band]) -> list[LegendEntry]:
    """The entries of the bands of a drawing, by their place in it."""
    return [
        LegendEntry(at, band.words, band.doors, "套", _swatch(band), wide=_WIDE)
        for at, band in enumerate(bands)
    ]


def _swatch(band: Band) -> Swatch:
    def paint(painter: QPainter, place: QRect) -> None:
        coat = style_of(theme.current()).coat(band.shade)
        swatch(painter, place, coat)
        painter.setPen(coat.edge or coat.block.color())
        painter.drawRect(place.adjusted(0, 0, -1, -1))

    return paint
