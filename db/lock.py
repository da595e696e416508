"""One process per book: the lock, and the name of whoever holds it."""

from __future__ import annotations

import getpass
import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from db.errors import BookInUse, DiskFull, PlaceGone
from db.files import file_troubles, remove_quietly, write_whole


@dataclass(frozen=True, slots=True)
class Holder:
    """Where a book is open; `since` is a time with its zone in ISO form."""

    computer: str
    user: str
    pid: int
    since: str

    def sentence(self, today: date) -> str:
        """What the person who comes second is told."""
        since = datetime.fromisoformat(self.since).astimezone()
        day = "" if since.date() == today else f"{since.month}月{since.day}日 "
        by = f"由“{self.user}”" if self.user else ""
        return (
            f"这本台账已在电脑“{self.computer}”上{by}打开（自 {day}{since:%H:%M} 起）。"
            "请先关闭那里，再在这里打开。"
        )


class BookLock:
    """The lock of one book, held from `acquire` to `release` or to the end of the process.

    The operating system keeps it (on `名称.mulin.lock`), so that nothing stale remains after a
    kill. `名称.mulin.holder` beside it only tells others who it is. Usable in a `with` block and
    from any thread.
    """

    def __init__(self, book_path: Path) -> None:
        from filelock import FileLock

        self._folder = book_path.parent
        self._holder = _holder_path(book_path)
        self._path = book_path.with_name(book_path.name + ".lock")
        self._lock = FileLock(self._path, timeout=0, thread_local=False)

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def acquire(self) -> None:
        """Take the lock at once; taking it again does nothing.

        Raises BookInUse (its text names the holder), ReadOnlyPlace, PlaceGone.
        """
        from filelock import Timeout

        if self.held:
            return
        if not self._folder.is_dir():
            raise PlaceGone(f"找不到文件夹“{self._folder}”。请确认磁盘或U盘仍然连着。")
        with file_troubles(self._folder):
            try:
                self._lock.acquire()
            except Timeout as error:
                raise self._in_use() from error
        try:
            self._sign()
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """Let others in; releasing what is not held does nothing."""
        if self.held:
            remove_quietly(self._holder)
            self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def _sign(self) -> None:
        holder = Holder(platform.node(), _account(), os.getpid(), _now().isoformat("T", "seconds"))
        content = json.dumps(asdict(holder), ensure_ascii=False).encode()
        try:
            write_whole(self._holder, content)
        except DiskFull:
            # A full disk must not keep anyone from looking into the book.
            remove_quietly(self._holder)

    def _in_use(self) -> BookInUse:
        holder = _read_holder(self._holder)
        if holder is None:
            return BookInUse("这本台账已在别处打开。请先关闭那里，再在这里打开。")
        by = f"{holder.user}@{holder.computer}" if holder.user else holder.computer
        return BookInUse(holder.sentence(_now().date()), by)


def holder_of(book_path: Path) -> Holder | None:
    """Who has the book open by the last note beside it; after a kill the note may be old."""
    return _read_holder(_holder_path(book_path))


def _holder_path(book_path: Path) -> Path:
    return book_path.with_name(book_path.name + ".holder")


def _read_holder(path: Path) -> Holder | None:
    try:
        data = json.loads(path.read_bytes())
        holder = Holder(
            str(data["computer"]), str(data["user"]), int(data["pid"]), str(data["since"])
        )
        datetime.fromisoformat(holder.since)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # the lock itself is what counts; without the note nobody is named
    return holder


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""  # an account without a name, as containers have


def _now() -> datetime:
    return datetime.now().astimezone()
