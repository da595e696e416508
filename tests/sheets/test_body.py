"""Rows below a heading: which are data, and what may be filled in."""

from __future__ import annotations

from typing import Any

import pytest

from app.sheets.cells import Cell
from tests.sheets.test_header import HEADING, PEOPLE, table_of


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([None, " ", ""], "blank"),
        ([4, None, None], "blank"),
        (["合计", None, "共507人"], "total"),
        ([None, "小 计", None, None, 12], "total"),
        (["金水苑小计", None, None, None, "12人"], "total"),
        (["本页合计：", 3], "total"),
        (["填表人：张三 审核人：李四", None], "footer"),
        (["填表人", "王芳", None, "审核人", "李敏"], "footer"),
        (["联系电话：67100000"], "footer"),
        (["备注：本表一式两份，一份留存，一份交街道自治办。"], "footer"),
        (["注：以上人员均已核实"], "footer"),
        (["制表日期： 2024年7月1日"], "footer"),
        (HEADING, "repeated header"),
        (["序 号", "小 区", "姓 名"], "repeated header"),
        (["示例", "金水苑", "张三", "男", "13800000000"], "example"),
        (["一、金水苑"], "title"),
        (["楼组长名册"], "title"),
    ],
)
def test_rows_that_hold_no_data_are_passed_over_with_a_reason(row: list[Any], reason: str) -> None:
    table = table_of(["楼组长名册"], HEADING, *PEOPLE, row, [9, "恒盛", "末", "男", "1", None])
    assert [line.number for line in table.rows] == [3, 4, 5, 7]
    assert table.passed_over == ((1, "title"), (6, reason))


@pytest.mark.parametrize(
    "row",
    [
        [4, "恒盛", "王小计", "男", "13800000004", None],
        [None, "恒盛", "合计明", "男", None, None],
        [None, None, "王阿四", None, None, None],
        ["5", "恒盛", "注意", None, None, "注：搬走"],
        ["王小计", None, "男", None, None, None],
        [1, 2, 3, None, None, None],
    ],
)
def test_rows_that_only_look_like_totals_or_footers_are_data(row: list[Any]) -> None:
    table = table_of(HEADING, *PEOPLE, row)
    assert table.rows[-1].cells == row


def test_a_row_that_numbers_the_columns_is_no_data() -> None:
    table = table_of(HEADING, [1, 2, 3, 4, 5, 6], *PEOPLE)
    assert table.passed_over == ((2, "repeated header"),)


def test_a_line_merged_across_the_table_is_no_data() -> None:
    table = table_of(HEADING, PEOPLE[0], ["恒盛居民区"], PEOPLE[1], merged=((2, 0, 2, 5),))
    assert table.passed_over == ((3, "title"),)


def test_both_rows_of_a_repeated_heading_are_passed_over() -> None:
    upper, lower = ["序号", "情况", None], [None, "姓名", "电话"]
    table = table_of(
        upper, lower, [1, "王", "1"], upper, lower, [2, "李", "2"], merged=((0, 0, 1, 0),)
    )
    assert [row.number for row in table.rows] == [3, 6]


def test_merged_cells_of_any_column_reach_all_their_rows() -> None:
    table = table_of(
        ["姓名", "联系电话"], ["王", "1"], ["李", None], ["张", None], merged=((1, 1, 2, 1),)
    )
    assert [row.cells[1] for row in table.rows] == ["1", "1", None]


def test_a_merged_cell_across_columns_belongs_to_its_first_column() -> None:
    table = table_of(
        ["姓名", "联系电话", "备注"], ["王", "1", None], ["李", None, None], merged=((1, 1, 2, 2),)
    )
    assert [row.cells for row in table.rows] == [["王", "1", None], ["李", "1", None]]


