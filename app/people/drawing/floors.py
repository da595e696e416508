"""The floor and the place on it that a room number tells: 1203 is the third door of the 12th."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.people.order import natural

HIGHEST = 99
"""Floors above this are no floors: the number means something else."""

_DIGITS = re.compile(r"(\d{1,3})(\d{2})([0-9A-Za-z甲乙丙丁东西南北中]?)")
_LONG = re.compile(r"(\d{2})(\d{3})([A-Za-z甲乙丙丁东西南北中]?)")
_LETTER = re.compile(r"(\d{1,2})([A-Za-z])")
_SAID = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})(?:[层楼Ff]|楼层)(.*)")
_BELOW = re.compile(r"(?:地下室?|负|-|B|b)(\d*|[一二三四])(?:[层楼])?(.*)")
_CHINESE = {sign: at for at, sign in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a room is: its floor (−1 for the basement) and its slot, the same on every floor.

    An empty slot says nothing of the place on the floor.
    """

    floor: int
    slot: str


@lru_cache(maxsize=16384)
def spot_of(room: str) -> Spot | None:
    """The floor and slot of 101, 0301, 1203, 地下1, 3楼东; None where the number tells none."""
    text = "".join(room.split())
    if match := _BELOW.fullmatch(text):
        return _below(match[1], match[2])
    if match := _SAID.fullmatch(text):
        return _spot(_number(match[1]), match[2])
    for pattern in (_LONG, _DIGITS):
        if match := pattern.fullmatch(text):
            return _spot(int(match[1]), match[2] + match[3])
    if match := _LETTER.fullmatch(text):
        return _spot(int(match[1]), match[2].upper())
    return None


def _below(number: str, rest: str) -> Spot | None:
    if rest and rest.isascii() and not number:
        return None
    if len(number) >= 3 and number.isdecimal():
        return _spot(-int(number[:-2]), number[-2:] + rest)
    floor = _number(number) if number else 1
    return _spot(-max(1, floor), rest)


def _spot(floor: int, slot: str) -> Spot | None:
    return Spot(floor, slot) if floor and abs(floor) <= HIGHEST else None


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_CHINESE.get(tens, 1) * 10 if ten else 0) + _CHINESE.get(ones, 0)


def floor_words(floor: int | None) -> str:
    """A floor as it is said: 12层, 地下1层, 其他."""
    if floor is None:
        return "其他"
    return f"{floor}层" if floor > 0 else f"地下{-floor}层"


def floor_mark(floor: int | None) -> str:
    """A floor as it stands at the edge of a drawing: 12, B1, 其他."""
    if floor is None:
        return "其他"
    return str(floor) if floor > 0 else f"B{-floor}"


def slots_of(floors: Iterable[Iterable[str]]) -> dict[str, int]:
    """The column of every slot of a unit, or nothing where doors are numbered on and on.

    `floors` are the slots of each floor. If every floor has numbers of its own, columns by
    number would leave most of the wall empty.
    """
    rows = [list(row) for row in floors]
    known = {slot for row in rows for slot in row if slot}
    widest = max((len(row) for row in rows), default=0)
    if len(known) > widest + max(2, widest // 2):
        return {}
    return {slot: at for at, slot in enumerate(sorted(known, key=natural))}
