"""The list of pets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from app.fields import columns
from app.people.pet_records import SOON, SPECIES, STATUS_WORDS, PetRow, unlicensed, vaccine_due
from app.people.pets import PetFilter, pet_ids, pet_rows
from ui.desk import Desk
from ui.kit.chips import FilterMenu, Switch
from ui.kit.empty import Empty
from ui.kit.parts import column
from ui.kit.table import Column, Table
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.people.residents import ALL, compound_choices, number
from ui.theme import Tone

_EVERY = "every"


class PetsView(OneTable):
    """宠物."""

    key = "pets"
    title = "宠物"
    kinds = ("pet",)

    def __init__(self, desk: Desk, bring: Callable[[], object]) -> None:
        super().__init__(desk)
        table = Table(
            self._columns(),
            name="people.pets", settings=desk.settings, label="宠物",
            empty=Empty(
                "还没有登记宠物。", "可以导入养犬登记表，也可以在这里登记。",
                button="导入登记表", act=bring, icon="home",
            ),
        )  # fmt: skip
        self.setLayout(column(self.hold(table), gap=0))
        self.box = SearchBox("宠物、饲养人、室号")
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        species = [(one, one) for one in SPECIES.options]
        self.species = FilterMenu("种类", [(ALL, "全部种类"), *species])
        states = [("kept", "在养"), *list(STATUS_WORDS.items())[1:], (_EVERY, "全部状态")]
        self.state = FilterMenu("状态", states)
        self.due = Switch("要办理", lambda _on: self.read())
        self.due.setToolTip("免疫或犬证到期、将到期，或还没有犬证")
        self.filter_with(self.box, self.compound, self.species, self.state, self.due)

    def _columns(self) -> tuple[Column, ...]:
        (
            name, species, breed, owner, compound, door, phone, sex, fixed, birth, look, licence,
            until, chip, given, due, pledge, state, note,
        ) = columns(
            PetRow,
            "name", "species", "breed", "owner", "compound", "door", "phone", "sex", "neutered",
            "birth", "color_features", "license_no", "license_expire_on", "chip_no",
            "rabies_vaccine_on", "vaccine_expire_on", "pledge_signed_on", "status", "note",
        )  # fmt: skip
        return (
            Column(name, 84, dot=self._dot, text=lambda row: row.title),
            Column(replace(species, label="种类"), 52), Column(breed, 92),
            Column(owner, 72), Column(compound, 104, shown=False), Column(door, 76),
            Column(phone, 108, shown=False), Column(sex, 52, shown=False),
            Column(fixed, 52, shown=False),
            Column(replace(birth, label="出生日期"), 92, shown=False),
            Column(look, 110, shown=False),
            Column(licence, 110, text=self._licence_words, tone=self._licence_tone, stretches=True),
            Column(until, 96, tone=self._until_tone), Column(chip, 130, shown=False),
            Column(given, 96, shown=False),
            Column(due, 96, text=_due_words, tone=self._due_tone, read=vaccine_due),
            Column(pledge, 96, shown=False), Column(state, 72, text=_state_words, shown=False),
            Column(note, 120, muted=True, shown=False),
        )  # fmt: skip

    def _dot(self, row: PetRow) -> Tone | None:
        if row.status != "kept":
            return Tone.MUTED
        tones = {self._until_tone(row), self._due_tone(row), self._licence_tone(row)}
        return next((tone for tone in (Tone.RED, Tone.AMBER) if tone in tones), Tone.GREEN)

    def _until_tone(self, row: PetRow) -> Tone:
        return due_tone(row, row.license_expire_on, self.desk.today())

    def _due_tone(self, row: PetRow) -> Tone:
        return due_tone(row, vaccine_due(row), self.desk.today())

    def _licence_words(self, row: PetRow) -> str:
        return row.license_no or ("未办" if unlicensed(row, self.desk.today()) else "")

    def _licence_tone(self, row: PetRow) -> Tone:
        missing = row.status == "kept" and unlicensed(row, self.desk.today())
        return Tone.AMBER if missing else Tone.PLAIN

    def read(self) -> None:
        """Read all pets meant in the second lane."""
        book, today = self.book, self.desk.today()
        where = PetFilter(
            self.box.text(), self.species.key, None if self.state.key == _EVERY else self.state.key,
            number(self.compound.key), due=self.due.isChecked(),
        )  # fmt: skip

        def search() -> tuple[list[tuple[str, str]], list[PetRow]]:
            rows = pet_rows(book, pet_ids(book, where, today))
            return compound_choices(book), list(rows.values())

        self.load(search, self._show)

    def _show(self, found: tuple[list[tuple[str, str]], list[PetRow]]) -> None:
        choices, rows = found
        self.compound.offer(choices)
        self.show_whole(rows)

    def clear_filters(self) -> None:
        """All pets, whatever became of them."""
        self.box.put("")
        self.compound.choose(ALL)
        self.species.choose(ALL)
        self.state.choose(_EVERY)
        self._only_due(on=False)

    def show_due(self) -> None:
        """Those with something to see to."""
        self.clear_filters()
        self.state.choose("kept")
        self._only_due(on=True)

    def _only_due(self, *, on: bool) -> None:
        self.due.blockSignals(True)
        self.due.setChecked(on)
        self.due.blockSignals(False)

    def status(self) -> str:
        """How many there are, and how many of them dogs."""
        rows = list(self.table.shown_rows())
        dogs = sum(row.species == "犬" for row in rows)
        return f"{len(rows):,} 只宠物 · 犬 {dogs:,} 条"


def due_tone(pet: PetRow, day: dt.date | None, today: dt.date) -> Tone:
    """Red once a day has passed, amber shortly before."""
    if day is None or pet.status != "kept":
        return Tone.PLAIN
    if day < today:
        return Tone.RED
    return Tone.AMBER if day <= today + dt.timedelta(days=SOON) else Tone.PLAIN


def _due_words(row: PetRow) -> str:
    return str(vaccine_due(row) or "")


def _state_words(row: PetRow) -> str:
    return STATUS_WORDS[row.status]
