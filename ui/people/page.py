"""居民房屋: residents, households, compounds and buildings, 楼组, shops."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget

from ui.commands import Command
from ui.desk import Desk
from ui.finding import meant
from ui.kit.chips import Chips
from ui.kit.parts import row
from ui.kit.table import Table
from ui.kit.table.rows import Fetch
from ui.people.compound import BuildingSide, CompoundSide
from ui.people.group import GroupSide
from ui.people.groups import GroupsView
from ui.people.household import HouseholdSide
from ui.people.lists import ListView
from ui.people.person import PersonSide
from ui.people.places import CompoundsView
from ui.people.residents import HouseholdsView, ResidentsView
from ui.people.shop import ShopSide, StreetSide
from ui.people.shops import ShopsView
from ui.people.side import SidePage
from ui.people.taking import Taking, fetch_of

_CHIPS = (
    ("residents", "居民"), ("households", "户"), ("places", "小区楼栋"), ("groups", "楼组"),
    ("shops", "商铺"),
)  # fmt: skip


class PeoplePage(SidePage):
    """Five lists and a pane."""

    title = "居民房屋"
    tables = (
        "resident", "household", "dwelling", "building", "building_group", "compound",
        "care_tag", "street_segment", "shop", "leader_term", "account", "ledger_entry",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._make_sides()
        self.residents = ResidentsView(desk, self._import)
        self.households = HouseholdsView(desk, self._import)
        self.compounds = CompoundsView(
            desk,
            add=self.places.add,
            add_building=self.places.add_building,
            rename=self.places.rename,
        )
        self.groups = GroupsView(desk, self.group_side.add)
        self.shops = ShopsView(desk, add_street=self.streets.add, add=self.shop_side.add)
        self.views: Sequence[ListView] = (
            self.residents, self.households, self.compounds, self.groups, self.shops
        )  # fmt: skip
        self.chips = Chips(_CHIPS, role="link", name="看什么")
        self.chips.chosen.connect(self.turn_to)
        self.stack = QStackedWidget()
        for view in self.views:
            self.stack.addWidget(view)
            self._connect(view)
        self.filter_by(*(view.filters for view in self.views), None, self.chips)
        body = row(self.stack, self.pane, gap=16)
        body.setStretch(0, 1)
        self.body.addLayout(body)
        self.taking = Taking(self, self._in_sight)
        self.show_nothing()
        self._show_filters()

    def _in_sight(self) -> tuple[Table, str, Fetch]:
        table = self.view.tables()[0]
        fetch = self.view.fetch or fetch_of(table)
        return table, table.grid.accessibleName(), fetch

    def _make_sides(self) -> None:
        self.people = PersonSide(self)
        self.homes = HouseholdSide(self, self.people.add)
        self.places = CompoundSide(self, self.limit)
        self.group_side = GroupSide(self, self.limit)
        self.shop_side = ShopSide(self)
        self.streets = StreetSide(self)
        for side in (
            self.people, self.homes, self.places, BuildingSide(self, self.limit),
            self.group_side, self.shop_side, self.streets,
        ):  # fmt: skip
            self.add_side(side)

    def _connect(self, view: ListView) -> None:
        view.picked.connect(lambda what: self._picked(view, what))
        view.offered.connect(lambda what: self._offered(view, what))
        view.restated.connect(self.restate)
        for table in view.tables():
            table.said.connect(self.desk.notices.say)
            table.menu_with(self._row_commands, self._run)
            table.opened.connect(lambda _row: self._edit_shown())

    def _import(self) -> None:
        self.go("imports")

    # Views

    @property
    def view(self) -> ListView:
        """The list in sight."""
        return self.views[self.stack.currentIndex()]

    def turn_to(self, key: str) -> None:
        """Another list."""
        if key == self.view.key:
            return
        self.chips.choose(key)
        at = next(at for at, view in enumerate(self.views) if view.key == key)
        self.stack.setCurrentIndex(at)
        self._show_filters()
        self.leave_form()
        self.read_again()

    def limit(self, kind: str, row_id: int, words: str) -> None:
        """The households of a place."""
        self.households.limit(kind, row_id, words)
        self.turn_to("households")

    def _show_filters(self) -> None:
        for view in self.views:
            view.filters.setVisible(view is self.view)

    def refresh(self) -> None:
        """Read the list in sight and the card beside it."""
        self.view.read()
        self.show_again()

    def _picked(self, view: ListView, what: object) -> None:
        known = meant(what)
        if view is self.view and known is not None and known != self.shown:
            self.show_record(*known)
            self.restate()

    def _offered(self, view: ListView, what: object) -> None:
        known = meant(what)
        if view is self.view and known is not None and not self.pane.editing:
            self.show_record(*known)

    # What the window asks

    def open(self, what: object) -> None:
        """Show a record: ("person", id), ("household", id), ("compound", id), ("group", id)…"""
        known = meant(what)
        view = next((view for view in self.views if known and known[0] in view.kinds), None)
        if known is None or view is None:
            return
        view.choose(*known)
        if view is self.view:
            self.pane.stash()
            self.pane.form = None
            self.show_record(*known)
            self.read_again()
        else:
            self.shown = known
            self.turn_to(view.key)
        view.choose(*known)

    def buttons(self) -> tuple[Command, ...]:
        """What is done most on the list in sight."""
        title, add = {
            "residents": ("新增居民", self.people.add),
            "households": ("新登记户", self.homes.add),
            "places": ("新增小区", self.places.add),
            "groups": ("新增楼组", self.group_side.add),
            "shops": ("新增商铺", self.shop_side.add),
        }[self.view.key]
        add_one = Command("people.add", title, add, "Ctrl+N", "plus", writes=True)
        return (*self.taking.commands("people"), add_one)

    def commands(self) -> tuple[Command, ...]:
        """Everything that can be done here, also with the record in the pane."""
        own = tuple(one for one in self._row_commands() if one is not None)
        return (*own, *self.buttons())

    def _row_commands(self) -> Sequence[Command | None]:
        if self.shown is None:
            return ()
        kind, row_id = self.shown
        return self.sides[kind].commands(row_id)

    def _run(self, command: Command) -> object:
        return self.attempt(command.run)

    def _edit_shown(self) -> None:
        edit = next((one for one in self._row_commands() if one and one.shortcut == "F2"), None)
        if edit is not None:
            self._run(edit)

    def status(self) -> tuple[str, str]:
        """How many there are and what is selected."""
        return (self.view.status(), "")
