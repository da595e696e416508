"""A sentence across the page: a rule that said no, with its remedy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.kit.parts import Button, IconButton, Label, Picture, row, style
from ui.theme import Tone

_ICONS = {Tone.RED: "warning", Tone.AMBER: "warning", Tone.GREEN: "check", Tone.PLAIN: "info"}


class Banner(QFrame):
    """Hidden until something is said; stays until it is closed or something else is said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self._pictures = {tone: Picture(name, tone) for tone, name in _ICONS.items()}
        self._text = Label(wrap=True, selectable=True)
        self._button = Button("")
        self._act: Callable[[], object] | None = None
        self._button.clicked.connect(self._press)
        close = IconButton("close", "关闭这条提示", self.hide, side=16)
        self.setLayout(
            row(*self._pictures.values(), self._text, self._button, close, margins=(12, 6), gap=10)
        )
        self.hide()

    @property
    def text(self) -> str:
        """What is being said; empty when nothing is."""
        return "" if self.isHidden() else self._text.text()

    def say(
        self,
        text: str,
        tone: Tone = Tone.AMBER,
        button: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Say a sentence, with at most one thing to do about it."""
        for known, picture in self._pictures.items():
            picture.setVisible(known is tone)
        self._text.say(text, tone)
        self.setAccessibleName(text)
        self._act = act
        self._button.setText(button)
        self._button.setVisible(bool(button))
        style(self, tone=tone.value)
        self.show()

    def _press(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
