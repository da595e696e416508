"""美丽约定: the ledger, quick entry, the sheet of a 楼组, rankings and rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from app.errors import Refused
from app.pledge import rulesets
from app.pledge.records import RuleSetRow
from ui.commands import Command, menu
from ui.desk import Desk
from ui.kit.chips import Chips
from ui.kit.page import Page
from ui.kit.parts import Button
from ui.kit.steady import SteadyStack
from ui.pledge import taking
from ui.pledge.entry_view import EntryView
from ui.pledge.ledger_view import LedgerView
from ui.pledge.matrix_view import MatrixView
from ui.pledge.ranking_view import RankingView
from ui.pledge.rules_view import RulesView
from ui.pledge.view import View, offer_sets
from ui.printing import Paper, preview, save_pdf

VIEWS: tuple[tuple[str, str, type[View]], ...] = (
    ("ledger", "流水", LedgerView),
    ("entry", "登记", EntryView),
    ("matrix", "整表", MatrixView),
    ("ranking", "排名", RankingView),
    ("rules", "规则", RulesView),
)
_OPENS = {"season": "ranking", "household": "entry", "group": "matrix"}


class PledgePage(Page):
    """One rule set, looked at in several ways."""

    title = "美丽约定"
    tables = (
        "account", "building", "building_group", "compound", "dwelling", "household",
        "ledger_entry", "ledger_seal", "rule", "rule_set", "rule_set_version", "season", "shop",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sets: list[RuleSetRow] = []
        self._views: dict[str, View] = {}
        self._stale: set[str] = set()
        self.sets = Chips((), name="规则集")
        self.sets.chosen.connect(lambda _key: self._changed_set())
        self.title_with(self.sets)
        self._filters = SteadyStack()
        self.views = Chips([(key, words) for key, words, _ in VIEWS], role="tab", name="视图")
        self.views.chosen.connect(self.enter)
        self._take = Button("导出", self._offer_taking, icon="chevron-down", role="filter")
        self._take.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._take.setToolTip("导出 Excel、打印、另存为 PDF")
        self.filter_by(self._filters, self._take, self.views)
        self._stack = SteadyStack()
        self.body.addWidget(self._stack, 1)
        self._show_view("ledger")

    @property
    def rule_set(self) -> RuleSetRow | None:
        """The rule set that is looked at."""
        return next((one for one in self._sets if str(one.id) == self.sets.key), None)

    @property
    def view(self) -> View:
        """The view in sight."""
        return self._views[self.views.key]

    # What the window asks

    def refresh(self) -> None:
        """The rule sets and the view in sight; the others read when they are entered."""
        before, self._sets = self._sets, rulesets.rule_sets(self.desk.book, self.desk.today())
        offer_sets(self.sets, self._sets, before)
        self._stale = set(self._views) - {self.views.key}
        self.view.refresh()

    def buttons(self) -> tuple[Command, ...]:
        """The actions of the view, and recording."""
        return (*self.view.buttons(), *self._recording())

    def commands(self) -> tuple[Command, ...]:
        """Everything, whatever view is in sight: keys are asked for at the time."""
        ways = (
            Command(f"pledge.view.{key}", f"美丽约定：{words}", lambda key=key: self.enter(key))  # type: ignore[misc]
            for key, words, _ in VIEWS
        )
        return (*self._recording(), self.reversal(), *self._taking(), *ways)

    def _recording(self) -> tuple[Command, ...]:
        return (
            Command("pledge.matrix", "整表登记", lambda: self.enter("matrix"), "Ctrl+M", "table",
                    hint="一个楼组一张表，一次记完"),
            Command("pledge.record", "登记", lambda: self.enter("entry"), "Ctrl+N", "pledge",
                    hint="记一笔积分"),
        )  # fmt: skip

    def reversal(self) -> Command:
        """Taking back what is chosen in the ledger."""
        return Command(
            "pledge.reverse", "冲正……", self._reverse, "Ctrl+R", "undo",
            lambda: self._ledger is not None and self._ledger.pane.reversible,
            writes=True, hint="用一笔新的流水抵消选中的流水",
        )  # fmt: skip

    def _taking(self) -> tuple[Command, ...]:
        return (
            Command("pledge.export", "导出 Excel……", self.ask_export, "Ctrl+E", "export",
                    self._has_rows, hint="把眼前的表格存成 Excel"),
            Command("pledge.print", "打印……", self.print_shown, "Ctrl+P", "print",
                    self._has_rows, hint="打印眼前的表格"),
            Command("pledge.pdf", "另存为 PDF……", self.ask_pdf, "", "save",
                    self._has_rows, hint="把眼前的表格存成 PDF"),
        )  # fmt: skip

    @property
    def _ledger(self) -> LedgerView | None:
        view = self.view
        return view if isinstance(view, LedgerView) else None

    def _reverse(self) -> None:
        if self._ledger is not None:
            self._ledger.pane.ask_reason()

    def _has_rows(self) -> bool:
        return isinstance(self.view, LedgerView | RankingView | RulesView)

    def status(self) -> tuple[str, str]:
        """What the view says."""
        return self.view.status()

    def open(self, what: object) -> None:
        """A view by its key, or one thing: a season, an account, a household, a 楼组, a line."""
        if isinstance(what, str):
            self.enter(what)
        elif isinstance(what, tuple) and what:
            sort = str(what[0])
            view = sort if sort in self._known() else _OPENS.get(sort, "ledger")
            inner = what[1] if sort in self._known() else what
            self.enter(view, inner)

    # Views

    def enter(self, key: str, what: object = None) -> None:
        """Enter a view, to show one thing there."""
        self._show_view(key)
        self.view.take_focus()
        if what is not None:
            self.view.open(what)
        self.restate()

    def _show_view(self, key: str) -> None:
        fresh = key not in self._views
        if fresh:
            made = next(view for name, _, view in VIEWS if name == key)(self)
            self._views[key] = made
            self._stack.addWidget(made)
            self._filters.addWidget(made.filters)
        self.views.choose(key)
        view = self._views[key]
        self._stack.setCurrentWidget(view)
        self._filters.setCurrentWidget(view.filters)
        self._stack.updateGeometry()
        self._take.setVisible(self._has_rows())
        self.title = f"美丽约定 · {view.title}"
        if self._read_once and (fresh or key in self._stale):
            self._stale.discard(key)
            view.refresh()

    def _changed_set(self) -> None:
        self._stale = set(self._views) - {self.views.key}
        self.view.refresh()
        self.restate()

    def _known(self) -> frozenset[str]:
        return frozenset(key for key, _, _ in VIEWS)

    # Taking along what is shown

    def _offer_taking(self) -> None:
        made = menu(self._taking(), self)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(self._take.mapToGlobal(QPoint(0, self._take.height() + 2)))

    def ask_export(self) -> None:
        """Ask where, and write the workbook there."""
        self._ask("导出 Excel", "Excel 工作簿 (*.xlsx)", ".xlsx", self.export_to)

    def ask_pdf(self) -> None:
        """Ask where, and write the pages there."""
        self._ask("另存为 PDF", "PDF 文件 (*.pdf)", ".pdf", self.save_pdf_to)

    def _ask(self, title: str, kinds: str, ending: str, act: Callable[[Path], object]) -> None:
        shown = self.view.shown()
        if shown is None:
            return
        folder = Path(str(self.desk.settings.value("folders/out", str(Path.home()))))
        name = f"{shown.title} {self.desk.today().isoformat()}{ending}".replace("/", "-")
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(folder / name), kinds)
        if chosen:
            path = Path(chosen)
            self.desk.settings.setValue("folders/out", str(path.parent))
            act(path if path.suffix.lower() == ending else path.with_name(path.name + ending))

    def export_to(self, path: Path) -> None:
        """Write what is shown as a workbook."""
        shown, book, today = self.view.shown(), self.desk.book, self.desk.today()
        if shown is None:
            return
        self.desk.jobs.run(
            "正在导出",
            lambda: taking.export(book, shown, path, today),
            lambda rows: self.desk.notices.say(f"已导出 {rows:,} 行到“{path.name}”"),
            owner=self,
        )

    def save_pdf_to(self, path: Path) -> None:
        """Write what is shown as PDF."""
        pages = self.attempt(lambda: save_pdf(self._paper(), path))
        if pages:
            self.desk.notices.say(f"已存成 {pages} 页 PDF：“{path.name}”")

    def print_shown(self) -> None:
        """Show the pages, then print."""
        paper = self.attempt(self._paper)
        if paper is not None:
            preview(self, paper)

    def _paper(self) -> Paper:
        shown = self.view.shown()
        if shown is None:
            raise Refused("这里没有可以打印的表格。")
        return taking.paper_of(self.desk.book, shown, self.desk.today())
