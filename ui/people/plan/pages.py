"""A 楼栋图 on paper and as a picture: title, legend, some buildings on every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
)

from app.people.drawing.compound import BuildingPlan, Drawing
from ui.people.plan.layout import Layout, rows_of, size_of
from ui.people.plan.paint import Names, Painter, swatch
from ui.people.plan.style import Step, Style, measure, paper_style, wide

_SCREEN = 96  # dots to the inch that all lengths here are meant for
_SMALLEST, _LARGEST = 0.5, 0.75  # of the size on the screen, so that words stay readable
_MARGIN = 12.0  # millimetres
_SHARP = 2  # pixels of a picture to one of the screen
_MOST_SIDE, _MOST_DOTS = 12_000, 60_000_000
_SWATCH = (18, 12)


@dataclass(frozen=True)
class Sheet:
    """What is to be printed or saved: a drawing, how names are written, what stands around it."""

    drawing: Drawing
    names: Names = Names.SURNAME
    office: str = ""
    printed_on: dt.date | None = None
    large: bool = False

    @property
    def title(self) -> str:
        """金水苑楼栋图 · 楼组长."""
        return f"{self.drawing.compound}楼栋图 · {self.drawing.title}"

    def foot(self, *, heads: bool) -> str:
        """How is counted and, where `heads` are written, how."""
        said = {
            Names.SURNAME: "户主只印姓。",
            Names.NONE: "",
            Names.FULL: "印有户主姓名，请妥善保管。",
        }
        return self.drawing.definition + (said[self.names] if heads else "")


class _Around:
    """Title, sentence, legend and foot, in pixels of the screen."""

    def __init__(self, sheet: Sheet, style: Style) -> None:
        self.sheet = sheet
        self.style = style
        self.title = QFont(style.strong)
        self.title.setPixelSize(round(style.strong.pixelSize() * 1.4))

    @cached_property
    def foot_high(self) -> int:
        """The line at the bottom."""
        return self.style.line + 6

    def legend(self, across: int) -> Iterator[tuple[int, int, int]]:
        """Band, left edge and line of every entry of the legend."""
        left = line = 0
        for at, band in enumerate(self.sheet.drawing.bands):
            need = _SWATCH[0] + 22 + wide(self.style.small, f"{band.words} {band.doors:,} 套")
            if left and left + need > across:
                left, line = 0, line + 1
            yield at, left, line
            left += need

    def high(self, across: int) -> int:
        """The height of everything above the buildings."""
        lines = 1 + max((line for _, _, line in self.legend(across)), default=0)
        words = measure(self.style.plain).height() + 6
        return measure(self.title).height() + words + lines * (self.style.line + 6) + 10

    def paint(self, painter: QPainter, across: int) -> None:
        """Paint it from the origin."""
        sheet, style = self.sheet, self.style
        ink, muted = QColor(style.colours.ink), QColor(style.colours.muted)
        top = measure(self.title).height()
        place = QRect(0, 0, across, top)
        painter.setFont(self.title)
        painter.setPen(ink)
        painter.drawText(place, _LEFT, sheet.title)
        painter.setFont(style.plain)
        painter.setPen(muted)
        painter.drawText(place, _RIGHT, sheet.office)
        painter.setPen(ink)
        high = measure(style.plain).height() + 6
        painter.drawText(QRect(0, top, across, high), _LEFT, sheet.drawing.sentence)
        top += high
        painter.setFont(style.small)
        for at, left, line in self.legend(across):
            band, y = sheet.drawing.bands[at], top + line * (style.line + 6)
            coat = style.coat(band.shade)
            spot = QRect(left, y + (style.line - _SWATCH[1]) // 2 + 2, *_SWATCH)
            swatch(painter, spot, coat)
            painter.setPen(coat.edge or coat.block.color())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(spot.adjusted(0, 0, -1, -1))
            painter.setPen(ink)
            words = QRect(spot.right() + 6, y + 2, across, style.line)
            painter.drawText(words, _LEFT, f"{band.words} {band.doors:,} 套")

    def paint_foot(
        self, painter: QPainter, across: int, top: int, page: str, *, heads: bool
    ) -> None:
        """The line at the bottom, with the day and the page."""
        painter.setFont(self.style.small)
        painter.setPen(QColor(self.style.colours.muted))
        place = QRect(0, top, across, self.foot_high)
        day = self.sheet.printed_on
        painter.drawText(place, _LEFT, self.sheet.foot(heads=heads))
        painter.drawText(place, _RIGHT, f"{day.isoformat() if day else ''}　{page}".strip("　"))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


# Paper


@dataclass(frozen=True)
class _Page:
    layout: Layout
    scale: float


def page_layout(sheet: Sheet) -> QPageLayout:
    """A4 or A3, lying."""
    size = QPageSize.PageSizeId.A3 if sheet.large else QPageSize.PageSizeId.A4
    return QPageLayout(
        QPageSize(size),
        QPageLayout.Orientation.Landscape,
        QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
        QPageLayout.Unit.Millimeter,
    )


def paint_pages(sheet: Sheet, device: QPagedPaintDevice) -> int:
    """Paint a sheet onto a printer or a PDF; returns the number of pages."""
    style = paper_style()
    painter = QPainter(device)
    by = device.logicalDpiX() / _SCREEN
    painter.scale(by, by)
    across, down = round(device.width() / by), round(device.height() / by)
    around = _Around(sheet, style)
    head = around.high(across)
    pages = _pages(sheet, style, QSize(across, down - head - around.foot_high - 4))
    for number, page in enumerate(pages, start=1):
        if number > 1:
            device.newPage()
        around.paint(painter, across)
        painter.save()
        size = page.layout.size
        painter.translate(max(0.0, (across - size.width() * page.scale) / 2), float(head))
        painter.scale(page.scale, page.scale)
        Painter(page.layout, style, sheet.names).paint(
            painter, QRect(0, 0, size.width(), size.height())
        )
        painter.restore()
        around.paint_foot(
            painter, across, down - around.foot_high, f"第 {number} 页，共 {len(pages)} 页",
            heads=page.layout.step.heads,
        )  # fmt: skip
    painter.end()
    return len(pages)


def _pages(sheet: Sheet, style: Style, room: QSize) -> list[_Page]:
    step, scale = _step_for(sheet, style, room)
    space = QSize(int(room.width() / scale), int(room.height() / scale))
    pages: list[_Page] = []
    rows: list[list[BuildingPlan]] = []
    for plan in sheet.drawing.buildings:
        for wanted in (_wider(rows, plan), [*rows, [plan]]):
            if wanted and _fits(sheet.drawing, style, step, wanted, space):
                rows = wanted
                break
        else:
            if rows:
                pages.append(_page(sheet.drawing, style, step, rows, scale))
            rows = [[plan]]
    if rows:
        pages.append(_page(sheet.drawing, style, step, rows, scale))
    return pages


def _wider(rows: list[list[BuildingPlan]], plan: BuildingPlan) -> list[list[BuildingPlan]]:
    return [*rows[:-1], [*rows[-1], plan]] if rows else []


def _of(drawing: Drawing, rows: list[list[BuildingPlan]]) -> Drawing:
    return replace(drawing, buildings=tuple(plan for row in rows for plan in row))


def _fits(
    drawing: Drawing, style: Style, step: Step, rows: list[list[BuildingPlan]], room: QSize
) -> bool:
    size = size_of(_of(drawing, rows), style, step, [len(row) for row in rows])
    return size.width() <= room.width() and size.height() <= room.height()


def _page(
    drawing: Drawing, style: Style, step: Step, rows: list[list[BuildingPlan]], scale: float
) -> _Page:
    return _Page(Layout(_of(drawing, rows), style, step, [len(row) for row in rows]), scale)


def _step_for(sheet: Sheet, style: Style, room: QSize) -> tuple[Step, float]:
    """The nearest step at which the largest building fits onto a page and is still readable."""
    near = [step for step in style.steps if step.rooms]
    if sheet.names is Names.NONE:
        near = [step for step in near if not step.heads]
    else:
        near = [step for step in near if step.heads][:1] + [one for one in near if not one.heads]
    alone = [_of(sheet.drawing, [[plan]]) for plan in sheet.drawing.buildings]
    best = (style.steps[0], 0.0)
    for step in sorted(near, key=lambda one: -one.wide):
        sizes = [size_of(one, style, step, (1,)) for one in alone]
        scale = min(
            _LARGEST,
            min((room.width() / size.width() for size in sizes), default=_LARGEST),
            min((room.height() / size.height() for size in sizes), default=_LARGEST),
        )
        if scale >= _SMALLEST:
            return step, scale
        best = max(best, (step, scale), key=lambda one: one[1])
    return best


# Pictures


def picture_of(sheet: Sheet, step: Step | None, rows: tuple[int, ...]) -> QImage:
    """The whole compound as one picture, twice as sharp as the screen, title and legend above.

    `step` and `rows` are those of the screen; what would be too large is drawn from farther away.
    """
    style = paper_style()
    count = len(sheet.drawing.buildings)
    rows = rows if sum(rows) == count else rows_of(count, max(1, round(count**0.5)))
    wanted = step.wide if step is not None else style.steps[-1].wide
    layout = Layout(sheet.drawing, style, style.steps[0], rows)
    for one in reversed(style.steps):
        layout = Layout(sheet.drawing, style, one, rows)
        if one.wide <= wanted and _small_enough(layout.size):
            break
    around = _Around(sheet, style)
    across = max(layout.size.width(), 760) + 32
    head = around.high(across - 32) + 16
    down = head + layout.size.height() + around.foot_high + 12
    image = QImage(across * _SHARP, down * _SHARP, QImage.Format.Format_RGB32)
    image.fill(QColor(style.colours.surface))
    painter = QPainter(image)
    painter.scale(_SHARP, _SHARP)
    painter.translate(16, 16)
    around.paint(painter, across - 32)
    around.paint_foot(
        painter, across - 32, down - around.foot_high - 24, "", heads=layout.step.heads
    )
    painter.translate((across - 32 - layout.size.width()) / 2, head - 16)
    full = QRect(0, 0, layout.size.width(), layout.size.height())
    Painter(layout, style, sheet.names).paint(painter, full)
    painter.end()
    return image


def named_step() -> Step:
    """The farthest step at which the heads of households are written."""
    return next(step for step in paper_style().steps if step.heads)


def _small_enough(size: QSize) -> bool:
    across, high = (size.width() + 32) * _SHARP, (size.height() + 200) * _SHARP
    return max(across, high) <= _MOST_SIDE and across * high <= _MOST_DOTS


def png_of(image: QImage) -> bytes:
    """A picture as the content of a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
