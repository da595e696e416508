"""Tables on paper: painted by hand, so that a PDF and a printer show the same pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.errors import Unavailable
from ui import fonts

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DPI = 300
_MARGIN = 14.0  # millimetres
_INK, _GREY, _LINE, _HEAD = "#1E2A31", "#5A666D", "#9AA6AC", "#EDF3F4"
_PAD = 1.6  # millimetres inside a cell
_MOST_LINES = 3


@dataclass(frozen=True)
class Paper:
    """A table to be printed.

    `right` are the columns with numbers; `shares` are widths in proportion (by content, if not
    given). `points` is the size of the text: public lists want 14. `blank` columns are drawn as
    boxes to write into.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    office: str = ""
    note: str = ""
    foot: str = ""
    right: frozenset[int] = frozenset()
    shares: tuple[float, ...] = ()
    points: float = 9.5
    landscape: bool = False
    picture: QImage | None = None
    printed_on: dt.date = field(default_factory=dt.date.today)


class _Press:
    """One run over the pages; lengths are in device units."""

    def __init__(self, paper: Paper, device: QPagedPaintDevice) -> None:
        self.paper = paper
        self.device = device
        self.painter = QPainter(device)
        self.mm = device.logicalDpiX() / 25.4
        self.wide = float(device.width())
        self.high = float(device.height())
        self.body = self._font(paper.points)
        self.bold = self._font(paper.points, bold=True)
        self.metrics = QFontMetricsF(self.body, device)
        self.widths = self._widths()

    def _font(self, points: float, *, bold: bool = False) -> QFont:
        font = QFont(fonts.load())
        font.setPointSizeF(points)
        font.setBold(bold)
        return font

    def _widths(self) -> list[float]:
        paper = self.paper
        shares = list(paper.shares)
        if not shares:
            sample = [paper.header, *paper.rows[:400]]
            shares = [
                min(
                    max(self.metrics.horizontalAdvance(line[at]) for line in sample),
                    self.wide * 0.4,
                )
                + 2 * _PAD * self.mm
                for at in range(len(paper.header))
            ]
        total = sum(shares) or 1.0
        return [share * self.wide / total for share in shares]

    # Lines of the table

    def _height(self, cells: Sequence[str]) -> float:
        line = self.metrics.lineSpacing()
        lines = 1
        for at, words in enumerate(cells):
            room = self.widths[at] - 2 * _PAD * self.mm
            if room > 0 and self.metrics.horizontalAdvance(words) > room:
                box = self.metrics.boundingRect(
                    QRectF(0, 0, room, 1e6), Qt.TextFlag.TextWrapAnywhere, words
                )
                lines = max(lines, min(_MOST_LINES, round(box.height() / line)))
        return lines * line + 2 * _PAD * self.mm

    def _row(self, top: float, cells: Sequence[str], high: float, *, head: bool = False) -> None:
        painter, left, pad = self.painter, 0.0, _PAD * self.mm
        painter.setFont(self.bold if head else self.body)
        for at, words in enumerate(cells):
            box = QRectF(left, top, self.widths[at], high)
            if head:
                painter.fillRect(box, QColor(_HEAD))
            painter.setPen(QPen(QColor(_LINE), 0.2 * self.mm))
            painter.drawRect(box)
            painter.setPen(QColor(_INK))
            side = (
                Qt.AlignmentFlag.AlignRight
                if at in self.paper.right
                else (Qt.AlignmentFlag.AlignLeft)
            )
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere
            painter.drawText(box.adjusted(pad, 0, -pad, 0), flags, words)
            left += self.widths[at]

    # Pages

    def plan(self) -> list[tuple[int, int]]:
        """From which row to which each page goes."""
        room = self.high - self._foot_high()
        pages: list[tuple[int, int]] = []
        start, top = 0, self._top(first=True)
        for at, cells in enumerate(self.paper.rows):
            high = self._height(cells)
            if top + high > room and at > start:
                pages.append((start, at))
                start, top = at, self._top(first=False)
            top += high
        pages.append((start, len(self.paper.rows)))
        if self.paper.picture is not None and top + self._picture_high() > room:
            pages.append((len(self.paper.rows), len(self.paper.rows)))
        return pages

    def _top(self, *, first: bool) -> float:
        return self._title_high(first=first) + self._height(self.paper.header)

    def _title_high(self, *, first: bool) -> float:
        if not first:
            return 0.0
        notes = 1.7 if self.paper.note or self.paper.office else 0.6
        return QFontMetricsF(self._title_font(), self.device).lineSpacing() + (
            notes * self.metrics.lineSpacing()
        )

    def _title_font(self) -> QFont:
        return self._font(self.paper.points * 1.6, bold=True)

    def _foot_high(self) -> float:
        return 2.2 * self.metrics.lineSpacing()

    def _picture_high(self) -> float:
        picture = self.paper.picture
        if picture is None:
            return 0.0
        return min(self.wide * picture.height() / picture.width(), self.high * 0.5) + 4 * self.mm

    def run(self) -> None:
        """Paint all pages."""
        pages = self.plan()
        last = len(pages)
        for number, (start, end) in enumerate(pages, start=1):
            if number > 1:
                self.device.newPage()
            top = self._title(first=number == 1)
            if start < end or number == 1:
                high = self._height(self.paper.header)
                self._row(top, self.paper.header, high, head=True)
                top += high
            for cells in self.paper.rows[start:end]:
                high = self._height(cells)
                self._row(top, cells, high)
                top += high
            if number == last:
                self._picture(top)
            self._foot(number, last)
        self.painter.end()

    def _title(self, *, first: bool) -> float:
        if not first:
            return 0.0
        painter, paper = self.painter, self.paper
        font = self._title_font()
        high = QFontMetricsF(font, self.device).lineSpacing()
        painter.setFont(font)
        painter.setPen(QColor(_INK))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, self.wide, high), middle, paper.title)
        painter.setFont(self.body)
        painter.setPen(QColor(_GREY))
        line = QRectF(0, high, self.wide, 1.5 * self.metrics.lineSpacing())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, paper.office)
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(line, side, paper.note)
        return self._title_high(first=True)

    def _picture(self, top: float) -> None:
        picture = self.paper.picture
        if picture is None:
            return
        high = self._picture_high() - 4 * self.mm
        wide = high * picture.width() / picture.height()
        self.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        spot = QRectF((self.wide - wide) / 2, top + 4 * self.mm, wide, high)
        self.painter.drawImage(spot, picture)

    def _foot(self, number: int, last: int) -> None:
        painter = self.painter
        painter.setFont(self._font(max(8.0, self.paper.points * 0.85)))
        painter.setPen(QColor(_GREY))
        line = self.metrics.lineSpacing()
        box = QRectF(0, self.high - line, self.wide, line)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, middle, self.paper.foot)
        painter.drawText(
            box, middle | Qt.AlignmentFlag.AlignRight,
            f"打印日期 {self.paper.printed_on.isoformat()}　第 {number} 页，共 {last} 页",
        )  # fmt: skip


