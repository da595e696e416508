"""An office's own empty form, filled from the book in its own columns and look."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.drawing.image
import PIL.Image
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.book import Book
from app.errors import Refused
from app.filling import fill_form, look_at_form
from app.kinds.people import id_check
from app.leaders.lists import TermFilter, term_ids
from app.reveal import looks
from app.sheets.forms import day_like
from app.work import finish
from tests.conftest import OFFICE
from tests.story import Story

TODAY = dt.date(2026, 11, 22)
FORM = OFFICE / "上级空表_楼组长信息采集表.xlsx"
NUMBER = "31010119400307002" + id_check("31010119400307002")
PHONE = "13800001111"


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three 楼组 with their leaders."""
    told = Story(ruled, TODAY)
    told.resident(
        "周桂英", "3-101", sex="女", phone=PHONE, id_card_no=NUMBER, birth_date="1940-03-07",
        political_status="中共党员", ethnicity="汉族",
    )  # fmt: skip
    told.resident("李国栋", "2-101", sex="男", birth_date="1955", phone="13900005555")
    told.resident("马建军", "1-101", sex="男")
    for name, group in (("马建军", "1号楼组"), ("李国栋", "2号楼组"), ("周桂英", "3号楼组")):
        told.leader(name, group, "2022-07-01")
    return told


