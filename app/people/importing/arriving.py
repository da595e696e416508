"""People of a sheet as they come into the register: known or new, with door, household and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.fields import fields_of
from app.kinds import Kind, id_birth, id_sex
from app.people import records, words
from app.people.importing.doors import NEW_DOOR, Spot, Unclear, known_door, spot_of
from app.people.importing.index import Households, Places
from app.people.importing.matching import (
    KEYS,
    Describe,
    People,
    Person,
    describer,
    merge,
    open_tags,
    sure_number,
)
from app.people.importing.titles import tag_of
from app.people.places import door_label, place_of
from app.people.rules import STATE_ID
from app.sheets.plan import Difference, Line, Plan
from app.sheets.rosters import Setting

FACTS = (
    "sex", "id_card_no", "id_kind", "birth_date", "phone", "relation_to_head", "residence_kind",
    "registered_address", "ethnicity", "political_status", "education", "marital_status",
    "employment", "occupation", "employer", "health_status", "talents", "emergency_contact",
    "emergency_phone", "note",
)  # fmt: skip
WRITTEN = frozenset((*FACTS, "full_name"))
DOORS = frozenset(("building", "room_no", "address", "place"))
GONE = frozenset(("deceased", "moved_out"))
TOLD = DOORS | GONE | {"care_tags"}
OWN = "own."
HOME = "household_id"


@dataclass
class Arrivals:
    """One run over the lines of a register."""

    session: Session
    plan: Plan
    setting: Setting
    places: Places
    homes: Households
    people: People
    known: dict[int, dict[str, Any]]
    tags: dict[int, set[str]]
    labels: dict[str, tuple[str, Kind, bool]]
    describe: Describe
    placeless: bool = False
    titled: tuple[str, ...] = ()
    states: bool = False
    today: str = ""
    met: dict[int, int] = field(default_factory=dict)

    @classmethod
    def begin(
        cls,
        session: Session,
        plan: Plan,
        setting: Setting,
        people: People,
        known: dict[int, dict[str, Any]],
        lines: Sequence[Line],
    ) -> Arrivals:
        """What the book knows, ready for the lines."""
        labels = {
            name: (item.label, item.kind, item.sensitive)
            for name, item in {**fields_of(records.ResidentEntry), **setting.own}.items()
        }
        every = (*lines, *plan.faulty)
        said = {name for line in every for name in line.values.keys() & TOLD}
        return cls(
            session, plan, setting,
            Places.load(session, plan, setting.ids),
            Households.load(session, plan, setting.ids),
            people, known, open_tags(session), labels, describer(session, people.newcomers),
            placeless=bool(lines) and not said & DOORS,
            titled=() if "care_tags" in said else tag_of(setting.title),
            states=bool(said & GONE),
            today=setting.today.isoformat(),
        )  # fmt: skip

    def notices(self) -> list[str]:
        """What is to be said of the sheet as a whole."""
        said = self.places.notices()
        if self.placeless:
            said.append("表里没有楼号和室号，只登记人，没有归到户；以后可以再导入带门牌的表。")
        if self.titled:
            said.append(f"按表名给表里的每个人加上关爱标签“{self.titled[0]}”。")
        return said

    def take(self, line: Line) -> None:
        """Settle one line; raises Open when somebody has to say who is meant."""
        values = self._completed(line)
        if values is None:
            return
        spot, unclear = self._spot(values)
        dwelling = known_door(spot, self.places)
        if dwelling is not None and dwelling != NEW_DOOR:
            self.plan.met["dwelling"].add(dwelling)
        person = self._find(line, values, dwelling, unclear)
        if unclear is not None and person is None:
            self.plan.fail(line, unclear.column, unclear.value, unclear.message)
        elif person is None:
            self._create(line, values, spot)
        elif person["full_name"] != values["full_name"]:
            self._misnamed(line, person)
        elif person["id"] in self.met:
            first = self.met[person["id"]]
            self.plan.settle(line, "skipped")
            self.plan.notices.append(f"第{line.number}行与第{first}行是同一个人，只登记一次。")
        else:
            self._update(line, values, person, spot, dwelling)

    def look_at_faulty(self) -> None:
        """Rows that stay out are still about people: those are not missing from the sheet."""
        for line in self.plan.faulty:
            if "full_name" not in line.values:
                continue
            spot, _ = self._spot(line.values)
            dwelling = known_door(spot, self.places)
            near = self.people.fitting(line.values, dwelling) or self.people.likely(
                line.values, dwelling
            )
            self.plan.met["resident"].update(person["id"] for person in near)

    def _spot(self, values: Mapping[str, Any]) -> tuple[Spot | None, Unclear | None]:
        if self.placeless:
            return None, None
        try:
            return spot_of(values, self.places, self.setting.compound), None
        except Unclear as unclear:
            return None, unclear

    def _completed(self, line: Line) -> dict[str, Any] | None:
        values = line.values
        card = values.get("id_card_no")
        if (
            card
            and values.get("id_kind", STATE_ID) == STATE_ID
            and (not self.setting.policy.unverified or sure_number(card))
        ):
            if "birth_date" not in values and (born := id_birth(card)):
                values["birth_date"] = born
            if "sex" not in values and (sex := id_sex(card)):
                values["sex"] = sex
        if "birth_date" not in values and values.get("age") is not None:
            values["birth_date"] = str(self.setting.today.year - values["age"])
        if values.get("apart"):
            values.setdefault("residence_kind", "人户分离")
        born = values.get("birth_date")
        if born and born > self.today[: len(born)]:
            self.plan.fail(line, "出生日期", born, "出生日期在今天以后，请核对")
            return None
        return values

    def _find(
        self, line: Line, values: dict[str, Any], dwelling: int | None, unclear: Unclear | None
    ) -> Person | None:
        if unclear is None:
            return self.people.find(
                line, self.plan, self.setting, self.describe,
                dwelling=dwelling, same=lambda person: self._adds_nothing(values, person, dwelling),
            )  # fmt: skip
        # Who is known by number or phone needs no door; of others it has to be mended first.
        near = self.people.fitting(values)
        return near[0] if len(near) == 1 else None

    def _adds_nothing(
        self, values: Mapping[str, Any], person: Person, dwelling: int | None
    ) -> bool:
        known = self.known.get(person["id"])
        if known is None or not known["listed"]:
            return False
        if dwelling not in (None, person.get("dwelling_id")):
            return False
        tags = self.tags.get(person["id"], set())
        return tags.issuperset(self._tags_of(values)) and all(
            known.get(name) == values[name]
            or (name == "birth_date" and str(known.get(name) or "").startswith(values[name]))
            for name in FACTS
            if name in values
        )

    def _create(self, line: Line, values: dict[str, Any], spot: Spot | None) -> None:
        dwelling = self._door(values, spot) if spot else None
        home = self._home(values, dwelling) if dwelling else None
        # Only what is known: registers leave most columns empty.
        row: Person = {name: value for name, value in values.items() if name in WRITTEN}
        row["id"] = self.setting.ids.next_id()
        row["household_id"] = home["id"] if home else None
        row.setdefault("id_kind", STATE_ID)
        if self.states:
            row["status"] = _status(values)
        if self.setting.own:
            own = {name[len(OWN) :]: values[name] for name in values.keys() & self.setting.own}
            row |= {"own": own} if own else {}
        self.plan.insert("resident", row)
        self._tag(row["id"], values)
        person: Person = {name: row.get(name) for name in KEYS}
        person["dwelling_id"], person["new"] = dwelling, True
        self.people.meet(person, line, self.setting)
        self._meet(row["id"], line)
        self.plan.settle(line, "created")

    def _meet(self, person: int, line: Line) -> None:
        self.met[person] = line.number
        self.plan.met["resident"].add(person)

    def _door(self, values: Mapping[str, Any], spot: Spot) -> int:
        where = self.places.compound(spot.compound)
        # The unit is the door's; a 楼组 is called as the sheet calls it.
        group = values.get("building_group")
        return self.places.dwelling(
            where,
            spot.building,
            spot.unit,
            spot.room,
            group=self.places.group(where, group)[0] if group else None,
        )

    def _home(self, values: dict[str, Any], dwelling: int) -> dict[str, Any]:
        number = values.get("household_no")
        if values.get("relation_to_head") == "户主":
            return self.homes.of_head(dwelling, values["full_name"], number)
        if values.get("head_name"):
            return self.homes.of_head(dwelling, values["head_name"], number)
        return self.homes.of_member(dwelling, number)

    def _misnamed(self, line: Line, person: Person) -> None:
        first = self.met.get(person["id"])
        where = f"第{first}行" if first else f"台账里的{person['full_name']}"
        self.plan.fail(line, "身份证号码", "", f"身份证号码与{where}相同，姓名却不同，请核对")

    def _update(
        self,
        line: Line,
        values: dict[str, Any],
        person: Person,
        spot: Spot | None,
        dwelling: int | None,
    ) -> None:
        self._meet(person["id"], line)
        known = self.known[person["id"]]
        new = {name: values[name] for name in FACTS if name in values}
        new |= {name: values[name] for name in values.keys() & self.setting.own}
        own = dict(known["own"] or {})
        outcome = merge(
            self.plan, line, "resident", known | {OWN + key: value for key, value in own.items()},
            new, self.labels, policy=self.setting.policy, title=values["full_name"],
        )  # fmt: skip
        self._gather_own(person["id"], own)
        if spot is not None and self._settle_home(line, values, person, known, spot, dwelling):
            outcome = "updated"
        if not known["listed"]:
            self.plan.update("resident", person["id"], listed=True)
            outcome = "updated"
        if self._tag(person["id"], values):
            outcome = "updated"
        self._mind_status(line, values, known)
        self.plan.settle(line, outcome)

    def _gather_own(self, person: int, own: dict[str, Any]) -> None:
        changed = self.plan.updates.get("resident", {}).get(person, {})
        new = {name: changed.pop(name) for name in tuple(changed) if name.startswith(OWN)}
        if new:
            changed["own"] = own | {name[len(OWN) :]: value for name, value in new.items()}

    def _settle_home(
        self,
        line: Line,
        values: dict[str, Any],
        person: Person,
        known: dict[str, Any],
        spot: Spot,
        dwelling: int | None,
    ) -> bool:
        """Put somebody without a household into one; whether anything changed."""
        if known[HOME] is None:
            dwelling = self._door(values, spot)
            self.plan.update(
                "resident", person["id"], household_id=self._home(values, dwelling)["id"]
            )
            person["dwelling_id"] = dwelling
            return True
        if dwelling is not None and person.get("dwelling_id") == dwelling:
            self._door(values, spot)
            home = self.homes.of_person(dwelling, known[HOME])
            if home is not None:
                self._complete_home(values, home)
            return False
        return self._relocate(line, values, person, known, spot)

    def _complete_home(self, values: Mapping[str, Any], home: dict[str, Any]) -> None:
        head = values.get("head_name")
        if values.get("relation_to_head") == "户主":
            head = values["full_name"]
        if head:
            self.homes.head(home, head)
        if values.get("household_no"):
            self.homes.number(home, values["household_no"])

    def _relocate(
        self, line: Line, values: dict[str, Any], person: Person, known: dict[str, Any], spot: Spot
    ) -> bool:
        """The sheet knows another door: heads stay, others move if somebody decides so."""
        title = values["full_name"]
        before = self.describe([person])[0].split("，", 1)[0]
        door = door_label(place_of(spot.building).building, spot.unit, spot.room)
        policy = self.setting.policy
        head = known["relation_to_head"] == "户主"
        take = not head and policy.takes(line.sheet, line.number, HOME, filled=True)
        self.plan.differences.append(
            Difference(
                line.number,
                title,
                "住处",
                before,
                f"{spot.compound} {door}",
                take,
                HOME,
                line.sheet,
            )
        )
        if not take:
            how = "是户主，搬家请在“居民房屋”里办理" if head else "没有改动住处，请核对"
            self.plan.notices.append(
                f"第{line.number}行{title}登记的住处（{before}）与表里（{door}）不同，{how}。"
            )
            return False
        dwelling = self._door(values, spot)
        home = self._home(values, dwelling)
        self.plan.update("resident", person["id"], household_id=home["id"])
        self.plan.insert(
            "move",
            {
                "id": self.setting.ids.next_id(),
                "resident_id": person["id"],
                "kind": "调整",
                "moved_on": self.setting.today,
                "from_household_id": known[HOME],
                "to_household_id": home["id"],
                "from_status": known["status"],
                "to_status": known["status"],
            },
        )
        person["dwelling_id"] = dwelling
        return True

    def _mind_status(self, line: Line, values: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        gone = values.get("deceased") or values.get("moved_out")
        if gone and known["status"] == "living":
            word = "去世" if values.get("deceased") else "迁出"
            self.plan.notices.append(
                f"第{line.number}行{values['full_name']}表里写着{word}，台账里在住；"
                "要办理请打开这个人的卡片，以便同时处理任职和积分。"
            )
        elif not gone and known["status"] != "living":
            word = words.STATUS_WORDS[known["status"]]
            self.plan.notices.append(
                f"第{line.number}行{values['full_name']}在台账里是{word}，没有改动，请核对。"
            )

    def _tags_of(self, values: Mapping[str, Any]) -> Sequence[str]:
        return values.get("care_tags") or self.titled

    def _tag(self, person: int, values: Mapping[str, Any]) -> bool:
        new = [tag for tag in self._tags_of(values) if tag not in self.tags.get(person, ())]
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


def _status(values: Mapping[str, Any]) -> str:
    if values.get("deceased"):
        return "deceased"
    return "moved_out" if values.get("moved_out") else "living"