def paint(paper: Paper, device: QPagedPaintDevice) -> int:
    """Paint a table onto a printer or a PDF; returns the number of pages."""
    press = _Press(paper, device)
    pages = len(press.plan())
    press.run()
    return pages


def page_layout(paper: Paper) -> QPageLayout:
    """A4, upright or lying."""
    way = QPageLayout.Orientation
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        way.Landscape if paper.landscape else way.Portrait,
        QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
        QPageLayout.Unit.Millimeter,
    )


def save_pdf(paper: Paper, path: Path) -> int:
    """Write a table as PDF; returns the pages, raises Unavailable when it cannot be written."""
    if not _writable(path):
        raise Unavailable(f"“{path.name}”写不进这个位置。请关闭正在打开它的程序，或换一个文件夹。")
    writer = QPdfWriter(str(path))
    writer.setResolution(DPI)
    writer.setTitle(paper.title)
    writer.setCreator("")
    writer.setPageLayout(page_layout(paper))
    return paint(paper, writer)


def preview(parent: QWidget, paper: Paper) -> None:
    """Show the pages before printing; the printer is chosen there."""
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout(paper))
    printer.setDocName(paper.title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(f"打印：{paper.title}")
    dialog.resize(parent.window().size() * 0.9)
    dialog.paintRequested.connect(lambda device: _paint_on(paper, device))
    dialog.open()


def _paint_on(paper: Paper, printer: QPrinter) -> None:
    paint(paper, printer)


def _writable(path: Path) -> bool:
    try:
        with path.open("ab"):
            return True
    except OSError:
        return False
