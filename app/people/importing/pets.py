"""Registers of pets from sheets: the pet, who keeps it, and the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.fields import Field, fields_of
from app.kinds import PersonName, same_word
from app.people import records
from app.people.importing.index import Households, Places
from app.people.importing.matching import Open, People, Person, describer, merge, spell_names
from app.people.pet_records import (
    DOG,
    ONE_DOG,
    PET_SEX,
    SPECIES,
    STATUS_WORDS,
    PetEntry,
    pet_problems,
)
from app.people.places import door_of, room_of, unit_of
from app.people.storing import known_of
from app.sheets.plan import Line, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress
from db.models import Pet, Resident

_OWNER_PHONE = ("饲养人电话", "犬主电话", "养犬人电话", "主人电话", "饲养人联系电话")


@dataclass(frozen=True)
class PetLine(PetEntry):
    """One line of a register of pets; a sheet of dogs need not say that they are dogs."""

    species: Annotated[str | None, Field(SPECIES, "宠物种类", ("动物种类", "种类", "宠物类别"))] = (
        None  # type: ignore[assignment]
    )
    sex: Annotated[str | None, Field(PET_SEX, "公母", ("性别", "宠物性别", "犬只性别"))] = None
    full_name: Annotated[
        str | None,
        Field(
            PersonName(),
            "饲养人",
            (
                "犬主", "养犬人", "犬主姓名", "主人", "养宠人", "饲养人姓名", "养犬人姓名",
                "主人姓名", "养宠人姓名", records.NAME.label, *records.NAME.aliases,
            ),
            required=True,
        ),
    ] = None  # fmt: skip
    phone: Annotated[
        str | None,
        Field(
            records.PHONE.kind,
            records.PHONE.label,
            (*_OWNER_PHONE, *records.PHONE.aliases),
            sensitive=True,
        ),
    ] = None
    id_card_no: Annotated[str | None, records.ID_CARD] = None
    compound: Annotated[str | None, records.COMPOUND] = None
    building: Annotated[str | None, records.BUILDING] = None
    unit: Annotated[str | None, records.UNIT] = None
    room_no: Annotated[str | None, records.ROOM] = None
    address: Annotated[str | None, records.ADDRESS] = None


FACTS = tuple(name for name in fields_of(PetEntry) if name != "species")
LABELS = {
    name: (item.label, item.kind, item.sensitive) for name, item in fields_of(PetEntry).items()
}
NUMBERS = ("license_no", "chip_no")


@dataclass
class _Pass:
    """One run over the lines of a register of pets."""

    plan: Plan
    setting: Setting
    places: Places
    homes: Households
    people: People
    species: str
    by_number: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    by_owner: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    dogs: Counter[int] = field(default_factory=Counter)
    crowded: set[int] = field(default_factory=set)

    def add(self, row: dict[str, Any]) -> None:
        """Make a pet findable."""
        for name in NUMBERS:
            if row.get(name):
                self.by_number[name, row[name]] = row
        self.by_owner.setdefault(row["owner_resident_id"], []).append(row)

    def take(self, line: Line, owner: Person | None, dwelling: int | None) -> None:
        """Settle one line whose owner is known, or new."""
        values = line.values
        values.setdefault("species", self.species)
        entry = PetEntry(values["species"], **{name: values.get(name) for name in FACTS})
        problems = pet_problems(entry, self.setting.today)
        if problems:
            for problem in problems:
                label = LABELS[problem.field][0]
                self.plan.fail(line, label, str(values[problem.field]), problem.text)
            return
        row = self._known(values, owner)
        if row is None:
            self._create(line, values, owner or self._newcomer(line, dwelling))
        else:
            self._update(line, values, row, owner)

    def _known(self, values: dict[str, Any], owner: Person | None) -> dict[str, Any] | None:
        for name in NUMBERS:
            found = self.by_number.get((name, values.get(name, "")))
            if found is not None:
                return found
        near = [
            row
            for row in self.by_owner.get(owner["id"] if owner else 0, ())
            if row["species"] == values["species"]
            and not any(values.get(name) and row.get(name) for name in NUMBERS)
        ]
        name = same_word(values.get("name") or "")
        same = [row for row in near if name == same_word(row.get("name") or "")]
        if not same and (not name or len(near) == 1):
            # A sheet without names, or a pet that was recorded without one.
            same = [row for row in near if not name or not row.get("name")]
        return same[0] if len(same) == 1 else None

    def nothing_new(self, line: Line, owner: Person) -> bool:
        """Whether somebody keeps a pet of which the line says nothing that is not known."""
        values = {"species": self.species, **line.values}
        return any(
            all(row.get(name) == values[name] for name in ("species", *FACTS) if name in values)
            for row in self.by_owner.get(owner["id"], ())
        )

    def _newcomer(self, line: Line, dwelling: int | None) -> Person:
        values = line.values
        home = self.homes.of_member(dwelling)["id"] if dwelling else None
        row: Person = {
            "id": self.setting.ids.next_id(),
            "full_name": values["full_name"],
            "id_kind": "居民身份证",
            "id_card_no": values.get("id_card_no"),
            "phone": values.get("phone"),
            "household_id": home,
            "listed": dwelling is not None,
        }
        self.plan.insert("resident", row)
        person = {**row, "dwelling_id": dwelling, "new": True}
        self.people.meet(person, line, self.setting)
        return person

    def _create(self, line: Line, values: dict[str, Any], owner: Person) -> None:
        home = owner.get("household_id")
        row = {
            "id": self.setting.ids.next_id(),
            "owner_resident_id": owner["id"],
            "household_id": home,
            "species": values["species"],
            **{name: values[name] for name in FACTS if name in values},
        }
        self.plan.insert("pet", row)
        self.add({**row, "status": "kept"})
        self.lines[row["id"]] = line.number
        if values["species"] == DOG and home is not None:
            self.dogs[home] += 1
            if self.dogs[home] > 1:
                self.crowded.add(home)
        self.plan.settle(line, "created")

    def _update(
        self, line: Line, values: dict[str, Any], row: dict[str, Any], owner: Person | None
    ) -> None:
        title = values.get("name") or row.get("name") or f"{values['full_name']}的{row['species']}"
        self.plan.met["pet"].add(row["id"])
        if row["id"] in self.lines:
            first = self.lines[row["id"]]
            self.plan.notices.append(
                f"第{line.number}行与第{first}行是同一只宠物“{title}”，只登记一次。"
            )
            self.plan.settle(line, "skipped")
            return
        self.lines[row["id"]] = line.number
        facts = {name: values[name] for name in FACTS if name in values}
        outcome = merge(
            self.plan, line, "pet", row, facts, LABELS, policy=self.setting.policy, title=title
        )
        said = []
        if owner is None or owner["id"] != row["owner_resident_id"]:
            said.append("饲养人不同")
        if row["status"] != "kept":
            said.append(f"台账里已登记为{STATUS_WORDS[row['status']]}")
        if said:
            self.plan.notices.append(
                f"第{line.number}行“{title}”与台账里的不一样：{'，'.join(said)}，没有改动，请核对。"
            )
        self.plan.settle(line, outcome)

    def door(self, line: Line) -> int | None:
        """The door of a line if the book knows it; a door is never made for a pet."""
        values = line.values
        building, room = values.get("building"), values.get("room_no")
        unit = values.get("unit") or ""
        if building is None or room is None:
            door = door_of(room or values.get("address") or "")
            if door is None:
                return None
            building, unit, room = building or door.building, unit or door.unit, door.room
        names = list(self.places.names.values())
        compound = values.get("compound") or self.setting.compound
        if not compound and len(names) == 1:
            compound = names[0]
        where = self.places.compounds.get(same_word(compound or ""))
        if where is None:
            return None
        return self.places.known_dwelling(
            where, building, unit_of(unit) if unit else "", room_of(room)
        )


def plan_pets(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a register of pets: known by its numbers, then by owner and name."""
    people = People.load(session, setting.newcomers)
    describe = describer(session, people.newcomers)
    run = _Pass(
        plan,
        setting,
        Places.load(session, plan, setting.ids),
        Households.load(session, plan, setting.ids),
        people,
        "猫" if "猫" in setting.title and DOG not in setting.title else DOG,
    )
    for record in session.scalars(select(Pet).order_by(Pet.status == "kept")):
        run.add(
            {
                "id": record.id,
                "owner_resident_id": record.owner_resident_id,
                "status": record.status,
                **known_of(record, PetEntry),
            }
        )
    run.dogs.update(_dogs(session))
    for at, line in enumerate(lines):
        if at % 1000 == 0:
            yield Progress(at, len(lines), "正在核对宠物")
        dwelling = run.door(line)
        try:
            owner = people.find(
                line,
                plan,
                setting,
                describe,
                dwelling=dwelling,
                same=partial(run.nothing_new, line),
            )
        except Open:
            continue
        run.take(line, owner, dwelling)
    spell_names(plan)
    _tell(plan, run)


def _dogs(session: Session) -> dict[int, int]:
    home = func.coalesce(Resident.household_id, Pet.household_id)
    rows = session.execute(
        select(home, func.count(Pet.id))
        .join(Resident, Resident.id == Pet.owner_resident_id)
        .where(Pet.species == DOG, Pet.status == "kept", home.is_not(None))
        .group_by(home)
    )
    return dict(rows.tuples().all())


def _tell(plan: Plan, run: _Pass) -> None:
    if run.crowded:
        plan.notices.append(f"有 {len(run.crowded)} 户登记了一条以上的犬，{ONE_DOG}")
    unknown = sum(not row["listed"] for row in plan.inserts.get("resident", ()))
    if unknown:
        plan.notices.append(
            f"有 {unknown} 位饲养人不在居民名册里，住址也对不上，已先按名册外人员登记。"
        )


PETS = Roster(
    key="pets",
    title="宠物",
    entry=PetLine,
    needs=(("full_name",), ("breed", "name", "license_no", "chip_no", "rabies_vaccine_on")),
    plan=plan_pets,
)
