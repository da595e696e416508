"""Cells of a list that may be changed one by one, and the use case behind each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as made
from typing import Any

from app.book import Book
from app.errors import Refused
from app.fields import Field, fields_of
from app.own_fields import PREFIX, columns_in, merged, own_value
from app.people.households import edit_household
from app.people.place_records import ShopEntry
from app.people.records import HouseholdEntry, ResidentEntry
from app.people.residents import edit_resident
from app.people.shops import edit_shop
from app.people.storing import TABLE_WORDS, Saved, entry_of, found
from app.people.tags import open_on
from db.models import Household, Resident, Shop

_COLUMN_GONE = "这一自设栏刚被停用或删除，请刷新后再试。"


@dataclass(frozen=True)
class Sheet:
    """A list as a sheet of cells: its records, what is typed of them, which fields stand alone.

    `names` are fields whose value no other record has a say in; the others have forms of
    their own (a name, an identity number, a household). `own` are the office's own columns
    among them, by their names own.KEY (see `sheet_of`).
    """

    model: type[Any]
    entry: type[Any]
    names: tuple[str, ...]
    own: Mapping[str, Field] = made(default_factory=dict)

    def field(self, name: str) -> Field:
        """The declared field of a cell; raises Refused for an own column that is gone.

        Raises ValueError for a field that is not changed here.
        """
        if name in self.own:
            return self.own[name]
        if name.startswith(PREFIX):
            raise Refused(_COLUMN_GONE)
        if name not in self.names:
            raise ValueError(f"{name} is not changed cell by cell")
        entry: type = self.entry
        return fields_of(entry)[name]

    def value(self, record: Any, name: str) -> Any:
        """What stands in a cell of a record."""
        return own_value(record.own, name) if name in self.own else getattr(record, name)

    def put(self, record: Any, name: str, value: Any) -> None:
        """Write a cell of a record."""
        if name in self.own:
            record.own = merged(record.own, {name.removeprefix(PREFIX): value})
        else:
            setattr(record, name, value)


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
"""By the table of the records, without the office's own columns."""


def sheet_of(book: Book, table: str) -> Sheet:
    """The sheet of a table with the columns that the office added to it."""
    with book.read() as session:
        own = {one.field.name: one.field for one in columns_in(session, table)}
    plain = SHEETS[table]
    return replace(plain, names=(*plain.names, *own), own=own)


def put_cell(book: Book, table: str, row_id: int, name: str, value: Any, today: dt.date) -> Saved:
    """Change one field of one record as its form would; raises Invalid and Refused."""
    sheet = sheet_of(book, table)
    label = sheet.field(name).label
    with book.write(f"修改{TABLE_WORDS[table]}的{label}") as session:
        record = found(session, sheet.model, row_id)
        if name in sheet.own:
            if sheet.value(record, name) != value:
                sheet.put(record, name, value)
            return Saved(row_id)
        entry = replace(entry_of(sheet.entry, record), **{name: value})
        if table == "resident":
            tags = tuple(tag.tag for tag in session.scalars(open_on(row_id, today)))
            return edit_resident(book, row_id, replace(entry, care_tags=tags), today)
        if table == "household":
            edit_household(book, row_id, entry)
            return Saved(row_id)
        return edit_shop(book, row_id, entry)
