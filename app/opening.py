"""Making, opening and closing book files: lock, keys, schema, in that order."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from app.book import Book, UndoGuard, outside
from app.errors import Refused
from db import engine, schema
from db.errors import BookError, NotABook
from db.ids import Ids
from db.keys import KeyParams, KeyRing
from db.lock import BookLock

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
        path.parent.mkdir(parents=True, exist_ok=True)
        engine.check_library()
        lock = BookLock(path)
        lock.acquire()
        try:
            ring, key, code = KeyRing.create(
                path, os.urandom(16).hex(), login, password, params=params or KeyParams()
            )
            writer = engine.open_writer(path, key, create=True)
            with writer.begin() as connection:
                schema.create(connection)
            book = _assemble(path, key, writer, login, ids, guards, lock.release)
        except BaseException:
            lock.release()
            raise
    return NewBook(book, code)


def unlock(
    path: Path,
    password: str,
    *,
    login: str | None = None,
    guards: Sequence[UndoGuard] = (),
    note: Callable[[str], None] = lambda text: None,
) -> Book:
    """Open a book with a password.

    `note` is told what takes long (bringing an older book up to date). Raises Refused with the
    reason (wrong password, damaged, newer, held by another) or Unavailable.
    """
    with in_our_words():
        return _opened(path, login, guards, note, lambda ring, who: ring.unlock(who, password))


def unlock_with_code(path: Path, code: str, *, guards: Sequence[UndoGuard] = ()) -> Book:
    """Open a book with the recovery code, to set a new password."""
    with in_our_words():
        return _opened(
            path, None, guards, lambda text: None, lambda ring, who: ring.unlock_with_code(code)
        )


def _opened(
    path: Path,
    login: str | None,
    guards: Sequence[UndoGuard],
    note: Callable[[str], None],
    key_of: Callable[[KeyRing, str], bytes],
) -> Book:
    _must_exist(path)
    engine.check_library()
    ring = KeyRing.load(path)
    who = login or next(iter(ring.logins()), "")
    key = key_of(ring, who)
    lock = BookLock(path)
    lock.acquire()
    try:
        writer = engine.open_writer(path, key)
        _up_to_date(path, writer, note)
        return _assemble(path, key, writer, who, None, guards, lock.release)
    except BaseException:
        lock.release()
        raise


def _must_exist(path: Path) -> None:
    if path.is_dir():
        raise NotABook(f"“{path.name}”是一个文件夹，请选择里面扩展名为 .mulin 的台账文件。")
    if not path.exists():
        raise NotABook(f"找不到台账文件“{path.name}”。请检查位置，或确认U盘已经插好。")


def _assemble(
    path: Path,
    key: bytes,
    writer: Engine,
    who: str,
    ids: Ids | None,
    guards: Sequence[UndoGuard],
    release: Callable[[], None],
) -> Book:
    reader = engine.open_reader(path, key)
    return Book(path, writer, reader, who=who, ids=ids, undo_guards=guards, close=release)


def _up_to_date(path: Path, writer: Engine, note: Callable[[str], None]) -> None:
    with writer.begin() as connection:
        found = schema.version_of(connection, path)
    if found == schema.HEAD:
        return
    note("正在把台账升级到新版本，升级前已另存一份。")
    copy_aside(path, writer, dt.datetime.now())
    with writer.begin() as connection:
        schema.migrate(connection)


def copy_aside(path: Path, writer: Engine, now: dt.datetime) -> Path:
    """Keep the book as it is, beside it, before its tables are changed."""
    target = path.with_name(f"{path.stem}（升级前 {now:%Y-%m-%d %H%M}）{path.suffix}")
    with writer.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    target.write_bytes(path.read_bytes())
    for mark in (".keys", ".keys2"):
        keys = path.with_name(path.name + mark)
        if keys.exists():
            target.with_name(target.name + mark).write_bytes(keys.read_bytes())
    return target
