"""Deeds with people and places."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.people import register
from app.people.place_records import BuildingEntry, DwellingEntry, GroupEntry
from app.people.records import HouseholdEntry, ResidentEntry
from tests.machine.office import NAMES, TODAY, Work, drawn, some


class People(Work):
    """Who comes, changes, moves and leaves."""

    @drawn(name=st.sampled_from(NAMES), home=some, born=st.sampled_from(("1950", "1961-03", None)))
    def add_a_resident(self, name: str, home: int, born: str | None) -> None:
        household = self.any(home, "household") if home % 4 else None
        entry = ResidentEntry(name, birth_date=born, care_tags=("独居",) if home % 3 else ())
        self.attempt(lambda: register.add_resident(self.book, entry, TODAY, household))

    @drawn(who=some, name=st.sampled_from(NAMES), sex=st.sampled_from(("男", "女", None)))
    def edit_a_resident(self, who: int, name: str, sex: str | None) -> None:
        entry = ResidentEntry(name, sex=sex, phone="16012345678")
        person = self.any(who, "resident")
        self.attempt(lambda: register.edit_resident(self.book, person, entry, TODAY))

    @drawn(
        who=some,
        status=st.sampled_from(("living", "moved_out", "deceased")),
        choice=st.sampled_from(("ask", "keep", "end")),
    )
    def a_resident_leaves(self, who: int, status: str, choice: Any) -> None:
        leaving = register.Leaving(choice, choice)
        person = self.any(who, "resident")
        self.attempt(lambda: register.set_status(self.book, person, status, TODAY, leaving))

    @drawn(who=some, home=some)
    def a_resident_moves(self, who: int, home: int) -> None:
        person, household = self.any(who, "resident"), self.any(home, "household")
        self.attempt(lambda: register.move(self.book, person, household, TODAY))

    @drawn(building=some, room=st.sampled_from(("101", "102", "301")))
    def add_a_door(self, building: int, room: str) -> None:
        house = self.any(building, "building")
        self.attempt(lambda: register.add_dwelling(self.book, house, DwellingEntry(room)))

    @drawn(number=st.integers(3, 6))
    def add_a_building(self, number: int) -> None:
        compound = self.any(0, "compound")
        entry = BuildingEntry(f"{number}号")
        self.attempt(lambda: register.add_building(self.book, compound, entry))

    @drawn(door=some, head=st.sampled_from((*NAMES, None)))
    def add_a_household(self, door: int, head: str | None) -> None:
        dwelling = self.any(door, "dwelling")
        entry = HouseholdEntry(head_name=head)
        self.attempt(lambda: register.add_household(self.book, dwelling, entry))

    @drawn(home=some, choice=st.sampled_from(("ask", "end")))
    def a_household_moves_out(self, home: int, choice: Any) -> None:
        household = self.any(home, "household", status="living")
        leaving = register.Leaving(choice, choice)
        self.attempt(lambda: register.move_out(self.book, household, TODAY, leaving))

    @drawn(number=st.integers(3, 6))
    def add_a_group(self, number: int) -> None:
        compound = self.any(0, "compound")
        entry = GroupEntry(f"{number}号楼组")
        self.attempt(lambda: register.add_group(self.book, compound, entry))

    @drawn(which=some)
    def end_a_group(self, which: int) -> None:
        group = self.any(which, "building_group")
        self.attempt(lambda: register.end_group(self.book, group, TODAY))
