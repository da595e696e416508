"""登记: the form, the lines just written with 撤销, and the rules at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.fields import columns
from app.pledge import lists, quick, rulesets
from app.pledge.lists import LedgerFilter
from app.pledge.records import PostedEntry, RuleRow
from ui import theme
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.parts import Button, caption, column, row, sized
from ui.kit.table import Column, Table, link
from ui.pledge.entry import QuickEntryView
from ui.pledge.view import View
from ui.pledge.words import score_tone, score_words, short_day

if TYPE_CHECKING:
    from ui.pledge.page import PledgePage

LAST = 20
_FEW = 140  # pixels for the heading and two rules


class EntryView(View):
    """Ten lines a minute: what is typed stays at the left, what was written at the right."""

    title = "登记积分"

    def __init__(self, page: PledgePage) -> None:
        super().__init__(page)
        self.filter_by(caption("Enter 到下一格，Ctrl+Enter 记下并开始下一笔；户可以用扫码枪扫卡。"))
        self.entry = QuickEntryView(self.desk, page.attempt)
        self.entry.beside.addWidget(Button("按楼组整表登记……", lambda: page.enter("matrix")))
        form = Panel("登记一笔")
        form.add(self.entry)
        self.rules_table = self._make_rules()
        self._form, self._rules = form, Panel("规则速查", "双击填入上面的事项", flush=True)
        self._rules.add(self.rules_table, 1)
        sized(self._rules, least_height=1)
        self.last = self._make_last()
        done = Panel("刚记的", f"最近 {LAST} 笔，记错了可以马上撤销", flush=True)
        done.add(self.last, 1)
        left = QWidget()
        left.setLayout(column(form, self._rules, gap=16))
        left.layout().setStretch(1, 1)  # type: ignore[attr-defined]
        sized(left, width=440)
        body = row(gap=16)
        body.addWidget(left)
        body.addWidget(done, 1)
        self.setLayout(body)

    def _make_last(self) -> Table:
        names = ("seq", "occurred_on", "holder", "item", "score", "assessor")
        seq, day, holder, item, score, assessor = columns(PostedEntry, *names)
        return Table(
            (
                Column(seq, 62, muted=True, shown=False, text=lambda line: str(line.seq)),
                Column(day, 78, text=lambda line: short_day(line.occurred_on, self.today)),
                Column(holder, 188, stretches=True),
                Column(item, 120, stretches=True),
                Column(score, 66, text=score_words, tone=score_tone),
                Column(assessor, 64, shown=False),
                link("undo", _undo_words, self.take_back, width=56),
            ),
            name="pledge.last",
            settings=self.desk.settings,
            label="刚记的流水",
            empty=Empty("还没有记过。", "左边记下第一笔，就会列在这里。", icon="pledge"),
        )

    def _make_rules(self) -> Table:
        names = ("code", "title", "category", "amount_words", "cap_words")
        code, title, category, amount, caps = columns(RuleRow, *names)
        table = Table(
            (
                Column(code, 62),
                Column(title, 130, stretches=True),
                Column(amount, 74),
                Column(caps, 130, stretches=True, muted=True),
                Column(category, 80, muted=True, shown=False),
            ),
            name="pledge.rules.quick",
            settings=self.desk.settings,
            label="规则速查",
        )
        table.opened.connect(self._take_rule)
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rules are shown where the form leaves room for a few of them."""
        super().resizeEvent(event)
        needed = self._form.heightForWidth(self._form.width()) + theme.current().px(_FEW)
        self._rules.setVisible(self.height() >= needed)

    def refresh(self) -> None:
        """The last lines and the rules; the form keeps what is typed."""
        rules, book = self.rules, self.desk.book
        self.entry.refresh()
        if rules is None:
            return
        self.entry.choose_set(rules.id)
        ids = lists.ledger_ids(book, LedgerFilter(rule_set_id=rules.id))[:LAST]
        found = lists.ledger_rows(book, ids)
        self.last.show_rows([found[line] for line in ids if line in found])
        rows = rulesets.rules_of(book, rules.id, self.today)
        self.rules_table.show_rows([row for row in rows if row.active])

    def open(self, what: object) -> None:
        """Begin with a household that is known."""
        if isinstance(what, tuple) and len(what) == 2 and what[0] == "holder":
            self.entry.start(what[1])

    def take_focus(self) -> None:
        """To the first field."""
        self.entry.start()

    def take_back(self, line: PostedEntry) -> None:
        """Take back what wrote a line: removed while it is open, reversed once it is sealed."""
        book = self.desk.book

        def act() -> bool:
            quick.take_back(book, line.id)
            return True

        if self.page.attempt(act):
            self.desk.notices.say(f"已撤销第 {line.seq} 号：{line.holder}")

    def _take_rule(self, rule: RuleRow | None) -> None:
        if rule is not None:
            self.entry.form.editor("rule_id").set_text(str(rule.id))
            self.entry.preview()
            self.entry.form.editor("holder_id").setFocus()

    def status(self) -> tuple[str, str]:
        """Which rules are in force."""
        rules = self.rules
        if rules is None or rules.version_no is None:
            return ("", "")
        return (f"{rules.name} · 第 {rules.version_no} 版 · 共 {len(self.rules_table)} 条", "")


def _undo_words(line: PostedEntry) -> str:
    gone = line.reversed_by is not None or line.reverses_seq is not None or line.kind == "base"
    return "" if gone else "撤销"
