"""整表: the paper sheet of a 楼组 as a grid; posted as one batch that one undo takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from app.fields import Field
from app.kinds import Day, Misfit
from app.people.place_lists import group_rows
from app.people.place_records import GroupRow
from app.pledge import matrix
from app.pledge.matrix import Cell, Judged
from app.pledge.records import PointsEntry, PostedEntry, RuleRow
from ui.kit.cards import Panel
from ui.kit.editors import DayEditor
from ui.kit.empty import Empty
from ui.kit.lines import LineEdit
from ui.kit.match import rank
from ui.kit.parts import Button, Label, caption, column, row, sized
from ui.kit.picker import Option, PickerEdit
from ui.kit.table.filter import CheckList
from ui.pledge.matrix_grid import MatrixGrid, MatrixModel
from ui.pledge.view import View
from ui.pledge.words import signed
from ui.printing import Paper, preview
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.pledge.page import PledgePage

_REST = 250  # milliseconds after the last number until the limits are worked out
_FIRST = 8
_KEYS = "填次数或小时；Enter 向下，Tab 向右，Ctrl+D 向下填充，可以从 Excel 粘贴。"
_RULES = "pledge/matrix-rules"


class MatrixView(View):
    """One 楼组: rows are households, columns are rules, cells are times."""

    title = "整表登记"

    def __init__(self, page: PledgePage) -> None:
        super().__init__(page)
        self._groups: list[GroupRow] = []
        self._known: list[RuleRow] = []
        self.group = PickerEdit(self._find, hint="选楼组：3号、拼音首字母", name="楼组")
        sized(self.group, width=230)
        self.group.picked.connect(lambda _option: self._take_group())
        self.day = DayEditor(Field(Day(), "日期", name="occurred_on"), self.desk.today)
        self.day.set_text(self.today.isoformat())
        sized(self.day, width=150)
        self.day.changed.connect(self._judge_soon)
        self.assessor = LineEdit(hint="评定人", name="评定人")
        sized(self.assessor, width=110)
        self.columns = Button("选事项……", self.ask_rules, role="filter")
        self.filter_by(self.group, self.day, self.assessor, self.columns)
        self.model = MatrixModel()
        self.grid = MatrixGrid(self.model)
        self.grid.said.connect(self.desk.notices.say)
        self.grid.finished.connect(self.post)
        self.model.edited.connect(self._judge_soon)
        self.model.refused.connect(page.refused)
        self.said = Label("", tone=Tone.MUTED, wrap=True)
        self.go = Button("全部记下　Ctrl+Enter", self.post, tone=Tone.PRIMARY)
        self.clear = Button("清空", self.empty)
        self.blank = Button("打印空表……", self.print_blank)
        self._lay()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._judge)

    def _lay(self) -> None:
        self._empty = Empty(
            "先选一个楼组。",
            "选好后列出已签约的户，像纸表一样填次数；全部记下是一步，可以一次撤销。",
            icon="table",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.grid)
        field = Panel(flush=True)
        field.add(self._stack, 1)
        field.add(row(caption(_KEYS), margins=(12, 6)))
        foot = row(self.said, self.blank, self.clear, self.go, gap=8)
        foot.setStretch(0, 1)
        body = column(gap=12)
        body.addWidget(field, 1)
        body.addLayout(foot)
        self.setLayout(body)

    # Reading

    def refresh(self) -> None:
        """The 楼组 and the rules; numbers that are typed stay."""
        rules, book = self.rules, self.desk.book
        if rules is None:
            return
        self._groups = group_rows(book, self.today)
        self._known = matrix.countable(book, rules.id, self._on() or self.today)
        self._show()

    def _show(self) -> None:
        rules, group = self.rules, self._group()
        if rules is None or group is None:
            self.model.show((), ())
            self._stack.setCurrentIndex(0)
            self._judge()
            return
        lines = matrix.lines_of(self.desk.book, rules.id, group.id)
        self.model.show(lines, self._chosen_rules())
        self._empty.say(
            "这个楼组还没有签约的户。" if not lines else "先选一个楼组。",
            "参加是自愿的：签过约定的户在“登记”里开户后，会出现在这张表里。",
        )
        self._stack.setCurrentIndex(1 if lines else 0)
        self._judge()

    def showEvent(self, event: QShowEvent) -> None:
        """Work out what could not be while nobody saw it."""
        super().showEvent(event)
        self._rest.start()

    def _find(self, text: str) -> list[Option]:
        found = rank(text, self._groups, lambda group: f"{group.name} {group.compound}")
        return [self._option(group) for group in found]

    def _option(self, group: GroupRow) -> Option:
        several = len({one.compound for one in self._groups}) > 1
        name = f"{group.compound} {group.name}" if several else group.name
        return Option(group.id, name, group.leader)

    def _group(self) -> GroupRow | None:
        option = self.group.option
        key = option.id if option is not None else None
        return next((group for group in self._groups if group.id == key), None)

    def _take_group(self) -> None:
        group = self._group()
        if group is not None:
            self.assessor.setText(group.leader or self.desk.book.who)
        self._show()
        if group is not None and self.model.lines:
            self.grid.setFocus()
            self.grid.setCurrentIndex(self.model.index(0, 0))

    def _chosen_rules(self) -> list[RuleRow]:
        kept = str(self.desk.settings.value(_RULES) or "").split()
        chosen = [rule for rule in self._known if rule.code in kept]
        return chosen or self._known[:_FIRST]

    def ask_rules(self) -> CheckList:
        """Tick the rules that are columns."""
        chosen = {rule.id for rule in self._chosen_rules()}
        words = [(f"{rule.code} {rule.title}", rule.id in chosen) for rule in self._known]

        def apply(ticked: frozenset[int]) -> None:
            codes = " ".join(self._known[at].code for at in sorted(ticked))
            self.desk.settings.setValue(_RULES, codes)
            self._show()

        made = CheckList(self, "表里的事项", words, apply)
        made.show_at(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))
        return made

    # What would be counted

    def _on(self) -> Any:
        try:
            return self.day.value()
        except Misfit:
            return None

    def _entries(self) -> list[tuple[Cell, PointsEntry]]:
        day = self._on()
        if day is None:
            return []
        assessor = self.assessor.text().strip() or None
        return matrix.entries_of(self.model.ordered(), self.model.rules, day, assessor=assessor)

    def _judge_soon(self) -> None:
        self._show_buttons()
        self._rest.start()

    def _judge(self) -> None:
        self._rest.stop()
        entries, book, today = self._entries(), self.desk.book, self.today
        self._show_buttons()
        if not entries or not self.isVisible():
            self.model.judge({})
            self._say()
            return
        self.desk.jobs.fetch(
            lambda: matrix.judge(book, entries, today),
            self._judged,
            owner=self,
            key="pledge.matrix",
        )

    def _judged(self, found: dict[Cell, Judged]) -> None:
        self.model.judge(found)
        self._say()

    def _say(self) -> None:
        self.page.restate()
        found = self.model.judged
        if not found:
            count = len(self.model.lines)
            self.said.say(f"{count} 户已签约，还没有填次数。" if count else "", Tone.MUTED)
            return
        holders = {cell[0] for cell in found}
        total = sum(one.score for one in found.values())
        parts = [f"{len(holders)} 户填了 {len(found)} 格，合计 {signed(total)} 分"]
        capped = sum(1 for one in found.values() if one.note and not one.problem)
        wrong = [one.problem for one in found.values() if one.problem]
        if capped:
            parts.append(f"{capped} 格到了上限，只计一部分")
        if wrong:
            parts.append(f"{len(wrong)} 格不能记：{wrong[0]}")
        self.said.say("；".join(parts), Tone.RED if wrong else Tone.AMBER if capped else Tone.PLAIN)

    def _show_buttons(self) -> None:
        typed = bool(self.model.cells)
        self.go.setEnabled(typed)
        self.clear.setEnabled(typed)
        self.blank.setEnabled(bool(self.model.lines))

    # What the user does

    def post(self) -> list[PostedEntry] | None:
        """Write the whole sheet as one step."""
        group, book = self._group(), self.desk.book
        name = group.name if group is not None else ""
        entries = self._entries()
        made = self.page.attempt(lambda: matrix.post(book, entries, name, today=self.today))
        if made is None:
            return None
        total = sum(line.score for line in made)
        self.model.clear()
        self.desk.notices.done(f"已整表登记{name} {len(made)} 笔，合计 {signed(total)} 分")
        return made

    def empty(self) -> None:
        """Empty the sheet; what was typed can be had back."""
        typed = dict(self.model.cells)

        def back() -> None:
            self.model.cells = typed
            self._show()

        self.model.clear()
        self.desk.notices.say("已清空表格", "恢复", back)

    def blank_paper(self) -> Paper:
        """The empty sheet for the leader of the 楼组."""
        group = self._group()
        where = f"{group.compound} {group.name}" if group is not None else ""
        rules = self.model.rules
        header = ["户", *(f"{rule.title}（{rule.unit or '次'}）" for rule in rules), "备注"]
        rows = [[line.holder, *("" for _ in rules), ""] for line in self.model.lines]
        return Paper(
            "美丽约定积分登记表",
            header,
            rows,
            office=where,
            note="　　　年　　月　　楼组长签名：　　　　　　",
            foot=f"共 {len(rows)} 户",
            shares=(2.4, *(1.0 for _ in rules), 1.2),
            landscape=len(rules) > 5,
            printed_on=self.today,
        )

    def print_blank(self) -> None:
        """Print the empty sheet."""
        preview(self.page, self.blank_paper())

    # What the page asks

    def open(self, what: object) -> None:
        """A 楼组 by its id."""
        if isinstance(what, tuple) and len(what) == 2 and what[0] == "group":
            group = next((one for one in self._groups if one.id == what[1]), None)
            if group is not None:
                self.group.take(self._option(group))
                self._take_group()

    def take_focus(self) -> None:
        """To the sheet, or to the choice of a 楼组."""
        (self.grid if self.model.lines else self.group).setFocus()

    def status(self) -> tuple[str, str]:
        """How large the sheet is."""
        if not self.model.lines:
            return ("", "")
        return (f"{len(self.model.lines)} 户 × {len(self.model.rules)} 个事项", "")