def test_an_empty_merged_block_is_named_and_never_filled_from_above() -> None:
    table = table_of(
        ["小区", "姓名"],
        ["恒盛", "王"],
        [None, "李"],
        [None, None],
        [None, "张"],
        [None, "赵"],
        merged=((1, 0, 2, 0), (3, 0, 5, 0)),
    )
    assert [(row.number, row.cells[0], dict(row.blocks)) for row in table.rows] == [
        (2, "恒盛", {}),
        (3, "恒盛", {}),
        (5, None, {0: (4, 6)}),
        (6, None, {0: (4, 6)}),
    ]
    assert table.passed_over == ((4, "blank"),)


def test_a_merged_name_over_a_blank_row_does_not_make_it_data() -> None:
    table = table_of(
        ["小区", "姓名"], ["恒盛", None], [None, "王"], [None, "李"], merged=((1, 0, 3, 0),)
    )
    assert [row.cells for row in table.rows] == [["恒盛", "王"], ["恒盛", "李"]]


def test_a_person_whose_cells_are_all_merged_counts_once() -> None:
    table = table_of(
        ["姓名", "联系电话"], ["王", "1"], [None, None], merged=((1, 0, 2, 0), (1, 1, 2, 1))
    )
    assert [row.cells for row in table.rows] == [["王", "1"]]


@pytest.mark.parametrize("mark", ["同上", "〃", '"', "″", '-"-', " 同上 "])
def test_the_same_as_above_is_understood_in_fillable_columns_only(mark: str) -> None:
    table = table_of(["小区", "姓名"], ["恒盛", "王"], [mark, "李"], [mark, mark])
    assert [row.cells for row in table.rows] == [["恒盛", "王"], ["恒盛", "李"], ["恒盛", mark]]
    assert table.filled == {0: 2}


def test_the_same_as_above_in_the_first_row_stays_as_it_is() -> None:
    table = table_of(["小区", "姓名"], ["同上", "王"])
    assert table.rows[0].cells[0] == "同上"


def test_a_compound_written_once_is_carried_down_its_run() -> None:
    rows: list[list[Cell]] = [
        ["恒盛", "王"],
        [None, "李"],
        [None, "张"],
        ["恒贤", "赵"],
        [None, "钱"],
    ]
    table = table_of(["小区", "姓名"], *rows)
    assert [row.cells[0] for row in table.rows] == ["恒盛", "恒盛", "恒盛", "恒贤", "恒贤"]
    assert table.filled == {0: 3}


def test_a_single_forgotten_cell_is_not_filled() -> None:
    rows: list[list[Cell]] = [["1号", "王"], ["2号", "李"], [None, "张"], ["4号", "赵"]]
    table = table_of(["楼号", "姓名"], *rows)
    assert [row.cells[0] for row in table.rows] == ["1号", "2号", None, "4号"]


def test_a_column_written_on_every_row_is_not_filled_where_it_is_blank() -> None:
    table = table_of(["小区", "姓名"], ["恒盛", "王"], ["恒盛", "李"], *[[None, "张"]] * 5)
    assert table.filled == {}


def test_a_building_is_not_carried_into_another_compound() -> None:
    table = table_of(
        ["小区", "楼号", "姓名"],
        ["恒盛", "1号", "王"],
        [None, None, "李"],
        [None, None, "张"],
        ["恒贤", None, "赵"],
        [None, None, "钱"],
    )
    assert [row.cells[:2] for row in table.rows] == [
        ["恒盛", "1号"],
        ["恒盛", "1号"],
        ["恒盛", "1号"],
        ["恒贤", None],
        ["恒贤", None],
    ]


def test_finding_a_table_leaves_the_sheet_as_it_was() -> None:
    from app.sheets.header import find_table
    from tests.sheets.rosters import FILLABLE, ROSTERS
    from tests.sheets.test_header import sheet_of

    sheet = sheet_of(["小区", "姓名"], ["恒盛", "王"], [None, "李"], [None, "张"])
    before = [list(row) for row in sheet.rows]
    find_table(sheet, ROSTERS["building-leaders"], FILLABLE)
    assert sheet.rows == before
