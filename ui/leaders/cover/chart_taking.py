"""Taking charts along: picture, sentence and numbers on a sheet of paper or in Word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtGui import QImage

from app.book import Book
from app.leaders.chart_list import chart_keys, chart_of
from app.leaders.spells import period_of
from app.papers.model import Block, Grid, Picture, Sheet, Words
from app.series import Chart
from ui.commands import Command
from ui.kit.chart.drawing import draw
from ui.kit.chart.style import print_paper
from ui.kit.page import Page
from ui.leaders.cover.charts import ChartsView
from ui.leaders.cover.picture import content_of
from ui.leaders.cover.printing import office_name
from ui.papers import offer

_WIDE, _HIGH = 640.0, 340.0  # pixels at 96 dpi
_MOST_HIGH = 820.0


class ChartTaking:
    """Sheets of the chart in sight, and of all charts of whom it is about."""

    def __init__(self, page: Page, view: ChartsView) -> None:
        self._page = page
        self._view = view

    def commands(self) -> tuple[Command, ...]:
        """打印 the chart in sight, or all."""
        return (
            Command(
                "cover.all", "全部图表", self.offer_all, icon="chart",
                hint="所选岗位的全部图表，每张带一句话和数字",
            ),
            Command(
                "cover.chart", "打印或存成 Word", self.offer_one, "Ctrl+P", "print",
                hint="这张图、这句话和数字",
            ),
        )  # fmt: skip

    def offer_one(self) -> None:
        """A menu for the chart in sight."""
        key = self._view.names.key
        title = self._view.chart.title if self._view.chart is not None else ""
        offer(self._page, title, self.sheets((key,)))

    def offer_all(self) -> None:
        """A menu for all charts of the post that is chosen."""
        subject = self._view.subject.key
        offer(self._page, f"{subject}图表", self.sheets(chart_keys(subject)))

    def sheets(self, keys: Sequence[str]) -> Callable[[], tuple[Sheet, ...]]:
        """What reads and draws some charts, in the second lane."""
        view, desk = self._view, self._page.desk
        book, today, subject = desk.book, desk.today(), view.subject.key
        day, period = view.as_at.day or today, period_of(view.period.key)

        def read() -> tuple[Sheet, ...]:
            found = [chart_of(book, key, subject, day, period) for key in keys]
            return tuple(chart_sheet(book, chart, day) for chart in found)

        return read


def chart_sheet(book: Book, chart: Chart, day: dt.date) -> Sheet:
    """A chart on a sheet: sentence, picture, numbers, how it is counted."""
    unit = f"（{chart.unit}）" if chart.unit else ""
    head, *rows = chart.table()
    numbers = Grid(head, rows, right=frozenset(range(1, len(head))), points=10.0)
    blocks: list[Block] = [
        Words(chart.sentence),
        picture_of(chart),
        *([numbers] if rows else []),
        Words(chart.definition, points=9.0),
    ]
    return Sheet(f"{chart.title}{unit}", blocks, office_name(book), f"截至 {day}", points=11.0)


def picture_of(chart: Chart) -> Picture:
    """A chart for paper; where bars would be left out it is drawn as high as a page has room."""
    drawn = draw(chart, print_paper(), _WIDE, _HIGH)
    if drawn.note:
        bar = 20 if len(chart.lines) == 1 else 14 * len(chart.lines) + 8
        drawn = draw(chart, print_paper(), _WIDE, min(_MOST_HIGH, 32 + bar * len(chart.labels)))
    image = QImage(
        drawn.rgba, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888
    )
    return Picture(content_of(image.copy()), caption=drawn.note)
