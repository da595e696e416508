"""Lists of households: what was written comes in again, door by door and with own columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.book import Book
from app.checking import check_book
from app.errors import Refused
from app.exports import export_rows
from app.own_fields import OwnFieldEntry, add_own_field, own_columns, set_own
from app.people import register
from app.people.importing.households import HOUSEHOLDS
from app.people.lists import HouseholdFilter, household_ids, household_rows
from app.people.records import HouseholdEntry, HouseholdRow
from app.rosters import ROSTERS
from app.sheets.importing import dry_run, jobs_of
from app.sheets.new_columns import add_column
from app.sheets.plan import Plan, Policy
from app.sheets.reading import read
from app.starting import start_book
from app.work import finish
from db.models import Dwelling, Household, Resident
from tests.conftest import CHEAP, OFFICE, PASSWORD
from tests.imports.making_layouts import LAYOUTS
from tests.imports.test_rosters import TODAY, bring, every, one, sheet_of
from tests.story import Story, dump

HEAD = ("小区", "楼号", "室号", "户号", "户主", "户类型", "人数", "入住日期", "约定签订日", "备注")


def line(door: str, number: Any = None, head: Any = None, **more: Any) -> tuple[Any, ...]:
    """A row under HEAD; the door is written 3-101."""
    building, room = door.split("-")
    given = {"小区": "金水苑", "楼号": f"{building}号", "室号": room, "户号": number, "户主": head}
    return tuple({**given, **more}.get(name) for name in HEAD)


def heads(book: Book) -> list[tuple[str | None, str | None]]:
    """户号 and 户主 of every household."""
    return [(home.household_no, home.head_name) for home in every(book, Household)]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Book]:
    """The empty book of a neighbouring office."""
    made = start_book(
        tmp_path / "另一本.mulin", "310120003001", "李敏", PASSWORD, today=TODAY, params=CHEAP
    )
    yield made.book
    made.book.close()


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three doors; two households share one, and 楼组 and units differ."""
    told = Story(ruled, TODAY)
    told.group("3号楼组")
    told.resident("周桂英", "3-101", relation_to_head="户主")
    told.resident("李国栋", "3-101", relation_to_head="配偶")
    told.household("3-101", "马建军")
    told.resident("欧阳敏", "5-2-301", relation_to_head="户主")
    told.household("5-302")
    home = told.household("3-101", "周桂英")
    entry = HouseholdEntry("0012", "周桂英", "常住户籍", dt.date(2001, 5, 6), "独门\n带院子")
    register.edit_household(ruled, home, entry)
    return told


def own_column(book: Book, label: str = "微网格") -> str:
    add_own_field(book, "household", OwnFieldEntry(label))
    return own_columns(book, "household")[-1].field.name


def test_what_was_written_comes_in_again_and_changes_nothing(story: Story, tmp_path: Path) -> None:
    book = story.book
    set_own(book, "household", story.household("5-302"), {own_column(book): "第5格"})
    out = tmp_path / "户.xlsx"
    assert export_rows(book, "households", out, today=TODAY) == 4
    before = dump(book)
    for policy in (Policy(), Policy(update="overwrite"), Policy(update="ask")):
        result = bring(book, out, policy=policy)
        assert (result.roster, result.rows, result.unchanged) == ("households", 4, 4)
        assert dump(book) == before


def test_what_was_written_comes_into_an_empty_book_with_own_columns(
    story: Story, other: Book, tmp_path: Path
) -> None:
    book = story.book
    set_own(book, "household", story.household("3-101", "马建军"), {own_column(book): "第5格"})
    export_rows(book, "households", tmp_path / "户.xlsx", today=TODAY)
    name = own_column(other)
    result = bring(other, tmp_path / "户.xlsx")
    assert (result.rows, result.created, result.failed) == (4, 4, 0)
    facts = ("household_no", "head_name", "kind", "moved_in_on", "note")

    def told(one: Book) -> list[tuple[Any, ...]]:
        return [tuple(getattr(home, fact) for fact in facts) for home in every(one, Household)]

    assert sorted(told(other), key=str) == sorted(told(book), key=str)
    home = one(other, Household, Household.head_name == "马建军")
    assert home.own == {name.removeprefix("own."): "第5格"}
    assert {(door.unit, door.room_no) for door in every(other, Dwelling)} == {
        ("", "101"), ("2", "301"), ("", "302"),
    }  # fmt: skip
    assert finish(check_book(other)) == ()
    before = dump(other)
    assert bring(other, tmp_path / "户.xlsx").unchanged == 4
    assert dump(other) == before
    export_rows(book, "residents", tmp_path / "人.xlsx", today=TODAY, reason="搬家")
    bring(other, tmp_path / "人.xlsx")
    assert len(every(other, Household)) == 4


