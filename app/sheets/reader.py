"""The parent's side of the child program: start it, collect its frames, end it."""

from __future__ import annotations

import os
import queue
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import app
from app.errors import Refused, Unavailable
from app.sheets import fence, unreadable
from app.sheets.limits import MEGABYTE, Limits

Frame = tuple[bytes, bytes]

ANSWER_EVERY = 0.1
START = (
    "import sys; sys.path[:] = sys.argv.pop(1).split(chr(10)); "
    "from app.sheets.child import main; sys.exit(main(sys.argv[1:]))"
)


def command() -> list[str]:
    """How the child program is started; its own arguments follow.

    From source without the site module, which alone would be a sixth of its start; it gets our
    module path instead, and nothing from the environment or the working folder.
    """
    if getattr(sys, "frozen", False) or "MULIN_CHILD" in os.environ:
        return [sys.executable, "--read-sheet"]
    root = str(Path(app.__path__[0]).parent)
    paths = [root, *(str(Path(entry).resolve()) for entry in sys.path)]
    return [sys.executable, "-I", "-S", "-c", START, "\n".join(paths)]


class Reader:
    """The child program at work on one open file; it ends with the `with` block in any case."""

    def __init__(self, source: BinaryIO, suffix: str, limits: Limits) -> None:
        self._limits = limits
        self._deadline = time.monotonic() + limits.seconds
        self._frames: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [*command(), suffix, *limits.as_arguments()],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._enclosure: fence.Enclosure | None = None
        self._collector = threading.Thread(target=self._collect, daemon=True)

    def __enter__(self) -> Self:
        try:
            self._enclose()
            self._collector.start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def frames(self) -> Iterator[Frame | None]:
        """Each frame as (letter, content) up to the end marker; None now and then while waiting.

        Raises `Refused` or `Unavailable` with the sentence of the child, or with one about its end.
        """
        while True:
            if time.monotonic() > self._deadline:
                raise Refused(unreadable.too_slow(self._limits.seconds))
            try:
                frame = self._frames.get(timeout=ANSWER_EVERY)
            except queue.Empty:
                yield None
                continue
            if frame is None:
                raise self._died()
            kind, content = frame
            if kind in {b"X", b"U"}:
                sentence = content.decode("utf-8", "replace")
                raise Refused(sentence) if kind == b"X" else Unavailable(sentence)
            yield frame
            if kind == b"E":
                return

    def _enclose(self) -> None:
        handle = int(getattr(self._process, "_handle", 0))
        try:
            self._enclosure = fence.Enclosure(handle, self._limits.memory, self._limits.seconds)
        except OSError:
            if self._process.poll() is None:  # one that has already answered needs no walls
                raise

    def _collect(self) -> None:
        pipe = self._process.stdout
        room = self._limits.text + 64 * MEGABYTE
        while pipe is not None:
            head = pipe.read(5)
            if len(head) < 5:
                break
            kind, length = struct.unpack("<cI", head)
            room -= length
            if room < 0:
                break
            content = pipe.read(length)
            if len(content) < length:
                break
            self._frames.put((kind, content))
        self._frames.put(None)

    def _died(self) -> Refused:
        """Why it ended without the end marker, told by its exit code and its last words."""
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        words = self._process.stderr.read(64 * 1024) if self._process.stderr is not None else b""
        if code in fence.CPU_ENDED:
            return Refused(unreadable.too_slow(self._limits.seconds))
        if b"memory allocation of" in words or b"MemoryError" in words:
            return Refused(unreadable.too_much_memory(self._limits.memory))
        return Refused(unreadable.DAMAGED)

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._collector.ident is not None:
            self._collector.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        if self._enclosure is not None:
            self._enclosure.close()
