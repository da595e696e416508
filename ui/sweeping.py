"""Garbage in circles is looked for in the window's thread only, and only between two events.

Python looks for it wherever it happens to be, also in a lane that reads the book. A widget that is
garbage would be destroyed there, in the middle of what Qt does with it in the window: now and
then that ended the program.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

from app.work import collector_rests

EVERY = 500
"""Milliseconds between two looks."""

FULL_EVERY = 30.0
"""Seconds between two looks through everything, which take long in a large program."""


class Sweeper(QObject):
    """Takes the collector over from Python for as long as it is there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._full_at = time.monotonic()
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY)
        self._clock.timeout.connect(self.sweep)
        self._clock.start()

    def sweep(self) -> None:
        """Look for garbage where so much is new that Python would look by itself."""
        if collector_rests():
            return
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[0] <= limits[0]:
            return
        now = time.monotonic()
        if counts[2] > limits[2] and now - self._full_at > FULL_EVERY:
            self._full_at = now
            gc.collect()
        else:
            gc.collect(1 if counts[1] > limits[1] else 0)

    def end(self) -> None:
        """Give the collector back to Python."""
        self._clock.stop()
        gc.enable()
