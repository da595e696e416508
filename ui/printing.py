"""A table of the screen on paper: a sheet with one grid, as big as its letters want it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPagedPaintDevice
from PySide6.QtWidgets import QWidget

from app.papers.model import Block, Grid, Picture, Sheet
from ui import press
from ui.press import DPI, Printed

__all__ = ["DPI", "Paper", "Printed", "paint", "preview", "save_pdf", "sheet_of"]

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


def sheet_of(paper: Paper) -> Sheet:
    """A table as a sheet, with its chart below."""
    blocks: list[Block] = [
        Grid(paper.header, paper.rows, paper.shares, paper.right, lines=_MOST_LINES)
    ]
    if paper.picture is not None:
        blocks.append(Picture(_png(paper.picture)))
    return Sheet(
        paper.title,
        blocks,
        office=paper.office,
        under=paper.note,
        foot=paper.foot,
        points=paper.points,
        landscape=paper.landscape,
    )


def paint(paper: Paper, device: QPagedPaintDevice) -> Printed:
    """Paint a table onto a printer or a PDF."""
    return press.paint([sheet_of(paper)], device, paper.printed_on)


def save_pdf(paper: Paper, path: Path) -> int:
    """Write a table as PDF; returns the pages, raises Unavailable when it cannot be written."""
    return press.save_pdf([sheet_of(paper)], path, paper.printed_on)


def preview(parent: QWidget, paper: Paper) -> None:
    """Show the pages before printing; the printer is chosen there."""
    press.preview(parent, [sheet_of(paper)], paper.title, paper.printed_on)


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())
