"""Who holds what on a day, what is vacant, what expires soon."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.leaders.lists import (
    HELD,
    SORTS,
    TermFilter,
    coverage,
    expiring,
    term_ids,
    term_rows,
    vacancies,
)
from app.leaders.terms import end_term
from tests.story import TODAY, Story


@pytest.fixture
def office(story: Story) -> Story:
    """Two compounds, four groups, three leaders and a street leader."""
    story.resident("王芳", door="3-101", sex="女", birth_date="1960-05-01", phone="13800001234")
    story.resident("李强", door="12-101", sex="男", birth_date="1955")
    story.leader("王芳", "3号楼组")
    story.leader("李强", "12号楼组", "2020-10-15", until="2025-10-15")
    story.leader("赵敏", "1号楼组", "2020-01-01", "年丰苑", until="2025-01-01")
    story.group("5号楼组", formed="2024-01-01")
    story.street_leader("陈老板")
    return story


def names(book: Book, where: TermFilter, sort: str = "scope", **how: bool) -> list[str]:
    """Who is on a list, in its order."""
    ids = term_ids(book, where, TODAY, sort, **how)
    rows = term_rows(book, ids, TODAY)
    return [rows[row_id].full_name for row_id in ids]


def test_posts_come_by_compound_and_number_and_streets_last(office: Story, book: Book) -> None:
    assert names(book, TermFilter()) == ["王芳", "李强", "赵敏", "陈老板"]


def test_a_list_can_be_limited_to_kind_compound_state_and_words(office: Story, book: Book) -> None:
    assert names(book, TermFilter(kind="街面长")) == ["陈老板"]
    assert names(book, TermFilter(compound_id=office.compound("年丰苑"))) == ["赵敏"]
    assert names(book, TermFilter(state="即将届满")) == ["李强"]
    assert names(book, TermFilter(state="届满未换")) == ["赵敏"]
    assert names(book, TermFilter(state=HELD)) == ["王芳", "李强", "赵敏", "陈老板"]
    assert names(book, TermFilter(text="wangf")) == ["王芳"]
    assert names(book, TermFilter(text="lq")) == ["李强"]
    assert names(book, TermFilter(text="12号")) == ["李强"]
    assert names(book, TermFilter(text="1234")) == ["王芳"]
    assert names(book, TermFilter(text="金水路")) == ["陈老板"]
    assert names(book, TermFilter(text="%")) == []


def test_people_without_a_birth_date_come_last_by_age_in_both_directions(
    office: Story, book: Book
) -> None:
    assert names(book, TermFilter(), "age")[:2] == ["王芳", "李强"]
    assert names(book, TermFilter(), "age", descending=True)[:2] == ["李强", "王芳"]


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_lists_everybody_once(sort: str, office: Story, book: Book) -> None:
    assert sorted(names(book, TermFilter(), sort)) == sorted(names(book, TermFilter()))
    assert len(names(book, TermFilter(), sort, descending=True)) == 4


def test_an_unknown_order_is_a_mistake_of_the_caller(book: Book) -> None:
    with pytest.raises(ValueError, match="shoe size"):
        term_ids(book, TermFilter(), TODAY, "shoe size")


def test_a_list_as_at_a_day_shows_who_held_the_posts_then(office: Story, book: Book) -> None:
    term = term_ids(book, TermFilter(text="王芳"), TODAY)[0]
    end_term(book, term, dt.date(2025, 9, 1), "辞任")
    office.leader("周新", "3号楼组", "2025-09-01")
    before = TermFilter(compound_id=office.compound(), as_at=dt.date(2025, 8, 31))
    after = TermFilter(compound_id=office.compound(), as_at=dt.date(2025, 9, 1))
    assert names(book, before) == ["王芳", "李强"]
    assert names(book, after) == ["周新", "李强"]
    assert names(book, TermFilter(state="离任")) == ["王芳"]


def test_a_row_tells_age_phone_households_and_state(office: Story, book: Book) -> None:
    term = term_ids(book, TermFilter(text="王芳"), TODAY)[0]
    row = term_rows(book, [term], TODAY)[term]
    assert (row.age, row.phone, row.households, row.state) == (65, "13800001234", 1, "在任")


def test_what_expires_is_listed_with_the_longest_waiting_first(office: Story, book: Book) -> None:
    assert [row.full_name for row in expiring(book, TODAY)] == ["赵敏", "李强"]


def test_a_group_without_a_leader_is_vacant_since_its_founding(office: Story, book: Book) -> None:
    (row,) = vacancies(book, TODAY)
    assert (row.group, row.vacant_since, row.days) == ("5号楼组", dt.date(2024, 1, 1), 638)


def test_a_group_is_vacant_on_the_very_day_its_leader_leaves(office: Story, book: Book) -> None:
    term = term_ids(book, TermFilter(text="王芳"), TODAY)[0]
    end_term(book, term, TODAY, "迁出")
    empty = {row.group: row.days for row in vacancies(book, TODAY)}
    assert empty == {"3号楼组": 0, "5号楼组": 638}
    day_before = TODAY - dt.timedelta(days=1)
    assert [row.group for row in vacancies(book, day_before)] == ["5号楼组"]


def test_coverage_counts_expired_leaders_who_still_serve(office: Story, book: Book) -> None:
    found = coverage(book, TODAY)
    assert (found.active_groups, found.covered, found.vacant) == (4, 3, 1)
    there = coverage(book, TODAY, office.compound("年丰苑"))
    assert (there.active_groups, there.vacant) == (1, 0)


def test_a_group_does_not_count_before_its_founding(office: Story, book: Book) -> None:
    assert coverage(book, dt.date(2023, 12, 31)).active_groups == 3


def test_an_empty_book_has_nothing_to_cover(book: Book) -> None:
    assert coverage(book, TODAY).active_groups == 0
    assert vacancies(book, TODAY) == []
    assert term_ids(book, TermFilter(), TODAY) == []
    assert expiring(book, TODAY) == []
