"""Faults that tests bring about for real: kills, places that cannot be written, a full disk."""

from __future__ import annotations

import ctypes
import errno
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]

Step = Callable[[Path], object]


def kill_at_every_line(
    folder: Path, modules: tuple[ModuleType, ...], prepare: Step, act: Step, stride: int = 1
) -> list[Path]:
    """Run `act` again and again, each time killed (SIGKILL) one line of `modules` later.

    Every run has a folder of its own, filled by `prepare`; all of them are returned, the last
    being the run that reached its end. `prepare` and `act` must be functions of a module.
    """
    files = tuple(str(module.__file__) for module in modules)
    # A fresh process: forking one that has threads (pytest, Qt) could hang.
    ground = multiprocessing.get_context("spawn").Process(
        target=_killing_ground, args=(folder, files, prepare, act, stride)
    )
    ground.start()
    ground.join()
    assert ground.exitcode == 0
    return sorted(folder.iterdir())


def _killing_ground(
    folder: Path, files: tuple[str, ...], prepare: Step, act: Step, stride: int
) -> None:
    point = 1
    while True:
        case = folder / f"{point:05}"
        case.mkdir()
        prepare(case)
        child = os.fork()
        if child == 0:
            _run_until(point, files, lambda case=case: act(case))  # type: ignore[misc]
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))
        point += stride


def _run_until(point: int, files: tuple[str, ...], act: Callable[[], object]) -> None:
    seen = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal seen
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            seen += 1
            if seen == point:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    status = 1
    sys.settrace(trace)
    try:
        act()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


@contextmanager
def a_folder_that_cannot_be_written(filled_by: Step | None = None) -> Iterator[Path]:
    """A read-only folder, also when the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if filled_by is not None:
            filled_by(folder)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Every write beyond `size` bytes of a file fails, as on a disk that has no more room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def on_a_small_disk(folder: Path, megabytes: int, act: Callable[[Path, Step], object]) -> None:
    """Run `act(folder, fill)` in a process that has a disk of its own mounted at `folder`.

    `fill(folder)` takes all room that is left. Where the system forbids mounting, files that
    cannot grow any more stand in for it. `act` must be a function of a module.
    """
    process = multiprocessing.get_context("spawn").Process(
        target=_small_disk, args=(folder, megabytes, act)
    )
    process.start()
    process.join()
    assert process.exitcode == 0


def _small_disk(folder: Path, megabytes: int, act: Callable[[Path, Step], object]) -> None:
    new_mounts, new_user, private = 0x20000, 0x10000000, 0x44000
    libc = ctypes.CDLL(None)
    flags = new_mounts if os.geteuid() == 0 else new_mounts | new_user
    room = f"size={megabytes}m".encode()
    mounted = (
        libc.unshare(flags) == 0
        and libc.mount(b"none", b"/", None, private, None) == 0
        and libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, room) == 0
    )
    act(folder, _take_all_room if mounted else _stop_growing)


def _take_all_room(folder: Path) -> None:
    with (folder / "ballast").open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def _stop_growing(_folder: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
