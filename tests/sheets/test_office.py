"""The four office workbooks: where their headings are, how many rows they hold."""

from __future__ import annotations

from app.sheets.header import Table, candidates, find_table
from app.sheets.reading import read
from app.sheets.table import Row
from app.sheets.workbook import Sheet
from tests.sheets.making import OFFICE
from tests.sheets.rosters import FILLABLE, ROSTERS


def table_of(sheet: Sheet, roster: str) -> Table:
    """The table, as the roster that the sheet is most likely to be."""
    assert candidates(sheet, ROSTERS)[0][0] == roster
    table = find_table(sheet, ROSTERS[roster], FILLABLE)
    assert table is not None
    return table


def test_the_building_leaders_have_a_heading_of_two_rows() -> None:
    table = table_of(read(OFFICE / "两长名册.xlsx").sheets[0], "building-leaders")
    assert table.header_rows == (3, 4)
    assert [column.label for column in table.columns] == [
        "序号",
        "小区",
        "基本情况 / 姓名",
        "基本情况 / 性别",
        "基本情况 / 出生年月",
        "基本情况 / 身份证号",
        "基本情况 / 政治面貌",
        "基本情况 / 文化程度",
        "任职情况 / 负责楼栋",
        "任职情况 / 户数",
        "任职情况 / 任职时间",
        "联系方式 / 联系电话",
        "备注",
    ]
    assert [column.field for column in table.columns[1:4]] == ["compound", "full_name", "sex"]
    assert table.duplicates == {}
    assert table.title.startswith("金海街道“两长”队伍名册\n填报单位")


def test_the_building_leaders_are_counted_without_titles_totals_and_footers() -> None:
    table = table_of(read(OFFICE / "两长名册.xlsx").sheets[0], "building-leaders")
    assert len(table.rows) == 507
    assert table.skipped == {"title": 2, "blank": 9, "total": 1, "footer": 1}
    assert (table.rows[0].number, table.rows[-1].number) == (5, 520)
    assert [row.cells[0] for row in table.rows] == [float(n) for n in range(1, 508)]


def test_merged_compounds_reach_all_their_rows_and_no_others() -> None:
    sheet = read(OFFICE / "两长名册.xlsx").sheets[0]
    table = table_of(sheet, "building-leaders")
    assert len([item for item in sheet.merged if item[1] == 1 and item[0] > 3]) == 22
    named = {row.cells[1] for row in table.rows} - {None}
    assert len(named) == 13
    assert {row.cells[1] for row in rows_between(table, 5, 28)} == {"金水苑"}
    assert {row.cells[1] for row in rows_between(table, 145, 167)} == {"少湖"}


def test_the_nine_merged_blocks_that_hold_nothing_are_told_apart() -> None:
    table = table_of(read(OFFICE / "两长名册.xlsx").sheets[0], "building-leaders")
    blocks = {row.blocks[1] for row in table.rows if row.blocks}
    assert blocks == {
        (121, 144),
        (168, 191),
        (215, 238),
        (308, 331),
        (332, 355),
        (425, 448),
        (449, 472),
        (473, 496),
        (497, 520),
    }
    for row in table.rows:
        assert (row.cells[1] is None) == bool(row.blocks)
    for first, last in blocks:
        assert first not in {row.number for row in table.rows}
        assert len(rows_between(table, first, last)) == last - first


def test_the_street_leaders_have_a_heading_below_a_title() -> None:
    table = table_of(read(OFFICE / "两长名册.xlsx").sheets[1], "street-leaders")
    assert table.header_rows == (2, 2)
    assert len(table.rows) == 17
    assert table.skipped == {"title": 1}
    assert table.columns[1].field == "street"


def test_the_residents_are_all_there() -> None:
    table = table_of(read(OFFICE / "居民信息底册.xlsx").sheets[0], "residents")
    assert table.header_rows == (1, 1)
    assert len(table.rows) == 5_721
    assert table.skipped == {}
    assert table.filled == {}


def test_the_points_are_read_from_gbk() -> None:
    workbook = read(OFFICE / "美丽约定积分登记.csv")
    assert workbook.encoding == "GB18030"
    table = table_of(workbook.sheets[0], "points")
    assert table.header_rows == (1, 1)
    assert len(table.rows) == 5_000
    assert all(column.field for column in table.columns)


def test_the_six_old_sheets_hold_eighty_one_leaders() -> None:
    workbook = read(OFFICE / "各小区楼组长花名册.xls")
    tables = [table_of(sheet, "building-leaders") for sheet in workbook.sheets]
    assert [table.header_rows for table in tables] == [(3, 3)] * 6
    assert sum(len(table.rows) for table in tables) == 81
    assert all(table.skipped == {"title": 1, "blank": 1} for table in tables)
    assert tables[0].title == "金水苑楼组长花名册"


def rows_between(table: Table, first: int, last: int) -> list[Row]:
    """The data rows whose numbers lie there."""
    return [row for row in table.rows if first <= row.number <= last]
