"""Answering a dialog that waits for the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog


@contextmanager
def answered(*, yes: bool) -> Iterator[list[str]]:
    """Answer the dialogs that open inside; their titles are collected."""
    titles: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            titles.append(dialog.windowTitle())
            dialog.done(int(yes))

    clock = QTimer()
    clock.setInterval(10)
    clock.timeout.connect(look)
    clock.start()
    yield titles
    clock.stop()
