"""学时: how often and for how long people were trained, by year and half-year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.book import Book
from app.fields import columns
from app.leaders.training_hours import (
    HoursRow,
    TrainingFigures,
    class_hours,
    figures,
    half_year,
    hours_of,
)
from ui.desk import Desk
from ui.kit.cards import Panel
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import caption, column
from ui.kit.table import Column, Table
from ui.leaders.figures import Figure, FigureLine
from ui.people.lists import ListView, SearchBox

_HALVES = (("0", "全年"), ("1", "上半年"), ("2", "下半年"))
Found = tuple[list[HoursRow], TrainingFigures]


class HoursView(ListView):
    """Hours of training by person, with the figures of the time above them."""

    key = "hours"
    title = "培训学时"
    kinds = ("trainee",)
    has_pane = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        names = (
            "full_name", "post", "times", "late", "minutes", "class_hours", "first_half",
            "second_half",
        )  # fmt: skip
        name, post, times, late, minutes, hours, first, second = columns(HoursRow, *names)
        self.table = Table(
            (
                Column(name, 90), Column(post, 160, stretches=True), Column(times, 84),
                Column(late, 64), Column(minutes, 110), Column(hours, 76),
                Column(first, 110), Column(second, 110),
            ),
            name="work.hours", settings=desk.settings, label="培训学时",
            empty=Empty(
                "这段时间还没有人签到。", "在“培训”里签到以后，学时会列在这里。", icon="clock"
            ),
        )  # fmt: skip
        self.table.selection_moved.connect(self.restated)
        self.line = FigureLine()
        field = Panel(flush=True)
        field.add(self.table, 1)
        body = column(self.line, gap=12)
        body.addWidget(field, 1)
        self.setLayout(body)
        self.box = SearchBox("姓名、岗位", width=170)
        year = desk.today().year
        years = [(str(one), f"{one}年") for one in range(year, year - 6, -1)]
        self.year = FilterMenu("年份", years)
        self.half = FilterMenu("半年", _HALVES)
        apart = caption("培训学时单独统计，不算志愿服务时长。")
        self.filter_with(self.box, self.year, self.half, apart)

    def time(self) -> tuple[dt.date, dt.date]:
        """The first and the last day meant."""
        return half_year(int(self.year.key), int(self.half.key))

    def read(self) -> None:
        """Read the hours in the second lane."""
        book, text, (since, until) = self.book, self.box.text(), self.time()
        self.title = f"{self.year.text()}{'' if self.half.key == '0' else self.half.text()}培训学时"
        self.load(lambda: _read(book, text, since, until), self._show)

    def _show(self, found: Found) -> None:
        rows, known = found
        each = class_hours(known.minutes // known.people) if known.people else "—"
        self.line.show_figures(
            (
                Figure(f"{known.held:,}", "举办场次"),
                Figure(f"{known.came:,}", "参加人次"),
                Figure(f"{known.people:,}", "参加人数"),
                Figure(class_hours(known.minutes), "学时合计", "45 分钟为 1 学时"),
                Figure(each, "人均学时"),
            )
        )
        self.show_quietly(self.table, rows)
        self.restated.emit()

    def clear_filters(self) -> None:
        """Everybody of this year."""
        self.box.put("")
        self.half.choose("0")

    def status(self) -> str:
        """How many people, and what is selected."""
        parts = (f"{len(self.table):,} 人", self.table.selection_sum())
        return "　　".join(part for part in parts if part)

    def tables(self) -> tuple[Table, ...]:
        """The one table."""
        return (self.table,)


def _read(book: Book, text: str, since: dt.date, until: dt.date) -> Found:
    rows = hours_of(book, since, until)
    words: Any = lambda one: f"{one.full_name} {one.post}"  # noqa: E731
    return rank(text, rows, words), figures(book, since, until)
