"""The numbers of a chart as a table that can be copied."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.kinds import Text
from app.series import Chart, plain
from ui.desk import Desk
from ui.kit.parts import column
from ui.kit.table import Column, Table

_FEW = 2
"""So many columns of numbers have their full width."""

Line = tuple[str, tuple[float, ...]]


class NumbersTable(QWidget):
    """The labels and numbers of whatever chart is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._body = column(gap=0)
        self.setLayout(self._body)
        self.table: Table | None = None

    def show_chart(self, chart: Chart) -> None:
        """Other numbers; the columns are those of the chart."""
        if self.table is not None:
            self._body.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        many = len(chart.lines) > _FEW
        columns = [
            Column(
                Field(Text(), " ", name="label"), 84 if many else 120, stretches=True, text=_label
            )
        ]
        columns += [
            Column(
                _Number.field(line.name or "数值", at), 70 if many else 76, text=partial(_nth, at)
            )
            for at, line in enumerate(chart.lines)
        ]
        self.table = Table(columns, name="cover.chart-numbers", label=f"{chart.title}的数字")
        self.table.said.connect(self._desk.notices.say)
        self.table.show_rows(
            [
                (label, tuple(line.values[at] for line in chart.lines))
                for at, label in enumerate(chart.labels)
            ]
        )
        self._body.addWidget(self.table)


class _Number(Text):
    align = "right"

    @classmethod
    def field(cls, label: str, at: int) -> Field:
        return Field(cls(), label, name=f"line{at}")


def _label(line: Line) -> str:
    return line[0]


def _nth(at: int, line: Line) -> str:
    return plain(line[1][at])
