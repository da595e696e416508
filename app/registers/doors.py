"""The doors of households in the columns of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from db.models import Building, BuildingGroup, Compound, Dwelling, Household

Table = tuple[tuple[str, ...], list[dict[str, Any]]]
"""The names of the columns and the values of each row by name."""

Reader = Callable[[Book, dt.date], Table]

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
