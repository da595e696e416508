"""The coverage map as a picture, for the clipboard, for Word and for the hand-over pack."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from app.book import Book
from app.leaders.cover_map import Area, area_of
from ui.leaders.cover.layout import Standing, filling, lines_of
from ui.leaders.cover.paint import CellPainter
from ui.leaders.cover.printing import office_name
from ui.leaders.cover.sheets import MM, MapSheet, Press
from ui.leaders.cover.style import POINT, paper_style

_DPI = 150
_MARGIN = 6 * MM
_WIDTH = 260 * MM
_MOST = 12_000  # pixels of a side
_MOST_DOTS = 60_000_000


def image_of(sheet: MapSheet, dpi: float = _DPI) -> QImage:
    """A whole map as one picture, as high as it has to be; a long one is drawn less sharp."""
    style = paper_style()
    wide = sum(len(area.cells) for area in sheet.map.areas) > _ONE_COLUMN
    room = QSizeF(_WIDTH * (1.6 if wide else 1.0), 1.0)
    room.setHeight(_needed(sheet, room.width()))
    press = Press(sheet, room)
    across, down = room.width() + 2 * _MARGIN, room.height() + 2 * _MARGIN
    by = min(dpi / (72 * POINT), _MOST / max(across, down), (_MOST_DOTS / (across * down)) ** 0.5)
    image = QImage(round(across * by), round(down * by), QImage.Format.Format_RGB32)
    image.fill(QColor(style.colours.surface))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(by, by)
    painter.translate(QRectF(_MARGIN, _MARGIN, 0, 0).topLeft())
    press.paint(painter, 0, foot=False)
    painter.end()
    return image


_ONE_COLUMN = 120
"""Cells of a picture that is as wide as a page of Word; larger ones are wider."""


def _needed(sheet: MapSheet, width: float) -> float:
    """The height in which the whole map fits one page in one column at the usual size."""
    style = filling(paper_style(), width)
    lines = sum(line.high for area in sheet.map.areas for line in lines_of(area, style, width))
    between = style.between * max(0, len(sheet.map.areas) - 1)
    around = Press(MapSheet(sheet.map.only(compound_id=-1)), QSizeF(width, width))
    return max(lines + between, 12 * MM) + around.head_high + around.foot_high + 2 * MM


def png_of(book: Book, compound_id: int, day: dt.date) -> bytes:
    """The map of one 小区 on a day as the content of a PNG file."""
    return content_of(image_of(MapSheet(area_of(book, compound_id, day), office_name(book))))


def area_picture(area: Area) -> bytes:
    """One 小区 without title and legend, as wide as a page of Word, as a PNG file."""
    style = filling(paper_style(), _WIDTH)
    lines = lines_of(area, style, _WIDTH)
    by = _DPI / (72 * POINT)
    high = sum(line.high for line in lines)
    image = QImage(round(_WIDTH * by), max(1, round(high * by)), QImage.Format.Format_RGB32)
    image.fill(QColor(style.colours.surface))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(by, by)
    cells = CellPainter(style, _WIDTH)
    top = 0.0
    for line in lines:
        cells.paint(painter, Standing(line, 0.0, top))
        top += line.high
    painter.end()
    return content_of(image)


def content_of(image: QImage) -> bytes:
    """A picture as the content of a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
