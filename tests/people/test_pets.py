"""宠物: with whom they live, what has to be seen to, what becomes of them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.book import Book
from app.errors import Invalid, Refused
from app.people import register
from app.people.pet_records import (
    PetEntry,
    months_old,
    pet_warnings,
    unlicensed,
    vaccine_due,
)
from app.people.pets import PetFilter, pet_ids, pet_rows
from app.people.records import HouseholdEntry
from tests.story import TODAY, Story

DOG = PetEntry(
    "犬", "豆豆", breed="泰迪", sex="公", neutered=True, birth="2023-04",
    license_no="沪犬0001", license_expire_on=dt.date(2026, 3, 1),
    rabies_vaccine_on=dt.date(2025, 5, 1),
)  # fmt: skip


@pytest.fixture
def owner(story: Story) -> int:
    """张三 of 3-101."""
    return story.resident("张三", "3-101", phone="13800001111")


def names(book: Book, **where: object) -> list[str]:
    ids = pet_ids(book, PetFilter(**where), TODAY)  # type: ignore[arg-type]
    rows = pet_rows(book, ids)
    return [rows[row_id].title for row_id in ids]


def test_a_pet_lives_where_its_owner_does(story: Story, book: Book, owner: int) -> None:
    made = register.add_pet(book, owner, DOG, TODAY)
    assert made.warnings == ()
    row = pet_rows(book, [made.id])[made.id]
    assert (row.owner, row.compound, row.door) == ("张三", "金水苑", "3-101")
    assert register.entry_of(PetEntry, row) == DOG
    other = register.add_household(book, story.door("5-202"), HouseholdEntry(head_name="张三"))
    register.move(book, owner, other.id, on=TODAY)
    assert pet_rows(book, [made.id])[made.id].door == "5-202"


def test_a_second_dog_in_a_household_is_recorded_with_a_warning(
    story: Story, book: Book, owner: int
) -> None:
    register.add_pet(book, owner, DOG, TODAY)
    wife = story.resident("李四", "3-101")
    second = register.add_pet(book, wife, PetEntry("犬", "球球", license_no="沪犬0002"), TODAY)
    assert "上海市养犬管理条例规定每户限养一条" in second.warnings[0]
    cat = register.add_pet(book, wife, PetEntry("猫", "咪咪"), TODAY)
    assert cat.warnings == ()
    register.set_pet_status(book, second.id, "dead")
    third = register.add_pet(book, wife, PetEntry("犬", "旺旺", license_no="沪犬0003"), TODAY)
    assert len(third.warnings) == 1


def test_a_dog_of_three_months_needs_a_licence() -> None:
    today = dt.date(2025, 9, 30)
    assert unlicensed(PetEntry("犬", birth="2025-06-30"), today)
    assert not unlicensed(PetEntry("犬", birth="2025-07-01"), today)
    assert not unlicensed(PetEntry("犬", birth="2025-06-30", license_no="1"), today)
    assert not unlicensed(PetEntry("猫", birth="2020"), today)
    assert not unlicensed(PetEntry("犬"), today)
    assert (months_old("2025", today) or 0) < 0  # born this year, perhaps tomorrow
    assert "还没有犬证" in pet_warnings(PetEntry("犬", birth="2024"), today)[0]


def test_a_vaccination_holds_for_a_year_unless_told_otherwise() -> None:
    assert vaccine_due(PetEntry("犬", rabies_vaccine_on=dt.date(2024, 2, 29))) == dt.date(
        2025, 2, 28
    )
    both = PetEntry(
        "犬", rabies_vaccine_on=dt.date(2024, 1, 1), vaccine_expire_on=dt.date(2026, 1, 1)
    )
    assert vaccine_due(both) == dt.date(2026, 1, 1)
    assert vaccine_due(PetEntry("犬")) is None


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)), st.integers(0, 4000))
def test_months_of_age_never_run_backwards(born: dt.date, days: int) -> None:
    day = born + dt.timedelta(days=days)
    age = months_old(born.isoformat(), day)
    assert age is not None
    assert age >= 0
    assert age <= (months_old(born.isoformat(), day + dt.timedelta(days=1)) or 0)


def test_what_has_to_be_seen_to_is_found(book: Book, owner: int) -> None:
    register.add_pet(book, owner, DOG, TODAY)
    register.add_pet(
        book, owner, PetEntry("猫", "咪咪", rabies_vaccine_on=dt.date(2024, 10, 20)), TODAY
    )
    late = register.add_pet(
        book, owner, PetEntry("猫", "花花", vaccine_expire_on=dt.date(2025, 9, 1)), TODAY
    )
    assert "狂犬病免疫已于 2025-09-01 到期" in late.warnings[0]
    assert names(book, due=True) == ["咪咪", "花花"]
    register.set_pet_status(book, late.id, "given")
    assert names(book, due=True) == ["咪咪"]


def test_pets_are_found_by_owner_name_door_and_state(story: Story, book: Book, owner: int) -> None:
    made = register.add_pet(book, owner, DOG, TODAY).id
    register.add_pet(book, story.resident("李四", "12-201"), PetEntry("猫", "咪咪"), TODAY)
    assert names(book) == ["豆豆", "咪咪"]
    assert names(book, text="3-101") == names(book, text="张三") == names(book, text="zs")
    assert names(book, text="沪犬0001") == ["豆豆"]
    assert names(book, species="猫") == ["咪咪"]
    register.set_pet_status(book, made, "lost")
    assert names(book) == ["咪咪"]
    assert names(book, status="lost") == ["豆豆"]
    assert names(book, status=None) == ["豆豆", "咪咪"]


def test_a_licence_belongs_to_one_pet(story: Story, book: Book, owner: int) -> None:
    register.add_pet(book, owner, DOG, TODAY)
    with pytest.raises(Invalid, match="已登记给张三家的豆豆"):
        register.add_pet(book, owner, DOG, TODAY)


def test_days_that_cannot_be_are_told(book: Book, owner: int) -> None:
    wrong = PetEntry(
        "犬", birth="2026", rabies_vaccine_on=dt.date(2025, 1, 1),
        vaccine_expire_on=dt.date(2024, 1, 1),
    )  # fmt: skip
    with pytest.raises(Invalid) as told:
        register.add_pet(book, owner, wrong, TODAY)
    assert {problem.field for problem in told.value.problems} == {"birth", "vaccine_expire_on"}


def test_a_banned_breed_is_pointed_out() -> None:
    said = pet_warnings(PetEntry("犬", breed="纯种藏獒", license_no="1"), TODAY)
    assert "烈性犬" in said[0]


def test_an_owner_with_a_pet_is_not_deleted_and_a_pet_gets_another_owner(
    story: Story, book: Book, owner: int
) -> None:
    made = register.add_pet(book, owner, DOG, TODAY).id
    with pytest.raises(Refused, match="宠物 1 条"):
        register.delete(book, "resident", owner)
    other = story.resident("李四", "12-201")
    register.edit_pet(book, made, DOG, TODAY, other)
    row = pet_rows(book, [made])[made]
    assert (row.owner, row.door) == ("李四", "12-201")
