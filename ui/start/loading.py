"""What the window will need next is imported while the user types the password."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib import import_module

DATA = ("app.passwords", "app.guards", "app.people.office")
WINDOW = ("ui.home", "ui.today.page")
LATER = (
    "ui.people.page",
    "ui.leaders.page",
    "ui.pledge.page",
    "ui.system.page",
    "ui.imports.page",
    "app.sheets.reading",
)


class Loading:
    """Imports modules in a thread, in order; `wait` returns when what is needed is there.

    A module that cannot be imported fails where it is used, not here.
    """

    def __init__(
        self,
        first: Sequence[str] = DATA,
        then: Sequence[str] = WINDOW,
        later: Sequence[str] = LATER,
    ) -> None:
        self._stages = (first, then, later)
        self._reached = tuple(threading.Event() for _ in self._stages)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="loading", daemon=True)
            self._thread.start()

    def wait_for_data(self) -> None:
        """Until a book can be opened."""
        self.start()
        self._reached[0].wait()

    def wait_for_window(self) -> None:
        """Until the main window can be made."""
        self.start()
        self._reached[1].wait()

    def join(self) -> None:
        """Until all is there."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        for names, reached in zip(self._stages, self._reached, strict=True):
            try:
                for name in names:
                    import_module(name)
            finally:
                reached.set()
