"""A computer that never had the program: the package of today from its first day to its last."""

from __future__ import annotations

import shutil
from pathlib import Path

import journey_read
from ground import fresh
from proof import expect
from roots_journey import PASSWORD, book_of, lay_office, travel
from roots_package import PROGRAM, look_at, look_gone, put_on, take_off
from roots_terminal import ask, export_and_read, import_all
from roots_user import HOME
from roots_window import Desk

from app.about import VERSION

KEPT = "口令abc123"
"""Opens the book that is kept of the first schema."""


def prove(desk: Desk, deb: Path) -> None:
    """Install, start, use, open by double click, check on the terminal, remove and purge."""
    proof = desk.proof
    with proof.step("安装 .deb，不用网络", vital=True) as note:
        done = put_on(desk.room, deb)
        expect(done.code == 0, f"dpkg 以 {done.code} 结束：{done.said}")
        note(f"装好后 {look_at(desk.room, VERSION)}")
        said = desk.user.do([PROGRAM, "--version"])
        expect(VERSION in said, f"mulin --version 说的是：{said}")
    with proof.step("张三第一次打开") as note:
        first_start(desk, "第一次打开")
    with proof.step("新用户的第一天：新建、导入、积分、图表、导出、备份") as note:
        lay_office(desk)
        report = travel(desk, "first", "第一天")
        note(f"{report['ms'] / 1000:.0f} 秒")
        lacking = journey_read.lacking(proof.folder / "第一天")
        expect(not lacking, f"PDF 里读不出来的字：{lacking[:5]}")
    with proof.step("台账在文档文件夹里", vital=True):
        book = book_of(desk)
    with proof.step("双击台账（gio open）打开"):
        open_by_hand(desk, ["gio", "open", book], "双击打开")
    with proof.step("双击台账（xdg-open）打开"):
        open_by_hand(desk, ["xdg-open", book], "xdg-open打开")
    with proof.step("终端里核对、计数、导出") as note:
        note(on_the_terminal(desk, book))
    with proof.step("终端里导入办公室的全部表格") as note:
        note("、".join(import_all(desk, book)))
    with proof.step("再用一天"):
        travel(desk, "again", "第二天", words=(PROGRAM, book))
    with proof.step("帮助、关于、坏文件、同一本台账开两次"):
        travel(desk, "about", "关于", words=(PROGRAM, book))
    with proof.step("从没画过图的用户，第一张图不重做字体表") as note:
        note(first_chart(desk, book))
    with proof.step("第一版的台账打得开，更新的程序写的台账不打开"):
        other_books(desk, book)
    with proof.step("卸载以后程序没有了，台账还在"):
        remove(desk, book)


def first_chart(desk: Desk, book: str) -> str:
    """A chart by a user whose cache is empty; gives how long it took."""
    shutil.rmtree(desk.room.path(f"{HOME}/.cache"))
    report = travel(desk, "chart", "第一张图", words=(PROGRAM, book))
    seen = journey_read.steps_of(report)["第一张图"]
    expect(not seen["font_cache_built"], f"重做了字体表：{seen['left']}")
    return f"{seen['drawn_ms']} 毫秒"


def other_books(desk: Desk, book: str) -> None:
    """A book of the first schema is brought up to date; one of a later program is refused."""
    made = journey_read.copy_book(desk.room.path(book), fresh(desk.proof.folder / "更新的程序"))
    # Made outside: SQLite follows the links of a path by itself and would leave the room.
    journey_read.make_newer(made, PASSWORD)
    old = journey_read.copy_book(journey_read.OLD_BOOK, desk.room.path(f"{HOME}/文档/老台账"))
    newer = journey_read.copy_book(made, desk.room.path(f"{HOME}/文档/新 台账"))
    desk.user.own(f"{HOME}/文档")
    for phase, path, password in (("old", old, KEPT), ("newer", newer, PASSWORD)):
        inside = f"{HOME}/文档/{path.parent.name}/{path.name}"
        name = "第一版的台账" if phase == "old" else "更新的程序的台账"
        travel(desk, phase, name, words=(PROGRAM, inside), password=password)


def first_start(desk: Desk, name: str, program: str = PROGRAM, *, quiet: bool = True) -> None:
    """The start screen as it is, from its picture to the cross; `quiet` on the terminal."""
    running = desk.show([program], name)
    desk.rest()
    desk.screen.picture(desk.proof.picture(name))
    desk.close(running, name)
    said = desk.user.said(name)
    expect(not (quiet and said), f"{name}：程序在终端里说：{said}")


def open_by_hand(desk: Desk, words: list[str], name: str) -> None:
    """Open a book as the desktop does, type the password, see the first page, close."""
    running = desk.unlock(words, name, PASSWORD)
    desk.close(running, name)


def on_the_terminal(desk: Desk, book: str) -> str:
    """Check, count and export a book; gives what was found in words."""
    checked = ask(desk, "check", "--book", book)
    expect(checked.get("ok", False), f"mulin check 的回答：{checked}")
    counted = ask(desk, "stats", "--book", book)
    rows = export_and_read(desk, book)
    people = counted.get("residents", 0)
    expect(people and rows > people, f"台账里有 {people} 人，导出的表只有 {rows} 行。")
    return f"{people} 人，导出 {rows} 行"


def remove(desk: Desk, book: str) -> None:
    """Remove and purge the package; the books and the home stay as they are."""
    before = desk.home_files()
    expect(any(path.endswith(".mulin") for path in before), "家目录里没有台账。")
    for purge in (False, True):
        done = take_off(desk.room, purge=purge)
        expect(done.code == 0, f"卸载以 {done.code} 结束：{done.said}")
        look_gone(desk.room)
        expect(desk.home_files() == before, "卸载动了张三家目录里的文件。")
    expect(desk.room.path(book).is_file() and HOME in book, f"台账 {book} 不在了。")
