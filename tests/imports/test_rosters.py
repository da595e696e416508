"""Sheets as they come: what is matched, kept, asked and refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from app.book import Book
from app.errors import Refused
from app.people.records import CompoundEntry
from app.people.register import edit_compound
from app.pledge.lines import seal
from app.rosters import ROSTERS, roster_of
from app.sheets.importing import commit, dry_run, jobs_of
from app.sheets.plan import Policy, Result
from app.sheets.reading import read
from app.work import finish
from db.models import (
    Account,
    Building,
    CareTag,
    Compound,
    Dwelling,
    Household,
    LeaderTerm,
    LedgerEntry,
    Resident,
)
from tests.story import dump

TODAY = dt.date(2026, 11, 22)
CARD = "310120196503074126"
REGISTER = ("小区", "楼号", "室号", "姓名", "与户主关系", "身份证号", "联系电话", "备注")


def sheet_of(path: Path, rows: Sequence[Sequence[Any]], name: str = "Sheet1") -> Path:
    """A workbook with one sheet; `None` leaves a cell empty."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    book.close()
    return path


def bring(book: Book, path: Path, kind: str | None = None, policy: Policy | None = None) -> Result:
    """Import the first fitting sheet of a file."""
    workbook = read(path)
    job = jobs_of(book, workbook, ROSTERS, kind=roster_of(kind) if kind else None)[0]
    return finish(commit(book, finish(dry_run(book, job, workbook, today=TODAY, policy=policy))))


def one(book: Book, model: type, *where: Any) -> Any:
    with book.read() as session:
        return session.scalars(select(model).where(*where)).one()


def every(book: Book, model: type, *where: Any) -> list[Any]:
    with book.read() as session:
        return list(session.scalars(select(model).where(*where)))


def test_a_leader_sheet_with_everything_offices_do_to_sheets(ruled: Book, tmp_path: Path) -> None:
    rows = [
        ("恒盛楼组长花名册",),
        (),
        ("序号", "楼号", "组长姓名", "出生年月", "身份证号", "联系电话", "居委分管干部"),
        (1, "1号", "张  三", 1965.3, CARD, "138 0000 1111", "王芳"),
        (2, "2号", "李四", "1970年5月", None, "13800002222", "同上"),
        (3, "3号", "王五", "1958", "3.10120196503074E+17", "13800003333", "〃"),
        ("合计", None, "共3人"),
        ("填表人：李敏    审核人：王芳",),
    ]
    result = bring(ruled, sheet_of(tmp_path / "恒盛.xlsx", rows))
    assert (result.roster, result.rows, result.created, result.failed) == (
        "building-leaders", 3, 2, 1,
    )  # fmt: skip
    (error,) = result.errors
    assert (error.row, error.column) == (6, "身份证号")
    assert "已丢失" in error.message
    zhang = one(ruled, Resident, Resident.full_name == "张三")
    assert (zhang.birth_date, zhang.sex, zhang.phone) == ("1965-03-07", "女", "13800001111")
    assert one(ruled, Compound).name == "恒盛"
    ruled.undo()
    assert every(ruled, Resident) == []
    assert every(ruled, Compound) == []


def test_a_door_may_be_written_in_one_cell(ruled: Book, tmp_path: Path) -> None:
    rows = [
        ("姓名", "性别", "家庭住址", "电话"),
        ("张三", "男", "3-101", "13800001111"),
        ("李四", "女", "12号101室", "13800002222"),
        ("王五", "男", "某路88弄3幢2单元501", "13800003333"),
        ("赵六", "男", "住在乡下", "13800004444"),
    ]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows, "金水苑"))
    assert (result.created, result.failed) == (3, 1)
    assert "认不出楼号和室号" in result.errors[0].message
    doors = {(item.unit, item.room_no) for item in every(ruled, Dwelling)}
    assert doors == {("", "101"), ("2", "501")}
    assert {item.name for item in every(ruled, Building)} == {"3号", "12号"}


def test_two_heads_at_one_door_are_two_households(ruled: Book, tmp_path: Path) -> None:
    rows = [
        REGISTER,
        ("金水苑", "1号", "101", "张三", "户主", None, None, None),
        ("金水苑", "1号", "101", "张小", "子", None, None, None),
        ("金水苑", "1号", "101", "李四", "户主", None, None, None),
        ("金水苑", "1号", "101", "李妻", "配偶", None, None, None),
    ]
    bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    homes = {item.head_name: item.id for item in every(ruled, Household)}
    assert set(homes) == {"张三", "李四"}
    assert one(ruled, Resident, Resident.full_name == "李妻").household_id == homes["李四"]


