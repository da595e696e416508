"""The backups lying in a folder: which are there, and which may go."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.container import SUFFIX, BackupInfo, read_info, verify
from db.errors import BookError
from db.files import file_troubles, remove

_ALWAYS = 3  # the newest ones, however close together they were made


@dataclass(frozen=True, slots=True)
class BrokenBackup:
    """A file that looks like a backup and cannot be used; `text` says why."""

    path: Path
    text: str


def survey(folder: Path) -> tuple[list[BackupInfo], list[BrokenBackup]]:
    """The usable backups of a folder, newest first, and the broken ones.

    Only headers and lengths are looked at; `verify` reads a whole file. A folder that is not
    there has none. Raises ReadOnlyPlace, PlaceGone.
    """
    usable: list[BackupInfo] = []
    broken: list[BrokenBackup] = []
    with file_troubles(folder):
        paths = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    for path in paths:
        try:
            usable.append(read_info(path))
        except BookError as trouble:
            broken.append(BrokenBackup(path, trouble.text))
    usable.sort(key=lambda info: (info.made_at, info.path.name), reverse=True)
    return usable, broken


def list_backups(folder: Path) -> list[BackupInfo]:
    """The usable backups of a folder, newest first."""
    return survey(folder)[0]


def keep(folder: Path, daily: int = 14, weekly: int = 10, monthly: int = 12) -> list[Path]:
    """Remove backups that are no longer needed; returns the removed ones.

    Kept are, for each book, the newest of each of the last `daily` days, `weekly` weeks and
    `monthly` months that have one, always the newest three, and every one that is damaged.
    The newest are read whole first; nothing goes unless a good one was found.
    """
    removed: list[Path] = []
    for shelf in _by_book(list_backups(folder)):
        spare = _spare(shelf, daily, weekly, monthly)
        while spare and not _is_whole(shelf[0].path):
            shelf.pop(0)
            spare = _spare(shelf, daily, weekly, monthly)
        for path in spare:
            with file_troubles(path):
                remove(path)
            removed.append(path)
    return removed


def _by_book(backups: list[BackupInfo]) -> list[list[BackupInfo]]:
    shelves: dict[str, list[BackupInfo]] = {}
    for info in backups:
        shelves.setdefault(info.book_id, []).append(info)
    return list(shelves.values())


def _spare(shelf: list[BackupInfo], daily: int, weekly: int, monthly: int) -> list[Path]:
    wanted = {info.path for info in shelf[:_ALWAYS]}
    for period, count in ((_day, daily), (_week, weekly), (_month, monthly)):
        newest: dict[Hashable, Path] = {}
        for info in shelf:
            newest.setdefault(period(info.made_at), info.path)
        wanted.update(list(newest.values())[:count])
    return [info.path for info in shelf if info.path not in wanted]


def _day(made: datetime) -> Hashable:
    return made.date()


def _week(made: datetime) -> Hashable:
    return made.isocalendar()[:2]


def _month(made: datetime) -> Hashable:
    return (made.year, made.month)


def _is_whole(path: Path) -> bool:
    try:
        verify(path)
    except BookError:
        return False
    return True
