"""A person in the pane: the card, the forms, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.fields import fields_of
from app.people import register
from app.people.card import PersonCard, person_card
from app.people.records import ResidentEntry, ResidentRow
from app.people.rules import STATE_ID
from app.people.storing import Saved
from app.people.words import STATUS_WORDS
from ui.commands import Command
from ui.kit.editors import LineEditor
from ui.kit.form import Form
from ui.kit.parts import link
from ui.people import pickers
from ui.people.cards import (
    Fact,
    FactSheet,
    Story,
    account_cards,
    lines,
    member_lines,
    note,
    post_lines,
    stacked,
)
from ui.people.consents import consent_part
from ui.people.moving import Moving
from ui.people.own import OwnPart, own_facts
from ui.people.pane import lay_rows
from ui.people.person_form import NewResident, lay_out
from ui.people.pet import pet_part
from ui.people.side import Side, SidePage
from ui.theme import Tone

_FIRST = (
    "phone", "emergency_contact", "emergency_phone", "id_card_no", "birth_date", "care_tags", "note"
)  # fmt: skip
_REST = (
    "political_status", "education", "ethnicity", "marital_status", "health_status",
    "residence_kind", "registered_address", "employment", "occupation", "employer", "talents",
)  # fmt: skip


class PersonSide(Side):
    """Residents, and post-holders from outside the register."""

    kind = "person"

    def __init__(self, page: SidePage) -> None:
        super().__init__(page)
        self.moving = Moving(page)
        self.facts: FactSheet | None = None

    def show(self, row_id: int) -> None:
        """The card of a person."""
        card = person_card(self.book, row_id, self.desk.today())
        person = card.person
        buttons = [self.button("编辑", partial(self.edit, row_id))]
        if person.status == "living":
            buttons += [
                self.button("迁出", partial(self.moving.leave, row_id, "moved_out")),
                self.button("去世", partial(self.moving.leave, row_id, "deceased")),
                self.button("换户", partial(self.moving.change_home, row_id)),
            ]
        else:
            buttons.append(self.button("恢复在住", partial(self.moving.return_home, row_id)))
        self.page.pane.show_card(
            person.full_name, _subtitle(person), self._body(card), buttons,
            [self._story(), self._appoint(person)],
        )  # fmt: skip

    def _story(self) -> QWidget:
        return link("档案", partial(self.page.open, "story"), hint="按时间看全部经历")

    def _appoint(self, person: ResidentRow) -> QWidget:
        act = partial(self.page.go, "leaders", ("appoint", person.id))
        return link("任命……", act, hint="任命为楼组长或街面长")

    def _body(self, card: PersonCard) -> QWidget:
        person = card.person
        go = self.page.go
        home = card.household
        open_home = (lambda: self.page.open(("household", home.id))) if home else None
        home_fact = Fact("住址", _home_words(person), act=open_home)
        away = [] if person.listed else [note("不在居民名册里，只作为任职人员登记。", Tone.MUTED)]
        tags = [f"{one.tag}（{one.end_on} 止）" for one in card.tags if one.end_on is not None]
        past = "、".join(tags) and f"{len(tags)} 项已结束"
        facts = FactSheet(
            [
                home_fact, *_facts(person, _FIRST), Fact("曾有标签", past, Tone.MUTED),
                *own_facts(self, "resident", person.id, person.own),
            ],
            self.look,
        )  # fmt: skip
        rest = FactSheet(_facts(person, _REST), self.look)
        self.facts = facts
        return stacked(
            *away,
            facts,
            lines(
                "同户",
                f"{len(card.members)} 人",
                member_lines(card.members, lambda key: self.page.open(("person", key))),
            ),
            lines("任职", "", post_lines(card.posts, lambda key: go("leaders", ("term", key)))),
            account_cards(self.book, card.accounts, self.desk.today()),
            pet_part(self, owner=person.id),
            consent_part(self, person.id, person.age),
            lines("其他资料", "", [rest] if rest.values else []),
            Story(card.history),
        )

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("people.edit", "编辑", partial(self.edit, row_id), "F2", "edit", writes=True),
            Command("people.move", "换户", partial(self.moving.change_home, row_id), writes=True),
            None,
            Command(
                "people.out", "迁出", partial(self.moving.leave, row_id, "moved_out"), writes=True
            ),
            Command(
                "people.died", "去世", partial(self.moving.leave, row_id, "deceased"), writes=True
            ),
            Command(
                "people.correct",
                "更正最近一次变动",
                partial(self.moving.correct, row_id),
                writes=True,
            ),
            Command("people.delete", "删除误登记的人", partial(self.delete, row_id), writes=True),
        )

    # Forms

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        card = person_card(self.book, row_id, self.desk.today())
        form = Form(ResidentEntry, self.desk.today)
        warn = lay_out(form)
        own = OwnPart(self, form, "resident")
        form.fill(card.person)
        own.fill(row_id, card.person.own)
        for name, field in fields_of(ResidentEntry).items():
            editor = form.editor(name)
            if field.sensitive and isinstance(editor, LineEditor):
                editor.unmasked.connect(partial(self.look, "resident", row_id, name))
        self.page.shown = (self.kind, row_id)

        def act() -> Saved:
            entry, today = form.record(), self.desk.today()
            return own.save(
                "修改居民", lambda: register.edit_resident(self.book, row_id, entry, today)
            )

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"已保存{card.person.full_name}的资料", saved.warnings)

        self.page.fill(
            form, act, then,
            title=f"修改 · {card.person.full_name}", hint=_subtitle(card.person),
            key=f"person-{row_id}", reopen=partial(self.edit, row_id), below=(warn,),
        )  # fmt: skip

    def add(self, household_id: int | None = None) -> None:
        """A form for one new resident after the other; the household stays for the next."""
        form = Form(NewResident, self.desk.today)
        search, named = pickers.households(self.book)
        form.add("household_id", 0, 0, 2, search=search, named=named)
        lay_rows(form, (("arrived_on", "elsewhere"),), 1)
        warn = lay_out(form, 2)
        own = OwnPart(self, form, "resident")
        home = "" if household_id is None else str(household_id)
        form.set_texts({"id_kind": STATE_ID, "household_id": home})

        def act() -> Saved:
            typed = form.record()
            entry = register.entry_of(ResidentEntry, typed)
            return own.save(
                "登记居民",
                lambda: register.add_resident(
                    self.book, entry, self.desk.today(), typed.household_id,
                    arrived_on=typed.arrived_on, elsewhere=typed.elsewhere,
                ),
            )  # fmt: skip

        def then(saved: Saved) -> None:
            name = form.editor("full_name").text()
            self.page.shown = (self.kind, saved.id)
            self.page.done(f"已登记{name}", saved.warnings, (self.kind, saved.id))

        self.page.fill(
            form, act, then,
            title="新增居民", hint="一直住在这里的人不填迁入日期。Ctrl+Enter 保存并登记下一位。",
            key="person-new", reopen=partial(self.add, household_id), below=(warn,),
            first="full_name" if household_id is not None else "household_id",
            again="full_name", keep=("household_id", "arrived_on", "elsewhere", "id_kind"),
        )  # fmt: skip

    def delete(self, row_id: int) -> None:
        """Delete a person recorded by mistake."""
        name = person_card(self.book, row_id, self.desk.today()).person.full_name
        register.delete(self.book, "resident", row_id)
        self.page.show_nothing()
        self.page.done(f"已删除{name}")


def _subtitle(person: ResidentRow) -> str:
    age = "" if person.age is None else f"{person.age}岁"
    gone = "" if person.status == "living" else STATUS_WORDS[person.status]
    parts = (person.sex, age, person.relation_to_head, person.building_group, gone)
    return " · ".join(part for part in parts if part)


def _home_words(person: ResidentRow) -> str:
    return f"{person.compound} {person.door}".strip()


def _facts(person: ResidentRow, names: Sequence[str]) -> list[Fact]:
    known = fields_of(ResidentEntry)
    found = []
    for name in names:
        field, value = known[name], getattr(person, name)
        if name == "care_tags":
            words = f"{len(value)} 项" if value else ""
        else:
            words = field.shown(value)
        sealed = ("resident", person.id, name) if field.sensitive else None
        found.append(Fact(field.label, words, sealed=sealed))
    return found
