"""What the window will need next is imported while the user types the password."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

DATA = (
    "app.passwords",
    "app.guards",
    "filelock",
    "argon2.low_level",
    "cryptography.hazmat.primitives.ciphers.aead",
    "app.people.office",
)
WINDOW = ("ui.start.home", "ui.contents", "ui.today.page", "ui.start.around", "ui.start.warm")
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
        self._free = threading.Event()
        self._free.set()

    def start(self) -> None:
        """Begin; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="loading", daemon=True)
            self._thread.start()

    def hold(self) -> None:
        """Do not begin with anything that is not needed next: somebody is waiting."""
        self._free.clear()

    def go_on(self) -> None:
        """Nobody is waiting any more."""
        self._free.set()

    def wait_for_data(self) -> None:
        """Until a book can be opened."""
        self.start()
        self._reached[0].wait()

    @property
    def has_window(self) -> bool:
        """Whether the main window can be made without waiting."""
        return self._reached[1].is_set()

    def wait_for_window(self) -> None:
        """Until the main window can be made."""
        self.start()
        self._reached[1].wait()

    def join(self) -> None:
        """Until all is there."""
        self.go_on()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        for at, (names, reached) in enumerate(zip(self._stages, self._reached, strict=True)):
            for name in names:
                if at == len(self._stages) - 1:
                    self._free.wait()
                # It will be missed, and said so, where it is needed.
                with suppress(ImportError):
                    import_module(name)
            reached.set()
