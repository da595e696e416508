"""Notices that nobody is there."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

MINUTES = 5
_LOOK = 5_000  # milliseconds
_SLEPT = 60  # seconds between two looks that only a sleeping computer lets pass
_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


class Idle(QObject):
    """Tells by `idle` that nothing was typed or moved for some minutes, or the computer slept.

    `minutes` 0 means never.
    """

    idle = Signal()

    def __init__(self, app: QApplication, minutes: int = MINUTES) -> None:
        super().__init__(app)
        self.minutes = minutes
        self._app = app
        self._seen = self._looked = time.time()
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK)
        self._clock.timeout.connect(self.look)

    def watch(self) -> None:
        """Begin to look."""
        self._seen = self._looked = time.time()
        self._clock.start()
        QTimer.singleShot(0, self, self._sit_by_windows)

    def rest(self) -> None:
        """Stop looking."""
        self._clock.stop()

    def look(self, now: float | None = None) -> None:
        """See whether anybody is there; `now` is in seconds since 1970."""
        moment = time.time() if now is None else now
        self._sit_by_windows()
        slept = moment - self._looked > _SLEPT
        self._looked = moment
        if self.minutes and (slept or moment - self._seen >= self.minutes * 60):
            self._seen = moment
            self.idle.emit()

    def _sit_by_windows(self) -> None:
        # What the system sends arrives at a few windows; a filter on the whole program would
        # be asked about every event of every widget. Installing it again does no harm.
        for window in self._app.topLevelWindows():
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Any key or movement is a sign of somebody."""
        if event.type() in _SIGNS:
            self._seen = time.time()
        return False
