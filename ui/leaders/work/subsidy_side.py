"""A line of the subsidy sheet in the pane, and the steps from a draft to a signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from app.errors import Refused
from app.fields import Field
from app.kinds import Day, Money, Whole
from app.leaders.subsidies import (
    APPROVED,
    CANCELLED,
    DRAFT,
    PAID,
    STATUS_WORDS,
    SubsidyRow,
    move_on,
    period_words,
    recompute,
    served_days,
    set_rates,
    set_served_days,
    sign,
    write_sheet,
)
from app.leaders.work_card import work_card
from app.people.storing import GONE
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.writing import Write
from ui.people.cards import Fact, FactSheet, lines, linked, note, stacked
from ui.people.pane import lay_rows
from ui.people.side import Side, SidePage

if TYPE_CHECKING:
    from ui.leaders.work.subsidy_view import SubsidyView


@dataclass(frozen=True)
class Rate:
    """One monthly rate for many."""

    rate: Annotated[int, Field(Money(), "每月补贴（元）", required=True)]


@dataclass(frozen=True)
class Counting:
    """From how many days on a broken month counts."""

    days: Annotated[int, Field(Whole(1, 28), "不满一个月，任职满几天算一个月", required=True)]


@dataclass(frozen=True)
class Paying:
    """The day on which money was given out and signed for."""

    on: Annotated[dt.date, Field(Day(), "发放日期", required=True)]


@dataclass(frozen=True)
class Signing:
    """The day on which people signed."""

    on: Annotated[dt.date, Field(Day(), "签收日期", required=True)]


class SubsidySide(Side):
    """补贴 of one leader in the period of the view."""

    kind = "paid"

    def __init__(self, page: SidePage) -> None:
        super().__init__(page)
        self.view: SubsidyView | None = None

    @property
    def _sheet(self) -> SubsidyView:
        if self.view is None:
            raise Refused(GONE)
        return self.view

    def show(self, row_id: int) -> None:
        """The card of one line."""
        line = self._sheet.one(row_id)
        if line is None:
            raise Refused(GONE)
        card = work_card(self.book, row_id, self.desk.today())
        money = Money()
        rate = f"{money.format(line.rate)} 元 / 月" if line.rate else ""
        facts = FactSheet(
            [
                Fact("标准", rate),
                Fact("月数", f"{line.months} 个月"),
                Fact("金额", f"{money.format(line.amount)} 元" if line.rate else ""),
                Fact("发放方式", line.kind),
                Fact("状态", STATUS_WORDS.get(line.status, "还没有编制")),
                Fact("发放日期", str(line.paid_on or "")),
                Fact("签收日期", str(line.signed_on or "")),
            ]
        )
        past = [
            linked(
                period_words(one.period),
                f"{one.months} 个月 · {money.format(one.amount)} 元 · {STATUS_WORDS[one.status]}",
                partial(self._sheet_of, one.period),
            )
            for one in card.payments
        ]
        said = None if line.rate else note("还没有定每月标准，在左边“每月补贴”一栏里填。")
        hint = " · ".join(part for part in (line.compound, line.scope, line.post) if part)
        body = stacked(said, facts, lines("历次补贴", "", past))
        duties = self.button("看履职", partial(self.page.open, ("term", row_id)))
        self.page.pane.show_card(line.full_name, hint, body, [duties])

    def _sheet_of(self, period: str) -> None:
        self._sheet.period.choose(period)
        self.page.read_again()

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers, for the rows selected."""
        return (
            Command("subsidy.approve", "审核", self.approve, writes=True),
            Command("subsidy.pay", "标为已发放……", self.pay, writes=True),
            Command("subsidy.sign", "登记签收……", self.signed, writes=True),
            Command("subsidy.cancel", "作废", self.cancel, writes=True),
            None,
            Command("subsidy.rate", "统一标准……", self.rate, writes=True),
            Command("subsidy.term", "看履职", partial(self.page.open, ("term", row_id))),
        )

    # The sheet

    def write(self) -> None:
        """编制补贴表: everybody with a rate who is not written yet."""
        view = self._sheet
        period, posts, kind = view.period.key, view.posts, view.kind.key

        def act() -> int:
            count = write_sheet(self.book, period, posts, kind)
            if not count:
                raise Refused("没有新的人要编制：有标准的都已在表里，其他人请先填每月补贴。")
            return count

        self.page.commit(
            Write("正在编制补贴表", None, act),
            lambda count: self.page.done(f"已编制补贴 {count} 人"),
        )

    def anew(self) -> None:
        """重算: drafts from the terms and rates of today."""
        view = self._sheet
        period, kind = view.period.key, view.kind.key

        def then(count: int) -> None:
            if count:
                self.page.done(f"已重算 {count} 人的补贴")
            else:
                self.desk.notices.say("待审核的补贴和现在的任职、标准一致，不用重算。")

        self.page.commit(
            Write("正在重算补贴", None, lambda: recompute(self.book, period, kind)), then
        )

    def rate(self) -> None:
        """统一标准: for the rows selected, or all that may still change."""
        meant = [line for line in self._sheet.chosen() if line.status in ("", DRAFT)]
        if not meant:
            raise Refused("眼前（或选中）的人都已审核或发放，标准不能再改。")
        form = Form(Rate, self.desk.today)
        lay_rows(form, (("rate",),))
        rates = {line.rate for line in meant if line.rate}
        form.set_texts({"rate": Money().format(rates.pop()) if len(rates) == 1 else ""})
        period, kind = self._sheet.period.key, self._sheet.kind.key

        def act() -> Write[int]:
            typed: int | None = form.record().rate
            given = dict.fromkeys((line.term_id for line in meant), typed)
            return Write(
                "正在改补贴标准", len(given), lambda: set_rates(self.book, given, period, kind)
            )

        def then(count: int) -> None:
            self._said(f"已改 {count} 人的补贴标准")

        self.page.fill(
            form, act, then,
            title=f"统一标准 · {len(meant)} 人", key="subsidy-rate", first="rate",
            hint="待审核的金额跟着重算，已审核和已发放的不变。", reopen=self.rate,
        )  # fmt: skip

    def counting(self) -> None:
        """月数算法: kept in the book."""
        form = Form(Counting, self.desk.today)
        lay_rows(form, (("days",),))
        with self.book.read() as session:
            form.set_texts({"days": str(served_days(session))})

        def act() -> None:
            set_served_days(self.book, form.record().days)

        self.page.fill(
            form, act, lambda _none: self._said("已改月数的算法"),
            title="月数算法", key="subsidy-days", first="days", reopen=self.counting,
            hint="已编制的不会自动变，要按新算法，请用“重算待审核的”。",
        )  # fmt: skip

    def _said(self, words: str) -> None:
        self.page.show_again()
        self.page.done(words)

    # Steps

    def approve(self) -> None:
        """审核 what is a draft."""
        found = self._sheet.meant(DRAFT)
        self.page.commit(
            Write("正在审核补贴", len(found), lambda: move_on(self.book, _ids(found), APPROVED)),
            lambda _none: self.page.done(f"已审核 {len(found)} 人，{_sum(found)} 元"),
        )

    def pay(self) -> None:
        """标为已发放: on which day."""
        found = self._sheet.meant(APPROVED)
        self._ask(
            Paying, f"发放 · {len(found)} 人", f"合计 {_sum(found)} 元，签收日期先按同一天记。",
            lambda on: Write(
                "正在登记发放", len(found), lambda: move_on(self.book, _ids(found), PAID, on)
            ),
            f"已发放 {len(found)} 人，{_sum(found)} 元", self.pay,
        )  # fmt: skip

    def signed(self) -> None:
        """登记签收: on which day."""
        found = self._sheet.meant(PAID)
        self._ask(
            Signing, f"签收 · {len(found)} 人", "每个人不同的，在表里“签收日期”一栏改。",
            lambda on: Write(
                "正在登记签收", len(found), lambda: sign(self.book, _ids(found), on)
            ),
            f"已登记 {len(found)} 人签收", self.signed,
        )  # fmt: skip

    def cancel(self) -> None:
        """作废: only what is selected, never everything in sight."""
        found = [line for line in self._sheet.selected() if line.id]
        if not found:
            raise Refused("请先选中已编制的人。")
        self.page.commit(
            Write("正在作废补贴", len(found), lambda: move_on(self.book, _ids(found), CANCELLED)),
            lambda _none: self.page.done(f"已作废 {len(found)} 人的补贴，可以重新编制"),
        )

    def _ask(
        self,
        record: type[Paying | Signing],
        title: str,
        hint: str,
        act: Callable[[dt.date], Write[None]],
        words: str,
        reopen: Callable[[], object],
    ) -> None:
        form: Form[Any] = Form(record, self.desk.today)
        lay_rows(form, (("on",),))
        form.set_texts({"on": self.desk.today().isoformat()})

        def write() -> Write[None]:
            return act(form.record().on)

        def then(_none: None) -> None:
            self._said(words)

        self.page.fill(
            form, write, then,
            title=title, hint=hint, verb=title.partition(" ")[0], first="on",
            key=f"subsidy-{record.__name__}", reopen=reopen,
        )  # fmt: skip


def _ids(some: list[SubsidyRow]) -> list[int]:
    return [line.id for line in some]


def _sum(some: list[SubsidyRow]) -> str:
    return Money().format(sum(line.amount for line in some))
