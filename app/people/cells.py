"""Cells of a list that may be changed one by one, and the use case behind each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.book import Book
from app.fields import Field, fields_of
from app.people.households import edit_household
from app.people.place_records import ShopEntry
from app.people.records import HouseholdEntry, ResidentEntry
from app.people.residents import edit_resident
from app.people.shops import edit_shop
from app.people.storing import TABLE_WORDS, Saved, entry_of, found
from app.people.tags import open_on
from db.models import Household, Resident, Shop


@dataclass(frozen=True)
class Sheet:
    """A list as a sheet of cells: its records, what is typed of them, which fields stand alone.

    `names` are fields whose value no other record has a say in; the others have forms of
    their own (a name, an identity number, a household).
    """

    model: type[Any]
    entry: type[Any]
    names: tuple[str, ...]

    def field(self, name: str) -> Field:
        """The declared field of a cell; raises ValueError for one that is not changed here."""
        if name not in self.names:
            raise ValueError(f"{name} is not changed cell by cell")
        entry: type = self.entry
        return fields_of(entry)[name]


SHEETS: Mapping[str, Sheet] = {
    "resident": Sheet(
        Resident,
        ResidentEntry,
        (
            "sex", "birth_date", "phone", "relation_to_head", "residence_kind",
            "registered_address", "ethnicity", "political_status", "education",
            "marital_status", "employment", "occupation", "employer", "health_status",
            "talents", "emergency_contact", "emergency_phone", "note",
        ),
    ),
    "household": Sheet(Household, HouseholdEntry, ("household_no", "kind", "moved_in_on", "note")),
    "shop": Sheet(
        Shop, ShopEntry,
        (
            "license_name", "category", "address", "manager_name", "manager_phone", "staff_count",
            "open_hours", "fire_extinguishers", "gate_duty_signed_on", "opened_on", "note",
        ),
    ),
}  # fmt: skip
"""By the table of the records."""


def put_cell(book: Book, table: str, row_id: int, name: str, value: Any, today: dt.date) -> Saved:
    """Change one field of one record as its form would; raises Invalid and Refused."""
    sheet = SHEETS[table]
    label = sheet.field(name).label
    with book.write(f"修改{TABLE_WORDS[table]}的{label}") as session:
        record = found(session, sheet.model, row_id)
        entry = replace(entry_of(sheet.entry, record), **{name: value})
        if table == "resident":
            tags = tuple(tag.tag for tag in session.scalars(open_on(row_id, today)))
            return edit_resident(book, row_id, replace(entry, care_tags=tags), today)
        if table == "household":
            edit_household(book, row_id, entry)
            return Saved(row_id)
        return edit_shop(book, row_id, entry)
