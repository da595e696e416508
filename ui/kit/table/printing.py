"""A table on paper: what is shown, with its heading on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
)

from ui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.kit.table.widget import Table

_MARGIN = 12.0  # millimetres
_MEASURED = 400  # rows that the widths are taken from
_WIDEST = 0.4  # of the page, for one column


@dataclass(frozen=True)
class Sheet:
    """What is printed: a title, a line below it, a line at the foot, headings and rows."""

    title: str
    subtitle: str
    foot: str
    heads: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def sheet_of(table: Table, title: str, subtitle: str = "", foot: str = "") -> Sheet:
    """Exactly what a table shows, masked where the screen masks."""
    columns = table.shown_columns()
    return Sheet(
        title,
        subtitle,
        foot,
        tuple(column.label for column in columns),
        tuple(column.right for column in columns),
        tuple(table.shown_words()),
    )


def ask_and_print(parent: QWidget, sheet: Sheet) -> bool:
    """Ask for the printer and print; whether it was printed."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(sheet.title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"打印 · {sheet.title}")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    print_sheet(sheet, printer)
    return True


def print_sheet(sheet: Sheet, device: QPagedPaintDevice, points: float = 9.0) -> int:
    """Print on A4, lying when the columns ask for it; returns the number of pages."""
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    upright = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        margins,
        QPageLayout.Unit.Millimeter,
    )
    # Once painting has begun the page can no longer be turned, so it is measured before.
    device.setPageLayout(upright)
    press = _Press(sheet, device, points)
    if press.needed > press.page.width():
        upright.setOrientation(QPageLayout.Orientation.Landscape)
        device.setPageLayout(upright)
        press = _Press(sheet, device, points)
    return press.run()


class _Press:
    """Measures once and paints page after page, in the dots of the device."""

    def __init__(self, sheet: Sheet, device: QPagedPaintDevice, points: float) -> None:
        self._sheet = sheet
        self._device = device
        self._painter = QPainter()
        self._font = _font(points)
        self._bold = _font(points, bold=True)
        self._title = _font(points * 1.6, bold=True)
        self._metrics = QFontMetricsF(self._font, device)
        self._em = self._metrics.height()
        self.page = QRectF(0, 0, device.width(), device.height())
        wanted = self._wanted()
        self.needed = sum(wanted)
        self._widths = fitted(wanted, self.page.width())

    def _wanted(self) -> list[float]:
        most = self.page.width() * _WIDEST
        found = []
        for at, head in enumerate(self._sheet.heads):
            words = [head, *(row[at] for row in self._sheet.rows[:_MEASURED])]
            widest = max(self._metrics.horizontalAdvance(word) for word in words)
            found.append(min(widest, most) + self._em)
        return found

    def run(self) -> int:
        self._painter.begin(self._device)
        heights = [self._height(row) for row in self._sheet.rows]
        pages = self._split(heights)
        for number, (start, end) in enumerate(pages, 1):
            if number > 1:
                self._device.newPage()
            down = self._top(first=number == 1)
            down = self._line(self._sheet.heads, down, self._height(self._sheet.heads), head=True)
            for at in range(start, end):
                down = self._line(self._sheet.rows[at], down, heights[at])
            self._foot(number, len(pages))
        self._painter.end()
        return len(pages)

    def _split(self, heights: Sequence[float]) -> list[tuple[int, int]]:
        """The rows of each page; a row is never torn."""
        pages: list[tuple[int, int]] = []
        start, used = 0, 0.0
        for at, height in enumerate(heights):
            if used + height > self._room(first=not pages) and at > start:
                pages.append((start, at))
                start, used = at, 0.0
            used += height
        pages.append((start, len(heights)))
        return pages

    def _room(self, *, first: bool) -> float:
        head = self._height(self._sheet.heads)
        title = 4.2 * self._em if first else 0.0
        return self.page.height() - head - title - 2 * self._em

    def _height(self, words: Sequence[str]) -> float:
        """As many lines as the fullest cell needs."""
        high = self._em
        for word, wide in zip(words, self._widths, strict=True):
            inner = wide - 0.8 * self._em
            if self._metrics.horizontalAdvance(word) > inner:
                box = QRectF(0, 0, inner, 1e6)
                high = max(high, self._metrics.boundingRect(box, _WRAP, word).height())
        return high + 0.5 * self._em

    def _top(self, *, first: bool) -> float:
        if not first:
            return 0.0
        painter = self._painter
        painter.setPen(QColor("#000000"))
        painter.setFont(self._title)
        wide = self.page.width()
        painter.drawText(QRectF(0, 0, wide, 2.4 * self._em), _CENTRE, self._sheet.title)
        painter.setFont(self._font)
        below = QRectF(0, 2.3 * self._em, wide, 1.5 * self._em)
        painter.drawText(below, _CENTRE, self._sheet.subtitle)
        return 4.2 * self._em

    def _line(
        self, words: Sequence[str], down: float, height: float, *, head: bool = False
    ) -> float:
        painter = self._painter
        across = 0.0
        painter.setFont(self._bold if head else self._font)
        painter.setPen(QPen(QColor("#555555"), self._em / 24))
        for word, wide, right in zip(words, self._widths, self._sheet.right, strict=True):
            box = QRectF(across, down, wide, height)
            if head:
                painter.fillRect(box, QColor("#EEEEEE"))
            painter.drawRect(box)
            inner = box.adjusted(0.4 * self._em, 0, -0.4 * self._em, 0)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            painter.setPen(QColor("#000000"))
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter | _WRAP, word)
            painter.setPen(QPen(QColor("#555555"), self._em / 24))
            across += wide
        return down + height

    def _foot(self, number: int, count: int) -> None:
        painter = self._painter
        painter.setFont(self._font)
        painter.setPen(QColor("#555555"))
        down = self.page.height() - 1.2 * self._em
        box = QRectF(0, down, self.page.width(), 1.2 * self._em)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self._sheet.foot)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, f"第 {number} 页，共 {count} 页")


def fitted(wanted: Sequence[float], room: float) -> list[float]:
    """Widths that fill the room: short columns keep what they need, the widest give way."""
    if not wanted:
        return []
    if sum(wanted) <= room:
        return [wide * room / sum(wanted) for wide in wanted]
    left, widths = room, [0.0] * len(wanted)
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    for place, at in enumerate(order):
        widths[at] = min(wanted[at], left / (len(order) - place))
        left -= widths[at]
    return widths


_WRAP = int(Qt.TextFlag.TextWrapAnywhere)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


def _font(points: float, *, bold: bool = False) -> QFont:
    font = QFont(theme.current().family)
    font.setPointSizeF(points)
    font.setBold(bold)
    return font
