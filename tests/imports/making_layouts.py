"""Workbooks as offices keep them, made by script, each with what must come out of it.

The layouts follow the 台账 headings seen in offices: titles, two heading rows, merged blocks, 同上,
totals, page breaks, hidden rows, sheets per month or per 小区, old encodings. People are made up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class Layout:
    """One workbook: how it is made, and what must come out.

    `counts` are created rows by kind of roster, over all sheets; `failed` rows stay out. `stats`
    are what `mulin stats` then answers. `after` names layouts to be imported before.
    """

    name: str
    make: Callable[[Path], None]
    counts: Mapping[str, int]
    stats: Mapping[str, int]
    failed: int = 0
    updated: int = 0
    after: tuple[str, ...] = ()
    tags: Mapping[str, int] = field(default_factory=dict)


def book_of(
    path: Path, sheets: Mapping[str, Any], dress: Callable[..., None] | None = None
) -> None:
    """Write sheets with openpyxl; `dress` merges and hides."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if dress is not None:
            dress(sheet)
    book.save(path)


def living_alone(path: Path) -> None:
    """独居老人名册: the title gives everybody the tag, ages stand for years of birth."""
    rows = [
        ["2026年度金水苑独居老人名册"],
        ["序号", "姓名", "性别", "年龄", "住址", "联系人", "联系人电话", "电话"],
        [1, "周桂英", "女", 82, "3号101室", "周小明", "13800001111", "57421234"],
        [2, "吴阿宝", "男", "79", "3号楼202", "吴芳", 13800002222, None],
        [3, "郑秀珍(女)", None, 88, "5-301", None, None, "021-57425678"],
        ["合计", "3人"],
        ["填表人：王芳", None, None, None, None, "填表日期：2026.11.1"],
    ]
    book_of(path, {"Sheet1": rows})


def building_leaders(path: Path) -> None:
    """楼组长 with two heading rows, 楼号 merged over its units, 同上 for the staff."""

    def dress(sheet: Worksheet) -> None:
        for area in ("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:G2", "H2:H3", "I2:I3", "B4:B5"):
            sheet.merge_cells(area)

    rows = [
        ["恒盛小区楼组长登记表"],
        ["序号", "楼号", "单元", "楼组长情况", None, None, None, "居委分管干部", "备注"],
        [None, None, None, "组长姓名", "生日", "政治面貌", "联系电话", None, None],
        [1, "1号", "1单元", "陈建国", "1958.3", "党员", "13811110001", "李敏", None],
        [2, None, "2单元", "林 芳", "1960年12月", "群众", "13811110002", "同上", "新任"],
        [3, "2号", None, "何志强", dt.date(1955, 5, 6), "中共党员", 13811110003, "〃", None],
        [4, "3号", None, "高丽", 1963.2, None, "138 1111 0004", "王芳", None],
    ]
    book_of(path, {"楼组长": rows}, dress)


