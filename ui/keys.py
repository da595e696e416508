"""Shift+F1: every key that works here, made from the commands."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QWidget

from ui.commands import Command
from ui.kit.parts import Button, Label, area, caption, column, lay, row, sized
from ui.theme import Tone, Type

_IN_FIELDS = (
    ("Tab / Shift+Tab", "下一格 / 上一格"),
    ("Enter", "下一格"),
    ("Ctrl+Enter", "保存，并开始下一笔"),
    ("Esc", "关闭列表或提示"),
    ("Ctrl+C", "把选中的格子复制到 Excel"),
    ("Ctrl+F", "在表格里查找"),
    ("Ctrl+A", "选中整张表"),
)


def show_keys(parent: QWidget, commands: Iterable[Command]) -> QDialog:
    """A sheet with the keys of the window, the page and the fields; returns at once."""
    sheet = QDialog(parent)
    sheet.setWindowTitle("快捷键")
    lines = [(command.shortcut.replace(";", " 或"), command.title) for command in commands]
    grid = QGridLayout()
    lay(grid, (4, 4), 8)
    grid.setColumnStretch(1, 1)
    at = 0
    for title, known in (("窗口和本页", lines), ("表格和填写", _IN_FIELDS)):
        grid.addWidget(Label(title, Type.STRONG), at, 0, 1, 2)
        at += 1
        for keys, words in known:
            if keys:
                grid.addWidget(caption(keys, Tone.PRIMARY), at, 0)
                grid.addWidget(Label(words), at, 1)
                at += 1
    grid.setRowStretch(at, 1)
    scroll = QScrollArea()
    scroll.setWidget(area("ground", grid))
    scroll.setWidgetResizable(True)
    close = Button("关闭", sheet.accept, tone=Tone.PRIMARY)
    close.setDefault(True)
    sheet.setLayout(column(scroll, row(None, close), margins=20, gap=16))
    sized(sheet, least_width=460, least_height=480)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()
    return sheet
