"""履职培训: what leaders did, who was not seen, training, appraisal and subsidies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint

from app.errors import Refused
from app.leaders.trainings import CANCELLED, training_rows
from app.papers.model import Sheet
from ui import papers
from ui.commands import Command, menu
from ui.desk import Desk
from ui.finding import meant
from ui.kit.parts import Button
from ui.leaders.work.duties_view import DutiesView
from ui.leaders.work.duty_side import DutySide
from ui.leaders.work.hours_view import HoursView
from ui.leaders.work.leader_side import LeaderSide
from ui.leaders.work.signing import SignIn
from ui.leaders.work.silent_view import SilentView
from ui.leaders.work.training_side import TrainingSide
from ui.leaders.work.training_view import TrainingView
from ui.people.listing import ListsPage


class WorkPage(ListsPage):
    """Six lists and a pane."""

    title = "履职培训"
    room = "duties"
    help_page = "duties"
    tables = (
        "duty_record", "training", "training_attendance", "appraisal", "subsidy_payment",
        "leader_term", "resident", "building_group", "street_segment", "compound", "setting",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.duty_side = DutySide(self)
        self.trainings = TrainingSide(self, self.offer_sign_in)
        self.add_side(self.duty_side)
        self.add_side(self.trainings)
        self.leader_side = LeaderSide(self, "leader", self.record, self.join)
        self.add_side(self.leader_side)
        self.add_side(LeaderSide(self, "unseen", self.record, self.join))
        self.duties = DutiesView(desk, self.record)
        self.silent = SilentView(desk, self.record, self.join)
        self.signing = SignIn(self, self._join_current, self._offer_current)
        self.training = TrainingView(desk, self.signing, self.add_training)
        self.hours = HoursView(desk)
        self.make_lists(
            (
                (self.duties, "履职记录"), (self.silent, "无记录"), (self.training, "培训"),
                (self.hours, "学时"),
            )
        )  # fmt: skip

    # Duties

    def record(self, ticked: list[int] | None = None) -> None:
        """登记履职: the form beside the list of duties, with some people ticked."""
        self.attempt(lambda: self._record(ticked or []))

    def _record(self, ticked: list[int]) -> None:
        if self.view is self.training or not self.view.has_pane:
            self.turn_to("duties")
        self.duty_side.record(ticked)

    # Training

    def add_training(self, ticked: list[int] | None = None) -> None:
        """新增培训, with some people for its list."""
        self.turn_to("training")
        self.attempt(lambda: self.trainings.add(ticked or []))

    def join(self, ticked: list[int]) -> None:
        """Put people on the list of a training that is to come, or of a new one."""
        today = self.desk.today()
        open_ones = [
            one
            for one in training_rows(self.desk.book)
            if one.status != CANCELLED and one.held_on is not None and one.held_on >= today
        ]
        if not open_ones:
            self.add_training(ticked)
            return
        ways = [
            Command(
                f"join.{one.id}", f"{one.held_on}　{one.title}",
                partial(self._join, one.id, ticked),
            )
            for one in reversed(open_ones)
        ]  # fmt: skip
        more = Command("join.new", "新增一次培训……", partial(self.add_training, ticked))
        made = menu([*ways, None, more], self)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(self.mapToGlobal(QPoint(self.width() // 3, self.height() // 3)))

    def _join(self, training_id: int, ticked: list[int]) -> None:
        self.open(("training", training_id))
        self.attempt(lambda: self.trainings.join(training_id, ticked))

    def _join_current(self) -> None:
        self.attempt(lambda: self.trainings.join(self.training.current.id))

    def offer_sign_in(
        self, training_id: int, at: Button | None = None, *, blank: bool = False
    ) -> None:
        """The sign-in sheet on paper: blank for signing, or as it was filled."""
        papers.offer(self, "培训签到表", self.sign_in_sheets(training_id, blank=blank), at)

    def _offer_current(self, at: Button) -> None:
        self.attempt(lambda: self.offer_sign_in(self.training.current.id, at))

    def sign_in_sheets(
        self, training_id: int, *, blank: bool = False
    ) -> Callable[[], tuple[Sheet, ...]]:
        """What reads the sheet for paper."""
        book, filled = self.desk.book, False if blank else None

        def read() -> tuple[Sheet, ...]:
            from app.leaders.papers import work

            return work.sign_in(book, training_id, filled=filled)

        return read

    # What the window asks

    def open(self, what: object) -> None:
        """Show ("silent", None), ("term", id) for the duties of one, ("duty", id) or
        ("training", id).
        """
        if isinstance(what, tuple) and what[:1] == ("silent",):
            self.show_list(self.silent)
        elif (known := meant(what)) is not None:
            self.attempt(lambda: self._open_record(*known))

    def _open_record(self, kind: str, row_id: int) -> None:
        if kind == "term":
            self._open_leader(row_id)
        elif kind == "duty":
            self.duty_side.row(row_id)
            self.duties.clear_filters()
            self.unfold()
            self.show_in(self.duties, ("duty", row_id))
        elif kind == "training":
            held = self.trainings.row(row_id).held_on
            self.training.clear_filters()
            if held is not None:
                self.training.year.choose(str(held.year))
            self.unfold()
            self.show_in(self.training, ("training", row_id))
        else:
            self.go("people", (kind, row_id))

    def _open_leader(self, term_id: int) -> None:
        self.duties.show_leader(term_id, self.leader_side.term(term_id).full_name)
        self.unfold()
        self.show_in(self.duties, ("leader", term_id))

    # What can be done

    def buttons(self) -> tuple[Command, ...]:
        """Export, print, and the main thing to do in the list in sight."""
        return (*self.taking.commands("work"), self._main())

    def _main(self) -> Command:
        words, icon = {
            "duties": ("登记履职", "plus"), "silent": ("登记履职", "plus"),
            "training": ("新增培训", "plus"), "hours": ("新增培训", "plus"),
        }[self.view.key]  # fmt: skip
        return Command("work.add", words, self.begin_new, "Ctrl+N", icon, writes=True)

    def begin_new(self) -> None:
        """The main thing to do in the list in sight."""
        if self.view.key in ("training", "hours"):
            self.add_training()
        elif self.view.key in ("duties", "silent"):
            self.record()
        else:
            raise Refused("这里没有可以新增的。")
