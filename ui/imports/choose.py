"""Step 1: a file, the clipboard, or an earlier import to look at or take back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from app.fields import columns
from app.rosters import ROSTERS
from app.sheets.history import BatchRow
from ui.desk import Desk
from ui.imports.records import BatchLine
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


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Files as they are, and the tables inside folders; locks of programs are no tables."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                one
                for one in path.iterdir()
                if one.suffix.lower() in SUFFIXES and not one.name.startswith(("~$", "."))
            )
        else:
            found.append(path)
    return found


class ChooseView(QWidget):
    """The first step; `files_chosen` and `more_chosen` carry paths, the others an import."""

    files_chosen = Signal(object)
    more_chosen = Signal(object)
    paste_asked = Signal()
    undo_asked = Signal(object)
    result_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._batches: dict[int, list[BatchRow]] = {}
        at, source, kind, lines, created, updated, failed, who = columns(
            BatchLine, "at", "source", "kind", "rows", "created", "updated", "failed", "who"
        )
        self.history = Table(
            (
                Column(at, 130),
                Column(source, 220, stretches=True),
                Column(kind, 130),
                Column(lines, 64),
                Column(created, 64),
                Column(updated, 64),
                Column(failed, 70, tone=lambda item: Tone.RED if item.failed else Tone.MUTED),
                Column(who, 80),
                link("result", lambda _item: "看结果", self._ask_result, width=76),
                link("undo", lambda _item: "撤销这次导入", self._ask_undo, width=112),
            ),
            name="imports.history",
            settings=desk.settings,
            empty=Empty(
                "还没有导入过表格。", "导入后会列在这里，随时可以整批撤销。", icon="import"
            ),
            label="导入记录",
        )
        self.history.opened.connect(self._ask_result)
        body = column(self._drop(), gap=16)
        body.addWidget(self._past(), 1)
        self.setLayout(body)

    def _drop(self) -> QFrame:
        place = DropPlace()
        place.dropped.connect(self.files_chosen)
        picture = Picture("import", Tone.PRIMARY, 36)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = Label("把表格拖到这里，可以一次拖几个文件或整个文件夹", Type.STRONG)
        hint = caption(
            "认得居民底册、家庭户、楼组长、街面长和各类岗位名册、候选人和票数、商铺、宠物、单位和"
            "积分登记表，格式不限："
            "有标题行、合并单元格、合计行都可以。先检查，再写入；写入后可以整批撤销。",
            wrap=True,
        )
        for label in (title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sized(hint, least_width=420, most_width=600)
        self.choose = Button("选择文件……", self.ask_files, tone=Tone.PRIMARY)
        self.folder = Button("选择文件夹……", self.ask_folder)
        self.paste = Button(
            "粘贴表格", self.paste_asked.emit, hint="从表格里复制带表头的几行，再按 Ctrl+V"
        )
        buttons = row(None, self.choose, self.folder, self.paste, None, gap=12)
        place.setLayout(
            column(picture, title, row(None, hint, None), 4, buttons, margins=24, gap=10)
        )
        return place

    def _past(self) -> QFrame:
        panel = Panel("导入记录", "每次导入都可以再看结果、整批撤销")
        panel.add(self.history, 1)
        return panel

    def ask_files(self, choose: Callable[..., tuple[list[str], str]] | None = None) -> None:
        """The system's file dialog, in the folder used last."""
        ask = choose or QFileDialog.getOpenFileNames
        names, _ = ask(self, "选择要导入的表格", str(self.last_folder), FILTER)
        if names:
            self.desk.settings.setValue("imports/folder", str(Path(names[0]).parent))
            self.files_chosen.emit([Path(name) for name in names])

    def ask_more(self, choose: Callable[..., tuple[list[str], str]] | None = None) -> None:
        """The same for files that join those chosen before."""
        ask = choose or QFileDialog.getOpenFileNames
        names, _ = ask(self, "再加几个表格", str(self.last_folder), FILTER)
        if names:
            self.more_chosen.emit([Path(name) for name in names])

    def ask_folder(self, choose: Callable[..., str] | None = None) -> None:
        """The system's dialog for a folder; all tables in it are read."""
        ask = choose or QFileDialog.getExistingDirectory
        name = ask(self, "选择装有表格的文件夹", str(self.last_folder))
        if name:
            self.desk.settings.setValue("imports/folder", name)
            self.files_chosen.emit([Path(name)])

    @property
    def last_folder(self) -> Path:
        """The folder used last on this computer."""
        return Path(str(self.desk.settings.value("imports/folder", str(Path.home()))))

    def show_history(self, batches: Sequence[BatchRow]) -> None:
        """The imports that stand; the sheets of one step are one import."""
        self._batches = {}
        for batch in batches:
            self._batches.setdefault(batch.step or batch.id, []).append(batch)
        self.history.show_rows([_line(group) for group in self._batches.values()])

    def _ask_result(self, item: BatchLine) -> None:
        self.result_asked.emit(self._batches[item.id][0])

    def _ask_undo(self, item: BatchLine) -> None:
        self.undo_asked.emit(self._batches[item.id][0])


TITLES = {roster.key: roster.title for roster in ROSTERS}


def _line(group: Sequence[BatchRow]) -> BatchLine:
    first = group[0]
    files = list(dict.fromkeys(one.file_name for one in group))
    source = files[0] if len(files) == 1 else f"{files[0]}等 {len(files)} 个文件"
    sheets = f"（{len(group)} 张表）" if len(group) > 1 else ""
    kinds = dict.fromkeys(TITLES.get(one.roster, one.roster) for one in reversed(group))
    return BatchLine(
        id=first.step or first.id,
        step=first.step,
        at=f"{first.at:%Y-%m-%d %H:%M}",
        source=source + sheets,
        kind="、".join(kinds),
        rows=sum(one.rows for one in group),
        created=sum(one.created for one in group),
        updated=sum(one.updated for one in group),
        failed=sum(one.failed for one in group),
        who=first.who,
    )
