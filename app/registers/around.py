"""Shops, pets and organizations in the columns of the sheets that they came from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.book import Book
from app.people.organizations import OrganizationFilter, organization_rows
from app.people.pets import PetFilter, pet_ids, pet_rows
from app.people.place_lists import shop_rows
from app.people.words import SHOP_STATUS_WORDS
from app.registers.doors import Ids, Table, address_of, chosen, doors_of
from app.registers.own import own_of

_SHOP = (
    "street_segment", "shop_name", "category", "address", "manager_name", "manager_phone",
    "license_name", "credit_code", "staff_count", "open_hours", "fire_extinguishers",
    "gate_duty_signed_on", "pledge_signed_on", "opened_on", "status", "note",
)  # fmt: skip
_PET_DOOR = ("compound", "building", "unit", "room_no")
_PET = (
    "species", "name", "breed", "sex", "neutered", "birth", "color_features", "license_no",
    "license_expire_on", "chip_no", "rabies_vaccine_on", "vaccine_expire_on", "pledge_signed_on",
    "note",
)  # fmt: skip
_ORGANIZATION = (
    "name", "kind", "five_party", "credit_code", "register_no", "register_date", "legal_rep",
    "supervisor_unit", "evaluation_level", "annual_result", "contact_name", "contact_phone",
    "address", "scope", "member_count", "term_end_on", "note",
)  # fmt: skip


def shops(book: Book, _today: dt.date, ids: Ids = None) -> Table:
    """Every shop that is not closed, by street; or those given."""
    found = []
    own = own_of(book, "shop")
    for row in chosen(shop_rows(book, closed=ids is not None), ids, lambda one: one.id):
        known: dict[str, Any] = {name: getattr(row, name, None) for name in _SHOP}
        found.append(
            {
                **known,
                "street_segment": row.segment,
                "status": SHOP_STATUS_WORDS[row.status],
                **own.of(row.id),
            }
        )
    return _SHOP + own.names, found


def pets(book: Book, today: dt.date, ids: Ids = None) -> Table:
    """Every pet that is kept, door by door, with its owner; or those given."""
    ids = pet_ids(book, PetFilter(), today) if ids is None else ids
    rows = pet_rows(book, ids)
    with book.read() as session:
        doors = doors_of(session)
    found = []
    for row_id in ids:
        row = rows.get(row_id)
        if row is None:
            continue
        door = doors.get(row.household_id or 0, {})
        found.append(
            {
                **{name: door.get(name) for name in _PET_DOOR},
                "address": address_of(door),
                "full_name": row.owner,
                "phone": row.phone,
                **{name: getattr(row, name) for name in _PET},
            }
        )
    return (*_PET_DOOR, "full_name", "phone", *_PET), found


def organizations(book: Book, _today: dt.date, ids: Ids = None) -> Table:
    """Every organization that was not struck off, by kind; or those given."""
    where = OrganizationFilter(ended=ids is not None)
    rows = chosen(organization_rows(book, where), ids, lambda one: one.id)
    return _ORGANIZATION, [{name: getattr(row, name) for name in _ORGANIZATION} for row in rows]
