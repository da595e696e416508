"""Work that would keep the window waiting: one lane that writes, one that only reads."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import Invalid, Refused, Unavailable
from app.memory import give_back
from app.work import Progress, Work
from ui.notices import Notices

T = TypeVar("T")
Failed = Callable[[Exception], object]
Hold = Callable[[bool], object]
"""Told True when work begins to wait for its turn, and False when it has ended, however."""

_STEP = 0.05  # seconds between two pictures of the progress
_LARGE = 0.25  # seconds: work that takes longer has gone through very many rows


@dataclass
class _Job:
    """One piece of work on its way through a lane."""

    title: str
    run: Callable[[], Any]
    done: Callable[[Any], object] | None
    failed: Failed | None
    owner: QObject | None
    again: Callable[[], object]
    stopped: Callable[[], object] | None = None
    hold: Hold | None = None
    key: str = ""
    long: bool = False
    stoppable: bool = False
    halt: threading.Event = field(default_factory=threading.Event)


@dataclass
class _Outcome:
    job: _Job
    value: Any = None
    error: Exception | None = None
    stopped: bool = False


class _Stopped(Exception):
    """The user stopped the work; its generator has been closed."""


class Jobs(QObject):
    """Runs long use cases one after the other, with progress and Stop, and short reads beside.

    Answers come back in the window's thread. `owner` is the widget that asked: if it is gone,
    so is the answer.
    """

    progressed = Signal(object)
    busy_changed = Signal(bool)
    _ended = Signal(object)

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._pen = ThreadPoolExecutor(1, "pen")
        self._reader = ThreadPoolExecutor(1, "reader")
        self._queue: deque[_Job] = deque()
        self._latest: dict[str, _Job] = {}
        self._reading = 0
        self._closed = False
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether long work is under way."""
        return bool(self._queue)

    @property
    def reading(self) -> bool:
        """Whether a read in the second lane has not answered yet."""
        return self._reading > 0

    @property
    def title(self) -> str:
        """What is under way, in the words of the user; empty when nothing is."""
        return self._queue[0].title if self._queue else ""

    @property
    def doing(self) -> str:
        """What is under way as the beginning of a sentence: 正在导出."""
        return f"正在{self.title.removeprefix('正在')}"

    @property
    def stoppable(self) -> bool:
        """Whether what is under way has steps to stop at."""
        return bool(self._queue) and self._queue[0].stoppable

    def start(
        self,
        title: str,
        make_work: Callable[[], Work[T]],
        done: Callable[[T], object] | None = None,
        *,
        failed: Failed | None = None,
        stopped: Callable[[], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run a generator in the writing lane; the user sees its progress and may stop it.

        `failed` is given `Invalid` and `Refused`; without it they become a banner. Stopping
        closes the generator, so its transaction rolls back, and calls `stopped`.
        """

        def again() -> None:
            self.start(title, make_work, done, failed=failed, stopped=stopped, owner=owner)

        job = _Job(title, lambda: None, done, failed, owner, again, stopped)
        job.run = lambda: self._drive(job, make_work())
        job.long = job.stoppable = True
        self._submit(job)

    def run(
        self,
        title: str,
        act: Callable[[], T],
        done: Callable[[T], object] | None = None,
        *,
        failed: Failed | None = None,
        owner: QObject | None = None,
        hold: Hold | None = None,
    ) -> None:
        """Run a plain call in the writing lane: it has no steps and cannot be stopped.

        `hold` keeps the controls that began it from being used until it has ended.
        """

        def again() -> None:
            self.run(title, act, done, failed=failed, owner=owner, hold=hold)

        job = _Job(title, act, done, failed, owner, again, hold=hold, long=True)
        self._submit(job)

    def fetch(
        self,
        read: Callable[[], T],
        done: Callable[[T], object],
        *,
        failed: Failed | None = None,
        owner: QObject | None = None,
        key: str = "",
    ) -> None:
        """Read in the second lane; of several reads with one `key` only the last answers."""

        def again() -> None:
            self.fetch(read, done, failed=failed, owner=owner, key=key)

        job = _Job("", read, done, failed, owner, again, key=key)
        if self._closed:
            return
        if key:
            self._latest[key] = job
        self._reading += 1
        self._reader.submit(self._carry, job)

    def stop(self) -> None:
        """Ask the long work under way to stop at its next step."""
        if self._queue:
            self._queue[0].halt.set()

    def close(self) -> None:
        """Stop what runs and wait for it; for the end of the program.

        Answers still on their way find nobody who waits for them, and nothing new is begun.
        """
        self._closed = True
        for job in self._queue:
            job.halt.set()
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._pen.shutdown(wait=True, cancel_futures=True)

    def _submit(self, job: _Job) -> None:
        if self._closed:
            return
        self._queue.append(job)
        if job.hold is not None:
            job.hold(True)
        if len(self._queue) == 1:
            self.busy_changed.emit(True)
            self.progressed.emit(Progress(0, 0, job.title))
        self._pen.submit(self._carry, job)

    def _drive(self, job: _Job, work: Work[T]) -> T:
        shown = 0.0
        while True:
            if job.halt.is_set():
                work.close()
                raise _Stopped
            try:
                progress = next(work)
            except StopIteration as end:
                value: T = end.value
                return value
            now = time.monotonic()
            if now - shown >= _STEP or progress.done == progress.total:
                shown = now
                self.progressed.emit(progress)

    def _carry(self, job: _Job) -> None:
        """In a lane: run, and bring the outcome home whatever it is."""
        outdated = job.key and self._latest.get(job.key) is not job
        begun = time.monotonic()
        try:
            outcome = _Outcome(job, None if outdated else job.run())
        except _Stopped:
            outcome = _Outcome(job, stopped=True)
        except Exception as error:  # noqa: BLE001  it is judged in the window's thread
            outcome = _Outcome(job, error=error)
        self._ended.emit(outcome)
        if time.monotonic() - begun > _LARGE:
            give_back()

    def _finish(self, outcome: _Outcome) -> None:
        job = outcome.job
        if not job.long:
            self._reading -= 1
        else:
            self._leave(job)
        if job.key:
            if self._latest.get(job.key) is not job:
                return
            del self._latest[job.key]
        if job.owner is not None and not shiboken6.isValid(job.owner):
            return
        if self._closed and outcome.error is None:
            return
        if outcome.stopped:
            self._notices.say(f"已停止：{job.title}，没有写入任何内容。")
            if job.stopped is not None:
                job.stopped()
        elif outcome.error is not None:
            self._fail(job, outcome.error)
        elif job.done is not None:
            job.done(outcome.value)

    def _leave(self, job: _Job) -> None:
        """Long work has ended: others go on, and what it held is let go."""
        self._queue.remove(job)
        if self._queue:
            self.progressed.emit(Progress(0, 0, self.title))
        else:
            self.busy_changed.emit(False)
        if job.hold is not None and (job.owner is None or shiboken6.isValid(job.owner)):
            job.hold(False)

    def _fail(self, job: _Job, error: Exception) -> None:
        if isinstance(error, Unavailable):
            self._notices.unavailable(error, job.again)
        elif isinstance(error, Invalid | Refused):
            if job.failed is not None:
                job.failed(error)
            else:
                self._notices.refuse(str(error))
        else:
            self._notices.broken(error)
