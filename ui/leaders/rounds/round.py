"""A round in the pane: its facts, making it, and the forms of its steps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

from PySide6.QtWidgets import QWidget

from app.errors import Refused
from app.fields import Field
from app.history import history
from app.kinds import Day, Many, Misfit, Text, Whole
from app.leaders.handovers import HandoverFilter, handover_rows
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import KINDS
from app.leaders.rounds import rules
from app.leaders.rounds.lists import round_row
from app.leaders.rounds.records import METHODS, RoundEntry, RoundRow
from app.leaders.rounds.rounds import (
    cancel_round,
    edit_round,
    make_round,
    notice_length,
)
from app.leaders.rules import default_end
from app.people.records import NOTE
from app.people.storing import Saved
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.parts import caption
from ui.kit.writing import Write
from ui.leaders.rounds.stepping import RoundSteps
from ui.leaders.rounds.words import ROUND_TONES
from ui.people.cards import Fact, FactSheet, Story, stacked
from ui.people.pane import lay_rows
from ui.people.side import Side
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.leaders.rounds.page import RoundsPage

_NAME = Field(Text(60), "批次名称", required=True, hint="如：2026年7月两长推选")
_TERM_START = Field(Day(), "任期开始", required=True)
_TERM_END = Field(Day(), "任期届满", required=True)


@dataclass(frozen=True)
class Making:
    """What is asked for a new round."""

    name: Annotated[str, _NAME]
    kinds: Annotated[tuple[str, ...], Field(Many(KINDS), "岗位", required=True)]
    method: Annotated[str, Field(METHODS, "产生方式", required=True)]
    term_start: Annotated[dt.date, _TERM_START]
    term_end: Annotated[dt.date, _TERM_END]
    notice_days: Annotated[int | None, Field(Whole(1, 60), "公示天数")] = None
    start_on: Annotated[dt.date | None, Field(Day(), "推选开始")] = None
    end_on: Annotated[dt.date | None, Field(Day(), "推选结束")] = None
    note: Annotated[str | None, NOTE] = None

    def entry(self, after_id: int | None) -> RoundEntry:
        """As the use case takes it."""
        values = {name: value for name, value in vars(self).items() if name != "notice_days"}
        return RoundEntry(**values, after_id=after_id)


@dataclass(frozen=True)
class Cancelling:
    """Why a round ends without a result."""

    note: Annotated[str, Field(Text(200), "取消的原因", required=True)]


class RoundSide(Side):
    """推选批次."""

    kind = "round"
    page: RoundsPage

    def __init__(self, page: RoundsPage) -> None:
        super().__init__(page)
        self.steps = RoundSteps(page)

    def show(self, row_id: int) -> None:
        """The card of a round, which is the chosen one from now on."""
        known = round_row(self.book, row_id)
        self.page.choose_round(row_id)
        buttons: list[QWidget] = []
        if known.status == rules.CLOSED and known.vacant:
            again = self.button(f"补选缺额 {known.vacant} 个", partial(self.again, row_id))
            buttons.append(again)
        if known.status in rules.RUNNING:
            buttons.append(self.button("修改", partial(self.edit, row_id)))
            buttons.append(self.button("取消推选", partial(self.cancel, row_id)))
        self.page.pane.show_card(known.name, "、".join(known.kinds), self._body(known), buttons)

    def _body(self, known: RoundRow) -> QWidget:
        before = round_row(self.book, known.after_id) if known.after_id else None
        turn = self.page.turn_to
        facts = FactSheet(
            [
                Fact("进展", rules.STATUS_WORDS[known.status], ROUND_TONES[known.status]),
                Fact("应选岗位", f"{known.seats:,} 个", act=partial(turn, "seats")),
                Fact("候选人", f"{known.candidates:,} 名" if known.candidates else ""),
                Fact("已选出", f"{known.filled:,} 个" if known.filled else ""),
                Fact("缺额", f"{known.vacant:,} 个" if known.vacant else "", Tone.AMBER),
                Fact("产生方式", known.method),
                Fact("任期", f"{known.term_start} 至 {known.term_end}"),
                Fact("推选时间", _span(known.start_on, known.end_on)),
                Fact("公示时间", _span(known.notice_from, known.notice_to)),
                Fact(
                    "备案",
                    " · ".join(str(part) for part in (known.filed_on, known.filed_no) if part),
                ),
                Fact("完成日期", str(known.closed_on or "")),
                Fact("交接单", self._sheets(known), act=self.page.show_handovers),
                Fact(
                    "补选自",
                    before.name if before else "",
                    act=partial(self._look_at, known.after_id),
                ),
                Fact("备注", known.note or ""),
            ]
        )
        return stacked(facts, Story(history(self.book, "election_round", known.id)))

    def _sheets(self, known: RoundRow) -> str:
        if known.status != rules.CLOSED:
            return ""
        sheets = handover_rows(self.book, HandoverFilter(known.id))
        signed = sum(sheet.signed_on is not None for sheet in sheets)
        return f"{len(sheets)} 份，已签字 {signed} 份" if sheets else ""

    def _look_at(self, row_id: int | None) -> None:
        if row_id is not None:
            self.page.open(("round", row_id))

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("round.edit", "修改", partial(self.edit, row_id), "F2", writes=True),
            Command("round.again", "补选缺额", partial(self.again, row_id), writes=True),
            None,
            Command("round.cancel", "取消推选", partial(self.cancel, row_id), writes=True),
        )

    # Making

    def add(self) -> None:
        """新建推选: everything that is usual is filled in."""
        first = (self.desk.today().replace(day=1) + dt.timedelta(days=31)).replace(day=1)
        self._ask_round(
            {
                "name": f"{first.year}年{first.month}月两长推选",
                "kinds": f"{BUILDING_LEADER}、{STREET_LEADER}",
                "method": METHODS.options[0],
                "term_start": first.isoformat(),
                "term_end": default_end(first).isoformat(),
            },
            None,
        )

    def again(self, row_id: int) -> None:
        """补选: the seats that stayed empty, for the rest of the term."""
        before = round_row(self.book, row_id)
        today = self.desk.today()
        start = max(today, before.term_start)
        self._ask_round(
            {
                "name": f"{before.name}补选",
                "kinds": "、".join(before.kinds),
                "method": before.method,
                "term_start": start.isoformat(),
                "term_end": before.term_end.isoformat(),
            },
            before,
        )

    def _ask_round(self, texts: dict[str, str], after: RoundRow | None) -> None:
        form = Form(Making, self.desk.today)
        rows = (
            ("name",), ("kinds",), ("method", "notice_days"), ("term_start", "term_end"),
            ("start_on", "end_on"), ("note",),
        )  # fmt: skip
        lay_rows(form, rows)
        form.set_texts({**texts, "notice_days": str(notice_length(self.book))})
        if after is None:
            form.editor("term_start").left.connect(partial(_fill_end, form))

        def act() -> Write[Saved]:
            typed = form.record()
            entry = typed.entry(after.id if after else None)
            make = partial(make_round, self.book, entry, notice_days=typed.notice_days)
            return Write("正在排应选岗位", None, make)

        def then(saved: Saved) -> None:
            self.page.show_round(saved.id)
            count = round_row(self.book, saved.id).seats
            self.page.done(f"已新建推选，应选岗位 {count} 个", saved.warnings)

        said = (
            f"“{after.name}”里没有选出、现在也没有人担任的岗位，会排进这次补选。"
            if after
            else "保存后，程序按任期开始那天在册的楼组和街面排好应选岗位。"
        )
        self.page.fill(
            form, act, then,
            title="补选" if after else "新建推选", hint=after.name if after else "", verb="新建",
            key=f"round-after-{after.id}" if after else "round-new", first="name",
            reopen=partial(self.again, after.id) if after else self.add,
            below=(caption(said, wrap=True),),
        )  # fmt: skip

    def edit(self, row_id: int) -> None:
        """Change what was typed; posts and seats stay."""
        known = self._running(row_id, "修改")
        form = Form(RoundEntry, self.desk.today)
        rows = [
            ("name",), ("method",), ("term_start", "term_end"), ("start_on", "end_on"),
            ("notice_from", "notice_to"), ("note",),
        ]  # fmt: skip
        lay_rows(form, rows)
        form.fill(known)

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已修改推选", saved.warnings)

        self.page.fill(
            form,
            lambda: edit_round(
                self.book, row_id, form.record(kinds=known.kinds, after_id=known.after_id)
            ),
            then,
            title=f"修改 · {known.name}", key=f"round-{row_id}",
            reopen=partial(self.edit, row_id), first="name",
        )  # fmt: skip

    def _running(self, row_id: int, verb: str) -> RoundRow:
        known = round_row(self.book, row_id)
        if known.status not in rules.RUNNING:
            words = rules.STATUS_WORDS[known.status]
            raise Refused(f"“{known.name}”{words}，不能再{verb}。")
        self.page.shown = (self.kind, row_id)
        return known

    def cancel(self, row_id: int) -> None:
        """取消推选: nobody's term changes."""
        known = self._running(row_id, "取消")
        form = Form(Cancelling, self.desk.today)
        form.add("note", 0)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"已取消“{known.name}”")

        self.page.fill(
            form, lambda: cancel_round(self.book, row_id, form.record().note), then,
            title=f"取消推选 · {known.name}", hint="没有结果，在任的人不变；可以撤销。",
            verb="取消推选", key=f"round-cancel-{row_id}", reopen=partial(self.cancel, row_id),
            first="note",
        )  # fmt: skip


def _fill_end(form: Form[Making]) -> None:
    try:
        start: dt.date | None = form.editor("term_start").value()
    except Misfit:
        return
    if start is not None:
        form.editor("term_end").set_value(default_end(start))


def _span(first: dt.date | None, last: dt.date | None) -> str:
    if first is None and last is None:
        return ""
    return f"{first or '不详'} 至 {last or '不详'}"
