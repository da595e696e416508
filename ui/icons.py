"""Line icons from the bundled set, tinted by the theme and crisp on every screen."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from ui import theme
from ui.theme import Tone


def icon(name: str, tone: Tone = Tone.PLAIN, side: int = 18) -> QIcon:
    """A tinted icon; `side` is its length at 中. Draw it anew when the theme changes."""
    look = theme.current()
    colours = look.colours
    return _tinted(name, colours.tone(tone), colours.disabled, look.px(side))


def picture(name: str, tone: Tone = Tone.PLAIN, side: int = 18, ratio: float = 1.0) -> QPixmap:
    """A tinted icon as a pixmap for painters and labels, for a screen of that pixel ratio."""
    look = theme.current()
    return _drawn(name, look.colours.tone(tone), look.px(side), ratio)


@cache
def _tinted(name: str, colour: str, disabled: str, side: int) -> QIcon:
    made = QIcon()
    for ratio in sorted({1.0, QGuiApplication.instance().devicePixelRatio()}):  # type: ignore[union-attr]
        made.addPixmap(_drawn(name, colour, side, ratio))
        made.addPixmap(_drawn(name, disabled, side, ratio), QIcon.Mode.Disabled)
    return made


@cache
def _drawn(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    pixels = max(1, round(side * ratio))
    renderer = _renderer(name, colour)
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