def shops(path: Path) -> None:
    """商铺台账: the street merged over its shops, a total at the foot."""

    def dress(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:G1")
        sheet.merge_cells("B3:B5")

    rows = [
        ["沿街商铺台账"],
        ["序号", "街面", "店招名称", "业态", "负责人", "负责人电话", "经营地址"],
        [1, "金水路", "阿美理发", "美容美发", "钱美", "13822220001", "金水路46号"],
        [2, None, "好邻居超市", "零售", "孙立", "13822220002", "金水路48号"],
        [3, None, "老王面馆", "餐饮", "王建", 13822220003, "金水路50号"],
        [4, "百秀路", "百秀药房", "药店诊所", "李萍", "13822220004", "百秀路3号"],
        ["合计", None, "4家"],
    ]
    book_of(path, {"商铺": rows}, dress)


def residents_of_r2(path: Path) -> None:
    """居民 as a system exports them: 小区 and building in one column, flags for gone people."""
    head = [
        "姓名", "身份证号", "性别", "出生日期", "联系电话", "现住小区/建筑", "现住详细门牌",
        "人员类型", "是否重点人员", "重点类别", "户籍地址", "户编号", "人户分离", "迁出", "死亡",
        "民族", "政治面貌", "婚姻状况", "文化程度", "工作/学习情况", "健康状况", "备注",
    ]  # fmt: skip
    rows = [
        head,
        ["张三", "310120196503074126", "女", "1965-03-07", "13833330001", "金水苑/3号楼", "101室",
         "户籍", "否", None, "金水路88弄3号101室", "H001", "否", "否", "否", "汉", "党员", "已婚",
         "高中", "退休", "良好", None],
        ["张小", None, "男", "19900102", "13833330002", "金水苑/3号楼", "101室", "户籍", "否", None,
         None, "H001", "是", "否", "否", "汉族", "群众", "未婚", "本科", "某公司", None, None],
        ["李老", None, "男", "1930.5.6", None, "恒盛2号", "2号302室", "户籍", "是", "高龄、独居",
         None, "H002", None, "否", "是", "汉", None, "丧偶", "小学", None, "体弱", None],
        ["赵租", None, "女", "1995", "13833330004", "恒盛2号", "1单元401", "租户", "否", None,
         "江苏昆山", "H003", None, "是", "否", "回", None, None, "大专", None, None, None],
    ]  # fmt: skip
    book_of(path, {"导出": rows})


def hardship(path: Path) -> None:
    """特困老人: nothing but a name, a sex and an age to go by."""
    rows = [
        ["特困老人情况表"],
        [],
        ["姓名", "性别", "年龄", "困难情况"],
        ["冯阿根", "男", 85, "无子女，长期卧床"],
        ["蒋月娥", "女", "77岁", "低收入，慢性病"],
    ]
    book_of(path, {"特困": rows})


def leaders_by_month(path: Path) -> None:
    """楼组长 on a sheet per month: the later ones repeat the earlier ones and add one."""
    head = ["小区", "楼号", "户数", "组长姓名", "性别", "家庭住址", "联系电话"]
    january = [
        ["金水苑", "7号", 24, "沈国", "男", "金水苑7号101室", "13844440001"],
        ["金水苑", "8号", 36, "韩梅", "女", "8号502室", "13844440002"],
    ]
    march = [*january, ["金水苑", "9号", 12, "杨柳", "女", "南桥路1弄5号301室", "13844440003"]]
    title = [["楼组长月报"]]
    sheets = {
        "1月": [*title, head, *january],
        "2月": [*title, head, *january],
        "3月": [*title, head, *march],
    }
    book_of(path, sheets)


def residents_by_compound(path: Path) -> None:
    """A sheet per 小区 whose name is only told by the sheet."""
    head = ["楼号", "室号", "姓名", "与户主关系", "性别", "出生年月", "电话"]
    sheets = {
        "恒贤": [["恒贤小区居民登记"], head,
                 ["1幢", "101", "邓一", "户主", "男", "1970.1", "13855550001"],
                 ["1幢", "101", "邓妻", "妻", "女", "1972.5", None]],
        "金水佳苑": [head, ["2号", "0201", "薛二", "本人", "男", "1980", "13855550002"]],
        "金水丽苑": [head, ["3", "301室", "郭三", "户主", "女", "1950-06", "13855550003"]],
    }  # fmt: skip
    book_of(path, sheets)


def same_as_above(path: Path) -> None:
    """同上 and its signs in several columns, a 小区 written once for its run of rows."""
    head = ["所属小区", "楼栋号", "房号", "居民姓名", "户主姓名", "户籍情况", "手机号码"]
    rows = [
        head,
        ["金水新苑", "1号", "101", "马一", "马一", "户籍", "13866660001"],
        ["同上", "同上", "〃", "马二", "马一", "同上", None],
        ["〃", '"', "102", "马三", "马三", "租住", "13866660003"],
        ["″", "2号", "101", "马四", "马四", "户籍", "13866660004"],
    ]
    book_of(path, {"名册": rows})


def printed_pages(path: Path) -> None:
    """A printed list: the heading again on each page, subtotals, hidden rows, numbered columns."""
    head = ["编号", "小区", "门牌号", "室", "姓 名", "性 别", "公民身份号码", "联系方式(手机)"]
    rows: list[list[Any]] = [["居民花名册（内部资料）"], head, [1, 2, 3, 4, 5, 6, 7, 8]]
    for number in range(1, 10):
        rows.append(
            [number, "金水苑", f"{number}号", "101", f"居民{'一二三四五六七八九'[number - 1]}",
             "男" if number % 2 else "女", None, f"1387777000{number}"]
        )  # fmt: skip
        if number % 3 == 0:
            rows += [["小计", None, None, None, "3人"], ["第1页 共3页"], head]
    rows += [["总计", None, None, None, "9人"], ["注：请核对后盖章"]]

    def dress(sheet: Worksheet) -> None:
        sheet.row_dimensions[5].hidden = True

    book_of(path, {"打印": rows}, dress)


def old_encoding(path: Path) -> None:
    """GBK text with semicolons, as an old program writes it."""
    lines = [
        "小区;幢号;单元号;房间号;姓名;证件类型;证件号码;出生;人员标签",
        "恒贤;5幢;二单元;601;刘洋;身份证;310120196503074126;;退役军人",
        "恒贤;5幢;二单元;602;Anna Müller;护照;C01X0006H;1988-08-08;",
        "恒贤;5幢;二单元;603;艾力·买买提;身份证;31012019650307412;1970;",
    ]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))


