"""The way back in: the recovery code and a new password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.book import Book
from app.passwords import MistypedCode, check_code
from ui.kit.lines import LineEdit
from ui.kit.parts import Button, Label, caption, column, frame, row, sized
from ui.start.behind import Behind, Trouble
from ui.start.door import View
from ui.start.fields import Labelled
from ui.start.secret import NewPassword
from ui.start.welcome import centred
from ui.theme import Tone, Type

Opens = Callable[[str, str, str], Book]


class RecoveryView(View):
    """Asks for the code and a new password; `opened` carries the open book.

    `open_book(code, login, password)` runs in a thread.
    """

    title = "用恢复码打开"

    opened = Signal(object)
    back = Signal()

    def __init__(self, path: Path, logins: Sequence[str], open_book: Opens) -> None:
        super().__init__()
        self._open = open_book
        self._behind = Behind(self)
        self._working = False
        self.code = Labelled(
            "恢复码（7 组，每组 5 个字符）",
            LineEdit(hint="7K3QD-……"),
            "大小写、空格和横线都没有关系。",
        )
        self.login = QComboBox()
        self.login.addItems(list(logins))
        self.login.setAccessibleName("给谁设新密码")
        self.password = NewPassword("新密码")
        self.button = Button("设新密码并打开", self.go_on, tone=Tone.PRIMARY)
        self.code.line.returnPressed.connect(self.password.setFocus)
        self.code.line.editingFinished.connect(self._look_at_code)
        self.password.entered.connect(self.go_on)
        self._said = Label("", tone=Tone.RED, wrap=True)
        self._said.hide()
        who = QWidget()
        who.setLayout(column(caption("给谁设新密码"), self.login, gap=3))
        who.setVisible(len(logins) > 1)
        sized(who, most_width=280)
        inner = column(
            Label("用恢复码打开", Type.TITLE),
            caption(
                f"“{path.stem}”的恢复码在建台账时打印过，通常在信封里，由书记或主任保管。",
                wrap=True,
            ),
            6,
            self.code,
            row(who, None),
            self.password,
            self._said,
            row(Button("返回", self.back.emit), self.button, None),
            margins=(24, 20),
            gap=12,
        )
        card = frame("panel", inner)
        sized(card, most_width=640)
        self.setLayout(column(None, centred(card), None, None))

    def entered(self) -> None:
        """Ready for the code."""
        self.code.setFocus()

    def go_on(self) -> None:
        """Set the password and open the book, if code and password can be taken."""
        if self._working:
            return
        self._say("")
        if not self._look_at_code(required=True) or not self.password.check():
            return
        code, login, password = self.code.text, self.login.currentText(), self.password.text
        self._busy(True)
        self._behind.run(
            lambda: self._open(code, login, password),
            self._done,
            self._failed,
            self,
            after=lambda: self._busy(False),
        )

    def _say(self, text: str) -> None:
        self._said.say(text)
        self._said.setVisible(bool(text))

    def leaving(self) -> bool:
        """Not while the book is being opened."""
        return not self._working

    def _done(self, book: Book) -> None:
        self.password.clear()
        self.code.line.clear()
        self.opened.emit(book)

    def _failed(self, trouble: Trouble) -> None:
        if isinstance(trouble, MistypedCode):
            self.code.complain(trouble.text)
        else:
            self._say(str(trouble))

    def _look_at_code(self, *, required: bool = False) -> bool:
        if not self.code.text and not required:
            return False
        try:
            check_code(self.code.text)
        except MistypedCode as slip:
            self.code.complain(slip.text)
            if required:
                self.code.setFocus()
            return False
        self.code.say("恢复码填写正确。", Tone.GREEN)
        return True

    def _busy(self, busy: bool) -> None:
        self._working = busy
        self.button.setText("正在打开……" if busy else "设新密码并打开")
        for part in (self.code, self.password, self.login, self.button):
            part.setEnabled(not busy)
