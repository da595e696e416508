"""Files that are written whole or not at all.

The order is always: write beside it, fsync, rename, fsync the folder. A kill or a power cut at
any point leaves the old file or the new one, never half of either.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from db.errors import DiskFull, from_os

PART = ".part"
_BUSY_ON_WINDOWS = {5, 32, 33}
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.6)


@contextmanager
def file_troubles(place: Path) -> Iterator[None]:
    """Turn every OSError inside into the book error that says what to do about `place`."""
    try:
        yield
    except OSError as error:
        raise from_os(error, place) from error


def write_whole(path: Path, content: bytes) -> None:
    """Replace `path` by `content` so that a kill leaves the old file or the new one.

    Raises DiskFull, ReadOnlyPlace, PlaceGone, FileLocked; the old file is then untouched.
    """
    part = path.with_name(path.name + PART)
    with file_troubles(path):
        try:
            with part.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            put_in_place(part, path)
        except OSError:
            remove_quietly(part)
            raise


def put_in_place(part: Path, path: Path) -> None:
    """Rename `part` over `path` and make the rename itself lasting. Raises OSError."""
    _patiently(lambda: part.replace(path))
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Delete `path`; that it is already gone is no trouble. Raises OSError."""
    _patiently(lambda: path.unlink(missing_ok=True))


def remove_quietly(path: Path) -> None:
    """Try to delete a left-over of ours; what cannot be deleted now is overwritten next time."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in `folder` survive a power cut; Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some file systems on sticks and shares know no fsync of a folder.
        if error.errno not in _no_folder_sync():
            raise
    finally:
        os.close(descriptor)


def need_room(folder: Path, size: int) -> None:
    """Raise DiskFull before anything is written if `folder` has less than `size` bytes free."""
    import shutil

    with file_troubles(folder):
        free = shutil.disk_usage(folder).free
    if free < size:
        raise DiskFull(
            f"“{folder}”所在的磁盘只剩 {free / 1e6:.0f} MB，需要约 {size / 1e6 + 1:.0f} MB。"
            "请腾出空间后再试，已有的数据没有改动。"
        )


def free_name(path: Path) -> Path:
    """`path`, or the same with （2）, （3）… before the last dot if that name is taken."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    return candidate


def _patiently(action: Callable[[], object]) -> None:
    # A virus scanner holds a fresh file for a moment on Windows; waiting is the whole remedy.
    for pause in _PAUSES:
        try:
            action()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _BUSY_ON_WINDOWS:
                raise
            time.sleep(pause)
        else:
            return
    action()


def _no_folder_sync() -> set[int]:
    import errno

    return {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
