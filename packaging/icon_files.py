"""Windows icons from the drawings: all sizes from 16 to 256 pixels in one file."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from ground import ended, run
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIDES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
"""What Windows asks for at 100, 125, 150, 200 and 250 percent."""
_LARGE = 256


def write_icon(drawing: Path, icon: Path) -> None:
    """Paint an SVG in all sizes into an .ico, in a process of its own for Qt."""
    run(
        [sys.executable, Path(__file__), drawing, icon],
        f"图标 {icon.name} 没有画成。",
        env={"QT_QPA_PLATFORM": "offscreen"},
    )


def icon_bytes(pictures: list[QImage]) -> bytes:
    """The .ico of square pictures: uncompressed, the largest as PNG, as Windows has it itself."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    at = len(head) + 16 * len(pictures)
    rows, bodies = b"", b""
    for picture in pictures:
        side = picture.width()
        body = _png(picture) if side >= _LARGE else _bitmap(picture)
        rows += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(body), at)
        bodies += body
        at += len(body)
    return head + rows + bodies


def _painted(drawing: Path, side: int) -> QImage:
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    return picture.convertToFormat(QImage.Format.Format_ARGB32)


def _png(picture: QImage) -> bytes:
    octets = QByteArray()
    buffer = QBuffer(octets)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(octets.data())


def _bitmap(picture: QImage) -> bytes:
    side = picture.width()
    mask_row = (side + 31) // 32 * 4
    head = struct.pack("<IiiHHIIiiII", 40, side, 2 * side, 1, 32, 0, 0, 0, 0, 0, 0)
    from_below = picture.mirrored(False, True)
    return head + bytes(from_below.constBits()) + bytes(mask_row * side)


def main() -> None:
    """`icon_files.py DRAWING ICON`."""
    application = QGuiApplication(sys.argv[:1])
    drawing, icon = Path(sys.argv[1]), Path(sys.argv[2])
    icon.write_bytes(icon_bytes([_painted(drawing, side) for side in SIDES]))
    application.quit()


if __name__ == "__main__":
    sys.exit(ended(main))
