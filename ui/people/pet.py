"""Pets in the pane."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.fields import Field, fields_of
from app.history import history
from app.kinds import Ref
from app.people import register
from app.people.pet_records import (
    STATUS_WORDS,
    PetEntry,
    PetRow,
    months_old,
    pet_warnings,
    vaccine_due,
)
from app.people.pets import PetFilter, pet_ids, pet_rows
from app.people.pictures import picture, remove_picture, set_picture
from app.people.storing import Saved
from ui.commands import Command
from ui.kit.editors import LineEditor
from ui.kit.form import Form
from ui.kit.photo import PhotoBox
from ui.people import pickers
from ui.people.cards import Fact, FactSheet, Story, lines, linked, note, stacked
from ui.people.pane import lay_rows
from ui.people.pets import due_tone
from ui.people.side import Side, one_of
from ui.theme import Tone

_ROWS = (
    ("species", "name"), ("breed", "sex"), ("birth", "color_features"),
    ("license_no", "license_expire_on"), ("rabies_vaccine_on", "vaccine_expire_on"),
    ("chip_no", "pledge_signed_on"), ("neutered",), ("note",),
)  # fmt: skip


@dataclass(frozen=True)
class OwnedPet(PetEntry):
    """A pet with its owner."""

    owner_id: Annotated[
        int, Field(Ref("resident"), "饲养人", required=True, hint="姓名、拼音或室号")
    ] = 0


class PetSide(Side):
    """宠物."""

    kind = "pet"
    photo: PhotoBox | None = None

    def _row(self, row_id: int) -> PetRow:
        return one_of(pet_rows(self.book, [row_id]).values(), row_id)

    def show(self, row_id: int) -> None:
        """The card of a pet."""
        pet = self._row(row_id)
        buttons: list[QWidget] = [self.button("编辑", partial(self.edit, row_id))]
        if pet.status == "kept":
            buttons += [
                self.button(words, partial(self.turn, row_id, status))
                for status, words in (("given", "转让"), ("dead", "死亡"), ("lost", "走失"))
            ]
        else:
            buttons.append(self.button("恢复在养", partial(self.turn, row_id, "kept")))
        warnings = pet_warnings(pet, self.desk.today(), other_dogs=self._other_dogs(pet))
        told = [note(words) for words in warnings] if pet.status == "kept" else []
        body = stacked(
            *told, self._photo(pet), self._facts(pet), Story(history(self.book, "pet", row_id))
        )
        hint = " · ".join(part for part in (pet.species, pet.breed, _age_words(self, pet)) if part)
        self.page.pane.show_card(pet.title, hint, body, buttons)

    def _other_dogs(self, pet: PetRow) -> int:
        where = (
            PetFilter(species=pet.species, household_id=pet.household_id)
            if pet.household_id is not None
            else PetFilter(species=pet.species, owner_id=pet.owner_id)
        )
        return sum(one != pet.id for one in pet_ids(self.book, where, self.desk.today()))

    def _photo(self, pet: PetRow) -> QWidget:
        def keep(content: bytes) -> None:
            set_picture(self.book, "pet", pet.id, "photo", content)
            self.page.done("已保存照片")

        def drop() -> None:
            remove_picture(self.book, "pet", pet.id, "photo")
            self.page.done("已删除照片")

        self.photo = PhotoBox(
            self.desk,
            "照片",
            lambda content: self.page.attempt(lambda: keep(content)),
            lambda: self.page.attempt(drop),
        )
        self.photo.show_picture(picture(self.book, "pet", pet.id, "photo"))
        return self.photo

    def _facts(self, pet: PetRow) -> FactSheet:
        phone = fields_of(PetRow)["phone"]
        owner = partial(self.page.open, ("person", pet.owner_id))
        due, until = vaccine_due(pet), pet.license_expire_on
        state = Tone.GREEN if pet.status == "kept" else Tone.MUTED
        vaccine = f"{pet.rabies_vaccine_on or '不详'} 接种，{due} 到期" if due else ""
        licence = " · ".join(
            part for part in (pet.license_no or "", f"{until} 到期" if until else "") if part
        )
        return FactSheet(
            [
                Fact("状态", STATUS_WORDS[pet.status], state),
                Fact("饲养人", pet.owner, act=owner),
                Fact("住址", f"{pet.compound} {pet.door}".strip()),
                Fact("电话", phone.shown(pet.phone), sealed=("resident", pet.owner_id, "phone")),
                Fact("公母", pet.sex or ""),
                Fact("绝育", fields_of(PetEntry)["neutered"].shown(pet.neutered)),
                Fact("出生日期", pet.birth or ""),
                Fact("毛色特征", pet.color_features or ""),
                Fact("犬证", licence, due_tone(pet, until, self.desk.today())),
                Fact("免疫", vaccine, due_tone(pet, due, self.desk.today())),
                Fact("电子标识", pet.chip_no or ""),
                Fact("养宠约定", f"{pet.pledge_signed_on} 签订" if pet.pledge_signed_on else ""),
                Fact("备注", pet.note or ""),
            ],
            self.look,
        )

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("pet.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("pet.owner", "看饲养人", partial(self._open_owner, row_id)),
            Command("pet.given", "转让", partial(self.turn, row_id, "given"), writes=True),
            Command("pet.dead", "死亡", partial(self.turn, row_id, "dead"), writes=True),
            Command("pet.lost", "走失", partial(self.turn, row_id, "lost"), writes=True),
            None,
            Command("pet.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    def _open_owner(self, row_id: int) -> None:
        self.page.open(("person", self._row(row_id).owner_id))

    def add(self, owner_id: int | None = None) -> None:
        """A form for one new pet after the other; kind and day of the vaccination stay."""
        form = self._form()
        form.set_texts({"species": "犬", "owner_id": "" if owner_id is None else str(owner_id)})

        def act() -> Saved:
            typed = form.record()
            entry = register.entry_of(PetEntry, typed)
            return register.add_pet(self.book, typed.owner_id, entry, self.desk.today())

        def then(saved: Saved) -> None:
            name = form.editor("name").text() or "宠物"
            self.page.shown = (self.kind, saved.id)
            self.page.done(f"已登记{name}", saved.warnings, (self.kind, saved.id))

        self.page.fill(
            form, act, then,
            title="新增宠物", hint="Ctrl+Enter 保存并登记下一只。", key="pet-new",
            reopen=partial(self.add, owner_id),
            first="owner_id" if owner_id is None else "name", again="owner_id",
            keep=("species", "rabies_vaccine_on", "vaccine_expire_on", "pledge_signed_on"),
        )  # fmt: skip

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        pet = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = self._form()
        form.fill(pet)

        def act() -> Saved:
            typed = form.record()
            entry = register.entry_of(PetEntry, typed)
            return register.edit_pet(self.book, row_id, entry, self.desk.today(), typed.owner_id)

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"已保存{pet.title}的资料", saved.warnings)

        self.page.fill(
            form, act, then,
            title=f"修改 · {pet.title}", hint=f"{pet.owner} {pet.door}".strip(),
            key=f"pet-{row_id}", reopen=partial(self.edit, row_id), first="name",
        )  # fmt: skip

    def _form(self) -> Form[OwnedPet]:
        form = Form(OwnedPet, self.desk.today)
        search, named = pickers.people(self.book, self.desk.today)
        form.add("owner_id", 0, 0, 2, search=search, named=named)
        lay_rows(form, _ROWS, 1)
        birth = form.editor("birth")
        if isinstance(birth, LineEditor):
            birth.line.setPlaceholderText("如 2023-05")
        return form

    def turn(self, row_id: int, status: str) -> None:
        """What became of a pet."""
        pet = self._row(row_id)
        register.set_pet_status(self.book, row_id, status)
        self.page.show_record(self.kind, row_id)
        self.page.done(f"{pet.title}已登记为{STATUS_WORDS[status]}")

    def delete(self, row_id: int) -> None:
        """Delete a pet recorded by mistake."""
        register.delete(self.book, "pet", row_id)
        self.page.show_nothing()
        self.page.done("已删除宠物")


def pet_part(
    side: Side, *, owner: int | None = None, household: int | None = None
) -> QWidget | None:
    """The pets of a person or a household as links, for their cards; None without any."""
    where = PetFilter(owner_id=owner, household_id=household)
    rows = pet_rows(side.book, pet_ids(side.book, where, side.desk.today())).values()
    items = [
        linked(
            row.title,
            " · ".join(part for part in (row.species, row.breed) if part),
            partial(side.page.open, ("pet", row.id)),
        )
        for row in rows
    ]
    return lines("宠物", f"{len(items)} 只", items)


def _age_words(side: Side, pet: PetRow) -> str:
    months = months_old(pet.birth, side.desk.today())
    if months is None or months < 0:
        return ""
    return f"{months // 12}岁" if months >= 12 else f"{months}个月"