def test_empty_cells_never_delete_and_filled_ones_only_fill(ruled: Book, tmp_path: Path) -> None:
    first = [REGISTER, ("金水苑", "1号", "101", "张三", "户主", CARD, "13800001111", "老住户")]
    second = [REGISTER, ("金水苑", "1号", "101", "张三", "户主", CARD, "13900009999", None)]
    bring(ruled, sheet_of(tmp_path / "a.xlsx", first))
    result = bring(ruled, sheet_of(tmp_path / "b.xlsx", second))
    assert (result.updated, result.unchanged) == (0, 1)
    (difference,) = result.differences
    assert (difference.field, difference.taken) == ("联系电话", False)
    assert "0000" not in difference.before  # masked even here
    zhang = one(ruled, Resident)
    assert (zhang.phone, zhang.note) == ("13800001111", "老住户")
    over = bring(ruled, tmp_path / "b.xlsx", policy=Policy("overwrite"))
    assert over.updated == 1
    assert one(ruled, Resident).phone == "13900009999"
    assert one(ruled, Resident).note == "老住户"


def test_same_name_and_door_but_other_number_are_two_people(ruled: Book, tmp_path: Path) -> None:
    rows = [
        REGISTER,
        ("金水苑", "1号", "101", "张三", "户主", CARD, None, None),
        ("金水苑", "1号", "101", "张三", "孙", "310120201001012017", None, None),
    ]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    assert result.created == 2
    assert bring(ruled, tmp_path / "a.xlsx").unchanged == 2


def test_a_person_written_twice_is_recorded_once(ruled: Book, tmp_path: Path) -> None:
    row = ("金水苑", "1号", "101", "张三", "户主", CARD, None, None)
    other = ("金水苑", "2号", "202", "李四", "户主", CARD, None, None)
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", [REGISTER, row, row, other]))
    assert (result.created, result.skipped, result.failed) == (1, 1, 1)
    assert "与第2行相同，姓名却不同" in result.errors[0].message


def test_a_passport_is_no_identity_card(ruled: Book, tmp_path: Path) -> None:
    rows = [
        ("小区", "楼号", "室号", "姓名", "证件类型", "证件号码"),
        ("金水苑", "1号", "101", "Anna Müller", "护照", "C01X0006H"),
        ("金水苑", "1号", "102", "王五", "居民身份证", "C01X0006H"),
    ]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    assert (result.created, result.failed) == (1, 1)
    anna = one(ruled, Resident)
    assert (anna.full_name, anna.id_kind, anna.id_card_no) == ("Anna Müller", "护照", "C01X0006H")


def test_a_compound_renamed_since_is_still_known_by_its_old_name(
    ruled: Book, tmp_path: Path
) -> None:
    path = sheet_of(
        tmp_path / "a.xlsx", [REGISTER, ("金水园", "1号", "101", "张三", "户主", CARD, None, None)]
    )
    bring(ruled, path)
    compound = one(ruled, Compound)
    edit_compound(ruled, compound.id, CompoundEntry(name="金水苑", alias=compound.alias))
    result = bring(ruled, path)
    assert result.unchanged == 1
    assert [item.name for item in every(ruled, Compound)] == ["金水苑"]


def test_tags_are_added_once_and_never_taken_away(ruled: Book, tmp_path: Path) -> None:
    head = ("小区", "楼号", "室号", "姓名", "人员标签")
    bring(
        ruled, sheet_of(tmp_path / "a.xlsx", [head, ("金水苑", "1", "101", "张三", "独居、高龄")])
    )
    bring(ruled, sheet_of(tmp_path / "b.xlsx", [head, ("金水苑", "1", "101", "张三", "高龄")]))
    assert sorted(tag.tag for tag in every(ruled, CareTag)) == ["独居", "高龄"]
    unknown = sheet_of(tmp_path / "c.xlsx", [head, ("金水苑", "1", "101", "张三", "爱唱歌")])
    result = bring(ruled, unknown)
    assert (result.failed, result.errors[0].column) == (1, "人员标签")


def test_a_post_that_is_held_is_not_taken_over_by_an_import(ruled: Book, tmp_path: Path) -> None:
    head = ("小区", "楼组", "姓名", "电话", "任职时间")
    bring(
        ruled,
        sheet_of(tmp_path / "a.xlsx", [head, ("金水苑", "1号", "张三", "13800001111", "2022.7")]),
    )
    result = bring(
        ruled,
        sheet_of(tmp_path / "b.xlsx", [head, ("金水苑", "1号楼", "李四", "13800002222", "2026.7")]),
    )
    assert result.failed == 1
    assert "已有在任楼组长张三，请先为其办理离任" in result.errors[0].message
    term = one(ruled, LeaderTerm)
    assert (term.start_on, term.start_precision) == (dt.date(2022, 7, 1), "month")


