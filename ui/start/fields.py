"""A label above a line, the words of its problem below; lines for passwords."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import Problem
from ui.kit.lines import LineEdit
from ui.kit.parts import Label, Picture, caption, column, row, sized, style
from ui.theme import Tone, Type


class SecretEdit(LineEdit):
    """A line whose typing is hidden until the eye is pressed."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__(hint=hint, name=name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = self.add_button("eye", "显示", self._look)

    def _look(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self.show_icon(self._eye, "eye-off" if hidden else "eye", "隐藏" if hidden else "显示")


class Labelled(QWidget):
    """A line with its label; `say` puts a grey hint below, `complain` a red sentence."""

    def __init__(self, label: str, line: QLineEdit, hint: str = "", *, width: int = 0) -> None:
        super().__init__()
        self.line = line
        self._hint = hint
        self._label = caption(label)
        line.setAccessibleName(label)
        self._icon = Picture("warning", Tone.RED, 14)
        self._words = Label("", Type.CAPTION, Tone.MUTED, wrap=True)
        below = row(self._icon, self._words, gap=4)
        below.setStretch(1, 1)
        if width:
            sized(line, width=width)
        across = row(line, None) if width else line
        self.setLayout(column(self._label, across, below, gap=3))
        self.setFocusProxy(line)
        self.say(hint)
        line.textEdited.connect(lambda _text: self.complain(""))

    def call(self, label: str, hint: str) -> None:
        """Another label and another hint; what was typed is emptied."""
        self._label.setText(label)
        self._hint = hint
        self.line.setAccessibleName(label)
        self.line.clear()
        self.complain("")

    @property
    def text(self) -> str:
        """What is typed, without blanks at its ends."""
        return self.line.text().strip()

    @property
    def words(self) -> str:
        """What is said below the line."""
        return "" if self._words.isHidden() else self._words.text()

    def say(self, text: str, tone: Tone = Tone.MUTED) -> None:
        """Grey words below the line."""
        self._icon.hide()
        self._words.say(text, tone)
        self._words.setVisible(bool(text))

    def complain(self, text: str) -> None:
        """A problem; empty when there is none."""
        if not text:
            self.say(self._hint)
        else:
            self._words.say(text, Tone.RED)
            self._words.show()
            self._icon.show()
        style(self.line, problem="true" if text else "false")
        self.line.setAccessibleDescription(text)


def complain(problems: tuple[Problem, ...], fields: dict[str, Labelled]) -> bool:
    """Show problems beside their fields, the first with the keyboard; whether there are any."""
    for name, field in fields.items():
        field.complain("；".join(each.text for each in problems if each.field == name))
    first = next((fields[each.field] for each in problems if each.field in fields), None)
    if first is not None:
        first.setFocus()
    return bool(problems)
