"""Step 3: the recovery code, shown once, to be printed and kept."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPagedPaintDevice, QTextDocument
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from app.passwords import same_group
from ui.kit.lines import LineEdit
from ui.kit.parts import Button, Label, caption, column, frame, lay, row
from ui.start.fields import Labelled
from ui.theme import Tone, Type

_ACROSS = 4
_REMEMBERED = 60_000  # milliseconds that the clipboard keeps the code


class CodeStep(QWidget):
    """Shows the code in groups; one group has to be typed back before one goes on."""

    entered = Signal()

    def __init__(self, documents: Path) -> None:
        super().__init__()
        self._documents = documents
        self._groups: list[str] = []
        self._asked = 0
        self._book = ""
        self._grid = QGridLayout()
        lay(self._grid, (20, 16), 12)
        tools = row(
            Button("打印……", self.print_code, icon="print"),
            Button("存为文件……", self.ask_file, icon="save"),
            Button("复制", self.copy, icon="copy"),
            None,
        )
        self._said = caption(wrap=True)
        self._said.hide()
        self.typed = Labelled("", LineEdit(), width=220)
        self.typed.line.returnPressed.connect(self.entered.emit)
        head = column(
            Label("记下恢复码", Type.TITLE),
            caption(
                "忘记密码时，只有它能打开台账。请打印或抄下来，装进信封，交书记或主任保管；"
                "不要和台账放在同一台电脑或同一个 U 盘里。",
                wrap=True,
            ),
            gap=2,
        )
        card = frame("card", self._grid, tone="primary")
        self.setLayout(column(head, card, tools, self._said, 4, self.typed, None, gap=12))

    def show_code(self, code: str, book: str) -> None:
        """A code of seven groups, of a book of that name; another group is asked for."""
        self._groups = code.split("-")
        self._book = book
        self._asked = secrets.randbelow(len(self._groups))
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        for at, group in enumerate(self._groups):
            number = caption(f"第{at + 1}组")
            text = Label(group, Type.FIGURE, selectable=True)
            text.setAccessibleName(f"第{at + 1}组：{' '.join(group)}")
            cell = QWidget()
            cell.setLayout(column(number, text, gap=0))
            self._grid.addWidget(cell, at // _ACROSS, at % _ACROSS)
        self.typed.call(
            f"请填入第{self._asked + 1}组", "记下之后照着填，确认没有抄错。大小写都可以。"
        )
        self._said.hide()

    @property
    def asked(self) -> int:
        """The group that has to be typed back, from 0."""
        return self._asked

    @property
    def code(self) -> str:
        """The whole code as shown."""
        return "-".join(self._groups)

    def entered_step(self) -> None:
        """Put the keyboard into the line."""
        self.typed.setFocus()

    def check(self) -> bool:
        """Whether the group was typed as it is; otherwise it is said."""
        if same_group(self.typed.text, self._groups[self._asked]):
            return True
        wanted = f"第{self._asked + 1}组"
        missing = not self.typed.text
        self.typed.complain(
            f"请填入{wanted}的 5 个字符。" if missing else f"和{wanted}对不上，请对照上面再填。"
        )
        self.typed.setFocus()
        return False

    # Taking it along

    def copy(self) -> None:
        """To the clipboard, which forgets it after a minute."""
        clipboard = QGuiApplication.clipboard()
        code = self.code
        clipboard.setText(code)
        QTimer.singleShot(_REMEMBERED, lambda: _forget(code))
        self._say("已复制，一分钟后自动从剪贴板清除。", Tone.GREEN)

    def ask_file(self) -> None:
        """Let the user choose a file for it."""
        name = str(self._documents / f"恢复码（{self._book}）.txt")
        chosen, _ = QFileDialog.getSaveFileName(self, "恢复码存到哪里", name, "文本 (*.txt)")
        if chosen:
            self.save(Path(chosen))

    def save(self, file: Path) -> None:
        """Write the sheet to a file."""
        try:
            file.write_text(self.sheet(), encoding="utf-8-sig")
        except OSError:
            self._say(f"“{file}”写不进去。请换一个文件夹或 U 盘。", Tone.RED)
        else:
            self._say(f"已存到“{file}”。请拷到别处保管，再删掉这一份。", Tone.GREEN)

    def print_code(self) -> None:
        """Print the sheet."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            self.print_on(printer)

    def print_on(self, paper: QPagedPaintDevice) -> None:
        """Draw the sheet on a printer or into a file."""
        document = QTextDocument()
        document.setPlainText(self.sheet())
        font = self.font()
        font.setPointSizeF(14)
        document.setDefaultFont(font)
        document.print_(paper)
        self._say("已送去打印。", Tone.GREEN)

    def _say(self, text: str, tone: Tone) -> None:
        self._said.say(text, tone)
        self._said.show()

    def sheet(self) -> str:
        """What is printed: the code and what it is for."""
        lines = "\n".join(f"第{at}组　{group}" for at, group in enumerate(self._groups, 1))
        return (
            f"睦邻台账恢复码\n\n台账：{self._book}\n\n{lines}\n\n"
            "忘记密码时，在登录窗口点“忘记密码，用恢复码”，依次填入以上各组，再设新密码。\n"
            "请装进信封保管，不要拍照，不要和台账放在一起。换过新的恢复码后，这一张就没有用了。\n"
        )


def _forget(code: str) -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard.text() == code:
        clipboard.clear(clipboard.Mode.Clipboard)
