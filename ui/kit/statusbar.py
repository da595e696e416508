"""The line below every page: counts at the left, assurance at the right, progress in between."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.work import Progress
from ui.kit.parts import caption, row, sized
from ui.kit.progress import ProgressStrip


class StatusBar(QWidget):
    """Texts of the page; while long work runs, how far it is."""

    def __init__(self, stop: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "statusbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self, height=30)
        self._left = caption()
        self._right = caption()
        self.strip = ProgressStrip(stop)
        self.setLayout(
            row(self._left, self.strip, None, self._right, margins=(20, 0, 20, 0), gap=24)
        )

    def say(self, left: str, right: str) -> None:
        """The texts of the page."""
        self._left.setText(left)
        self._right.setText(right)

    @property
    def texts(self) -> tuple[str, str]:
        """What stands at the left and the right."""
        return self._left.text(), self._right.text()

    def begin(self, title: str, *, stoppable: bool) -> None:
        """Long work began."""
        self.strip.begin(title, stoppable=stoppable)

    def tell(self, progress: Progress) -> None:
        """How far it is."""
        self.strip.tell(progress)

    def end(self) -> None:
        """It ended."""
        self.strip.end()
