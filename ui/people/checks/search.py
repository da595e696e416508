"""A long search in the second lane, a slice at a time, so that lists are still read beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.work import Progress, Work
from ui.jobs import Jobs

_SLICE = 0.04  # seconds of work between two looks at whether to go on


@dataclass(frozen=True)
class _Done:
    value: Any


class Search(QObject):
    """Runs one search after the other; a new one takes the place of the one under way.

    `found` carries what the search returned, `progressed` how far it is.
    """

    found = Signal(object)
    progressed = Signal(object)

    def __init__(self, jobs: Jobs, owner: QWidget) -> None:
        super().__init__(owner)
        self._jobs = jobs
        self._owner = owner
        self._work: Work[Any] | None = None

    @property
    def running(self) -> bool:
        """Whether a search is under way."""
        return self._work is not None

    def start(self, make_work: Callable[[], Work[Any]]) -> None:
        """Begin a search."""
        self._work = make_work()
        self._go_on(self._work)

    def stop(self) -> None:
        """Leave the search under way; nothing is told of it any more."""
        self._work = None

    def _go_on(self, work: Work[Any]) -> None:
        self._jobs.fetch(
            lambda: _slice(work),
            lambda outcome: self._took(work, outcome),
            owner=self._owner,
            key=f"search-{id(self)}",
        )

    def _took(self, work: Work[Any], outcome: Progress | _Done) -> None:
        if work is not self._work:
            return
        if isinstance(outcome, _Done):
            self._work = None
            self.found.emit(outcome.value)
            return
        self.progressed.emit(outcome)
        self._go_on(work)


def _slice(work: Work[Any]) -> Progress | _Done:
    end = time.monotonic() + _SLICE
    while True:
        try:
            progress = next(work)
        except StopIteration as stop:
            return _Done(stop.value)
        if time.monotonic() >= end:
            return progress
