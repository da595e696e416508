"""图表: one chart at a time, with its sentence, its numbers and its definition beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup

from app.leaders.chart_list import WORDS, chart_keys, chart_of, is_over_time
from app.leaders.posts import BUILDING_LEADER
from app.leaders.spells import PERIODS, period_of
from app.leaders.subjects import subjects
from app.series import Chart
from ui.desk import Desk
from ui.kit.as_at import AsAt
from ui.kit.cards import Panel
from ui.kit.chart import ChartView
from ui.kit.chips import FilterMenu
from ui.kit.flow import Flow
from ui.kit.parts import Button, caption, column, row, sized
from ui.leaders.cover.numbers import NumbersTable
from ui.people.lists import ListView
from ui.people.pane import WIDTH

_BY_COMPOUND = ("compound", "place")


class ChartNames(Flow):
    """The charts that there are, as chips that go on in the next line; `chosen` carries a key."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("图表")
        self._group = QButtonGroup(self)
        self._chips: dict[str, Button] = {}

    @property
    def key(self) -> str:
        """The chart in force."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def offer(self, keys: Sequence[str]) -> None:
        """Other charts; the one in force stays if it is still among them."""
        if list(self._chips) == list(keys):
            return
        before = self.key
        for chip in self._chips.values():
            self._group.removeButton(chip)
        self._chips = {}
        for key in keys:
            chip = Button(WORDS[key], role="chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._group.addButton(chip)
            self._chips[key] = chip
        self.put(list(self._chips.values()))
        self.choose(before if before in self._chips else next(iter(self._chips), ""))

    def take_keyboard(self) -> None:
        """The chip in force gets the keyboard."""
        chip = self._chips.get(self.key)
        if chip is not None:
            chip.setFocus()

    def choose(self, key: str) -> None:
        """Put a chart in force without telling anybody."""
        if key in self._chips:
            self._chips[key].setChecked(True)


class ChartsView(ListView):
    """The posts in pictures; `picked_compound` carries the 小区 of a bar that was pressed, and
    `picked_street` the street.
    """

    key = "charts"
    has_pane = False
    picked_compound = Signal(object)  # ids are wider than an int of Qt
    picked_street = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chart: Chart | None = None
        self.subject = FilterMenu("岗位", [(BUILDING_LEADER, BUILDING_LEADER)])
        self.as_at = AsAt(desk.today, self.read)
        self.period = FilterMenu("期间", [(one.key, one.title) for one in PERIODS])
        self.day_words = caption("截至")
        self.filter_with(self.subject, self.day_words, self.as_at, self.period)
        self.names = ChartNames()
        self.names.offer(chart_keys(BUILDING_LEADER))
        self.names.chosen.connect(lambda _key: self.read())
        self.picture = ChartView(desk.jobs)
        self.picture.said.connect(desk.notices.say)
        self.picture.picked.connect(self._pick)
        self._make_words()
        body = row(self.picture, self.words, gap=16)
        body.setStretch(0, 1)
        whole = column(self.names, gap=12)
        whole.addLayout(body, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.subject)

    def _make_words(self) -> None:
        self.numbers = NumbersTable(self.desk)
        self.definition = caption(wrap=True)
        self.words = Panel("数字")
        self.words.add(self.numbers, 1)
        self.words.add(self.definition)
        self.words.add(
            row(
                Button("复制图片", self.picture.copy),
                Button("存成图片……", self.picture.save),
                Button("复制这句话", self.copy_sentence),
                None,
                gap=8,
            )
        )
        sized(self.words, width=WIDTH)

    # What is shown

    def read(self) -> None:
        """Count the chart in sight in the second lane."""
        book, today = self.book, self.desk.today()
        day = self.as_at.day or today
        subject = self.subject.key
        self.names.offer(chart_keys(subject))
        key, period = self.names.key, period_of(self.period.key)
        self.period.setVisible(is_over_time(key))

        def count() -> tuple[Sequence[str], Chart]:
            return subjects(book), chart_of(book, key, subject, day, period)

        self.load(count, self._show)

    def _show(self, found: tuple[Sequence[str], Chart]) -> None:
        known, chart = found
        self.subject.offer([(one, one) for one in known])
        self.chart = chart
        self.picture.show_chart(chart)
        self.numbers.show_chart(chart)
        self.definition.setText(chart.definition)
        self.restated.emit()

    def show_key(self, key: str, subject: str = BUILDING_LEADER) -> None:
        """Another chart, also of others."""
        self.subject.choose(subject)
        self.names.offer(chart_keys(self.subject.key))
        self.names.choose(key)
        self.read()

    def turned_to(self) -> None:
        """The keyboard goes to the chart that is chosen, if it was in the other list."""
        super().turned_to()
        self.names.take_keyboard()

    def _pick(self, key: object) -> None:
        if self.names.key in _BY_COMPOUND:
            self.picked_compound.emit(key)
        elif self.names.key == "street":
            self.picked_street.emit(key)

    def copy_sentence(self) -> None:
        """The sentence of the chart to the clipboard."""
        if self.chart is None:
            return
        QGuiApplication.clipboard().setText(self.chart.sentence)
        self.desk.notices.say("这句话已复制，可以粘贴到 Word 或 WPS。")

    def status(self) -> str:
        """The day of the numbers."""
        return f"截至 {self.as_at.day or self.desk.today()}"
