"""What the program tells the user without being asked: quiet toasts, banners and real trouble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.errors import Unavailable


@dataclass(frozen=True)
class Notice:
    """A sentence that goes away by itself, with at most one thing to do about it."""

    text: str
    button: str = ""
    act: Callable[[], object] | None = None
    undo: bool = False


class Notices(QObject):
    """Pages and jobs speak here; the main window shows what is said."""

    noticed = Signal(object)
    refused_to = Signal(str)
    unavailable_for = Signal(object, object)
    broke = Signal(object)

    def say(self, text: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """A quiet toast; `act` is done when its button is pressed."""
        self.noticed.emit(Notice(text, button, act))

    def done(self, text: str) -> None:
        """A toast after a change of the book, with 撤销."""
        self.noticed.emit(Notice(text, undo=True))

    def refuse(self, text: str) -> None:
        """A rule said no: a banner on the page in sight."""
        self.refused_to.emit(text)

    def unavailable(self, trouble: Unavailable, retry: Callable[[], object]) -> None:
        """Something outside is in the way: a dialog with 重试."""
        self.unavailable_for.emit(trouble, retry)

    def broken(self, error: BaseException) -> None:
        """A mistake of ours: the crash sheet."""
        self.broke.emit(error)
