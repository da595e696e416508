"""Finding anybody and any place."""

from __future__ import annotations

import pytest

from app.book import Book
from app.finder import Hit, find, prepare
from app.people import register
from app.people.lists import ResidentFilter, resident_ids
from app.people.organizations import (
    OrganizationEntry,
    add_organization,
    set_organization_status,
)
from app.people.place_records import SegmentEntry, ShopEntry
from app.people.records import CompoundEntry, ResidentEntry
from tests.big import fill
from tests.counting import counted_queries
from tests.story import TODAY, Story


@pytest.fixture
def town(story: Story) -> Story:
    """Some people and places with names alike."""
    story.resident("王芳", door="3-101", relation_to_head="户主", phone="13812345678")
    story.resident("王芳芳", door="3-201", phone="021-58611371")
    story.resident("汪峰", compound="年丰苑", door="3-101")
    story.resident("李王芳", door="12-301")
    story.household("5-502", "周桂英")
    story.group("12号楼组")
    story.shop("芳芳理发", "金海公路", address="金海公路256号")
    return story


def titles(book: Book, text: str) -> list[str]:
    """What is found, in its order."""
    return [hit.title for hit in find(book, text)]


def test_the_exact_name_comes_before_longer_ones_and_those_that_only_contain_it(
    town: Story, book: Book
) -> None:
    assert titles(book, "王芳") == ["王芳", "王芳芳", "李王芳"]


def test_initials_find_whoever_they_can_mean(town: Story, book: Book) -> None:
    assert titles(book, "wf") == ["王芳", "汪峰", "王芳芳"]


def test_pinyin_finds_with_or_without_spaces_and_capitals(town: Story, book: Book) -> None:
    assert titles(book, "wangfangf") == ["王芳芳"]
    assert titles(book, "Wang Feng") == ["汪峰"]
    assert titles(book, "ｗａｎｇｆｅｎｇ") == ["汪峰"]


def test_a_hit_tells_door_and_masked_phone(town: Story, book: Book) -> None:
    row_id = town.person("王芳")
    assert find(book, "王芳")[0] == Hit("person", row_id, "王芳", "金水苑 3-101 · 138****5678")


def test_four_digits_of_a_telephone_are_enough_and_three_are_not(town: Story, book: Book) -> None:
    assert titles(book, "3456") == ["王芳"]
    assert titles(book, "58611371") == ["王芳芳"]
    assert titles(book, "345") == []


@pytest.mark.parametrize("text", ["3-101", "3号101", "3号101室", "3幢101"])
def test_a_door_finds_its_households_in_every_compound(text: str, town: Story, book: Book) -> None:
    assert [(hit.kind, hit.title, hit.subtitle) for hit in find(book, text)] == [
        ("household", "3-101 · 王芳户", "金水苑"),
        ("household", "3-101", "年丰苑"),
    ]


def test_a_door_with_its_compound_finds_the_one_household(town: Story, book: Book) -> None:
    assert [hit.subtitle for hit in find(book, "年丰苑3-101")] == ["年丰苑"]
    assert [hit.subtitle for hit in find(book, "年丰苑 3-101")] == ["年丰苑"]


def test_the_start_of_a_door_finds_the_doors_behind_it(town: Story, book: Book) -> None:
    assert titles(book, "3-2") == ["3-201"]
    assert titles(book, "12号楼组") == ["12号楼组"]


def test_a_head_who_is_not_in_the_register_leads_to_the_household(town: Story, book: Book) -> None:
    assert titles(book, "周桂英") == ["5-502 · 周桂英户"]
    assert titles(book, "zgy") == ["5-502 · 周桂英户"]
    assert [hit.kind for hit in find(book, "王芳")] == ["person"] * 3


def test_places_are_found_by_name_and_sound(town: Story, book: Book) -> None:
    assert [(hit.kind, hit.title) for hit in find(book, "金海")] == [("street", "金海公路")]
    assert [(hit.kind, hit.title) for hit in find(book, "jsy")] == [("compound", "金水苑")]
    assert find(book, "芳芳理")[0].subtitle == "金海公路 · 金海公路256号"
    assert titles(book, "12号楼") == ["12号楼组"]


