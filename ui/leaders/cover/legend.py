"""The legend of the coverage map: an entry for each state, which has it stand out on demand."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.leaders.cover_map import STATES, UNASSIGNED
from ui import theme
from ui.kit.legend import LegendEntry, Swatch
from ui.leaders.cover.paint import swatch
from ui.leaders.cover.style import screen_style

_WIDE = 24


def entries_of(counts: Counter[str]) -> list[LegendEntry]:
    """The entries of the states with their counts; what lies in no 楼组 only where there is any."""
    shown = [state for state in STATES if state != UNASSIGNED or counts[state]]
    return [
        LegendEntry(state, state, counts[state], "个", _swatch(state), wide=_WIDE)
        for state in shown
    ]  # fmt: skip


def _swatch(state: str) -> Swatch:
    def paint(painter: QPainter, place: QRect) -> None:
        swatch(painter, QRectF(place), state, screen_style(theme.current()))

    return paint