def made(path: Path, rows: list[list[Any]], dress: Any = None) -> Path:
    """A form of one sheet, its heading and the rows below in frames."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if dress is not None:
        dress(sheet)
    book.save(path)
    return path


def sheet(path: Path) -> Worksheet:
    """The first sheet of a workbook."""
    return openpyxl.load_workbook(path).worksheets[0]


def row_of(page: Worksheet, number: int) -> list[Any]:
    return [cell.value for cell in page[number]]


def test_the_form_of_the_street_is_filled_in_its_own_columns(story: Story, tmp_path: Path) -> None:
    out = tmp_path / "采集表.xlsx"
    done = finish(
        fill_form(story.book, FORM, "building-leaders", out, today=TODAY, reason="上报街道")
    )
    assert (done.rows, done.unknown, done.hidden) == (3, (), ())
    page, empty = sheet(out), sheet(FORM)
    assert page["A1"].value == empty["A1"].value
    assert str(page["A2"].value).startswith("填报单位（盖章）：金水苑社区居委会 ")
    assert str(page["A2"].value).endswith("填报时间：2026年11月22日")
    assert row_of(page, 3) == row_of(empty, 3)
    assert row_of(page, 6) == [
        3, "周桂英", "女", "汉族", "194003", NUMBER, "中共党员", None, "金水苑", "3号楼组", 1,
        "2022-07-01", PHONE, None,
    ]  # fmt: skip
    assert row_of(page, 5)[:5] == [2, "李国栋", "男", None, "1955"]
    assert page["F6"].number_format == "@"
    assert row_of(page, 7) == [None] * 14
    # Its look is kept: merged cells, widths, fonts, frames, and the foot where it stood.
    assert {str(one) for one in page.merged_cells.ranges} == {
        str(one) for one in empty.merged_cells.ranges
    }
    assert page.column_dimensions["F"].width == empty.column_dimensions["F"].width
    assert page["B6"].font.name == empty["B6"].font.name
    assert page["B6"].border.top.style == empty["B6"].border.top.style
    assert page["A25"].value == empty["A25"].value
    assert {(look.field, look.reason) for look in looks(story.book)} == {
        ("身份证号码", "上报街道"), ("出生日期", "上报街道"), ("联系电话", "上报街道"),
    }  # fmt: skip


def test_without_a_reason_what_is_secret_stays_empty_and_is_told(
    story: Story, tmp_path: Path
) -> None:
    out = tmp_path / "采集表.xlsx"
    done = finish(fill_form(story.book, FORM, "building-leaders", out, today=TODAY))
    assert done.hidden == ("出生年月", "身份证号码", "联系电话")
    text = str([row_of(sheet(out), at) for at in range(1, 26)])
    assert NUMBER not in text
    assert PHONE not in text
    assert "周桂英" in text
    assert looks(story.book) == []
    assert "没有写理由" in done.words()


def test_the_rows_are_those_of_the_list_in_its_order(story: Story, tmp_path: Path) -> None:
    ids = term_ids(story.book, TermFilter(), TODAY, "full_name", descending=True)[:2]
    out = tmp_path / "采集表.xlsx"
    finish(fill_form(story.book, FORM, "building-leaders", out, today=TODAY, ids=ids))
    page = sheet(out)
    assert [page.cell(at, 2).value for at in (4, 5, 6)] == ["周桂英", "马建军", None]


def test_more_rows_than_the_form_has_push_its_foot_down(story: Story, tmp_path: Path) -> None:
    thin = Side(style="thin")

    def dress(page: Worksheet) -> None:
        page.merge_cells("A1:E1")
        page.merge_cells("A6:E6")
        for at in (3, 4):
            page.row_dimensions[at].height = 31
            for cell in page[at]:
                cell.border = Border(thin, thin, thin, thin)
                cell.font = Font(name="仿宋", size=11)
        page.row_dimensions[6].height = 44
        page.print_area = "A1:E6"

    form = made(
        tmp_path / "空表.xlsx",
        [
            ["楼组长津贴发放表"], ["编号", "姓名", "年龄", "籍贯", "负责户数"],
            [None] * 5, [None] * 5, ["合计", None, None, None, "=SUM(E3:E4)"],
            ["填表人：                    填表日期：   年   月   日"],
        ],
        dress,
    )  # fmt: skip
    out = tmp_path / "填好.xlsx"
    done = finish(fill_form(story.book, form, "building-leaders", out, today=TODAY, reason="核对"))
    assert (done.rows, done.unknown) == (3, ("籍贯",))
    page = sheet(out)
    assert [row_of(page, at) for at in (3, 4, 5)] == [
        [1, "马建军", None, None, 1], [2, "李国栋", 71, None, 1], [3, "周桂英", 86, None, 1],
    ]  # fmt: skip
    assert (page["A6"].value, page["E6"].value) == ("合计", "=SUM(E3:E5)")
    assert str(page["A7"].value).endswith("填表日期：2026年11月22日")
    assert {str(one) for one in page.merged_cells.ranges} == {"A1:E1", "A7:E7"}
    assert (page.row_dimensions[5].height, page.row_dimensions[7].height) == (31, 44)
    assert (page["B5"].font.name, page["B5"].border.left.style) == ("仿宋", "thin")
    assert "$E$7" in str(page.print_area)


def test_two_heading_rows_and_a_label_beside_an_empty_cell(story: Story, tmp_path: Path) -> None:
    def dress(page: Worksheet) -> None:
        for area in ("A2:A3", "B2:C2", "D2:D3"):
            page.merge_cells(area)

    form = made(
        tmp_path / "空表.xlsx",
        [
            ["填报单位：", None, "填报日期：", None],
            ["序号", "基本情况", None, "任职日期（2022年7月）"],
            [None, "姓名", "性别", None],
        ],
        dress,
    )
    out = tmp_path / "填好.xlsx"
    finish(fill_form(story.book, form, "building-leaders", out, today=TODAY))
    page = sheet(out)
    assert row_of(page, 1) == ["填报单位：", "金水苑社区居委会", "填报日期：", "2026年11月22日"]
    assert [row_of(page, at) for at in (4, 5)] == [
        [1, "马建军", "男", "2022年7月"], [2, "李国栋", "男", "2022年7月"],
    ]  # fmt: skip


def test_every_register_fills_a_form(story: Story, tmp_path: Path) -> None:
    form = made(tmp_path / "空表.xlsx", [["居民登记表"], ["姓名", "住址", "年龄", "是否低保"]])
    out = tmp_path / "填好.xlsx"
    done = finish(fill_form(story.book, form, "residents", out, today=TODAY, reason="核对"))
    assert (done.rows, done.unknown) == (3, ("是否低保",))
    assert row_of(sheet(out), 5) == ["周桂英", "金水苑3号101室", 86, None]


def test_what_cannot_be_filled_is_refused_with_the_way_out(story: Story, tmp_path: Path) -> None:
    def refused(path: Path, words: str, kind: str = "building-leaders") -> None:
        with pytest.raises(Refused, match=words):
            finish(look_at_form(story.book, path, kind, today=TODAY))

    refused(OFFICE / "各小区楼组长花名册.xls", "另存为 xlsx")
    refused(OFFICE / "两长名册.xlsx", "已经有 5.. 行内容")
    refused(made(tmp_path / "a.xlsx", [["随便", "写写"]]), "没有认出表头")
    refused(FORM, "没有叫“ranking”的名册", "ranking")
    with pytest.raises(Refused, match="另存为一个新文件"):
        finish(fill_form(story.book, FORM, "building-leaders", FORM, today=TODAY))


@pytest.mark.parametrize(
    ("day", "heading", "shown"),
    [
        ("1990-01-05", "出生年月（如199001）", "199001"),
        ("1990-01-05", "出生年月日(如19900105)", "19900105"),
        ("1990-01-05", "出生年月（例：1990.1）", "1990.1"),
        ("1990-11-05", "出生年月（1990.01）", "1990.11"),
        ("1990-01-05", "任职时间（YYYY-MM-DD）", "1990-01-05"),
        ("1990-01-05", "任职时间（年/月/日，如2022/7/1）", "1990/1/5"),
        ("1990-01-05", "任职时间（如2022年7月1日）", "1990年1月5日"),
        ("1990-01", "任职时间（如2022年07月01日）", "1990年01月"),
        ("1990", "出生年月（如199001）", "1990"),
        ("1990-01-05", "出生年月", "1990-01"),
        ("1990-01-05", "任职时间", "1990-01-05"),
    ],
)  # fmt: skip
def test_dates_look_as_the_heading_asks(day: str, heading: str, shown: str) -> None:
    assert day_like(day, heading) == shown


def test_pictures_notes_lists_to_choose_from_and_other_sheets_go_along(
    story: Story, tmp_path: Path
) -> None:
    badge = io.BytesIO()
    PIL.Image.new("RGB", (24, 24), "red").save(badge, "PNG")

    def dress(page: Worksheet) -> None:
        page.add_image(openpyxl.drawing.image.Image(badge), "E1")
        page["A1"].comment = Comment("必填", "街道")
        choice = DataValidation(type="list", formula1='"男,女"')
        choice.add("B2:B2")
        page.add_data_validation(choice)
        page.freeze_panes = "A2"
        assert page.parent is not None
        page.parent.create_sheet("说明")["A1"] = "填表说明"

    rows: list[list[Any]] = [["姓名", "性别", "备注"], [None] * 3, ["说明：请如实填写"]]
    form = made(tmp_path / "空表.xlsx", rows, dress)
    out = tmp_path / "填好.xlsx"
    finish(fill_form(story.book, form, "building-leaders", out, today=TODAY))
    book = openpyxl.load_workbook(out)
    page = book.worksheets[0]
    assert [page.cell(at, 1).value for at in (2, 4, 5)] == ["马建军", "周桂英", "说明：请如实填写"]
    assert str(page.data_validations.dataValidation[0].sqref) == "B2:B4"
    assert page["A1"].comment is not None
    assert (len(page._images), page.freeze_panes) == (1, "A2")  # type: ignore[attr-defined]
    assert book.sheetnames == ["Sheet", "说明"]