def test_equal_lines_of_points_all_count_and_come_in_once(ruled: Book, tmp_path: Path) -> None:
    head = "日期,小区,楼号,室号,户主,事项,分值,经办人"
    line = "2024-03-05,金水苑,1号,101,张三,帮助邻居,+1,王芳"
    path = tmp_path / "积分.csv"
    path.write_text(f"{head}\n{line}\n{line}", encoding="gb18030")
    assert bring(ruled, path).created == 2
    assert bring(ruled, path).unchanged == 2
    path.write_text(f"{head}\n{line}\n{line}\n{line}", encoding="utf-8-sig")
    result = bring(ruled, path)
    assert (result.created, result.unchanged) == (1, 2)
    lines = every(ruled, LedgerEntry, LedgerEntry.kind == "earn")
    assert {item.item for item in lines} == {"帮助邻居"}
    assert all(item.rule_id is None for item in lines)  # the rules did not hold in 2024


def test_a_points_line_for_another_head_is_told(ruled: Book, tmp_path: Path) -> None:
    bring(
        ruled,
        sheet_of(
            tmp_path / "a.xlsx",
            [REGISTER, ("金水苑", "1", "101", "张三", "户主", CARD, None, None)],
        ),
    )
    path = tmp_path / "积分.csv"
    path.write_text(
        "日期,楼号,室号,户主,事项,分值\n2024-03-05,1号,101,李四,帮助邻居,1\n2027-01-01,1号,101,张三,x,1",
        encoding="utf-8",
    )
    result = bring(ruled, path)
    assert result.failed == 2
    assert "登记的户主是张三，表里写的是李四" in result.errors[0].message
    assert "日期在今天以后" in result.errors[1].message
    assert every(ruled, Account) == []


def test_undoing_sealed_points_reverses_them_and_keeps_what_they_stand_on(
    ruled: Book, tmp_path: Path
) -> None:
    path = tmp_path / "积分.csv"
    path.write_text(
        "日期,小区,楼号,室号,户主,事项,分值\n2024-03-05,金水苑,1号,101,张三,帮助邻居,1.5",
        encoding="utf-8",
    )
    bring(ruled, path)
    with ruled.write("封存") as session:
        seal(session)
    ruled.undo()
    lines = every(ruled, LedgerEntry, LedgerEntry.item != "基础分")
    assert [(item.kind, item.applied_score) for item in lines] == [("earn", 15), ("reversal", -15)]
    assert one(ruled, Household).head_name == "张三"
    again = bring(ruled, path)
    assert again.created == 1


def test_columns_are_remembered_for_the_same_headings(ruled: Book, tmp_path: Path) -> None:
    rows: list[tuple[str, ...]] = [
        ("小区", "楼号", "室号", "人名", "性别"),
        ("金水苑", "1号", "101", "张三", "男"),
    ]
    workbook = read(sheet_of(tmp_path / "a.xlsx", rows))
    with pytest.raises(Refused, match="没有找到"):
        jobs_of(ruled, workbook, ROSTERS)
    rows[0] = ("小区", "楼号", "室号", "姓名", "说明", "备注")
    rows[1] = ("金水苑", "1号", "101", "张三", "有狗", "三楼")
    workbook = read(sheet_of(tmp_path / "b.xlsx", rows))
    (job,) = jobs_of(ruled, workbook, ROSTERS, kind=roster_of("residents"))
    with pytest.raises(Refused, match="只留一列"):
        finish(dry_run(ruled, job, workbook, today=TODAY))
    chosen = {index: name for index, name in job.mapping.items() if index != 4}
    chosen[5] = "note"
    chosen.pop(4, None)
    finish(commit(ruled, finish(dry_run(ruled, job.with_mapping(chosen), workbook, today=TODAY))))
    (again,) = jobs_of(ruled, workbook, ROSTERS, kind=roster_of("residents"))
    assert again.mapping[5] == "note"
    assert 4 not in again.mapping


