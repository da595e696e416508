"""密码与恢复码: one's own password, a new code, who may open the book, locking by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QDialog, QWidget

from app import passwords
from app.errors import Problem
from app.opening import logins
from ui.kit.cards import Panel
from ui.kit.chips import Chips
from ui.kit.lines import LineEdit
from ui.kit.parts import Button, Label, caption, column, frame, link, row, sized
from ui.start.behind import Behind, Trouble
from ui.start.code import CodeStep
from ui.start.fields import Labelled, SecretEdit, complain
from ui.start.idle import MINUTES
from ui.start.secret import NewPassword
from ui.system.errands import errands_of
from ui.system.section import Section
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.system.page import SystemPage

T = TypeVar("T")
_MINUTES = (
    ("3", "3 分钟"),
    ("5", "5 分钟"),
    ("10", "10 分钟"),
    ("30", "30 分钟"),
    ("0", "不自动锁"),
)


class SecretsSection(Section):
    """Everything here asks for the own password once more."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__(page)
        self._behind = Behind(self)
        self.old = Labelled("现在的密码", SecretEdit("现在的密码"), width=240)
        self.new = NewPassword("新密码")
        self.change = Button("修改密码", self.change_password, tone=Tone.PRIMARY)
        self.code_password = Labelled("现在的密码", SecretEdit("现在的密码"), width=240)
        self.renew = Button("换新的恢复码", self.renew_code)
        self.users = column(gap=6)
        self.login = Labelled("新同事的姓名", LineEdit(), width=240)
        self.first = NewPassword("给新同事的密码")
        self.vouch = Labelled("您自己的密码", SecretEdit("您自己的密码"), width=240)
        self.add = Button("添加", self.add_user)
        self.minutes = Chips(_MINUTES, name="自动锁定")
        self.minutes.chosen.connect(self._take_minutes)
        left = column(self._password_panel(), self._lock_panel(), None, gap=16)
        right = column(self._people_panel(), self._code_panel(), None, gap=16)
        body = row(left, right, gap=16)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        self.setLayout(body)
        self.new.entered.connect(self.change_password)

    # The panels

    def _password_panel(self) -> Panel:
        panel = Panel("修改密码", f"用户：{self.desk.book.who}")
        for item in (self.old, self.new, row(self.change, None)):
            panel.add(item)
        return panel

    def _code_panel(self) -> Panel:
        panel = Panel("恢复码", "忘记密码时用它打开台账")
        panel.add(
            caption("信封丢了、被人看过，或保管的人调离，就换一个。旧的恢复码当即失效。", wrap=True)
        )
        panel.add(self.code_password)
        panel.add(row(self.renew, None))
        return panel

    def _people_panel(self) -> Panel:
        panel = Panel("谁能打开这本台账", "每人用自己的密码，操作记在各人名下")
        panel.add(self.users)
        panel.add(frame("rule"))
        for item in (self.login, self.first, self.vouch, row(self.add, None)):
            panel.add(item)
        return panel

    def _lock_panel(self) -> Panel:
        panel = Panel("自动锁定", "没人操作多久就锁上；电脑睡眠时也会锁")
        panel.add(row(self.minutes, None))
        panel.add(caption("离开座位时也可以按 Ctrl+L 立即锁上。没有写完的内容会留着。", wrap=True))
        return panel

    # Reading

    def refresh(self) -> None:
        """Who may open the book, and when it locks."""
        while self.users.count():
            widget = self.users.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        known = logins(self.desk.book.path)
        for name in known:
            self.users.addWidget(self._user(name, only=len(known) == 1))
        kept = str(self.desk.settings.value("lock/minutes") or MINUTES)
        self.minutes.choose(kept if kept in dict(_MINUTES) else str(MINUTES))

    def _user(self, name: str, *, only: bool) -> QWidget:
        own = name == self.desk.book.who
        made = QWidget()
        gone = link("不再允许", lambda: self.remove_user(name))
        gone.setVisible(not own and not only)
        made.setLayout(row(Label(name), caption("就是您" if own else ""), None, gone, gap=8))
        return made

    def leaving(self) -> None:
        """Passwords are not kept."""
        for field in (self.old, self.code_password, self.vouch):
            field.line.clear()
            field.complain("")
        self.new.clear()
        self.first.clear()

    # Doing

    def change_password(self) -> None:
        """Give oneself a new password."""
        if not self.new.check(_missing(self.old, "old"), old=self.old):
            return
        old, new = self.old.line.text(), self.new.text

        def done(_none: None) -> None:
            self.leaving()
            self.desk.notices.say("密码已修改。下次请用新密码打开。")

        self._do(
            self.change,
            lambda: passwords.change_password(self.desk.book, old, new),
            done,
            self.old,
        )

    def renew_code(self) -> None:
        """Replace the recovery code and show the new one."""
        if complain(_missing(self.code_password, "code"), {"code": self.code_password}):
            return
        password = self.code_password.line.text()

        def done(code: str) -> None:
            self.leaving()
            self.show_code(code).open()

        self._do(
            self.renew,
            lambda: passwords.new_recovery_code(self.desk.book, password),
            done,
            self.code_password,
        )

    def show_code(self, code: str) -> QDialog:
        """The new code in a window that closes when a group was typed back."""
        sheet = QDialog(self)
        sheet.setWindowTitle("新的恢复码")
        sheet.setModal(True)
        step = CodeStep(errands_of(self.desk).documents)
        step.show_code(code, self.desk.book.path.stem)
        done = Button("记好了", lambda: sheet.accept() if step.check() else None, tone=Tone.PRIMARY)
        step.entered.connect(lambda: sheet.accept() if step.check() else None)
        sheet.setLayout(column(step, row(None, done), margins=24, gap=16))
        sized(sheet, least_width=680)
        sheet.finished.connect(sheet.deleteLater)
        sheet.finished.connect(lambda _code: self.desk.notices.say("恢复码已换新，旧的不能再用。"))
        return sheet

    def add_user(self) -> None:
        """Let one more person in."""
        more = (() if self.login.text else (Problem("login", "请填写新同事的姓名。"),)) + _missing(
            self.vouch, "vouch"
        )
        if not self.first.check(more, login=self.login, vouch=self.vouch):
            return
        name, first, own = self.login.text, self.first.text, self.vouch.line.text()

        def done(_none: None) -> None:
            self.leaving()
            self.login.line.clear()
            self.refresh()
            self.desk.notices.say(f"{name}可以用自己的密码打开这本台账了。")

        self._do(
            self.add,
            lambda: passwords.add_user(self.desk.book, own, name, first),
            done,
            self.vouch,
        )

    def remove_user(self, name: str) -> None:
        """Shut the door on a colleague; the own password stands in the line below."""
        if complain(_missing(self.vouch, "vouch"), {"vouch": self.vouch}):
            return
        own = self.vouch.line.text()

        def done(_none: None) -> None:
            self.leaving()
            self.refresh()
            self.desk.notices.say(f"{name}不能再打开这本台账。旧的备份请一并收好。")

        self._do(
            self.add, lambda: passwords.remove_user(self.desk.book, own, name), done, self.vouch
        )

    def _do(
        self,
        button: Button,
        call: Callable[[], T],
        done: Callable[[T], object],
        field: Labelled,
    ) -> None:
        def failed(trouble: Trouble) -> None:
            if isinstance(trouble, passwords.WrongSecret):
                field.complain(str(trouble))
                field.setFocus()
            else:
                self.page.refused(str(trouble))

        button.setEnabled(False)
        self._behind.run(call, done, failed, self, after=lambda: button.setEnabled(True))

    def _take_minutes(self, key: str) -> None:
        self.desk.settings.setValue("lock/minutes", key)
        idle = errands_of(self.desk).idle
        if idle is not None:
            idle.minutes = int(key)


def _missing(field: Labelled, name: str) -> tuple[Problem, ...]:
    return () if field.line.text() else (Problem(name, "请填写密码。"),)
