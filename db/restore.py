"""Restoring a backup: a new file is proved first, then the old book is moved aside.

The moves are written down before the first one is made (`名称.mulin.restoring`), so that a kill
in between is finished by `settle` at the next start, and neither book is ever lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from db.container import BackupInfo, extract, sealed_by, verify
from db.errors import DamagedBook, NewerBook, WrongPassword
from db.files import (
    file_troubles,
    need_room,
    put_in_place,
    remove,
    remove_quietly,
    sync_folder,
    write_whole,
)
from db.keys import KeyRing
from db.lock import BookLock
from db.probe import check

_ENDINGS = ("", "-wal", "-shm", ".keys", ".keys2")
_PARTS = (".keys", ".keys2", "")  # of the restored book, in the order they are put in place
_NEW = ".new"
_PLAN = ".restoring"
_ROOM_BESIDES = 1 << 20

PROGRAM = "program"
"""The note in which a backup says which program it takes."""


def schema_note(info: BackupInfo) -> str:
    """What the user should know about the backup's version, empty when it is ours.

    Raises NewerBook when this program cannot read it.
    """
    from db.schema import HEAD, KNOWN, takes

    if info.schema not in KNOWN:
        raise NewerBook(
            f"备份“{info.path.name}”是用更新的版本做的（格式 {info.schema}，"
            f"本程序最高认识 {HEAD}），{takes(info.notes.get(PROGRAM, ''))}才能还原。"
            "请安装新版本后再还原，备份没有任何改动。"
        )
    if info.schema == HEAD:
        return ""
    return "这个备份是较早的版本做的。还原后第一次打开时会自动升级，备份本身不变。"


def restore(
    path: Path,
    book_path: Path,
    *,
    key: bytes,
    now: datetime,
    progress: Callable[[int, int, str], None] | None = None,
) -> Path | None:
    """Put the book of a backup at `book_path`; returns where the old book now lies, if any.

    `key` is what the backup's own key ring (`verify(path).keyring`) gives for a password or the
    recovery code; from now on those open the book. The old one, with its keys, is called
    `名称（还原前 2026-11-22 0831）.mulin`. The book must be closed; its lock is taken meanwhile.

    Raises DamagedBook, NewerBook, NotABook, WrongPassword, BookInUse, DiskFull and kin; the old
    book is then untouched.
    """

    def tell(start: int, end: int, text: str) -> Callable[[int, int], None] | None:
        if progress is None:
            return None
        return lambda done, total: progress(start + (end - start) * done // total, 1000, text)

    info = verify(path, tell(0, 300, "正在核对备份"))
    schema_note(info)
    ring = KeyRing.from_bytes(info.keyring, book_path)
    if not ring.fits(key):
        raise WrongPassword("这个密码打不开这个备份。请用做备份时的密码或恢复码。")
    if not sealed_by(info, key):
        raise DamagedBook("备份的说明与内容对不上，可能被改动过，不能用来还原。请换一个备份。")
    with BookLock(book_path):
        settle(book_path)
        need_room(book_path.parent, info.size + _ROOM_BESIDES)
        fresh = _beside(book_path, _NEW)
        try:
            extract(info, fresh, tell(300, 700, "正在还原"))
            check(fresh, key, info.counts)
            for ending in _PARTS[:2]:
                write_whole(_beside(book_path, ending + _NEW), ring.to_bytes())
            aside = _write_plan(book_path, now.astimezone())
        except BaseException:
            _clear(book_path)
            raise
        settle(book_path)
    return aside


def settle(book_path: Path) -> None:
    """Finish a restore that was killed half-way; call it before opening a book.

    The caller holds the book's lock. Does nothing when there is nothing to finish. Raises
    FileLocked and kin; calling it again goes on where it stopped.
    """
    plan = _beside(book_path, _PLAN)
    with file_troubles(book_path):
        try:
            moves = json.loads(plan.read_bytes())["aside"]
        except FileNotFoundError:
            _clear(book_path)  # what a kill before the plan left behind
            return
        for old, aside in moves:
            _move(book_path.with_name(old), book_path.with_name(aside))
        sync_folder(book_path.parent)
        for ending in _PARTS:
            fresh = _beside(book_path, ending + _NEW)
            if fresh.exists():
                put_in_place(fresh, _beside(book_path, ending))
        remove(plan)
        sync_folder(book_path.parent)


def _write_plan(book_path: Path, now: datetime) -> Path | None:
    aside = _aside(book_path, now)
    there = [ending for ending in _ENDINGS if _beside(book_path, ending).exists()]
    names = [(_beside(book_path, ending).name, _beside(aside, ending).name) for ending in there]
    write_whole(_beside(book_path, _PLAN), json.dumps({"aside": names}).encode())
    return aside if there else None


def _aside(book_path: Path, now: datetime) -> Path:
    number = ""
    while True:
        name = f"{book_path.stem}（还原前 {now:%Y-%m-%d %H%M}{number}）{book_path.suffix}"
        aside = book_path.with_name(name)
        if not any(_beside(aside, ending).exists() for ending in _ENDINGS):
            return aside
        number = f" {int(number or 1) + 1}"


def _move(old: Path, aside: Path) -> None:
    # Listed and still there means that it was not moved yet; what lies there later is the new.
    if old.exists() and not aside.exists():
        put_in_place(old, aside)


def _clear(book_path: Path) -> None:
    for ending in _PARTS:
        remove_quietly(_beside(book_path, ending + _NEW))


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