def test_an_own_column_is_made_from_the_sheet_and_known_again(story: Story, tmp_path: Path) -> None:
    book = story.book
    rows = [("楼号", "室号", "户主", "人数", "微网格"), ("3号", "101", "马建军", 2, "第7格")]
    path = sheet_of(tmp_path / "户.xlsx", rows)
    (job,) = jobs_of(book, read(path), ROSTERS)
    name = add_column(book, job, 4)
    result = bring(book, path)
    assert (result.roster, result.updated) == ("households", 1)
    home = one(book, Household, Household.head_name == "马建军")
    assert home.own == {name.removeprefix("own."): "第7格"}
    other = sheet_of(tmp_path / "b.xlsx", [("楼号", "室号", "户主", "微网格"), rows[1][:3]])
    assert (bring(book, other).roster, bring(book, other).unchanged) == ("households", 1)
    assert one(book, Household, Household.head_name == "马建军").own == home.own


def test_a_text_file_of_the_old_kind_is_read(ruled: Book, tmp_path: Path) -> None:
    path = tmp_path / "家庭户.csv"
    rows = (HEAD, line("3-101", "0012", "周桂英", 人数="3人", 入住日期="2001.5.6", 备注="独门"))
    text = "\n".join(",".join(str(cell or "") for cell in row) for row in rows)
    path.write_text(text, encoding="gbk")
    assert bring(ruled, path).created == 1
    home = one(ruled, Household)
    assert (home.household_no, home.moved_in_on) == ("0012", dt.date(2001, 5, 6))
    assert (home.head_name, home.note) == ("周桂英", "独门")
    assert bring(ruled, path).unchanged == 1


def test_merged_buildings_stand_for_all_their_doors(ruled: Book, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "户.xlsx"))
    sheet = book.add_worksheet("金水苑")
    sheet.write_row(0, 0, ("楼号", "室号", "户主", "户类型"))
    sheet.merge_range(1, 0, 3, 0, "3号")
    for at, (room, head) in enumerate((("101", "周桂英"), ("102", "李强"), ("103", None)), 1):
        sheet.write_row(at, 1, (room, head, "租住"))
    sheet.write_row(4, 0, ("5号", "101", "马建军", "户籍"))
    book.close()
    result = bring(ruled, tmp_path / "户.xlsx")
    assert (result.rows, result.created, result.failed) == (4, 4, 0)
    rows = [(row.compound, row.door, row.head_name, row.kind) for row in rows_of(ruled)]
    assert rows == [
        ("金水苑", "3-101", "周桂英", "来沪租住"),
        ("金水苑", "3-102", "李强", "来沪租住"),
        ("金水苑", "3-103", None, "来沪租住"),
        ("金水苑", "5-101", "马建军", "常住户籍"),
    ]
    before = dump(ruled)
    assert bring(ruled, tmp_path / "户.xlsx").unchanged == 4
    assert dump(ruled) == before


def rows_of(book: Book) -> list[HouseholdRow]:
    ids = household_ids(book, HouseholdFilter())
    rows = household_rows(book, ids)
    return [rows[row_id] for row_id in ids]


def test_two_households_at_one_door_keep_apart(ruled: Book, tmp_path: Path) -> None:
    rows = [
        HEAD,
        line("3-101", "1", "张伟"),
        line("3-101", "2", "张伟"),
        line("3-101", None, "李强"),
        line("3-101", None, "李强", 备注="再写一次"),
    ]
    path = sheet_of(tmp_path / "a.xlsx", rows)
    result = bring(ruled, path)
    assert (result.created, result.skipped) == (3, 1)
    assert any("第5行与第4行是同一户（3-101 · 李强户）" in text for text in result.notices)
    assert heads(ruled) == [("1", "张伟"), ("2", "张伟"), (None, "李强")]
    before = dump(ruled)
    again = bring(ruled, path)
    assert (again.unchanged, again.skipped) == (3, 1)
    assert dump(ruled) == before


