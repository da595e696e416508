"""The way of a round to its next step: the days it asks for, and the close."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

from app.errors import Invalid
from app.fields import Field
from app.kinds import Day, Misfit, Text
from app.leaders.rounds import rules
from app.leaders.rounds.closing import Closed, closing
from app.leaders.rounds.lists import round_row
from app.leaders.rounds.rounds import advance, notice_length
from ui.kit.form import Form
from ui.kit.parts import Label, caption
from ui.people.pane import lay_rows
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.leaders.rounds.page import RoundsPage


@dataclass(frozen=True)
class Notice:
    """The days on which the result hangs out."""

    notice_from: Annotated[dt.date, Field(Day(), "公示开始", required=True)]
    notice_to: Annotated[dt.date, Field(Day(), "公示结束", required=True)]


@dataclass(frozen=True)
class Filing:
    """When the street took it to its files, and under which number."""

    filed_on: Annotated[dt.date, Field(Day(), "备案日期", required=True)]
    filed_no: Annotated[str | None, Field(Text(40), "备案文号")] = None


class RoundSteps:
    """What is asked and done at each step of a round."""

    def __init__(self, page: RoundsPage) -> None:
        self.page = page
        self.desk = page.desk
        self.book = page.desk.book

    def go(self, row_id: int, following: str) -> None:
        """Lead a round to the step that follows; some steps ask for days first."""
        if following == rules.NOTICE:
            self._ask_notice(row_id)
        elif following == rules.FILED:
            self._ask_filing(row_id)
        elif following == rules.CLOSED:
            self._close(row_id)
        elif self.page.attempt(lambda: advance(self.book, row_id)) is not None:
            self._went_on(row_id, following)

    def _went_on(self, row_id: int, following: str) -> None:
        self.page.show_record("round", row_id)
        if following in (rules.NOMINATING, rules.VOTING):
            self.page.turn_to("seats" if following == rules.NOMINATING else "count")
        self.page.take_focus()
        words = rules.STATUS_WORDS[following]
        self.page.done("已登记备案" if following == rules.FILED else f"已进入“{words}”")

    def _ask_notice(self, row_id: int) -> None:
        known = round_row(self.book, row_id)
        self.page.shown = ("round", row_id)
        form = Form(Notice, self.desk.today)
        lay_rows(form, (("notice_from", "notice_to"),))
        first, last = rules.notice_from(self.desk.today(), notice_length(self.book))
        form.set_texts(
            {
                "notice_from": (known.notice_from or first).isoformat(),
                "notice_to": (known.notice_to or last).isoformat(),
            }
        )
        days = caption("", wrap=True)
        form.changed.connect(lambda: _say_days(form, days))
        _say_days(form, days)

        def act() -> str:
            typed = form.record()
            notice = (typed.notice_from, typed.notice_to)
            advance(self.book, row_id, notice=notice)
            return rules.short_notice(*notice)

        def then(short: str) -> None:
            self.page.show_record("round", row_id)
            self.page.take_focus()
            self.page.done("已开始公示", (short,) if short else ())

        self.page.fill(
            form, act, then,
            title=f"公示结果 · {known.name}",
            hint=f"选出 {known.filled:,} 个岗位，缺额 {known.vacant:,} 个。", verb="开始公示",
            key=f"round-notice-{row_id}", reopen=partial(self._ask_notice, row_id),
            first="notice_from", below=(days,),
        )  # fmt: skip

    def _ask_filing(self, row_id: int) -> None:
        known = round_row(self.book, row_id)
        self.page.shown = ("round", row_id)
        form = Form(Filing, self.desk.today)
        lay_rows(form, (("filed_on", "filed_no"),))
        form.set_texts({"filed_on": self.desk.today().isoformat()})

        def act() -> str:
            typed = form.record()
            if typed.filed_on > self.desk.today():
                raise Invalid.of("filed_on", "备案日期还没有到，请核对")
            return advance(
                self.book, row_id, filed_on=typed.filed_on, filed_no=typed.filed_no or ""
            )

        def then(following: str) -> None:
            self._went_on(row_id, following)

        self.page.fill(
            form, act, then,
            title=f"登记备案 · {known.name}",
            hint=f"公示 {known.notice_from} 至 {known.notice_to}，结束后报街道备案。",
            verb="登记备案", key=f"round-file-{row_id}",
            reopen=partial(self._ask_filing, row_id), first="filed_no",
        )  # fmt: skip

    def _close(self, row_id: int) -> None:
        known = round_row(self.book, row_id)
        book, today = self.book, self.desk.today()

        def done(closed: Closed) -> None:
            self.page.show_record("round", row_id)
            self.page.take_focus()
            self.desk.notices.done(closed.words())

        self.page.banner.hide()
        self.desk.jobs.start(
            f"正在完成“{known.name}”",
            lambda: closing(book, row_id, today),
            done,
            failed=lambda error: self.page.refused(str(error)),
            owner=self.page,
        )


def _say_days(form: Form[Notice], said: Label) -> None:
    try:
        first, last = form.editor("notice_from").value(), form.editor("notice_to").value()
    except Misfit:
        return
    if first is None or last is None or last < first:
        return
    short = rules.short_notice(first, last)
    words = short or f"公示 {rules.notice_days(first, last)} 天，含首尾两天。"
    said.say(words, Tone.AMBER if short else Tone.MUTED)
