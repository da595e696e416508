"""The coverage map for the wall: A3 lying, as PDF and in the preview of the printer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, Qt
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from app.book import Book
from app.exports import save_file
from app.leaders.cover_map import cover_map
from app.people.office import office
from ui import pdf_text
from ui.leaders.cover.sheets import MapSheet, Press
from ui.leaders.cover.style import POINT
from ui.printing import Printed

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

_DPI = 300
_MARGIN = 10.0  # millimetres


def sheet_of(
    book: Book, day: dt.date, printed_on: dt.date, compound_id: int | None = None
) -> MapSheet:
    """What hangs on the wall: the whole map on a day, or one 小区 (0: the streets)."""
    shown = cover_map(book, day)
    if compound_id is not None:
        shown = shown.only(compound_id=compound_id)
    return MapSheet(shown, office_name(book), printed_on)


def office_name(book: Book) -> str:
    """What the office is called on paper."""
    known = office(book)
    return (known.seal_name or known.name) if known else ""


def save_map_pdf(
    book: Book, path: Path, day: dt.date, printed_on: dt.date, compound_id: int | None = None
) -> int:
    """Write the map as an A3 PDF; returns the pages, raises Unavailable if that cannot be."""
    return save_pdf(sheet_of(book, day, printed_on, compound_id), path)


def save_pdf(sheet: MapSheet, path: Path) -> int:
    """Write a sheet as PDF; returns the pages, raises Unavailable if that cannot be."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(sheet.title)
    writer.setPageLayout(page_layout())
    printed = paint(sheet, writer)
    buffer.close()
    # This Qt ends the first dictionary with a 2 instead of >>, which strict readers refuse.
    content = bytes(buffer.data().data()).replace(b"/False\n2\nendobj", b"/False\n>>endobj", 1)
    save_file(path, pdf_text.complete(content, printed.beyond()))
    return printed.pages


def page_layout() -> QPageLayout:
    """A3, lying."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A3),
        QPageLayout.Orientation.Landscape,
        QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
        QPageLayout.Unit.Millimeter,
    )


def made_ready(sheet: MapSheet) -> MapSheet:
    """The sheet with its A3 pages laid out, so that a preview need not do it."""
    lying = page_layout().paintRect(QPageLayout.Unit.Point).size() * POINT
    Press(sheet, lying)
    return sheet


def paint(sheet: MapSheet, device: QPagedPaintDevice) -> Printed:
    """Paint a sheet onto a printer or a PDF."""
    painter = QPainter(device)
    by = device.logicalDpiX() / (72 * POINT)
    painter.scale(by, by)
    press = Press(sheet, QSizeF(device.width() / by, device.height() / by))
    for at in range(press.pages):
        if at:
            device.newPage()
        press.paint(painter, at)
    painter.end()
    return Printed(press.pages, tuple(press.texts))


def preview(parent: QWidget, sheet: MapSheet) -> QPrintPreviewDialog:
    """Show the pages before printing; the printer is chosen there."""
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    from ui.previewing import settle_look

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout())
    printer.setDocName(sheet.title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(f"打印：{sheet.title}")
    settle_look(dialog)
    dialog.resize(parent.window().size() * 0.9)
    # The dialog shows pages that lie in this printer, which it does not own.
    dialog.paintRequested.connect(lambda _device, printer=printer: _paint_on(sheet, printer))
    dialog.open()
    return dialog


def _paint_on(sheet: MapSheet, printer: QPrinter) -> None:
    paint(sheet, printer)
