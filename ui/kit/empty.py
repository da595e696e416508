"""What a page or a table says when there is nothing yet: the first step, and its button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.kit.parts import Button, Label, Picture, caption, column, row, sized
from ui.theme import Tone, Type


class Empty(QWidget):
    """A sentence on what is not here yet, one on how to begin, at most two buttons."""

    def __init__(
        self,
        title: str,
        hint: str = "",
        *,
        button: str = "",
        act: Callable[[], object] | None = None,
        other: str = "",
        act_other: Callable[[], object] | None = None,
        icon: str = "inbox",
    ) -> None:
        super().__init__()
        self._title = Label(title, Type.STRONG)
        self._hint = caption(hint, wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sized(self._hint, least_width=320, most_width=420)
        picture = Picture(icon, Tone.DISABLED, 36)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = Button(button, act, tone=Tone.PRIMARY)
        self._other = Button(other, act_other)
        # Showing what has no parent yet would open a window of its own for a moment.
        for part, text in ((self._button, button), (self._other, other), (self._hint, hint)):
            if not text:
                part.hide()
        words = column(
            picture,
            4,
            self._title,
            row(None, self._hint, None),
            8,
            row(None, self._button, self._other, None),
            gap=8,
        )
        inner = QWidget()
        inner.setLayout(words)
        self.setLayout(column(None, inner, None, None, margins=24, gap=0))

    def say(self, title: str, hint: str = "") -> None:
        """Other words."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
