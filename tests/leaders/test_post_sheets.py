"""Rosters of posts of every sort come in from sheets, and go round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.book import Book
from app.checking import check_book
from app.exports import export_rows
from app.leaders.lists import TermFilter, term_ids, term_rows
from app.leaders.records import TermEntry, TermRow
from app.leaders.terms import appoint, end_term
from app.starting import start_book
from app.work import finish
from db.models import LeaderTerm
from tests.conftest import CHEAP, PASSWORD
from tests.imports.test_rosters import bring, sheet_of
from tests.story import Story, dump

TODAY = dt.date(2026, 11, 22)


def terms(book: Book, **where: Any) -> list[TermRow]:
    """Every term of the book, in the order of lists."""
    ids = term_ids(book, TermFilter(**where), TODAY)
    rows = term_rows(book, ids, TODAY)
    return [rows[row_id] for row_id in ids]


def held(book: Book, **where: Any) -> set[tuple[str, str, str]]:
    """Who holds or held what for which scope."""
    return {(row.full_name, row.kind, row.scope) for row in terms(book, **where)}


def test_a_roster_with_a_column_of_posts_brings_each_for_its_scope(
    ruled: Book, tmp_path: Path
) -> None:
    rows = [
        ("社区各类骨干人员名册",),
        ("序号", "姓名", "性别", "职务", "所属小组", "联系电话", "任职时间", "届满时间", "津贴"),
        (1, "周桂英", "女", "居民小组长", "第一居民小组", "13800001111", "2022.7", "2027.7.1", 100),
        (2, "李国栋", "男", "党小组长", "第一党小组", "13800002222", "2023年3月", None, None),
        (3, "马建军", "男", "居民代表、调解员", "第一居民小组", "13800003333", None, None, None),
        (4, "王芳", "女", "书记（主任）", None, "13800004444", "2021-05-01", None, None),
        (5, "陈志强", "男", "居委会副主任（代）", None, "13800005555", "2025", None, "50元"),
        ("合计", None, "5人"),
    ]
    path = sheet_of(tmp_path / "骨干.xlsx", rows)
    result = bring(ruled, path)
    assert (result.roster, result.created, result.failed) == ("posts", 5, 0), result.errors
    assert held(ruled) == {
        ("周桂英", "居民小组长", "第一居民小组"),
        ("李国栋", "党小组长", "第一党小组"),
        ("马建军", "居民代表", "第一居民小组"),
        ("马建军", "调解员", "本居委"),
        ("王芳", "党组织书记", "本居委"),
        ("王芳", "居委会主任", "本居委"),
        ("陈志强", "居委会副主任", "本居委"),
    }
    by_name = {row.full_name: row for row in terms(ruled)}
    assert (by_name["周桂英"].subsidy_monthly, by_name["周桂英"].expected_end_on) == (
        10_000, dt.date(2027, 7, 1),
    )  # fmt: skip
    assert (by_name["陈志强"].acting, by_name["王芳"].acting) == (True, False)
    assert finish(check_book(ruled)) == ()
    before = dump(ruled)
    assert bring(ruled, path).unchanged == 5
    assert dump(ruled) == before
    ruled.undo()
    assert terms(ruled) == []


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("金水苑社区居民代表名册", "居民代表"),
        ("2026年人民调解员名册", "调解员"),
        ("党小组长花名册", "党小组长"),
    ],
)
def test_the_title_tells_the_post_where_no_column_does(
    ruled: Book, tmp_path: Path, title: str, kind: str
) -> None:
    rows = [
        (title,),
        ("序号", "姓名", "性别", "出生年月", "小组", "联系电话", "备注"),
        (1, "周桂英", "女", "1950.2", "第一小组", "13800001111", None),
        (2, "李国栋", "男", "1955.12", "第二小组", "13800002222", "新增"),
    ]
    result = bring(ruled, sheet_of(tmp_path / "名册.xlsx", rows))
    assert (result.roster, result.created) == ("posts", 2)
    assert {row.kind for row in terms(ruled)} == {kind}
    assert any(f"登记为{kind}" in notice for notice in result.notices)


def test_a_list_of_residents_with_a_column_of_occupations_stays_one(
    ruled: Book, tmp_path: Path
) -> None:
    rows = [
        ("小区", "楼号", "室号", "姓名", "性别", "职务"),
        ("金水苑", "1号", "101", "张三", "男", "会计"),
        ("金水苑", "1号", "102", "李四", "男", "居民代表"),
        ("金水苑", "1号", "103", "王五", "男", None),
    ]
    assert bring(ruled, sheet_of(tmp_path / "底册.xlsx", rows)).roster == "residents"


def test_former_leaders_come_in_as_terms_that_ended(ruled: Book, tmp_path: Path) -> None:
    rows = [
        ("恒盛历任楼组长名册",),
        ("楼号", "组长姓名", "电话", "任职时间", "离任时间", "离任原因", "是否代理"),
        ("1号", "张三", "13800001111", "2022.7", None, None, None),
        ("1号", "李四", "13800002222", "2017.7", "2022.7", "换届", None),
        ("1号", "王五", "13800003333", "2012.7", "2017.6", "搬走", None),
        ("2号", "赵六（代）", "13800004444", "2024.1", None, None, None),
        ("3号", "钱七", "13800005555", "2020", "2019", None, None),
    ]
    path = sheet_of(tmp_path / "恒盛.xlsx", rows)
    result = bring(ruled, path)
    assert (result.created, result.failed) == (4, 1), result.errors
    assert (result.errors[0].row, result.errors[0].column) == (7, "离任日")
    found = {row.full_name: (row.state, row.end_on, row.end_reason) for row in terms(ruled)}
    assert found == {
        "张三": ("在任", None, None),
        "李四": ("离任", dt.date(2022, 7, 1), "届满"),
        "王五": ("离任", dt.date(2017, 6, 1), "迁出"),
        "赵六": ("在任", None, None),
    }
    assert [row.full_name for row in terms(ruled) if row.acting] == ["赵六"]
    assert finish(check_book(ruled)) == ()
    before = dump(ruled)
    assert bring(ruled, path).unchanged == 4
    assert dump(ruled) == before


def test_deputies_go_beside_the_leader_and_a_third_one_is_told(ruled: Book, tmp_path: Path) -> None:
    rows = [
        ("小区", "楼组", "姓名", "职务", "电话"),
        ("金水苑", "1号", "张三", "楼组长", "13800001111"),
        ("金水苑", "1号", "李四", "副", "13800002222"),
        ("金水苑", "1号", "王五", "副组长", "13800003333"),
        ("金水苑", "1号", "赵六", "副楼组长", "13800004444"),
        ("金水苑", "1号", "钱七", "骨干", "13800005555"),
        ("金水苑", "1号", "孙八", "居民代表", "13800006666"),
        ("金水苑", "2号", "周九、吴十", "楼组长", "13800007777"),
    ]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows), "building-leaders")
    said = {error.row: error.message for error in result.errors}
    assert (result.created, set(said)) == (4, {5, 7, 8})
    assert "已有副楼组长李四、王五" in said[5]
    assert "放到岗位名册里" in said[7]
    assert "一行写一个人" in said[8]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("恒盛副楼组长名册", "副楼组长"),
        ("恒盛楼组骨干名单", "楼组骨干"),
        ("恒盛正副楼组长名册", "楼组长"),
        ("恒盛楼组长、副楼组长名册", "楼组长"),
        ("恒盛楼组长花名册", "楼组长"),
    ],
)
def test_the_title_tells_deputies_from_leaders(
    ruled: Book, tmp_path: Path, title: str, kind: str
) -> None:
    rows = [(title,), ("楼组", "姓名", "电话"), ("1号", "张三", "13800001111")]
    bring(ruled, sheet_of(tmp_path / "a.xlsx", rows), "building-leaders")
    assert {(row.kind, row.compound) for row in terms(ruled)} == {(kind, "恒盛")}


def test_somebody_the_book_has_serving_is_not_sent_away_by_a_sheet(
    ruled: Book, tmp_path: Path
) -> None:
    story = Story(ruled, TODAY)
    story.leader("张三", "1号楼组", "2022-07-01")
    rows = [
        ("小区", "楼组", "姓名", "任职时间", "离任时间"),
        ("金水苑", "1号楼组", "张三", "2022-07-01", "2026-05-01"),
    ]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows), "building-leaders")
    assert result.unchanged == 1
    assert any("台账里还是在任的" in notice for notice in result.notices)
    with ruled.read() as session:
        assert session.scalars(select(LeaderTerm.end_on)).all() == [None]


def test_a_post_without_a_group_or_a_kind_is_told_with_the_way_out(
    ruled: Book, tmp_path: Path
) -> None:
    rows = [
        ("姓名", "岗位", "服务范围"),
        ("张三", "居民小组长", None),
        ("李四", None, "第一小组"),
        ("王五", "居民代表", None),
        ("赵六", "业委会成员", "金水苑"),
    ]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows), "posts")
    said = {error.row: error.message for error in result.errors}
    assert set(said) == {2, 3}
    assert "缺少居民小组长所在的小组" in said[2]
    assert "没有写岗位" in said[3]
    assert held(ruled) == {("王五", "居民代表", "本居委"), ("赵六", "业委会成员", "金水苑")}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Book]:
    """The empty book of a neighbouring office."""
    made = start_book(
        tmp_path / "另一本.mulin", "310120003001", "李敏", PASSWORD, today=TODAY, params=CHEAP
    )
    yield made.book
    made.book.close()


def test_posts_that_went_out_come_into_another_book_as_the_same_terms(
    ruled: Book, other: Book, tmp_path: Path
) -> None:
    story = Story(ruled, TODAY)
    story.resident("周桂英", "1-101", sex="女", birth_date="1950-02", phone="13800001111")
    for name in ("李国栋", "马建军", "王芳"):
        story.resident(name, phone=f"1390000{len(name)}{ord(name[0]) % 1000:03}")
    ended = story.leader("李国栋", "1号楼组", "2017-07-01")
    end_term(ruled, ended, dt.date(2022, 7, 1), "届满")
    story.leader("周桂英", "1号楼组", "2022-07-01")
    story.leader("马建军", "1号楼组", "2022-07-01", kind="副楼组长")
    story.street_leader("马建军")
    for kind, scope, acting in (
        ("居民代表", "第一居民小组", False), ("党小组长", "第二党小组", True),
        ("党组织书记", None, False), ("居委会主任", None, False),
    ):  # fmt: skip
        entry = TermEntry(
            kind, 0, story.person("王芳"), dt.date(2023, 5, 1), scope_name=scope, acting=acting,
            subsidy_monthly=10_050,
        )  # fmt: skip
        appoint(ruled, entry, TODAY)
    ids = [row.id for row in terms(ruled)]
    out = tmp_path / "岗位.xlsx"
    assert export_rows(ruled, "posts", out, today=TODAY, reason="搬家", ids=ids) == 8
    result = bring(other, out)
    assert (result.roster, result.failed, result.skipped) == ("posts", 0, 0), result.errors

    def told(book: Book) -> set[tuple[Any, ...]]:
        return {
            (
                row.full_name, row.kind, row.scope, row.compound, row.start_on, row.end_on,
                row.end_reason, row.expected_end_on, row.acting, row.subsidy_monthly,
            )
            for row in terms(book)
        }  # fmt: skip

    assert told(other) == told(ruled)
    assert finish(check_book(other)) == ()
    assert export_rows(ruled, "posts", out, today=TODAY, reason="搬家") == 7
    assert bring(other, out).unchanged == 7
