"""Sheets on paper: painted by hand, so that a PDF and a printer show the same pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QPagedPaintDevice, QPdfWriter
from PySide6.QtWidgets import QWidget

from app.exports import save_file
from app.papers.model import Sheet
from ui import fonts, pdf_text
from ui.press.run import page_layout, run

__all__ = ["DPI", "Printed", "page_layout", "paint", "preview", "save_pdf"]

DPI = 300


@dataclass(frozen=True)
class Printed:
    """What was painted: the number of pages, and each text in order, with whether it is bold."""

    pages: int
    texts: tuple[tuple[bool, str], ...]

    def beyond(self) -> dict[str, list[str]]:
        """The characters above U+FFFF by the font that drew them, in the order of the first use."""
        found: dict[str, list[str]] = {}
        seen: dict[tuple[str, bool], str] = {}
        for bold, words in self.texts:
            for sign in filter(lambda sign: sign > "\uffff", words):
                if (sign, bold) not in seen:
                    font = seen[sign, bold] = fonts.drawn_by(sign, bold=bold)
                    if sign not in (signs := found.setdefault(font, [])):
                        signs.append(sign)
        return found


def paint(
    sheets: Sequence[Sheet], device: QPagedPaintDevice, printed_on: dt.date | None = None
) -> Printed:
    """Paint sheets onto a printer or a PDF."""
    return Printed(*run(sheets, device, printed_on or dt.datetime.now().astimezone().date()))


def save_pdf(sheets: Sequence[Sheet], path: Path, printed_on: dt.date | None = None) -> int:
    """Write sheets as PDF; returns the pages, raises Unavailable when it cannot be written."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle(sheets[0].title)
    writer.setPageLayout(page_layout(sheets[0]))
    printed = paint(sheets, writer, printed_on)
    buffer.close()
    # This Qt ends the first dictionary with a 2 instead of >>, which strict readers refuse.
    content = bytes(buffer.data().data()).replace(b"/False\n2\nendobj", b"/False\n>>endobj", 1)
    save_file(path, pdf_text.complete(content, printed.beyond()))
    return printed.pages


def preview(
    parent: QWidget, sheets: Sequence[Sheet], name: str = "", printed_on: dt.date | None = None
) -> None:
    """Show the pages before printing; the printer is chosen there."""
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    from ui.previewing import settle_look

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout(sheets[0]))
    printer.setDocName(name or sheets[0].title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(f"打印：{name or sheets[0].title}")
    settle_look(dialog)
    dialog.resize(parent.window().size() * 0.9)
    # The dialog shows pages that lie in this printer, which it does not own.
    dialog.paintRequested.connect(
        lambda _device, printer=printer: paint(sheets, printer, printed_on)
    )
    dialog.open()
