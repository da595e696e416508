"""The language that tests are written in: a few words that make a believable book.

    story = Story(book)
    story.resident("张三", door="3-101")
    story.leader("张三", group="3号楼组", start="2022-07-01")

Places come into being when they are first named. Everything goes through the use cases of the
program. `dump` is what the book says, for comparing before and after.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.book import Book
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import TermEntry
from app.leaders.terms import appoint
from app.people import register
from app.people.place_records import (
    BuildingEntry,
    DwellingEntry,
    GroupEntry,
    SegmentEntry,
    ShopEntry,
)
from app.people.places import door_of, place_of
from app.people.records import CompoundEntry, HouseholdEntry, ResidentEntry
from db import journal
from db.models import (
    Building,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    Resident,
    Shop,
    StreetSegment,
)

TODAY = dt.date(2025, 9, 30)
HOME = "金水苑"

Dump = dict[str, dict[int, dict[str, Any]]]


def dump(book: Book) -> Dump:
    """The logical content of a book: every journaled table, rows by id."""
    with book.read() as session:
        return {
            table.name: {
                row.id: dict(row._mapping)
                for row in session.execute(select(table).order_by(table.c.id))
            }
            for table in journal.journaled_tables()
        }


def day(text: str | dt.date | None) -> dt.date | None:
    """A date from its ISO text."""
    return dt.date.fromisoformat(text) if isinstance(text, str) else text


class Story:
    """Names places and people, and makes what is not there yet; every word returns an id."""

    def __init__(self, book: Book, today: dt.date = TODAY) -> None:
        self.book = book
        self.today = today

    def compound(self, name: str = HOME) -> int:
        """A compound by name."""
        found = self._one(select(Compound.id).where(Compound.name == name))
        return found or register.add_compound(self.book, CompoundEntry(name))

    def building(self, name: str, compound: str = HOME) -> int:
        """A building: 3, 3号 or 3幢 are the same."""
        place = self.compound(compound)
        key = place_of(name).building
        found = self._one(
            select(Building.id).where(Building.compound_id == place, Building.key == key)
        )
        shown = f"{key}号" if key.isdecimal() else name
        return found or register.add_building(self.book, place, BuildingEntry(shown))

    def group(self, name: str, compound: str = HOME, *, formed: str | None = None) -> int:
        """A 楼组 by name."""
        place = self.compound(compound)
        found = self._one(
            select(BuildingGroup.id).where(
                BuildingGroup.compound_id == place, BuildingGroup.name == name
            )
        )
        entry = GroupEntry(name, formed_on=day(formed))
        return found or register.add_group(self.book, place, entry)

    def door(self, door: str, compound: str = HOME) -> int:
        """A dwelling: 3-101 or 3-2-501."""
        parts = door_of(door)
        assert parts is not None, door
        building = self.building(parts.building, compound)
        found = self._one(
            select(Dwelling.id).where(
                Dwelling.building_id == building,
                Dwelling.unit == parts.unit,
                Dwelling.room_no == parts.room,
            )
        )
        entry = DwellingEntry(parts.room, parts.unit or None)
        return found or register.add_dwelling(self.book, building, entry)

    def household(self, door: str, head: str | None = None, compound: str = HOME) -> int:
        """The living household at a door; with a head, the one of that head."""
        dwelling = self.door(door, compound)
        query = select(Household.id).where(
            Household.dwelling_id == dwelling, Household.status == "living"
        )
        if head is not None:
            query = query.where(Household.head_name == head)
        entry = HouseholdEntry(head_name=head)
        return self._one(query) or register.add_household(self.book, dwelling, entry).id

    def resident(
        self, name: str, door: str | None = None, compound: str = HOME, **facts: Any
    ) -> int:
        """A new resident; `facts` are fields of the entry (sex="女", birth_date="1950")."""
        home = None if door is None else self.household(door, compound=compound)
        entry = ResidentEntry(name, **facts)
        return register.add_resident(self.book, entry, self.today, home).id

    def person(self, name: str) -> int:
        """The one person of that name, made without a door if there is none."""
        return self._one(select(Resident.id).where(Resident.full_name == name)) or self.resident(
            name
        )

    def leader(
        self,
        name: str,
        group: str,
        start: str = "2022-07-01",
        compound: str = HOME,
        *,
        kind: str = BUILDING_LEADER,
        until: str | None = None,
    ) -> int:
        """A term of a 楼组长; `until` is the day of expiry."""
        entry = TermEntry(
            kind, self.group(group, compound), self.person(name), day(start), day(until)
        )
        return appoint(self.book, entry, self.today).id

    def street(self, name: str = "金水路") -> int:
        """A street segment by name."""
        found = self._one(select(StreetSegment.id).where(StreetSegment.name == name))
        return found or register.add_segment(self.book, SegmentEntry(name))

    def street_leader(self, name: str, street: str = "金水路", start: str = "2022-07-01") -> int:
        """A term of a 街面长."""
        entry = TermEntry(STREET_LEADER, self.street(street), self.person(name), day(start))
        return appoint(self.book, entry, self.today).id

    def shop(self, name: str, street: str = "金水路", **facts: Any) -> int:
        """A shop by name."""
        found = self._one(select(Shop.id).where(Shop.shop_name == name))
        return (
            found or register.add_shop(self.book, self.street(street), ShopEntry(name, **facts)).id
        )

    def _one(self, query: Any) -> int:
        with self.book.read() as session:
            return session.scalars(query).first() or 0
