"""Backups that are proved before they count.

A backup is made as a snapshot beside the book (quick, local, encrypted with the same key), which
is opened and checked, and then streamed into one `.mulinbak` file. That file gets its name only
after it was read back from the medium. So at any moment, whatever is killed, full or pulled out,
the backups that have a name are whole.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from db.container import SUFFIX, BackupInfo, Tell, read_info, verify, write
from db.engine import connect
from db.files import (
    PART,
    file_troubles,
    free_name,
    need_room,
    put_in_place,
    remove,
    remove_quietly,
)
from db.keys import KeyRing
from db.probe import check, engine_troubles, hash_of, open_sealed, row_counts
from db.restore import restore, schema_note, settle
from db.shelf import BrokenBackup, keep, list_backups, survey

__all__ = [
    "SUFFIX",
    "BackupInfo",
    "BrokenBackup",
    "Progress",
    "backup",
    "keep",
    "list_backups",
    "read_info",
    "restore",
    "schema_note",
    "settle",
    "survey",
    "verify",
]

Progress = Callable[[int, int, str], None]
"""Told how far it is (of 1000) and what is being done; may raise to stop."""

_PAGES_AT_ONCE = 1000
_ROOM_BESIDES = 1 << 20


def backup(
    source: Any | Path,
    dest: Path,
    *,
    key: bytes,
    keyring_bytes: bytes,
    now: datetime,
    notes: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> BackupInfo:
    """Make and prove a backup of a book, open or not; returns what it says about itself.

    `source` is the book's path or a driver connection with no transaction open. `dest` is a
    folder (made if missing), where the file is called `名称 2026-11-22 0831.mulinbak`, or a file
    name with that ending. Nothing existing is overwritten.
    `notes` (such as the head of the ledger's chain) are stored readable.

    Raises DamagedBook when the book itself is not sound, DiskFull, PlaceGone, ReadOnlyPlace,
    FileLocked; older backups are untouched then, and no part is left behind.
    """
    book_path = source if isinstance(source, Path) else _path_of(source)
    now = now.astimezone().replace(microsecond=0)
    ring = KeyRing.from_bytes(keyring_bytes, book_path)
    if not ring.fits(key):
        raise ValueError("not the data key of this book")
    target = _target(dest, book_path.stem, now)
    part = target.with_name(target.name + PART)
    snapshot = book_path.with_name(book_path.name + ".snapshot" + PART)
    tell = _parts(progress)
    try:
        counts = _take_snapshot(source, book_path, snapshot, key, tell(0, 400, "正在复制台账"))
        schema = check(snapshot, key, counts)
        with file_troubles(snapshot):
            size, digest = snapshot.stat().st_size, hash_of(snapshot)
        need_room(target.parent, size + _ROOM_BESIDES)
        info = BackupInfo(
            path=part,
            name=book_path.stem,
            book_id=ring.book_id,
            made_at=now,
            schema=schema,
            counts=counts,
            size=size,
            sha256=digest,
            keyring=keyring_bytes,
            notes=dict(notes or {}),
        )
        with file_troubles(target):
            write(info, snapshot, key, tell(550, 800, "正在写入备份"))
        verify(part, tell(800, 1000, "正在核对备份"))
        with file_troubles(target):
            put_in_place(part, target)
    finally:
        remove_quietly(snapshot)
        remove_quietly(part)
    return read_info(target)


def _take_snapshot(
    source: Any | Path, book_path: Path, snapshot: Path, key: bytes, tell: Tell
) -> dict[str, int]:
    with file_troubles(book_path):
        size = book_path.stat().st_size
        remove(snapshot)
    need_room(snapshot.parent, size + _ROOM_BESIDES)
    with engine_troubles(book_path):
        book = connect(source, key) if isinstance(source, Path) else source
        try:
            return _copy(book, snapshot, key, tell)
        finally:
            if book is not source:
                book.close()


def _copy(book: Any, snapshot: Path, key: bytes, tell: Tell) -> dict[str, int]:
    if book.in_transaction:
        # The engine would wait for that transaction for ever.
        raise ValueError("a backup cannot be taken inside a transaction")
    copy = open_sealed(snapshot, key, create=True)
    # It is thrown away unless it reaches its end, so it need not survive a power cut.
    copy.execute("PRAGMA synchronous=OFF")
    try:
        book.execute("BEGIN")  # one state of the book for the counts and for the copy
        try:
            counts = row_counts(book)
            book.backup(
                copy,
                pages=_PAGES_AT_ONCE,
                progress=lambda _status, left, total: tell(total - left, total),
            )
        finally:
            book.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")  # a file by itself, nothing beside it
    finally:
        copy.close()
    return counts


def _path_of(connection: Any) -> Path:
    return Path(next(row[2] for row in connection.execute("PRAGMA database_list")))


def _target(dest: Path, name: str, now: datetime) -> Path:
    with file_troubles(dest):
        if dest.suffix == SUFFIX:
            folder, wanted = dest.parent, dest
        else:
            folder, wanted = dest, dest / f"{name} {now:%Y-%m-%d %H%M}{SUFFIX}"
            # Only the last folder: the path of a stick that was pulled must not be made anew.
            folder.mkdir(exist_ok=True)
        for left_over in folder.glob(f"{glob.escape(name)} *{SUFFIX}{PART}"):
            remove_quietly(left_over)
        return free_name(wanted)


def _parts(progress: Progress | None) -> Callable[[int, int, str], Tell]:
    def part(start: int, end: int, text: str) -> Tell:
        def tell(done: int, total: int) -> None:
            if progress is not None:
                progress(start + (end - start) * done // max(total, 1), 1000, text)

        return tell

    return part
