"""Residents and households as lists."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.book import Book
from app.errors import Refused
from app.kinds import age_on
from app.people import register
from app.people.limits import born_by
from app.people.lists import (
    HOUSEHOLD_SORTS,
    RESIDENT_SORTS,
    HouseholdFilter,
    Narrow,
    ResidentFilter,
    household_ids,
    household_order,
    household_rows,
    resident_ids,
    resident_order,
    resident_rows,
    resident_words,
)
from app.people.order import natural
from db.models import Resident
from tests.big import fill
from tests.counting import counted_queries
from tests.story import TODAY, Story


def names(
    book: Book, where: ResidentFilter | None = None, sort: str = "door", **how: bool
) -> list[str]:
    """Who is on a list, in its order."""
    ids = resident_ids(book, where or ResidentFilter(), TODAY, sort, **how)
    return [row.full_name for row in resident_rows(book, ids, TODAY).values()]


@pytest.fixture
def quarter(story: Story) -> Story:
    """Six people behind four doors, one without a door."""
    story.resident("周子", door="12-101", relation_to_head="子", birth_date="2015-05-01")
    story.resident("周桂英", door="12-101", relation_to_head="户主", birth_date="1945")
    story.resident("王芳", door="3-1001", birth_date="1960-05-01", phone="13800001234")
    story.resident("陈伟", door="3-201", birth_date="1945-10-01", care_tags=("独居",))
    story.resident("欧阳娜", compound="年丰苑", door="1-101", sex="女")
    story.resident("白无家")
    return story


def test_people_come_by_compound_building_and_floor_with_the_head_first(
    quarter: Story, book: Book
) -> None:
    assert names(book) == ["陈伟", "王芳", "周桂英", "周子", "欧阳娜", "白无家"]
    downwards = ["欧阳娜", "周桂英", "周子", "王芳", "陈伟", "白无家"]
    assert names(book, sort="door", descending=True) == downwards


def test_names_sort_by_their_sound(quarter: Story, book: Book) -> None:
    assert names(book, sort="name") == ["白无家", "陈伟", "欧阳娜", "王芳", "周桂英", "周子"]


def test_ages_sort_from_the_youngest_and_the_unknown_come_last(quarter: Story, book: Book) -> None:
    known = ["周子", "王芳", "陈伟", "周桂英"]
    assert names(book, sort="age")[:4] == known
    assert names(book, sort="age", descending=True)[:4] == known[::-1]


@pytest.mark.parametrize("sort", RESIDENT_SORTS)
def test_every_order_lists_everybody_once_with_the_empty_last(
    sort: str, quarter: Story, book: Book
) -> None:
    for descending in (False, True):
        assert sorted(names(book, sort=sort, descending=descending)) == sorted(names(book))


def test_an_unknown_order_is_a_mistake_of_the_caller(book: Book) -> None:
    with pytest.raises(ValueError, match="shoe"):
        resident_ids(book, ResidentFilter(), TODAY, "shoe size")
    with pytest.raises(ValueError, match="shoe"):
        household_ids(book, HouseholdFilter(), "shoe size")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("周", ["周桂英", "周子"]),
        ("zgy", ["周桂英"]),
        ("ouyang", ["欧阳娜"]),
        ("3-10", ["王芳"]),
        ("12号101室", ["周桂英", "周子"]),
        ("1234", ["王芳"]),
        ("101", ["周桂英", "周子", "欧阳娜"]),
        ("123", []),
        ("%", []),
        ("_", []),
    ],
)
def test_a_list_is_searched_by_name_sound_phone_or_door(
    text: str, found: list[str], quarter: Story, book: Book
) -> None:
    assert names(book, ResidentFilter(text=text)) == found


def test_a_list_is_limited_to_place_tag_and_status(quarter: Story, book: Book) -> None:
    group = quarter.group("12号楼组")
    register.set_status(book, quarter.person("王芳"), "moved_out", TODAY)
    assert names(book, ResidentFilter(compound_id=quarter.compound("年丰苑"))) == ["欧阳娜"]
    assert names(book, ResidentFilter(building_id=quarter.building("3"))) == ["陈伟"]
    assert names(book, ResidentFilter(group_id=group)) == ["周桂英", "周子"]
    assert names(book, ResidentFilter(tag="独居")) == ["陈伟"]
    assert names(book, ResidentFilter(status="moved_out")) == ["王芳"]
    assert len(names(book, ResidentFilter(status=None))) == 6


def test_an_ended_tag_no_longer_finds_its_person(quarter: Story, book: Book) -> None:
    register.set_tags(book, quarter.person("陈伟"), [], TODAY)
    assert names(book, ResidentFilter(tag="独居")) == []


def test_age_limits_are_full_years_on_the_day(quarter: Story, book: Book) -> None:
    assert names(book, ResidentFilter(age_from=80)) == ["周桂英"]
    assert names(book, ResidentFilter(age_from=79, age_to=79)) == ["陈伟"]
    assert names(book, ResidentFilter(age_to=10)) == ["周子"]


births = st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31))


@given(births, st.sampled_from([4, 7, 10]), st.integers(0, 125), births)
def test_the_limit_of_an_age_agrees_with_the_age(
    birth: dt.date, precision: int, age: int, day: dt.date
) -> None:
    partial = birth.isoformat()[:precision]
    found = age_on(partial, day)
    assert found is not None
    assert (partial <= born_by(age, day)) == (found >= age)


def test_a_row_tells_where_somebody_lives_and_how_old_they_are(quarter: Story, book: Book) -> None:
    (row,) = resident_rows(book, [quarter.person("周子")], TODAY).values()
    assert (row.compound, row.door, row.age) == ("金水苑", "12-101", 10)
    (alone,) = resident_rows(book, [quarter.person("白无家")], TODAY).values()
    assert (alone.compound, alone.door, alone.age) == ("", "", None)


def test_rows_come_in_the_order_asked_for_without_those_that_are_gone(
    quarter: Story, book: Book
) -> None:
    ids = [quarter.person("王芳"), 1, quarter.person("陈伟")]
    assert list(resident_rows(book, ids, TODAY)) == [ids[0], ids[2]]


def test_households_are_listed_searched_and_counted(quarter: Story, book: Book) -> None:
    quarter.household("3-201", "租客甲")
    ids = household_ids(book, HouseholdFilter())
    labels = [row.label for row in household_rows(book, ids).values()]
    assert labels == ["3-201", "3-201 · 租客甲户", "3-1001", "12-101 · 周桂英户", "1-101"]

    def found(**where: object) -> list[str]:
        ids = household_ids(book, HouseholdFilter(**where))  # type: ignore[arg-type]
        return [row.label for row in household_rows(book, ids).values()]

    assert found(text="周子") == ["12-101 · 周桂英户"]
    assert found(text="租客") == ["3-201 · 租客甲户"]
    assert found(text="3-2") == ["3-201", "3-201 · 租客甲户"]
    assert found(signed=True) == []
    assert len(found(signed=False)) == 5
    most = household_ids(book, HouseholdFilter(), "members", descending=True)
    assert household_rows(book, most[:1]).popitem()[1].members == 2


@pytest.mark.parametrize("sort", HOUSEHOLD_SORTS)
def test_every_order_lists_every_household_once(sort: str, quarter: Story, book: Book) -> None:
    for descending in (False, True):
        ids = household_ids(book, HouseholdFilter(), sort, descending=descending)
        assert len(ids) == len(set(ids)) == 4


def test_who_has_left_is_not_counted_as_a_member(quarter: Story, book: Book) -> None:
    register.set_status(book, quarter.person("周子"), "moved_out", TODAY)
    household = quarter.household("12-101")
    assert household_rows(book, [household])[household].members == 1


@pytest.mark.parametrize(
    "doors",
    [
        ["101", "102", "201", "1001"],
        ["地下1", "101"],
        ["301", "301A", "302"],
        ["3号", "12号", "甲座"],
    ],
)
def test_doors_come_in_the_order_of_a_house(doors: list[str]) -> None:
    assert sorted(set(doors), key=natural) == doors


@given(st.lists(st.text("0129号A地下", max_size=5)))
def test_any_names_can_be_put_in_order(doors: list[str]) -> None:
    assert len(sorted(doors, key=natural)) == len(doors)


def test_a_page_takes_as_many_queries_with_two_rows_as_with_sixty(book: Book) -> None:
    fill(book, 200)
    ids = resident_ids(book, ResidentFilter(), TODAY)
    homes = household_ids(book, HouseholdFilter())
    with counted_queries() as few:
        resident_rows(book, ids[:2], TODAY)
        household_rows(book, homes[:2])
    with counted_queries() as many:
        resident_rows(book, ids[:60], TODAY)
        household_rows(book, homes[:60])
    assert len(few) == len(many) == 5  # with the two BEGIN


def test_a_list_is_read_with_as_many_queries_for_twenty_people_as_for_sixty(
    book: Book,
) -> None:
    """By every column, narrowed by every column, and with its words."""

    def counted() -> dict[str, int]:
        found = {}
        for name in RESIDENT_SORTS:
            where = ResidentFilter(columns={name: Narrow(contains="1")})
            resident_ids(book, where, TODAY)  # the order of doors is laid out
            with counted_queries() as said:
                resident_ids(book, where, TODAY, name)
                resident_words(book, where, name, TODAY)
            found[name] = len(said)
        household_ids(book, HouseholdFilter())
        for name in HOUSEHOLD_SORTS:
            with counted_queries() as said:
                household_ids(book, HouseholdFilter(columns={name: Narrow(contains="1")}), name)
            found[f"household {name}"] = len(said)
        return found

    fill(book, 20)
    few = counted()
    story = Story(book)
    for at in range(40):
        story.resident(f"欧阳{'一二三四五六七八九十'[at % 10]}", door=f"{at % 7 + 1}-10{at % 3}")
    assert counted() == few
    assert max(few.values()) <= 16


def test_an_order_that_was_asked_for_before_is_true_after_every_change(book: Book) -> None:
    story = Story(book)
    first, second = (story.resident(name, door="1-101") for name in ("王小明", "李建国"))
    everybody = ResidentFilter(status=None)
    before = list(resident_order(book, everybody, TODAY, "name"))
    assert before == [second, first]
    with counted_queries() as said:
        assert list(resident_order(book, everybody, TODAY, "name")) == before
    assert not any("FROM resident" in words for words in said)
    third = story.resident("阿里木", door="1-102")
    assert list(resident_order(book, everybody, TODAY, "name")) == [third, *before]
    book.undo()
    assert list(resident_order(book, everybody, TODAY, "name")) == before


def test_an_order_read_inside_a_change_is_not_taken_for_the_book_after_it_failed(
    book: Book,
) -> None:
    story = Story(book)
    row_id = story.resident("王小明", door="1-101")
    with contextlib.suppress(Refused), book.write("迁出") as session:
        session.get_one(Resident, row_id).status = "moved"
        assert list(resident_order(book, ResidentFilter(), TODAY)) == []
        raise Refused("不保存")
    assert list(resident_order(book, ResidentFilter(), TODAY)) == [row_id]


def test_the_order_of_households_follows_a_new_door(book: Book) -> None:
    story = Story(book)
    far = story.household("12-101")
    assert list(household_order(book, HouseholdFilter())) == [far]
    near = story.household("3-101")
    assert list(household_order(book, HouseholdFilter())) == [near, far]
    down = household_order(book, HouseholdFilter(), "door", descending=True)
    assert list(down) == [far, near]
