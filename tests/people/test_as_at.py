"""As at a day: who lived where, told by undoing what happened after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.book import Book
from app.errors import Invalid, Refused
from app.people import register
from app.people.as_at import counts_as_at, household_rows_at, resident_rows_at
from app.people.lists import HouseholdFilter, ResidentFilter, household_ids, resident_ids
from app.people.records import HouseholdEntry, ResidentEntry
from tests.story import TODAY, Story, dump

FIRST = dt.date(2025, 3, 1)
State = tuple[int | None, str]


def days(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def found(book: Book, day: dt.date, text: str = "", status: str | None = "living") -> list[str]:
    """The names in the list of residents as at a day."""
    where = ResidentFilter(text=text, status=status, as_at=day)
    ids = resident_ids(book, where, TODAY)
    return [row.full_name for row in resident_rows_at(book, ids, day).values()]


def test_a_list_of_a_past_day_shows_who_was_here_and_where(story: Story, book: Book) -> None:
    moved = story.resident("张三", "3-101", relation_to_head="户主")
    story.resident("李四", "3-101")
    gone = story.resident("王五", "3-102")
    register.move(book, moved, story.household("4-201"), days(10))
    register.set_status(book, gone, "moved_out", days(20))
    home = story.household("3-101")
    new = register.add_resident(book, ResidentEntry("赵六"), TODAY, home, arrived_on=days(30)).id
    assert found(book, days(9)) == ["张三", "李四", "王五"]
    assert found(book, days(10)) == ["李四", "王五", "张三"]
    assert found(book, days(20)) == ["李四", "张三"]
    assert found(book, days(30)) == ["李四", "赵六", "张三"]
    assert found(book, days(20), status="moved_out") == ["王五"]
    assert "赵六" not in found(book, days(29), status=None)
    row = resident_rows_at(book, [moved], days(9))[moved]
    assert (row.door, row.household_id, row.relation_to_head) == ("3-101", home, None)
    assert resident_rows_at(book, [gone], days(19))[gone].status == "living"
    assert resident_rows_at(book, [new], days(30))[new].status == "living"


def test_a_door_finds_who_lived_behind_it_then(story: Story, book: Book) -> None:
    moved = story.resident("张三", "3-101")
    story.resident("李四", "3-101")
    register.move(book, moved, story.household("4-201"), days(10))
    assert found(book, days(9), "3-101") == ["张三", "李四"]
    assert found(book, days(9), "4-201") == []
    assert found(book, days(10), "3-101") == ["李四"]


def test_a_place_is_that_of_then(story: Story, book: Book) -> None:
    moved = story.resident("张三", "3-101")
    story.resident("李四", "3-101")
    register.move(book, moved, story.household("4-201"), days(10))
    building = story.building("3")
    before = ResidentFilter(building_id=building, as_at=days(9))
    after = ResidentFilter(building_id=building, as_at=days(10))
    assert len(resident_ids(book, before, TODAY)) == 2
    assert len(resident_ids(book, after, TODAY)) == 1


def test_tags_and_ages_are_those_of_then(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101", birth_date="1945-04-01")
    register.set_tags(book, who, ["高龄"], days(40))
    row = resident_rows_at(book, [who], days(0))[who]
    assert (row.age, row.care_tags) == (79, ())
    assert resident_rows_at(book, [who], days(40))[who].care_tags == ("高龄",)
    where = ResidentFilter(tag="高龄", as_at=days(39))
    assert resident_ids(book, where, TODAY) == []


def test_households_of_a_past_day_have_the_members_of_then(story: Story, book: Book) -> None:
    first = story.resident("张三", "3-101")
    story.resident("李四", "3-101")
    old = story.household("3-101")
    new = register.split_household(
        book, old, [first], story.door("3-101"), HouseholdEntry(), days(10)
    ).id
    register.join_households(book, new, old, days(20))
    assert household_ids(book, HouseholdFilter(as_at=days(9))) == [old]
    assert set(household_ids(book, HouseholdFilter(as_at=days(10)))) == {old, new}
    assert household_ids(book, HouseholdFilter(as_at=days(20))) == [old]
    for day, members in ((9, 2), (10, 1), (20, 2)):
        assert household_rows_at(book, [old], days(day))[old].members == members
    row = household_rows_at(book, [new], days(10))[new]
    assert (row.members, row.status) == (1, "living")
    assert household_ids(book, HouseholdFilter(as_at=days(10), text="张三")) == [new]


def test_counts_of_a_past_day(story: Story, book: Book) -> None:
    story.group("3号楼组", formed="2025-02-01")
    story.group("4号楼组", formed="2025-06-01")
    story.resident("张三", "3-101", care_tags=("独居",))
    story.resident("李四", "3-101")
    story.leader("张三", "3号楼组", start="2025-03-05")
    register.set_status(book, story.person("李四"), "deceased", days(20))
    assert counts_as_at(book, days(0)) == {
        "residents": 2, "households": 1, "building_groups": 1, "building_leaders": 0,
        "street_leaders": 0, "people": 2, "shops": 0, "care_tags": 0, "accounts": 0,
        "posts": 0, "other_posts": 0, "vacancies": 1, "duties": 0, "handovers": 0, "trainings": 0,
        "trained": 0, "training_minutes": 0,
    }  # fmt: skip
    later = counts_as_at(book, TODAY)
    assert (later["residents"], later["building_groups"], later["building_leaders"]) == (1, 2, 1)
    assert later["care_tags"] == 1


def test_a_household_that_came_back_was_away_in_between(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101")
    home = story.household("3-101")
    register.set_status(book, who, "moved_out", days(10))
    register.set_status(book, who, "living", days(20))
    lived = [bool(household_ids(book, HouseholdFilter(as_at=days(day)))) for day in (9, 15, 20)]
    assert lived == [True, False, True]
    assert household_ids(book, HouseholdFilter()) == [home]


@dataclass(frozen=True)
class Deed:
    """Something that happens, some days after the one before."""

    pause: int
    sort: str
    who: int
    where: int


DEEDS = st.lists(
    st.builds(
        Deed,
        st.integers(0, 3),
        st.sampled_from(("arrive", "move", "out", "die", "back", "all_out", "split", "join")),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    min_size=1,
    max_size=12,
)


class Street:
    """Three doors, a few people, and what the book said of them at the end of each day."""

    def __init__(self, story: Story) -> None:
        self.story, self.book = story, story.book
        self.doors = [story.door(door) for door in ("3-101", "3-102", "4-101")]
        self.homes = [
            register.add_household(self.book, door, HouseholdEntry()).id for door in self.doors
        ]
        self.people = [self.arrive(self.homes[at % 3], None) for at in range(5)]

    def arrive(self, home: int | None, day: dt.date | None) -> int:
        entry = ResidentEntry("张三")
        return register.add_resident(self.book, entry, TODAY, home, arrived_on=day).id

    def do(self, deed: Deed, day: dt.date) -> None:
        who = self.people[deed.who % len(self.people)]
        home = self.homes[deed.where % len(self.homes)]
        book = self.book
        ways: dict[str, Callable[[], object]] = {
            "arrive": lambda: self.people.append(self.arrive(home, day)),
            "move": lambda: register.move(book, who, home, day),
            "out": lambda: register.set_status(book, who, "moved_out", day),
            "die": lambda: register.set_status(book, who, "deceased", day),
            "back": lambda: register.set_status(book, who, "living", day),
            "all_out": lambda: register.move_out(book, home, day),
            "split": lambda: self.split(who, deed.where, day),
            "join": lambda: register.join_households(
                book, self.homes[deed.who % len(self.homes)], home, day
            ),
        }
        try:
            ways[deed.sort]()
        except (Refused, Invalid):
            return

    def split(self, who: int, where: int, day: dt.date) -> None:
        home = self.now()[who][0]
        if home is not None:
            door = self.doors[where % 3]
            made = register.split_household(self.book, home, [who], door, HouseholdEntry(), day)
            self.homes.append(made.id)

    def now(self) -> dict[int, State]:
        rows = dump(self.book)["resident"]
        return {
            person: (rows[person]["household_id"], rows[person]["status"]) for person in self.people
        }

    def living_homes(self) -> set[int]:
        rows = dump(self.book)["household"]
        return {home for home in self.homes if rows[home]["status"] == "living"}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=DEEDS)
def test_every_past_day_is_told_as_it_was_recorded(story: Story, deeds: list[Deed]) -> None:
    street, book, day = Street(story), story.book, days(1)
    recorded: dict[dt.date, tuple[dict[int, State], set[int]]] = {}
    for deed in deeds:
        for _ in range(deed.pause):
            recorded[day] = (street.now(), street.living_homes())
            day += dt.timedelta(days=1)
        street.do(deed, day)
    recorded[day] = (street.now(), street.living_homes())
    ours, homes = set(street.people), set(street.homes)
    for past, (people, lived) in recorded.items():
        ids = resident_ids(book, ResidentFilter(status=None, as_at=past), TODAY)
        rows = resident_rows_at(book, ids, past)
        told = {key: (row.household_id, row.status) for key, row in rows.items() if key in ours}
        assert told == people
        assert set(household_ids(book, HouseholdFilter(as_at=past))) & homes == lived
        living = resident_ids(book, ResidentFilter(as_at=past), TODAY)
        assert set(living) & ours == {key for key, one in told.items() if one[1] == "living"}
        assert counts_as_at(book, past)["residents"] == len(living)
        for home, row in household_rows_at(book, sorted(lived), past).items():
            assert row.members == sum(state == (home, "living") for state in told.values())


@pytest.mark.parametrize("sort", ["door", "compound", "building_group", "status", "age"])
def test_every_order_works_on_a_past_day(story: Story, book: Book, sort: str) -> None:
    moved = story.resident("张三", "3-101", birth_date="1960")
    story.resident("李四", "3-101", birth_date="1950")
    register.move(book, moved, story.household("4-201"), days(10))
    ids = resident_ids(book, ResidentFilter(as_at=days(5)), TODAY, sort)
    assert sorted(ids) == sorted(dump(book)["resident"])
