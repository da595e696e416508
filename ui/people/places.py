"""The list of compounds, with the buildings of the chosen one below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.fields import columns
from app.people.place_lists import building_rows, compound_rows
from app.people.place_records import BuildingRow
from app.people.records import CompoundRow
from ui.desk import Desk
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import column, link
from ui.kit.table import Column, Table
from ui.kit.table import link as link_column
from ui.people.compound import unnamed
from ui.people.lists import ListView, SearchBox
from ui.theme import Tone


class PairView(ListView):
    """A table of places and below it the table of what is in the chosen one."""

    def _build(self, upper: Table, lower: Table, titles: tuple[str, str], share: int) -> None:
        self.places, self.inside = upper, lower
        self._last = upper
        self.places_panel = Panel(titles[0], flush=True)
        self.inside_panel = Panel(titles[1], flush=True)
        self.places_panel.add(upper, 1)
        self.inside_panel.add(lower, 1)
        body = column(gap=12)
        body.addWidget(self.places_panel, share)
        body.addWidget(self.inside_panel, 10 - share)
        self.setLayout(body)
        upper.current_changed.connect(self._upper_turned)
        lower.current_changed.connect(lambda row: self._tell(lower, self.kinds[1], row))
        for table in (upper, lower):
            table.selection_moved.connect(self.restated)

    def _tell(self, table: Table, kind: str, row: Any) -> None:
        if row is not None:
            self._last = table
            self.picked.emit((kind, row.id))

    def _upper_turned(self, row: Any) -> None:
        self._read_lower()
        self._tell(self.places, self.kinds[0], row)

    def _read_lower(self) -> None:
        raise NotImplementedError

    def choose(self, kind: str, row_id: int) -> bool:
        """Make the row of a place current."""
        if kind == self.kinds[0]:
            return self.places.choose_id(row_id)
        if kind == self.kinds[1]:
            return self.inside.choose_id(row_id)
        return False

    def tables(self) -> tuple[Table, ...]:
        """The one used last, then the other."""
        other = self.inside if self._last is self.places else self.places
        return (self._last, other)


class CompoundsView(PairView):
    """小区楼栋."""

    key = "places"
    title = "小区楼栋"
    kinds = ("compound", "building")

    def __init__(
        self,
        desk: Desk,
        *,
        add: Callable[[], object],
        add_building: Callable[[int], object],
        rename: Callable[[int], object],
    ) -> None:
        super().__init__(desk)
        name, kind, groups, homes, people, company, staff = columns(
            CompoundRow,
            "name", "kind", "groups", "households", "residents", "property_company",
            "liaison_staff",
        )  # fmt: skip
        missing = link_column("rename", _rename_words, lambda row: rename(row.id))
        upper = Table(
            (
                Column(name, 210, tone=_name_tone), Column(kind, 78), Column(groups, 52),
                Column(homes, 56), Column(people, 60), Column(staff, 76),
                Column(company, 110, shown=False),
                replace(missing, dot=_compound_dot, stretches=True),
            ),
            name="people.compounds", settings=desk.settings, label="小区",
            empty=Empty(
                "还没有小区。", "导入居民名册时会自动建好，也可以在这里登记。",
                button="新增小区", act=add, icon="building",
            ),
        )  # fmt: skip
        title, floors, units, lift, doors, homes, people, note = columns(
            BuildingRow,
            "name", "floors", "unit_count", "has_elevator", "dwellings", "households", "residents",
            "note",
        )  # fmt: skip
        lower = Table(
            (
                Column(title, 110), Column(floors, 60), Column(units, 64),
                Column(lift, 56), Column(doors, 64), Column(homes, 64), Column(people, 64),
                Column(note, 100, muted=True, stretches=True),
            ),
            name="people.buildings", settings=desk.settings, label="楼栋",
            empty=Empty("这个小区还没有楼栋。", icon="building"),
        )  # fmt: skip
        self._build(upper, lower, ("小区", "楼栋"), 4)
        self.places_panel.add_tool(link("新增小区", add))
        self.inside_panel.add_tool(
            link("新增楼栋", lambda: upper.current and add_building(upper.current.id))
        )
        self.box = SearchBox("小区名称")
        self.filter_with(self.box)

    def read(self) -> None:
        """Read all compounds and the buildings of the chosen one."""
        text = self.box.text()
        rows = rank(text, compound_rows(self.book), lambda row: f"{row.name} {row.alias or ''}")
        self.show_quietly(self.places, rows)
        missing = sum(unnamed(row.name) for row in rows)
        self.places_panel.say(
            "小区", f"{len(rows)} 个" + (f"，{missing} 个缺名称" if missing else "")
        )
        self.begin(self.places)
        self._read_lower()
        self.restated.emit()

    def _read_lower(self) -> None:
        place = self.places.current
        rows = building_rows(self.book, place.id) if place is not None else []
        self.inside_panel.say("楼栋", f"{place.name} · {len(rows)} 栋" if place else "")
        self.inside.blockSignals(True)
        self.inside.show_rows(rows)
        self.inside.blockSignals(False)

    def choose(self, kind: str, row_id: int) -> bool:
        """Make a compound or a building current; the compound of a building with it."""
        if kind == "building":
            home = next((row for row in building_rows(self.book) if row.id == row_id), None)
            if home is not None:
                self.places.choose_id(home.compound_id)
        return super().choose(kind, row_id)

    def clear_filters(self) -> None:
        """All compounds."""
        self.box.put("")

    def status(self) -> str:
        """What there is in all compounds."""
        rows = list(self.places.shown_rows())
        homes = sum(row.households for row in rows)
        people = sum(row.residents for row in rows)
        return f"{len(rows)} 个小区 · {homes:,} 户 · {people:,} 人"


def _compound_dot(row: CompoundRow) -> Tone | None:
    return Tone.AMBER if unnamed(row.name) else None


def _name_tone(row: CompoundRow) -> Tone:
    return Tone.AMBER if unnamed(row.name) else Tone.PLAIN


def _rename_words(row: CompoundRow) -> str:
    return "填写名称" if unnamed(row.name) else ""
