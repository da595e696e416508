"""补贴: the sheet of a quarter, half-year or year: who gets how much, approved, paid, signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from app.book import Book
from app.errors import Invalid, Refused
from app.fields import columns
from app.kinds import Misfit, Money
from app.leaders.paying import Totals, totals
from app.leaders.posts import POSTS
from app.leaders.serving import TWO
from app.leaders.subsidies import (
    APPROVED,
    CANCELLED,
    DRAFT,
    KINDS,
    PAID,
    STATUS_WORDS,
    SubsidyRow,
    periods_of,
    set_rates,
    sheet,
    sign,
    written_periods,
)
from ui.desk import Desk
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.page import Page
from ui.kit.parts import Button, Elided, column, row
from ui.kit.table import Cells, Column, Pasted, Table
from ui.kit.writing import Write
from ui.leaders.figures import Figure, FigureLine
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.people.residents import ALL
from ui.theme import Tone, Type

UNWRITTEN, UNRATED = "unwritten", "unrated"
_STATES = (
    (ALL, "全部状态"), (UNWRITTEN, "还没有编制"), (UNRATED, "没有定标准"),
    (DRAFT, STATUS_WORDS[DRAFT]), (APPROVED, STATUS_WORDS[APPROVED]), (PAID, STATUS_WORDS[PAID]),
)  # fmt: skip
_WORDS = {**STATUS_WORDS, UNWRITTEN: "未编制", UNRATED: "没有标准"}
_TONES = {
    UNWRITTEN: Tone.MUTED, UNRATED: Tone.AMBER, DRAFT: Tone.AMBER, APPROVED: Tone.PRIMARY,
    PAID: Tone.GREEN,
}  # fmt: skip
_TYPED = frozenset(("rate", "signed_on"))
SIGNED = "signed"
_STEPS: Mapping[str, tuple[tuple[str, ...], str]] = {
    APPROVED: ((DRAFT,), "审核"),
    PAID: ((APPROVED,), "标为已发放"),
    SIGNED: ((PAID,), "登记签收"),
    CANCELLED: ((DRAFT, APPROVED, PAID), "作废"),
}
Steps = Mapping[str, Callable[[], object]]
"""What leads to a state, by the state."""

Found = tuple[list["PayLine"], list[tuple[str, str]]]


@dataclass(frozen=True)
class PayLine:
    """A line of the sheet, known by its term."""

    id: int
    line: SubsidyRow

    @property
    def state(self) -> str:
        """How far it is."""
        if self.line.status:
            return self.line.status
        return UNWRITTEN if self.line.rate else UNRATED


class SubsidyView(OneTable):
    """Months served × rate; rates and days of signing are typed where they stand."""

    key = "subsidy"
    title = "补贴发放表"
    kinds = ("paid",)

    def __init__(self, desk: Desk, page: Page, rules: Callable[[Button], object], steps: Steps):
        super().__init__(desk)
        self._page = page
        table = Table(
            _columns(), name="work.subsidy", settings=desk.settings, label="补贴发放表",
            empty=Empty(
                "这个周期没有要发补贴的人。", "先给在任的两长定每月补贴标准。", icon="table"
            ),
        )  # fmt: skip
        field = self.hold(table)
        self.table.edit_with(Cells(_TYPED, desk.today, self._typed, self._paste))
        self.line = FigureLine()
        self.steps = {
            status: Button("", partial(page.attempt, act)) for status, act in steps.items()
        }  # fmt: skip
        hint = Elided("选中几行只处理这几行，否则处理眼前全部。", Type.CAPTION, Tone.MUTED)
        foot = row(hint, None, *self.steps.values(), gap=8, margins=(12, 8))
        field.add(foot)
        body = column(self.line, gap=12)
        body.addWidget(field, 1)
        self.setLayout(body)
        self.box = SearchBox("姓名、小区、楼组", width=150)
        usual = periods_of((), desk.today())
        self.period = FilterMenu("周期", usual)
        self.period.choose(usual[0][0])
        self.kind = FilterMenu("发放方式", [(one, one) for one in KINDS.options])
        self.post = FilterMenu("岗位", [(ALL, "全部岗位"), *((one, one) for one in TWO)])
        self.state = FilterMenu("状态", _STATES)
        self.filter_with(self.box, self.period, self.kind, self.post, self.state)
        self.rules = Button("标准和算法", lambda: rules(self.rules), icon="chevron-down")
        self.rules.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._line.addWidget(self.rules)
        self.end_line()

    @property
    def keeps_views(self) -> bool:
        """The sheet is of a period, not of a view."""
        return False

    @property
    def posts(self) -> tuple[str, ...]:
        """The posts that are paid for."""
        return (self.post.key,) if self.post.key else tuple(POSTS)

    # Reading

    def read(self) -> None:
        """Read the sheet of the period in the second lane."""
        book, period, kind, posts = self.book, self.period.key, self.kind.key, self.posts
        text, state, today = self.box.text(), self.state.key, self.desk.today()

        def search() -> Found:
            return (
                _read(book, period, posts, kind, text, state),
                periods_of([*written_periods(book), period], today),
            )

        self.load(search, self._show)

    def _show(self, found: Found) -> None:
        lines, periods = found
        self.period.offer(periods)
        self.title = f"{self.period.text()}补贴发放表"
        self.show_whole(lines)
        self._say([one.line for one in lines])
        if self.table.current_id is not None:
            self.offered.emit(("paid", self.table.current_id))

    def _say(self, lines: Sequence[SubsidyRow]) -> None:
        known = totals(line for line in lines if line.rate or line.id)
        drafts = sum(line.status == DRAFT for line in lines)
        unrated = len(lines) - known.lines
        self.line.show_figures(_figures(known, drafts, unrated))

    def _moved(self) -> None:
        """Each button says for how many it is."""
        chosen = self.chosen()
        for status, button in self.steps.items():
            from_, words = _STEPS[status]
            lines = self.selected() if status == CANCELLED else chosen
            count = sum(line.status in from_ for line in lines)
            button.setText(f"{words} {count} 人" if count else words)
            button.setEnabled(count > 0)
        super()._moved()

    # What is meant

    def chosen(self) -> list[SubsidyRow]:
        """The lines selected; all in sight, unless several are."""
        many = self.table.grid.count_selected() > 1
        rows: list[PayLine] = self.table.selected() if many else list(self.table.shown_rows())
        return [one.line for one in rows]

    def selected(self) -> list[SubsidyRow]:
        """The lines of the rows selected, also if it is one."""
        return [one.line for one in self.table.selected()]

    def meant(self, *states: str) -> list[SubsidyRow]:
        """Those of the chosen lines that are so far; raises Refused where none is."""
        found = [line for line in self.chosen() if line.status in states]
        if not found:
            words = "或".join(f"“{STATUS_WORDS[one]}”" for one in states)
            raise Refused(f"眼前（或选中）的人里没有{words}的补贴。")
        return found

    def one(self, term_id: int) -> SubsidyRow | None:
        """The line of a term."""
        rows: list[PayLine] = list(self.table.shown_rows())
        return next((row.line for row in rows if row.id == term_id), None)

    # Typing

    def _typed(self, row_id: int, name: str, value: Any) -> None:
        line = self.one(row_id)
        if line is not None:
            put = self._putting(name, {row_id: value}, {row_id: line})
            self.desk.notices.done(put())

    def _putting(
        self, name: str, values: dict[int, Any], lines: dict[int, SubsidyRow]
    ) -> Callable[[], str]:
        """What writes values into a column and says what it did; raises Refused."""
        book, period, kind = self.book, self.period.key, self.kind.key
        if name == "rate":
            fixed = [lines[one] for one in values if lines[one].status in (APPROVED, PAID)]
            if fixed:
                raise Refused(
                    f"{fixed[0].full_name}的补贴已审核或已发放，标准不能再改；要改，请先作废，再编制。"
                )

            def rate() -> str:
                set_rates(book, values, period, kind)
                return f"已改 {len(values)} 人的补贴标准"

            return rate
        by_day: dict[dt.date | None, list[int]] = {}
        for term, day in values.items():
            if not lines[term].id:
                raise Refused("还没有编制的补贴不能登记签收。")
            by_day.setdefault(day, []).append(lines[term].id)

        def signed() -> str:
            with book.write(f"补贴签收 {len(values)} 条"):
                for day, ids in by_day.items():
                    sign(book, ids, day)
            return f"已登记 {len(values)} 人的签收日期"

        return signed

    def _paste(self, pasted: Pasted) -> None:
        refused = list(pasted.refused)
        lines = {one.id: one.line for one in self.table.shown_rows()}
        known = {one.name: one.field for one in self.table.columns}
        values: dict[str, dict[int, Any]] = {}
        for row_id, texts in pasted.cells.items():
            for name, text in texts.items():
                try:
                    values.setdefault(name, {})[row_id] = known[name].kind.parse(text)
                except Misfit as misfit:
                    refused.append(f"{lines[row_id].full_name}：{misfit}")
        puts = []
        for name, some in values.items():
            try:
                puts.append(self._putting(name, some, lines))
            except Refused as trouble:
                refused.append(str(trouble).removesuffix("。"))

        def then(made: tuple[list[str], list[str]]) -> None:
            said, wrong = made
            for words in said:
                self.desk.notices.done(words)
            told = [*refused, *wrong]
            if told:
                self._page.refused("没有放进去：" + "；".join(told[:3]) + "。")

        rows = len(pasted.cells)
        self._page.commit(Write("正在放进粘贴的内容", rows, partial(_put_all, puts)), then)

    # What the page asks

    def clear_filters(self) -> None:
        """Everybody of the period."""
        self.box.put("")
        self.post.choose(ALL)
        self.state.choose(ALL)

    def status(self) -> str:
        """How many lines, and what they come to."""
        amount = sum(one.line.amount for one in self.table.shown_rows())
        words = f"{len(self.table):,} 人 · 合计 {Money().format(amount)} 元"
        return "　　".join(part for part in (words, self.table.selection_sum()) if part)


def _put_all(puts: Sequence[Callable[[], str]]) -> tuple[list[str], list[str]]:
    """What was done, and why the rest was not."""
    said, wrong = [], []
    for put in puts:
        try:
            said.append(put())
        except (Invalid, Refused) as trouble:
            wrong.append(str(trouble).removesuffix("。"))
    return said, wrong


def _read(
    book: Book, period: str, posts: Sequence[str], kind: str, text: str, state: str
) -> list[PayLine]:
    every = [PayLine(one.term_id, one) for one in sheet(book, period, posts, kind, unrated=True)]
    # Of other posts only those are listed that are paid for; of both leaders also who waits.
    known = [one for one in every if one.state != UNRATED or one.line.post in TWO]
    lines = [one for one in known if not state or one.state == state]
    words = lambda one: f"{one.line.full_name} {one.line.compound} {one.line.scope}"  # noqa: E731
    return rank(text, lines, words)


def _figures(known: Totals, drafts: int, unrated: int) -> list[Figure]:
    signed = f"签收 {known.signed:,}" if known.paid else ""
    states = (
        Figure(f"{drafts:,}", "待审核", "", Tone.AMBER),
        Figure(f"{known.approved:,}", "已审核"),
        Figure(f"{known.paid:,}", "已发放", signed),
        Figure(f"{unrated:,}", "没有标准", "", Tone.AMBER),
    )
    return [
        Figure(f"{known.lines:,}", "发放人数"),
        Figure(Money().format(known.amount), "合计（元）"),
        *(one for one in states if one.number != "0"),
    ]


def _columns() -> list[Column]:
    names = (
        "full_name", "post", "compound", "scope", "months", "rate", "amount", "status", "paid_on",
        "signed_on",
    )  # fmt: skip
    widths = {
        "full_name": 66, "compound": 76, "scope": 96, "months": 46, "rate": 80, "amount": 84,
        "status": 88, "signed_on": 92,
    }  # fmt: skip
    made = []
    for name, field in zip(names, columns(SubsidyRow, *names), strict=True):
        one = Column(field, widths.get(name, 0), shown=name in widths, read=_of(name))
        if name == "scope":
            one = replace(one, stretches=True)
        if name == "status":
            one = replace(
                one, text=lambda row: _WORDS[row.state], dot=lambda row: _TONES[row.state]
            )
        if name in ("rate", "amount"):
            one = replace(one, tone=_money_tone)
        made.append(one)
    return made


def _of(name: str) -> Callable[[PayLine], Any]:
    def read(row: PayLine) -> Any:
        if name in ("rate", "amount") and row.state == UNRATED:
            return None
        return getattr(row.line, name)

    return read


def _money_tone(row: PayLine) -> Tone:
    return Tone.MUTED if row.state == UNWRITTEN else Tone.PLAIN
