"""关于: the version, the network, where everything lies, how to update, what it is made of."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.about import NAME, PROMISE, VERSION, built
from app.backups import folder_of
from ui.kit.cards import Facts, Panel
from ui.kit.parts import Button, Elided, Label, caption, column, link, row, scrolled, sized
from ui.system.errands import errands_of
from ui.system.licences import LicencesPanel
from ui.system.section import Section
from ui.theme import Tone, Type

if TYPE_CHECKING:
    from ui.system.page import SystemPage

_PROMISE = (
    "没有联网的代码，这一点有测试看着：不上传任何资料，不自动更新，不统计使用情况。"
    "拔掉网线，样样照用。"
)
_PORTABLE = (
    "这是免安装的程序：台账、设置和日志都在程序旁边的“数据”文件夹里，随 U 盘带走，"
    "不在电脑上留东西。更新时把“数据”文件夹拷到新程序那里。"
)
_INSTALLED = "台账和设置不在程序的文件夹里，更新或卸载程序都不会动它们。"


class Place(QWidget):
    """A folder by name, with a button that opens it."""

    def __init__(self, name: str, say: Callable[[str], object]) -> None:
        super().__init__()
        self.folder = Path()
        self._say = say
        self._path = Elided("", Type.CAPTION, Tone.MUTED)
        self.button = link("打开文件夹", self.open)
        self.button.setAccessibleName(f"打开{name}文件夹")
        self.setLayout(row(Label(name), self._path, None, self.button, gap=8))

    def show_folder(self, folder: Path) -> None:
        """Another folder; the button is for those that are there."""
        self.folder = folder
        self._path.setText(str(folder))
        self.button.setEnabled(folder.is_dir())
        self.button.setToolTip(str(folder) if folder.is_dir() else "这个文件夹还没有建立")

    def open(self) -> None:
        """Show it as the system shows folders."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder))):
            self._say(f"系统没有打开文件夹，请自己找到“{self.folder}”。")


class AboutSection(Section):
    """Facts, folders and updates at the left, licences at the right."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__(page)
        self.facts = Facts()
        say = self.desk.notices.refuse
        self.places = {name: Place(name, say) for name in ("台账", "备份", "设置", "日志")}
        self._kept = caption(wrap=True)
        left = QWidget()
        left.setLayout(
            column(
                self._about(), self._where(), self._updates(), None, margins=(0, 0, 8, 0), gap=10
            )
        )
        side = scrolled(left)
        sized(side, width=412)
        self.licences = LicencesPanel(self.desk.settings)
        body = row(gap=8)
        body.addWidget(side)
        body.addWidget(self.licences, 1)
        self.setLayout(body)

    def _about(self) -> Panel:
        panel = Panel(f"关于{NAME}")
        panel.add(self.facts)
        panel.add(4)
        panel.add(Label(PROMISE, Type.STRONG, Tone.PRIMARY))
        panel.add(caption(_PROMISE, wrap=True))
        return panel

    def _where(self) -> Panel:
        panel = Panel("放在哪里")
        panel.add(column(*self.places.values(), gap=0))
        panel.add(self._kept)
        return panel

    def _updates(self) -> Panel:
        panel = Panel("更新")
        panel.add(
            caption(
                "新版本是一个文件，请向街道或技术人员索取，用 U 盘拷来，直接装在上面。"
                "台账照旧；要升级时，会先自动另存一份。",
                wrap=True,
            )
        )
        told = errands_of(self.desk)
        panel.add(
            row(
                Button("怎样更新、搬到新电脑", lambda: told.help("update"), icon="help"),
                Button("有什么新的", lambda: told.help("news"), icon="star"),
                None,
            )
        )
        return panel

    def refresh(self) -> None:
        """The version, this book, and where things lie."""
        book = self.desk.book
        commit, day = built()
        made = "" if getattr(sys, "frozen", False) else "（从源代码运行）"
        if commit:
            made = f"（{day}，编号 {commit}）"
        size = book.path.stat().st_size / 1e6
        around = errands_of(self.desk)
        self.facts.show_facts(
            [
                ("程序", f"{NAME} {VERSION}{made}"),
                ("运行方式", "免安装，随文件夹带走" if around.portable else ""),
                ("台账文件", f"{book.path.name}，{size:.1f} MB"),
                ("加密", "SQLCipher，AES-256；密码经 Argon2id"),
                ("当前用户", book.who),
            ]
        )
        folders = (book.path.parent, folder_of(book.path), around.data, around.logs)
        for place, folder in zip(self.places.values(), folders, strict=True):
            place.show_folder(folder)
        self._kept.setText(_PORTABLE if around.portable else _INSTALLED)
        self.licences.refresh()

    def words(self) -> str:
        """Everything that is said at the left."""
        found: list[Label] = list(self.findChildren(Label))
        return "\n".join(label.text() for label in found)
