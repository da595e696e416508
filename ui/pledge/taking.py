"""Taking along exactly what is shown: as a workbook, on paper, as PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from app.book import Book
from app.errors import Refused
from app.exports import export_table, heading, number_columns, number_of
from app.people.office import office
from app.series import Chart
from ui.kit.chart import drawing
from ui.kit.chart.style import print_paper
from ui.kit.table import Column

if TYPE_CHECKING:
    from ui.printing import Paper

MOST_PRINTED = 3000
_WIDE, _HIGH = 640.0, 360.0  # of the chart, at 96 dpi
_PUBLIC_POINTS = 14.0  # elderly readers


@dataclass(frozen=True)
class Shown:
    """What a view shows: `rows` reads them and may be called beside the window's thread."""

    title: str
    columns: tuple[Column, ...]
    count: int
    rows: Callable[[], Iterable[Any]]
    note: str = ""
    chart: Chart | None = None
    public: bool = False


def export(book: Book, shown: Shown, path: Path, today: dt.date) -> int:
    """Write the table, and the chart on a sheet of its own; returns the rows."""
    numbers = number_columns(column.field.kind for column in shown.columns)
    rows = (
        [
            _cell(column, row) if at in numbers else column.words(row)
            for at, column in enumerate(shown.columns)
        ]
        for row in shown.rows()
    )
    return export_table(
        path,
        heading(book, shown.title, today),
        [column.label for column in shown.columns],
        rows,
        numbers,
        name=shown.title,
        foot=f"注：{shown.note}" if shown.note else "",
        picture=_png(shown.chart) if shown.chart is not None else None,
    )


def paper_of(book: Book, shown: Shown, today: dt.date) -> Paper:
    """The same for printing; raises Refused when it is too long for paper."""
    # 今日 has this module for its entry of points; what paints pages can wait until it is asked.
    from ui.printing import Paper

    if shown.count > MOST_PRINTED:
        raise Refused(
            f"有 {shown.count:,} 行，一次最多打印 {MOST_PRINTED:,} 行。请先筛选，或导出 Excel。"
        )
    known = office(book)
    columns = shown.columns
    return Paper(
        title=shown.title,
        header=[column.label for column in columns],
        rows=[[column.words(row) for column in columns] for row in shown.rows()],
        office=(known.seal_name or known.name) if known else "",
        note=shown.note,
        foot=f"共 {shown.count:,} 行",
        right=frozenset(at for at, column in enumerate(columns) if column.right),
        points=_PUBLIC_POINTS if shown.public else 9.5,
        landscape=len(columns) > 7 and not shown.public,
        picture=picture_of(shown.chart) if shown.chart is not None else None,
        printed_on=today,
    )


def picture_of(chart: Chart) -> QImage:
    """A chart as a picture for paper."""
    drawn = drawing.draw(chart, print_paper(), _WIDE, _HIGH, alone=True)
    return QImage(
        drawn.rgba, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888
    ).copy()


def _png(chart: Chart) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture_of(chart).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def _cell(column: Column, row: Any) -> Any:
    value = column.value(row)
    return "" if value is None else number_of(column.field.kind, value)
