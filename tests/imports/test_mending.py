"""Rows that stay out come back in the user's own sheet, and go in when they are mended."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from app.book import Book
from app.errors import Refused
from app.rosters import ROSTERS
from app.sheets import mending
from app.sheets.mending import write_errors
from app.sheets.plan import Result
from app.sheets.reading import read
from app.sheets.several import commit_all, dry_run_all, gather, gather_from
from app.work import finish
from tests.conftest import OFFICE

TODAY = dt.date(2026, 11, 22)
GOOD, BAD = "310120196503074126", "310120196503074127"


def bring(book: Book, *paths: Path, errors: Path | None = None) -> tuple[Result, ...]:
    """Import files in one step; the rows that stay out go to `errors`."""
    gathered = finish(gather(book, paths, ROSTERS))
    ready = finish(dry_run_all(book, gathered.pieces, today=TODAY))
    if errors is not None:
        write_errors(errors, ready)
    return finish(commit_all(book, ready))


def dressed(path: Path) -> Path:
    """A sheet with a look of its own: title, two heading rows, widths, colours, formats."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "金水苑"
    rows: list[list[Any]] = [
        ["金水苑居民名册", None, None, None, None, None, None],
        ["楼号", "室号", "基本情况", None, None, "联系方式", "备注"],
        [None, None, "姓名", "身份证号", "出生日期", None, None],
        ["1号", "101", "张三", GOOD, dt.date(1965, 3, 7), "13800001111", "=不是公式"],
        [None, "102", "李四", BAD, dt.date(1965, 3, 7), "13800002222", "=1+1"],
        [None, "103", "王五", None, dt.date(1970, 1, 2), "1380000", None],
        ["2号", "201", "赵六", None, None, "13800004444", None],
        ["合计", None, "4人", None, None, None, None],
    ]
    for row in rows:
        sheet.append(row)
    for at in (4, 5):
        sheet.cell(at, 7).data_type = "s"
    for area in ("A1:G1", "A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3", "A4:A6"):
        sheet.merge_cells(area)
    sheet["A1"].font = Font(name="黑体", size=18, bold=True)
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="FFEEAA")
    for at in range(4, 8):
        sheet.cell(at, 5).number_format = "yyyy年m月d日"
    sheet.column_dimensions["D"].width = 33
    sheet.row_dimensions[1].height = 40
    book.save(path)
    return path


def test_the_rows_to_mend_keep_the_look_of_their_sheet(ruled: Book, tmp_path: Path) -> None:
    errors = tmp_path / "要改正的行.xlsx"
    (result,) = bring(ruled, dressed(tmp_path / "a.xlsx"), errors=errors)
    assert (result.rows, result.created, result.failed) == (4, 2, 2)
    sheet = openpyxl.load_workbook(errors)["金水苑"]
    assert sheet["A1"].value == "金水苑居民名册"
    assert (sheet["A1"].font.name, sheet["A1"].font.sz) == ("黑体", 18)
    assert sheet["A2"].fill.fgColor.rgb == "00FFEEAA"
    assert (sheet.column_dimensions["D"].width, sheet.row_dimensions[1].height) == (33, 40)
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        "A1:G1", "A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3", "H2:H3",
    }  # fmt: skip
    assert (sheet["H2"].value, sheet["H2"].font.color.rgb) == ("错误说明", "00C00000")
    assert sheet.max_row == 5
    first = [cell.value for cell in sheet[4]]
    assert first[:4] == ["1号", "102", "李四", BAD]  # the merged 楼号 comes along
    assert sheet["E4"].number_format == "yyyy年m月d日"
    assert "第5行“基本情况 / 身份证号”：证件号码的校验码不对" in str(first[7])
    assert "第6行“联系方式”" in str(sheet["H5"].value)


