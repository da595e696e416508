"""What can go wrong with a book on the disk, each with a sentence that says what to do.

`app` turns these into its own kinds: those with `worth_retrying` become `Unavailable`, the
others `Refused`. The texts name files, and `BookInUse` the computer and account that hold the
book: they are for the screen, a log gets the class name only.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path


class BookError(Exception):
    """Something about a book file that a person can do something about."""

    worth_retrying = False

    @property
    def text(self) -> str:
        """The sentence for the user."""
        return str(self)


class WrongPassword(BookError):
    """The password (or the whole recovery code) does not open this book."""

    def __init__(self, text: str = "密码不对。请检查大小写和输入法后再试。") -> None:
        super().__init__(text)


class CodeSlip(BookError):
    """The recovery code was mistyped; `group` counts from 1, 0 when the place is unknown."""

    def __init__(self, text: str, group: int = 0) -> None:
        super().__init__(text)
        self.group = group


class WeakPassword(BookError):
    """A new password is too short."""


class TooSoon(BookError):
    """Too many wrong passwords; `seconds` remain before the next try counts."""

    worth_retrying = True

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"密码连续输错，请等 {max(1, round(seconds))} 秒后再试。")


class DamagedBook(BookError):
    """The file was cut short or changed; what is read from it cannot be trusted."""


class KeysMissing(BookError):
    """Both copies of the key file are gone or unreadable."""


class BookExists(BookError):
    """A new book would overwrite files that are already there."""


class NotABook(BookError):
    """The file is something else."""


class NewerBook(BookError):
    """A newer version of the program wrote this; ours must not touch it."""


class EngineTooOld(BookError):
    """The database library is too old, or is not the encrypting one."""


class BookInUse(BookError):
    """Another process holds the book; `holder` is its own description, may be empty."""

    worth_retrying = True

    def __init__(self, text: str, holder: str = "") -> None:
        super().__init__(text)
        self.holder = holder


class DiskFull(BookError):
    """No room left on the disk or stick."""

    worth_retrying = True


class FileLocked(BookError):
    """Another program (a virus scanner, a sync client, Excel) holds a file."""

    worth_retrying = True


class ReadOnlyPlace(BookError):
    """The folder or the medium does not let us write."""


class PlaceGone(BookError):
    """The stick, the share or the folder is not there any more."""

    worth_retrying = True


class NotEnoughMemory(BookError):
    """The computer has too little free memory for what was asked."""

    worth_retrying = True


def _codes(*names: str) -> frozenset[int]:
    # Not every system knows every name.
    return frozenset(getattr(errno, name) for name in names if hasattr(errno, name))


_FULL = _codes("ENOSPC", "EDQUOT")
_GONE = _codes("ENOENT", "ENOTDIR", "EIO", "ENODEV", "ENXIO", "ESTALE", "ENOTCONN")
_LOCKED = _codes("EBUSY", "ETXTBSY", "EAGAIN")
_READ_ONLY = _codes("EROFS", "EACCES", "EPERM")
_WINDOWS_LOCKED = {32, 33}
_WINDOWS_GONE = {3, 15, 21, 31, 53, 55, 64, 67, 1110, 1117, 1167}
_WINDOWS_FULL = {39, 112}
_WINDOWS_READ_ONLY = {19}


def from_os(error: OSError, place: Path) -> BookError:
    """The book error for a failed file operation at `place`; the caller raises it from `error`."""
    code = error.errno
    windows = getattr(error, "winerror", None)
    where = f"“{place}”"
    if code in _FULL or windows in _WINDOWS_FULL:
        return DiskFull(f"磁盘空间不够，{where}没有写成。请腾出空间后再试，已有的数据没有改动。")
    if code == errno.EFBIG:
        return DiskFull(f"这个磁盘放不下这么大的文件，{where}没有写成。请换一个磁盘或U盘。")
    if windows in _WINDOWS_LOCKED or code in _LOCKED:
        return FileLocked(f"{where}正被别的程序占用。请关闭占用它的程序（或稍等片刻）后再试。")
    if _held_on_windows(error, place):
        return FileLocked(
            f"{where}正被别的程序占用，或者没有权限。请关闭占用它的程序（例如 Excel、WPS）再试，"
            "还不行时请换一个文件夹。"
        )
    if windows in _WINDOWS_GONE or code in _GONE:
        return PlaceGone(f"找不到或读不出{where}。请确认U盘或网络盘仍然连着，再试一次。")
    if windows in _WINDOWS_READ_ONLY or code in _READ_ONLY:
        return ReadOnlyPlace(f"{where}不允许写入。请换一个可以写入的文件夹，或请管理员开放权限。")
    if code == errno.ENOMEM:
        return NotEnoughMemory("电脑的可用内存不够。请关闭一些程序后再试。")
    return FileLocked(f"读写{where}没有成功（系统代码 {code}）。请稍后再试。")


def _held_on_windows(error: OSError, place: Path) -> bool:
    # To open or replace a file that is open elsewhere is a plain "access denied" there. Only the
    # errors of Windows have a winerror at all; `open` leaves it empty.
    denied = hasattr(error, "winerror") and error.errno == errno.EACCES
    return denied and place.is_file() and os.access(place, os.W_OK)


_ENGINE_SENTENCES = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "unable to open database file": "SQLITE_CANTOPEN",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "database is locked": "SQLITE_BUSY",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
    "out of memory": "SQLITE_NOMEM",
}


def from_engine(error: Exception, place: Path) -> BookError | None:
    """The book error for a failure of the database engine, None when it is a bug of ours.

    `error` is the driver's own exception (`.orig` of an SQLAlchemy one).
    """
    # Its backup call raises without a code: then the engine's fixed sentence tells.
    name = str(getattr(error, "sqlite_errorname", "") or _ENGINE_SENTENCES.get(str(error), ""))
    where = f"“{place}”"
    if name == "SQLITE_FULL":
        return DiskFull(f"磁盘空间不够，{where}没有写成。请腾出空间后再试，已有的数据没有改动。")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return FileLocked(f"{where}正被别的程序占用。请关闭占用它的程序（或稍等片刻）后再试。")
    if name.startswith("SQLITE_READONLY"):
        return ReadOnlyPlace(f"{where}不允许写入。请换一个可以写入的文件夹，或请管理员开放权限。")
    if name == "SQLITE_NOTADB" or name.startswith("SQLITE_CORRUPT"):
        return DamagedBook(f"{where}已损坏或不完整，无法读取。请用最近的备份还原。")
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return PlaceGone(f"读写{where}没有成功。请确认磁盘或U盘仍然连着，再试一次。")
    if name == "SQLITE_NOMEM":
        return NotEnoughMemory("电脑的可用内存不够。请关闭一些程序后再试。")
    return None
