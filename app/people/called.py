"""What people and households are called where they stand beside others: name and door."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.people.lists import chunks
from app.people.places import door_label
from app.people.records import household_label
from db.models import Building, Compound, Dwelling, Household, Resident

NO_HOME = "住处不详"


def record_titles(session: Session, table: str, ids: Collection[int]) -> dict[int, str]:
    """People with their doors, or households as the office calls them, by id."""
    found: dict[int, str] = {}
    for some in chunks(sorted(ids)):
        if table == "resident":
            query = _people().where(Resident.id.in_(some))
            found |= {row.id: f"{row.full_name} · {_door(row)}" for row in session.execute(query)}
        else:
            query = _homes().where(Household.id.in_(some))
            found |= {
                row.id: household_label(_door(row), row.head_name) for row in session.execute(query)
            }
    return found


def record_title(session: Session, table: str, row_id: int) -> str:
    """One of them; empty if the record is gone."""
    return record_titles(session, table, (row_id,)).get(row_id, "")


def _door(row: Any) -> str:
    if row.key is None:
        return NO_HOME
    return f"{row.compound} {door_label(row.key, row.unit, row.room_no)}"


def _people() -> Select[Any]:
    return (
        select(
            Resident.id,
            Resident.full_name,
            Compound.name.label("compound"),
            Building.key,
            Dwelling.unit,
            Dwelling.room_no,
        )
        .outerjoin(Household, Household.id == Resident.household_id)
        .outerjoin(Dwelling, Dwelling.id == Household.dwelling_id)
        .outerjoin(Building, Building.id == Dwelling.building_id)
        .outerjoin(Compound, Compound.id == Building.compound_id)
    )


def _homes() -> Select[Any]:
    return (
        select(
            Household.id,
            Household.head_name,
            Compound.name.label("compound"),
            Building.key,
            Dwelling.unit,
            Dwelling.room_no,
        )
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
    )
