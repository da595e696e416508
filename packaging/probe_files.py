"""Checks of files on Windows: held by others, forbidden, deep down, opened twice."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from probe_ground import (
    PASSWORD,
    SHARE_NOTHING,
    SHARE_READING,
    check,
    held,
    line_of,
    must,
    now,
    played,
)


@check("Excel 正打开着的文件：导出不覆盖，并说明白")
def held_by_excel(_office: Path, room: Path) -> str:
    """Exporting onto an open workbook says so; its content stays."""
    from app.errors import Unavailable
    from app.exports import save_file

    sheet = room / "居民名册.xlsx"
    sheet.write_bytes(b"old")
    with held(sheet, SHARE_READING):
        try:
            save_file(sheet, b"new")
        except Unavailable as refused:
            said = refused.text
        else:
            raise AssertionError("写进了正打开着的文件")
    must(sheet.read_bytes() == b"old")
    must("占用" in said and "居民名册.xlsx" in said, said)
    must(not sheet.with_name("居民名册.xlsx.part").exists())
    save_file(sheet, b"new")
    must(sheet.read_bytes() == b"new")
    return said


@check("杀毒软件扫一下就放开的文件：等它，写成")
def held_for_a_moment(_office: Path, room: Path) -> str:
    """A file that is let go of within a second is replaced without a word."""
    from app.exports import save_file

    sheet = room / "扫描中.xlsx"
    sheet.write_bytes(b"old")
    begun, free = threading.Event(), threading.Event()

    def scan() -> None:
        with held(sheet, SHARE_NOTHING):
            begun.set()
            free.wait(0.7)

    scanner = threading.Thread(target=scan)
    scanner.start()
    begun.wait(5)
    began = time.monotonic()
    save_file(sheet, b"new")
    scanner.join()
    must(sheet.read_bytes() == b"new")
    return f"等了 {time.monotonic() - began:.2f} 秒"


@check("被独占的表格：导入时说明白")
def locked_sheet(office: Path, room: Path) -> str:
    """A workbook that nobody else may read is said to be in use."""
    from app.errors import Unavailable
    from app.sheets.reading import read

    copy = room / "占用.xlsx"
    copy.write_bytes((office / "两长名册.xlsx").read_bytes())
    with held(copy, SHARE_READING):
        must(read(copy).sheets, "Excel 打开着的表格应当读得了")
    with held(copy, SHARE_NOTHING):
        try:
            read(copy)
        except Unavailable as refused:
            return refused.text
    raise AssertionError("读进了被独占的文件")


@check("不能写的文件夹")
def read_only(_office: Path, room: Path) -> str:
    """Where nothing can be written, a new book and an export each get a sentence."""
    from app import opening
    from app.errors import Refused, Unavailable
    from app.exports import save_file

    said = []

    def export() -> None:
        save_file(room / "只读" / "名册.xlsx", b"new")

    def begin() -> None:
        opening.create(room / "只读" / "新.mulin", "王芳", PASSWORD).book.close()

    for action in (export, begin):
        try:
            action()
        except (Refused, Unavailable) as refused:
            said.append(refused.text)
        else:
            raise AssertionError("写进了只读的文件夹")
    must(all("只读" in words for words in said), said)
    return said[0]


@check("同一本台账开第二次")
def opened_twice(_office: Path, room: Path) -> str:
    """The second who opens a book is told who has it; afterwards it opens."""
    from app import opening
    from app.errors import Unavailable

    path = room / "两次.mulin"
    opening.create(path, "王芳", PASSWORD).book.close()
    with played("hold", str(path)) as holder:
        must(line_of(holder) == "open")
        try:
            opening.unlock(path, PASSWORD)
        except Unavailable as refused:
            said = refused.text
        else:
            raise AssertionError("同一本台账打开了两次")
        holder.kill()
    must(os.environ["USERNAME"] in said, said)
    opening.unlock(path, PASSWORD).close()
    return said


@check("备份、还原；还原时台账被占用；再还原")
def backed_up(_office: Path, room: Path) -> str:
    """A backup is restored over a closed book, and not over one that another program holds."""
    from app import opening
    from app.backups import back_up, restore_book
    from app.errors import Refused, Unavailable
    from app.work import finish

    path, stick = room / "备份.mulin", room / "U盘 一"
    stick.mkdir()
    book = opening.create(path, "王芳", PASSWORD).book
    made = finish(back_up(book, stick, now=now()))
    book.close()
    with held(path, SHARE_READING):
        try:
            restore_book(made, path, PASSWORD, now=now())
        except (Refused, Unavailable) as refused:
            said = refused.text
        else:
            raise AssertionError("还原替换了被占用的台账")
    opening.unlock(path, PASSWORD).close()
    aside = restore_book(made, path, PASSWORD, now=now())
    must(aside is not None and aside.exists(), aside)
    opening.unlock(path, PASSWORD).close()
    must(not [each.name for each in room.iterdir() if each.name.endswith(".part")])
    return said


@check("台账放在很长的路径里")
def long_path(_office: Path, room: Path) -> str:
    """A book deeper than 260 characters is made, written, backed up and opened again."""
    from app import opening
    from app.backups import back_up
    from app.checking import check_book
    from app.exports import save_file
    from app.work import finish

    folder = room
    while len(str(folder)) < 280:
        folder /= "金水苑社区居委会二〇二六年度居民台账资料"
    folder.mkdir(parents=True)
    path = folder / "很深的台账.mulin"
    book = opening.create(path, "王芳", PASSWORD).book
    must(not finish(check_book(book)))
    made = finish(back_up(book, folder / "备份", now=now()))
    book.close()
    opening.unlock(path, PASSWORD).close()
    save_file(folder / "名册.xlsx", b"PK")
    return f"{len(str(made))} 个字符"
