"""The register of residents from a sheet: doors, households and people."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy.orm import Session

from app.fields import Field, fields_of
from app.kinds import PersonName, Text, Whole, folded, id_birth, id_sex
from app.people import records
from app.people.index import Households, Places
from app.people.matching import (
    People,
    Person,
    current_values,
    merge,
    open_tags,
    spell_names,
)
from app.people.places import door_of, room_of, unit_of
from app.sheets.plan import Line, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress


@dataclass(frozen=True)
class ResidentLine(records.ResidentEntry):
    """One line of a register: the person and the door."""

    compound: Annotated[str | None, records.COMPOUND] = None
    building_group: Annotated[
        str | None,
        Field(Text(60), "楼组", ("楼组名称", "所属楼组", "所在楼组", "楼道"), fillable=True),
    ] = None
    building: Annotated[str | None, records.BUILDING] = None
    unit: Annotated[str | None, records.UNIT] = None
    room_no: Annotated[str | None, records.ROOM] = None
    address: Annotated[str | None, records.ADDRESS] = None
    household_no: Annotated[
        str | None, Field(Text(30), "户号", ("户编号", "户籍编号", "家庭编号"), fillable=True)
    ] = None
    head_name: Annotated[str | None, Field(PersonName(), "户主", ("户主姓名",), fillable=True)] = (
        None
    )
    age: Annotated[int | None, Field(Whole(0, 125), "年龄", ("周岁", "岁数"))] = None


FACTS = (
    "sex", "id_card_no", "id_kind", "birth_date", "phone", "relation_to_head", "residence_kind",
    "registered_address", "ethnicity", "political_status", "education", "marital_status",
    "employment", "occupation", "employer", "health_status", "talents", "emergency_contact",
    "emergency_phone", "note",
)  # fmt: skip
WRITTEN = frozenset((*FACTS, "full_name"))
DOORS = frozenset(("building", "room_no", "address"))
NOWHERE = 0
LABELS = {
    name: (item.label, item.kind, item.sensitive)
    for name, item in fields_of(records.ResidentEntry).items()
}


@dataclass
class _Pass:
    """One run over the lines of a register."""

    plan: Plan
    setting: Setting
    places: Places
    homes: Households
    people: People
    known: dict[int, dict[str, Any]]
    tags: dict[int, set[str]]
    met: dict[int, int]
    placeless: bool = False

    def door(self, line: Line) -> int | None:
        """The dwelling of a line; None with a fault noted when it cannot be told.

        `NOWHERE` when the whole sheet says nothing of doors.
        """
        values = line.values
        if self.placeless:
            return NOWHERE
        compound, building = values.get("compound"), values.get("building")
        room, unit = values.get("room_no"), values.get("unit") or ""
        text = values.get("address") if room is None else (room if building is None else None)
        if text and (building is None or room is None):
            door = door_of(text)
            if door is None:
                self.plan.fail(
                    line, "住址", text, f"从“{text}”认不出楼号和室号，请写成 12号101室 或 3-101"
                )
                return None
            building, unit, room = building or door.building, unit or door.unit, door.room
        if building is None or room is None:
            missing = "楼号" if building is None else "室号"
            self.plan.fail(line, missing, "", f"缺少{missing}，不知道住在哪里，请补上")
            return None
        name = compound or self.setting.compound or self._only_compound()
        if name is None:
            self.plan.fail(line, "小区", "", "表里没有小区，本居委又不止一个小区，请补上小区")
            return None
        where = self.places.compound(name)
        # The unit is the door's; a 楼组 is called as the sheet calls it.
        group = values.get("building_group")
        return self.places.dwelling(
            where,
            building,
            unit_of(unit) if unit else "",
            room_of(room),
            group=self.places.group(where, group)[0] if group else None,
        )

    def _only_compound(self) -> str | None:
        names = set(self.places.names.values())
        return names.pop() if len(names) == 1 else None

    def take(self, line: Line) -> None:
        """Settle one line."""
        dwelling = self.door(line)
        if dwelling is None:
            return
        values = _completed(line.values, self.setting)
        home = None if dwelling == NOWHERE else self._home(values, dwelling)
        person = self.people.find(values, dwelling=dwelling)
        if person == "several":
            self.plan.fail(
                line,
                "姓名",
                values["full_name"],
                "这户有几个同名的人，请补上身份证号或出生日期后再导入",
            )
        elif person is None:
            self._create(line, values, home, dwelling)
        elif person["id"] in self.met:
            self._again(line, values, person)
        else:
            self._update(line, values, person, home, dwelling)

    def _home(self, values: dict[str, Any], dwelling: int) -> dict[str, Any]:
        number = values.get("household_no")
        if values.get("relation_to_head") == "户主":
            return self.homes.of_head(dwelling, values["full_name"], number)
        if values.get("head_name"):
            return self.homes.of_head(dwelling, values["head_name"], number)
        return self.homes.of_member(dwelling, number)

    def _create(
        self, line: Line, values: dict[str, Any], home: dict[str, Any] | None, dwelling: int
    ) -> None:
        # Only what is known: registers leave most columns empty.
        row: Person = {name: values[name] for name in values.keys() & WRITTEN}
        row["id"] = self.setting.ids.next_id()
        row["household_id"] = home["id"] if home else None
        row.setdefault("id_kind", "居民身份证")
        self.plan.insert("resident", row)
        self._tag(row["id"], values.get("care_tags", ()))
        self.people.add({**row, "dwelling_id": dwelling, "new": True})
        self.met[row["id"]] = line.number
        self.plan.settle(line, "created")

    def _again(self, line: Line, values: dict[str, Any], person: Person) -> None:
        first = self.met[person["id"]]
        if person["full_name"] == values["full_name"]:
            self.plan.settle(line, "skipped")
            self.plan.notices.append(f"第{line.number}行与第{first}行是同一个人，只登记一次。")
        else:
            self.plan.fail(
                line, "身份证号码", "", f"身份证号码与第{first}行相同，姓名却不同，请核对"
            )

    def _update(
        self,
        line: Line,
        values: dict[str, Any],
        person: Person,
        home: dict[str, Any] | None,
        dwelling: int,
    ) -> None:
        self.met[person["id"]] = line.number
        known = self.known[person["id"]]
        new = {name: values[name] for name in FACTS if name in values}
        if home is not None and known["household_id"] is None:
            new["household_id"] = home["id"]
        elif home is not None and person.get("dwelling_id") != dwelling:
            self.plan.notices.append(
                f"第{line.number}行{values['full_name']}登记的住处与表里不同，没有改动住处，请核对。"
            )
        if not known["listed"]:
            new["listed"] = True
        outcome = merge(
            self.plan, line, "resident", known, new, LABELS,
            policy=self.setting.policy, title=values["full_name"],
        )  # fmt: skip
        if not known["listed"]:
            self.plan.update("resident", person["id"], listed=True)
            outcome = "updated"
        if self._tag(person["id"], values.get("care_tags", ())):
            outcome = "updated"
        self.plan.settle(line, outcome)

    def _tag(self, person: int, tags: Sequence[str]) -> bool:
        new = [tag for tag in tags if tag not in self.tags.get(person, ())]
        for tag in new:
            self.plan.insert(
                "care_tag",
                {
                    "id": self.setting.ids.next_id(),
                    "resident_id": person,
                    "tag": tag,
                    "source": self.setting.source,
                },
            )
        return bool(new)


def _completed(values: dict[str, Any], setting: Setting) -> dict[str, Any]:
    card = values.get("id_card_no")
    if card and values.get("id_kind", "居民身份证") == "居民身份证":
        if "birth_date" not in values and (born := id_birth(card)):
            values["birth_date"] = born
        if "sex" not in values and (sex := id_sex(card)):
            values["sex"] = sex
    if "birth_date" not in values and values.get("age") is not None:
        values["birth_date"] = str(setting.today.year - values["age"])
    return values


def plan_residents(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a register of residents."""
    places = Places.load(session, plan, setting.ids)
    people = People.load(session)
    dwelling_free = {"listed", "household_id", "full_name"}
    known = (
        current_values(session, _candidates(people, lines), (*FACTS, *dwelling_free))
        if people.by_id
        else {}
    )
    run = _Pass(
        plan, setting, places, Households.load(session, plan, setting.ids), people, known,
        open_tags(session), {},
    )  # fmt: skip
    run.placeless = bool(lines) and not any(DOORS & line.values.keys() for line in lines)
    if run.placeless:
        plan.notices.append("表里没有楼号和室号，只登记人，没有归到户；以后可以再导入带门牌的表。")
    for at, line in enumerate(lines):
        if at % 1000 == 0:
            yield Progress(at, len(lines), "正在核对居民")
        run.take(line)
    spell_names(plan)
    plan.notices[:0] = places.notices()


def _candidates(people: People, lines: Sequence[Line]) -> list[int]:
    found: dict[int, None] = {}
    for line in lines:
        card = line.values.get("id_card_no")
        if card and card in people.by_card:
            found[people.by_card[card]["id"]] = None
        for person in people.by_name.get(line.values["full_name"], ()):
            found[person["id"]] = None
    return list(found)


def foreign_number(name: str, text: str, values: Mapping[str, Any]) -> str | None:
    """A passport or permit number is no identity card number and is kept as written."""
    kind = values.get("id_kind")
    if name == "id_card_no" and kind not in (None, "居民身份证") and "*" not in text:
        return "".join(folded(text).split()).upper() or None
    return None


RESIDENTS = Roster(
    key="residents",
    title="居民信息",
    entry=ResidentLine,
    needs=(("full_name",),),
    plan=plan_residents,
    forgive=foreign_number,
)
