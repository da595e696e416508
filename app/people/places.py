"""Doors as offices write them: building, unit and room out of one text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.kinds import folded

_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
_DASHES = str.maketrans(dict.fromkeys("－—–―‐‑−", "-") | {"#": "号"})
_BUILDING_WORDS = "号楼组|号楼|楼组|号|幢|栋|座|弄|楼"
_PLACE = re.compile(
    rf"(?P<building>[0-9A-Za-z]+[甲乙丙丁]?)(?:{_BUILDING_WORDS})?"
    r"(?:(?P<unit>[0-9A-Za-z一二三四五六七八九十]+)单元)?"
    r"(?:楼组)?"
)
_DOOR = re.compile(
    rf"(?:.*?弄)?(?P<building>[0-9A-Za-z]+[甲乙丙丁]?)(?:(?:{_BUILDING_WORDS})-?|-)"
    r"(?:(?P<unit>[0-9A-Za-z一二三四五六七八九十]+)单元-?)?"
    r"(?P<room>[0-9A-Za-z地下甲乙丙丁]+)(?:室|房)?"
)

_DASHED = re.compile(
    rf"(?:.*?弄)?([0-9A-Za-z]+)(?:(?:{_BUILDING_WORDS})-?|-)([0-9A-Za-z]{{1,2}})-([0-9A-Za-z]+)室?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A building with, perhaps, a unit: what a 楼组 usually covers. Keys are without 号/幢/楼."""

    building: str
    unit: str = ""

    @property
    def key(self) -> str:
        """The text by which sheets and records are matched."""
        return f"{self.building}/{self.unit}" if self.unit else self.building


@dataclass(frozen=True, slots=True)
class Door:
    """A dwelling: building, unit (may be empty) and room."""

    building: str
    unit: str
    room: str


@lru_cache(maxsize=4096)
def place_of(text: str) -> Place:
    """The place meant by 1号楼, 5幢, 3号1单元, 12号楼组; other texts are a name of their own."""
    value = _plain(text)
    if match := _PLACE.fullmatch(value):
        return Place(_number(match["building"]), _unit(match["unit"]))
    return Place(value)


@lru_cache(maxsize=4096)
def unit_of(text: str) -> str:
    """The unit key of 1单元, 一单元 or 1; empty for none."""
    return _unit(_plain(text).removesuffix("单元"))


@lru_cache(maxsize=16384)
def room_of(text: str) -> str:
    """A room number as text: 室 and 房 dropped, leading zeros kept, 301a is 301A."""
    value = "".join(folded(text).split()).upper()
    return value[:-1] if len(value) > 1 and value[-1] in "室房" else value


def door_of(text: str) -> Door | None:
    """The door meant by 3-101, 12号101室, 3幢2单元501, 某路88弄12号101室; None if it is none."""
    value = _plain(text)
    if match := _DASHED.fullmatch(value):
        return Door(_number(match[1]), _unit(match[2]), room_of(match[3]))
    match = _DOOR.fullmatch(value)
    if not match:
        return None
    return Door(_number(match["building"]), _unit(match["unit"]), room_of(match["room"]))


def _plain(text: str) -> str:
    return "".join(folded(text).split()).translate(_DASHES)


def _number(text: str) -> str:
    return str(int(text)) if text.isdecimal() else text.upper()


def _unit(text: str | None) -> str:
    if not text:
        return ""
    tens, ten, ones = text.rpartition("十")
    if not ten and text in _DIGITS:
        return str(_DIGITS[text])
    if ten and (not tens or tens in _DIGITS) and (not ones or ones in _DIGITS):
        return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
    return _number(text)


def door_label(building: str, unit: str, room: str) -> str:
    """A door for people: 3-101, 3-2-501; a building that has a name keeps it."""
    return "-".join(part for part in (building, unit, room) if part)
