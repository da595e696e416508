"""Tables on paper: painted by hand, so that a PDF and a printer show the same pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
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

from app.exports import save_file
from ui import fonts, pdf_text

DPI = 300
_MARGIN = 14.0  # millimetres
_INK, _GREY, _LINE, _HEAD = "#1E2A31", "#5A666D", "#9AA6AC", "#EDF3F4"
_PAD = 1.6  # millimetres inside a cell
_MOST_LINES = 3
_SAMPLE = 400  # rows that the widths are measured by


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
        self.drawn: list[tuple[bool, str]] = []
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

    def _write(self, box: QRectF, flags: int | Qt.AlignmentFlag, words: str) -> None:
        """Draw a text, and remember it with its weight."""
        self.painter.drawText(box, flags, words)
        self.drawn.append((self.painter.font().bold(), words))

    def _widths(self) -> list[float]:
        paper = self.paper
        if paper.shares:
            total = sum(paper.shares)
            return [share * self.wide / total for share in paper.shares]
        sample = [paper.header, *paper.rows[:_SAMPLE]]
        bold = QFontMetricsF(self.bold, self.device)
        natural = [
            max(
                bold.horizontalAdvance(paper.header[at]),
                *(self.metrics.horizontalAdvance(line[at]) for line in sample),
            )
            + (2 * _PAD + 1) * self.mm
            for at in range(len(paper.header))
        ]
        return _fitted(natural, self.wide, paper.right)

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
            self._write(box.adjusted(pad, 0, -pad, 0), flags, words)
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
        notes = 0.6 + 1.2 * len(self._under())
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

    def run(self) -> int:
        """Paint all pages; returns how many."""
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
        return last

    def _title(self, *, first: bool) -> float:
        if not first:
            return 0.0
        painter, paper = self.painter, self.paper
        font = self._title_font()
        high = QFontMetricsF(font, self.device).lineSpacing()
        painter.setFont(font)
        painter.setPen(QColor(_INK))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        self._write(QRectF(0, 0, self.wide, high), middle, paper.title)
        painter.setFont(self.body)
        painter.setPen(QColor(_GREY))
        line = QRectF(0, high, self.wide, 1.5 * self.metrics.lineSpacing())
        for left, right in self._under():
            self._write(line, Qt.AlignmentFlag.AlignVCenter, left)
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            self._write(line, side, right)
            line.translate(0, 1.2 * self.metrics.lineSpacing())
        return self._title_high(first=True)

    def _under(self) -> list[tuple[str, str]]:
        """The lines under the title: office and note side by side if there is room for both."""
        office, note = self.paper.office, self.paper.note
        if not office and not note:
            return []
        if self.metrics.horizontalAdvance(f"{office}　　{note}") <= self.wide:
            return [(office, note)]
        return [(office, ""), (note, "")]

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
        self._write(box, middle, self.paper.foot)
        self._write(
            box, middle | Qt.AlignmentFlag.AlignRight,
            f"打印日期 {self.paper.printed_on.isoformat()}　第 {number} 页，共 {last} 页",
        )  # fmt: skip


def _fitted(natural: list[float], wide: float, right: frozenset[int]) -> list[float]:
    """Widths that fill the page: numbers keep theirs, the widest texts give way or take more."""
    spare = wide - sum(natural)
    if spare >= 0:
        texts = [at for at in range(len(natural)) if at not in right] or list(range(len(natural)))
        whole = sum(natural[at] for at in texts)
        return [
            width + (spare * width / whole if at in texts else 0)
            for at, width in enumerate(natural)
        ]
    low, high = 0.0, max(natural)
    for _ in range(40):
        middle = (low + high) / 2
        if sum(min(width, middle) for width in natural) > wide:
            high = middle
        else:
            low = middle
    return [min(width, low) for width in natural]


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


def paint(paper: Paper, device: QPagedPaintDevice) -> Printed:
    """Paint a table onto a printer or a PDF."""
    press = _Press(paper, device)
    pages = press.run()
    return Printed(pages, tuple(press.drawn))


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
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle(paper.title)
    writer.setPageLayout(page_layout(paper))
    printed = paint(paper, writer)
    buffer.close()
    # This Qt ends the first dictionary with a 2 instead of >>, which strict readers refuse.
    content = bytes(buffer.data().data()).replace(b"/False\n2\nendobj", b"/False\n>>endobj", 1)
    save_file(path, pdf_text.complete(content, printed.beyond()))
    return printed.pages


def preview(parent: QWidget, paper: Paper) -> None:
    """Show the pages before printing; the printer is chosen there."""
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    from ui.previewing import settle_look

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout(paper))
    printer.setDocName(paper.title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(f"打印：{paper.title}")
    settle_look(dialog)
    dialog.resize(parent.window().size() * 0.9)
    # The dialog shows pages that lie in this printer, which it does not own.
    dialog.paintRequested.connect(lambda _device, printer=printer: paint(paper, printer))
    dialog.open()
