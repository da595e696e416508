"""The window before a book is open: a calm ground, the program's name, one view at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QWidget

import resources
from app.about import NAME, PROMISE
from ui import theme
from ui.kit.parts import Label, caption, column, row, scrolled, sized
from ui.theme import Tone, Type


class View(QWidget):
    """One view of the door; `title` stands in the frame of the window.

    A view scrolls where it does not fit, unless it sees to that itself.
    """

    title = ""
    scrolls = True

    def entered(self) -> None:
        """It has come into sight: put the keyboard where it belongs."""

    def leaving(self) -> bool:
        """Whether the window may be closed now."""
        return True


class DoorWindow(QWidget):
    """Shows the start screen, the wizard, the way back in by code, or a restore."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stack = QStackedWidget()
        self._view: View | None = None
        foot = row(caption(PROMISE + "所有资料只保存在本机的加密文件里。"), None)
        head = row(_mark(), Label(NAME, Type.TITLE, Tone.PRIMARY), None, gap=10)
        self.setLayout(column(head, self._stack, foot, margins=(32, 24, 32, 16), gap=12))
        sized(self, least_width=640, least_height=440)
        look = theme.current()
        room = self.screen().availableGeometry()
        self.resize(min(look.px(960), room.width()), min(look.px(640), room.height() - look.px(40)))

    @property
    def view(self) -> View | None:
        """What is in sight."""
        return self._view

    def show_view(self, view: View) -> None:
        """Put a view in the place of the one before."""
        before = self._stack.currentWidget()
        frame = scrolled(view) if view.scrolls else view
        self._stack.addWidget(frame)
        self._stack.setCurrentWidget(frame)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        self._view = view
        self.setWindowTitle(f"{NAME} · {view.title}" if view.title else NAME)
        self.show()
        self.activateWindow()
        view.entered()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The view may have something under way."""
        if self._view is not None and not self._view.leaving():
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit()


def _mark() -> QLabel:
    from PySide6.QtGui import QIcon

    side = theme.current().px(28)
    picture = QLabel()
    picture.setPixmap(QIcon(str(resources.path("icons/mulin.svg"))).pixmap(side, side))
    picture.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return picture