def test_a_dry_run_that_is_out_of_date_is_made_anew(ruled: Book, tmp_path: Path) -> None:
    path = sheet_of(
        tmp_path / "a.xlsx", [REGISTER, ("金水苑", "1", "101", "张三", "户主", CARD, None, None)]
    )
    workbook = read(path)
    (job,) = jobs_of(ruled, workbook, ROSTERS)
    ready = finish(dry_run(ruled, job, workbook, today=TODAY))
    bring(ruled, path)
    before = dump(ruled)
    result = finish(commit(ruled, ready))
    assert (result.created, result.unchanged) == (0, 1)
    assert dump(ruled).keys() == before.keys()
    assert len(every(ruled, Resident)) == 1


def test_a_line_of_the_running_quarter_opens_it_like_any_other(book: Book, tmp_path: Path) -> None:
    from app.pledge.seasons import seasons
    from app.pledge.shipped import load_shipped

    rule_set = load_shipped(book, today=TODAY)[0]
    path = tmp_path / "积分.csv"
    path.write_text(
        "日期,小区,楼号,室号,户主,事项,分值\n2026-11-05,金水苑,1号,101,张三,帮助邻居,1",
        encoding="utf-8",
    )
    bring(book, path)
    (season,) = seasons(book, rule_set)
    assert (season.status, season.base_points) == ("open", 1000)
    lines = every(book, LedgerEntry)
    assert sorted((line.kind, line.applied_score) for line in lines) == [
        ("base", 1000),
        ("earn", 10),
    ]
    assert all(line.rule_id is not None for line in lines if line.kind == "earn")


def test_a_new_leader_begins_when_the_last_one_left(ruled: Book, tmp_path: Path) -> None:
    from app.checking import check_book
    from app.leaders.terms import end_term

    head = ("小区", "楼组", "姓名", "电话", "任职时间")
    bring(
        ruled,
        sheet_of(tmp_path / "a.xlsx", [head, ("金水苑", "1号", "张三", "13800001111", "2022.7")]),
    )
    end_term(ruled, one(ruled, LeaderTerm).id, dt.date(2026, 7, 15), "辞任")
    early = sheet_of(
        tmp_path / "b.xlsx", [head, ("金水苑", "1号", "李四", "13800002222", "2025-01-01")]
    )
    assert "前任在2026-07-15才离任" in bring(ruled, early).errors[0].message
    silent = sheet_of(tmp_path / "c.xlsx", [head, ("金水苑", "1号", "李四", "13800002222", None)])
    result = bring(ruled, silent)
    assert result.created == 1
    assert any("从前任离任的2026-07-15起算" in notice for notice in result.notices)
    assert finish(check_book(ruled)) == ()
    assert bring(ruled, silent).unchanged == 1


def test_a_line_of_nought_points_is_a_line(ruled: Book, tmp_path: Path) -> None:
    path = tmp_path / "积分.csv"
    path.write_text(
        "日期,小区,楼号,室号,户主,事项,分值\n2024-03-05,金水苑,1号,101,张三,劝导,0",
        encoding="utf-8",
    )
    assert bring(ruled, path).created == 1


def test_a_group_is_called_as_the_sheet_calls_it_whatever_the_unit(
    ruled: Book, tmp_path: Path
) -> None:
    from db.models import BuildingGroup

    head = ("小区", "楼组", "楼号", "单元", "室号", "姓名")
    rows = [
        head,
        ("金水苑", "3号楼组", "3号", "1单元", "101", "张三"),
        ("金水苑", "3号楼组", "3号", "2单元", "101", "李四"),
        ("金水苑", "1、2号楼组", "1号", None, "101", "王五"),
    ]
    bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    groups = {item.id: item.name for item in every(ruled, BuildingGroup)}
    assert sorted(groups.values()) == ["1、2号楼组", "3号楼组"]
    doors = every(ruled, Dwelling)
    assert sorted(groups[door.building_group_id] for door in doors) == [
        "1、2号楼组", "3号楼组", "3号楼组",
    ]  # fmt: skip


def test_what_a_masked_list_hides_is_not_taken_for_a_value(ruled: Book, tmp_path: Path) -> None:
    head = ("小区", "楼号", "室号", "姓名", "婚姻状况", "户籍地址", "健康状况")
    home = ("金水苑", "3号", "101")
    path = sheet_of(
        tmp_path / "a.xlsx",
        [head, (*home, "周桂英", "***", "***", "＊＊＊"), (*home, "马建军", "已婚", "金水路1号")],
    )
    result = bring(ruled, path, policy=Policy("overwrite"))
    assert (result.created, result.failed) == (1, 1)
    said = {error.column: error.message for error in result.errors}
    assert set(said) == {"婚姻状况", "户籍地址", "健康状况"}
    assert all("隐去" in message for message in said.values())
