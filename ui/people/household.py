"""A household in the pane: members, account, signing, moving out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.kinds import Day, Ref, Text
from app.people import register
from app.people.card import HouseholdCard, household_card
from app.people.records import HouseholdEntry, HouseholdRow
from app.people.storing import Saved
from app.people.words import HOUSEHOLD_STATUS_WORDS
from app.pledge.accounts import open_account
from app.pledge.records import AccountEntry, AccountRow
from app.pledge.rulesets import rule_sets
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.parts import Button, caption, link
from ui.people import pickers
from ui.people.cards import Fact, FactSheet, Story, account_cards, lines, member_lines, stacked
from ui.people.doors import door_at
from ui.people.moving import Moving
from ui.people.own import OwnPart, own_facts
from ui.people.pet import pet_part
from ui.people.side import Side, SidePage
from ui.theme import Tone


@dataclass(frozen=True)
class NewHousehold(HouseholdEntry):
    """A household as typed for the first time: with its door."""

    compound_id: Annotated[int, Field(Ref("compound"), "小区", required=True, hint="小区名称")] = 0
    door: Annotated[
        str, Field(Text(40, folds=True), "门牌室号", required=True, hint="3-101 或 3-2-501")
    ] = ""


@dataclass(frozen=True)
class Signing:
    """The day on which a household signed."""

    opened_on: Annotated[dt.date, Field(Day(), "签约日期", required=True)]


@dataclass(frozen=True)
class Head:
    """Who is to be the head."""

    resident_id: Annotated[int, Field(Ref("resident"), "户主", required=True)]


class HouseholdSide(Side):
    """Households; `add_member` opens the form of a new resident of one."""

    kind = "household"

    def __init__(self, page: SidePage, add_member: Callable[[int], object]) -> None:
        super().__init__(page)
        self._add_member = add_member
        self.moving = Moving(page)
        self.facts: FactSheet | None = None

    def show(self, row_id: int) -> None:
        """The card of a household."""
        card = household_card(self.book, row_id, self.desk.today())
        buttons: list[QWidget] = []
        if card.household.status == "living":
            if not _standing(card.accounts):
                buttons.append(self.button("签约开户", partial(self.sign, row_id), Tone.PRIMARY))
            buttons += [
                self.button("登记成员", partial(self._add_member, row_id)),
                self.button("编辑", partial(self.edit, row_id)),
            ]
            if len(card.members) > 1:
                buttons.append(self.button("分户", partial(self.moving.split, row_id)))
            buttons += [
                self.button("并户", partial(self.moving.join, row_id)),
                self.button("整户迁出", partial(self.moving.move_out, row_id)),
            ]
        else:
            buttons.append(self.button("编辑", partial(self.edit, row_id)))
        home = card.household
        self.page.pane.show_card(
            home.label, _subtitle(home), self._body(card), buttons, [self._story()]
        )

    def _story(self) -> QWidget:
        return link("档案", partial(self.page.open, "story"), hint="按时间看全部经历")

    def _body(self, card: HouseholdCard) -> QWidget:
        home = card.household
        facts = FactSheet(
            [
                Fact("小区", home.compound),
                Fact("户类型", home.kind or ""),
                Fact("户号", home.household_no or ""),
                Fact("约定签订", str(home.pledge_signed_on or "未签订"), _signed_tone(home)),
                Fact("备注", home.note or ""),
                *own_facts(self, "household", home.id, home.own),
            ],
            self.look,
        )
        self.facts = facts

        def person(key: int) -> None:
            self.page.open(("person", key))

        tools: list[Button] = []
        if len(card.members) > 1:
            tools.append(link("变更户主", partial(self._head, home.id)))
        return stacked(
            account_cards(self.book, card.accounts, self.desk.today()),
            facts,
            lines("成员", f"{len(card.members)} 人", member_lines(card.members, person), *tools),
            lines("曾住", f"{len(card.former)} 人", member_lines(card.former, person)),
            pet_part(self, household=home.id),
            Story(card.history),
        )

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command(
                "household.edit", "编辑", partial(self.edit, row_id), "F2", "edit", writes=True
            ),
            Command("household.member", "登记成员", partial(self._add_member, row_id), writes=True),
            Command("household.sign", "签约开户", partial(self.sign, row_id), writes=True),
            None,
            Command("household.split", "分户", partial(self.moving.split, row_id), writes=True),
            Command("household.join", "并户", partial(self.moving.join, row_id), writes=True),
            Command(
                "household.out", "整户迁出", partial(self.moving.move_out, row_id), writes=True
            ),
            Command(
                "household.delete", "删除误登记的户", partial(self.delete, row_id), writes=True
            ),
        )

    # Forms

    def add(self) -> None:
        """A form for a new household; its members come next."""
        form = Form(NewHousehold, self.desk.today)
        search, named = pickers.compounds(self.book)
        form.add("compound_id", 0, 0, 2, search=search, named=named)
        for at, names in enumerate(
            (("door", "head_name"), ("kind", "household_no"), ("moved_in_on",), ("note",)), 1
        ):
            for across, name in enumerate(names):
                form.add(name, at, across, 2 if name == "note" else 1)
        own = OwnPart(self, form, "household")
        known = search("")
        if len(known) == 1:
            form.set_texts({"compound_id": str(known[0].id)})

        def act() -> Saved:
            typed = form.record()
            entry = register.entry_of(HouseholdEntry, typed)

            def record() -> Saved:
                dwelling = door_at(self.book, typed.compound_id, typed.door)
                return register.add_household(self.book, dwelling, entry)

            with self.book.write("登记户"):
                return own.save("登记户", record)

        def then(saved: Saved) -> None:
            self._add_member(saved.id)
            self.page.done("已登记一户，请接着登记成员", saved.warnings, (self.kind, saved.id))

        hint = "门牌还没有登记过的，会一并登记。"
        first = "door" if form.editor("compound_id").text() else "compound_id"
        self.page.fill(
            form, act, then,
            title="新增户", hint=hint, key="household-new", first=first,
            reopen=self.add,
        )  # fmt: skip

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        home = household_card(self.book, row_id, self.desk.today()).household
        self.page.shown = (self.kind, row_id)
        form = Form(HouseholdEntry, self.desk.today)
        form.add("household_no", 0, 0)
        form.add("kind", 0, 1)
        form.add("head_name", 1, 0)
        form.add("moved_in_on", 1, 1)
        form.add("note", 2, 0, 2)
        own = OwnPart(self, form, "household")
        form.fill(home)
        own.fill(row_id, home.own)

        def act() -> Saved:
            entry = form.record()

            def change() -> Saved:
                register.edit_household(self.book, row_id, entry)
                return Saved(row_id)

            return own.save("修改户", change)

        def then(_saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"已保存{home.label}的资料")

        self.page.fill(
            form, act, then,
            title=f"修改 · {home.label}", hint=_subtitle(home), key=f"household-{row_id}",
            reopen=partial(self.edit, row_id), first="household_no",
        )  # fmt: skip

    def sign(self, row_id: int) -> None:
        """签约开户: the household signs the pledge and gets an account with its base points."""
        home = household_card(self.book, row_id, self.desk.today()).household
        self.page.shown = (self.kind, row_id)
        rules = next(
            (one for one in rule_sets(self.book, self.desk.today()) if one.account_kind != "shop"),
            None,
        )
        if rules is None:
            self.page.refused("台账里还没有按户记分的规则，请先在“美丽约定”里启用一套规则。")
            return
        form = Form(Signing, self.desk.today, enter_saves=True)
        form.add("opened_on", 0)
        form.set_texts({"opened_on": self.desk.today().isoformat()})

        def act() -> AccountRow:
            day = form.record().opened_on
            entry = AccountEntry(rules.id, day, household_id=row_id)
            return open_account(self.book, entry, today=self.desk.today())

        def then(_row: AccountRow) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"{home.label}已签约开户")

        self.page.fill(
            form, act, then,
            title=f"签约开户 · {home.label}", hint=rules.name, verb="开户", key=f"sign-{row_id}",
            reopen=partial(self.sign, row_id), first="opened_on",
            below=(caption("开户时一并计入本期基础分；从签约当天起参加评分。", wrap=True),),
        )  # fmt: skip

    def _head(self, row_id: int) -> None:
        card = household_card(self.book, row_id, self.desk.today())
        self.page.shown = (self.kind, row_id)
        form = Form(Head, self.desk.today, enter_saves=True)
        search, named = pickers.members(card.members)
        form.add("resident_id", 0, search=search, named=named)

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("户主已变更", saved.warnings)

        self.page.fill(
            form, lambda: register.set_head(self.book, row_id, form.record().resident_id), then,
            title=f"变更户主 · {card.household.label}", hint=_subtitle(card.household),
            key=f"head-{row_id}", reopen=partial(self._head, row_id), first="resident_id",
        )  # fmt: skip

    def delete(self, row_id: int) -> None:
        """Delete a household recorded by mistake."""
        label = household_card(self.book, row_id, self.desk.today()).household.label
        register.delete(self.book, "household", row_id)
        self.page.show_nothing()
        self.page.done(f"已删除{label}")


def _standing(accounts: tuple[AccountRow, ...]) -> list[AccountRow]:
    return [one for one in accounts if one.closed_on is None]


def _signed_tone(home: HouseholdRow) -> Tone:
    return Tone.PLAIN if home.pledge_signed_on else Tone.AMBER


def _subtitle(home: HouseholdRow) -> str:
    state = "" if home.status == "living" else HOUSEHOLD_STATUS_WORDS[home.status]
    return " · ".join(part for part in (home.building_group, f"{home.members} 人", state) if part)
