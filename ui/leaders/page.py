"""两长队伍: the rosters of 楼组长 and 街面长, what stands empty, charts."""

from __future__ import annotations

from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.rules import HOLDING
from ui.commands import Command
from ui.desk import Desk
from ui.finding import meant
from ui.leaders.appoint import Appointing
from ui.leaders.charts import ChartsView
from ui.leaders.roster import DUE, RosterView
from ui.leaders.term import TermSide, VacantSide, terms_at
from ui.leaders.vacancies import VacanciesView
from ui.people.listing import ListsPage


class LeadersPage(ListsPage):
    """Two rosters, the vacancies, the charts, and a pane."""

    title = "两长队伍"
    room = "leaders"
    tables = (
        "leader_term", "resident", "building_group", "street_segment", "compound", "household",
        "dwelling", "shop",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.appointing = Appointing(self, self._show_term)
        self.terms = TermSide(self, self.appointing)
        self.add_side(self.terms)
        for kind in ("group", "street"):
            self.add_side(VacantSide(self, kind, self.fill_vacancy))
        self.buildings, self.streets = (
            RosterView(desk, post, add=self.appoint, bring=self._import, show=self.show_figure)
            for post in (BUILDING_LEADER, STREET_LEADER)
        )
        self.vacancies = VacanciesView(desk, self.fill_vacancy)
        self.charts = ChartsView(desk)
        self.charts.picked_compound.connect(self._show_compound)
        self.make_lists(
            (
                (self.buildings, "楼组长"), (self.streets, "街面长"), (self.vacancies, "缺额"),
                (self.charts, "图表"),
            )
        )  # fmt: skip

    def _import(self) -> None:
        self.go("imports")

    def show_figure(self, key: str) -> None:
        """The list behind a figure."""
        if key == DUE and isinstance(self.view, RosterView):
            self.view.state.choose(DUE)
            self.view.read()
        else:
            self.turn_to("vacancies")

    def _show_compound(self, compound_id: int) -> None:
        self.buildings.clear_filters()
        self.buildings.state.choose("现任")
        self.buildings.compound.choose(str(compound_id))
        self.turn_to("buildings")

    # Doing

    def appoint(self) -> None:
        """任命: a form for the roster in sight."""
        kind = STREET_LEADER if self.view is self.streets else BUILDING_LEADER
        if self.view is self.charts:
            self.turn_to("buildings")
        self.appointing.ask(kind)

    def fill_vacancy(self, kind: str, scope_id: int) -> None:
        """补选: the same form with the place filled in."""
        self.appointing.ask(kind, scope_id=scope_id)

    def _show_term(self, term_id: int) -> None:
        self.open(("term", term_id))

    # What the window asks

    def open(self, what: object) -> None:
        """Show ("term", id), ("group", id), ("street", id), ("appoint", person id),
        ("vacancies", compound name) or ("expiring", None).
        """
        if isinstance(what, tuple) and len(what) == 2 and what[0] == "vacancies":
            self.vacancies.box.put(str(what[1] or ""))
            self.show_list(self.vacancies)
        elif isinstance(what, tuple) and what[:1] == ("expiring",):
            self.buildings.state.choose(DUE)
            self.show_list(self.buildings)
        elif (known := meant(what)) is not None:
            self.attempt(lambda: self._open_record(*known))

    def _open_record(self, kind: str, row_id: int) -> None:
        if kind == "appoint":
            self.turn_to("buildings")
            self.appointing.ask(person_id=row_id)
        elif kind == "term":
            self._open_term(row_id)
        elif kind in ("group", "street"):
            self._open_place(kind, row_id)
        else:
            self.go("people", (kind, row_id))

    def _open_term(self, term_id: int) -> None:
        view = self.streets if self.terms.is_street(term_id) else self.buildings
        self.unfold()
        self.show_in(view, ("term", term_id))

    def _open_place(self, kind: str, row_id: int) -> None:
        post = BUILDING_LEADER if kind == "group" else STREET_LEADER
        terms = terms_at(self.desk.book, row_id, self.desk.today())
        held = next((one for one in terms if one.kind == post and one.state in HOLDING), None)
        if held is not None:
            self._open_term(held.id)
        else:
            self.unfold()
            self.show_in(self.vacancies, (kind, row_id))

    def buttons(self) -> tuple[Command, ...]:
        """What is done most."""
        add = Command("leaders.add", "任命", self.appoint, "Ctrl+N", "plus", writes=True)
        if self.view is self.charts:
            return (add,)
        return (*self.taking.commands("leaders"), add)
