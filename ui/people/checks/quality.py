"""资料核对: sorts of findings at the left, those of one sort at the right, and their one key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from app.errors import Invalid, Refused
from app.fields import Field, columns
from app.kinds import Day, Text, Whole
from app.people.quality.board import Counted, Rule, board, call_right, finding_ids, rule_of
from app.people.quality.mending import Mended, candidates, mend
from app.people.quality.rows import FindingRow, finding_rows
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.form import Form
from ui.kit.parts import Button, Label, caption, column, frame, row, sized
from ui.kit.table import Column, Table
from ui.people.side import SidePage
from ui.theme import Tone, Type

_TONES = {"red": Tone.RED, "amber": Tone.AMBER, "green": Tone.GREEN}


@dataclass(frozen=True)
class _Line:
    """A rule in the list: its place is its id."""

    id: int
    title: str
    count: int
    rule: Rule


@dataclass(frozen=True)
class _EndDay:
    """The day on which posts end."""

    on: Annotated[dt.date, Field(Day(), "离任日期", required=True)]


class QualityPart(QWidget):
    """The board: choose a rule, look at its findings, put them right or call them right."""

    counted = Signal()

    def __init__(self, page: SidePage, opened: Callable[[object], object]) -> None:
        super().__init__()
        self._page = page
        self._desk = page.desk
        self._book = page.desk.book
        self._open = opened
        self.rule: Rule | None = None
        self.counts: tuple[Counted, ...] = ()
        self.rules = self._make_rules()
        self.rules.current_changed.connect(self._turn_to)
        self.table = self._make_table()
        self.table.selection_moved.connect(self._name_buttons)
        self.table.opened.connect(self._look)
        self._title = Label("", Type.STRONG, wrap=True)
        self._hint = caption("", wrap=True)
        self.fix = Button("", self._fix, tone=Tone.PRIMARY)
        self.right = Button("确认无误", self._right, hint="看过了没有问题，以后不再列出")
        self.look = Button("查看", self._look)
        self._question_lines = column(gap=0)
        self._question = frame("card", self._question_lines)
        self._question.hide()
        self._lay()

    def _make_rules(self) -> Table:
        title = Field(Text(width=24), "核对事项", name="title")
        count = Field(Whole(), "条数", name="count")
        return Table(
            (
                Column(title, 200, stretches=True, dot=_dot, tone=_muted),
                Column(count, 64, tone=_muted),
            ),
            name="people.quality",
            settings=self._desk.settings,
            label="核对事项",
            empty=Empty("正在核对……", icon="check"),
        )

    def _make_table(self) -> Table:
        who, what = columns(FindingRow, "who", "what")
        return Table(
            (Column(who, 220), Column(what, 260, stretches=True)),
            name="people.findings",
            settings=self._desk.settings,
            label="核对结果",
            empty=Empty("这一项没有问题。", "全部核对过了。", icon="check"),
        )

    def _lay(self) -> None:
        left = Panel(flush=True)
        left.add(self.rules, 1)
        sized(left, width=320)
        right = Panel(flush=True)
        head = QWidget()
        words = column(self._title, self._hint, gap=2)
        buttons = row(self.fix, self.right, self.look, gap=8)
        line = row(margins=(16, 12, 12, 4), gap=12)
        line.addLayout(words, 1)
        line.addLayout(buttons)
        head.setLayout(line)
        right.add(head)
        asked = QWidget()
        asked.setLayout(column(self._question, margins=(16, 0), gap=0))
        right.add(asked)
        right.add(self.table, 1)
        body = row(left, right, gap=16)
        body.setStretch(1, 1)
        self.setLayout(body)

    # Reading

    def read(self) -> None:
        """Count the findings of every rule and read those of the one in sight."""
        book, today = self._book, self._desk.today()
        self._desk.jobs.fetch(
            lambda: board(book, today), self._show_board, owner=self, key=f"board-{id(self)}"
        )

    @property
    def count(self) -> int:
        """How many findings there are that press (red and amber)."""
        return sum(one.count for one in self.counts if one.rule.level != "green")

    def words(self) -> str:
        """How many findings of how many sorts there are."""
        found = [one for one in self.counts if one.count]
        if not self.counts:
            return ""
        if not found:
            return f"核对了 {len(self.counts)} 项，都没有问题"
        total = sum(one.count for one in found)
        return f"{len(found)} 项有情况，共 {total:,} 条；{len(self.counts) - len(found)} 项没有问题"

    def choose(self, key: str) -> None:
        """Turn to a rule."""
        self.rule = rule_of(key)
        self._show_board(self.counts) if self.counts else self.read()

    def _show_board(self, counts: tuple[Counted, ...]) -> None:
        self.counts = counts
        ranked = sorted(counts, key=lambda one: one.count == 0)
        lines = [_Line(counts.index(one), one.rule.title, one.count, one.rule) for one in ranked]
        wanted = self.rule or (lines[0].rule if lines else None)
        self.rules.blockSignals(True)
        self.rules.show_rows(lines)
        for line in lines:
            if line.rule is wanted:
                self.rules.choose_id(line.id)
        self.rules.blockSignals(False)
        self._show_rule(wanted)
        self.counted.emit()

    def _turn_to(self, line: _Line | None) -> None:
        if line is not None:
            self._drop_question()
            self._show_rule(line.rule)

    def _show_rule(self, rule: Rule | None) -> None:
        self.rule = rule
        if rule is None:
            return
        self._title.setText(rule.title)
        self._hint.setText(rule.hint)
        book, today = self._book, self._desk.today()

        def show(ids: list[int]) -> None:
            self.table.show_ids(ids, self.fetch)
            if len(self.table) and self.table.current_id is None:
                self.table.grid.choose(0)
            self._name_buttons()

        self._desk.jobs.fetch(
            lambda: finding_ids(book, rule.key, today), show, owner=self, key=f"finds-{id(self)}"
        )

    def fetch(self, ids: Sequence[int]) -> Mapping[int, Any]:
        """The rows of some findings."""
        if self.rule is None:
            return {}
        return finding_rows(self._book, self.rule.key, ids, self._desk.today())

    def _name_buttons(self) -> None:
        rule, chosen = self.rule, len(self.table.selected_ids())
        there = rule is not None and len(self.table) > 0
        many = f" {chosen:,} 条" if chosen > 1 else ""
        self.fix.setVisible(there and bool(rule and rule.fix))
        self.right.setVisible(there)
        self.look.setVisible(there)
        if rule is not None:
            asks = "……" if rule.asks else ""
            self.fix.setText(f"{rule.fix}{'' if rule.asks == 'member' else many}{asks}")
        self.right.setText(f"确认无误{many}")

    # What can be done

    def _look(self, _row: object = None) -> None:
        row_ = self.table.current
        if isinstance(row_, FindingRow):
            self._open(row_.target)

    def _right(self) -> None:
        rule, ids, today = self.rule, self.table.selected_ids(), self._desk.today()
        if rule is None or not ids:
            return
        count = self._page.attempt(lambda: call_right(self._book, rule.key, ids, today))
        if count:
            self._page.done(f"已确认 {count:,} 条无误，以后不再列出")

    def _fix(self) -> None:
        rule, ids = self.rule, self.table.selected_ids()
        if rule is None or not ids:
            return
        if rule.asks == "day":
            self._ask_day(ids)
        elif rule.asks == "member":
            self._ask_member(ids[0])
        else:
            self._mend(ids)

    def _mend(self, ids: Sequence[int], **said: Any) -> None:
        rule = self.rule
        if rule is None:
            return
        key, today = rule.key, self._desk.today()
        done: Mended | None = self._page.attempt(lambda: mend(self._book, key, ids, today, **said))
        if done is not None:
            self._drop_question()
            self._page.done(f"{rule.fix}：已处理 {done.count:,} 条", done.warnings)

    def _ask_day(self, ids: Sequence[int]) -> None:
        form = Form(_EndDay, self._desk.today, enter_saves=True)
        form.add("on", 0)
        form.set_texts({"on": self._desk.today().isoformat()})

        def save() -> None:
            try:
                on = form.record().on
            except Invalid as invalid:
                form.show_problems(invalid.problems)
                return
            self._mend(ids, on=on)

        form.saved.connect(save)
        self._ask(f"给选中的 {len(ids)} 条任职办理离任", form, save)
        form.editor("on").setFocus()

    def _ask_member(self, household: int) -> None:
        offered = candidates(self._book, household)
        if not offered:
            raise Refused("这一户没有在住成员，请先核对成员。")
        group = QButtonGroup(self._question)
        choices = QWidget()
        buttons: list[QRadioButton] = []
        for one in offered:
            button = QRadioButton(one.words)
            group.addButton(button)
            buttons.append(button)
        choices.setLayout(column(*buttons, gap=6))

        def save() -> None:
            at = next((at for at, button in enumerate(buttons) if button.isChecked()), None)
            if at is None:
                self._page.refused("请先选定谁是户主。")
                return
            self._mend([household], member=offered[at].id)

        self._ask("这一户的户主是", choices, save)
        buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, title: str, inner: QWidget, save: Callable[[], object]) -> None:
        self._drop_question()
        yes = Button("确定", partial(self._page.attempt, save), tone=Tone.PRIMARY)
        no = Button("取消", self._drop_question)
        asked = QWidget()
        asked.setLayout(
            column(Label(title, Type.STRONG), inner, row(yes, no, None, gap=8), margins=12, gap=10)
        )
        self._question_lines.addWidget(asked)
        self._question.show()

    def _drop_question(self) -> None:
        while self._question_lines.count():
            widget = self._question_lines.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        self._question.hide()


def _dot(line: _Line) -> Tone | None:
    return _TONES[line.rule.level] if line.count else None


def _muted(line: _Line) -> Tone:
    return Tone.PLAIN if line.count else Tone.MUTED