def test_a_second_line_that_names_nobody_is_the_same_household(
    story: Story, tmp_path: Path
) -> None:
    rows = [HEAD, line("5-301", 备注="北"), line("5-301", 备注="南"), line("5-302", 备注="东")]
    path = sheet_of(tmp_path / "a.xlsx", rows)
    result = bring(story.book, path)
    assert (result.created, result.updated, result.skipped) == (1, 1, 1)
    before = dump(story.book)
    again = bring(story.book, path, policy=Policy(update="overwrite"))
    assert (again.unchanged, again.skipped) == (2, 1)
    assert dump(story.book) == before


def test_the_one_household_without_a_head_gets_the_name(story: Story, tmp_path: Path) -> None:
    book = story.book
    rows = [HEAD, line("5-302", "8", "赵六"), line("3-101", None, "孙七")]
    result = bring(book, sheet_of(tmp_path / "a.xlsx", rows))
    assert (result.updated, result.created) == (1, 1)
    assert ("8", "赵六") in heads(book)
    assert len([home for home in heads(book) if home[1] in ("周桂英", "马建军", "孙七")]) == 3
    assert any("住着周桂英、马建军户，作为另一户登记" in text for text in result.notices)
    book.undo()
    assert (None, None) in heads(book)


@pytest.mark.parametrize(("update", "after"), [("fill", "周桂英"), ("overwrite", "李国栋")])
def test_what_differs_is_filled_replaced_or_asked(
    story: Story, tmp_path: Path, update: Any, after: str
) -> None:
    book = story.book
    row = line("3-101", "0012", "李国栋", 户类型="租住", 约定签订日="2026-01-02")
    path = sheet_of(tmp_path / "a.xlsx", [HEAD, row])
    result = bring(book, path, policy=Policy(update=update))
    told = {(one.field, one.before, one.after): one.taken for one in result.differences}
    assert told == {
        ("户主", "周桂英", "李国栋"): update == "overwrite",
        ("户类型", "常住户籍", "来沪租住"): update == "overwrite",
        ("约定签订日", "", "2026-01-02"): True,
    }
    home = one(book, Household, Household.household_no == "0012")
    assert (home.head_name, home.pledge_signed_on) == (after, dt.date(2026, 1, 2))
    assert (home.moved_in_on, home.note) == (dt.date(2001, 5, 6), "独门\n带院子")
    if update == "overwrite":
        assert any("成员周桂英的与户主关系登记为户主" in text for text in result.notices)
    before = dump(book)
    assert bring(book, path, policy=Policy(update=update)).unchanged == 1
    assert dump(book) == before


def test_a_single_cell_may_be_taken_when_asked(story: Story, tmp_path: Path) -> None:
    row = line("3-101", "0012", None, 户类型="租住", 备注="出租")
    path = sheet_of(tmp_path / "a.xlsx", [HEAD, row])
    policy = Policy(update="ask", decisions={("Sheet1", 2, "kind"): True})
    assert bring(story.book, path, policy=policy).updated == 1
    home = one(story.book, Household, Household.household_no == "0012")
    assert (home.kind, home.note) == ("来沪租住", "独门\n带院子")


def test_the_member_of_that_name_becomes_the_head_where_nobody_is(
    ruled: Book, tmp_path: Path
) -> None:
    story = Story(ruled, TODAY)
    for name, door in (("周桂英", "3-101"), ("李强", "3-101"), ("赵六", "5-101")):
        story.resident(name, door)
    story.resident("赵六", "5-101")
    rows = [HEAD, line("3-101", None, "周桂英"), line("5-101", None, "赵六")]
    path = sheet_of(tmp_path / "a.xlsx", rows)
    assert bring(ruled, path).updated == 2
    assert {(who.full_name, who.relation_to_head) for who in every(ruled, Resident)} == {
        ("周桂英", "户主"), ("李强", None), ("赵六", None),
    }  # fmt: skip
    assert {home.head_name for home in every(ruled, Household)} == {"周桂英", "赵六"}
    before = dump(ruled)
    assert bring(ruled, path).unchanged == 2
    assert dump(ruled) == before


