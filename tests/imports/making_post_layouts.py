"""Rosters of posts in the layouts of offices: side by side, one to a page, several to a row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from tests.imports.making_layouts import Layout, book_of


def side_by_side(path: Path) -> None:
    """楼组长 in two halves of a page, the right one not full."""

    def dress(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:H1")

    rows = [
        ["恒贤小区楼组长通讯录"],
        ["序号", "楼号", "姓名", "电话", "序号", "楼号", "姓名", "电话"],
        [1, "1号", "陈建国", "13811110001", 4, "4号", "何志强", "13811110004"],
        [2, "2号", "林芳", "13811110002", 5, "5号", "高丽", 13811110005],
        [3, "3号", "沈国", "13811110003", None, None, None, None],
        ["填表人：王芳"],
    ]
    book_of(path, {"通讯录": rows}, dress)


def leader_and_deputy(path: Path) -> None:
    """正副组长 beside each other, 楼号 merged, a 楼组 without a deputy and one without a leader."""

    def dress(sheet: Worksheet) -> None:
        sheet.merge_cells("A3:A4")

    rows = [
        ["恒盛小区正副楼组长名单"],
        ["小区", "楼组", "户数", "组长姓名", "电话", "副组长姓名", "电话", "联系社工"],
        ["恒盛", "1号", 24, "陈建国", "13811110001", "林芳", "13811110002", "李敏"],
        [None, "2号", 36, "何志强", "13811110003", None, None, "同上"],
        ["恒盛", "3号", 12, None, None, "高丽", "13811110004", "王芳"],
    ]
    book_of(path, {"名单": rows}, dress)


def two_rows_of_heads(path: Path) -> None:
    """The same with two heading rows: 组长 and 副组长 above 姓名, 性别, 联系电话."""

    def dress(sheet: Worksheet) -> None:
        for area in ("A1:H1", "A2:A3", "B2:D2", "E2:G2", "H2:H3"):
            sheet.merge_cells(area)

    rows = [
        ["金水丽苑楼组长情况表"],
        ["负责楼栋", "楼组长", None, None, "副楼组长", None, None, "备注"],
        [None, "姓名", "性别", "联系电话", "姓名", "性别", "联系电话", None],
        ["1号楼", "陈建国", "男", "13811110001", "林芳", "女", "13811110002", None],
        ["2号楼", "何志强", "男", "13811110003", "高丽", "女", "13811110004", "新任"],
        ["合计", "2人", None, None, "2人"],
    ]
    book_of(path, {"金水丽苑": rows}, dress)


def one_to_a_page(path: Path) -> None:
    """采集表: a card for each person, on a sheet of their own, one with the family at the foot."""

    def dress(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:H1")
        sheet.merge_cells("B5:F5")

    def card(name: str, sex: str, group: str, phone: str) -> list[list[Any]]:
        return [
            ["楼组长信息采集表"],
            ["姓 名", name, "性 别", sex, "出生年月", "1965.3", "照片"],
            ["民族", "汉", "政治面貌", "群众", "文化程度", "高中"],
            ["所属小区", "金水苑", "负责楼栋", group, "任职时间", "2022年7月"],
            ["家庭住址", "金水苑3号101室"],
            ["联系电话", phone, "籍贯", "江苏"],
        ]

    sheets = {
        "陈建国": card("陈建国", "男", "3号楼", "13811110001"),
        "林芳": [
            *card("林芳", "女", "4号楼", "138 1111 0002"),
            ["姓名", "与户主关系", "出生年月", "联系电话"],
            ["林小", "子", "1990.1", "13811110009"],
        ],
    }
    book_of(path, sheets, dress)


def post_holders(path: Path) -> None:
    """两委 and others: the post in one column, two posts in one cell, groups merged."""

    def dress(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:G1")
        sheet.merge_cells("E5:E6")

    rows = [
        ["金水苑社区两委班子及骨干名册"],
        ["序号", "姓名", "性别", "职务", "所属小组", "联系电话", "任职时间"],
        [1, "王芳", "女", "书记、主任", None, "13811110001", "2021.5"],
        [2, "陈志强", "男", "居委会副主任", None, "13811110002", "2021年5月"],
        [3, "周桂英", "女", "居民小组长", "第一居民小组", "13811110003", "2022-07-01"],
        [4, "李国栋", "男", "居民代表", None, "13811110004", None],
        [5, "马建军", "男", "党小组长（代）", "第二党小组", "13811110005", 2024],
    ]
    book_of(path, {"名册": rows}, dress)


def representatives(path: Path) -> None:
    """居民代表名册: the title alone tells the post."""
    rows = [
        ["金水苑居民区居民代表名册（第十二届）"],
        ["序号", "姓名", "性别", "出生年月", "政治面貌", "居民小组", "联系电话"],
        [1, "吴阿宝", "男", "1950.1", "党员", "第一居民小组", "13811110011"],
        [2, "郑秀珍", "女", "1955.12", "群众", "〃", "13811110012"],
        [3, "冯阿根", "男", "1948.8", "群众", "第二居民小组", "13811110013"],
    ]
    book_of(path, {"Sheet1": rows})


def former_leaders(path: Path) -> None:
    """历任楼组长: those who left beside those who serve."""
    rows = [
        ["恒贤历任楼组长一览表"],
        ["楼号", "姓名", "联系电话", "任职时间", "离任时间", "离任原因"],
        ["1号", "陈建国", "13811110001", "2022.7", None, None],
        ["1号", "林芳", "13811110002", "2017.7", "2022.7", "换届"],
        ["2号", "何志强", "13811110003", "2015", "2020.3", "搬走"],
    ]
    book_of(path, {"历任": rows})


LAYOUTS: tuple[Layout, ...] = (
    Layout("楼组长通讯录.xlsx", side_by_side, {"building-leaders": 5},
           {"building_leaders": 5, "building_groups": 5, "compounds": 1}),
    Layout("正副组长.xlsx", leader_and_deputy, {"building-leaders": 4},
           {"building_leaders": 2, "people": 4, "building_groups": 3}),
    Layout("楼组长情况表.xlsx", two_rows_of_heads, {"building-leaders": 4},
           {"building_leaders": 2, "people": 4, "building_groups": 2, "compounds": 1}),
    Layout("信息采集表.xlsx", one_to_a_page, {"building-leaders": 2},
           {"building_leaders": 2, "building_groups": 2, "residents": 2, "compounds": 1}),
    Layout("两委班子.xlsx", post_holders, {"posts": 5}, {"people": 5, "building_leaders": 0}),
    Layout("居民代表.xlsx", representatives, {"posts": 3}, {"people": 3, "residents": 0}),
    Layout("历任楼组长.xlsx", former_leaders, {"building-leaders": 3},
           {"building_leaders": 1, "people": 3, "building_groups": 2, "compounds": 1}),
)  # fmt: skip
