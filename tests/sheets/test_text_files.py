"""CSV and text files: their encoding, their separators, their quotes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import Refused
from app.sheets import unreadable
from app.sheets.cells import Cell
from app.sheets.limits import Limits
from app.sheets.reading import read
from app.sheets.workbook import Workbook

TABLE = "姓名,电话,备注\r\n王阿大,13800000001,\r\n李阿二,1.38E+10,独居\r\n"
ROWS = [["姓名", "电话", "备注"], ["王阿大", "13800000001", None], ["李阿二", "1.38E+10", "独居"]]

Reads = Callable[..., Workbook]


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Read some bytes as a file of that name."""

    def run(content: bytes, name: str = "表.csv", **limits: int) -> Workbook:
        path = tmp_path / name
        path.write_bytes(content)
        return read(path, limits=Limits(**limits))

    return run


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8-sig", "UTF-8"),
        ("utf-8", "UTF-8"),
        ("gbk", "GB18030"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
    ],
)
def test_the_encoding_is_found_and_told(reads: Reads, codec: str, told: str) -> None:
    workbook = reads(TABLE.encode(codec))
    assert workbook.encoding == told
    assert workbook.sheets[0].rows == ROWS
    assert workbook.sheets[0].name == "表"


def test_a_rare_character_outside_gbk_is_kept(reads: Reads) -> None:
    workbook = reads("姓名,电话\n王𬭎,1\n".encode("gb18030"))
    assert workbook.sheets[0].rows[1] == ["王𬭎", "1"]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
@pytest.mark.parametrize("name", ["表.csv", "表.txt", "表.xls", "表"])
def test_the_separator_is_found_whatever_the_extension(reads: Reads, mark: str, name: str) -> None:
    assert reads(TABLE.replace(",", mark).encode(), name).sheets[0].rows == ROWS


def test_commas_inside_cells_do_not_win_over_tabs(reads: Reads) -> None:
    rows = reads("姓名\t事项\n王阿大\t扫地,浇花,巡逻\n".encode()).sheets[0].rows
    assert rows == [["姓名", "事项"], ["王阿大", "扫地,浇花,巡逻"]]


def test_quoted_cells_keep_commas_quotes_and_line_breaks(reads: Reads) -> None:
    rows = reads('姓名,备注\n王阿大,"说""好"",\n第二行"\n李阿二,\n'.encode()).sheets[0].rows
    assert rows == [["姓名", "备注"], ["王阿大", '说"好",\n第二行'], ["李阿二", None]]


def test_text_after_a_closing_quote_is_taken_as_spreadsheets_take_it(reads: Reads) -> None:
    rows: list[list[Cell]] = reads('队名,人数\n"金水"队,5\n恒盛队,6\n'.encode()).sheets[0].rows
    assert rows == [["队名", "人数"], ["金水队", "5"], ["恒盛队", "6"]]


@pytest.mark.parametrize("tail", ["", '"'])
def test_a_quote_that_never_closes_is_refused_with_its_line(reads: Reads, tail: str) -> None:
    text = '队名,人数\n金水队,5\n"恒盛队,6\n' + "恒贤队,7\n" * 3 + f"{tail}少湖队,8\n"
    with pytest.raises(Refused) as refusal:
        reads(text.encode())
    assert refusal.value.text == unreadable.open_quote(3)


def test_short_lines_and_blank_lines_keep_their_place(reads: Reads) -> None:
    rows = reads("名册\n\n姓名,电话\n王阿大\n".encode()).sheets[0].rows
    assert rows == [["名册", None], [None, None], ["姓名", "电话"], ["王阿大", None]]


def test_too_many_lines_are_refused_with_the_numbers(reads: Reads) -> None:
    with pytest.raises(Refused) as refusal:
        reads(b"a,b\n" * 300_000)
    assert refusal.value.text.startswith("这个文件有300,000行，最多可读200,000行，请分开后再导入。")


def test_too_many_columns_and_cells_are_refused_with_the_numbers(reads: Reads) -> None:
    with pytest.raises(Refused, match="有301列，最多可读300列"):
        reads(b"," * 300)
    with pytest.raises(Refused, match="有120个单元格，最多可读100个"):
        reads(b"a,b,c\n" * 40, cells=100)


def test_an_unknown_encoding_is_refused(reads: Reads) -> None:
    with pytest.raises(Refused) as refusal:
        reads(b"\xff\x80name,phone\n" * 100)
    assert refusal.value.text == unreadable.ENCODING


def test_a_text_cut_within_a_character_is_refused_with_its_line(reads: Reads) -> None:
    with pytest.raises(Refused) as refusal:
        reads("姓名,电话\n王阿大,1\n李".encode("gbk")[:-1])
    assert refusal.value.text == unreadable.bad_character(3)


def test_bytes_that_are_no_text_are_no_table(reads: Reads) -> None:
    with pytest.raises(Refused) as refusal:
        reads(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert refusal.value.text == unreadable.ANOTHER_KIND