def street_leaders(path: Path) -> None:
    """街面长 with the 商圈 merged, one of them living in a 小区 of the office."""

    def dress(sheet: Worksheet) -> None:
        sheet.merge_cells("A3:A4")

    rows = [
        ["金海街道街面长名册（2026年）"],
        ["商圈", "起止门牌号", "门店数", "街面长姓名", "店名", "手机", "家庭住址"],
        ["金水路", "46-88号", "约20", "钱美", "阿美理发", "13822220001", "金水苑1号201室"],
        [None, "89-120号", 15, "孙立", "好邻居超市", "13822220002", "南桥镇某村3组"],
        ["百秀路", "1-60号", 30, "李萍", "百秀药房", "13822220004", None],
    ]
    book_of(path, {"街面长": rows}, dress)


def pets(path: Path) -> None:
    """养犬登记 with the owner's door in one cell."""
    rows = [
        ["金水苑养犬登记表"],
        [
            "序号",
            "犬主姓名",
            "住址",
            "联系电话",
            "犬名",
            "犬种",
            "性别",
            "毛色",
            "犬证号",
            "是否绝育",
        ],
        [1, "张三", "3号101室", "13833330001", "旺财", "柴犬", "公", "黄", "A0001", "是"],
        [2, "新来的", "6号601室", "13888880001", "咪咪", "泰迪", "母", "棕", "A0002", "否"],
    ]
    book_of(path, {"养犬": rows})


LAYOUTS: tuple[Layout, ...] = (
    Layout("独居老人名册.xlsx", living_alone, {"residents": 3}, {"residents": 3, "dwellings": 3},
           tags={"独居": 3}),
    Layout("恒盛楼组长.xlsx", building_leaders, {"building-leaders": 4},
           {"building_leaders": 4, "building_groups": 4, "compounds": 1}),
    Layout("商铺台账.xlsx", shops, {"shops": 4}, {"shops": 4, "street_segments": 2}),
    Layout("居民系统导出.xlsx", residents_of_r2, {"residents": 4},
           {"people": 4, "residents": 2, "compounds": 2, "dwellings": 3},
           tags={"高龄": 1, "独居": 1}),
    Layout("特困老人.xlsx", hardship, {"residents": 2}, {"residents": 2, "households": 0},
           tags={"特困": 2}),
    Layout("楼组长月报.xlsx", leaders_by_month, {"building-leaders": 3},
           {"building_leaders": 3, "people": 3, "residents": 3}),
    Layout("各小区居民.xlsx", residents_by_compound, {"residents": 4},
           {"compounds": 3, "households": 3, "dwellings": 3}),
    Layout("同上.xlsx", same_as_above, {"residents": 4},
           {"compounds": 1, "buildings": 2, "dwellings": 3, "households": 3}),
    Layout("花名册打印.xlsx", printed_pages, {"residents": 9}, {"residents": 9, "buildings": 9}),
    Layout("老系统.csv", old_encoding, {"residents": 2}, {"residents": 2, "dwellings": 2}, failed=1,
           tags={"退役军人": 1}),
    Layout("街面长.xlsx", street_leaders, {"street-leaders": 2},
           {"street_leaders": 2, "street_segments": 2}, failed=1, after=("商铺台账.xlsx",)),
    Layout("养犬登记.xlsx", pets, {"pets": 2}, {"pets": 2}, after=("居民系统导出.xlsx",),
           tags={"高龄": 1, "独居": 1}),
)  # fmt: skip
