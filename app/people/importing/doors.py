"""Which door a line of a sheet means, whatever columns it is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kinds import folded
from app.people.importing.index import Places
from app.people.places import door_of, place_of, room_of, unit_of
from app.sheets.mappings import COMPOUND_ENDINGS

_CALLED = re.compile(rf"(.{{1,18}}?(?:{COMPOUND_ENDINGS}))(?=[0-9A-Za-z第])(.+)")
_ABOVE = re.compile(r".*(?:省|市|区|县|街道|镇|乡|社区|居委会?|居民区)(?=.{2,})")
_PARTED = re.compile(r"(.+?)[/／、,，\s-]+(.+)")
_UNIT_AND_ROOM = re.compile(r"([0-9A-Za-z一二三四五六七八九十]+)单元[-]?([0-9A-Za-z]+室?)")
_RUN_ON = re.compile(r"([^0-9A-Za-z]{2,18}?)((?:第)?[0-9A-Za-z]+(?:号楼|号|幢|栋|楼|座)?)")


NEW_DOOR = -1
"""A door that nobody is known to live behind; no dwelling has this id."""


class Unclear(Exception):
    """A door that cannot be told: which column, what stands there, what is wrong."""

    def __init__(self, column: str, value: str, message: str) -> None:
        super().__init__(message)
        self.column, self.value, self.message = column, value, message


@dataclass(frozen=True, slots=True)
class Spot:
    """A door in words: the 小区, the building as written, unit and room as keys."""

    compound: str
    building: str
    unit: str
    room: str


def spot_of(values: Mapping[str, Any], places: Places, default: str = "") -> Spot:
    """The door of a line; `default` is the 小区 of the sheet. Raises Unclear."""
    compound, building = values.get("compound"), values.get("building")
    unit, room = values.get("unit") or "", values.get("room_no")
    if values.get("place"):
        named, block = _place(values["place"], places)
        compound, building = compound or named, building or block
    text = values.get("address") if room is None else (room if building is None else None)
    if text and (building is None or room is None):
        named, rest = compound_in(text, places)
        door = door_of(rest)
        if door is None:
            raise Unclear("住址", text, f"从“{text}”认不出楼号和室号，请写成 12号101室 或 3-101")
        if named and compound and _apart(named, compound, places):
            raise Unclear("住址", text, f"住址写的是{named}，小区写的是{compound}，请核对")
        compound = compound or named
        building, unit, room = building or door.building, unit or door.unit, door.room
    if building is None or room is None:
        missing = "楼号" if building is None else "室号"
        raise Unclear(missing, "", f"缺少{missing}，不知道住在哪里，请补上")
    name = compound or default or only_compound(places)
    if not name:
        raise Unclear("小区", "", "表里没有小区，本居委又不止一个小区，请补上小区")
    unit, room = _whole(building, unit, room)
    return Spot(name, building, unit_of(unit) if unit else "", room_of(room))


def known_door(spot: Spot | None, places: Places) -> int | None:
    """The dwelling of a spot if the book or this import has it, else `NEW_DOOR`.

    None where the line tells no door at all.
    """
    if spot is None:
        return None
    compound = places.known_compound(spot.compound)
    if compound is None:
        return NEW_DOOR
    return places.known_dwelling(compound, spot.building, spot.unit, spot.room) or NEW_DOOR


def only_compound(places: Places) -> str:
    """The one 小区 of the book; empty when there are none or several."""
    names = set(places.names.values())
    return names.pop() if len(names) == 1 else ""


def compound_in(text: str, places: Places) -> tuple[str, str]:
    """The 小区 that an address begins with (empty if it names none) and what follows it."""
    value = "".join(folded(text).split())
    for word in sorted(places.compounds, key=len, reverse=True):
        at = value.lower().find(word) if len(word) > 1 else -1
        within = at > 0 and word[0].isdigit() and value[at - 1].isdigit()  # 188弄 is not 88弄
        if at >= 0 and not within and at + len(word) < len(value):
            return places.names[places.compounds[word]], _joint(value[at + len(word) :])
    if value[:1].isdigit():
        return "", value
    bare = _ABOVE.sub("", value, count=1)
    called = _CALLED.fullmatch(bare)
    if called and not re.search(r"路|弄|街$", called[1]):
        return called[1], _joint(called[2])
    return "", bare if bare != value and door_of(bare) else value


def _joint(rest: str) -> str:
    return rest.lstrip("/／-—、，,").removeprefix("小区").removeprefix("第")


def _place(text: str, places: Places) -> tuple[str | None, str | None]:
    """小区 and building out of one cell: 金水苑/3号楼, 金水苑3号楼."""
    named, rest = compound_in(text, places)
    if named:
        return named, rest
    for way in (_PARTED, _RUN_ON):
        match = way.fullmatch("".join(folded(text).split()) if way is _RUN_ON else text.strip())
        if match:
            return match[1], match[2].removeprefix("第")
    return None, text


def _apart(one: str, other: str, places: Places) -> bool:
    return one != other and places.known_compound(one) != places.known_compound(other)


def _whole(building: str, unit: str, room: str) -> tuple[str, str]:
    """Unit and room where the room says the whole door again: 3号 and 3号101室."""
    if room.isascii() and room.isalnum():
        return unit, room
    if match := _UNIT_AND_ROOM.fullmatch("".join(folded(room).split())):
        return unit or match[1], match[2]
    door = door_of(room)
    if door is None or not re.search(r"[号幢栋-]", folded(room)):
        return unit, room
    if door.building != place_of(building).building:
        if "-" in folded(room) and not unit:
            return door.building, door.room  # 2-501 beside a building is unit 2, room 501
        raise Unclear("室号", room, f"楼号写的是{building}，室号写的是{room}，请核对")
    return unit or door.unit, door.room
