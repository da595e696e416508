"""今日: what has to be seen to, four figures, the year in a chart, quick entry."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent

from app import today as due
from app.due import Item, Level
from app.fields import columns
from app.overview import Figure, Summary, points_chart, summary, today_figures
from app.series import Chart
from ui.commands import Command
from ui.desk import Desk
from ui.kit.cards import FigureCard, Panel
from ui.kit.chart import ChartView
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.parts import Button, column, row
from ui.kit.steady import Steady
from ui.kit.table import Column, Table, link
from ui.pledge.entry import QuickEntryView
from ui.theme import Tone

_WEEK = "一二三四五六日"
_IDLE = 700  # milliseconds until the chart is drawn: its library takes half a second to load
_TONES = {Level.RED: Tone.RED, Level.AMBER: Tone.AMBER, Level.GREEN: Tone.GREEN}


class TodayPage(Page):
    """The first page; it must be there at once, so the chart comes after an idle moment."""

    tables = (
        "account", "building_group", "care_tag", "compound", "dismissal", "duty_record",
        "election_round", "handover", "household", "import_batch", "leader_term", "ledger_entry",
        "resident", "rule_set", "rule_set_version", "season", "setting", "street_segment",
        "subsidy_payment", "training", "training_attendance",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._size = Summary(0, 0, 0, 0)
        self._chart: Chart | None = None
        self._dated: list[Item] = []
        self._checked: list[Item] = []
        self.title = title_of(desk.today())
        self.todo = Panel("要办的事")
        self.items = self._make_list()
        self.todo.add(self.items, 1)
        self.chart = ChartView(desk.jobs, emphasis=-1)
        self.chart.said.connect(desk.notices.say)
        self.figures = [FigureCard("") for _ in range(4)]
        self.quick = Panel("快速登记")
        self.entry = QuickEntryView(desk, self.attempt, brief=True)
        self.quick.add_tool(self.entry.sets)
        self.entry.beside.addWidget(Button("按楼组整表登记……", self.open_matrix))
        self.quick.add(self.entry, 1)
        self._lay()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(_IDLE)
        self._idle.timeout.connect(self._draw)

    def _make_list(self) -> Table:
        text, whom, day = columns(Item, "text", "object", "due")
        today = self.desk.today
        return Table(
            (
                Column(text, 200, stretches=True, dot=lambda item: _TONES[item.level]),
                Column(whom, 240, stretches=True),
                Column(
                    day, 84, text=lambda item: day_words(item.due, today()),
                    tone=lambda item: _due_tone(item, today()),
                ),
                link("action", lambda item: item.action.text, self.act, width=80),
            ),
            name="today",
            settings=self.desk.settings,
            label="要办的事",
            empty=Empty(
                "今天没有到期的事。",
                "任期、缺额、公示、培训、补贴、结算和备份，快到期时会出现在这里。",
                icon="check",
            ),
        )  # fmt: skip

    def _lay(self) -> None:
        left = column(gap=16)
        left.addWidget(self.todo, 5)
        left.addWidget(self.chart, 3)
        cards = column(
            row(*self.figures[:2], gap=12, even=True),
            row(*self.figures[2:], gap=12, even=True),
            gap=12,
        )
        right = column(cards, gap=16)
        right.addWidget(self.quick, 1)
        body = row(gap=16)
        body.addLayout(left, 60)
        body.addLayout(right, 40)
        self.body.addWidget(Steady(body), 1)

    # What the window asks

    def refresh(self) -> None:
        """The list, the figures and the numbers of the chart."""
        book, today = self.desk.book, self.desk.today()
        self.title = title_of(today)
        self._dated = due.dated_items(book, today)
        self._show_items()
        self._ask_counted()
        self.entry.refresh()
        self._chart = points_chart(book, today)
        self.chart.say(self._chart.title, self._chart.sentence)
        self._idle.start()

    def _ask_counted(self) -> None:
        # Everybody is counted: with very many that takes longer than the window may wait.
        book, today = self.desk.book, self.desk.today()

        def read() -> tuple[list[Item], Summary, list[Figure]]:
            size = summary(book, today)
            return due.checked_items(book, today), size, list(today_figures(book, today, size))

        self.desk.jobs.fetch(read, self._take_counted, owner=self, key="today")

    def _take_counted(self, counted: tuple[list[Item], Summary, list[Figure]]) -> None:
        checked, self._size, figures = counted
        for card, figure in zip(self.figures, figures, strict=True):
            card.show_label(figure.label)
            card.show_figure(figure.figure, figure.suffix, figure.note)
        if checked != self._checked:
            self._checked = checked
            self._show_items()
        self.restate()

    def _show_items(self) -> None:
        items = due.pressing_first([*self._dated, *self._checked])
        self.items.show_rows(items)
        self.todo.say("要办的事", _how_many(items))

    def _draw(self) -> None:
        self._idle.setInterval(0)
        if self._chart is not None:
            self.chart.show_chart(self._chart)

    def buttons(self) -> tuple[Command, ...]:
        """Importing a sheet, and recording points."""
        return (
            Command("today.import", "导入表格", lambda: self.go("imports"), "Ctrl+I", "import",
                    hint="把居民、两长或积分的表格读进来"),
            Command("today.record", "登记", self.entry.start, "Ctrl+N", "pledge",
                    hint="记一笔积分"),
        )  # fmt: skip

    def status(self) -> tuple[str, str]:
        """How large the office is."""
        return (self._size.words(), "")

    def showEvent(self, event: QShowEvent) -> None:
        """A new day has new things to do."""
        stale = self.title != title_of(self.desk.today())
        super().showEvent(event)
        if stale:
            self.read_again()

    # What the user does

    def act(self, item: Item) -> None:
        """Go to where the thing is done."""
        self.go(item.action.room, item.action.what)

    def open_matrix(self) -> None:
        """Enter a whole 楼组 at once."""
        self.go("pledge", ("matrix", None))


def title_of(day: dt.date) -> str:
    """今日 · 11月22日 星期日."""
    return f"今日 · {day.month}月{day.day}日 星期{_WEEK[day.weekday()]}"


def day_words(day: dt.date | None, today: dt.date) -> str:
    """A due day as people say it: 今天, 11月17日, 2027年1月3日."""
    if day is None:
        return "—"
    if day == today:
        return "今天"
    year = "" if abs((day - today).days) < 200 else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _due_tone(item: Item, today: dt.date) -> Tone:
    if item.due is None:
        return Tone.MUTED
    return Tone.RED if item.due < today else Tone.PLAIN


def _how_many(items: list[Item]) -> str:
    counts = Counter(item.level for item in items)
    parts = [
        f"{counts[level]} 件{words}"
        for level, words in (
            (Level.RED, "要马上办"),
            (Level.AMBER, "快到期"),
            (Level.GREEN, "不急"),
        )
        if counts[level]
    ]
    return " · ".join(parts)
