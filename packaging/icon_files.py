"""Pictures of the Windows package from the drawings: icons, and the side of the installer.

An icon holds all sizes from 16 to 256 pixels.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from ground import ROOT, ended, run
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
)
from PySide6.QtSvg import QSvgRenderer

SIDES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
"""What Windows asks for at 100, 125, 150, 200 and 250 percent."""
_LARGE = 256
SIDE = (328, 628)
"""The picture beside the first and last page of the installer, for screens at 200 percent."""
_MARK = ROOT / "resources" / "icons" / "mulin.svg"
_FONTS = ROOT / "resources" / "fonts"


def write_icon(drawing: Path, icon: Path) -> None:
    """Paint an SVG in all sizes into an .ico, in a process of its own for Qt."""
    _paint(icon, drawing)


def write_side_picture(picture: Path) -> None:
    """Paint the side of the installer into a .bmp, in a process of its own for Qt."""
    _paint(picture)


def _paint(target: Path, *drawing: Path) -> None:
    run(
        [sys.executable, Path(__file__), target, *drawing],
        f"图片 {target.name} 没有画成。",
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


def _side() -> QImage:
    width, height = SIDE
    picture = QImage(width, height, QImage.Format.Format_RGB888)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QLinearGradient(0, 0, width, height)
    ground.setColorAt(0, QColor("#15818C"))
    ground.setColorAt(1, QColor("#0A535B"))
    painter.fillRect(picture.rect(), ground)
    QSvgRenderer(str(_MARK)).render(painter, QRectF(width / 2 - 84, 132, 168, 168))
    bold = next(_FONTS.glob("*-Bold.ttf"))
    family = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(bold)))
    font = QFont(family[0])
    painter.setPen(QColor("#FFFFFF"))
    for pixels, top, words in ((50, 330, "睦邻台账"), (24, 404, "居委会的工作台账")):
        font.setPixelSize(pixels)
        painter.setFont(font)
        painter.drawText(QRectF(0, top, width, 70), Qt.AlignmentFlag.AlignCenter, words)
        painter.setPen(QColor("#CFE4E6"))
    painter.end()
    return picture


def main() -> None:
    """`icon_files.py ICON DRAWING`, or `icon_files.py PICTURE` for the side of the installer."""
    application = QGuiApplication(sys.argv[:1])
    target, drawing = Path(sys.argv[1]), sys.argv[2:]
    if drawing:
        target.write_bytes(icon_bytes([_painted(Path(drawing[0]), side) for side in SIDES]))
    else:
        _side().save(str(target), "BMP")  # type: ignore[call-overload]
    application.quit()


if __name__ == "__main__":
    sys.exit(ended(main))
