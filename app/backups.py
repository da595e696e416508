"""Backups as the office keeps them: made and proved, listed, and put back."""

from __future__ import annotations

import datetime as dt
import json
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.opening import in_our_words
from app.work import Progress, Work, finish
from db import backup as backups
from db.backup import BackupInfo
from db.errors import BookError, CodeSlip, WrongPassword
from db.files import write_whole
from db.keys import KeyRing
from db.models import JournalStep
from db.restore import PROGRAM
from db.schema import HEAD, NEEDS

T = TypeVar("T")
Tell = Callable[[int, int, str], None]

ENDING = backups.SUFFIX
FOLDER = "备份"
EVERY = dt.timedelta(minutes=30)
_REMEMBERED = 20
_CHAIN, _STEP = "ledger", "step"  # names of the notes that a backup carries


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup lying in a folder; `trouble` says why it cannot be used, empty when it can.

    `made_at` is a local time with its zone; the counts are 0 for a broken one.
    """

    path: Path
    made_at: dt.datetime | None
    residents: int
    entries: int
    size: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When a book was backed up last and to where; `made_at` is local with its zone."""

    made_at: dt.datetime
    path: Path
    elsewhere: bool


def back_up(book: Book, dest: Path, *, now: dt.datetime) -> Work[Path]:
    """Make and prove a backup; the result is its file.

    `dest` is a folder or a `.mulinbak` file. The ledger is sealed up to its head, which leaves
    the book with the backup. Raises Refused or Unavailable; no part is left behind then.
    """
    notes = _sealed_notes(book)
    made = yield from _with_progress(lambda tell: _made(book, dest, now, notes, tell))
    _remember(book.path, made)
    return made.path


def automatic_backup(book: Book, *, now: dt.datetime) -> Work[Path | None]:
    """Back up to `备份` beside the book, unless nothing changed or the last one is fresh.

    Older backups are thinned out: one for each of 14 days, 10 weeks and 12 months stays.
    """
    folder = folder_of(book.path)
    with in_our_words():
        book_id = KeyRing.load(book.path).book_id
        known = [info for info in backups.list_backups(folder) if info.book_id == book_id]
    if known and not _is_due(book, known[0], now):
        return None
    made = yield from back_up(book, folder, now=now)
    with in_our_words():
        backups.keep(folder)
    return made


def restoring(src: Path, path: Path, secret: str, *, now: dt.datetime) -> Work[Path | None]:
    """Put the book of a backup at `path`; the result is where the old book lies now, if any.

    `secret` is a password that opened the book when the backup was made, or its recovery code.
    The book must be closed. Raises Refused or Unavailable; the old book is untouched then.
    """
    with in_our_words():
        info = backups.read_info(src)
        key = _key_for(KeyRing.from_bytes(info.keyring, path), secret)
    return (
        yield from _with_progress(
            lambda tell: backups.restore(src, path, key=key, now=now.astimezone(), progress=tell)
        )
    )


def restore_book(src: Path, path: Path, password: str, *, now: dt.datetime) -> Path | None:
    """The same in one go."""
    return finish(restoring(src, path, password, now=now))


def check_backup(src: Path) -> Work[BackupRow]:
    """Read a whole backup and compare it with its check sums; raises Refused when it is bad."""
    info = yield from _with_progress(
        lambda tell: backups.verify(src, lambda done, total: tell(done, total, "正在核对备份"))
    )
    return _row(info)


def look_at(src: Path) -> BackupRow:
    """What a backup says about itself; quick. Raises Refused, Unavailable."""
    with in_our_words():
        return _row(backups.read_info(src))


def list_backups(folder: Path) -> list[BackupRow]:
    """The backups of a folder, newest first, then what cannot be used."""
    with in_our_words():
        usable, broken = backups.survey(folder)
    rows = [_row(info) for info in usable]
    return rows + [BackupRow(bad.path, None, 0, 0, 0, bad.text) for bad in broken]


def folder_of(path: Path) -> Path:
    """Where the automatic backups of a book lie."""
    return path.parent / FOLDER


def last_backup(path: Path, *, elsewhere: bool = False) -> LastBackup | None:
    """The newest backup that is known of, None if there is none.

    With `elsewhere` only those count that were written outside the folder of the book.
    """
    made = [known for known in _remembered(path) if known.elsewhere or known.path.exists()]
    wanted = [known for known in made if known.elsewhere or not elsewhere]
    return max(wanted, key=lambda known: known.made_at, default=None)


