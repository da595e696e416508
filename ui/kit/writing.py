"""A change of the book that may be large, and hands kept off while it is being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

T = TypeVar("T")

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


class Shield(QWidget):
    """Lies over a widget, unseen: takes the mouse and the keyboard, and gives the focus back."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.BusyCursor)
        self.setAccessibleName("正在写入")
        self.hide()
        over.installEventFilter(self)

    @property
    def up(self) -> bool:
        """Whether hands are kept off."""
        return not self.isHidden()

    def hold(self, on: bool) -> None:
        """Keep hands off, or give everything back as it was."""
        if on:
            self._put_up()
        elif self.up:
            had_it = self.hasFocus()
            self.hide()
            if had_it and self._before is not None and self._over.isAncestorOf(self._before):
                self._before.setFocus()
            self._before = None

    def _put_up(self) -> None:
        focus = QApplication.focusWidget()
        inside = focus is not None and self._over.isAncestorOf(focus)
        self._before = focus if inside else None
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        if inside:
            self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is below."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab does not lead below."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that was meant for what is below is not for anybody else."""
        event.accept()
