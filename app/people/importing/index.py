"""Places and people as an import finds them: what the book has plus what the sheet adds."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kinds import alias_words, same_word
from app.people.places import Place, place_of
from app.sheets.plan import Plan
from db.ids import Ids
from db.models import Building, BuildingGroup, Compound, Dwelling, Household

Group = dict[str, Any]


def is_number(text: str) -> bool:
    """Whether a key is a number or letter of a building, not a name of its own."""
    return text.isascii() and text.isalnum()


def group_name(place: Place) -> str:
    """What a 楼组 is called when a sheet only names its place: 3号楼组, 3号1单元楼组."""
    if not is_number(place.building):
        return place.building
    unit = f"{place.unit}单元" if place.unit else ""
    return f"{place.building}号{unit}楼组"


@dataclass
class Places:
    """Compounds, buildings, groups, dwellings and households by the words of a sheet.

    Rows of the book are (id, …) tuples; what is new goes into the plan at once and is found
    again like the old.
    """

    plan: Plan
    ids: Ids
    compounds: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    buildings: dict[tuple[int, str], int] = field(default_factory=dict)
    groups: dict[tuple[int, str], int] = field(default_factory=dict)
    groups_of_building: dict[tuple[int, str], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    dwellings: dict[tuple[int, str, str], int] = field(default_factory=dict)
    dwellings_of_building: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    group_of_dwelling: dict[int, int | None] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    new: Counter[str] = field(default_factory=Counter)
    new_compounds: list[str] = field(default_factory=list)

    @classmethod
    def load(cls, session: Session, plan: Plan, ids: Ids) -> Places:
        """Everything that the book knows of places."""
        places = cls(plan, ids)
        for row_id, name, alias in session.execute(
            select(Compound.id, Compound.name, Compound.alias)
        ):
            places.names[row_id] = name
            for word in (*alias_words(alias), name):
                places.compounds[same_word(word)] = row_id
        for row_id, compound, key in session.execute(
            select(Building.id, Building.compound_id, Building.key)
        ):
            places.buildings[compound, key] = row_id
        for row_id, compound, key in session.execute(
            select(BuildingGroup.id, BuildingGroup.compound_id, BuildingGroup.key).where(
                BuildingGroup.ended_on.is_(None)
            )
        ):
            places._note_group(compound, key, row_id)
        for row_id, building, unit, room, group in session.execute(
            select(
                Dwelling.id,
                Dwelling.building_id,
                Dwelling.unit,
                Dwelling.room_no,
                Dwelling.building_group_id,
            )
        ):
            places.dwellings[building, unit, room] = row_id
            places.dwellings_of_building[building].append(row_id)
            places.group_of_dwelling[row_id] = group
        return places

    def compound(self, name: str) -> int:
        """The compound of that name or alias, made if it is not known."""
        found = self.known_compound(name)
        if found is None:
            word = same_word(name)
            found = self.compounds[word] = self.ids.next_id()
            self.names[found] = name
            self.new["小区"] += 1
            self.new_compounds.append(name)
            # The name of the sheet stays as an alias: after a rename the same sheet still fits.
            self.plan.insert(
                "compound",
                {"id": found, "name": name, "alias": name, "sort_no": len(self.names)},
            )
        return found

    def known_compound(self, name: str) -> int | None:
        """The compound of that name or alias, if it is known."""
        found = self.said.get(name)
        if found is None:
            found = self.compounds.get(same_word(name))
            if found is not None:
                self.said[name] = found
        return found

    def building(self, compound: int, text: str, place: Place | None = None) -> int:
        """The building meant by 1号楼, 1号 or 1幢 in a compound, made if it is not known."""
        key = (place or place_of(text)).building
        found = self.buildings.get((compound, key))
        if found is None:
            found = self.buildings[compound, key] = self.ids.next_id()
            name = f"{key}号" if is_number(key) else key
            self.new["楼栋"] += 1
            self.plan.insert(
                "building", {"id": found, "compound_id": compound, "name": name, "key": key}
            )
        return found

    def known_group(self, compound: str, text: str, unit: str = "") -> int | None:
        """The 楼组 meant by a text in a compound, if both are known."""
        where = self.known_compound(compound)
        place = place_of(text)
        if unit and not place.unit:
            place = Place(place.building, unit)
        return None if where is None else self.groups.get((where, place.key))

    def group(self, compound: int, text: str, unit: str = "") -> tuple[int, Group | None]:
        """The 楼组 meant by a text; the second value is its row if it is new."""
        place = place_of(text)
        if unit and not place.unit:
            place = Place(place.building, unit)
        found = self.groups.get((compound, place.key))
        if found is not None:
            return found, None
        found = self.ids.next_id()
        self._note_group(compound, place.key, found)
        self.new["楼组"] += 1
        row = self.plan.insert(
            "building_group",
            {
                "id": found,
                "compound_id": compound,
                "name": group_name(place),
                "key": place.key,
                "sort_no": len(self.groups),
                "households_declared": None,
                "liaison_staff": None,
            },
        )
        self._adopt(compound, place, found)
        return found, row

    def dwelling(
        self, compound: int, building_text: str, unit: str, room: str, *, group: int | None = None
    ) -> int:
        """The door, made if it is not known.

        It joins the 楼组 given, else a new door joins the only 楼组 of its building.
        """
        place = place_of(building_text)
        building = self.building(compound, building_text, place)
        unit = unit or place.unit
        found = self.dwellings.get((building, unit, room))
        if found is None:
            found = self.dwellings[building, unit, room] = self.ids.next_id()
            group = group or self._group_for(compound, Place(place.building, unit))
            self.dwellings_of_building[building].append(found)
            self.group_of_dwelling[found] = group
            self.new["房屋"] += 1
            self.plan.insert(
                "dwelling",
                {
                    "id": found,
                    "building_id": building,
                    "unit": unit,
                    "room_no": room,
                    "building_group_id": group,
                },
            )
        elif group is not None and self.group_of_dwelling.get(found) is None:
            self.group_of_dwelling[found] = group
            self.plan.update("dwelling", found, building_group_id=group)
        return found

    def known_dwelling(self, compound: int, building_text: str, unit: str, room: str) -> int | None:
        """The door if the book or this import has it."""
        place = place_of(building_text)
        building = self.buildings.get((compound, place.building))
        if building is None:
            return None
        return self.dwellings.get((building, unit or place.unit, room))

    def _note_group(self, compound: int, key: str, group: int) -> None:
        self.groups[compound, key] = group
        self.groups_of_building[compound, key.split("/", 1)[0]].append(group)

    def _group_for(self, compound: int, place: Place) -> int | None:
        exact = self.groups.get((compound, place.key)) or self.groups.get(
            (compound, place.building)
        )
        if exact is not None:
            return exact
        around = self.groups_of_building.get((compound, place.building), [])
        return around[0] if len(around) == 1 and not place.unit else None

    def _adopt(self, compound: int, place: Place, group: int) -> None:
        building = self.buildings.get((compound, place.building))
        if building is None or len(self.groups_of_building[compound, place.building]) > 1:
            return
        for dwelling in self.dwellings_of_building.get(building, ()):
            if self.group_of_dwelling.get(dwelling) is None:
                self.group_of_dwelling[dwelling] = group
                self.plan.update("dwelling", dwelling, building_group_id=group)

    def notices(self) -> list[str]:
        """What was made on the way, in one sentence."""
        said: list[str] = []
        if self.new:
            parts = "、".join(f"{word} {count:,} 个" for word, count in self.new.items())
            said.append(f"台账里还没有、按表新建：{parts}。")
        unnamed = [name for name in self.new_compounds if "未填" in name]
        if unnamed:
            said.append(
                f"有 {len(unnamed)} 处合并单元格里没有写小区名，已分别暂名为“{unnamed[0]}”等，"
                "没有归到上一个小区。请在“居民房屋”里改成正确的名称，再导入同一张表也会对上。"
            )
        return said


@dataclass
class Households:
    """Living households by dwelling, as an import meets and makes them."""

    plan: Plan
    ids: Ids
    by_dwelling: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    current: dict[int, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, session: Session, plan: Plan, ids: Ids) -> Households:
        """All living households."""
        homes = cls(plan, ids)
        for row_id, dwelling, number, head in session.execute(
            select(
                Household.id, Household.dwelling_id, Household.household_no, Household.head_name
            ).where(Household.status == "living")
        ):
            homes.by_dwelling[dwelling].append(
                {"id": row_id, "household_no": number, "head_name": head, "old": True}
            )
        return homes

    def of_head(self, dwelling: int, head: str | None, number: str | None = None) -> dict[str, Any]:
        """The household of a head at a door, made if it is not known."""
        homes = self.by_dwelling[dwelling]
        for home in homes:
            if (number and home["household_no"] == number) or (head and home["head_name"] == head):
                return self._turn_to(dwelling, home)
        free = [home for home in homes if home["head_name"] is None and not home.get("met")]
        if len(free) == 1 and head:
            self.head(free[0], head)
            return self._turn_to(dwelling, free[0])
        # One old household at the door whose head has changed is still that household.
        if len(homes) == 1 and homes[0]["old"] and not homes[0].get("met"):
            return self._turn_to(dwelling, homes[0])
        return self._turn_to(dwelling, self._new(dwelling, head, number))

    def of_person(self, dwelling: int, household: int | None) -> dict[str, Any] | None:
        """The household at a door that somebody is known to live in."""
        for home in self.by_dwelling.get(dwelling, ()):
            if home["id"] == household:
                return self._turn_to(dwelling, home)
        return None

    def head(self, home: dict[str, Any], name: str) -> None:
        """Note the head of a household of which none was known."""
        if home["head_name"] is None:
            home["head_name"] = name
            self._set(home, head_name=name)

    def number(self, home: dict[str, Any], number: str) -> None:
        """Note the 户号 of a household of which none was known."""
        if home["household_no"] is None:
            home["household_no"] = number
            self._set(home, household_no=number)

    def _set(self, home: dict[str, Any], **values: Any) -> None:
        if home["old"]:
            self.plan.update("household", home["id"], **values)
        else:
            home["row"].update(values)

    def of_member(self, dwelling: int, number: str | None = None) -> dict[str, Any]:
        """The household that a line without a head belongs to: the one met last at the door."""
        homes = self.by_dwelling[dwelling]
        if number:
            for home in homes:
                if home["household_no"] == number:
                    return self._turn_to(dwelling, home)
        if dwelling in self.current:
            return self.current[dwelling]
        if homes:
            return self._turn_to(dwelling, homes[0])
        return self._turn_to(dwelling, self._new(dwelling, None, number))

    def named(self, dwelling: int, name: str) -> dict[str, Any] | None:
        """The household at a door whose head has that name."""
        return next(
            (home for home in self.by_dwelling.get(dwelling, ()) if home["head_name"] == name), None
        )

    def _turn_to(self, dwelling: int, home: dict[str, Any]) -> dict[str, Any]:
        home["met"] = True
        self.current[dwelling] = home
        return home

    def _new(self, dwelling: int, head: str | None, number: str | None) -> dict[str, Any]:
        row = self.plan.insert(
            "household",
            {
                "id": self.ids.next_id(),
                "dwelling_id": dwelling,
                "household_no": number,
                "head_name": head,
            },
        )
        home = {**row, "old": False, "row": row}
        self.by_dwelling[dwelling].append(home)
        return home
