"""居民房屋: residents, households, compounds and buildings, 楼组, shops."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ui.commands import Command
from ui.desk import Desk
from ui.finding import meant
from ui.people.building import BuildingSide
from ui.people.checks.view import ChecksView
from ui.people.checks.ways import merge_commands, standing
from ui.people.compound import CompoundSide
from ui.people.group import GroupSide
from ui.people.groups import GroupsView
from ui.people.household import HouseholdSide
from ui.people.listing import ListsPage
from ui.people.lists import ListView
from ui.people.organization import OrganizationSide
from ui.people.organizations import OrganizationsView
from ui.people.person import PersonSide
from ui.people.pet import PetSide
from ui.people.pets import PetsView
from ui.people.places import CompoundsView
from ui.people.plan.taking import PlanTaking
from ui.people.plan.view import PlanView
from ui.people.residents import HouseholdsView, ResidentsView
from ui.people.shop import ShopSide
from ui.people.shops import ShopsView
from ui.people.story import StoryView
from ui.people.street import StreetSide


class PeoplePage(ListsPage):
    """Lists of people, places and what belongs to them, and a pane."""

    title = "居民房屋"
    room = "people"
    tables = (
        "resident", "household", "dwelling", "building", "building_group", "compound",
        "care_tag", "street_segment", "shop", "leader_term", "account", "ledger_entry",
        "organization", "pet", "consent", "picture", "dismissal", "own_field",
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
        self.pets = PetsView(desk, self._import)
        self.organizations = OrganizationsView(desk, self._import)
        self.story = StoryView(desk, lambda: self.shown, self.go, self.open)
        self.plan = PlanView(desk, add=self.homes.add, bring=self._import, look=self.people.look)
        self.plan.opened.connect(self.open)
        self.checks = ChecksView(self, self.open)
        self.make_lists(
            (
                (self.residents, "居民"), (self.households, "户"), (self.plan, "楼栋图"),
                (self.compounds, "小区楼栋"), (self.groups, "楼组"), (self.shops, "商铺"),
                (self.pets, "宠物"), (self.organizations, "单位"), (self.checks, "核对"),
                (self.story, "档案"),
            )
        )  # fmt: skip
        self.taking = PlanTaking(self, self._in_sight, self.plan, lambda: self.view is self.plan)

    def _make_sides(self) -> None:
        self.people = PersonSide(self)
        self.homes = HouseholdSide(self, self.people.add)
        self.places = CompoundSide(self, self.limit, self.draw)
        self.group_side = GroupSide(self, self.limit)
        self.shop_side = ShopSide(self)
        self.streets = StreetSide(self)
        self.pet_side = PetSide(self)
        self.organization_side = OrganizationSide(self)
        for side in (
            self.people, self.homes, self.places, BuildingSide(self, self.limit, self.draw),
            self.group_side, self.shop_side, self.streets, self.pet_side, self.organization_side,
        ):  # fmt: skip
            self.add_side(side)

    def _import(self) -> None:
        self.go("imports")

    # What can be done

    def limit(self, kind: str, row_id: int, words: str) -> None:
        """The households of a place."""
        self.households.limit(kind, row_id, words)
        self.turn_to("households")

    def draw(self, kind: str, row_id: int) -> None:
        """看楼栋图: a compound or a building drawn."""
        self.plan.choose(kind, row_id)
        self.show_list(self.plan)

    def turn_to(self, key: str) -> None:
        """Another list; the drawing shows where the household in the pane lives."""
        if key == self.plan.key and self.shown is not None and self.plan.bare:
            self.plan.choose(*self.shown)
        super().turn_to(key)

    def _show_parts(self) -> None:
        super()._show_parts()
        if self.view is self.plan:
            self.setFocusProxy(self.plan.canvas)

    def _row_commands(self) -> Sequence[Command | None]:
        kind = self.shown[0] if self.shown is not None else ""
        lists = {"person": self.residents, "household": self.households}
        chosen = lists[kind].table.selected_ids() if kind in lists else []
        return (*merge_commands(kind, chosen, self.open), *super()._row_commands())

    # What the window asks

    def open(self, what: object) -> None:
        """Show ("person", id), ("household", id), ("compound", id), ("group", id), ("shop", id)…,
        everybody with a tag: ("tag", "独居"), two records to merge: ("merge", "resident", id, id),
        ("checks", "quality"), or "story": the story of whoever is shown.
        """
        if what == "story":
            self.turn_to("story")
            return
        if isinstance(what, tuple) and len(what) == 2 and what[0] == "tag":
            self.residents.clear_filters()
            self.residents.state.choose("living")
            self.residents.tag.choose(str(what[1]))
            self.show_list(self.residents)
            return
        if what == ("pets", "due"):
            self.pets.show_due()
            self.show_list(self.pets)
            return
        if isinstance(what, tuple) and what[0] in ("merge", "checks"):
            self.show_list(self.checks)
            self.checks.open(what)
            return
        known = standing(self.desk.book, meant(what))
        # Who looks through stories goes on to the next story; records open in their lists.
        views: list[ListView] = [view for view in self.views if view is not self.plan]
        if self.view is self.story:
            views.insert(0, self.view)
        view = next((view for view in views if known and known[0] in view.kinds), None)
        if known is not None and view is not None:
            self.unfold()
            self.show_in(view, known)

    @property
    def help_page(self) -> str:  # type: ignore[override]
        """Checks, and shops, pets and organizations, have a page of the manual of their own."""
        if self.view is self.checks:
            return "duplicates"
        return "registers" if self.view in (self.shops, self.pets, self.organizations) else ""

    def buttons(self) -> tuple[Command, ...]:
        """What is done most on the list in sight."""
        title, _ = self._adding()
        add = Command("people.add", title, self.add_one, "Ctrl+N", "plus", writes=True)
        return (*self.taking.commands("people"), add)

    def add_one(self) -> None:
        """A form for one more of what is in sight."""
        _, add = self._adding()
        add()

    def _adding(self) -> tuple[str, Callable[[], object]]:
        return {
            "residents": ("新增居民", self.people.add),
            "households": ("新增户", self.homes.add),
            "places": ("新增小区", self.places.add),
            "groups": ("新增楼组", self.group_side.add),
            "shops": ("新增商铺", self.shop_side.add),
            "pets": ("新增宠物", self.pet_side.add),
            "organizations": ("新增单位", self.organization_side.add),
            "plan": ("新增户", self.homes.add),
            "story": ("新增居民", self.people.add),
            "checks": ("新增居民", self.people.add),
        }[self.view.key]
