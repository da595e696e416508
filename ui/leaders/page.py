"""两长队伍: the rosters of all posts, what stands empty, and a pane."""

from __future__ import annotations

from collections.abc import Sequence

from app.leaders.lists import HELD
from app.leaders.posts import BUILDING_LEADER, POSTS, STREET_LEADER
from app.leaders.rules import HOLDING
from app.leaders.vacant import Vacant
from ui.commands import Command
from ui.desk import Desk
from ui.finding import meant
from ui.leaders.appoint import Appointing
from ui.leaders.filters import ALL, DUE
from ui.leaders.many import Many
from ui.leaders.roster import RosterView
from ui.leaders.roster_papers import RosterPapers
from ui.leaders.term import TermSide, terms_at
from ui.leaders.vacancies import OTHER, VacanciesView, what_of
from ui.leaders.vacant_side import VacantSide
from ui.people.listing import ListsPage


class LeadersPage(ListsPage):
    """The rosters of both leaders and of all other posts, the vacancies, and a pane."""

    title = "两长队伍"
    room = "leaders"
    tables = (
        "leader_term", "resident", "building_group", "street_segment", "compound", "household",
        "dwelling", "shop", "appraisal", "duty_record", "training_attendance", "handover",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.appointing = Appointing(self, self._show_term)
        self.terms = TermSide(self, self.appointing)
        self.add_side(self.terms)
        self.vacant = {
            kind: VacantSide(self, kind, self.appointing) for kind in VacanciesView.kinds
        }
        for side in self.vacant.values():
            self.add_side(side)
        self.rosters = RosterPapers(self)
        self.many = Many(self, lambda: self.view, self.terms.papers)
        self.buildings, self.streets, self.others = (
            RosterView(desk, post, add=self.appoint, bring=self._import, show=self.show_figure)
            for post in (BUILDING_LEADER, STREET_LEADER, "")
        )
        for view in (self.buildings, self.streets, self.others):
            view.at_end = (self.many.button_for(view),)
        self.vacancies = VacanciesView(desk, self.fill_vacancy)
        self.make_lists(
            (
                (self.buildings, "楼组长"), (self.streets, "街面长"), (self.others, "其他岗位"),
                (self.vacancies, "缺额"),
            )
        )  # fmt: skip

    def _import(self) -> None:
        self.go("imports")

    def show_figure(self, key: str) -> None:
        """The list behind a figure."""
        view = self.view
        if not isinstance(view, RosterView):
            return
        if key == DUE:
            view.state.choose(DUE)
            view.read()
        else:
            chosen = view.compound.text() if view.compound.key else ""
            self.vacancies.show_of(view.post or OTHER, chosen)
            self.show_list(self.vacancies)

    def _show_compound(self, compound_id: int) -> None:
        self.buildings.clear_filters()
        self.buildings.state.choose(HELD)
        self.buildings.compound.choose(str(compound_id))
        self.show_list(self.buildings)

    # Doing

    def appoint(self) -> None:
        """任命: a form for the roster in sight."""
        kind = BUILDING_LEADER
        if isinstance(self.view, RosterView):
            kind = self.view.asked_kinds()[0]
        self.appointing.ask(kind)

    def fill_vacancy(self, row: Vacant) -> None:
        """补选: the same form with the place filled in."""
        kind, row_id = what_of(row)
        self.attempt(lambda: self.vacant[kind].fill(row_id))

    def _show_term(self, term_id: int) -> None:
        self.open(("term", term_id))

    # What the window asks

    def open(self, what: object) -> None:
        """Show ("term", id), ("group", id), ("street", id), ("appoint", person id),
        ("compound", id), ("post", kind), ("vacancies", compound name) or ("expiring", None).
        """
        if isinstance(what, tuple) and len(what) == 2 and what[0] == "vacancies":
            self.vacancies.show_of(ALL, str(what[1] or ""))
            self.show_list(self.vacancies)
        elif isinstance(what, tuple) and what[:1] == ("expiring",):
            self.buildings.state.choose(DUE)
            self.show_list(self.buildings)
        elif isinstance(what, tuple) and what[:1] == ("post",) and what[-1] in POSTS:
            view = self._roster_of(what[-1])
            view.posts.choose(what[-1] if view is self.others else ALL)
            self.show_list(view)
        elif (known := meant(what)) is not None:
            self.attempt(lambda: self._open_record(*known))

    def _open_record(self, kind: str, row_id: int) -> None:
        if kind == "appoint":
            self.turn_to("buildings")
            self.appointing.ask(person_id=row_id)
        elif kind == "term":
            self._open_term(row_id)
        elif kind == "compound":
            self._show_compound(row_id)
        elif kind in ("group", "street"):
            self._open_place(kind, row_id)
        else:
            self.go("people", (kind, row_id))

    def _roster_of(self, post: str) -> RosterView:
        return {BUILDING_LEADER: self.buildings, STREET_LEADER: self.streets}.get(post, self.others)

    def _open_term(self, term_id: int) -> None:
        view = self._roster_of(self.terms.row(term_id).kind)
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
            self.vacancies.show_of(ALL)
            self.show_in(self.vacancies, (kind, row_id))

    # What can be done

    def _row_menu(self) -> Sequence[Command | None]:
        if self.many.several:
            return self.many.commands()
        return super()._row_menu()

    def commands(self) -> tuple[Command, ...]:
        """As every page of lists, and what is done with several rows."""
        many = tuple(one for one in self.many.commands() if one is not None)
        return (*super().commands(), *many, *self.rosters.commands())

    def buttons(self) -> tuple[Command, ...]:
        """What is done most."""
        add = Command("leaders.add", "任命", self.appoint, "Ctrl+N", "plus", writes=True)
        forms = self.filling.commands("leaders")
        return (*self.taking.commands("leaders"), *forms, self.rosters.command(), add)
