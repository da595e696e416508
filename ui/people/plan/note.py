"""The note beside the mouse on a 楼栋图: who lives behind a door."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from ui.theme import Type

_AWAY = 6  # between the door and the note


class DoorNote(QLabel):
    """A dark note over the drawing that the mouse passes through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, rect: QRect, words: str) -> None:
        """Say something below a place, or above it where there is no room."""
        look = theme.current()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(look.colours.toast_ink))
        self.setPalette(palette)
        # The style sheet of the window would take the ink of its own for labels.
        self.setStyleSheet(f"color: {look.colours.toast_ink}; background: transparent;")
        self.setFont(look.font(Type.CAPTION))
        self.setContentsMargins(look.px(10), look.px(7), look.px(10), look.px(7))
        self.setText(words)
        self.adjustSize()
        self.move(self._place(rect))
        self.show()
        self.raise_()

    def _place(self, rect: QRect) -> QPoint:
        view = self.parentWidget().rect()
        top = rect.bottom() + _AWAY
        if top + self.height() > view.bottom():
            top = rect.top() - _AWAY - self.height()
        left = min(rect.left(), view.right() - self.width() - 2)
        return QPoint(max(2, left), max(2, top))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, then the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().colours.toast))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.end()
        super().paintEvent(event)
