"""规则: what the pledge counts, in words; a version is edited only while nothing rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import Refused
from app.fields import columns
from app.pledge import rulesets
from app.pledge.explain import VersionFacts, version_facts
from app.pledge.records import AdoptionEntry, RuleEntry, RuleRow
from app.pledge.words import AFFECTS, VISIBLE
from ui.kit.cards import Facts, Panel
from ui.kit.form import Form
from ui.kit.parts import Button, Label, area, caption, column, row, scrolled, sized
from ui.kit.table import Column, Table
from ui.pledge.taking import Shown
from ui.pledge.view import View
from ui.pledge.words import plain
from ui.theme import Tone, Type

if TYPE_CHECKING:
    from ui.pledge.page import PledgePage

_EDITED = {
    "title": (0, 0, 2), "category": (1, 0, 1), "points": (1, 1, 1), "standard": (2, 0, 2),
    "evidence": (3, 0, 1), "assessor": (3, 1, 1), "approval": (4, 0, 1),
    "correction_days": (4, 1, 1), "note": (5, 0, 2),
}  # fmt: skip
"""What may be edited, with its row, column and span in the form."""

_LOOK, _EDIT, _ADOPT = range(3)


class RulesView(View):
    """The rules of the version that holds today, and the words of the pledge itself."""

    title = "规则"

    def __init__(self, page: PledgePage) -> None:
        super().__init__(page)
        self._version: VersionFacts | None = None
        self._rule: RuleRow | None = None
        self.about = caption("")
        self.label = Label("示例", Type.CAPTION, Tone.AMBER)
        self.adopting = Button("登记通过……", self.ask_adoption)
        self.next = Button("新建版本", self.new_version, hint="从今天起用一版可以修改的规则")
        self.filter_by(self.label, self.about, None, self.adopting, self.next, 8)
        self.table = self._make_table()
        self.table.current_changed.connect(self.show_rule)
        self.table.said.connect(self.desk.notices.say)
        field = Panel(flush=True)
        field.add(self.table, 1)
        self.pane = Panel()
        sized(self.pane, width=352)
        self._stack = QStackedWidget()
        for part in (self._make_look(), self._make_edit(), self._make_adopt()):
            self._stack.addWidget(part)
        self.pane.add(self._stack, 1)
        body = row(gap=16)
        body.addWidget(field, 1)
        body.addWidget(self.pane)
        self.setLayout(body)

    def _make_table(self) -> Table:
        names = ("code", "title", "category", "amount_words", "cap_words", "approval", "visible")
        code, title, category, amount, caps, approval, visible = columns(RuleRow, *names)
        return Table(
            (
                Column(code, 62),
                Column(title, 140, stretches=True),
                Column(category, 84, muted=True),
                Column(amount, 110, tone=_amount_tone),
                Column(caps, 150, stretches=True),
                Column(approval, 76, muted=True, text=_approval_words),
                Column(visible, 92, muted=True),
            ),
            name="pledge.rules",
            settings=self.desk.settings,
            label="规则",
        )

    def _make_look(self) -> QWidget:
        self.name = Label("", Type.STRONG, wrap=True)
        self.facts = Facts()
        self.edit = Button("修改……", self.ask_edit)
        self.frozen = caption("", wrap=True)
        self._text_title = Label("约定全文", Type.STRONG)
        self.text = Label("", tone=Tone.MUTED, wrap=True, selectable=True)
        parts = column(
            self.name, self.facts, row(self.edit, None), self.frozen, 4,
            self._text_title, self.text, None, gap=12,
        )  # fmt: skip
        return scrolled(area("clear", parts))

    def _make_edit(self) -> QWidget:
        self.form: Form[RuleEntry] = Form(RuleEntry, self.desk.today, gap=8)
        for name, (at, across, span) in _EDITED.items():
            self.form.add(name, at, across, span)
        self.form.saved.connect(self.save_rule)
        return self._with_buttons("修改规则", self.form, self.save_rule)

    def _make_adopt(self) -> QWidget:
        self.adoption: Form[AdoptionEntry] = Form(AdoptionEntry, self.desk.today, gap=8)
        for at, name in enumerate(("adopted_by", "adopted_on", "filed_on")):
            self.adoption.add(name, at)
        self.adoption.saved.connect(self.save_adoption)
        return self._with_buttons("登记约定通过", self.adoption, self.save_adoption)

    def _with_buttons(self, title: str, form: QWidget, save: object) -> QWidget:
        keep = Button("保存　Ctrl+Enter", save, tone=Tone.PRIMARY)  # type: ignore[arg-type]
        back = Button("取消", self._look)
        parts = column(Label(title, Type.STRONG), form, row(keep, back, None), None, gap=12)
        return scrolled(area("clear", parts))

    # Reading

    def refresh(self) -> None:
        """The rules of today and what is known of their version."""
        rules, book = self.rules, self.desk.book
        version = rules.version_id if rules is not None else None
        self._version = version_facts(book, version) if version is not None else None
        self.label.setText(rules.label or "" if rules is not None else "")
        self.label.setVisible(bool(self.label.text()) and self._draft)
        self.about.setText(self._version.words() if self._version is not None else "")
        self.adopting.setVisible(self._version is not None and self._draft)
        self.next.setVisible(self._version is not None and self._version.used)
        self.text.setText(self._version.text if self._version is not None else "")
        self._text_title.setVisible(bool(self.text.text()))
        self.table.show_rows(
            rulesets.rules_of(book, rules.id, self.today) if rules is not None else ()
        )
        if self.table.current is None and len(self.table):
            self.table.grid.choose(0)
        self.show_rule(self.table.current)
        self.page.restate()

    @property
    def _draft(self) -> bool:
        return self._version is not None and self._version.adopted_on is None

    def show_rule(self, rule: RuleRow | None) -> None:
        """One rule in full."""
        self._rule = rule
        if self._stack.currentIndex() != _LOOK:
            self._look()
        used = self._version is not None and self._version.used
        self.edit.setVisible(rule is not None and not used)
        self.frozen.setText(
            "这一版已经用来记过分，不能再改；要改请新建版本，以前的记录仍按旧版。" if used else ""
        )
        self.frozen.setVisible(used)
        if rule is None:
            self.name.setText("")
            self.facts.show_facts(())
            return
        self.name.setText(f"{rule.code} {rule.title}")
        self.facts.show_facts(
            (
                ("评价标准", rule.standard or ""),
                ("分值", rule.amount_words),
                ("上限", rule.cap_words),
                ("影响", AFFECTS[rule.affects]),
                ("首次", "首次劝导，不扣分" if rule.first_reminder else ""),
                ("整改", f"{rule.correction_days} 天内整改" if rule.correction_days else ""),
                ("凭证", rule.evidence or ""),
                ("评定人", rule.assessor or ""),
                ("复核", _approval_words(rule)),
                ("公示", VISIBLE[rule.visible]),
                ("备注", rule.note or ""),
            )
        )

    # What the user does

    def _look(self) -> None:
        self._stack.setCurrentIndex(_LOOK)

    def ask_edit(self) -> None:
        """Open the form for the rule."""
        if self._rule is not None:
            self.form.fill(self._rule)
            self._stack.setCurrentIndex(_EDIT)
            self.form.editor("title").setFocus()

    def save_rule(self) -> RuleRow | None:
        """Keep the rule as typed."""
        rule, book = self._rule, self.desk.book
        if rule is None:
            return None

        def act() -> RuleRow:
            more = {
                name: getattr(rule, name)
                for name in RuleEntry.__dataclass_fields__
                if name not in _EDITED
            }
            return rulesets.edit_rule(book, rule.id, self.form.record(**more))

        saved = self.page.attempt(act, self.form)
        if saved is not None:
            self._look()
            self.desk.notices.done(f"已修改 {saved.code} {saved.title}，现为 {saved.amount_words}")
        return saved

    def ask_adoption(self) -> None:
        """Open the form for the day on which the residents passed the pledge."""
        self.adoption.clear()
        self._stack.setCurrentIndex(_ADOPT)
        self.adoption.editor("adopted_by").setFocus()

    def save_adoption(self) -> bool:
        """Keep who passed the version and when."""
        version, book = self._version, self.desk.book

        def act() -> bool:
            if version is None:
                raise Refused("这套规则还没有版本。")
            rulesets.adopt(book, version.id, self.adoption.record(), today=self.today)
            return True

        done = bool(self.page.attempt(act, self.adoption))
        if done:
            self._look()
            self.desk.notices.done("已登记约定通过")
        return done

    def new_version(self) -> None:
        """A copy of the rules that holds from today on and may be edited."""
        rules, book, today = self.rules, self.desk.book, self.today
        if rules is None:
            return
        made = self.page.attempt(lambda: rulesets.new_version(book, rules.id, today))
        if made is not None:
            self.desk.notices.done("已新建一版规则，从今天起生效，可以修改")

    # What the page asks

    def shown(self) -> Shown | None:
        """The rules in words."""
        rules = self.rules
        rows = list(self.table.shown_rows())
        name = rules.name if rules is not None else "规则"
        about = self._version.words() if self._version is not None else ""
        return Shown(f"{name}考核细则", self.table.shown_columns(), len(rows), lambda: rows, about)

    def take_focus(self) -> None:
        """To the table."""
        self.table.setFocus()

    def status(self) -> tuple[str, str]:
        """How many rules, and from where a score begins."""
        rules = self.rules
        if rules is None:
            return ("", "")
        base = f"，基础分 {plain(rules.base_points)}" if rules.base_points else ""
        stars = "、".join(
            f"{'零一二三四五'[one.stars]}星 {plain(one.at_least)}" for one in rules.stars
        )
        return (f"共 {len(self.table)} 条{base}", f"星级：{stars}" if stars else "")


def _approval_words(rule: RuleRow) -> str:
    return {0: "", 1: "一人复核", 2: "两级复核"}[rule.approval]


def _amount_tone(rule: RuleRow) -> Tone:
    if rule.effect == "bonus":
        return Tone.GREEN
    return Tone.RED if rule.effect in ("deduct", "veto") else Tone.MUTED
