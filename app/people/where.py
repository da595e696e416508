"""Where somebody lives, in the words of the office."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.places import door_label
from db.models import Building, Compound, Dwelling, Household, Resident


def whereabouts(session: Session, resident_id: int) -> str:
    """金水苑 3-101, or words for those without a known door."""
    row = session.execute(
        select(Compound.name, Building.key, Dwelling.unit, Dwelling.room_no)
        .select_from(Resident)
        .join(Household, Household.id == Resident.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .where(Resident.id == resident_id)
    ).first()
    if row is None:
        return "住处不详"
    return f"{row.name} {door_label(row.key, row.unit, row.room_no)}"
