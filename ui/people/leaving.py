"""Leaving: from which day, and what becomes of posts and of the account of points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from app.errors import Problem, check
from app.fields import Field
from app.kinds import Day
from app.leaders.records import TermRow
from app.leaders.rules import ENDED
from app.people.card import HouseholdCard, PersonCard
from app.people.register import Leaving
from app.pledge.records import AccountRow
from ui.kit.form import Form
from ui.kit.parts import Label, caption, column
from ui.people.cards import span_words
from ui.theme import Type

Answer = Literal["ask", "keep", "end"]


@dataclass(frozen=True)
class LeaveDay:
    """The day on which somebody leaves."""

    on: Annotated[dt.date, Field(Day(), "日期", required=True)]


class Question(QWidget):
    """One thing that is not dropped in silence: what there is, and two ways to go on."""

    def __init__(self, title: str, there: Sequence[str], end: str, keep: str) -> None:
        super().__init__()
        self.title = title
        self._group = QButtonGroup(self)
        self.end, self.keep = QRadioButton(end), QRadioButton(keep)
        for button in (self.end, self.keep):
            self._group.addButton(button)
        words = [caption(text, wrap=True) for text in there]
        self.setLayout(column(Label(title, Type.STRONG), *words, self.end, self.keep, gap=6))

    @property
    def answer(self) -> Answer:
        """What was chosen; `ask` while nothing is."""
        if self.end.isChecked():
            return "end"
        return "keep" if self.keep.isChecked() else "ask"


class LeavingForm:
    """The day and the questions that are open."""

    def __init__(
        self,
        today: Callable[[], dt.date],
        posts: Sequence[str],
        accounts: Sequence[AccountRow],
    ) -> None:
        self.form = Form(LeaveDay, today)
        self.form.add("on", 0)
        self.form.set_texts({"on": today().isoformat()})
        self.posts: Question | None = None
        self.account: Question | None = None
        if posts:
            self.posts = Question("还有任职", posts, "同时办理离任", "任职先保留")
        if accounts:
            holders = [f"{one.holder}，开户 {one.opened_on}" for one in accounts]
            self.account = Question("还有积分账户", holders, "同时销户", "账户先保留")
        self.choices = QWidget()
        asked = [one for one in (self.posts, self.account) if one is not None]
        self.choices.setLayout(column(*asked, gap=16))

    def answer(self) -> tuple[dt.date, Leaving]:
        """The day and the choices; raises Invalid while a question is open."""
        on = self.form.record().on
        posts = self.posts.answer if self.posts else "ask"
        account = self.account.answer if self.account else "ask"
        problems = []
        if self.posts and posts == "ask":
            problems.append(Problem("", "还有任职没有结束，请选择同时离任，或先保留"))
        if self.account and account == "ask":
            problems.append(Problem("", "还有积分账户，请选择同时销户，或先保留"))
        check(problems)
        return on, Leaving(posts, account)


def leaving_person(card: PersonCard, today: Callable[[], dt.date]) -> LeavingForm:
    """The questions about one person; the account is asked about when nobody stays behind."""
    last = not card.members and card.person.status == "living" and card.household is not None
    return LeavingForm(today, _posts(card.posts), _open(card.accounts) if last else ())


def leaving_household(
    card: HouseholdCard, posts: Sequence[TermRow], today: Callable[[], dt.date]
) -> LeavingForm:
    """The questions about a whole household that moves out."""
    return LeavingForm(today, _posts(posts, named=True), _open(card.accounts))


def _posts(posts: Sequence[TermRow], *, named: bool = False) -> list[str]:
    return [
        f"{post.full_name + '：' if named else ''}{post.scope} {post.kind}"
        f"（{span_words(post.start_on, post.end_on)}）"
        for post in posts
        if post.state != ENDED
    ]


def _open(accounts: Sequence[AccountRow]) -> list[AccountRow]:
    return [one for one in accounts if one.closed_on is None]
