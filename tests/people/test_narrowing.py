"""Lists narrowed by the words of their columns."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.book import Book
from app.own_fields import OwnFieldEntry, add_own_field, set_own
from app.people.homes import homes_of
from app.people.lists import (
    EMPTY,
    FILLED,
    HOUSEHOLD_SORTS,
    RESIDENT_SORTS,
    HouseholdFilter,
    Narrow,
    ResidentFilter,
    household_ids,
    household_rows,
    household_words,
    resident_ids,
    resident_rows,
    resident_words,
)
from db.models import OwnField
from tests.story import TODAY, Story


def only(*words: str) -> Narrow:
    return Narrow(frozenset(words))


def names(book: Book, sort: str = "door", **columns: Narrow) -> list[str]:
    """Who is on the list that is narrowed so."""
    where = ResidentFilter(columns={name.replace("__", "."): one for name, one in columns.items()})
    ids = resident_ids(book, where, TODAY, sort)
    return [row.full_name for row in resident_rows(book, ids, TODAY).values()]


@pytest.fixture
def quarter(story: Story) -> Story:
    """Five people behind three doors, one of them in a 楼组."""
    story.group("12号楼组")
    story.resident("周桂英", door="12-101", relation_to_head="户主", birth_date="1945", sex="女")
    story.resident("周子", door="12-101", relation_to_head="子", education="本科", sex="男")
    story.resident("王芳", door="3-1001", birth_date="1960-05-01", phone="13800001234", sex="女")
    story.resident("陈伟", door="3-201", education="初中", care_tags=("独居",), employer="金水菜场")
    story.resident("白无家")
    return story


def test_a_list_is_narrowed_to_the_words_of_a_column(quarter: Story, book: Book) -> None:
    assert names(book, sex=only("女")) == ["王芳", "周桂英"]
    assert names(book, sex=only("男", EMPTY)) == ["陈伟", "周子", "白无家"]
    assert names(book, sex=only("女"), door=only("12-101")) == ["周桂英"]
    assert names(book, sex=only()) == []


def test_what_is_computed_narrows_too(quarter: Story, book: Book) -> None:
    assert names(book, door=only("12-101", EMPTY)) == ["周桂英", "周子", "白无家"]
    assert names(book, age=only("80", "65")) == ["王芳", "周桂英"]
    assert names(book, building_group=only("12号楼组")) == ["周桂英", "周子"]
    assert names(book, compound=only(EMPTY)) == ["白无家"]
    assert names(book, status=only("在住"), full_name=Narrow(contains="子")) == ["周子"]


def test_a_text_is_looked_for_in_what_the_cell_shows(quarter: Story, book: Book) -> None:
    assert names(book, door=Narrow(contains="3-")) == ["陈伟", "王芳"]
    assert names(book, employer=Narrow(contains="菜场")) == ["陈伟"]
    assert names(book, education=Narrow(only("本科", "初中").words, "初")) == ["陈伟"]


def test_a_sensitive_column_gives_away_no_more_than_its_masked_cell(
    quarter: Story, book: Book
) -> None:
    words = resident_words(book, ResidentFilter(), "phone", TODAY)
    assert words == [(FILLED, 1), (EMPTY, 4)]
    assert resident_words(book, ResidentFilter(), "care_tags", TODAY) == [(FILLED, 1), (EMPTY, 4)]
    assert names(book, phone=only(FILLED)) == ["王芳"]
    assert names(book, phone=only("13800001234")) == []
    assert names(book, phone=Narrow(contains="1234")) == ["王芳"]
    assert names(book, phone=Narrow(contains="0000")) == []
    assert names(book, birth_date=Narrow(contains="1960")) == ["王芳"]
    assert names(book, care_tags=only(FILLED)) == ["陈伟"]


def test_the_words_of_a_column_come_counted_in_the_order_of_its_kind(
    quarter: Story, book: Book
) -> None:
    def words(name: str) -> list[tuple[str, int]]:
        return resident_words(book, ResidentFilter(), name, TODAY)

    assert words("education") == [("初中", 1), ("本科", 1), (EMPTY, 3)]
    assert words("door") == [("3-201", 1), ("3-1001", 1), ("12-101", 2), (EMPTY, 1)]
    assert words("age") == [("65", 1), ("80", 1), (EMPTY, 3)]
    assert [word for word, _ in words("full_name")] == ["白无家", "陈伟", "王芳", "周桂英", "周子"]


def test_words_are_counted_under_the_other_filters_and_the_text_of_their_own(
    quarter: Story, book: Book
) -> None:
    where = ResidentFilter(columns={"sex": only("女"), "door": Narrow(only("3-201").words, "1")})
    assert resident_words(book, where, "sex", TODAY) == [(EMPTY, 1)]
    assert resident_words(book, where, "door", TODAY) == [("3-1001", 1), ("12-101", 1)]
    assert resident_words(book, ResidentFilter(), "sex", TODAY, most=1) == [("女", 2)]


@pytest.mark.parametrize("name", RESIDENT_SORTS)
def test_the_words_of_every_column_count_everybody_once(
    name: str, quarter: Story, book: Book
) -> None:
    words = resident_words(book, ResidentFilter(), name, TODAY)
    assert sum(count for _, count in words) == 5
    for word, count in words:
        assert len(names(book, "door", **{name: only(word)})) == count


def test_choices_sort_in_the_order_of_their_options(quarter: Story, book: Book) -> None:
    assert names(book, "education")[:2] == ["陈伟", "周子"]
    assert names(book, "relation_to_head")[:2] == ["周桂英", "周子"]


@pytest.mark.parametrize("name", HOUSEHOLD_SORTS)
def test_households_are_narrowed_by_every_column(name: str, quarter: Story, book: Book) -> None:
    words = household_words(book, HouseholdFilter(), name)
    assert sum(count for _, count in words) == 3
    for word, count in words:
        where = HouseholdFilter(columns={name: only(word)})
        assert len(household_ids(book, where)) == count


def test_households_are_narrowed_by_the_number_of_their_members(quarter: Story, book: Book) -> None:
    where = HouseholdFilter(columns={"members": only("2"), "head_name": Narrow(contains="周")})
    (row,) = household_rows(book, household_ids(book, where)).values()
    assert row.door == "12-101"
    assert household_words(book, HouseholdFilter(), "members") == [("1", 2), ("2", 1)]


def test_a_column_of_the_office_sorts_and_narrows_like_any_other(
    quarter: Story, book: Book
) -> None:
    entry = OwnFieldEntry("门禁卡", "数字")
    add_own_field(book, "resident", entry)
    add_own_field(book, "resident", OwnFieldEntry("来源", "选项", ("外地", "本市")))
    add_own_field(book, "resident", OwnFieldEntry("暗号", "文字", sensitive=True))
    with book.read() as session:
        card, origin, secret = (
            f"own.{key}" for key in session.scalars(select(OwnField.key).order_by(OwnField.id))
        )
    for who, number, place in (("陈伟", "12", "本市"), ("王芳", "3", "外地"), ("周子", "2.5", "")):
        facts = {card: number, origin: place, secret: who}
        set_own(book, "resident", quarter.person(who), facts)

    def narrowed(name: str, narrow: Narrow) -> list[str]:
        ids = resident_ids(book, ResidentFilter(columns={name: narrow}), TODAY)
        return [row.full_name for row in resident_rows(book, ids, TODAY).values()]

    assert names(book, card)[:3] == ["周子", "王芳", "陈伟"]
    assert names(book, origin)[:2] == ["王芳", "陈伟"]
    words = resident_words(book, ResidentFilter(), card, TODAY)
    assert words == [("2.5", 1), ("3", 1), ("12", 1), (EMPTY, 2)]
    assert narrowed(card, only("3", "12")) == ["陈伟", "王芳"]
    assert narrowed(secret, only(FILLED)) == ["陈伟", "王芳", "周子"]
    row = resident_rows(book, [quarter.person("王芳")], TODAY)[quarter.person("王芳")]
    assert row.own is not None
    assert row.own[card.removeprefix("own.")] == 3


def test_in_a_column_of_the_office_that_is_gone_nothing_stands(quarter: Story, book: Book) -> None:
    everybody = names(book)
    assert sorted(names(book, "own.f99")) == sorted(everybody)
    assert resident_words(book, ResidentFilter(), "own.f99", TODAY) == [(EMPTY, len(everybody))]
    assert household_words(book, HouseholdFilter(), "own.f99") == [(EMPTY, 3)]
    where = ResidentFilter(columns={"own.f99": only("2")})
    assert resident_ids(book, where, TODAY) == []


def test_an_unknown_column_is_a_mistake_of_the_caller(book: Book) -> None:
    with pytest.raises(ValueError, match="shoe"):
        names(book, shoe=only("43"))
    with pytest.raises(ValueError, match="shoe"):
        household_words(book, HouseholdFilter(), "shoe")


def test_the_order_of_doors_is_laid_out_again_only_when_doors_have_changed(
    quarter: Story, book: Book
) -> None:
    def kept() -> object:
        with book.read() as session:
            return homes_of(book, session).by_door

    before = kept()
    quarter.resident("周二子", door="12-101")
    assert kept() is before
    quarter.resident("李新", door="1-101")
    after = kept()
    assert after is not before
    assert names(book)[0] == "李新"
    book.undo()
    assert names(book)[0] == "陈伟"


def test_inside_a_write_a_list_shows_what_is_being_written(quarter: Story, book: Book) -> None:
    def give_up() -> None:
        with book.write("试一试"):
            quarter.resident("李新", door="1-101")
            assert names(book)[0] == "李新"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    quarter.resident("赵后", door="2-101")
    assert names(book)[:2] == ["赵后", "陈伟"]
