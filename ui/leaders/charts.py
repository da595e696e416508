"""图表: one chart at a time, with its sentence, its numbers and its definition beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from app.leaders.charts import charts
from app.series import Chart
from ui.desk import Desk
from ui.kit.as_at import AsAt
from ui.kit.cards import Panel
from ui.kit.chart import ChartView
from ui.kit.chips import Chips
from ui.kit.parts import Button, caption, row, sized
from ui.leaders.numbers import NumbersTable
from ui.people.lists import ListView
from ui.people.pane import WIDTH


class ChartsView(ListView):
    """The posts in pictures; `picked_compound` carries the compound of a bar that was pressed."""

    key = "charts"
    has_pane = False
    picked_compound = Signal(object)  # ids are wider than an int of Qt

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.charts: Sequence[Chart] = ()
        self.names = Chips((), name="图表")
        self.names.chosen.connect(lambda _key: self._turn())
        self.as_at = AsAt(desk.today, self.read)
        self.filter_with(caption("截至"), self.as_at, self.names)
        self.picture = ChartView(desk.jobs)
        self.picture.said.connect(desk.notices.say)
        self.picture.picked.connect(self._pick)
        self.numbers = NumbersTable(desk)
        self.definition = caption(wrap=True)
        self.words = Panel("数字")
        self.words.add(self.numbers, 1)
        self.words.add(self.definition)
        self.words.add(
            row(
                Button("复制图片", self.picture.copy),
                Button("存成图片……", self.picture.save),
                Button("复制这句话", self._copy_sentence),
                None,
                gap=8,
            )
        )
        sized(self.words, width=WIDTH)
        body = row(self.picture, self.words, gap=16)
        body.setStretch(0, 1)
        self.setLayout(body)

    def read(self) -> None:
        """Read the numbers of all charts in the second lane."""
        book, day = self.book, self.as_at.day or self.desk.today()
        self.desk.jobs.fetch(lambda: charts(book, day), self._show, owner=self, key="leader-charts")

    def _show(self, found: Sequence[Chart]) -> None:
        self.charts = found
        self.names.offer([(str(at), _short(chart.title)) for at, chart in enumerate(found)])
        self._turn()

    @property
    def chart(self) -> Chart | None:
        """The chart in sight."""
        key = self.names.key
        return self.charts[int(key)] if key else None

    def _turn(self) -> None:
        chart = self.chart
        if chart is None:
            return
        self.picture.show_chart(chart)
        self.numbers.show_chart(chart)
        self.definition.setText(chart.definition)
        self.restated.emit()

    def _pick(self, key: object) -> None:
        chart = self.chart
        if chart is not None and self.charts and chart is self.charts[0] and isinstance(key, int):
            self.picked_compound.emit(key)

    def _copy_sentence(self) -> None:
        chart = self.chart
        if chart is None:
            return
        QGuiApplication.clipboard().setText(chart.sentence)
        self.desk.notices.say("这句话已复制，可以粘贴到 Word 或 WPS。")

    def status(self) -> str:
        """The day of the numbers."""
        return f"截至 {self.as_at.day or self.desk.today()}"


def _short(title: str) -> str:
    """The name of a chart on its chip: 年龄 for 楼组长年龄, 各小区 for 各小区楼组长人数."""
    for end in ("楼组长人数", "街面长人数"):
        title = title.removesuffix(end)
    return title.removeprefix("楼组长")
