"""A run over the pages: pieces laid one below the other, titles at the top, numbers at the foot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter

from app.papers.model import Sheet
from ui.press.ink import GREY, INK, LEFT, MIDDLE, RIGHT, UPRIGHT, WRAPPED, Ink, Piece, Strip
from ui.press.pieces import fitting, frame, pieces_of

_MARGIN = 14.0  # millimetres
_TITLE = 1.6  # of the text
_FRAME_PAD = 20.0


def page_layout(sheet: Sheet) -> QPageLayout:
    """The paper of a sheet: A4 or A3, upright or lying."""
    way, size = QPageLayout.Orientation, QPageSize.PageSizeId
    return QPageLayout(
        QPageSize(size.A3 if sheet.large else size.A4),
        way.Landscape if sheet.landscape else way.Portrait,
        QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
        QPageLayout.Unit.Millimeter,
    )


def run(
    sheets: Sequence[Sheet], device: QPagedPaintDevice, printed_on: dt.date
) -> tuple[int, tuple[tuple[bool, str], ...]]:
    """Paint all sheets; returns the number of pages, and the texts in order with their weight."""
    painter = QPainter(device)
    ink = Ink(device, painter)
    first = layout = page_layout(sheets[0])
    pages = 0
    for sheet in sheets:
        if pages:
            if page_layout(sheet) != layout:
                layout = page_layout(sheet)
                ink.take(layout, first)
            ink.turn_page()
        pages += _Run(sheet, ink, printed_on).paint()
    painter.end()
    return pages, tuple(ink.drawn)


class _Run:
    """One sheet on its pages."""

    def __init__(self, sheet: Sheet, ink: Ink, printed_on: dt.date) -> None:
        self.sheet = sheet
        self.ink = ink
        self.printed_on = printed_on
        self.points = sheet.points
        self.line = ink.line(sheet.points)
        inset = _FRAME_PAD * ink.mm if sheet.framed else 0.0
        self.top = inset
        self.strip = Strip(0, ink.wide).within(inset)
        self.room = ink.high - inset - self._foot_high()

    def paint(self) -> int:
        """Paint all pages of the sheet; returns how many."""
        pages = self._pages()
        for number, page in enumerate(pages, start=1):
            if number > 1:
                self.ink.turn_page()
            if self.sheet.framed:
                frame(self.ink, QRectF(0, 0, self.ink.wide, self.ink.high), double=True)
            if number == 1:
                self._title()
            for top, piece in page:
                piece.paint(top)
            self._foot(number, len(pages))
        return len(pages)

    def _pages(self) -> list[list[tuple[float, Piece]]]:
        """Which pieces stand where on which page."""
        pieces = pieces_of(
            self.sheet.blocks, self.ink, self.strip, self.points, self.room - self.top
        )
        page: list[tuple[float, Piece]] = []
        pages = [page]
        top = self.top + self._title_high()
        for at, piece in enumerate(pieces):
            if top + self._need(pieces, at) > self.room and page:
                page = []
                pages.append(page)
                top = self.top
                if piece.head is not None:
                    page.append((top, piece.head))
                    top += piece.head.high
            if page or not piece.loose or len(pages) == 1:
                page.append((top, piece))
                top += piece.high
        return pages

    def _need(self, pieces: Sequence[Piece], at: int) -> float:
        """The height of a piece and of all that is bound to it, if a page has room for that."""
        high = own = pieces[at].high
        while pieces[at].bound and at + 1 < len(pieces):
            at += 1
            high += pieces[at].high
        return high if high <= self.room - self.top else own

    # The title

    def _title_size(self) -> float:
        size = self.points * _TITLE
        return max(
            size * 0.8, fitting(self.sheet.title, self.ink, self.strip.wide, size, bold=True)
        )

    def _title_lines(self) -> int:
        return self.ink.lines(self.sheet.title, self.strip.wide, self._title_size(), bold=True)

    def _title_high(self) -> float:
        if not self.sheet.heading:
            return 0.0
        spacing = self.ink.metrics(self._title_size(), bold=True).lineSpacing()
        notes = 0.6 + 1.2 * len(self._under())
        return self._title_lines() * spacing + notes * self.line

    def _title(self) -> None:
        if not self.sheet.heading:
            return
        ink, strip, size = self.ink, self.strip, self._title_size()
        high = self._title_lines() * ink.metrics(size, bold=True).lineSpacing()
        box = QRectF(strip.left, self.top, strip.wide, high)
        ink.write(box, MIDDLE | UPRIGHT | WRAPPED, self.sheet.title, size, bold=True, colour=INK)
        line = QRectF(strip.left, self.top + high, strip.wide, 1.5 * self.line)
        for left, right in self._under():
            ink.write(line, LEFT | UPRIGHT, left, self.points, colour=GREY)
            ink.write(line, RIGHT | UPRIGHT, right, self.points, colour=GREY)
            line.translate(0, 1.2 * self.line)

    def _under(self) -> list[tuple[str, str]]:
        """The lines under the title: office and period side by side if there is room for both."""
        office, period = self.sheet.office, self.sheet.under
        if not office and not period:
            return []
        wide = self.ink.metrics(self.points).horizontalAdvance(f"{office}　　{period}")
        return [(office, period)] if wide <= self.strip.wide else [(office, ""), (period, "")]

    # The foot

    def _foot_high(self) -> float:
        if self.sheet.numbered or self.sheet.foot:
            return 2.2 * self.line
        return 0.0

    def _foot(self, number: int, last: int) -> None:
        ink, sheet = self.ink, self.sheet
        size = max(8.0, self.points * 0.85)
        inset = 6 * ink.mm if sheet.framed else 0.0
        box = QRectF(self.strip.left, ink.high - inset - self.line, self.strip.wide, self.line)
        if sheet.foot:
            ink.write(box, LEFT | UPRIGHT, sheet.foot, size, colour=GREY)
        if sheet.numbered:
            words = f"打印日期 {self.printed_on.isoformat()}　第 {number} 页，共 {last} 页"
            ink.write(box, RIGHT | UPRIGHT, words, size, colour=GREY)
