"""覆盖图和图表: who leads every 楼组 and street, drawn; the posts in charts."""

from __future__ import annotations

from ui.commands import Command
from ui.desk import Desk
from ui.leaders.cover.chart_taking import ChartTaking
from ui.leaders.cover.charts import ChartsView
from ui.leaders.cover.taking import MapTaking
from ui.leaders.cover.view import MapView
from ui.people.listing import ListsPage


class CoverPage(ListsPage):
    """The map and the charts; what is pressed in them leads to the rosters."""

    title = "覆盖图和图表"
    room = "cover"
    tables = (
        "leader_term", "resident", "building", "building_group", "street_segment", "compound",
        "dwelling", "duty_record", "training", "training_attendance",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.map = MapView(
            desk,
            bring=lambda: self.go("imports"),
            copy=lambda: self.attempt(self.map_taking.copy),
        )
        self.map_taking = MapTaking(self, self.map)
        self.map.opened.connect(self.go)
        self.charts = ChartsView(desk)
        self.charts.picked_compound.connect(self._show_compound)
        self.charts.picked_street.connect(lambda one: self.go("leaders", ("street", one)))
        self.chart_taking = ChartTaking(self, self.charts)
        self.make_lists(((self.map, "覆盖图"), (self.charts, "图表")))

    def _show_parts(self) -> None:
        super()._show_parts()
        self.setFocusProxy(self.view)
        self._fold.hide()

    def _show_compound(self, compound_id: int) -> None:
        self.turn_to(self.map.key)
        self.map.clear_filters()
        self.map.go_to(compound_id)

    def open(self, what: object) -> None:
        """Show ("map", id of a 小区), or the list of that name."""
        if isinstance(what, tuple) and len(what) == 2 and what[0] == self.map.key:
            self.turn_to(self.map.key)
            self.map.go_to(int(what[1] or 0))
        elif isinstance(what, str) and what in (self.map.key, self.charts.key):
            self.turn_to(what)

    def buttons(self) -> tuple[Command, ...]:
        """打印 and 导出 of what is in sight."""
        if self.view is self.charts:
            return self.chart_taking.commands()
        return (
            Command(
                "cover.export", "导出", self.map_taking.ask_export, "Ctrl+E", "export",
                hint="存成 A3 挂图 PDF、图片或 Word",
            ),
            Command(
                "cover.print", "打印 A3 挂图", self.map_taking.print, "Ctrl+P", "print",
                hint="横向 A3，可以直接上墙",
            ),
        )  # fmt: skip

    def commands(self) -> tuple[Command, ...]:
        """The same: there is no pane here."""
        return self.buttons()
