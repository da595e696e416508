"""履职培训: what leaders did, who was not seen, training, appraisal and subsidies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog

from app.leaders.papers import work
from app.leaders.paying import export_payment
from app.leaders.subsidies import APPROVED, CANCELLED, PAID, periods_of
from app.leaders.trainings import CANCELLED as CALLED_OFF
from app.leaders.trainings import training_rows
from app.papers.model import Sheet
from ui import papers
from ui.commands import Command, menu
from ui.desk import Desk
from ui.finding import meant
from ui.kit.parts import Button
from ui.leaders.work.appraisal_side import AppraisalSide
from ui.leaders.work.appraisal_view import AppraisalView
from ui.leaders.work.duties_view import DutiesView
from ui.leaders.work.duty_side import DutySide
from ui.leaders.work.hours_view import HoursView
from ui.leaders.work.leader_side import LeaderSide
from ui.leaders.work.signing import SignIn
from ui.leaders.work.silent_view import SilentView
from ui.leaders.work.subsidy_side import SubsidySide
from ui.leaders.work.subsidy_view import SIGNED, SubsidyView
from ui.leaders.work.training_side import TrainingSide
from ui.leaders.work.training_view import TrainingView
from ui.people.listing import ListsPage

_FOLDER = "files/folder"
_NAMES = ("履职记录", "无记录", "培训", "学时", "考评", "补贴")


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
        self.appraisals = AppraisalSide(self, self._offer_appraisals)
        self.subsidies = SubsidySide(self)
        self.add_side(self.appraisals)
        self.add_side(self.subsidies)
        self.duties = DutiesView(desk, self.record)
        self.silent = SilentView(desk, self.record, self.join)
        self.signing = SignIn(self, self._join_current, self._offer_current)
        self.training = TrainingView(desk, self.signing, self.add_training)
        self.hours = HoursView(desk)
        self.appraisal = AppraisalView(desk, self, self._weights)
        self.appraisals.view = self.appraisal
        steps = {
            APPROVED: self.subsidies.approve, PAID: self.subsidies.pay,
            SIGNED: self.subsidies.signed, CANCELLED: self.subsidies.cancel,
        }  # fmt: skip
        self.subsidy = SubsidyView(desk, self, self._rules, steps)
        self.subsidies.view = self.subsidy
        views = (
            self.duties, self.silent, self.training, self.hours, self.appraisal, self.subsidy,
        )  # fmt: skip
        self.make_lists(list(zip(views, _NAMES, strict=True)))

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
            if one.status != CALLED_OFF and one.held_on is not None and one.held_on >= today
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

        return lambda: work.sign_in(book, training_id, filled=filled)

    # Appraisal and subsidies

    def _weights(self) -> None:
        self.attempt(self.appraisals.weights)

    def _offer_appraisals(self, ids: list[int], at: Button) -> None:
        book = self.desk.book
        papers.offer(self, "考评表", lambda: work.appraisal(book, ids), at)

    def print_appraisals(self, *, summary: bool) -> None:
        """A form for each appraisal selected or in sight, or all of them on one list."""
        name = f"{self.appraisal.period.key}考评{'汇总表' if summary else '表'}"
        papers.offer(self, name, self.appraisal_sheets(summary=summary))

    def appraisal_sheets(self, *, summary: bool) -> Callable[[], tuple[Sheet, ...]]:
        """What reads them for paper; raises Refused where nothing is saved."""
        ids, book = self.appraisal.appraisal_ids(), self.desk.book
        made = work.appraisal_summary if summary else work.appraisal
        return lambda: made(book, ids)

    def _rules(self, at: Button) -> None:
        side = self.subsidies
        ways = (
            Command("subsidy.rates", "统一标准……", side.rate, writes=True),
            Command("subsidy.counting", "月数算法……", side.counting, writes=True),
            Command("subsidy.anew", "重算待审核的", side.anew, writes=True),
        )
        made = menu(ways, self, lambda command: self.attempt(command.run))
        made.aboutToHide.connect(made.deleteLater)
        made.popup(at.mapToGlobal(QPoint(0, at.height() + 2)))

    def print_subsidy(self) -> None:
        """The sheet with a column for signatures."""
        papers.offer(self, self.subsidy.title, self.subsidy_sheets())

    def subsidy_sheets(self) -> Callable[[], tuple[Sheet, ...]]:
        """What reads the sheet for paper."""
        book, view = self.desk.book, self.subsidy
        period, posts, kind = view.period.key, view.posts, view.kind.key
        return lambda: work.subsidy(book, period, posts, kind)

    def ask_payment(self) -> None:
        """Ask where, and write the sheet for whoever pays."""
        desk = self.desk
        folder = Path(str(desk.settings.value(_FOLDER, str(Path.home()))))
        name = f"{self.subsidy.title}（{desk.today()}）.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "导出补贴发放表", str(folder / name), "Excel 工作簿 (*.xlsx)"
        )
        if chosen:
            path = Path(chosen if chosen.lower().endswith(".xlsx") else f"{chosen}.xlsx")
            desk.settings.setValue(_FOLDER, str(path.parent))
            self.pay_to(path)

    def pay_to(self, path: Path) -> None:
        """Write the lines selected or in sight that are written down."""
        lines = [line for line in self.subsidy.chosen() if line.id]
        count = export_payment(
            self.desk.book, path, self.subsidy.period.key, lines, self.desk.today()
        )
        self.desk.notices.say(f"已导出 {count:,} 人到“{path.name}”。")

    # What the window asks

    def open(self, what: object) -> None:
        """Show ("silent", None), ("term", id) for the duties of one, ("duty", id),
        ("training", id), ("appraisal", id of the term) or ("subsidies", period).
        """
        if isinstance(what, tuple) and what[:1] == ("silent",):
            self.show_list(self.silent)
        elif isinstance(what, tuple) and what[:1] == ("subsidies",):
            self._open_period(str(what[1]))
        elif (known := meant(what)) is not None:
            self.attempt(lambda: self._open_record(*known))

    def _open_period(self, period: str) -> None:
        known = dict(periods_of([period], self.desk.today()))
        self.subsidy.clear_filters()
        self.subsidy.period.offer(list(known.items()))
        self.subsidy.period.choose(period)
        self.show_list(self.subsidy)

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
        elif kind == "appraisal":
            self.appraisal.clear_filters()
            self.unfold()
            self.show_in(self.appraisal, ("appraised", row_id))
        else:
            self.go("people", (kind, row_id))

    def _open_leader(self, term_id: int) -> None:
        self.duties.show_leader(term_id, self.leader_side.term(term_id).full_name)
        self.unfold()
        self.show_in(self.duties, ("leader", term_id))

    # What can be done

    def buttons(self) -> tuple[Command, ...]:
        """Export, print, and the main thing to do in the list in sight."""
        if self.view is self.appraisal:
            export, _print = self.taking.commands("work")
            return (export, *self._appraisal_papers(), self._save())
        if self.view is self.subsidy:
            return (*self._payment(), self._write())
        return (*self.taking.commands("work"), self._add())

    def commands(self) -> tuple[Command, ...]:
        """Everything, whatever list is in sight: keys are asked for at the time."""
        more = (self._add(), self._save(), self._write(), *self._appraisal_papers())
        shown = {one.id for one in self.buttons()}
        own = tuple(one for one in more if one.id not in shown)
        return (*super().commands(), *own, *self._ways())

    def _ways(self) -> tuple[Command, ...]:
        return tuple(
            Command(f"work.view.{view.key}", f"履职培训：{words}", partial(self.turn_to, view.key))
            for view, words in zip(self.views, _NAMES, strict=True)
        )

    def _add(self) -> Command:
        training = self.view in (self.training, self.hours)
        words = "新增培训" if training else "登记履职"
        return Command("work.add", words, self.begin_new, "Ctrl+N", "plus", writes=True)

    def begin_new(self) -> None:
        """A training or a duty, by the list in sight."""
        if self.view in (self.training, self.hours):
            self.add_training()
        else:
            self.record()

    def _save(self) -> Command:
        count = len(self.appraisal.scores.changed)
        words = f"保存考评 {count} 人" if count else "保存考评"
        return Command(
            "work.save", words, self.appraisal.post, "Ctrl+S", "save",
            lambda: bool(self.appraisal.scores.changed), writes=True,
        )  # fmt: skip

    def _appraisal_papers(self) -> tuple[Command, ...]:
        return (
            Command("work.forms", "打印考评表", partial(self.print_appraisals, summary=False),
                    icon="print", hint="每人一张，选中几行就打印这几位"),
            Command("work.summary", "打印汇总表", partial(self.print_appraisals, summary=True),
                    icon="print", hint="所有人在一张表上"),
        )  # fmt: skip

    def _payment(self) -> tuple[Command, ...]:
        return (
            Command("work.pay", "导出发放表", self.ask_payment, "Ctrl+E", "export",
                    hint="姓名、月数、标准、金额、签名，末行合计"),
            Command("work.paper", "打印发放表", self.print_subsidy, "Ctrl+P", "print",
                    hint="带签名栏，签好存档"),
        )  # fmt: skip

    def _write(self) -> Command:
        return Command(
            "work.write", "编制补贴表", self.subsidies.write, icon="plus", writes=True,
            hint="给有标准、这个周期有任职月数的人各编一行，可以一次撤销",
        )  # fmt: skip
