"""Where somebody lives: the way from people and households to their doors, and its words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.people.places import door_label
from db.models import Building, Compound, Dwelling, Household, Resident

NO_HOME = "住处不详"

_HOME = (Compound.name.label("compound"), Building.key, Dwelling.unit, Dwelling.room_no)


def of_households(*columns: Any) -> Select[Any]:
    """Columns of households with `compound`, `key`, `unit` and `room_no` of their doors."""
    return (
        select(*columns, *_HOME)
        .select_from(Household)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
    )


def of_people(*columns: Any) -> Select[Any]:
    """As `of_households`, of people; those without a known door come along with empty ones."""
    return (
        select(*columns, *_HOME)
        .select_from(Resident)
        .outerjoin(Household, Household.id == Resident.household_id)
        .outerjoin(Dwelling, Dwelling.id == Household.dwelling_id)
        .outerjoin(Building, Building.id == Dwelling.building_id)
        .outerjoin(Compound, Compound.id == Building.compound_id)
    )


def door_words(row: Any, *, compound: bool = True) -> str:
    """金水苑 3-101 of a row of either, without the compound if asked; empty without a door."""
    if row.key is None:
        return ""
    door = door_label(row.key, row.unit, row.room_no)
    return f"{row.compound} {door}" if compound else door


def whereabouts(session: Session, resident_id: int) -> str:
    """金水苑 3-101, or words for those without a known door."""
    row = session.execute(of_people(Resident.id).where(Resident.id == resident_id)).first()
    return (door_words(row) if row else "") or NO_HOME
