"""Tables are found under titles, in several levels, and by no more than what is sure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sheets.cells import Cell
from app.sheets.header import Table, candidates, find_table, signature
from app.sheets.table import Column
from app.sheets.workbook import Range, Sheet
from tests.sheets.rosters import FILLABLE, ROSTERS

LEADERS = ROSTERS["building-leaders"]
HEADING = ["序号", "小区", "姓名", "性别", "联系电话", "备注"]
PEOPLE: list[list[Cell]] = [
    [1, "金水苑", "王阿大", "男", "13800000001", None],
    [2, "金水苑", "李阿二", "女", "13800000002", "独居"],
    [3, "恒盛", "张阿三", "女", None, None],
]


def sheet_of(*rows: list[Any], merged: tuple[Range, ...] = ()) -> Sheet:
    """A sheet of these rows, made equally long."""
    width = max(map(len, rows), default=0)
    return Sheet("表", [[*row, *[None] * (width - len(row))] for row in rows], merged)


def table_of(*rows: list[Any], merged: tuple[Range, ...] = ()) -> Table:
    """The table of building leaders in these rows."""
    table = find_table(sheet_of(*rows, merged=merged), LEADERS, FILLABLE)
    assert table is not None
    return table


def fields_of(table: Table) -> list[str | None]:
    """The sure fields by column."""
    return [column.field for column in table.columns]


@pytest.mark.parametrize("above", range(30))
def test_a_heading_is_found_in_any_of_the_first_thirty_rows(above: int) -> None:
    table = table_of(*[["说明文字"]] * above, HEADING, *PEOPLE)
    assert table.header_rows == (above + 1, above + 1)
    assert len(table.rows) == 3


def test_a_heading_below_the_thirtieth_row_is_not_looked_for() -> None:
    assert find_table(sheet_of(*[["说明"]] * 30, HEADING, *PEOPLE), LEADERS) is None


@pytest.mark.parametrize("rows", [[], [["姓名"], ["王阿大"]], [["甲", "乙"], ["1", "2"]]])
def test_a_sheet_without_two_known_headings_holds_no_table(rows: list[list[Any]]) -> None:
    assert find_table(sheet_of(*rows), LEADERS) is None


def test_the_row_with_most_known_headings_wins() -> None:
    table = table_of(["姓名", "电话"], ["统计", "两列"], HEADING, *PEOPLE)
    assert table.header_rows == (3, 3)


def test_a_heading_of_two_levels_joins_them_and_shows_both() -> None:
    table = table_of(
        ["序号", "楼组长", None, "联系方式", None],
        [None, "姓名", "性别", "电话", "地址"],
        [1, "王阿大", "男", "1", "2"],
        merged=((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)),
    )
    assert table.header_rows == (1, 2)
    assert [column.label for column in table.columns] == [
        "序号",
        "楼组长 / 姓名",
        "楼组长 / 性别",
        "联系方式 / 电话",
        "联系方式 / 地址",
    ]
    assert fields_of(table) == [None, "full_name", "sex", "phone", "address"]


def test_group_names_without_a_merged_column_beside_them_belong_to_the_heading() -> None:
    table = table_of(
        ["名册"],
        ["基本情况", None, "联系方式", None],
        ["姓名", "性别", "电话", "地址"],
        ["王阿大", "男", "1", "2"],
        merged=((0, 0, 0, 3), (1, 0, 1, 1), (1, 2, 1, 3)),
    )
    assert table.header_rows == (2, 3)
    assert table.columns[0].label == "基本情况 / 姓名"
    assert table.title == "名册"


def test_a_line_about_the_office_is_no_level_of_the_heading() -> None:
    table = table_of(
        ["填报单位：金水苑居委会", None, "2024年7月", None],
        ["姓名", "性别", "电话", "地址"],
        ["王阿大", "男", "1", "2"],
        merged=((0, 0, 0, 1), (0, 2, 0, 3)),
    )
    assert table.header_rows == (2, 2)
    assert table.columns[0].label == "姓名"


def test_levels_are_found_in_a_text_file_too_which_knows_no_merging() -> None:
    table = table_of(
        ["序号", "小区", "基本情况", None, "联系方式", None],
        [None, None, "姓名", "性别", "电话", "地址"],
        [1, "恒盛", "王阿大", "男", "1", "2"],
    )
    assert table.header_rows == (1, 2)
    assert [column.label for column in table.columns] == [
        "序号",
        "小区",
        "基本情况 / 姓名",
        "基本情况 / 性别",
        "联系方式 / 电话",
        "联系方式 / 地址",
    ]
    assert len(table.rows) == 1


def test_a_heading_merged_over_two_rows_hides_no_data() -> None:
    table = table_of(
        ["姓名", "电话"], [None, None], ["王阿大", "1"], merged=((0, 0, 1, 0), (0, 1, 1, 1))
    )
    assert table.header_rows == (1, 2)
    assert [row.number for row in table.rows] == [3]


def test_the_phone_of_somebody_else_is_not_taken_for_the_person_s_own() -> None:
    table = table_of(
        ["姓名", "性别", "配偶情况", None],
        [None, None, "姓名", "电话"],
        ["王阿大", "男", "李", "1"],
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)),
    )
    assert fields_of(table) == ["full_name", "sex", None, None]
    assert [column.suggestion for column in table.columns[2:]] == ["full_name", "phone"]


def test_two_columns_that_hit_one_field_are_told() -> None:
    table = table_of(["姓名", "电话", "手机"], ["王阿大", "1", "2"])
    assert table.duplicates == {"phone": (1, 2)}


def test_a_near_heading_is_only_suggested() -> None:
    table = table_of(["姓名", "性别", "所在小区名"], ["王阿大", "男", "恒盛"])
    assert table.columns[2].field is None
    assert table.columns[2].suggestion == "compound"
    assert table.column_of("compound") is None
    assert table.column_of("sex") == table.columns[1]


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [Column(index, "").letter for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]


def test_candidates_are_ranked_by_the_fields_found() -> None:
    ranked = candidates(sheet_of(["街面（商圈）", "街面长姓名", "商铺数", "性别"]), ROSTERS)
    assert ranked == [("street-leaders", 4)]
    tied = candidates(sheet_of(["姓名", "性别", "联系电话"]), ROSTERS)
    assert {name for name, hits in tied if hits == 3} == {
        "residents",
        "building-leaders",
        "street-leaders",
    }


def test_the_signature_follows_the_headings_and_nothing_else() -> None:
    first = table_of(["六月名册"], HEADING, *PEOPLE)
    second = table_of(["七月名册"], [], [*HEADING[:-1], "备注 ※", None], *PEOPLE[:1])
    other = table_of(["序号", "小区", "姓名", "联系电话", "性别", "备注"], *PEOPLE)
    assert signature(first) == signature(second)
    assert signature(first) != signature(other)


def test_overlapping_ranges_of_a_damaged_file_do_no_harm() -> None:
    ranges = tuple((row, 0, 10**6, 10**4) for row in range(500)) * 20
    table = find_table(sheet_of(HEADING, *PEOPLE, merged=((1, 1, 2, 1), *ranges[1:])), LEADERS)
    assert table is None or len(table.rows) <= 3


NOISE = {
    "title": st.sampled_from(["金水苑名册", "填报单位：金水苑居委会", "2024年7月", "内部资料"]),
    "blank": st.sampled_from([None, "", "  "]),
    "total": st.sampled_from(["合计", "小 计", "总计：", "本页小计", "合计（人）"]),
    "footer": st.sampled_from(
        ["填表人：王芳 审核人：李敏", "备注：此表一式两份，交街道。", "注：略"]
    ),
}


@given(data=st.data(), people=st.integers(1, 6))
def test_titles_blanks_totals_and_footers_around_a_table_change_none_of_its_rows(
    data: st.DataObject, people: int
) -> None:
    wanted = [[n, "恒盛", f"王阿{n}", "女", f"1380000000{n}", None] for n in range(1, people + 1)]
    rows: list[list[Any]] = [
        [data.draw(NOISE["title"])] for _ in range(data.draw(st.integers(0, 4)))
    ]
    rows.append(HEADING)
    inside = st.lists(st.sampled_from(["blank", "total", "heading"]), max_size=2)
    for row in wanted:
        rows += [_noise(data, kind) for kind in data.draw(inside)]
        rows.append(row)
    after = st.lists(st.sampled_from(["blank", "total", "footer", "heading"]), max_size=4)
    rows += [_noise(data, kind) for kind in data.draw(after)]
    table = table_of(*rows)
    assert [row.cells for row in table.rows] == wanted
    assert len(table.rows) + table.skipped.total() + 1 == len(rows)
    assert [rows[row.number - 1] for row in table.rows] == wanted


def _noise(data: st.DataObject, kind: str) -> list[Any]:
    if kind == "heading":
        return HEADING
    row: list[Any] = [None] * len(HEADING)
    row[data.draw(st.integers(0, 1))] = data.draw(NOISE[kind])
    if kind == "total":
        row[4] = data.draw(st.sampled_from([None, 3, "共3人"]))
    return row
