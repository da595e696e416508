"""The ledger as a list."""

from __future__ import annotations

import pytest

from app.fields import columns, fields_of
from app.pledge import ledger, lists, seasons
from app.pledge.lists import LedgerFilter
from app.pledge.records import PostedEntry
from tests.pledge.conftest import CHECKER, JULY, Story, day


@pytest.fixture
def told(story: Story) -> Story:
    """Two households in two compounds and a few lines."""
    story.sign("12-502", JULY, "李国栋")
    story.sign("3-301", JULY, "周桂英")
    story.household("5-101", "胡根", compound="恒盛")
    story.post("3-301", "J-06", day("07-08"), description="代买药，楼组长确认", assessor="楼组长")
    story.post("12-502", "J-02", day("07-09"), assessor="王芳")
    story.post("12-502", "J-17", day("07-10"))
    story.post("12-502", "J-17", day("07-20"), approver=CHECKER, assessor="王芳")
    story.post("3-301", "J-05", day("07-11"), quantity=1500, assessor="系统")
    return story


def found(story: Story, wanted: LedgerFilter, sort: str = "seq", **more: bool) -> list[int]:
    """The numbers of the lines of a filter, in order."""
    listed = lists.ledger_ids(story.book, wanted, sort, **more)
    rows = lists.ledger_rows(story.book, listed)
    return [rows[row_id].seq for row_id in listed]


def test_the_latest_lines_come_first_and_base_points_are_left_out(told: Story) -> None:
    assert found(told, LedgerFilter()) == [7, 6, 5, 4, 3]
    assert found(told, LedgerFilter(include_base=True)) == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("text", "seqs"),
    [
        ("3-301", [7, 3]),
        ("李国栋", [6, 5, 4]),
        ("代买药", [3]),
        ("J-17", [6, 5]),
        ("12号楼组 王芳", [6, 4]),
        ("志愿", [7]),
        ("4", [4]),
        ("100%", []),
        ("没有的字", []),
        ("", [7, 6, 5, 4, 3]),
    ],
)
def test_words_find_door_head_item_code_and_assessor(
    told: Story, text: str, seqs: list[int]
) -> None:
    assert found(told, LedgerFilter(text=text)) == seqs


def test_lines_are_narrowed_by_what_is_chosen(told: Story) -> None:
    season = seasons.season_on(told.book, told.rule_set, JULY)
    assert season is not None
    rows = lists.ledger_rows(told.book, lists.ledger_ids(told.book, LedgerFilter()))
    mine = next(row for row in rows.values() if row.seq == 3)
    assert found(told, LedgerFilter(season_id=season.id, sign=-1)) == [6]
    assert found(told, LedgerFilter(sign=1)) == [7, 4, 3]
    assert found(told, LedgerFilter(account_id=mine.account_id)) == [7, 3]
    assert found(told, LedgerFilter(rule_id=mine.rule_id)) == [3]
    assert found(told, LedgerFilter(rule_set_id=told.pets)) == []
    assert found(told, LedgerFilter(compound_id=told.compounds["恒盛"])) == []
    assert found(told, LedgerFilter(group_id=told.groups["金水苑 3"])) == [7, 3]


@pytest.mark.parametrize(
    ("sort", "seqs"),
    [
        ("occurred_on", [3, 4, 5, 7, 6]),
        ("score", [6, 5, 3, 7, 4]),
        ("holder", [3, 7, 4, 5, 6]),
        ("item", None),
        ("assessor", None),
        ("season", None),
    ],
)
def test_lines_are_sorted_by_any_column(told: Story, sort: str, seqs: list[int] | None) -> None:
    up = found(told, LedgerFilter(), sort, descending=False)
    assert sorted(up) == [3, 4, 5, 6, 7]
    assert found(told, LedgerFilter(), sort, descending=True) == up[::-1]
    if seqs is not None:
        assert up == seqs


def test_a_row_says_what_the_office_needs(told: Story) -> None:
    row = lists.ledger_row(told.book, 7)
    assert row is not None
    assert row.holder == "金水苑 3-301 · 周桂英户"
    assert row.item == "J-05 · 参加志愿服务 · 1.5小时"
    assert (row.score, row.balance, row.season) == (15, 15, "2025年第三季度")
    shown = {
        name: field.shown(getattr(row, name)) for name, field in fields_of(PostedEntry).items()
    }
    assert (shown["score"], shown["kind"], shown["visible"]) == ("+1.5", "加分", "可公示")
    assert len(columns(PostedEntry, "seq", "occurred_on", "holder", "item")) == 4


def test_what_takes_points_away_is_between_the_office_and_the_household(told: Story) -> None:
    for seq in (5, 6):
        row = lists.ledger_row(told.book, seq)
        assert row is not None
        assert row.visible == "household_only"


def test_sums_are_those_of_the_lines(told: Story) -> None:
    everything = lists.ledger_sums(told.book, LedgerFilter())
    assert (everything.lines, everything.score, everything.balance) == (5, -5, 45)
    chosen = lists.ledger_ids(told.book, LedgerFilter(sign=1))
    assert lists.sums_of(told.book, chosen) == lists.LedgerSums(3, 45, 45)
    assert lists.sums_of(told.book, []) == lists.LedgerSums(0, 0, 0)
    with told.book.read() as session:
        assert lists.stats(session) == {"points_entries": 5, "points_sum": -5}


def test_lines_that_are_gone_are_left_out(told: Story) -> None:
    listed = lists.ledger_ids(told.book, LedgerFilter())
    told.book.undo()
    assert len(lists.ledger_rows(told.book, listed)) == 4
    assert lists.ledger_row(told.book, 99) is None
    assert lists.ledger_rows(told.book, []) == {}
    assert ledger.preview_many(told.book, [], JULY) == []
