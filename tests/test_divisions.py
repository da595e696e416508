"""The official list of places: going down it, up it, and searching it."""

from __future__ import annotations

import pytest

from app import divisions
from app.divisions import Divisions


@pytest.fixture(scope="module")
def places() -> Divisions:
    return divisions.load()


def names(found: list[divisions.Division]) -> list[str]:
    return [place.name for place in found]


def test_a_committee_is_found_by_its_code(places: Divisions) -> None:
    found = places.get("310120003001")
    assert found is not None
    assert found.name == "金水苑社区居委会"
    assert found.is_committee


@pytest.mark.parametrize("code", ["", "0", "31012", "999999999999", "310120003999", "金水苑"])
def test_a_code_that_is_not_in_the_list_gives_nothing(places: Divisions, code: str) -> None:
    assert places.get(code) is None
    assert places.path_of(code) == []
    assert places.place_of(code) == ""


def test_the_path_leaves_out_levels_that_are_only_on_paper(places: Divisions) -> None:
    path = places.path_of("310120003001")
    assert names(path) == ["上海市", "奉贤区", "金海街道", "金水苑社区居委会"]
    assert places.place_of("310120003001") == "上海市 奉贤区 金海街道"


def test_all_provinces_stand_at_the_top(places: Divisions) -> None:
    top = places.children()
    assert len(top) == 31
    assert names(top)[0] == "北京市"
    assert all(len(place.code) == 2 for place in top)


def test_a_municipality_gives_its_districts_at_once(places: Divisions) -> None:
    assert "奉贤区" in names(places.children("31"))
    assert len(places.children("31")) == 16


def test_a_province_gives_its_cities_and_the_towns_it_governs_itself(places: Divisions) -> None:
    below = names(places.children("41"))
    assert "郑州市" in below
    assert "济源市" in below
    assert "省直辖县级行政区划" not in below


def test_a_street_gives_its_committees_in_order(places: Divisions) -> None:
    below = places.children("310120003")
    assert len(below) == 13
    assert below[0].name == "金水苑社区居委会"
    assert [place.code for place in below] == sorted(place.code for place in below)
    assert places.children("310120003001") == []


def test_every_place_below_the_top_is_reached_from_the_top(places: Divisions) -> None:
    below = places.children("3101")
    for _ in range(2):
        below = [child for place in below for child in places.children(place.code)]
    assert len(below) == len({place.code for place in below}) > 4_000
    assert all(place.is_committee for place in below)


@pytest.mark.parametrize(
    "text",
    ["金水苑", "奉贤 金水苑", "金海街道 金水苑", "jinshuiyuan 奉贤", "31012 jsy", "310120003001"],
)
def test_a_committee_is_found_by_whatever_is_quick_to_type(places: Divisions, text: str) -> None:
    assert "310120003001" in [place.code for place in places.search(text)]


def test_a_search_stays_below_the_place_given(places: Divisions) -> None:
    found = places.search("jsy", under="310120")
    assert names(found) == ["金水苑社区居委会"]
    assert places.search("金水苑", under="11") == []
    assert places.search("310120003001", under="11") == []


def test_names_that_begin_with_the_word_come_first(places: Divisions) -> None:
    found = places.search("奉贤")
    assert found[0].name == "奉贤居委会"
    assert any(place.code.startswith("310120") for place in found)


def test_a_search_keeps_its_limit_and_repeats_nothing(places: Divisions) -> None:
    found = places.search("社区", limit=30)
    assert len({place.code for place in found}) == 30


@pytest.mark.parametrize("text", ["", "   ", "+(", "没有这个地方", "zzzzzz", "\\", ",", "\n"])
def test_a_search_for_nothing_finds_nothing(places: Divisions, text: str) -> None:
    assert places.search(text) == []