def test_somebody_is_asked_where_several_households_fit(ruled: Book, tmp_path: Path) -> None:
    story = Story(ruled, TODAY)
    first = story.household("3-101", "张伟")
    entry = HouseholdEntry(head_name="张伟", note="北间")
    second = register.add_household(ruled, story.door("3-101"), entry).id
    path = sheet_of(tmp_path / "a.xlsx", [HEAD, line("3-101", "7", "张伟", 备注="南间")])
    (job,) = jobs_of(ruled, read(path), ROSTERS)

    def plan_of(policy: Policy) -> Plan:
        return finish(dry_run(ruled, job, read(path), today=TODAY, policy=policy)).plan

    (question,) = plan_of(Policy()).questions
    assert [row_id for row_id, _ in question.candidates] == [first, second]
    assert question.candidates[0][1] == "3-101 · 张伟户，没有登记成员"
    result = bring(ruled, path)
    assert (result.failed, result.errors[0].column) == (1, "户主")
    assert "有2户都可能是这一户" in result.errors[0].message
    assert bring(ruled, path, policy=Policy(answers={("Sheet1", 2): second})).updated == 1
    assert one(ruled, Household, Household.id == second).household_no == "7"
    assert bring(ruled, path).unchanged == 1
    story.household("5-101", "王五")
    register.add_household(ruled, story.door("5-101"), HouseholdEntry(head_name="王五", note="东"))
    path = sheet_of(tmp_path / "b.xlsx", [HEAD, line("5-101", "9", "王五", 备注="西")])
    assert bring(ruled, path, policy=Policy(answers={("Sheet1", 2): None})).created == 1


def test_a_wrong_door_stays_out_and_is_told(story: Story, tmp_path: Path) -> None:
    rows = [
        ("小区", "住址", "户主", "户号"),
        ("金水苑", "那边的房子", "赵六", "9"),
        ("金水苑", "3号101室", "周桂英", "0012"),
        ("金水苑", None, "孙七", "10"),
    ]
    before = dump(story.book)
    result = bring(story.book, sheet_of(tmp_path / "a.xlsx", rows))
    assert (result.rows, result.failed, result.unchanged) == (3, 2, 1)
    assert [(one.row, one.column) for one in result.errors] == [(2, "住址"), (4, "楼号")]
    assert "从“那边的房子”认不出楼号和室号" in result.errors[0].message
    assert dump(story.book) == before


def test_a_household_that_left_is_not_brought_back(story: Story, tmp_path: Path) -> None:
    book = story.book
    register.move_out(book, story.household("3-101", "马建军"), TODAY)
    before = dump(book)
    result = bring(book, sheet_of(tmp_path / "a.xlsx", [HEAD, line("3-101", None, "马建军")]))
    assert (result.rows, result.skipped) == (1, 1)
    assert any("在台账里是迁出" in text for text in result.notices)
    assert dump(book) == before


@pytest.mark.parametrize(
    "head",
    [
        ("姓名", "小区", "楼号", "室号", "户号", "户类型", "入住日期", "约定签订日"),
        ("楼号", "室号", "户主", "户号", "分值"),
        ("日期", "楼号", "室号", "户主", "户号", "人数", "户类型", "事项", "分值"),
        ("小区", "楼组", "楼组长", "姓名", "人数", "户号", "室号"),
        ("楼号", "室号", "户主"),
    ],
)
def test_no_other_sheet_is_taken_for_a_list_of_households(
    ruled: Book, tmp_path: Path, head: tuple[str, ...]
) -> None:
    path = sheet_of(tmp_path / "a.xlsx", [head, tuple("1" for _ in head)])
    assert all(kind != "households" for _, kind in kinds_of(ruled, path))


def kinds_of(book: Book, path: Path, *, without: bool = False) -> list[tuple[str, str]]:
    """What each sheet of a file is taken for; a file that is refused is nothing."""
    rosters = [roster for roster in ROSTERS if not (without and roster is HOUSEHOLDS)]
    try:
        jobs = jobs_of(book, read(path), rosters)
    except Refused as refusal:
        return [(refusal.text, "")]
    return [(job.sheet.name, job.roster.key) for job in jobs]


def test_every_other_sheet_is_taken_for_what_it_was(ruled: Book, tmp_path: Path) -> None:
    paths = [path for path in sorted(OFFICE.iterdir()) if path.suffix in (".xlsx", ".xls", ".csv")]
    for layout in LAYOUTS:
        layout.make(tmp_path / layout.name)
        paths.append(tmp_path / layout.name)
    for path in paths:
        assert kinds_of(ruled, path) == kinds_of(ruled, path, without=True), path.name


def test_the_households_of_a_whole_office_come_in_again(
    ruled: Book, other: Book, tmp_path: Path
) -> None:
    bring(ruled, OFFICE / "居民信息底册.xlsx")
    rows = export_rows(ruled, "households", tmp_path / "户.xlsx", today=TODAY)
    before = dump(ruled)
    assert bring(ruled, tmp_path / "户.xlsx").unchanged == rows
    assert dump(ruled) == before
    assert bring(other, tmp_path / "户.xlsx").created == rows
    assert bring(other, tmp_path / "户.xlsx").unchanged == rows
