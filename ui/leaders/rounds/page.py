"""推选换届: rounds, their seats and candidates, the count, and what leavers hand over."""

from __future__ import annotations

from functools import partial

from app.errors import Refused
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import nominate_holders
from app.leaders.rounds.course import course
from app.leaders.rounds.lists import round_rows, seat_row
from app.leaders.rounds.records import RoundRow
from ui.commands import Command
from ui.desk import Desk
from ui.finding import meant
from ui.kit.chips import FilterMenu
from ui.kit.writing import Write
from ui.leaders.rounds.count_view import CountView
from ui.leaders.rounds.handover import HandoverSide
from ui.leaders.rounds.handovers_view import OF_ROUND, HandoversView
from ui.leaders.rounds.round import RoundSide
from ui.leaders.rounds.rounds_view import RoundsView
from ui.leaders.rounds.seat import SeatSide
from ui.leaders.rounds.seats_view import SeatsView
from ui.leaders.rounds.sheets import Sheets
from ui.leaders.rounds.steps import CoursePanel
from ui.people.listing import ListsPage

_CHOSEN = "rounds/chosen"


class RoundsPage(ListsPage):
    """Four lists of one round, which is chosen at the left of the filter line."""

    title = "推选换届"
    room = "rounds"
    help_page = "rounds"
    tables = (
        "election_round", "round_seat", "candidate", "handover", "leader_term", "resident",
        "building_group", "street_segment", "compound",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rounds: list[RoundRow] = []
        self._wanted_round: int | None = None
        self.chooser = FilterMenu("推选批次", [("", "推选批次")])
        self.chooser.chosen.connect(lambda _key: self._turned())
        self.filter_by(self.chooser)
        self.sheets = Sheets(self)
        self.rounds_side = RoundSide(self)
        self.seat_side = SeatSide(self)
        self.handover_side = HandoverSide(self)
        for side in (self.rounds_side, self.seat_side, self.handover_side):
            self.add_side(side)
        self.rounds = RoundsView(desk, self._read_rounds, self.add)
        self.seats = SeatsView(desk, lambda: self.round_id, self._nominate_all)
        self.count = CountView(desk, lambda: self.round_id, self.pane.drafts, self.refused)
        self.handovers = HandoversView(
            desk, lambda: self.round_id, self._add_handover, self._sign_selected
        )
        self.panel = CoursePanel()
        self.panel.wanted.connect(self._step)
        self.panel.asked.connect(self.show_seats)
        self.make_lists(
            (
                (self.rounds, "推选批次"), (self.seats, "岗位和候选人"), (self.count, "计票"),
                (self.handovers, "交接单"),
            )
        )  # fmt: skip
        self._filter_line.insertWidget(self._filter_line.count() - 1, self.sheets.button)
        self.body.insertWidget(0, self.panel)
        self.panel.hide()

    # The chosen round

    @property
    def round_id(self) -> int | None:
        """The round that all lists show."""
        return int(self.chooser.key) if self.chooser.key else None

    @property
    def round(self) -> RoundRow | None:
        """The same with its counts, as last read."""
        return next((row for row in self._rounds if row.id == self.round_id), None)

    def refresh(self) -> None:
        """The rounds first, since the lists show one of them."""
        self._read_rounds()

    def _read_rounds(self) -> None:
        book = self.desk.book
        self.desk.jobs.fetch(
            lambda: round_rows(book), self._take_rounds, owner=self, key=f"rounds-{id(self)}"
        )

    def _take_rounds(self, rows: list[RoundRow]) -> None:
        self._rounds = rows
        self.chooser.offer([(str(row.id), row.name) for row in rows] or [("", "推选批次")])
        known = {row.id for row in rows}
        if self._wanted_round in known:
            self.chooser.choose(str(self._wanted_round))
        elif not self._read_once or self._wanted_round is None:
            self._begin(rows)
        self._wanted_round = self.round_id
        self.chooser.setVisible(bool(rows))
        self.sheets.button.setVisible(bool(rows))
        self._show_course()
        self.rounds.show_rounds(rows)
        if self.view is not self.rounds:
            self.view.read()
        self.show_again()
        self.restate()

    def _begin(self, rows: list[RoundRow]) -> None:
        """The round of the last time, or the one under way, or the latest."""
        kept = str(self.desk.settings.value(_CHOSEN) or "")
        running = next((str(row.id) for row in rows if row.status in rules.RUNNING), "")
        known = {str(row.id) for row in rows}
        first = running or (kept if kept in known else "") or (str(rows[0].id) if rows else "")
        self.chooser.choose(first)
        if self.view is self.rounds and first and self.shown is None:
            self.rounds.choose("round", int(first))
            self.shown = ("round", int(first))

    def choose_round(self, row_id: int) -> None:
        """Have all lists show a round, without a reading."""
        if row_id != self.round_id or row_id != self._wanted_round:
            self._wanted_round = row_id
            self.chooser.choose(str(row_id))
            self.desk.settings.setValue(_CHOSEN, str(row_id))
            self._show_course()

    def show_round(self, row_id: int) -> None:
        """Show a round in the list of rounds and in the pane."""
        self._wanted_round = row_id
        self.rounds.clear_filters()
        self.show_in(self.rounds, ("round", row_id))

    def _turned(self) -> None:
        """Another round from the menu: the list in sight is read for it."""
        row_id = self.round_id
        if row_id is None:
            return
        self._wanted_round = row_id
        self.desk.settings.setValue(_CHOSEN, str(row_id))
        self._show_course()
        self.put_form_away()
        if self.view is self.rounds:
            self.show_in(self.rounds, ("round", row_id))
            return
        self.shown = None
        self.view.turned_to()
        self.view.read()
        self.show_nothing()
        self.restate()

    def _show_course(self) -> None:
        known = self.round
        self.seats.holders.setVisible(known is not None)
        self.panel.setVisible(known is not None and self.view in (self.rounds, self.seats))
        if known is not None:
            self.panel.show_course(known, course(known, self.desk.today()))
            self.seats.holders.setVisible(
                rules.may(known.status, rules.NOMINATE) and bool(known.to_nominate)
            )

    def turn_to(self, key: str) -> None:
        """Another list, of the same round."""
        meant_here = self.shown is not None and self.shown[0] == "round"
        back = key == "rounds" and self.view is not self.rounds and not meant_here
        if back and self.round_id is not None:
            self.rounds.choose("round", self.round_id)
        super().turn_to(key)
        if back and self.round_id is not None:
            self.shown = ("round", self.round_id)
        self._show_course()
        if key == "count":
            self.take_focus()

    def show_seats(self, state: str) -> None:
        """The seats in a state, which stand in the way of the round."""
        self.seats.show_state(state)
        self.show_list(self.seats)

    def show_handovers(self) -> None:
        """The hand-overs of the chosen round."""
        self.handovers.clear_filters()
        self.handovers.whose.choose(OF_ROUND)
        self.show_list(self.handovers)

    def take_focus(self) -> None:
        """The keyboard into the list in sight; the button that was pressed may be gone."""
        target = self.count.grid if self.view is self.count else next(iter(self.view.tables()))
        target.setFocus()

    # Doing

    def add(self) -> None:
        """新建推选."""
        self.turn_to("rounds")
        self.rounds_side.add()

    def bring(self) -> None:
        """Candidates come in by a sheet."""
        self.go("imports")

    def _step(self, following: str) -> None:
        round_id = self.round_id
        if round_id is not None:
            self.attempt(lambda: self.rounds_side.steps.go(round_id, following))

    def run(self, command: Command) -> object:
        """Do something and take its trouble to the banner."""
        return self.attempt(command.run)

    def _nominate_all(self) -> None:
        round_id = self.round_id
        if round_id is None:
            return
        act = partial(nominate_holders, self.desk.book, round_id)
        self.commit(Write("正在提名现任", None, act), lambda made: self.done(made.words()))

    def _add_seat(self) -> None:
        known = self.round
        if known is None:
            raise Refused("请先新建一次推选。")
        if not rules.may(known.status, rules.NOMINATE):
            words = rules.STATUS_WORDS[known.status]
            raise Refused(f"“{known.name}”现在是“{words}”，不能再添加岗位。")
        self.turn_to("seats")
        self.seat_side.forms.add(known.id)

    def _add_handover(self) -> None:
        self.attempt(self.handover_side.add)

    def _sign_selected(self) -> None:
        ids = self.handovers.table.selected_ids()
        if ids:
            self.handover_side.sign(ids)

    # What the window asks

    def open(self, what: object) -> None:
        """Show ("round", id), ("seat", id) or ("handover", id)."""
        known = meant(what)
        if known is None:
            return
        kind, row_id = known
        self.unfold()
        if kind == "round":
            self.show_round(row_id)
        elif kind == "seat":
            self.attempt(lambda: self._open_seat(row_id))
        elif kind == "handover":
            self.handovers.clear_filters()
            self.show_in(self.handovers, ("handover", row_id))
        else:
            self.go("people", known)

    def _open_seat(self, row_id: int) -> None:
        self.choose_round(seat_row(self.desk.book, row_id).round_id)
        self.seats.clear_filters()
        self.show_in(self.seats, ("seat", row_id))

    def buttons(self) -> tuple[Command, ...]:
        """What is done most."""
        bring = Command("rounds.bring", "导入候选人", self.bring, icon="import")
        add = Command("rounds.add", "新建推选", self.add, "Ctrl+N", "plus", writes=True)
        if self.view is self.count:
            return (add,)
        if self.view is self.handovers:
            new = Command(
                "rounds.handover", "新增交接单", self._add_handover, icon="plus", writes=True
            )
            return (*self.taking.commands("rounds"), new)
        if self.view is self.seats:
            seat = Command("rounds.seat", "添加岗位", self._add_seat, icon="plus", writes=True)
            return (*self.taking.commands("rounds"), bring, seat)
        return (*self.taking.commands("rounds"), bring, add)

    def commands(self) -> tuple[Command, ...]:
        """Also the printed sheets and the step that follows."""
        return (*super().commands(), *self.sheets.commands())
