"""Quick entry: one household, one rule, Enter; ten lines a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeVar, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Invalid, Problem
from app.kinds import Misfit
from app.pledge import ledger, quick, rulesets
from app.pledge.accounts import account_row
from app.pledge.ledger import Preview
from app.pledge.quick import FIELDS, Holder, QuickEntry
from app.pledge.records import AccountEntry, PostedEntry, RuleRow, RuleSetRow
from ui.desk import Desk
from ui.kit.chips import Chips
from ui.kit.editors import LineEditor, RefEditor
from ui.kit.form import Form
from ui.kit.page import ShowsProblems
from ui.kit.parts import Button, caption, column, row, sized
from ui.kit.picker import Option
from ui.pledge.view import offer_sets
from ui.pledge.words import option_of, plain, quantity_hint, rule_option, said_points, words_of
from ui.theme import Tone

T = TypeVar("T")
_SOON = 60  # milliseconds of rest before the preview is worked out
_KEPT = ("rule_id", "occurred_on", "assessor")
_REST = ("quantity", "points", "assessor", "description", "approver")
_HINT = "选好户和事项，这里先算出计多少分、还能记几次。"
_ASSESSOR = "pledge/assessor"


class Attempt(Protocol):
    """What `Page.attempt` does: an act whose trouble goes where it belongs."""

    def __call__(self, act: Callable[[], T], form: ShowsProblems | None = None) -> T | None:
        """The outcome; None after trouble."""
        ...


class _Problems:
    """Takes the problems of the ledger to the fields of quick entry."""

    def __init__(self, form: Form[QuickEntry]) -> None:
        self._form = form

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Each beside the field it is about."""
        self._form.show_problems(
            tuple(replace(one, field=FIELDS.get(one.field, one.field)) for one in problems)
        )


