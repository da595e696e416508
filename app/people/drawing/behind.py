"""Who is behind the doors of a drawing, and where in a drawing a record is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select

from app.book import Book
from app.kinds import age_on
from app.people.card import Member
from db.models import Building, CareTag, Dwelling, Household, Resident


def people_at(book: Book, homes: Sequence[int], today: dt.date) -> list[Member]:
    """Who lives in some households, the heads first; one query."""
    query = (
        select(
            Resident.id,
            Resident.full_name,
            Resident.relation_to_head,
            Resident.sex,
            Resident.birth_date,
            Resident.status,
        )
        .where(Resident.household_id.in_(homes), Resident.status == "living")
        .order_by(Resident.household_id, Resident.relation_to_head != "户主", Resident.id)
    )
    with book.read() as session:
        return [
            Member(
                row.id,
                row.full_name,
                row.relation_to_head,
                row.sex,
                age_on(row.birth_date, today),
                row.status,
            )
            for row in session.execute(query)
        ]


def tagged_at(book: Book, homes: Sequence[int], today: dt.date) -> list[tuple[int, str]]:
    """Ids and names of those in some households who have a care tag; which one is not told.

    What it is shows `app.reveal.reveal`, which logs the look.
    """
    query = (
        select(Resident.id, Resident.full_name)
        .join(CareTag, CareTag.resident_id == Resident.id)
        .where(
            Resident.household_id.in_(homes),
            Resident.status == "living",
            or_(CareTag.end_on.is_(None), CareTag.end_on > today),
        )
        .group_by(Resident.id, Resident.full_name)
        .order_by(Resident.id)
    )
    with book.read() as session:
        return [(row.id, row.full_name) for row in session.execute(query)]


def found_at(book: Book, kind: str, row_id: int) -> tuple[int, int | None, int | None] | None:
    """Compound, building and door of a compound, building or household; None if it is nowhere."""
    if kind == "compound":
        return (row_id, None, None)
    query = select(Building.compound_id, Building.id, Dwelling.id)
    if kind == "building":
        query = query.outerjoin(Dwelling, Dwelling.building_id == Building.id)
        query = query.where(Building.id == row_id)
    elif kind == "household":
        query = query.join(Dwelling, Dwelling.building_id == Building.id)
        query = query.join(Household, Household.dwelling_id == Dwelling.id)
        query = query.where(Household.id == row_id)
    else:
        return None
    with book.read() as session:
        row = session.execute(query.limit(1)).first()
    if row is None:
        return None
    return (row[0], row[1], row[2] if kind == "household" else None)
