"""Writing on a device, with everything that was written remembered for the text of a PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTransform,
)

from ui import fonts

INK, GREY, LINE, HEAD = "#1E2A31", "#5A666D", "#9AA6AC", "#EDF3F4"
RULE = "#45525A"
"""Lines of forms and frames, which are to be seen on a copy of a copy."""

SOLEMN = "#8C2F2B"
LEFT, MIDDLE, RIGHT = (
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignHCenter,
    Qt.AlignmentFlag.AlignRight,
)
UPRIGHT = Qt.AlignmentFlag.AlignVCenter
WRAPPED = Qt.TextFlag.TextWrapAnywhere
_POINT = QPageSize.Unit.Point


@dataclass(frozen=True, slots=True)
class Strip:
    """How far across a block may go, in units of the device."""

    left: float
    wide: float

    def within(self, by: float) -> Strip:
        """The strip without so much at either side."""
        return Strip(self.left + by, self.wide - 2 * by)


@dataclass(slots=True)
class Piece:
    """Something so high; `head` comes again where it begins a page, `bound` stays with the next.

    What is `loose` is left out where another page begins.
    """

    high: float
    paint: Callable[[float], None]
    head: Piece | None = None
    bound: bool = False
    loose: bool = False


class Ink:
    """A painter on a device; lengths are in units of the device, `mm` is how many make one."""

    def __init__(self, device: QPagedPaintDevice, painter: QPainter) -> None:
        self.device = device
        self.painter = painter
        self.mm = device.logicalDpiX() / 25.4
        self.drawn: list[tuple[bool, str]] = []
        self.wide, self.high = float(device.width()), float(device.height())
        self._turned = QTransform()
        self._advances: dict[tuple[str, float, bool], float] = {}
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = {}

    def take(self, layout: QPageLayout, first: QPageLayout) -> None:
        """Take other paper from the next page on; `first` is that of the first page.

        A printer keeps the paper it began with: there the page is turned and made to fit.
        """
        if isinstance(self.device, QPdfWriter):
            self.device.setPageLayout(layout)
        wide, high = float(self.device.width()), float(self.device.height())
        self._turned = QTransform()
        if not isinstance(self.device, QPdfWriter) and layout != first:
            if layout.orientation() != first.orientation():
                self._turned.translate(wide, 0).rotate(90)
                wide, high = high, wide
            scale = first.pageSize().size(_POINT).width() / layout.pageSize().size(_POINT).width()
            self._turned.scale(scale, scale)
            wide, high = wide / scale, high / scale
        self.wide, self.high = wide, high

    def turn_page(self) -> None:
        """Begin another page."""
        self.device.newPage()
        self.painter.setTransform(self._turned)

    def font(self, points: float, *, bold: bool = False) -> QFont:
        """The font of a size."""
        return self._font(points, bold)[0]

    def metrics(self, points: float, *, bold: bool = False) -> QFontMetricsF:
        """Its measures on this device."""
        return self._font(points, bold)[1]

    def _font(self, points: float, bold: bool) -> tuple[QFont, QFontMetricsF]:
        known = self._fonts.get((points, bold))
        if known is None:
            font = QFont(fonts.load())
            font.setPointSizeF(points)
            font.setBold(bold)
            known = self._fonts[points, bold] = (font, QFontMetricsF(font, self.device))
        return known

    def line(self, points: float) -> float:
        """The height of a line of text."""
        return self.metrics(points).lineSpacing()

    def advance(self, words: str, points: float, *, bold: bool = False) -> float:
        """How long a text is on one line; measured once, since lists repeat themselves."""
        if not words:
            return 0.0
        known = self._advances.get((words, points, bold))
        if known is None:
            known = self.metrics(points, bold=bold).horizontalAdvance(words)
            self._advances[words, points, bold] = known
        return known

    def lines(self, words: str, wide: float, points: float, *, bold: bool = False) -> int:
        """On how many lines a text stands."""
        if wide <= 0 or ("\n" not in words and self.advance(words, points, bold=bold) <= wide):
            return 1
        metrics = self.metrics(points, bold=bold)
        box = metrics.boundingRect(QRectF(0, 0, wide, 1e6), WRAPPED, words)
        return max(1, round(box.height() / metrics.lineSpacing()))

    def write(
        self,
        box: QRectF,
        flags: int | Qt.AlignmentFlag | Qt.TextFlag,
        words: str,
        points: float,
        *,
        bold: bool = False,
        colour: str = INK,
    ) -> None:
        """Draw a text, and remember it with its weight."""
        self.painter.setFont(self.font(points, bold=bold))
        self.painter.setPen(QColor(colour))
        self.painter.drawText(box, flags, words)
        self.drawn.append((bold, words))

    def rule(self, x1: float, y1: float, x2: float, y2: float, mm: float = 0.25) -> None:
        """A straight line."""
        self.painter.setPen(QPen(QColor(RULE), mm * self.mm))
        self.painter.drawLine(round(x1), round(y1), round(x2), round(y2))

    def box(self, box: QRectF, mm: float = 0.2, colour: str = LINE, *, filled: str = "") -> None:
        """A rectangle with its edge, filled if a colour is given."""
        if filled:
            self.painter.fillRect(box, QColor(filled))
        self.painter.setPen(QPen(QColor(colour), mm * self.mm))
        self.painter.drawRect(box)
