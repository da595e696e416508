"""Every file that cannot be read ends in one sentence with its remedy, and harms nothing."""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import Refused, Unavailable
from app.sheets import reading, unreadable
from app.sheets.limits import MEGABYTE, Limits
from app.sheets.reading import read
from tests.sheets.making import (
    OFFICE,
    lying_about_size,
    ole,
    one_cell_at_the_far_end,
    rezipped,
    spaces,
    xlsx,
)

Refusal = Callable[..., str]


@pytest.fixture
def refusal(tmp_path: Path) -> Refusal:
    """The sentence with which some bytes, as a file of that name, are refused."""

    def run(content: bytes, name: str = "表.xlsx", limits: Limits | None = None) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Refused) as refused:
            read(path, limits=limits)
        return refused.value.text

    return run


def test_an_empty_file(refusal: Refusal) -> None:
    assert refusal(b"") == unreadable.EMPTY_FILE


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n...", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"MZ\x90\x00\x03", b"\x7fELF\x02\x01\x00"],
)
def test_something_else_than_a_spreadsheet(refusal: Refusal, content: bytes) -> None:
    assert refusal(content) == unreadable.ANOTHER_KIND


def test_a_zip_archive_that_is_no_workbook(refusal: Refusal, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal((tmp_path / "a.docx").read_bytes()) == unreadable.ANOTHER_KIND


def test_another_kind_of_ole_file(refusal: Refusal) -> None:
    assert refusal(ole({"WordDocument": b"x"}), "信.doc") == unreadable.ANOTHER_KIND


@pytest.mark.parametrize(
    "content",
    [
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>",
        b"  <table>",
    ],
)
def test_a_web_page_called_xls(refusal: Refusal, content: bytes) -> None:
    assert refusal(content, "表.xls") == unreadable.WEB_PAGE


def test_a_workbook_that_is_empty(refusal: Refusal) -> None:
    assert refusal(xlsx([])) == unreadable.NOTHING_INSIDE
    assert refusal(b"\r\n\r\n", "空.csv") == unreadable.NOTHING_INSIDE


def test_a_workbook_with_a_password(refusal: Refusal) -> None:
    sealed = ole({"EncryptionInfo": b"x", "EncryptedPackage": b"y" * 5000})
    assert refusal(sealed) == unreadable.SEALED
    assert "请在Excel或WPS里去掉密码另存后再导入" in unreadable.SEALED


def test_an_old_workbook_with_a_password(refusal: Refusal) -> None:
    data = bytearray((OFFICE / "各小区楼组长花名册.xls").read_bytes())
    beginning = data.index(struct.pack("<HH", 0x0809, 16))
    struct.pack_into("<H", data, beginning + 20, 0x002F)  # the record after it says: encrypted
    assert refusal(bytes(data), "册.xls") == unreadable.SEALED


def test_a_workbook_whose_parts_have_a_password(refusal: Refusal) -> None:
    data = bytearray(xlsx())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert refusal(bytes(data)) == unreadable.SEALED


@pytest.mark.parametrize("content", [ole({"Workbook": b"x"}), b"anything", xlsx()])
def test_a_file_of_wps_itself(refusal: Refusal, content: bytes) -> None:
    assert refusal(content, "名册.et") == unreadable.ET
    assert refusal(content, "名册.ET") == unreadable.ET


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_workbook_cut_short(refusal: Refusal, share: float) -> None:
    data = (OFFICE / "两长名册.xlsx").read_bytes()
    assert refusal(data[: int(len(data) * share)]) == unreadable.TRUNCATED


def test_an_old_workbook_cut_short(refusal: Refusal) -> None:
    data = (OFFICE / "各小区楼组长花名册.xls").read_bytes()
    assert refusal(data[:700], "册.xls") == unreadable.TRUNCATED
    assert refusal(data[:9000], "册.xls") in {unreadable.DAMAGED, unreadable.TRUNCATED}


def test_a_flipped_bit_in_a_compressed_part_is_noticed(refusal: Refusal) -> None:
    data = bytearray((OFFICE / "居民信息底册.xlsx").read_bytes())
    data[len(data) // 2] ^= 0x10
    assert refusal(bytes(data)) == unreadable.DAMAGED


def test_one_cell_at_the_far_end_of_the_sheet(refusal: Refusal) -> None:
    content = one_cell_at_the_far_end()
    assert len(content) < 8_000
    assert refusal(content) == unreadable.too_much_memory(Limits().memory)


def test_a_part_that_shrinks_too_well(refusal: Refusal) -> None:
    bomb = rezipped(xlsx(), xl__worksheets__sheet1_dot_xml=spaces(20))
    assert len(bomb) < 60_000
    assert refusal(bomb) == unreadable.BOMB


def test_parts_that_are_too_large_together(refusal: Refusal) -> None:
    bomb = rezipped(xlsx(), xl__worksheets__sheet1_dot_xml=spaces(3))
    limits = Limits(inflated=2 * MEGABYTE, ratio=10_000)
    assert refusal(bomb, limits=limits) == unreadable.BOMB


def test_a_part_that_lies_about_its_size(refusal: Refusal) -> None:
    part = "xl/worksheets/sheet1.xml"
    bomb = rezipped(xlsx(), xl__worksheets__sheet1_dot_xml=spaces(20))
    assert refusal(lying_about_size(bomb, part, 1000)) == unreadable.BOMB


def test_a_file_that_is_too_big_is_not_even_opened(refusal: Refusal) -> None:
    assert refusal(xlsx(), limits=Limits(file_size=1000)).startswith("这个文件有0.0MB，最多可读0MB")


def test_a_workbook_of_too_many_parts(refusal: Refusal) -> None:
    assert refusal(xlsx(), limits=Limits(entries=3)).startswith("这个工作簿由")


def test_too_many_rows_columns_or_cells_are_told_with_the_numbers(refusal: Refusal) -> None:
    assert refusal(xlsx(), limits=Limits(rows=3)).startswith(
        "工作表“名册”有4行，最多可读3行，请分开后再导入。"
    )
    assert refusal(xlsx(), limits=Limits(columns=4)).startswith("工作表“名册”有5列，最多可读4列")
    assert refusal(xlsx(), limits=Limits(cells=19)).startswith("这个文件有20个单元格，最多可读19个")


def test_too_much_text(refusal: Refusal) -> None:
    content = (OFFICE / "居民信息底册.xlsx").read_bytes()
    limits = Limits(text=100_000)
    assert refusal(content, limits=limits) == unreadable.too_much_text(100_000)


def test_too_much_memory(refusal: Refusal) -> None:
    content = (OFFICE / "居民信息底册.xlsx").read_bytes()
    limits = Limits(memory=60 * MEGABYTE)
    assert refusal(content, limits=limits) == unreadable.too_much_memory(60 * MEGABYTE)


def test_too_much_time(refusal: Refusal) -> None:
    content = (OFFICE / "居民信息底册.xlsx").read_bytes()
    assert refusal(content, limits=Limits(seconds=0.01)) == unreadable.too_slow(0.01)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="这是一个文件夹"):
        read(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    with pytest.raises(Refused, match="这不是一个普通文件"):
        read(tmp_path / "管道.xlsx")


def test_a_file_that_has_vanished_can_be_tried_again(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="找不到这个文件"):
        read(tmp_path / "没有.xlsx")


def test_a_file_that_changes_while_it_is_read_can_be_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes((OFFICE / "居民信息底册.xlsx").read_bytes())
    work = reading.reading(path)
    next(work)
    with path.open("ab") as more:
        more.write(b"more")
    with pytest.raises(Unavailable, match="又被改动了"):
        list(work)


def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx())
    path.chmod(0)
    with pytest.raises(Refused, match="没有读取这个文件的权限"):
        _read_as_nobody(path)


def test_a_file_locked_by_excel_can_be_tried_again(tmp_path: Path) -> None:
    locked = reading._forbidden(tmp_path / "表.xlsx", windows=True)
    assert isinstance(locked, Unavailable)
    assert locked.text == "文件正被Excel或WPS占用，请关闭后重试。"
    (tmp_path / "~$表.xlsx").touch()
    assert isinstance(reading._forbidden(tmp_path / "表.xlsx", windows=False), Unavailable)


def _read_as_nobody(path: Path) -> None:
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        read(path)
    finally:
        os.seteuid(before)


@pytest.mark.parametrize(
    ("name", "seed"),
    [(name, seed) for name in ("两长名册.xlsx", "各小区楼组长花名册.xls") for seed in range(30)],
)
def test_a_mutated_workbook_is_read_or_refused(tmp_path: Path, name: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((OFFICE / name).read_bytes())
    for _ in range(chance.choice((1, 4, 30))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / name
    path.write_bytes(data)
    try:
        outcome = f"{len(read(path).sheets)}张表。"
    except Refused as refused:
        outcome = refused.text
    assert outcome.endswith("。")
