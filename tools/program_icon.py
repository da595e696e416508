"""Rebuild resources/icons/mulin.png from mulin.svg, for the places that take no SVG."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from tools import ROOT

SIDE = 256


def main() -> int:
    """Paint the picture and save it."""
    application = QGuiApplication(["-platform", "offscreen"])
    icons = ROOT / "resources" / "icons"
    picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(icons / "mulin.svg")).render(painter)
    painter.end()
    picture.save(str(icons / "mulin.png"))
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