def test_nothing_that_was_typed_becomes_a_formula(ruled: Book, tmp_path: Path) -> None:
    errors = tmp_path / "要改正的行.xlsx"
    bring(ruled, dressed(tmp_path / "a.xlsx"), errors=errors)
    cell = openpyxl.load_workbook(errors)["金水苑"]["G4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_is_mended_goes_in_and_only_that(ruled: Book, tmp_path: Path) -> None:
    errors = tmp_path / "要改正的行.xlsx"
    bring(ruled, dressed(tmp_path / "a.xlsx"), errors=errors)
    book = openpyxl.load_workbook(errors)
    book["金水苑"]["D4"].value = GOOD[:10] + "03074142"
    book["金水苑"]["F5"].value = "13800003333"
    book.save(errors)
    (again,) = bring(ruled, errors)
    assert (again.rows, again.created, again.failed) == (2, 2, 0), again.errors
    (third,) = bring(ruled, errors)
    assert third.unchanged == 2


def test_a_second_round_of_mending_writes_over_the_old_explanation(
    ruled: Book, tmp_path: Path
) -> None:
    errors, second = tmp_path / "要改.xlsx", tmp_path / "再改.xlsx"
    bring(ruled, dressed(tmp_path / "a.xlsx"), errors=errors)
    book = openpyxl.load_workbook(errors)
    book["金水苑"]["F5"].value = "13800003333"
    book.save(errors)
    bring(ruled, errors, errors=second)
    sheet = openpyxl.load_workbook(second)["金水苑"]
    assert sheet.max_column == 8
    assert "第4行" in str(sheet["H4"].value)


def test_rows_of_several_files_come_back_in_one_workbook(ruled: Book, tmp_path: Path) -> None:
    errors, second = tmp_path / "要改.xlsx", tmp_path / "居民名单.csv"
    bring(ruled, OFFICE / "两长名册.xlsx")
    second.write_text("楼号,室号,姓名,电话,小区\n1号,101,某人,1380,金水苑\n", "gb18030")
    gathered = finish(gather(ruled, [second, OFFICE / "各小区楼组长花名册.xls"], ROSTERS))
    ready = finish(dry_run_all(ruled, gathered.pieces, today=TODAY))
    count = write_errors(errors, ready)
    assert count == sum(one.result.failed for one in ready) > 0
    book = openpyxl.load_workbook(errors)
    sheet = book["居民名单"]
    assert [cell.value for cell in sheet[1]] == [
        "楼号", "室号", "姓名", "电话", "小区", "错误说明",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[2]][:5] == ["1号", "101", "某人", "1380", "金水苑"]
    assert book["金水苑"]["A1"].value == "金水苑楼组长花名册"


def test_a_file_that_changed_since_loses_its_look_but_no_value(ruled: Book, tmp_path: Path) -> None:
    path, errors = dressed(tmp_path / "a.xlsx"), tmp_path / "要改.xlsx"
    gathered = finish(gather(ruled, [path], ROSTERS))
    ready = finish(dry_run_all(ruled, gathered.pieces, today=TODAY))
    path.write_bytes(b"")
    assert write_errors(errors, ready) == 2
    sheet = openpyxl.load_workbook(errors)["金水苑"]
    assert [cell.value for cell in sheet[4]][:6] == [
        "1号", "102", "李四", BAD, "1965-03-07", "13800002222",
    ]  # fmt: skip
    (again,) = bring(ruled, errors)
    assert again.failed == 2


def test_a_chosen_compound_comes_back_as_a_column(ruled: Book, tmp_path: Path) -> None:
    from dataclasses import replace

    from app.sheets.several import Piece

    path, errors = tmp_path / "居民名单.csv", tmp_path / "要改.xlsx"
    path.write_text("楼号,室号,姓名,电话\n1号,101,张三,1380\n", "utf-8-sig")
    (piece,) = gather_from(ruled, [read(path)], ROSTERS).pieces
    piece = Piece(piece.workbook, replace(piece.job, compound="金水苑"))
    write_errors(errors, finish(dry_run_all(ruled, [piece], today=TODAY)))
    sheet = openpyxl.load_workbook(errors)["居民名单"]
    assert [cell.value for cell in sheet[1]][-2:] == ["小区", "错误说明"]
    assert sheet["E2"].value == "金水苑"


def test_mending_leaves_nothing_in_the_folder_for_temporary_files(
    ruled: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    bring(ruled, dressed(tmp_path / "a.xlsx"), errors=tmp_path / "要改.xlsx")
    assert list(folder.iterdir()) == []


def test_a_sheet_whose_look_cannot_be_read_comes_back_plain(
    ruled: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dressed(tmp_path / "a.xlsx")
    gathered = finish(gather(ruled, [path], ROSTERS))
    ready = finish(dry_run_all(ruled, gathered.pieces, today=TODAY))
    monkeypatch.setattr(mending, "_original", lambda _workbook: b"PK\x03\x04 broken")
    book = openpyxl.load_workbook(io.BytesIO(mending.error_bytes(ready)))
    assert book["金水苑"]["C4"].value == "李四"


def test_only_what_cannot_be_imported_at_all_stops(ruled: Book, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read(tmp_path)
    good = dressed(tmp_path / "a.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    gathered = finish(gather(ruled, [tmp_path / "坏.xlsx", good, tmp_path / "没有.xlsx"], ROSTERS))
    assert [one.file for one in gathered.left_out] == ["坏.xlsx", "没有.xlsx"]
    assert len(gathered.pieces) == 1
