"""The first thing that is seen: whose book, who, the password. Light, so that it is seen at once.

Nothing heavier than Qt's widgets and the theme may be imported here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from app.errors import Refused, Unavailable
from ui.kit.lines import LineEdit
from ui.kit.parts import (
    Button,
    Label,
    Picture,
    caption,
    column,
    frame,
    link,
    row,
    sized,
)
from ui.theme import Tone, Type

TryPassword = Callable[[str, str], object]


class UnlockWindow(QWidget):
    """Asks for the password; `try_password(login, password)` runs in a thread of its own.

    It returns the open book, carried by `opened`, or raises `Refused` (its `seconds`, if it has
    any, must pass before the next try) or `Unavailable`. Any other error is carried by `broke`.
    `code_asked` is the link for a forgotten password, `other_asked` the one to another book.
    """

    opened = Signal(object)
    broke = Signal(object)
    code_asked = Signal()
    other_asked = Signal()
    _ended = Signal(object, object)
    _noted = Signal(str)

    def __init__(
        self,
        book_name: str,
        logins: Sequence[str],
        try_password: TryPassword,
        *,
        program: str = "睦邻台账",
        login: str = "",
    ) -> None:
        super().__init__()
        self.setWindowTitle(f"{program} · {book_name}")
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._try = try_password
        self._left = 0
        self._busy = False
        self._make(logins, login)
        head = column(
            Label(program, Type.TITLE, Tone.PRIMARY),
            caption(f"{book_name} · 台账已加密，只有密码能打开", wrap=True),
            gap=2,
        )
        self.code_link = link("忘记密码，用恢复码", self.code_asked.emit)
        card = frame("panel", self._card())
        sized(card, width=380)
        foot = row(
            self.code_link,
            None,
            link("打开别的台账", self.other_asked.emit),
        )
        self.setLayout(
            column(
                None,
                row(None, column(head, card, foot, gap=14), None),
                None,
                margins=24,
            )
        )
        sized(self, least_width=460, least_height=430)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._noted.connect(self._show_note, Qt.ConnectionType.QueuedConnection)
        self.password.setFocus()

    def _make(self, logins: Sequence[str], login: str) -> None:
        self.login = QComboBox()
        self.login.addItems(list(logins))
        self.login.setAccessibleName("用户")
        if login in logins:
            self.login.setCurrentText(login)
        self.password = LineEdit(name="密码")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = self.password.add_button("eye", "显示密码", self._look)
        self.password.returnPressed.connect(self.open)
        self.password.textEdited.connect(lambda _text: self._unmark())
        self.button = Button("打开", self.open, tone=Tone.PRIMARY)
        self._warning = Picture("warning", Tone.RED, 16)
        self._said = Label("", Type.CAPTION, Tone.RED, wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("正在打开")
        for part in (self._warning, self._said, self._bar):
            part.hide()

    def _card(self) -> QVBoxLayout:
        said = row(self._warning, self._said, gap=6)
        said.setStretch(1, 1)
        single = self.login.count() < 2
        who = Label(self.login.currentText()) if single else self.login
        return column(
            caption("用户"),
            who,
            4,
            caption("密码"),
            self.password,
            said,
            self._bar,
            4,
            self.button,
            margins=20,
            gap=6,
        )

    @property
    def said(self) -> str:
        """Why the book did not open; empty when there is nothing to say."""
        return "" if self._said.isHidden() else self._said.text()

    def open(self) -> None:
        """Try the password that is typed."""
        if self._busy or self._left:
            return
        if not self.password.text():
            self._say("请输入密码。")
            return
        self._set_busy(True)
        login, password = self.login.currentText(), self.password.text()
        threading.Thread(target=self._work, args=(login, password), daemon=True).start()

    def note(self, text: str) -> None:
        """Say what takes long (bringing an older book up to date); from any thread."""
        self._noted.emit(text)

    def say(self, text: str) -> None:
        """Say something before the user does anything, such as why the book was locked."""
        self._show_note(text)

    def _work(self, login: str, password: str) -> None:
        try:
            self._ended.emit(self._try(login, password), None)
        except Exception as error:  # noqa: BLE001  it is judged in the window's thread
            self._ended.emit(None, error)

    def _end(self, book: object, error: Exception | None) -> None:
        self._set_busy(False)
        if error is None:
            self.password.clear()
            self.opened.emit(book)
        elif isinstance(error, Refused | Unavailable):
            self._say(str(error))
            self._wait(float(getattr(error, "seconds", 0)))
        else:
            self.broke.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for part in (self.login, self.password, self.button):
            part.setEnabled(not busy)
        self.button.setText("正在打开……" if busy else "打开")
        self._bar.setVisible(busy)
        if busy:
            self._unmark()
        else:
            self.password.setFocus()

    def _say(self, text: str) -> None:
        self._said.say(text, Tone.RED)
        self._said.show()
        self._warning.show()
        self.password.selectAll()
        self.password.setFocus()

    def _show_note(self, text: str) -> None:
        self._said.say(text, Tone.MUTED)
        self._said.show()
        self._warning.hide()

    def _unmark(self) -> None:
        self._said.hide()
        self._warning.hide()

    def _wait(self, seconds: float) -> None:
        self._left = int(seconds + 0.999)
        if self._left:
            self._clock.start()
            self._count()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._left = 0
            self._clock.stop()
        self._count()

    def _count(self) -> None:
        self.button.setEnabled(not self._left)
        self.button.setText(f"请等 {self._left} 秒再试" if self._left else "打开")

    def _look(self) -> None:
        hidden = self.password.echoMode() == QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        self.password.setEchoMode(mode)
        self.password.show_icon(
            self._eye, "eye-off" if hidden else "eye", "隐藏密码" if hidden else "显示密码"
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while the key is being made: the book would open with nobody there."""
        if self._busy:
            event.ignore()
            return
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Coming back to the front, be ready to type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.password.setFocus()
