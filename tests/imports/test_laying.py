"""Several people to a row, one to a page: laid out row by row, and nothing else is touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from app.book import Book
from app.rosters import ROSTERS
from app.sheets.jobs import survey
from app.sheets.laying import from_cards
from app.sheets.mending import write_errors
from app.sheets.plan import Result
from app.sheets.reading import read
from app.sheets.several import commit_all, dry_run_all, gather
from app.work import finish
from db.models import BuildingGroup, LeaderTerm, Resident
from tests.imports import making_post_layouts as making
from tests.imports.making_layouts import book_of
from tests.imports.test_rosters import sheet_of

TODAY = dt.date(2026, 11, 22)


def bring(book: Book, path: Path, errors: Path | None = None) -> Result:
    """Import a file of one sheet; rows to mend go to `errors`."""
    gathered = finish(gather(book, [path], ROSTERS))
    ready = finish(dry_run_all(book, gathered.pieces, today=TODAY))
    if errors is not None:
        write_errors(errors, ready)
    return finish(commit_all(book, ready))[0]


def posts(book: Book) -> set[tuple[str, str, str, str | None]]:
    """Group, post, name and telephone of every term."""
    with book.read() as session:
        rows = session.execute(
            select(BuildingGroup.name, LeaderTerm.kind, Resident.full_name, Resident.phone)
            .join(LeaderTerm, LeaderTerm.building_group_id == BuildingGroup.id)
            .join(Resident, Resident.id == LeaderTerm.resident_id)
        )
        return {(row[0], row[1], row[2], row[3]) for row in rows}


@pytest.mark.parametrize("make", [making.leader_and_deputy, making.two_rows_of_heads])
def test_the_deputy_beside_the_leader_is_the_deputy_with_their_own_telephone(
    ruled: Book, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "正副组长.xlsx"
    make(path)
    result = bring(ruled, path)
    found = posts(ruled)
    assert ("1号楼组", "楼组长", "陈建国", "13811110001") in found
    assert ("1号楼组", "副楼组长", "林芳", "13811110002") in found
    assert len(found) == 4
    assert "组长和副组长写在同一行的表，已分开读" in result.notices[0]


def test_one_telephone_after_both_names_is_the_leader_s(ruled: Book, tmp_path: Path) -> None:
    rows = [
        ("小区", "楼号", "楼组长", "副楼组长", "联系电话"),
        ("金水苑", "1号", "陈建国", "林芳", "13811110001"),
    ]
    bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    assert posts(ruled) == {
        ("1号楼组", "楼组长", "陈建国", "13811110001"),
        ("1号楼组", "副楼组长", "林芳", None),
    }


def test_headings_may_say_whose_telephone_it_is(ruled: Book, tmp_path: Path) -> None:
    rows = [
        ("小区", "楼号", "组长", "副组长", "组长电话", "副组长电话"),
        ("金水苑", "1号", "陈建国", "林芳", "13811110001", "13811110002"),
    ]
    bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    assert {(row[2], row[3]) for row in posts(ruled)} == {
        ("陈建国", "13811110001"), ("林芳", "13811110002"),
    }  # fmt: skip


def test_a_row_to_mend_of_the_right_half_comes_back_with_its_own_cells(
    ruled: Book, tmp_path: Path
) -> None:
    rows = [
        ("恒贤楼组长名册",),
        ("楼号", "姓名", "电话", "楼号", "姓名", "电话"),
        ("1号", "陈建国", "13811110001", "3号", "高丽", "1381111"),
        ("2号", "林芳", "13811110002", "4号", "沈国", "13811110004"),
    ]
    errors = tmp_path / "要改的.xlsx"
    result = bring(ruled, sheet_of(tmp_path / "恒贤.xlsx", rows, "恒贤"), errors)
    assert (result.created, result.failed, result.errors[0].row) == (3, 1, 5)
    assert "原来的第3行就是第5行" in result.notices[0]
    sheet = openpyxl.load_workbook(errors).worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["楼号", "姓名", "联系电话"]
    row = [str(cell.value) for cell in sheet[sheet.max_row]]
    assert row[:3] == ["3号", "高丽", "1381111"]
    assert "第5行“联系电话”" in row[-1]
    mended = [("楼号", "楼组长姓名", "联系电话"), ("3号", "高丽", "13811110003")]
    assert bring(ruled, sheet_of(tmp_path / "改好.xlsx", mended, "恒贤")).created == 1


def test_scenario_three_of_the_domain(ruled: Book, tmp_path: Path) -> None:
    def dress(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:F1")
        sheet.merge_cells("B3:B4")

    rows: list[list[Any]] = [
        ["恒盛小区楼组长花名册"],
        ["序号", "楼号", "单元", "姓名", "出生年月", "身份证号", "联系电话", "责任社工"],
        [1, "1号", "1单元", "张三", 1965.3, None, "138 0000 1111", "王芳"],
        [2, None, "2单元", "李四", "1970年5月", None, "13800002222", "同上"],
        [3, "2号", None, "王五", "1958", "3.10120196503074E+17", "13800003333", "〃"],
        ["合计", None, None, "共3人"],
    ]
    path = tmp_path / "恒盛.xlsx"
    book_of(path, {"Sheet1": rows}, dress)
    result = bring(ruled, path)
    assert (result.rows, result.created, result.failed) == (3, 2, 1), result.errors
    assert (result.errors[0].row, result.errors[0].column) == (5, "身份证号")
    with ruled.read() as session:
        people = {row.full_name: row for row in session.scalars(select(Resident))}
        groups = {row.name: row.liaison_staff for row in session.scalars(select(BuildingGroup))}
    assert (people["张三"].birth_date, people["张三"].phone) == ("1965-03", "13800001111")
    assert people["李四"].birth_date == "1970-05"
    assert groups == {"1号1单元楼组": "王芳", "1号2单元楼组": "王芳"}
    ruled.undo()
    assert posts(ruled) == set()


def test_other_sheets_are_left_as_they_are(ruled: Book, tmp_path: Path) -> None:
    plain = [
        ("姓名", "职务", "楼组", "小区", "电话"),
        ("陈建国", "楼组长", "1号", "金水苑", "13811110001"),
        ("林芳", "楼组长", "2号", "金水苑", "13811110002"),
        ("高丽", "副组长", "3号", "金水苑", "13811110003"),
        ("沈国", "楼组长", "4号", "金水苑", "13811110004"),
    ]
    workbook = read(sheet_of(tmp_path / "a.xlsx", plain))
    ((job,), _) = survey(ruled, workbook, ROSTERS)
    assert job.laid is None
    empty = [
        ("楼组长信息采集表",), ("姓名", None, "性别", None), ("民族", None, "出生年月", None),
        ("联系电话", None, "住址", None),
    ]  # fmt: skip
    (form,) = read(sheet_of(tmp_path / "b.xlsx", empty)).sheets
    assert from_cards(form, job.roster.aliases()) is None
