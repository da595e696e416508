"""Dialogs, only for what cannot be undone and for what stands outside in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from ui.kit.parts import Button, Label, Picture, column, row, sized
from ui.theme import Tone, Type


class Sheet(QDialog):
    """A small dialog: a title, a sentence, buttons at the right; Esc is the harmless way out."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        *,
        icon: str = "warning",
        tone: Tone = Tone.AMBER,
        inner: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        sized(self, least_width=420)
        words = column(Label(title, Type.STRONG), Label(text, wrap=True, selectable=True), gap=8)
        if inner is not None:
            words.addWidget(inner, 1)
        else:
            words.addStretch(1)
        self.buttons: list[Button] = []
        self._buttons = row(None, gap=8)
        top = row(column(Picture(icon, tone, 24), None), words, gap=16)
        top.setStretch(1, 1)
        self.setLayout(column(top, self._buttons, margins=24, gap=20))

    def add_button(self, button: Button, *, main: bool = False) -> Button:
        """A button at the right; the main one is pressed by Enter."""
        self._buttons.addWidget(button)
        self.buttons.append(button)
        button.setDefault(main)
        if main:
            button.setFocus()
        return button


def confirm(parent: QWidget | None, title: str, text: str, act: str) -> bool:
    """Ask before what cannot be undone; `act` is the verb on the button, such as 永久删除."""
    sheet = Sheet(parent, title, text, tone=Tone.RED)
    sheet.add_button(Button("取消", sheet.reject), main=True)
    sheet.add_button(Button(act, sheet.accept, tone=Tone.RED))
    return sheet.exec() == QDialog.DialogCode.Accepted


def offer_retry(parent: QWidget | None, text: str, retry: Callable[[], object]) -> Sheet:
    """Something outside is in the way: say so and offer 重试; returns at once."""
    sheet = Sheet(parent, "暂时做不了", text)
    sheet.add_button(Button("先不做", sheet.reject))
    sheet.add_button(Button("重试", sheet.accept, tone=Tone.PRIMARY), main=True)
    sheet.accepted.connect(retry)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()
    return sheet


def tell(parent: QWidget | None, title: str, text: str) -> Sheet:
    """Say why something was not done; returns at once."""
    sheet = Sheet(parent, title, text)
    sheet.add_button(Button("知道了", sheet.accept, tone=Tone.PRIMARY), main=True)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()
    return sheet
