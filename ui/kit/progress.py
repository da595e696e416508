"""The strip that shows how far long work is, with 停止."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from app.work import Progress
from ui.kit.parts import Button, Label, caption, row, sized

_PATIENCE = 300  # milliseconds: short work should not make the screen flicker


class ProgressStrip(QWidget):
    """Text, a bar and a stop button on one line; seen only if the work takes a moment."""

    def __init__(self, stop: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Label()
        self._count = caption()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("进度")
        sized(self._bar, width=220)
        self._stop = Button("停止", stop, hint="停下来，已经做的部分会全部退回")
        self._stop.setProperty("role", "link")
        self.setLayout(row(self._text, self._bar, self._count, None, self._stop, gap=12))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE)
        self._soon.timeout.connect(self.show)
        self.hide()

    def begin(self, title: str, *, stoppable: bool) -> None:
        """Work began; show it if it is still going in a moment."""
        self.tell(Progress(0, 0, title))
        self._stop.setEnabled(True)
        self._stop.setVisible(stoppable)
        self._soon.start()

    def tell(self, progress: Progress) -> None:
        """How far it is now."""
        self._text.setText(progress.text)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self._count.setText(f"{progress.done:,} / {progress.total:,}" if progress.total else "")

    def end(self) -> None:
        """Work ended."""
        self._soon.stop()
        self.hide()
