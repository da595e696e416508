"""Posts from and to sheets in a terminal."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cli.conftest import Mulin
from tests.conftest import OFFICE
from tests.imports.test_rosters import sheet_of

POSTS = [
    ("居民区骨干名册",),
    ("姓名", "岗位", "小组", "电话", "任职时间"),
    ("周桂英", "居民小组长", "第一居民小组", "13800001111", "2022.7"),
    ("王芳", "书记、主任", None, "13800004444", "2021-05-01"),
]


def test_posts_come_in_go_out_and_come_in_again(
    mulin: Mulin, new_book: Path, tmp_path: Path
) -> None:
    path = sheet_of(tmp_path / "骨干.xlsx", POSTS)
    said = mulin("import", path, "--book", new_book)
    assert (said.code, said.json["created"], said.json["sheets"][0]["kind"]) == (0, 2, "posts")
    out = tmp_path / "名册.xlsx"
    answer = mulin("export", "posts", out, "--book", new_book, "--reveal", "核对")
    assert answer.json["rows"] == 3
    again = mulin("import", out, "--book", new_book)
    assert (again.code, again.json["unchanged"]) == (0, 3)
    refused = mulin("import", "candidates", path, "--book", new_book)
    assert refused.code == 3
    assert "请先在“推选换届”里新建推选" in refused.json["refused"]


def test_a_form_of_the_street_is_filled(mulin: Mulin, new_book: Path, tmp_path: Path) -> None:
    mulin("import", OFFICE / "各小区楼组长花名册.xls", "--book", new_book)
    form = OFFICE / "上级空表_楼组长信息采集表.xlsx"
    out = tmp_path / "采集表.xlsx"
    said = mulin("fill", form, "building-leaders", "--out", out, "--book", new_book)
    assert (said.code, said.json["rows"], said.json["unknown"]) == (0, 81, [])
    assert said.json["hidden"] == ["出生年月", "身份证号码", "联系电话"]
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert (sheet["A84"].value, sheet["E84"].value, sheet["M84"].value) == (81, None, None)
    foot = openpyxl.load_workbook(form).worksheets[0]["A25"].value
    assert (sheet["A86"].value, sheet["A85"].value) == (foot, None)
    assert "A86:N86" in str(sheet.merged_cells.ranges)
