"""What every editor of a field has in common, and the line that most of them are."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.kinds import Misfit
from ui.kit.abstract import AbstractWidget
from ui.kit.lines import GhostEdit
from ui.kit.parts import column, style


class Editor(QWidget, metaclass=AbstractWidget):
    """What a form needs of every editor.

    `text` is what is typed (the id, for a picker), `value` what it means (raises `Misfit`).
    `changed` tells of typing, `left` of leaving the field, `entered` of Enter.
    """

    changed = Signal()
    left = Signal()
    entered = Signal()

    def __init__(self, field: Field, box: QWidget) -> None:
        super().__init__()
        self.field = field
        self.box = box
        box.setAccessibleName(field.label + ("（必填）" if field.required else ""))
        self.setFocusProxy(box)
        self.setLayout(column(box, gap=0))
        box.installEventFilter(self)

    @abstractmethod
    def text(self) -> str:
        """What is typed."""

    @abstractmethod
    def set_text(self, text: str) -> None:
        """Put a text in, as if it had been typed before."""

    def set_value(self, value: Any) -> None:
        """Put a value in."""
        self.set_text(self.field.kind.format(value))

    def value(self) -> Any:
        """What is meant; raises `Misfit` with a sentence."""
        return self.field.kind.parse(self.text())

    def tidy(self) -> None:
        """On leaving: write what was understood in the usual form."""

    def mark(self, problem: bool) -> None:
        """Draw the edge red, or as usual."""
        style(self.box, problem="true" if problem else "false")

    def eventFilter(self, _box: QObject, event: QEvent) -> bool:
        """Notice leaving and Enter."""
        if event.type() == QEvent.Type.FocusOut:
            self.tidy()
            self.left.emit()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                return self._enter()
        return False

    def _enter(self) -> bool:
        self.tidy()
        self.entered.emit()
        return True


class LineEditor(Editor):
    """A line that is read by its kind when left; sensitive values wait behind an eye.

    `unmasked` tells that a value that was masked is about to be seen. Typing over a masked value
    replaces it unseen.
    """

    unmasked = Signal()

    def __init__(self, field: Field) -> None:
        self.line = GhostEdit(hint=field.kind.hint() or field.hint)
        super().__init__(field, self.line)
        self._hidden: str | None = None
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        if field.sensitive:
            self._eye = self.line.add_button("eye", "显示", self._toggle)
            self._eye.setVisible(False)

    def text(self) -> str:
        """What is typed, also while it is masked."""
        return self.line.text() if self._hidden is None else self._hidden

    def set_text(self, text: str) -> None:
        """Put a text in; a sensitive one is masked."""
        self._hidden = None
        self.line.setReadOnly(False)
        self.line.setText(text)
        self.line.setCursorPosition(0)
        if self.field.sensitive:
            self._eye.setVisible(bool(text))
            if text:
                self._mask(True)

    def tidy(self) -> None:
        """Write the value in the usual form."""
        if self._hidden is not None:
            return
        try:
            value = self.value()
        except Misfit:
            return
        text = self.field.kind.format(value)
        if text != self.line.text():
            self.line.setText(text)

    def _toggle(self) -> None:
        self._mask(self._hidden is None)
        if self._hidden is None:
            self.unmasked.emit()
        self.line.setFocus()

    def eventFilter(self, box: QObject, event: QEvent) -> bool:
        """The first key typed over a masked value takes its place."""
        if self._hidden is not None and isinstance(event, QKeyEvent) and _types(event):
            self.set_text("")
            self.changed.emit()
        return super().eventFilter(box, event)

    def _mask(self, on: bool) -> None:
        text = self.text()
        if on:
            try:
                masked = self.field.kind.mask(self.field.kind.parse(text))
            except Misfit:
                return
            self._hidden = text
            self.line.setText(masked)
        else:
            self._hidden = None
            self.line.setText(text)
        self.line.setReadOnly(on)
        self.line.show_icon(self._eye, "eye" if on else "eye-off", "显示" if on else "隐藏")


def _types(event: QKeyEvent) -> bool:
    if event.type() != QEvent.Type.KeyPress:
        return False
    if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
        return False
    gone = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
    return gone or (bool(event.text()) and event.text().isprintable())
