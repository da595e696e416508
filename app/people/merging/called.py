"""What people and households are called where they stand beside others: name and door."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.people.lists import chunks
from app.people.records import household_label
from app.people.where import NO_HOME, door_words, of_households, of_people
from db.models import Household, Resident


def record_titles(session: Session, table: str, ids: Collection[int]) -> dict[int, str]:
    """People with their doors, or households as the office calls them, by id."""
    found: dict[int, str] = {}
    for some in chunks(sorted(ids)):
        if table == "resident":
            query = of_people(Resident.id, Resident.full_name).where(Resident.id.in_(some))
            found |= {
                row.id: f"{row.full_name} · {door_words(row) or NO_HOME}"
                for row in session.execute(query)
            }
        else:
            query = of_households(Household.id, Household.head_name).where(Household.id.in_(some))
            found |= {
                row.id: household_label(door_words(row), row.head_name)
                for row in session.execute(query)
            }
    return found


def record_title(session: Session, table: str, row_id: int) -> str:
    """One of them; empty if the record is gone."""
    return record_titles(session, table, (row_id,)).get(row_id, "")
