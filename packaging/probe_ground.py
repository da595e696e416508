"""What the checks on Windows stand on: how one is told, and other programs played by children."""

from __future__ import annotations

import ctypes
import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHECKS: dict[str, Callable[[Path, Path], str]] = {}
PASSWORD = "口令abc123"  # noqa: S105  of a book that lives for a minute
READ, WRITE = 0x80000000, 0x40000000
SHARE_NOTHING, SHARE_READING = 0, 1
ENDED_WITHIN = 15.0


def check(name: str) -> Callable[[Callable[[Path, Path], str]], Callable[[Path, Path], str]]:
    """Have a function done by the probe, under a name."""

    def keep(function: Callable[[Path, Path], str]) -> Callable[[Path, Path], str]:
        CHECKS[name] = function
        return function

    return keep


def must(truth: object, *about: object) -> None:
    """Fail the check unless it is so; `about` is what was found instead."""
    if not truth:
        raise AssertionError(" ".join(map(str, about)) or "不是这样")


def now() -> dt.datetime:
    """The local time."""
    return dt.datetime.now().astimezone()


@contextmanager
def held(path: Path, share: int) -> Iterator[None]:
    """The file opened by another program, which lets others do only what `share` says."""
    kernel = _kernel()
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), READ | WRITE, share, None, 3, 0, None)
    must(handle not in (None, ctypes.c_void_p(-1).value), path)
    try:
        yield
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


@contextmanager
def played(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process of the program that plays a part; it is gone at the end."""
    process = subprocess.Popen(
        [sys.executable, "probe-child", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def line_of(process: subprocess.Popen[bytes]) -> str:
    """The next line that a process says."""
    pipe = process.stdout
    return pipe.readline().decode().strip() if pipe is not None else ""


def handle_of(process: subprocess.Popen[bytes]) -> int:
    """What Windows knows a process by."""
    return int(getattr(process, "_handle", 0))


def runs(pid: int) -> bool:
    """Whether the process of this number has not ended."""
    kernel = _kernel()
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(0x100000, False, pid)
    if not handle:
        return False
    try:
        return int(kernel.WaitForSingleObject(ctypes.c_void_p(handle), 0)) != 0
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def _kernel() -> Any:
    return getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009  only there
