"""Conditions for lists, all on the table of the list alone: places are looked up on the side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from app import pinyin
from app.kinds import folded
from app.people.places import Door, door_of
from app.shelf import SHORTEST_PHONE_PART
from db.models import Building, Dwelling, Household, Resident


def born_by(age: int, today: dt.date) -> str:
    """The last birth date of people of at least that age on a day."""
    # Partial birth dates are prefixes and sort before every day inside them, as age_on has it.
    return f"{max(1, today.year - age):04}-{today.month:02}-{today.day:02}"


def home_limits(
    compound: int | None, building: int | None, group: int | None
) -> list[ColumnElement[bool]]:
    """Conditions on the dwelling and the building of somebody's home; empty fields do not limit."""
    limits: list[ColumnElement[bool]] = []
    if compound is not None:
        limits.append(Building.compound_id == compound)
    if building is not None:
        limits.append(Dwelling.building_id == building)
    if group is not None:
        limits.append(Dwelling.building_group_id == group)
    return limits


def homes(limits: Sequence[ColumnElement[bool]]) -> Select[tuple[int]]:
    """The ids of the households at the doors meant."""
    return (
        select(Household.id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .where(*limits)
    )


def resident_text(text: str, home: Any = Resident.household_id) -> ColumnElement[bool]:
    """People whom a text can mean: name, sound, telephone, whole identity number, door.

    `home` is their household, where it is not that of today.
    """
    word = "".join(folded(text).split())
    ways: list[ColumnElement[bool]] = [Resident.full_name.contains(word, autoescape=True)]
    if word.isascii() and word.isalpha():
        sound = word.lower()
        ways.append(Resident.name_pinyin.startswith(sound, autoescape=True))
        ways.append(Resident.name_initials.startswith(sound, autoescape=True))
        ways += _read_otherwise(sound)
    if word.isdecimal() and len(word) >= SHORTEST_PHONE_PART:
        ways.append(Resident.phone.contains(word, autoescape=True))
    if len(word) in (15, 18):
        ways.append(Resident.id_card_no == word.upper())
    ways += [home.in_(homes(limits)) for limits in door_limits(word)]
    return or_(*ways)


def _read_otherwise(sound: str) -> list[ColumnElement[bool]]:
    """People whose surname is read in two ways and was typed in the other one: dan for 单."""
    ways: list[ColumnElement[bool]] = []
    for surname, (own, other) in pinyin.other_surnames().items():
        whole = (Resident.name_pinyin, own.lower(), other.lower())
        letters = (Resident.name_initials, pinyin.capitals(own), pinyin.capitals(other))
        for column, usual, typed in (whole, letters):
            if usual == typed or not (sound.startswith(typed) or typed.startswith(sound)):
                continue
            rest = usual + sound.removeprefix(typed) if sound.startswith(typed) else usual
            named = Resident.full_name.startswith(surname)
            ways.append(named & column.startswith(rest, autoescape=True))
    return ways


def door_limits(word: str) -> list[list[ColumnElement[bool]]]:
    """The ways in which a text can mean doors: 3-101, or the room number 101 alone."""
    door = door_of(word)
    if door is not None:
        return [_door_limits(door)]
    if word.isdecimal() and 3 <= len(word) <= 4:
        return [[Dwelling.room_no == word]]
    return []


def _door_limits(door: Door) -> list[ColumnElement[bool]]:
    limits = [
        Building.key == door.building,
        Dwelling.room_no.startswith(door.room, autoescape=True),
    ]
    return [*limits, Dwelling.unit == door.unit] if door.unit else limits
