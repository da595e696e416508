"""Making, opening and closing book files: lock, keys, schema, in that order."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from app.book import Book, UndoGuard, outside
from app.errors import Refused
from db import engine, schema
from db.errors import BookError, NotABook
from db.files import file_troubles, free_name, need_room, remove_quietly, write_whole
from db.ids import Ids
from db.keys import KeyParams, KeyRing, key_files
from db.lock import BookLock
from db.models import JournalStep
from db.restore import settle

SUFFIX = ".mulin"


@dataclass(frozen=True, slots=True)
class NewBook:
    """A book just made, with the recovery code that is shown exactly once."""

    book: Book
    recovery_code: str


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn troubles of the book file into `Refused` or `Unavailable`."""
    try:
        yield
    except BookError as error:
        raise outside(error) from error


def with_suffix(path: Path) -> Path:
    """The path of a book, with its ending."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def logins(path: Path) -> list[str]:
    """Who may open the book; raises Refused if its files are missing or damaged."""
    with in_our_words():
        _must_exist(path)
        return KeyRing.load(path).logins()


def create(
    path: Path,
    login: str,
    password: str,
    *,
    params: KeyParams | None = None,
    ids: Ids | None = None,
    guards: Sequence[UndoGuard] = (),
) -> NewBook:
    """Make an empty encrypted book; raises Refused if a file is in the way."""
    with in_our_words():
        if path.exists():
            raise Refused(f"“{path.name}”已经存在。请换一个名称，或直接打开它。")
        with file_troubles(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        engine.check_library()
        before = {file for file in key_files(path) if file.exists()}
        lock = BookLock(path)
        lock.acquire()
        try:
            _, key, code = KeyRing.create(
                path, os.urandom(16).hex(), login, password, params=params or KeyParams()
            )
            writer = engine.open_writer(path, key, create=True)
            with writer.begin() as connection:
                schema.create(connection)
            book = _book(path, key, writer, login, ids or Ids(), guards, lock)
        except BaseException:
            for file in set(key_files(path)) - before:
                remove_quietly(file)
            lock.release()
            raise
    return NewBook(book, code)


def unlock(
    path: Path,
    password: str,
    *,
    login: str | None = None,
    guards: Sequence[UndoGuard] = (),
    note: Callable[[str], None] = lambda _text: None,
) -> Book:
    """Open a book with a password.

    `note` is told what takes long (bringing an older book up to date). Raises Refused with the
    reason (wrong password, damaged, newer) or Unavailable (held by another, too many tries).
    """

    def key_of(ring: KeyRing) -> tuple[str, bytes]:
        who = login or next(iter(ring.logins()), "")
        return who, ring.unlock(who, password, now=time.time())

    return _opened(path, key_of, guards, note)


def unlock_with_code(
    path: Path, code: str, new_password: str, *, guards: Sequence[UndoGuard] = ()
) -> Book:
    """Open a book with the recovery code and give its first user a new password."""

    def key_of(ring: KeyRing) -> tuple[str, bytes]:
        who = next(iter(ring.logins()), "")
        key = ring.unlock_with_code(code, now=time.time())
        ring.set_password(who, new_password, key)
        return who, key

    return _opened(path, key_of, guards, lambda _text: None)


def _opened(
    path: Path,
    key_of: Callable[[KeyRing], tuple[str, bytes]],
    guards: Sequence[UndoGuard],
    note: Callable[[str], None],
) -> Book:
    with in_our_words():
        if not path.exists() and not path.parent.is_dir():
            _must_exist(path)
        engine.check_library()
        lock = BookLock(path)
        lock.acquire()
        try:
            settle(path)
            _must_exist(path)
            who, key = key_of(KeyRing.load(path))
            writer = engine.open_writer(path, key)
            try:
                aside = _up_to_date(path, writer, note)
                book = _book(path, key, writer, who, Ids(), guards, lock)
            except BaseException:
                writer.dispose()
                raise
        except BaseException:
            lock.release()
            raise
        book.copied_to = aside
        return book


def _must_exist(path: Path) -> None:
    if path.is_dir():
        raise NotABook(f"“{path.name}”是一个文件夹，请选择里面扩展名为 .mulin 的台账文件。")
    if not path.exists():
        raise NotABook(f"找不到台账文件“{path.name}”。请检查位置，或确认U盘已经插好。")


def _book(
    path: Path,
    key: bytes,
    writer: Engine,
    who: str,
    ids: Ids,
    guards: Sequence[UndoGuard],
    lock: BookLock,
) -> Book:
    reader = engine.open_reader(path, key)
    with writer.connect() as connection:
        # A clock that fell back must not make ids that sort before those of the book.
        ids.after(connection.execute(select(func.max(JournalStep.id))).scalar() or 0)
    return Book(
        path, writer, reader, key=key, who=who, ids=ids, undo_guards=guards, close=lock.release
    )


def _up_to_date(path: Path, writer: Engine, note: Callable[[str], None]) -> Path | None:
    with writer.begin() as connection:
        found = schema.version_of(connection, path)
    if found == schema.HEAD:
        return None
    note("正在把台账升级到新版本，先把现在的样子另存一份。")
    aside = copy_aside(path, writer, dt.datetime.now().astimezone())
    with writer.begin() as connection:
        schema.migrate(connection)
    return aside


def upgrade_words(book: Book) -> str:
    """Where the book lies as it was before it was brought up to date; empty when it was not."""
    if book.copied_to is None:
        return ""
    return (
        f"台账已升级到新版本的格式。升级前的样子另存为“{book.copied_to.name}”，"
        "就在台账旁边；用一阵子没有问题，可以自己删掉它和同名的钥匙文件。"
    )


def copy_aside(path: Path, writer: Engine, now: dt.datetime) -> Path:
    """Keep the book as it is, beside it, before its tables are changed; whole or not at all."""
    name = f"{path.stem}（升级前 {now:%Y-%m-%d %H%M}）{path.suffix}"
    target = free_name(path.with_name(name))
    engine.checkpoint(writer, path)
    need_room(path.parent, 2 * path.stat().st_size)
    for source, copy in zip((path, *key_files(path)), (target, *key_files(target)), strict=True):
        if source.exists():
            write_whole(copy, source.read_bytes())
    return target
