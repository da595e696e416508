"""Lines and texts to type into; Ctrl+Z goes to the book when there is no typing to take back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from ui import icons, theme
from ui.theme import Tone


class LineEdit(QLineEdit):
    """A line of typing, with small buttons at its end if it needs them."""

    def __init__(self, text: str = "", hint: str = "", name: str = "") -> None:
        super().__init__(text)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name or hint)
        self._buttons: list[tuple[QAction, str]] = []

    def add_button(self, icon: str, hint: str, act: Callable[[], object]) -> QAction:
        """A small button inside the line, at its end."""
        made = QAction(hint, self)
        made.setToolTip(hint)
        made.triggered.connect(lambda _on=False: act())
        self.addAction(made, QLineEdit.ActionPosition.TrailingPosition)
        self._buttons.append((made, icon))
        self._draw()
        return made

    def show_icon(self, button: QAction, icon: str, hint: str) -> None:
        """Another icon for one of the small buttons."""
        self._buttons = [
            (known, icon if known is button else name) for known, name in self._buttons
        ]
        button.setToolTip(hint)
        self._draw()

    def _draw(self) -> None:
        for button, name in self._buttons:
            button.setIcon(icons.icon(name, Tone.MUTED, 16))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the buttons anew after the theme changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def event(self, event: QEvent) -> bool:
        """Undo and redo go to the window when this line has none of its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        return super().event(event)


class GhostEdit(LineEdit):
    """A line with grey words after what is typed: what the program understood."""

    def __init__(self, text: str = "", hint: str = "", name: str = "") -> None:
        super().__init__(text, hint, name)
        self._ghost = ""

    @property
    def ghost(self) -> str:
        """The grey words."""
        return self._ghost

    def set_ghost(self, text: str) -> None:
        """Other grey words."""
        if text != self._ghost:
            self._ghost = text
            self.setAccessibleDescription(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The typed text as always, then the grey words if there is room."""
        super().paintEvent(event)
        if not self._ghost or not self.text():
            return
        # Here, because these two alone would delay the unlock window by 8 ms.
        from PySide6.QtWidgets import QStyle, QStyleOptionFrame

        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inner: QRect = self.style().subElementRect(
            QStyle.SubElement.SE_LineEditContents, option, self
        )
        look = theme.current()
        typed = self.fontMetrics().horizontalAdvance(self.text())
        spare = look.px(26) if self._buttons else 0
        inner.adjust(typed + look.px(14), 0, -spare, 0)
        if inner.width() < look.px(24):
            return
        painter = QPainter(self)
        painter.setPen(look.colour(Tone.MUTED))
        words = self.fontMetrics().elidedText(
            self._ghost, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class TextEdit(QPlainTextEdit):
    """Several lines of typing; Tab goes to the next field, Ctrl+Enter is for the form."""

    left = Signal()

    def __init__(self, hint: str = "", name: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(name or hint)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Undo and redo go to the window when this text has none of its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            undo = event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().event(event)
