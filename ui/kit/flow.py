"""Widgets in lines that break where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme


class Flow(QWidget):
    """Widgets side by side that go on in the next line where there is no room."""

    def __init__(self, *, gap: int = 6, down: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap, self._down = gap, down
        self._parts: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def put(self, parts: Sequence[QWidget]) -> None:
        """Show these and no others; those that are gone are deleted."""
        for old in self._parts:
            if old not in parts:
                old.hide()
                old.deleteLater()
        self._parts = list(parts)
        for part in parts:
            part.setParent(self)
            part.show()
        self._lay(self.width())
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Narrow ones are higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the lines need."""
        return self._places(width)[1]

    def sizeHint(self) -> QSize:
        """As high as it is now."""
        return QSize(theme.current().px(320), self._places(max(1, self.width()))[1])

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part."""
        least = max((part.sizeHint().width() for part in self._parts), default=0)
        return QSize(least, self._places(max(1, self.width()))[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        before = event.oldSize().width()
        self._lay(self.width())
        if before != self.width():
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._lay(self.width())
            self.updateGeometry()

    def _lay(self, width: int) -> None:
        for part, place in zip(self._parts, self._places(width)[0], strict=True):
            part.setGeometry(place)

    def _places(self, width: int) -> tuple[list[QRect], int]:
        gap, down = theme.current().px(self._gap), theme.current().px(self._down)
        left = top = high = 0
        places = []
        for part in self._parts:
            size = part.sizeHint()
            if left and left + size.width() > width:
                left, top, high = 0, top + high + down, 0
            places.append(QRect(left, top, size.width(), size.height()))
            left += size.width() + gap
            high = max(high, size.height())
        return places, top + high
