"""Step 2: who works with the book, the password, and where the file lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import Problem
from app.opening import SUFFIX, with_suffix
from app.passwords import password_problems, strength
from app.recent import new_place
from app.whereabouts import advice_on
from ui.kit.lines import LineEdit
from ui.kit.parts import Label, caption, column, link, row
from ui.start.fields import Labelled, SecretEdit, complain
from ui.theme import Tone, Type

_HINT = "至少 6 个字符，汉字也可以，越长越好。"
_CARRIED = (
    "这是免安装的程序：台账和它放在一起，拔下 U 盘就能带走。"
    "U 盘容易丢、容易坏，请经常备份到电脑上。"
)


def lies_in(home: Path | None, path: Path) -> bool:
    """Whether a book lies inside the folder of a program that is carried about."""
    return home is not None and path.is_relative_to(home)


class NewPassword(QWidget):
    """A new password, typed twice; its strength is said in words."""

    entered = Signal()

    def __init__(self, label: str = "密码") -> None:
        super().__init__()
        self.first = Labelled(label, SecretEdit(label), _HINT)
        self.again = Labelled("再输一遍", SecretEdit("再输一遍"))
        both = row(self.first, self.again, gap=16)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        for field in (self.first, self.again):
            both.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        self.setLayout(both)
        self.setFocusProxy(self.first)
        self.first.line.textEdited.connect(self._judge)
        self.first.line.returnPressed.connect(self.again.setFocus)
        self.again.line.returnPressed.connect(self.entered.emit)

    @property
    def text(self) -> str:
        """The password, just as typed."""
        return self.first.line.text()

    def check(self, more: tuple[Problem, ...] = (), **others: Labelled) -> bool:
        """Whether the password can be taken; problems, also of `others`, are said."""
        found = (*more, *password_problems(self.text, self.again.line.text()))
        return not complain(found, {**others, "password": self.first, "again": self.again})

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.line.clear()
        self.again.line.clear()
        self.first.complain("")
        self.again.complain("")

    def _judge(self, text: str) -> None:
        words = strength(text)
        tone = Tone.GREEN if words.startswith("很稳妥") else Tone.AMBER
        self.first.say(words or _HINT, tone if words else Tone.MUTED)


class SecretStep(QWidget):
    """The user's name, the password, the place of the file."""

    entered = Signal()

    def __init__(self, documents: Path, home: Path | None = None) -> None:
        super().__init__()
        self._documents = documents
        self._home = home
        self._office = ""
        self._own_place = False
        self.path = new_place("", documents)
        self.login = Labelled(
            "您的姓名",
            LineEdit(),
            "登记、修改和打印时会记下是谁经办的，也是登录时的用户名。",
            width=280,
        )
        self.password = NewPassword()
        self.login.line.returnPressed.connect(self.password.setFocus)
        self.password.entered.connect(self.entered.emit)
        self._place = Label("", wrap=True, selectable=True)
        self._carried = caption(_CARRIED, wrap=True)
        self._risk = Label("", Type.CAPTION, Tone.AMBER, wrap=True)
        change = link("换个位置……", self.choose_place)
        place = row(self._place, change, gap=8)
        place.setStretch(0, 1)
        head = column(
            Label("设密码", Type.TITLE),
            caption("台账全部加密。没有密码，谁也打不开，包括我们。", wrap=True),
            gap=2,
        )
        self.setLayout(
            column(
                head,
                self.login,
                self.password,
                column(caption("台账文件"), place, self._carried, self._risk, gap=0),
                None,
                gap=12,
            )
        )

    def entered_step(self) -> None:
        """Put the keyboard into the first empty line."""
        (self.password if self.login.text else self.login).setFocus()

    def belong_to(self, office: str) -> None:
        """The book is of this office; its file is named so, unless another place was chosen."""
        if office != self._office and not self._own_place:
            self.path = new_place(office, self._documents)
        self._office = office
        self._show_place()

    def check(self) -> bool:
        """Whether all is there; problems stand beside their fields."""
        more = () if self.login.text else (Problem("login", "请填写您的姓名。"),)
        return self.password.check(more, login=self.login)

    def choose_place(self) -> None:
        """Let the user choose where the file lies."""
        folder = next(each for each in self.path.parents if each.is_dir())
        chosen, _ = QFileDialog.getSaveFileName(
            self, "台账放在哪里", str(folder / self.path.name), f"睦邻台账 (*{SUFFIX})"
        )
        if chosen:
            self.take_place(Path(chosen))

    def take_place(self, path: Path) -> None:
        """Put the file somewhere else."""
        self.path = with_suffix(path)
        self._own_place = True
        self._show_place()

    @property
    def risk(self) -> str:
        """Why the place is not a good one; empty for a good one."""
        return self._risk.text()

    @property
    def carried(self) -> str:
        """What is said of a book that goes with the program; empty when it does not."""
        return "" if self._carried.isHidden() else self._carried.text()

    def _show_place(self) -> None:
        self._place.setText(str(self.path))
        self._place.setAccessibleName(f"台账文件：{self.path}")
        self._carried.setVisible(lies_in(self._home, self.path))
        words = advice_on(self.path)
        self._risk.setText(words)
        self._risk.setVisible(bool(words))
