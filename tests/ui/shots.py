"""Pictures of windows, for looking at them and for comparing them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


def shot(widget: QWidget, path: Path) -> Path:
    """Save a widget as it looks to a PNG file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path)):
        raise OSError(f"could not write {path}")
    return path


def picture(widget: QWidget) -> QImage:
    """A widget as it looks now."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def difference(one: QImage, two: QImage) -> float:
    """The share of pixels in which two pictures of one size differ, from every other pixel."""
    if one.size() != two.size():
        return 1.0
    wide, high = one.width(), one.height()
    other = sum(
        one.pixel(x, y) != two.pixel(x, y) for x in range(0, wide, 2) for y in range(0, high, 2)
    )
    return other / ((wide // 2) * (high // 2))
