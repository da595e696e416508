"""Icons for Linux desktops: the drawings as they are and painted, in the folders of `hicolor`.

Run as a program of its own, `linux_icons.py FOLDER`, for Qt.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from ground import ROOT, Unbuildable, ended
from linux_packages import DRAWINGS, SIDES
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer


def paint(drawing: Path, side: int, picture: Path) -> None:
    """Paint an SVG as a square PNG of so many pixels."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    if not image.save(str(picture)):
        raise Unbuildable(f"{picture.name} 没有存下来。")


def main() -> None:
    """Paint everything into the folder."""
    application = QGuiApplication(sys.argv[:1])
    folder = Path(sys.argv[1])
    for kind, (name, place) in DRAWINGS.items():
        scalable = folder / "scalable" / kind
        scalable.mkdir(parents=True)
        shutil.copyfile(ROOT / place, scalable / name)
        for side in SIDES:
            sized = folder / f"{side}x{side}" / kind
            sized.mkdir(parents=True)
            paint(ROOT / place, side, sized / Path(name).with_suffix(".png"))
    application.quit()


if __name__ == "__main__":
    sys.exit(ended(main))
