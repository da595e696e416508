"""Moves in the pane: leaving, dying, coming back, another household, 分户 and 并户."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.errors import Problem, check
from app.fields import Field
from app.kinds import Day, Ref, Text
from app.people import register
from app.people.card import HouseholdCard, household_card, person_card
from app.people.moves import ELSEWHERE, moves_of
from app.people.place_lists import compound_names
from app.people.records import HouseholdEntry, HouseholdRow, ResidentRow
from app.people.storing import Saved
from app.people.words import STATUS_WORDS
from ui.kit.form import Form
from ui.kit.parts import caption
from ui.people import pickers
from ui.people.doors import door_at
from ui.people.leaving import WHEREFROM, LeaveDay, LeavingForm, Questions
from ui.people.pane import lay_rows
from ui.people.side import SidePage
from ui.people.ticks import Ticks


@dataclass(frozen=True)
class Move:
    """Where a person moves to, and from which day."""

    household_id: Annotated[
        int | None, Field(Ref("household"), "搬到哪一户", required=True, hint="室号或户主")
    ]
    on: Annotated[dt.date, Field(Day(), "日期", required=True)]


@dataclass(frozen=True)
class Return:
    """The day on which somebody lives here again, and where from."""

    on: Annotated[dt.date, Field(Day(), "日期", required=True)]
    elsewhere: Annotated[str | None, WHEREFROM] = None


@dataclass(frozen=True)
class Correction:
    """The right day of a move, and where somebody went to or came from."""

    on: Annotated[dt.date, Field(Day(), "日期", required=True)]
    elsewhere: Annotated[str | None, ELSEWHERE] = None


@dataclass(frozen=True)
class Split:
    """The household that some members become."""

    head_id: Annotated[int, Field(Ref("resident"), "新户的户主", required=True)]
    compound_id: Annotated[int, Field(Ref("compound"), "小区", required=True)]
    door: Annotated[
        str, Field(Text(40, folds=True), "新户的门牌", required=True, hint="3-101 或 3-2-501")
    ]
    on: Annotated[dt.date, Field(Day(), "日期", required=True)]
    household_no: Annotated[str | None, Field(Text(30, folds=True), "新户的户号")] = None


@dataclass(frozen=True)
class Join:
    """The household into which another one goes, and the day."""

    into_id: Annotated[int, Field(Ref("household"), "并入哪一户", required=True, hint="室号或户主")]
    on: Annotated[dt.date, Field(Day(), "日期", required=True)]


class Moving:
    """The forms by which people and households come and go; `done` goes with 撤销."""

    def __init__(self, page: SidePage) -> None:
        self.page = page
        self.desk = page.desk
        self.book = page.desk.book

    # People

    def leave(self, row_id: int, status: str) -> None:
        """迁出 or 去世: the day, where to, and what becomes of what is open."""
        today = self.desk.today()
        person = self._person(row_id)
        word = STATUS_WORDS[status]
        asked = register.asked_of_person(self.book, row_id, status, today)
        question = LeavingForm(self.desk.today, asked, elsewhere=status == "moved_out")

        def act() -> Saved:
            return question.settled(
                lambda typed, leaving: register.set_status(
                    self.book, row_id, status, typed.on, leaving, elsewhere=typed.elsewhere
                )
            )

        self.page.fill(
            question.form, act, self._then("person", row_id, f"{person.full_name}已登记为{word}"),
            title=f"{word} · {person.full_name}", hint=_who(person), verb=f"登记{word}",
            key=f"leave-{status}-{row_id}", reopen=partial(self.leave, row_id, status),
            first="on", below=(question.choices,),
        )  # fmt: skip

    def return_home(self, row_id: int) -> None:
        """恢复在住: the day, and where from."""
        person = self._person(row_id)
        form = Form(Return, self.desk.today)
        form.add("on", 0)
        form.add("elsewhere", 1, 0, 2)
        form.set_texts({"on": self.desk.today().isoformat()})

        def act() -> Saved:
            typed = form.record()
            return register.set_status(
                self.book, row_id, "living", typed.on, elsewhere=typed.elsewhere
            )

        self.page.fill(
            form, act, self._then("person", row_id, f"{person.full_name}已恢复在住"),
            title=f"恢复在住 · {person.full_name}", hint=_who(person), verb="恢复在住",
            key=f"return-{row_id}", reopen=partial(self.return_home, row_id), first="on",
            below=(caption("回到原来的户；住到别处的，恢复后再换户。", wrap=True),),
        )  # fmt: skip

    def change_home(self, row_id: int) -> None:
        """换户: the other household, and from which day."""
        person = self._person(row_id)
        form = Form(Move, self.desk.today, enter_saves=True)
        search, named = pickers.households(self.book)
        form.add("household_id", 0, 0, 2, search=search, named=named)
        form.add("on", 1, 0)
        form.set_texts({"on": self.desk.today().isoformat()})
        questions = Questions()

        def act() -> Saved:
            typed = form.record()
            return questions.answered(
                lambda leaving: register.move(
                    self.book, row_id, typed.household_id, typed.on, leaving
                )
            )

        self.page.fill(
            form, act, self._then("person", row_id, f"{person.full_name}已换户"),
            title=f"换户 · {person.full_name}", hint=_who(person), verb="换户",
            key=f"move-{row_id}", reopen=partial(self.change_home, row_id), first="household_id",
            below=(caption("与户主关系会清空，换户后请重新填写。", wrap=True), questions),
        )  # fmt: skip

    def correct(self, row_id: int) -> None:
        """Put the latest move of a person right: its day, and where to or from."""
        person = self._person(row_id)
        latest = next(iter(moves_of(self.book, row_id)), None)
        if latest is None:
            self.page.refused(f"{person.full_name}还没有登记过迁移，没有可以更正的日期。")
            return
        form = Form(Correction, self.desk.today)
        form.add("on", 0)
        form.add("elsewhere", 1, 0, 2)
        form.fill(Correction(latest.moved_on, latest.elsewhere))

        def act() -> int:
            typed = form.record()
            return register.correct_move(self.book, latest.id, typed.on, typed.elsewhere)

        def then(count: int) -> None:
            self.page.show_record("person", row_id)
            others = f"，同时变动的 {count} 人一并更正" if count > 1 else ""
            self.page.done(f"{latest.kind}的日期已更正{others}")

        self.page.fill(
            form, act, then,
            title=f"更正{latest.kind} · {person.full_name}", hint=latest.words,
            key=f"correct-move-{latest.id}", reopen=partial(self.correct, row_id), first="on",
        )  # fmt: skip

    # Households

    def move_out(self, row_id: int) -> None:
        """整户迁出: the day, where to, and what becomes of what is open."""
        card = self._household(row_id)
        label = card.household.label
        asked = register.asked_of_household(self.book, row_id, self.desk.today())
        question = LeavingForm(self.desk.today, asked)

        def leave(typed: LeaveDay, leaving: register.Leaving) -> Saved:
            return register.move_out(
                self.book, row_id, typed.on, leaving, elsewhere=typed.elsewhere
            )

        self.page.fill(
            question.form, lambda: question.settled(leave),
            self._then("household", row_id, f"{label}已整户迁出"),
            title=f"整户迁出 · {label}", verb="登记迁出",
            hint=f"{len(card.members)} 位在住成员一并登记为迁出。",
            key=f"out-{row_id}", reopen=partial(self.move_out, row_id), first="on",
            below=(question.choices,),
        )  # fmt: skip

    def split(self, row_id: int) -> None:
        """分户: who goes, to which door, who of them is the head."""
        card = self._household(row_id)
        home = card.household
        form = Form(Split, self.desk.today)
        ticks = Ticks("分出去的成员", card.members)
        form.add_widget(ticks, 0, 0, 2)
        search, named = pickers.members(card.members)
        form.add("head_id", 1, 0, 2, search=search, named=named)
        search, named = pickers.compounds(self.book)
        form.add("compound_id", 2, 0, 2, search=search, named=named)
        lay_rows(form, (("door", "household_no"), ("on",)), 3)
        place = next(key for key, name in compound_names(self.book) if name == home.compound)
        form.set_texts(
            {"on": self.desk.today().isoformat(), "compound_id": str(place), "door": home.door}
        )
        ticks.changed.connect(lambda: _only_head(form, ticks))
        questions = Questions()

        def act() -> Saved:
            check([] if ticks.ids else [Problem("", "请勾选分出去的成员")])
            typed = form.record()
            return questions.answered(lambda leaving: self._split(home, ticks.ids, typed, leaving))

        def then(saved: Saved) -> None:
            made = household_card(self.book, saved.id, self.desk.today()).household
            self._then("household", saved.id, f"已分户，新户是{made.label}")(saved)

        below = _kept_account(card)
        self.page.fill(
            form, act, then,
            title=f"分户 · {home.label}", hint="勾选的成员成为新的一户，其余的人留在原户。",
            verb="分户", key=f"split-{row_id}", reopen=partial(self.split, row_id),
            below=(*below, questions),
        )  # fmt: skip

    def _split(
        self, home: HouseholdRow, ids: Sequence[int], typed: Split, leaving: register.Leaving
    ) -> Saved:
        with self.book.write("分户"):
            door = door_at(self.book, typed.compound_id, typed.door)
            return register.split_household(
                self.book, home.id, ids, door, HouseholdEntry(household_no=typed.household_no),
                typed.on, head_id=typed.head_id, leaving=leaving,
            )  # fmt: skip

    def join(self, row_id: int) -> None:
        """并户: into which household everybody goes."""
        card = self._household(row_id)
        label = card.household.label
        form = Form(Join, self.desk.today)
        search, named = pickers.households(self.book, without=row_id)
        form.add("into_id", 0, 0, 2, search=search, named=named)
        form.add("on", 1, 0)
        form.set_texts({"on": self.desk.today().isoformat()})
        questions = Questions()

        def act() -> Saved:
            typed = form.record()
            return questions.answered(
                lambda leaving: register.join_households(
                    self.book, row_id, typed.into_id, typed.on, leaving
                )
            )

        def then(saved: Saved) -> None:
            into = household_card(self.book, saved.id, self.desk.today()).household
            self._then("household", saved.id, f"{label}已并入{into.label}")(saved)

        said = "原户随即注销；曾住的人和以往的记录仍留在原户。"
        self.page.fill(
            form, act, then,
            title=f"并户 · {label}", hint=f"{len(card.members)} 位在住成员并入另一户。",
            verb="并户", key=f"join-{row_id}", reopen=partial(self.join, row_id),
            first="into_id", below=(caption(said, wrap=True), questions),
        )  # fmt: skip

    def _person(self, row_id: int) -> ResidentRow:
        self.page.shown = ("person", row_id)
        return person_card(self.book, row_id, self.desk.today()).person

    def _household(self, row_id: int) -> HouseholdCard:
        self.page.shown = ("household", row_id)
        return household_card(self.book, row_id, self.desk.today())

    def _then(self, kind: str, row_id: int, text: str) -> Callable[[Saved], None]:
        def then(saved: Saved) -> None:
            self.page.show_record(kind, row_id)
            self.page.done(text, saved.warnings)

        return then


def _only_head(form: Form[Split], ticks: Ticks) -> None:
    """One who goes alone is the head."""
    head = form.editor("head_id")
    if len(ticks.ids) == 1 and not head.text():
        head.set_text(str(ticks.ids[0]))


def _kept_account(card: HouseholdCard) -> list[QWidget]:
    if all(one.closed_on is not None for one in card.accounts):
        return []
    return [caption("积分账户和已有积分留在原户，新户要参加请另行签约。", wrap=True)]


def _who(person: ResidentRow) -> str:
    age = "" if person.age is None else f"{person.age}岁"
    home = f"{person.compound} {person.door}".strip()
    return " · ".join(part for part in (home, person.sex, age) if part)