def test_of_several_words_each_has_to_fit(town: Story, book: Book) -> None:
    assert titles(book, "wf 年丰苑") == ["汪峰"]
    assert titles(book, "王 3-101") == ["王芳"]
    assert titles(book, "王 301") == []


def test_nothing_typed_finds_nothing(town: Story, book: Book) -> None:
    assert find(book, "") == []
    assert find(book, " 　") == []
    assert find(book, "\n") == []
    assert find(book, "查无此人") == []


def test_who_has_left_comes_after_who_lives_here(town: Story, book: Book) -> None:
    town.resident("王芳", door="5-101")
    register.set_status(book, town.person("王芳"), "moved_out", TODAY)
    hits = find(book, "王芳")
    assert ["迁出" in hit.subtitle for hit in hits[:2]] == [False, True]


def test_what_changes_is_found_at_once_and_what_is_undone_no_longer(
    town: Story, book: Book
) -> None:
    assert titles(book, "新来") == []
    row_id = town.resident("新来客")
    assert titles(book, "新来") == ["新来客"]
    register.edit_resident(book, row_id, ResidentEntry("老来客"), TODAY)
    assert titles(book, "新来") == []
    assert titles(book, "llk") == ["老来客"]
    book.undo()
    assert titles(book, "xlk") == ["新来客"]
    register.delete(book, "resident", row_id)
    assert titles(book, "xlk") == []
    register.add_compound(book, CompoundEntry("新来小区"))
    register.add_shop(book, register.add_segment(book, SegmentEntry("新来路")), ShopEntry("新来店"))
    assert titles(book, "新来") == ["新来店", "新来路", "新来小区"]


def test_a_change_by_thousands_is_found_too(town: Story, book: Book) -> None:
    assert titles(book, "汪峰") == ["汪峰"]
    fill(book, 4_000)
    assert len(find(book, "wang")) == 30
    assert titles(book, "汪峰") == ["汪峰"]


def test_no_more_are_found_than_asked_for(town: Story, book: Book) -> None:
    assert len(find(book, "w", limit=2)) == 2


@pytest.mark.parametrize(
    ("name", "own", "other"),
    [
        ("单秀英", "shanxiuying", "danxiuying"),
        ("仇国华", "qgh", "cgh"),
        ("解明", "xm", "jm"),
        ("曾丽", "zengli", "ceng"),
        ("尉迟敏", "ycm", "wcm"),
    ],
)
def test_a_surname_that_is_read_in_two_ways_is_found_by_both(
    name: str, own: str, other: str, story: Story, book: Book
) -> None:
    story.resident(name, door="3-101")
    story.resident("赵平", door="3-102")
    for text in (own, other):
        assert titles(book, text) == [name]
        ids = resident_ids(book, ResidentFilter(text=text), TODAY)
        assert ids == [story.person(name)]


def test_an_organization_is_found_by_name_sound_or_telephone(town: Story, book: Book) -> None:
    entry = OrganizationEntry("金水社区食堂", kind="企业", contact_phone="021-58612222")
    row_id = add_organization(book, entry, TODAY).id
    for text in ("社区食堂", "jssqst", "58612222"):
        (hit,) = find(book, text)
        assert hit == Hit("organization", row_id, "金水社区食堂", "企业 · 021****2222")
    set_organization_status(book, row_id, "ended")
    assert find(book, "社区食堂") == []


def test_what_was_prepared_is_found_at_once_and_stays_true(town: Story, book: Book) -> None:
    prepare(book)
    with counted_queries() as said:
        assert titles(book, "wff") == ["王芳芳"]
    assert len(said) <= 5
    register.edit_resident(
        book, town.person("王芳芳"), ResidentEntry("王方方", phone="021-58611371"), TODAY
    )
    assert titles(book, "王芳芳") == []
    assert titles(book, "王方方") == ["王方方"]
    book.undo()
    assert titles(book, "王芳芳") == ["王芳芳"]
    book.close()
    prepare(book)
