"""Doors as offices write them."""

from __future__ import annotations

import pytest

from app.book import Book
from app.finder import find
from app.kinds import alias_words
from app.people import register
from app.people.importing.doors import spot_of
from app.people.importing.index import Places
from app.people.places import Door, door_of, place_of, unit_of
from app.people.records import CompoundEntry
from app.sheets.plan import Plan
from tests.story import Story


@pytest.mark.parametrize(
    ("written", "door"),
    [
        ("3-101", Door("3", "", "101")),
        ("３－１０１", Door("3", "", "101")),
        ("3–101", Door("3", "", "101")),
        ("3−101", Door("3", "", "101")),
        ("3#101", Door("3", "", "101")),
        ("3＃楼101室", Door("3", "", "101")),
        ("3-2-501", Door("3", "2", "501")),
        ("3#2-501", Door("3", "2", "501")),
        ("12号101", Door("12", "", "101")),
        ("12号101室", Door("12", "", "101")),
        ("12号 101 室", Door("12", "", "101")),
        ("012号0301室", Door("12", "", "0301")),
        ("3幢2单元501", Door("3", "2", "501")),
        ("3幢二单元501室", Door("3", "2", "501")),
        ("3幢十二单元501室", Door("3", "12", "501")),
        ("3幢二十一单元501室", Door("3", "21", "501")),
        ("某某路88弄12号101室", Door("12", "", "101")),
        ("88弄12支弄3号201室", Door("3", "", "201")),
        ("奉贤区南桥镇金水路88弄12号301A", Door("12", "", "301A")),
        ("12号301a室", Door("12", "", "301A")),
        ("12号地下1室", Door("12", "", "地下1")),
        ("12号地下室", Door("12", "", "地下")),
        ("3-地下", Door("3", "", "地下")),
        ("12甲号101室", Door("12甲", "", "101")),
        ("A座1203", Door("A", "", "1203")),
    ],
)
def test_a_door_is_read_in_every_way_it_is_written(written: str, door: Door) -> None:
    assert door_of(written) == door


@pytest.mark.parametrize("written", ["", "101", "12号", "金水路99号", "同上", "3单元", "王芳"])
def test_what_is_no_door_is_not_guessed_at(written: str) -> None:
    assert door_of(written) is None


def test_buildings_and_units_have_one_key_however_they_are_written() -> None:
    assert {place_of(text).key for text in ("12号", "12号楼", "012幢", "12#", "12号楼组")} == {"12"}
    assert {place_of(text).key for text in ("3号1单元", "3幢一单元", "3#1单元")} == {"3/1"}
    assert [unit_of(text) for text in ("十单元", "十一单元", "二十单元", "3")] == [
        "10",
        "11",
        "20",
        "3",
    ]


def test_aliases_stand_on_lines_or_between_commas() -> None:
    assert alias_words("88弄、金水路88弄\n金水苑一期，老金水") == (
        "88弄",
        "金水路88弄",
        "金水苑一期",
        "老金水",
    )
    assert alias_words(None) == ()


@pytest.fixture
def lanes(book: Book, story: Story) -> Places:
    """Two compounds that are called by their lanes, one of which ends like the other."""
    for name, alias in (("金水苑", "金水路88弄、88弄"), ("恒盛", "188弄")):
        register.add_compound(book, CompoundEntry(name, alias=alias))
    story.resident("周桂英", "12-101")
    with book.read() as session:
        return Places.load(session, Plan(), book.ids)


@pytest.mark.parametrize(
    ("address", "compound"),
    [
        ("88弄12号101室", "金水苑"),
        ("金水路88弄12号101室", "金水苑"),
        ("奉贤区金水路88弄12号101室", "金水苑"),
        ("188弄12号101室", "恒盛"),
        ("金水苑12号101室", "金水苑"),
        ("金水苑3-101", "金水苑"),
    ],
)
def test_a_lane_that_is_an_alias_names_the_compound(
    lanes: Places, address: str, compound: str
) -> None:
    assert spot_of({"address": address}, lanes).compound == compound


def test_a_lane_of_more_digits_is_another_lane(lanes: Places) -> None:
    assert spot_of({"address": "288弄12号101室"}, lanes, "别处").compound == "别处"


@pytest.mark.parametrize("typed", ["12-101", "88弄12号101", "金水苑12号101室", "金水路88弄12-101"])
def test_a_door_is_found_by_its_lane_too(book: Book, lanes: Places, typed: str) -> None:
    assert lanes.names
    assert [hit.title for hit in find(book, typed)][:1] == ["12-101 · 周桂英户"] or [
        hit.title for hit in find(book, typed)
    ][:1] == ["12-101"]
