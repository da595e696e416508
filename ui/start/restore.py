"""A book out of a backup: which backup, its password, where the book goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from app.backups import ENDING, BackupRow, restoring
from app.errors import Refused, Unavailable
from app.opening import SUFFIX, with_suffix
from app.recent import new_place
from app.work import Progress
from ui.kit.cards import Facts
from ui.kit.parts import Button, Label, caption, column, frame, link, row, sized
from ui.start.behind import Behind, Trouble
from ui.start.door import View
from ui.start.fields import Labelled, SecretEdit
from ui.start.welcome import centred
from ui.theme import Tone, Type

Look = Callable[[Path], BackupRow]


class RestoreView(View):
    """Restores a backup; `restored` carries the path of the book and where the old one lies.

    `look` reads what a backup says about itself. Without a target the book goes to the usual
    folder under the name it had.
    """

    title = "用备份还原"

    restored = Signal(object, object)
    back = Signal()

    def __init__(
        self,
        look: Look,
        documents: Path,
        now: Callable[[], dt.datetime],
        source: Path | None = None,
        target: Path | None = None,
    ) -> None:
        super().__init__()
        self._look = look
        self._documents = documents
        self._now = now
        self._fixed = target is not None
        self._behind = Behind(self)
        self._working = False
        self.source: Path | None = None
        self.target = target
        self.facts = Facts()
        self.choose = Button("选择备份文件……", self.ask_file, icon="folder")
        self.password = Labelled(
            "密码或恢复码", SecretEdit("密码或恢复码"), "做备份那时用的密码，或那时的恢复码。"
        )
        sized(self.password, most_width=360)
        self.password.line.returnPressed.connect(self.go_on)
        self.button = Button("还原", self.go_on, tone=Tone.PRIMARY)
        self._where = Label("", wrap=True, selectable=True)
        self._change = link("换个位置……", self.ask_place)
        self._means = caption(wrap=True)
        self._said = Label("", tone=Tone.RED, wrap=True)
        self._said.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("还原进度")
        self._doing = caption()
        self._doing.hide()
        self._rest = self._lower()
        self._build()
        self._rest.hide()
        if source is not None:
            self.take_file(source)

    def _lower(self) -> QWidget:
        where = row(self._where, self._change, gap=8)
        where.setStretch(0, 1)
        lower = QWidget()
        lower.setLayout(
            column(
                self.facts,
                4,
                caption("还原到"),
                where,
                self._means,
                4,
                row(self.password, None),
                gap=8,
            )
        )
        return lower

    def _build(self) -> None:
        inner = column(
            Label("用备份还原", Type.TITLE),
            caption(
                "备份文件的扩展名是 .mulinbak，通常在 U 盘里，或台账旁边的“备份”文件夹里。",
                wrap=True,
            ),
            6,
            row(self.choose, None),
            self._rest,
            self._said,
            row(self._doing, self._bar, None, gap=8),
            row(Button("返回", self.back.emit), self.button, None),
            margins=(24, 20),
            gap=12,
        )
        card = frame("panel", inner)
        sized(card, most_width=640)
        sized(self._bar, width=200)
        self._bar.hide()
        self.button.setEnabled(False)
        self.setLayout(column(None, centred(card), None, None))

    def entered(self) -> None:
        """Ready to choose, or for the password."""
        (self.choose if self.source is None else self.password).setFocus()

    def ask_file(self) -> None:
        """Let the user choose a backup."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "选择备份", str(self._documents), f"睦邻台账的备份 (*{ENDING})"
        )
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, source: Path) -> None:
        """Show what a backup says about itself."""
        self._say("")
        try:
            row = self._look(source)
        except (Refused, Unavailable) as trouble:
            self.source = None
            self._rest.hide()
            self.button.setEnabled(False)
            self._say(str(trouble))
            return
        self.source = source
        made = row.made_at
        self.facts.show_facts(
            [
                ("备份文件", source.name),
                ("备份时间", _moment(made)),
                ("里面有", f"居民 {row.residents:,} 人，积分流水 {row.entries:,} 笔"),
            ]
        )
        if not self._fixed:
            self.target = new_place(_book_name(source), self._documents)
        self._show_target()
        self._rest.show()
        self.button.setEnabled(True)
        if self.isVisible():
            self.password.setFocus()

    def ask_place(self) -> None:
        """Let the user choose where the book goes."""
        folder = self.target.parent if self.target is not None else self._documents
        chosen, _ = QFileDialog.getSaveFileName(
            self, "还原到哪里", str(folder), f"睦邻台账 (*{SUFFIX})"
        )
        if chosen:
            self.target = with_suffix(Path(chosen))
            self._show_target()

    def _show_target(self) -> None:
        target = self.target
        if target is None:
            return
        self._where.setText(str(target))
        self._change.setVisible(not self._fixed)
        self._means.setText(
            "现在的台账不会丢：它会改名放在旁边，名字里写着“还原前”。备份之后登记的内容不在还原的台账里。"
            if target.exists()
            else "这里还没有台账，会新建一本。"
        )

    def go_on(self) -> None:
        """Restore."""
        source, target = self.source, self.target
        if self._working or source is None or target is None:
            return
        if not self.password.line.text():
            self.password.complain("请填写密码或恢复码。")
            return
        secret = self.password.line.text()
        self._say("")
        self._busy(True)

        def done(aside: Path | None) -> None:
            self.password.line.clear()
            self.restored.emit(target, aside)

        def failed(trouble: Trouble) -> None:
            self._say(str(trouble))
            self.password.setFocus()

        self._behind.work(
            lambda: restoring(source, target, secret, now=self._now()),
            done,
            failed,
            self._told,
            self,
            after=lambda: self._busy(False),
        )

    def _say(self, text: str) -> None:
        self._said.say(text)
        self._said.setVisible(bool(text))

    def leaving(self) -> bool:
        """Not in the middle of it."""
        return not self._working

    def _told(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self._doing.setText(progress.text)

    def _busy(self, busy: bool) -> None:
        self._working = busy
        self._bar.setRange(0, 0)
        self._bar.setVisible(busy)
        self._doing.setText("正在核对密码")
        self._doing.setVisible(busy)
        for part in (self.choose, self._rest, self.button):
            part.setEnabled(not busy)


def _moment(made: dt.datetime | None) -> str:
    return f"{made.year}年{made.month}月{made.day}日 {made:%H:%M}" if made is not None else ""


def _book_name(source: Path) -> str:
    """`金水苑 2026-11-22 0831.mulinbak` was made from 金水苑."""
    name = source.stem
    head, _, tail = name.rpartition(" ")
    head, _, day = head.rpartition(" ")
    return head if head and len(tail) >= 4 and day[:4].isdecimal() else name
