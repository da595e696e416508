"""A small office with the shipped rules, and words for telling its story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import opening
from app.book import Book
from app.guards import GUARDS
from app.pledge import accounts, ledger, rulesets, seasons, shipped
from app.pledge.records import AccountEntry, PointsEntry, PostedEntry
from db import ids
from db.keys import KeyParams
from db.models import Building, BuildingGroup, Compound, Dwelling, Household

CHEAP = KeyParams(memory=64, passes=1, lanes=1)
JULY = dt.date(2025, 7, 3)
CHECKER = "李敏"


def day(text: str) -> dt.date:
    """A day of 2025: 07-03."""
    return dt.date.fromisoformat(f"2025-{text}")


@dataclass
class Story:
    """An office with one compound and its households, told line by line."""

    book: Book
    rule_set: int
    shops: int
    pets: int
    households: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    buildings: dict[tuple[str, str], int] = field(default_factory=dict)
    compounds: dict[str, int] = field(default_factory=dict)

    def household(self, door: str, head: str | None = None, compound: str = "金水苑") -> int:
        """A household behind a door such as 3-101; its building is its 楼组."""
        key = f"{compound} {door}"
        if key in self.households:
            return self.households[key]
        building, _, room = door.partition("-")
        with self.book.write("登记住户") as session:
            if compound not in self.compounds:
                self.compounds[compound] = ids.next_id()
                session.add(Compound(id=self.compounds[compound], name=compound))
                session.flush()
            where = self.compounds[compound]
            if (compound, building) not in self.buildings:
                house, group = ids.take(2)
                self.buildings[compound, building] = house
                self.groups[f"{compound} {building}"] = group
                session.add(Building(id=house, compound_id=where, name=building, key=building))
                session.add(
                    BuildingGroup(
                        id=group, compound_id=where, name=f"{building}号楼组", key=building
                    )
                )
                session.flush()
            dwelling, household = ids.take(2)
            session.add(
                Dwelling(
                    id=dwelling,
                    building_id=self.buildings[compound, building],
                    unit="",
                    room_no=room,
                    building_group_id=self.groups[f"{compound} {building}"],
                )
            )
            session.flush()
            session.add(Household(id=household, dwelling_id=dwelling, head_name=head))
        self.households[key] = household
        return household

    def sign(self, door: str, on: dt.date, head: str | None = "周桂英") -> int:
        """A household signs the pledge; returns its account."""
        entry = AccountEntry(self.rule_set, on, household_id=self.household(door, head))
        return accounts.open_account(self.book, entry, today=on).id

    def rule(self, code: str, on: dt.date = JULY, rule_set: int | None = None) -> int:
        """The id of a rule by its code."""
        rows = rulesets.rules_of(self.book, rule_set or self.rule_set, on)
        return next(row.id for row in rows if row.code == code)

    def entry(self, door: str, code: str, on: dt.date, **more: object) -> PointsEntry:
        """What is typed for a household's deed."""
        household = self.household(door)
        return PointsEntry(self.rule(code, on), on, household, **more)  # type: ignore[arg-type]

    def post(
        self, door: str, code: str, on: dt.date, *, today: dt.date | None = None, **more: object
    ) -> PostedEntry:
        """Record a deed on its day."""
        return ledger.post(self.book, self.entry(door, code, on, **more), today=today or on)

    def numbers(self, account: int, on: dt.date) -> tuple[int, int]:
        """Score of the season of a day and balance."""
        season = seasons.season_on(self.book, self.rule_set, on)
        row = accounts.account_row(self.book, account, season.id if season else None)
        return row.score, row.balance

    def sound(self) -> list[str]:
        """What is wrong with the chain."""
        with self.book.read() as session:
            return ledger.verify_chain(session)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """A fresh office on 3 July 2025."""
    made = opening.create(
        tmp_path / "金水苑.mulin", "王芳", "口令abc123", params=CHEAP, guards=GUARDS
    )
    sets = shipped.load_shipped(made.book, today=JULY)
    yield Story(made.book, sets[0], shops=sets[1], pets=sets[2])
    made.book.close()
