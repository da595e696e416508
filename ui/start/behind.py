"""Single calls that take a moment, in threads of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import Invalid, Refused, Unavailable
from app.work import Progress, Work

T = TypeVar("T")
Trouble = Invalid | Refused | Unavailable


class Behind(QObject):
    """Runs calls behind the window and brings the answers home to the window's thread.

    `failed` is given what a person can do something about; anything else is raised there. `after`
    comes first, whatever the answer is. When `owner` has gone, so has the answer.
    """

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []
        self._ended.connect(lambda end: end(), Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any call is still under way."""
        return any(thread.is_alive() for thread in self._threads)

    def run(
        self,
        call: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[Trouble], object],
        owner: QObject | None = None,
        *,
        after: Callable[[], object] = lambda: None,
    ) -> None:
        """Make a call."""

        def home(answer: Callable[[], object]) -> None:
            def deliver() -> None:
                if owner is None or shiboken6.isValid(owner):
                    after()
                    answer()

            self._ended.emit(deliver)

        def work() -> None:
            try:
                value = call()
            except (Invalid, Refused, Unavailable) as trouble:
                home(lambda trouble=trouble: failed(trouble))  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001  raised again in the window's thread
                home(lambda error=error: _raise(error))  # type: ignore[misc]
            else:
                home(lambda: done(value))

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, name="behind", daemon=True)
        self._threads.append(thread)
        thread.start()

    def work(
        self,
        make_work: Callable[[], Work[T]],
        done: Callable[[T], object],
        failed: Callable[[Trouble], object],
        told: Callable[[Progress], object],
        owner: QObject | None = None,
        *,
        after: Callable[[], object] = lambda: None,
    ) -> None:
        """Run a generator; `told` hears its progress."""

        def run() -> T:
            work = make_work()
            while True:
                try:
                    progress = next(work)
                except StopIteration as end:
                    value: T = end.value
                    return value
                self._ended.emit(lambda progress=progress: _tell(told, progress, owner))

        self.run(run, done, failed, owner, after=after)

    def join(self) -> None:
        """Wait for all calls; their answers come with the next turn of the event loop."""
        for thread in self._threads:
            thread.join()


def _raise(error: Exception) -> None:
    raise error


def _tell(told: Callable[[Progress], object], progress: Progress, owner: QObject | None) -> Any:
    return told(progress) if owner is None or shiboken6.isValid(owner) else None
