"""The list of compounds, with the buildings of the chosen one below it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
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
        self._places_rows: Sequence[Any] = ()
        self.places_panel = Panel(titles[0], flush=True)
        self.inside_panel = Panel(titles[1], flush=True)
        self.places_panel.add(upper, 1)
        self.inside_panel.add(lower, 1)
        body = column(gap=12)
        body.addWidget(self.places_panel, share)
        body.addWidget(self.inside_panel, 10 - share)
        self.setLayout(body)
        upper.current_changed.connect(self._turned)
        lower.current_changed.connect(lambda row: self._tell(lower, self.kinds[1], row))
        for table in (upper, lower):
            table.selection_moved.connect(self.restated)

    def _tell(self, table: Table, kind: str, row: Any) -> None:
        if row is not None:
            self._last = table
            self.picked.emit((kind, row.id))

    def _turned(self, row: Any) -> None:
        self._read_inside()
        self._tell(self.places, self.kinds[0], row)

    # What the two lists say of themselves; the readings are done in the second lane

    @abstractmethod
    def reading_places(self) -> Callable[[], Sequence[Any]]:
        """A reading of the places, as the filter line asks for them."""

    @abstractmethod
    def reading_inside(self, place: Any) -> Callable[[], Sequence[Any]]:
        """A reading of what is in a place (None when there is none)."""

    @abstractmethod
    def home_of(self, row_id: int) -> int | None:
        """The place that something of the lower list is in."""

    @abstractmethod
    def say(self, places: Sequence[Any], inside: Sequence[Any] | None) -> None:
        """Name the two lists; `inside` is None while it is being read."""

    def read(self) -> None:
        """Read the places and what is in the chosen one."""
        read, aim = self.reading_places(), self._aim
        inner = aim[1] if aim is not None and aim[0] == self.kinds[1] else None

        def search() -> tuple[Sequence[Any], int | None]:
            return read(), None if inner is None else self.home_of(inner)

        self.load(search, self._show_places, "places")

    def _show_places(self, found: tuple[Sequence[Any], int | None]) -> None:
        rows, home = found
        self._places_rows = rows
        self.show_quietly(self.places, rows)
        if home is not None:
            self.places.blockSignals(True)
            self.places.choose_id(home)
            self.places.blockSignals(False)
        elif not self.aim(self.places, self.kinds[0]):
            self.begin(self.places)
        self.say(rows, None)
        self._read_inside()
        self.restated.emit()

    def _read_inside(self) -> None:
        self.load(self.reading_inside(self.places.current), self._show_inside, "inside")

    def _show_inside(self, rows: Sequence[Any]) -> None:
        self.inside.blockSignals(True)
        self.inside.show_rows(rows)
        self.inside.blockSignals(False)
        if self.aim(self.inside, self.kinds[1]):
            self._last = self.inside
        self.say(self._places_rows, rows)
        self.restated.emit()

    @property
    def main(self) -> Table:
        """The list of places."""
        return self.places

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
            empty=Empty(
                "还没有楼栋。", "先有小区；导入居民名册时楼栋会自动建好，也可以在这里新增。",
                icon="building",
            ),
        )  # fmt: skip
        self._build(upper, lower, ("小区", "楼栋"), 4)
        self.places_panel.add_tool(link("新增小区", add))
        self.inside_panel.add_tool(
            link("新增楼栋", lambda: upper.current and add_building(upper.current.id))
        )
        self.box = SearchBox("小区名称")
        self.filter_with(self.box)

    def reading_places(self) -> Callable[[], Sequence[CompoundRow]]:
        """All compounds, or those whose name fits."""
        text, book = self.box.text(), self.book
        return lambda: rank(text, compound_rows(book), lambda row: f"{row.name} {row.alias or ''}")

    def reading_inside(self, place: CompoundRow | None) -> Callable[[], Sequence[BuildingRow]]:
        """The buildings of a compound."""
        book = self.book
        return lambda: [] if place is None else building_rows(book, place.id)

    def home_of(self, row_id: int) -> int | None:
        """The compound of a building."""
        rows = building_rows(self.book)
        return next((row.compound_id for row in rows if row.id == row_id), None)

    def say(self, places: Sequence[CompoundRow], inside: Sequence[BuildingRow] | None) -> None:
        """How many compounds, how many without a name, how many buildings."""
        missing = sum(unnamed(row.name) for row in places)
        words = f"，{missing} 个缺名称" if missing else ""
        self.places_panel.say("小区", f"{len(places)} 个{words}")
        place = self.places.current
        count = "" if inside is None else f" · {len(inside)} 栋"
        self.inside_panel.say("楼栋", f"{place.name}{count}" if place else "")

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