# How a backup is made


def _made(
    book: Book, dest: Path, now: dt.datetime, notes: dict[str, str], tell: Tell
) -> BackupInfo:
    return backups.backup(
        book.path,
        dest,
        key=book.key,
        keyring_bytes=KeyRing.load(book.path).to_bytes(),
        now=now.astimezone(),
        notes=notes,
        progress=tell,
    )


def _sealed_notes(book: Book) -> dict[str, str]:
    from app.pledge.lines import head, seal, sealed_upto

    with book.read() as session:
        open_end = head(session)[0] > sealed_upto(session)
    if open_end:
        with book.write("封存流水") as session:
            seal(session)
    with book.read() as session:
        number, digest = head(session)
        return {
            _CHAIN: f"{number} {digest}",
            _STEP: str(_last_step(session)),
            PROGRAM: NEEDS[HEAD],
        }


def _last_step(session: Session) -> int:
    return session.execute(select(func.coalesce(func.max(JournalStep.id), 0))).scalar_one()


def _is_due(book: Book, newest: BackupInfo, now: dt.datetime) -> bool:
    with book.read() as session:
        changed = str(_last_step(session)) != newest.notes.get(_STEP)
    age = now.astimezone() - newest.made_at
    # A clock that was set back must not stop backups for ever.
    return changed and not dt.timedelta() <= age < EVERY


def _key_for(ring: KeyRing, secret: str) -> bytes:
    for login in ring.logins():
        try:
            return ring.unlock(login, secret)
        except WrongPassword:
            continue
    try:
        return ring.unlock_with_code(secret)
    except CodeSlip as slip:
        raise WrongPassword("这个密码打不开这个备份。请用做备份时的密码或恢复码。") from slip


class _Stopped(Exception):
    """The one who asked for the work has gone."""


def _with_progress(call: Callable[[Tell], T]) -> Work[T]:
    """Run a call that tells its progress as a generator; closing it stops the call."""
    news: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
    halt = threading.Event()
    outcome: list[T] = []
    troubles: list[BaseException] = []

    def tell(done: int, total: int, text: str) -> None:
        if halt.is_set():
            raise _Stopped
        news.put(Progress(done, total, text))

    def run() -> None:
        try:
            with in_our_words():
                outcome.append(call(tell))
        except BaseException as trouble:  # noqa: BLE001  raised again by the one who asked
            troubles.append(trouble)
        finally:
            news.put(None)

    thread = threading.Thread(target=run, name="backup")
    thread.start()
    try:
        while (progress := news.get()) is not None:
            yield progress
    finally:
        halt.set()
        thread.join()
    if troubles:
        raise troubles[0]
    return outcome[0]


# What is remembered beside the book, since a setting in it would stand in the way of undo


def _memory(path: Path) -> Path:
    return path.with_name(path.name + ".backups")


def _remembered(path: Path) -> list[LastBackup]:
    try:
        kept = json.loads(_memory(path).read_bytes())
        return [
            LastBackup(
                dt.datetime.fromisoformat(one["at"]).astimezone(),
                _there(path, str(one["file"]), elsewhere=bool(one["elsewhere"])),
                bool(one["elsewhere"]),
            )
            for one in kept["made"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # none yet; a damaged list costs the memory of backups, not the backups


def _there(path: Path, file: str, *, elsewhere: bool) -> Path:
    # A stick has another letter on the next computer: what lies beside the book is found there.
    found = path.absolute().parent / file
    name = file.replace("\\", "/").rpartition("/")[2]
    return found if elsewhere or found.exists() else folder_of(path) / name


def _remember(path: Path, info: BackupInfo) -> None:
    file = info.path.absolute()
    made = LastBackup(info.made_at, file, path.parent.absolute() not in file.parents)
    known: Iterable[LastBackup] = [*_remembered(path), made][-_REMEMBERED:]
    listed = [
        {
            "at": one.made_at.isoformat("T", "seconds"),
            "file": str(one.path),
            "elsewhere": one.elsewhere,
        }
        for one in known
    ]
    try:
        write_whole(_memory(path), json.dumps({"made": listed}, ensure_ascii=False).encode())
    except BookError:
        return  # the backup itself is whole, and that is what counts


def _row(info: BackupInfo) -> BackupRow:
    return BackupRow(
        info.path,
        info.made_at.astimezone(),
        info.counts.get("resident", 0),
        info.counts.get("ledger_entry", 0),
        info.size,
    )