class QuickEntryView(QWidget):
    """The form of quick entry, with a preview of what would be counted.

    A `brief` one asks only for what every line needs. `recorded` carries the line written.
    """

    recorded = Signal(object)

    def __init__(self, desk: Desk, attempt: Attempt, *, brief: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self._attempt = attempt
        self._brief = brief
        self._sets: list[RuleSetRow] = []
        self._rules: dict[int, RuleRow] = {}
        self._holder: Holder | None = None
        self._near = ""
        self.sets = Chips((), name="规则集", parent=self)
        self.sets.hide()
        self.sets.chosen.connect(lambda _key: self._change_set())
        self.form = self._make_form()
        self.said = caption(_HINT, wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        sized(self.said, least_height=36)
        self.go = Button("记下　Ctrl+Enter", self.record, tone=Tone.PRIMARY)
        self.sign = Button("已签约，开户并记分", self.sign_and_record, tone=Tone.PRIMARY)
        self.sign.hide()
        self.beside = row(gap=8)
        buttons = row(self.go, self.sign, self.beside, None, gap=8)
        self.setLayout(column(self.form, self.said, buttons, None, gap=8))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self.preview)
        self.form.changed.connect(self._soon.start)
        self.form.saved.connect(self.record)

    def _make_form(self) -> Form[QuickEntry]:
        form = Form(QuickEntry, self.desk.today, enter_saves=True, gap=8)
        form.add("holder_id", 0, 0, 6, search=self._find, named=self._named_holder)
        form.add("rule_id", 1, 0, 6, search=self._find_rule, named=self._named_rule)
        few = 1 if self._brief else 2  # a date needs more room than a number of times
        form.add("quantity", 2, 0, few)
        form.add("points", 2, 0, few)
        form.add("occurred_on", 2, few, 4 - few)
        form.add("assessor", 2, 4, 2)
        if not self._brief:
            form.add("description", 3, 0, 6)
        form.add("approver", 4, 0, 6)
        form.set_texts(
            {
                "occurred_on": self.desk.today().isoformat(),
                "assessor": str(self.desk.settings.value(_ASSESSOR) or self.desk.book.who),
            }
        )
        return form

    # What it is told

    def refresh(self) -> None:
        """Read the rule sets again."""
        before, self._sets = self._sets, rulesets.rule_sets(self.desk.book, self.desk.today())
        offer_sets(self.sets, self._sets, before)
        if not self._brief:
            self.sets.hide()  # the page around it says which rules are meant
        self._rules = {}
        self._suit_rule()
        self._soon.start()

    @property
    def rule_set(self) -> RuleSetRow | None:
        """The rule set that entries are made under."""
        return next((one for one in self._sets if str(one.id) == self.sets.key), None)

    def choose_set(self, rule_set_id: int) -> None:
        """Enter under another rule set; what is typed for the old one goes."""
        if self.sets.key != str(rule_set_id):
            self.sets.choose(str(rule_set_id))
            self._change_set()

    def start(self, holder_id: int | None = None) -> None:
        """Ready to type; for one household if it is known."""
        if holder_id is not None:
            self.form.editor("holder_id").set_text(str(holder_id))
            self.form.editor("rule_id").setFocus()
        else:
            self.form.editor("holder_id").setFocus()
        self._soon.start()

    def _change_set(self) -> None:
        self._rules = {}
        self.form.clear(("occurred_on", "assessor"))
        self._suit_rule()
        self.form.editor("holder_id").setFocus()
        self.preview()

    # Searching

    def _find(self, text: str) -> list[Option]:
        rules = self.rule_set
        if rules is None:
            return []
        found = quick.find_holders(self.desk.book, text, rules.id, near=self._near)
        return [option_of(one) for one in found]

    def _named_holder(self, row_id: int) -> Option | None:
        rules = self.rule_set
        found = quick.holder_of(self.desk.book, row_id, rules.id) if rules else None
        return option_of(found) if found else None

    def _find_rule(self, text: str) -> list[Option]:
        rules = self.rule_set
        if rules is None:
            return []
        day = self._value("occurred_on") or self.desk.today()
        rows = rulesets.find_rules(self.desk.book, text, rule_set_id=rules.id, on=day, limit=100)
        self._rules |= {row.id: row for row in rows}
        return [rule_option(row) for row in rows]

    def _named_rule(self, rule_id: int) -> Option | None:
        known = self._rule(rule_id)
        return rule_option(known) if known else None

    def _rule(self, rule_id: int | None) -> RuleRow | None:
        rules = self.rule_set
        if rule_id is not None and rule_id not in self._rules and rules is not None:
            day = self._value("occurred_on") or self.desk.today()
            rows = rulesets.rules_of(self.desk.book, rules.id, day)
            self._rules |= {row.id: row for row in rows}
        return self._rules.get(rule_id) if rule_id is not None else None

    # What would be counted

    def preview(self) -> None:
        """Say what the entry would count, or what is still missing."""
        self._soon.stop()
        self._suit_rule()
        holder_id, rules = self._picked("holder_id"), self.rule_set
        self._holder = (
            quick.holder_of(self.desk.book, holder_id, rules.id)
            if holder_id is not None and rules is not None
            else None
        )
        unsigned = self._holder is not None and self._holder.account_id is None
        entry = self._entry()
        found: Preview | Invalid | None = None
        if entry is not None:
            try:
                found = ledger.preview(self.desk.book, entry.entry(self._holder), self.desk.today())
            except Invalid as invalid:
                found = invalid
        unsigned = unsigned and not isinstance(found, Preview)
        self.go.setVisible(not unsigned)
        self.sign.setVisible(unsigned)
        self._show_ghost(found)
        if unsigned:
            self.said.say(self._offer(), Tone.AMBER)
        elif isinstance(found, Preview):
            self.said.say(words_of(found), Tone.AMBER if found.refusal else Tone.PLAIN)
        elif isinstance(found, Invalid):
            self.said.say(str(found), Tone.AMBER)
        else:
            self.said.say(_HINT, Tone.MUTED)

    def _offer(self) -> str:
        what = "这家商铺" if self._holder is not None and self._holder.is_shop else "这一户"
        return f"{what}还没有签约，不能记分。参加是自愿的：签过约定的，按上面的日期开户并记分。"

    def _show_ghost(self, found: Preview | Invalid | None) -> None:
        holder = self._holder
        if holder is None:
            return
        parts = [holder.place]
        if isinstance(found, Preview):
            parts.append(f"评价分 {plain(found.score_after - found.score)}")
        elif holder.account_id is not None:
            score = account_row(self.desk.book, holder.account_id).score
            parts.append(f"评价分 {plain(score)}")
        else:
            parts.append("未签约")
        picker = cast("RefEditor", self.form.editor("holder_id")).picker
        picker.set_ghost(" · ".join(part for part in parts if part))

    def _suit_rule(self) -> None:
        """Ask only for what the rule counts by."""
        rule = self._rule(self._picked("rule_id"))
        by_choice = rule is not None and (
            rule.amount_kind == "range"
            or (rule.amount_kind == "tier" and bool(rule.tiers) and rule.tiers[0].start is None)
        )
        by_quantity = (
            rule is not None and not by_choice and rule.amount_kind in ("per_unit", "tier")
        )
        self._show_field("points", shown=by_choice)
        self._show_field("quantity", shown=not by_choice)
        quantity = cast("LineEditor", self.form.editor("quantity"))
        if not by_quantity and rule is not None and quantity.text():
            quantity.set_text("")
        quantity.line.setEnabled(by_quantity)
        quantity.line.setPlaceholderText(quantity_hint(rule, by_quantity=by_quantity))
        if by_choice and rule is not None:
            points = cast("LineEditor", self.form.editor("points"))
            points.line.setPlaceholderText(rule.amount_words.lstrip("+−"))
            points.setToolTip(rule.amount_words)
        self._show_field("approver", shown=rule is not None and rule.approval > 0)

    def _show_field(self, name: str, *, shown: bool) -> None:
        editor = self.form.editor(name)
        place = editor.parentWidget()
        if place.isHidden() == shown:
            place.setVisible(shown)
        if not shown and editor.text():
            editor.set_text("")

    def _picked(self, name: str) -> int | None:
        option = cast("RefEditor", self.form.editor(name)).picker.option
        return int(option.id) if option is not None else None

    def _value(self, name: str) -> Any:
        try:
            return self.form.editor(name).value()
        except Misfit:
            return None

    def _entry(self) -> QuickEntry | None:
        """What is typed so far, if it is enough to be counted."""
        holder_id, rule_id = self._picked("holder_id"), self._picked("rule_id")
        day = self._value("occurred_on")
        if holder_id is None or rule_id is None or day is None:
            return None
        rest = {
            name: self._value(name) for name in _REST if (name != "description" or not self._brief)
        }
        return QuickEntry(holder_id, rule_id, day, **rest)

    # Recording

    def record(self) -> PostedEntry | None:
        """Write the line and be ready for the next one; trouble stays beside the fields."""
        return self._write(self._post)

    def sign_and_record(self) -> PostedEntry | None:
        """Open the account of a household that has signed, and write its first line."""
        return self._write(self._sign_and_post)

    def _write(
        self, write: Callable[[QuickEntry, Holder | None], PostedEntry]
    ) -> PostedEntry | None:
        def act() -> PostedEntry:
            entry = self.form.record()
            rules = self.rule_set
            holder = quick.holder_of(self.desk.book, entry.holder_id, rules.id) if rules else None
            self._holder = holder
            return write(entry, holder)

        posted = self._attempt(act, _Problems(self.form))
        if posted is None:
            self.preview()
            return None
        self._recorded(posted)
        return posted

    def _post(self, entry: QuickEntry, holder: Holder | None) -> PostedEntry:
        if holder is not None and holder.is_shop and holder.account_id is None:
            raise Invalid.of("holder_id", "这家商铺还没有签约，不能记分。请先办理签约开户。")
        return ledger.post(self.desk.book, entry.entry(holder), today=self.desk.today())

    def _sign_and_post(self, entry: QuickEntry, holder: Holder | None) -> PostedEntry:
        rules = self.rule_set
        if rules is None or holder is None:
            raise Invalid.of("holder_id", "请选一户。")
        signing = AccountEntry(
            rules.id,
            entry.occurred_on,
            household_id=None if holder.is_shop else holder.id,
            shop_id=holder.id if holder.is_shop else None,
        )
        return quick.sign_and_post(
            self.desk.book, signing, entry.entry(holder), today=self.desk.today()
        )

    def _recorded(self, posted: PostedEntry) -> None:
        self._near = posted.compound
        assessor = self.form.editor("assessor").text().strip()
        self.desk.settings.setValue(_ASSESSOR, assessor)
        self.form.clear(_KEPT)
        self.form.editor("holder_id").setFocus()
        self.preview()
        self.desk.notices.done(f"已记 {posted.holder} {said_points(posted)}")
        self.recorded.emit(posted)
