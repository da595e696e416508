"""The made-up neighbourhood: compounds, buildings, 楼组 and doors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app.people.places import place_of
from app.sample.dice import listed
from db.ids import Ids

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Door:
    """A dwelling with what is needed to people it."""

    row: dict[str, Any]
    compound: dict[str, Any]
    group: Group
    address: str


@dataclass
class Group:
    """A 楼组 and its doors."""

    row: dict[str, Any]
    compound: dict[str, Any]
    doors: list[Door] = field(default_factory=list)


@dataclass
class Town:
    """Everything that stands: rows by table, and the same by what belongs together."""

    rows: Rows
    compounds: list[dict[str, Any]]
    groups: list[Group]


def build(ids: Ids) -> Town:
    """The four compounds, door by door."""
    town = Town(
        {name: [] for name in ("compound", "building", "building_group", "dwelling")}, [], []
    )
    for number, plan in enumerate(listed("places")["compound"], start=1):
        row = {"id": ids.next_id(), "sort_no": number}
        row |= {name: plan.get(name) for name in _COMPOUND}
        town.rows["compound"].append(row)
        town.compounds.append(plan | {"id": row["id"], "number": number})
        at = 1
        for shape in plan["shape"]:
            at = _shape(town, ids, shape, at)
        groups = [group for group in town.groups if group.compound["id"] == row["id"]]
        row["household_count"] = sum(len(group.doors) for group in groups)
    return town


_COMPOUND = (
    "name", "alias", "address", "kind", "built_year", "property_company", "liaison_staff",
)  # fmt: skip


def _shape(town: Town, ids: Ids, shape: dict[str, Any], first: int) -> int:
    compound = town.compounds[-1]
    group: Group | None = None
    for number in range(first, first + shape["buildings"]):
        name = f"{number}{shape['call']}"
        building = {
            "id": ids.next_id(),
            "compound_id": compound["id"],
            "name": name,
            "key": place_of(name).key,
            "floors": shape["floors"],
            "unit_count": shape["units"] or None,
            "dwelling_count": shape["floors"] * max(1, shape["units"]) * shape["doors"],
            "has_elevator": shape["floors"] > 6,
        }
        town.rows["building"].append(building)
        for unit in range(1, max(1, shape["units"]) + 1):
            if group is None or _starts(shape["groups"], number - first, unit):
                group = _group(town, ids, _group_name(shape, number, unit))
            _doors(town, ids, shape, building, str(unit) if shape["units"] else "", group)
    return first + int(shape["buildings"])


def _starts(kind: str, at: int, unit: int) -> bool:
    if kind == "unit":
        return True
    return unit == 1 and (kind == "building" or at % 2 == 0)


def _group_name(shape: dict[str, Any], number: int, unit: int) -> str:
    if shape["groups"] == "pair":
        return f"{number}、{number + 1}{shape['call']}楼组"
    if shape["groups"] == "unit":
        return f"{number}{shape['call']}{unit}单元楼组"
    return f"{number}{shape['call']}楼组"


def _group(town: Town, ids: Ids, name: str) -> Group:
    compound = town.compounds[-1]
    mine = 1 + sum(group.compound is compound for group in town.groups)
    formed = max(2003, compound["built_year"] + 1)
    row = {
        "id": ids.next_id(),
        "compound_id": compound["id"],
        "name": name,
        "key": place_of(name).key,
        "code": f"{compound['number']:02}{mine:02}",
        "formed_on": dt.date(formed, 3, 15),
        "liaison_staff": compound["liaison_staff"],
        "sort_no": len(town.groups) + 1,
    }
    town.rows["building_group"].append(row)
    town.groups.append(Group(row, compound))
    return town.groups[-1]


def _doors(
    town: Town, ids: Ids, shape: dict[str, Any], building: dict[str, Any], unit: str, group: Group
) -> None:
    for floor in range(1, shape["floors"] + 1):
        for door in range(1, shape["doors"] + 1):
            room = f"{floor}{door:02}"
            row = {
                "id": ids.next_id(),
                "building_id": building["id"],
                "unit": unit,
                "room_no": room,
                "building_group_id": group.row["id"],
                "usage": "自住",
            }
            town.rows["dwelling"].append(row)
            where = f"{building['name']}{f'{unit}单元' if unit else ''}{room}室"
            address = f"上海市奉贤区{group.compound['address']}{where}"
            group.doors.append(Door(row, group.compound, group, address))
