"""From a spreadsheet file, however hostile, to plain values; the parsing happens in a child."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path

from app.errors import Refused, Unavailable
from app.sheets import delimited, unreadable
from app.sheets.cells import Cell
from app.sheets.frames import Frames
from app.sheets.limits import Limits
from app.sheets.reader import Reader
from app.sheets.unreadable import Unreadable
from app.sheets.workbook import Sheet, Workbook
from app.work import Work, uncollected

__all__ = ["Sheet", "Workbook", "from_clipboard", "read", "read_text", "reading"]

PASTED = "剪贴板"
VANISHED = "找不到这个文件，可能已被移动、改名，或者U盘已经拔出。请检查后重试。"
FOLDER = "这是一个文件夹。请打开它，选择里面的表格文件。"
NOT_A_FILE = "这不是一个普通文件，不能读取。请选择xlsx、xls、ods、csv或txt文件。"
FORBIDDEN = "没有读取这个文件的权限。请把它复制到自己的文件夹（例如桌面）后再导入。"
LOCKED = "文件正被Excel或WPS占用，请关闭后重试。"
CHANGED = "这个文件在读取时又被改动了。请等它保存好以后重试。"
STOPPED = "已停止读取，没有导入任何内容。"


def read(
    path: str | os.PathLike[str],
    *,
    limits: Limits | None = None,
    stop: Callable[[], bool] | None = None,
) -> Workbook:
    """The whole workbook at once; `stop` is asked about ten times a second.

    Raises `Refused` for what cannot be read and `Unavailable` for what may work on another try.
    """
    work = reading(path, limits=limits)
    try:
        while True:
            next(work)
            if stop is not None and stop():
                raise Refused(STOPPED)
    except StopIteration as end:
        workbook: Workbook = end.value
        return workbook
    finally:
        work.close()


def reading(path: str | os.PathLike[str], *, limits: Limits | None = None) -> Work[Workbook]:
    """`read` as long work: rows are counted, closing the generator stops the reader."""
    limits = limits or Limits()
    path = Path(path)
    with uncollected(), _opened(path, limits) as source:
        before = os.fstat(source.fileno())
        digest = hashlib.file_digest(source, "sha256").hexdigest()
        source.seek(0)
        with Reader(source, path.suffix, limits) as reader:
            found = Frames()
            for frame in reader.frames():
                if frame is not None:
                    found.take(*frame)
                yield found.progress()
        after = os.fstat(source.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise Unavailable(CHANGED)
    return _workbook(path, digest, before.st_size, found)


def read_text(text: str, *, limits: Limits | None = None) -> Workbook:
    """What was pasted from a spreadsheet (tabs between columns) or from a CSV file."""
    limits = limits or Limits()
    data = text.encode("utf-8", "replace")
    if len(data) > limits.file_size:
        raise Refused(unreadable.too_big(len(data), limits.file_size))
    try:
        mark = "\t" if "\t" in text else delimited.delimiter_of(text)
        found = delimited.rows_of(
            text,
            mark,
            where=PASTED,
            rows=limits.rows,
            columns=limits.columns,
            cells=limits.cells,
        )
    except Unreadable as reason:
        raise Refused(str(reason)) from reason
    rows: list[list[Cell]] = [[cell or None for cell in row] for row in found]
    if not any(cell for row in rows for cell in row):
        raise Refused("粘贴的内容是空的。请先在表格里选中带标题的几行并复制，再粘贴。")
    digest = hashlib.sha256(data).hexdigest()
    return Workbook(PASTED, digest, len(data), None, (Sheet(PASTED, rows),))


def from_clipboard(text: str) -> Workbook:
    """What was copied in Excel or WPS, as a workbook called 剪贴板; Refused if it is none."""
    return read_text(text)


def _workbook(path: Path, digest: str, size: int, found: Frames) -> Workbook:
    sheets = found.sheets(path.stem)
    if not any(cell is not None for sheet in sheets for row in sheet.rows for cell in row):
        raise Refused(unreadable.NOTHING_INSIDE)
    return Workbook(
        path.name, digest, size, found.encoding, sheets, found.notes, found.from_1904, path
    )


def _opened(path: Path, limits: Limits) -> BufferedReader:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise Refused(FOLDER)
        if not stat.S_ISREG(about.st_mode):
            raise Refused(NOT_A_FILE)
        if about.st_size > limits.file_size:
            raise Refused(unreadable.too_big(about.st_size, limits.file_size))
        return path.open("rb")
    except FileNotFoundError as error:
        raise Unavailable(VANISHED) from error
    except PermissionError as error:
        raise _forbidden(path, windows=sys.platform == "win32") from error
    except OSError as error:
        raise Unavailable(unreadable.LOST) from error


def _forbidden(path: Path, *, windows: bool) -> Refused | Unavailable:
    """On Windows an open workbook looks like a missing permission; its lock file tells."""
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~{path.name}"))
    if windows or any(os.access(lock, os.F_OK) for lock in locks):
        return Unavailable(LOCKED)
    return Refused(FORBIDDEN)
