"""The doors of households in the columns of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from db.models import Building, BuildingGroup, Compound, Dwelling, Household

T = TypeVar("T")
Table = tuple[tuple[str, ...], list[dict[str, Any]]]
"""The names of the columns and the values of each row by name."""

Ids = Sequence[int] | None
"""Which records, in this order; None for all that a register lists."""

Reader = Callable[[Book, dt.date, Ids], Table]

DOOR = ("compound", "building_group", "building", "unit", "room_no", "household_no", "head_name")


def doors_of(session: Session) -> dict[int, dict[str, Any]]:
    """Where each household lives, by its id."""
    rows = session.execute(
        select(
            Household.id,
            Compound.name,
            BuildingGroup.name,
            Building.name,
            Dwelling.unit,
            Dwelling.room_no,
            Household.household_no,
            Household.head_name,
        )
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == Dwelling.building_group_id)
    )
    return {row_id: dict(zip(DOOR, values, strict=True)) for row_id, *values in rows}


def address_of(door: Mapping[str, Any]) -> str | None:
    """A door in one cell: 金水苑3号2单元501室."""
    if not door.get("building") or not door.get("room_no"):
        return None
    unit = f"{door['unit']}单元" if door.get("unit") else ""
    return f"{door.get('compound') or ''}{door['building']}{unit}{door['room_no']}室"


def chosen(rows: Iterable[T], ids: Ids, key: Callable[[T], int]) -> list[T]:
    """All rows, or those of the ids in their order."""
    if ids is None:
        return list(rows)
    known = {key(row): row for row in rows}
    return [known[row_id] for row_id in ids if row_id in known]
