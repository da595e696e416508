"""Candidates and the count of ballots of a round come in from a sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app.book import Book
from app.errors import Refused
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds import rules
from app.leaders.rounds.lists import FILLED, round_rows, seat_rows
from app.leaders.rounds.records import RoundEntry
from app.leaders.rounds.rounds import advance, make_round
from app.people.houses import assign_dwellings
from app.people.register import set_status
from tests.imports.test_rosters import bring, sheet_of
from tests.story import Story, dump

TODAY = dt.date(2026, 6, 10)
JULY = dt.date(2026, 7, 1)
HEAD = ("序号", "楼组", "候选人姓名", "性别", "年龄", "住址", "提名方式", "联名人数")
RESULT = (
    "楼组", "姓名", "发出选票", "收回选票", "赞成", "反对", "弃权", "结果",
)  # fmt: skip


def entry(name: str) -> RoundEntry:
    """A round of 楼组长 from July on."""
    return RoundEntry(name, (BUILDING_LEADER,), "居民推选", JULY, dt.date(2031, 7, 1))


@pytest.fixture
def told(ruled: Book) -> Story:
    """Three 楼组 with people, the first with a leader; a round in its first step."""
    story = Story(ruled, TODAY)
    for number, name in enumerate(("周桂英", "李国栋", "马建军"), 1):
        group = story.group(f"{number}号楼组")
        phone = f"1380000{number}{number}{number}{number}"
        assign_dwellings(ruled, [story.door(f"{number}-101"), story.door(f"{number}-102")], group)
        story.resident(name, f"{number}-101", sex="女" if number == 1 else "男", phone=phone)
    story.leader("周桂英", "1号楼组", "2021-07-01")
    story.resident("王秀兰", "1-102", sex="女")
    make_round(ruled, entry("2026年7月楼组长推选"))
    return story


def standing(book: Book) -> dict[str, list[tuple[str, str | None]]]:
    """Who stands where, with the result."""
    rows = seat_rows(book, _round(book))
    return {row.scope: [(one.full_name, one.result) for one in row.candidates] for row in rows}


def _round(book: Book) -> int:
    return round_rows(book)[0].id


def test_a_list_of_candidates_puts_people_up_for_their_seats(told: Story, tmp_path: Path) -> None:
    book = told.book
    rows = [
        ("2026年楼组长候选人名册",),
        HEAD,
        (1, "1号楼组", "周桂英", "女", 70, "1号101室", "居民联名", 15),
        (2, "同上", "王秀兰", "女", 62, "1号102室", "自荐", None),
        (3, "2号楼组", "李国栋", "男", 58, "2号101室", "党组织推荐", None),
        (4, "9号楼组", "马建军", "男", 60, "3号101室", "居民联名", 11),
        (5, "3号楼组", "新来的", "男", 40, "外区某路", "居民联名", 12),
        (6, "2号楼组", "李国栋", "男", 58, "2号101室", "党组织推荐", None),
    ]
    path = sheet_of(tmp_path / "候选人.xlsx", rows)
    before = dump(book)
    result = bring(book, path)
    assert (result.roster, result.created, result.skipped, result.failed) == (
        "candidates", 4, 1, 1,
    ), result.errors  # fmt: skip
    assert result.errors[0].row == 6
    assert "没有这个应选岗位" in result.errors[0].message
    assert standing(book) == {
        "1号楼组": [("周桂英", None), ("王秀兰", None)],
        "2号楼组": [("李国栋", None)],
        "3号楼组": [("新来的", None)],
    }
    assert result.notices[0] == "登记到推选“2026年7月楼组长推选”。"
    after = dump(book)
    again = bring(book, path)
    assert (again.created, again.unchanged) == (0, 4)
    assert dump(book) == after
    book.undo()
    assert dump(book) == before


def test_the_count_comes_in_and_what_does_not_add_up_stays_out(told: Story, tmp_path: Path) -> None:
    book = told.book
    round_id = _round(book)
    rows = [
        ("楼组长推选结果统计表",),
        RESULT,
        ("1号楼组", "周桂英", 30, 28, 20, 2, 0, "当选"),
        ("〃", "王秀兰", None, None, 6, 0, 0, "落选"),
        ("2号楼组", "李国栋", 20, 25, 15, 0, 0, "当选"),
        ("3号楼组", "马建军", 20, 18, 19, 1, 0, None),
    ]
    path = sheet_of(tmp_path / "结果.xlsx", rows)
    first = bring(book, path)
    assert first.created == 4
    assert any("只登记候选人" in notice for notice in first.notices)
    advance(book, round_id)
    advance(book, round_id)
    result = bring(book, path)
    assert (result.updated, result.failed) == (2, 2), result.errors
    said = {error.row: error.message for error in result.errors}
    assert "收回 25 张，多于发出的 20 张" in said[5]
    assert "共 20 票，多于收回的 18 张" in said[6]
    assert standing(book)["1号楼组"] == [("周桂英", rules.ELECTED), ("王秀兰", rules.LOST)]
    seats = {row.scope: row for row in seat_rows(book, round_id)}
    assert (seats["1号楼组"].ballots_issued, seats["1号楼组"].ballots_returned) == (30, 28)
    assert seats["1号楼组"].state == FILLED
    assert seats["2号楼组"].ballots_issued is None
    before = dump(book)
    assert bring(book, path).unchanged == 2
    assert dump(book) == before


def test_a_tie_is_settled_by_what_the_sheet_says_and_a_contradiction_is_not(
    told: Story, tmp_path: Path
) -> None:
    book = told.book
    advance(book, _round(book))
    names = [
        ("1号楼组", "周桂英"),
        ("1号楼组", "王秀兰"),
        ("2号楼组", "李国栋"),
        ("3号楼组", "马建军"),
    ]
    bring(book, sheet_of(tmp_path / "候选人.xlsx", [("楼组", "候选人", "提名方式"),
                                               *((*one, "自荐") for one in names)]))  # fmt: skip
    advance(book, _round(book))
    rows = [
        RESULT,
        ("1号楼组", "周桂英", 30, 28, 14, 0, 0, "落选"),
        ("1号楼组", "王秀兰", 30, 28, 14, 0, 0, "当选"),
        ("2号楼组", "李国栋", 30, 28, 5, 20, 0, "当选"),
        ("3号楼组", "马建军", 30, 28, None, None, None, "当选"),
    ]
    result = bring(book, sheet_of(tmp_path / "结果.xlsx", rows))
    assert [(error.row, error.column) for error in result.errors] == [(4, "结果")]
    assert standing(book) == {
        "1号楼组": [("王秀兰", rules.ELECTED), ("周桂英", rules.LOST)],
        "2号楼组": [("李国栋", None)],
        "3号楼组": [("马建军", rules.ELECTED)],
    }
    decisions = {row.scope: row.decision for row in seat_rows(book, _round(book))}
    assert decisions["1号楼组"] == "按导入的推选结果登记"


def test_with_no_round_or_several_the_sheet_is_refused_with_the_way_out(
    told: Story, tmp_path: Path
) -> None:
    book = told.book
    path = sheet_of(
        tmp_path / "a.xlsx", [HEAD[1:], ("1号楼组", "周桂英", "女", 70, None, "自荐", None)]
    )
    make_round(book, entry("第二次推选"))
    with pytest.raises(Refused, match="有几次推选正在进行"):
        bring(book, path)
    named = sheet_of(
        tmp_path / "b.xlsx",
        [("批次", *HEAD[1:]), ("第二次推选", "1号楼组", "周桂英", "女", 70, None, "自荐", None)],
    )
    assert bring(book, named).created == 1
    for _ in range(3):
        book.undo()
    with pytest.raises(Refused, match="请先在“推选换届”里新建推选"):
        bring(book, path)


def test_the_dead_do_not_stand(told: Story, tmp_path: Path) -> None:
    book = told.book
    set_status(book, told.person("马建军"), "deceased", dt.date(2026, 6, 1))
    rows: list[tuple[Any, ...]] = [
        HEAD[1:],
        ("3号楼组", "马建军", "男", 70, "3号101室", "自荐", None),
    ]
    rows = [(*rows[0], "电话"), (*rows[1], "13800003333")]
    result = bring(book, sheet_of(tmp_path / "a.xlsx", rows))
    assert "已登记为去世" in result.errors[0].message
