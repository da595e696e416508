"""A change of the book that may be large, and hands kept off while it is being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

T = TypeVar("T")
_THROUGH = Qt.WidgetAttribute.WA_TransparentForMouseEvents
_KEYS = frozenset(
    (
        QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
    )
)  # fmt: skip

LARGE = 50
"""Rows from which on a change is written beside the window's thread; fewer are there at once."""


@dataclass(frozen=True)
class Write(Generic[T]):
    """A change that is about to be written: what the user reads meanwhile, and doing it.

    `rows` is how many records it goes through, or None where nobody knows before. `act` may run
    in another thread, so that it touches no widget; it raises Invalid and Refused.
    """

    title: str
    rows: int | None
    act: Callable[[], T]

    @property
    def large(self) -> bool:
        """Whether the window would be kept waiting."""
        return self.rows is None or self.rows >= LARGE


class Shield(QObject):
    """Keeps the mouse and the keyboard off a widget, without a change to be seen.

    Disabling would turn everything grey for a moment and lose the focus; a widget on top would
    have everything below painted anew.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._typing: QWidget | None = None
        self._up = False

    def hold(self, on: bool) -> None:
        """Keep hands off, or give everything back as it was."""
        if on == self._up:
            return
        self._up = on
        self._over.setAttribute(_THROUGH, on)
        moved = _application().focusChanged
        if on:
            self._watch(QApplication.focusWidget())
            moved.connect(self._moved)
        else:
            moved.disconnect(self._moved)
            self._watch(None)

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        self._watch(now)

    def _watch(self, now: QWidget | None) -> None:
        if self._typing is not None and shiboken6.isValid(self._typing):
            self._typing.removeEventFilter(self)
        self._typing = None
        if now is not None and (now is self._over or self._over.isAncestorOf(now)):
            self._typing = now
            now.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keys are for nobody meanwhile."""
        return event.type() in _KEYS


def _application() -> QApplication:
    """The one there is."""
    return cast("QApplication", QApplication.instance())
