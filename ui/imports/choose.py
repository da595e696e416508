"""Step 1: a file, the clipboard, or an earlier import to look at or take back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from app.fields import columns
from app.rosters import ROSTERS
from app.sheets.history import BatchRow
from ui.desk import Desk
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.parts import Button, Label, Picture, caption, column, row, sized, style
from ui.kit.table import Column, Table, link
from ui.theme import Tone, Type

SUFFIXES = (".xlsx", ".xls", ".csv", ".txt", ".xlsb", ".ods", ".xlsm")
FILTER = "表格 (*.xlsx *.xls *.csv *.txt *.xlsm *.xlsb *.ods *.et);;所有文件 (*)"


class DropPlace(QFrame):
    """Where files are dropped; it turns green-blue while something fitting hangs over it."""

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAcceptDrops(True)
        self.setAccessibleName("把表格拖到这里")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            style(self, hot="yes")

    def dragLeaveEvent(self, _event: object) -> None:
        """Cool down."""
        style(self, hot="")

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files on."""
        style(self, hot="")
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.dropped.emit(files)


class ChooseView(QWidget):
    """The first step; `files_chosen` carries paths, `pasted` and `undo_asked` what they say."""

    files_chosen = Signal(object)
    paste_asked = Signal()
    undo_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        titles = {roster.key: roster.title for roster in ROSTERS}
        at, file, sheet, roster, created, updated, failed, who = columns(
            BatchRow, "at", "file_name", "sheet", "roster", "created", "updated", "failed", "who"
        )
        self.history = Table(
            (
                Column(at, 130, text=lambda item: f"{item.at:%Y-%m-%d %H:%M}"),
                Column(file, 220, stretches=True),
                Column(sheet, 110),
                Column(roster, 90, text=lambda item: titles.get(item.roster, item.roster)),
                Column(created, 70),
                Column(updated, 70),
                Column(failed, 90, tone=lambda item: Tone.RED if item.failed else Tone.MUTED),
                Column(who, 80),
                link("undo", lambda _item: "撤销这次导入", self.undo_asked.emit, width=120),
            ),
            name="imports.history",
            settings=desk.settings,
            empty=Empty(
                "还没有导入过表格。", "导入后会列在这里，随时可以整批撤销。", icon="import"
            ),
            label="导入记录",
        )
        body = column(self._drop(), gap=16)
        body.addWidget(self._past(), 1)
        self.setLayout(body)

    def _drop(self) -> QFrame:
        place = DropPlace()
        place.dropped.connect(self.files_chosen)
        picture = Picture("import", Tone.PRIMARY, 36)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = Label("把表格拖到这里，或选择文件", Type.STRONG)
        hint = caption(
            "认得居民底册、楼组长和街面长名册、积分登记表，格式不限：有标题行、合并单元格、"
            "合计行都可以。先检查，再写入；写入后可以整批撤销。",
            wrap=True,
        )
        for label in (title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sized(hint, least_width=420, most_width=560)
        self.choose = Button("选择文件……", self.ask_files, tone=Tone.PRIMARY)
        self.paste = Button("粘贴从表格里复制的行", self.paste_asked.emit)
        buttons = row(None, self.choose, self.paste, None, gap=12)
        place.setLayout(
            column(picture, title, row(None, hint, None), 4, buttons, margins=24, gap=10)
        )
        return place

    def _past(self) -> QFrame:
        panel = Panel("导入记录", "每次导入都可以整批撤销")
        panel.add(self.history, 1)
        return panel

    def ask_files(self, choose: Callable[..., tuple[list[str], str]] | None = None) -> None:
        """The system's file dialog, in the folder used last."""
        ask = choose or QFileDialog.getOpenFileNames
        last = str(self.desk.settings.value("imports/folder", str(Path.home())))
        names, _ = ask(self, "选择要导入的表格", last, FILTER)
        if names:
            self.desk.settings.setValue("imports/folder", str(Path(names[0]).parent))
            self.files_chosen.emit([Path(name) for name in names])

    def show_history(self, batches: list[BatchRow]) -> None:
        """The imports that stand."""
        self.history.show_rows(batches)
