"""A computer with the version before: today's package over it, and the archive beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import previous
from proof import expect
from roots_archive import prove_archive, unpack
from roots_fresh import first_start, on_the_terminal, open_by_hand, remove
from roots_journey import PASSWORD, book_of, lay_office, travel
from roots_package import PROGRAM, look_at, put_on
from roots_terminal import ask, refused
from roots_user import HOME
from roots_window import Desk

from app.about import VERSION

OLD_PLACE = f"{HOME}/下载/上一版 程序"
NEWER = "更新的版本"
"""What the version before says of a book that it does not know yet."""


@dataclass(slots=True)
class _Kept:
    """What the book held before the upgrade."""

    book: str
    counts: dict[str, Any]


def prove(desk: Desk, old_deb: Path, new_deb: Path, new_archive: Path) -> None:
    """Use the version before, upgrade, see the book carried over and the older one refuse it."""
    proof = desk.proof
    old_archive = old_deb.with_name(
        f"mulin-{previous.VERSION}-linux-{old_deb.stem.rpartition('_')[2]}.tar.xz"
    )
    kept = _Kept("", {})
    with proof.step(f"安装上一版 {previous.VERSION}", vital=True):
        done = put_on(desk.room, old_deb)
        expect(done.code == 0, f"dpkg 以 {done.code} 结束：{done.said}")
        look_at(desk.room, previous.VERSION)
        first_start(desk, "上一版第一次打开", quiet=False)
    with proof.step("上一版的第一天"):
        lay_office(desk)
        travel(desk, "first", "上一版的第一天")
    with proof.step("上一版的台账在文档文件夹里", vital=True):
        kept.book = book_of(desk)
        kept.counts = ask(desk, "stats", "--book", kept.book)
    with proof.step("程序开着时不能升级，关上以后可以", vital=True) as note:
        note(_upgrade(desk, kept.book, new_deb))
    with proof.step("升级后双击打开，台账升了格式，旧的另存了一份"):
        _open_migrated(desk, kept)
    with proof.step("升级后核对、计数、导出") as note:
        note(on_the_terminal(desk, kept.book))
        _same(kept.counts, ask(desk, "stats", "--book", kept.book))
    with proof.step("升级后再用一天"):
        travel(desk, "again", "升级后", words=(PROGRAM, kept.book))
    with proof.step("上一版的程序不肯打开新格式的台账") as note:
        note(_older_refuses(desk, kept.book, old_archive))
    with proof.step("解压即用的程序，在有空格和中文的文件夹里"):
        prove_archive(desk, new_archive, kept.book)
    with proof.step("卸载以后程序没有了，台账还在"):
        remove(desk, kept.book)


def _upgrade(desk: Desk, book: str, deb: Path) -> str:
    before = desk.room.path(book).read_bytes()
    name = "升级时开着"
    running = desk.unlock([PROGRAM, book], name, PASSWORD)
    done = put_on(desk.room, deb)
    expect(done.code != 0 and "正在运行" in done.said, f"程序开着，dpkg 却说：{done.said}")
    look_at(desk.room, previous.VERSION)
    desk.close(running, name)
    done = put_on(desk.room, deb)
    expect(done.code == 0, f"dpkg 以 {done.code} 结束：{done.said}")
    expect(desk.room.path(book).read_bytes()[:16] == before[:16], "安装动了台账。")
    return f"升级后 {look_at(desk.room, VERSION)}"


def _open_migrated(desk: Desk, kept: _Kept) -> None:
    open_by_hand(desk, ["gio", "open", kept.book], "升级后打开")
    folder = PurePosixPath(kept.book).parent
    aside = [path.name for path in desk.room.path(str(folder)).glob("*升级前*.mulin")]
    expect(len(aside) == 1, f"升级前的那一份：{aside}")
    copy = str(folder / aside[0])
    # The copy must be the book as it was: the version before still reads it.
    _same(kept.counts, ask(desk, "stats", "--book", kept.book))
    expect(desk.room.path(copy).stat().st_size > 0, "另存的那一份是空的。")


def _same(before: dict[str, Any], after: dict[str, Any]) -> None:
    lost = {name: (was, after.get(name)) for name, was in before.items() if after.get(name) != was}
    expect(not lost, f"升级前后的数目不一样：{lost}")


def _older_refuses(desk: Desk, book: str, archive: Path) -> str:
    program = unpack(desk, archive, OLD_PLACE)
    before = desk.room.path(book).read_bytes()
    said = refused(desk, "check", "--book", book, program=program)
    expect(NEWER in said, f"上一版说的是：{said}")
    name = "上一版打开新台账"
    running = desk.show([program, book], name)
    desk.rest()
    desk.screen.type(PASSWORD)
    desk.screen.press("Return")
    desk.rest()
    desk.rest()
    desk.screen.picture(desk.proof.picture(name))
    desk.close(running, name)
    expect(desk.room.path(book).read_bytes() == before, "上一版改动了它不认识的台账。")
    aside = next(desk.room.path(str(PurePosixPath(book).parent)).glob("*升级前*.mulin")).name
    copy = str(PurePosixPath(book).parent / aside)
    counted = ask(desk, "stats", "--book", copy, program=program)
    expect(counted.get("residents"), f"上一版打不开升级前另存的那一份：{counted}")
    return said.splitlines()[-1]
