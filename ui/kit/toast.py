"""The quiet toast at the bottom of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui import theme
from ui.kit.parts import Button, Label, row

SECONDS = 6
_LIFT = 44  # above the status bar


class Toast(QFrame):
    """One sentence and at most one button; goes away after six seconds, waits under the mouse.

    F6 moves the focus to its button, Esc sends it away.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "toast")
        self._text = Label()
        self._button = Button("")
        self._act: Callable[[], object] | None = None
        self._button.clicked.connect(self._press)
        self.setLayout(row(self._text, self._button, margins=(16, 6), gap=16))
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said; empty when nothing is."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Say something in place of what was said before."""
        self._text.setText(text)
        self._act = act
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._clock.start(SECONDS * 1000)

    def take_focus(self) -> None:
        """For the keyboard: to the button, if one is in sight."""
        if self.isVisible() and self._button.isVisible():
            self._button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _press(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def _place(self) -> None:
        self.adjustSize()
        window = self.parentWidget()
        across = (window.width() - self.width()) // 2
        self.move(across, window.height() - self.height() - theme.current().px(_LIFT))

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """Stay at the bottom centre."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while the mouse is on it."""
        self._clock.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Count again."""
        self._clock.start(SECONDS * 500)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc sends it away, Enter presses its button."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._button.isVisible():
            self._press()
        else:
            super().keyPressEvent(event)
