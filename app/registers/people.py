"""The registers of residents and of households."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app.book import Book
from app.people.lists import (
    HouseholdFilter,
    ResidentFilter,
    household_ids,
    resident_ids,
    resident_rows,
)
from app.people.order import plain_rows
from app.registers.doors import DOOR, Ids, Table, address_of, doors_of
from app.registers.own import own_of
from db.models import Household, Resident

_RESIDENT = (
    "full_name", "relation_to_head", "sex", "id_kind", "id_card_no", "birth_date", "phone",
    "residence_kind", "registered_address", "ethnicity", "political_status", "education",
    "marital_status", "employment", "occupation", "employer", "health_status", "care_tags",
    "talents", "emergency_contact", "emergency_phone", "note",
)  # fmt: skip
_HOUSEHOLD = ("kind", "members", "moved_in_on", "pledge_signed_on", "note")


def residents(book: Book, today: dt.date, ids: Ids = None) -> Table:
    """Everybody in the register who lives here, door by door; or those given."""
    ids = resident_ids(book, ResidentFilter(), today) if ids is None else ids
    rows = resident_rows(book, ids, today)
    own = own_of(book, "resident")
    with book.read() as session:
        doors = doors_of(session)
    found = []
    for row_id in ids:
        if (row := rows.get(row_id)) is None:
            continue
        door = doors.get(row.household_id, {}) if row.household_id is not None else {}
        facts = {name: getattr(row, name) for name in _RESIDENT}
        found.append({**door, "address": address_of(door), **facts, **own.of(row_id)})
    return DOOR + _RESIDENT + own.names, found


def households(book: Book, _today: dt.date, ids: Ids = None) -> Table:
    """The households that live here, door by door; or those given."""
    ids = household_ids(book, HouseholdFilter()) if ids is None else ids
    own = own_of(book, "household")
    with book.read() as session:
        doors = doors_of(session)
        records = {record.id: record for record in session.scalars(select(Household))}
        counts = dict(
            plain_rows(
                session,
                select(Resident.household_id, func.count())
                .where(Resident.status == "living", Resident.household_id.is_not(None))
                .group_by(Resident.household_id),
            )
        )
    found = []
    for row_id in ids:
        if row_id not in records:
            continue
        facts = {name: getattr(records[row_id], name) for name in _HOUSEHOLD if name != "members"}
        door = {**doors[row_id], "address": address_of(doors[row_id])}
        found.append({**door, **facts, "members": counts.get(row_id, 0), **own.of(row_id)})
    return DOOR + _HOUSEHOLD + own.names, found
