"""The order in which people expect doors and names: 3-101 before 12-101, floor by floor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models import Building, BuildingGroup, Compound, Dwelling

Row = TypeVar("Row")
Key = tuple[tuple[int, int, str], ...]

_PIECES = re.compile(r"(\d+)")


@lru_cache(maxsize=8192)
def natural(text: str) -> Key:
    """A key by which 3号 comes before 12号 and the basement before the first floor."""
    if text.startswith("地下"):
        return ((-1, 0, ""), *natural(text.removeprefix("地下")))
    return tuple(
        (0, int(piece), "") if piece.isdecimal() else (1, 0, piece)
        for piece in _PIECES.split(text)
        if piece
    )


def plain_rows(session: Session, statement: Select[Any]) -> list[Any]:
    """The rows of a long list as the driver gives them: tuples of numbers and texts.

    Making Row objects of 100,000 rows takes five times as long as the query itself.
    """
    with session.connection().execute(statement) as result:
        return list(result.cursor.fetchall())


def streamed(session: Session, statement: Select[Any]) -> Iterator[list[Any]]:
    """The same rows in portions, for those who need not keep them."""
    with session.connection().execute(statement) as result:
        while rows := result.cursor.fetchmany(_PORTION):
            yield list(rows)


_PORTION = 2_000
"""Rows that are in memory at a time: freed before the next come, so that their room is used."""

AT_ONCE = 5_000
"""Ids in one query."""


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in portions that one query takes."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def in_order(rows: Mapping[int, Row], ids: Sequence[int]) -> dict[int, Row]:
    """The rows in the order of the ids; those that are gone are left out."""
    return {row_id: rows[row_id] for row_id in ids if row_id in rows}


def compound_ranks(session: Session) -> dict[int, int]:
    """Compounds in their own order, then by name: id → place."""
    rows = plain_rows(session, select(Compound.id, Compound.sort_no, Compound.name))
    rows.sort(key=lambda row: (row[1], natural(row[2])))
    return {row[0]: at for at, row in enumerate(rows)}


def building_ranks(session: Session) -> dict[int, int]:
    """Buildings by compound and number: id → place."""
    compounds = compound_ranks(session)
    rows = plain_rows(session, select(Building.id, Building.compound_id, Building.key))
    rows.sort(key=lambda row: (compounds[row[1]], natural(row[2])))
    return {row[0]: at for at, row in enumerate(rows)}


def dwelling_ranks(session: Session) -> dict[int, int]:
    """Doors by building, unit and floor: id → place."""
    query = select(Dwelling.id, Dwelling.building_id, Dwelling.unit, Dwelling.room_no)
    return {row_id: at for at, row_id in enumerate(by_door(session, plain_rows(session, query)))}


def by_door(session: Session, rows: Sequence[tuple[int, int, str, str]]) -> list[int]:
    """Ids in the order of doors; rows are (id, building id, unit, room)."""
    buildings = building_ranks(session)
    # There are few units and rooms among many doors: numbers sort much faster than texts.
    units = natural_places(row[2] for row in rows)
    rooms = natural_places(row[3] for row in rows)
    wide = len(rooms)
    deep = len(units) * wide
    keys = [buildings[row[1]] * deep + units[row[2]] * wide + rooms[row[3]] for row in rows]
    return [rows[at][0] for at in sorted(range(len(rows)), key=keys.__getitem__)]


def natural_places(texts: Iterable[str]) -> dict[str, int]:
    """The places of different texts in their natural order."""
    return {text: at for at, text in enumerate(sorted(set(texts), key=natural))}


def group_ranks(session: Session) -> dict[int, int]:
    """楼组 by compound and name: id → place."""
    compounds = compound_ranks(session)
    rows = plain_rows(
        session, select(BuildingGroup.id, BuildingGroup.compound_id, BuildingGroup.name)
    )
    rows.sort(key=lambda row: (compounds[row[1]], natural(row[2])))
    return {row[0]: at for at, row in enumerate(rows)}
