"""备份与还原: when and where to, again now, and what there is to go back to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from PySide6.QtWidgets import QFileDialog

from app.backups import BackupRow, back_up, check_backup, folder_of, last_backup, list_backups
from app.fields import Field, columns
from app.kinds import Text, Whole
from ui.commands import Command
from ui.kit.cards import FigureCard, Panel
from ui.kit.dialogs import confirm
from ui.kit.empty import Empty
from ui.kit.parts import Button, Label, caption, column, row, sized
from ui.kit.table import Column, Table, link
from ui.system.errands import errands_of
from ui.system.section import Section
from ui.theme import Tone

if TYPE_CHECKING:
    from app.backups import LastBackup
    from ui.system.page import SystemPage

OVERDUE = dt.timedelta(days=7)
_PLACE = "backups/place"


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup as the list shows it."""

    id: int
    row: BackupRow
    made: Annotated[str, Field(Text(width=16), "备份时间")]
    name: Annotated[str, Field(Text(width=30), "文件")]
    residents: Annotated[int | None, Field(Whole(), "居民")]
    entries: Annotated[int | None, Field(Whole(), "积分流水")]
    size: Annotated[str, Field(Text(width=8), "大小")]


class BackupsSection(Section):
    """Two figures, the backups beside the book, and what restoring means."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__(page)
        self.near = FigureCard("最近一次备份")
        self.away = FigureCard("U 盘等别处的备份")
        made, name, residents, entries, size = columns(
            BackupLine, "made", "name", "residents", "entries", "size"
        )
        self.table = Table(
            (
                Column(made, 130),
                Column(name, 240, stretches=True, muted=True, tone=_tone),
                Column(residents, 80),
                Column(entries, 90),
                Column(size, 80),
                link("check", _check_words, self.check, width=56),
                link("restore", _restore_words, self.restore, width=64),
            ),
            name="system.backups",
            settings=self.desk.settings,
            label="备份",
            empty=Empty("还没有备份。", "程序会自动备份，也可以现在备份一次。", icon="backup"),
        )
        listed = Panel("能还原的备份", flush=True)
        listed.add(self.table, 1)
        self.listed = listed
        left = column(gap=16)
        left.addLayout(row(self.near, self.away, gap=12, even=True))
        left.addWidget(listed, 1)
        right = self._side()
        sized(right, width=320)
        body = row(gap=16)
        body.addLayout(left, 1)
        body.addWidget(right)
        self.setLayout(body)

    def _side(self) -> Panel:
        panel = Panel("怎样才放心")
        for text in (
            "程序打开和关闭时，会在台账旁边的“备份”文件夹里留一份，最多半小时一次。",
            "旧的备份自动清理：最近14天、10周、12个月各留一份。",
            "电脑坏了，旁边的备份也会一起坏。请每周往 U 盘备份一次，平时拔下来收好。",
            "每份备份写完都会读回来核对；备份也是加密的，用现在的密码或恢复码打开。",
            "还原时，现在的台账不会删除，会改名放在旁边；备份之后登记的内容不在还原的台账里。",
        ):
            panel.add(caption(text, wrap=True))
        panel.add(4)
        panel.add(Button("备份到 U 盘或文件夹……", self.ask_place, icon="backup"))
        self.same = Button("", self.again, icon="save")
        panel.add(self.same)
        panel.add(Button("用别处的备份还原……", self.ask_restore, icon="folder"))
        panel.add(Label(""))
        panel.add(None)
        return panel

    # Reading

    def refresh(self) -> None:
        """What is remembered, and in another lane what lies in the folder."""
        path = self.desk.book.path
        self._show_last(path)
        place = self._place()
        self.same.setVisible(place is not None)
        if place is not None:
            self.same.setText(f"再备份到“{_short(place)}”")
        self.desk.jobs.fetch(
            lambda: list_backups(folder_of(path)), self._show_rows, owner=self, key="backups"
        )

    def _show_last(self, path: Path) -> None:
        today = self.desk.today()
        near, away = last_backup(path), last_backup(path, elsewhere=True)
        self.near.show_figure(*_figure(near, today))
        figure, suffix, note = _figure(away, today)
        late = away is None or today - away.made_at.astimezone().date() > OVERDUE
        if away is not None and late:
            note = "超过一周了，请再备份一次"
        self.away.show_figure(figure, suffix, note, Tone.AMBER if late else Tone.PLAIN)

    def _show_rows(self, rows: list[BackupRow]) -> None:
        lines = [_line(at, row) for at, row in enumerate(rows)]
        self.table.show_rows(lines)
        self.listed.say("能还原的备份", f"台账旁边“备份”文件夹里的 {len(lines)} 份")
        self.page.restate()

    def status(self) -> tuple[str, str]:
        """Where the automatic backups lie."""
        return (f"自动备份在“{folder_of(self.desk.book.path)}”", "")

    # Doing

    def buttons(self) -> tuple[Command, ...]:
        """Backing up now."""
        return (
            Command(
                "system.backup",
                "立即备份",
                self.back_up_here,
                "Ctrl+B",
                "backup",
                writes=True,
                hint="在台账旁边留一份备份",
            ),
        )

    def back_up_here(self) -> None:
        """Into the folder beside the book."""
        self.back_up_to(folder_of(self.desk.book.path))

    def ask_place(self) -> None:
        """Let the user choose a folder or a stick."""
        start = self._place() or errands_of(self.desk).documents
        chosen = QFileDialog.getExistingDirectory(self, "备份到哪里", str(start))
        if chosen:
            self.desk.settings.setValue(_PLACE, chosen)
            self.back_up_to(Path(chosen))

    def again(self) -> None:
        """To the place of the last time."""
        place = self._place()
        if place is not None:
            self.back_up_to(place)

    def back_up_to(self, place: Path) -> None:
        """Make and prove a backup."""

        def done(made: Path) -> None:
            self.desk.notices.say(f"已备份为“{made.name}”，并已核对可以还原。")
            self.refresh()

        self.desk.jobs.start(
            "备份",
            lambda: back_up(self.desk.book, place, now=dt.datetime.now().astimezone()),
            done,
            owner=self,
        )

    def check(self, line: BackupLine) -> None:
        """Read a whole backup."""
        if line.row.trouble:
            return
        self.desk.jobs.start(
            "核对备份",
            lambda: check_backup(line.row.path),
            lambda _row: self.desk.notices.say(f"“{line.name}”完好，可以还原。"),
            owner=self,
        )

    def restore(self, line: BackupLine) -> None:
        """Go back to a backup, after saying what that means."""
        if not line.row.trouble and self._agreed(line.made):
            errands_of(self.desk).restore(line.row.path)

    def ask_restore(self) -> None:
        """Go back to a backup that lies elsewhere."""
        start = self._place() or errands_of(self.desk).documents
        chosen, _ = QFileDialog.getOpenFileName(
            self, "选择备份", str(start), "睦邻台账的备份 (*.mulinbak)"
        )
        if chosen and self._agreed(f"“{Path(chosen).name}”"):
            errands_of(self.desk).restore(Path(chosen))

    def _agreed(self, what: str) -> bool:
        return confirm(
            self,
            "用备份还原",
            f"台账会回到{what}的样子，之后登记的内容不在里面。"
            "现在的台账先关闭，改名保留在旁边，随时可以换回来。",
            "关闭台账并还原",
        )

    def _place(self) -> Path | None:
        kept = str(self.desk.settings.value(_PLACE) or "")
        return Path(kept) if kept else None


def _figure(last: LastBackup | None, today: dt.date) -> tuple[str, str, str]:
    if last is None:
        return ("还没有", "", "")
    made = last.made_at.astimezone()
    days = (today - made.date()).days
    words = {0: "今天", 1: "昨天"}.get(days, f"{made.month}月{made.day}日")
    return (words, f"{made:%H:%M}", _short(last.path.parent))


def _line(at: int, row: BackupRow) -> BackupLine:
    return BackupLine(
        at,
        row,
        f"{row.made_at:%Y-%m-%d %H:%M}" if row.made_at else "",
        row.trouble or row.path.name,
        None if row.trouble else row.residents,
        None if row.trouble else row.entries,
        "" if row.trouble else f"{row.size / 1e6:.1f} MB",
    )


def _tone(line: BackupLine) -> Tone:
    return Tone.RED if line.row.trouble else Tone.MUTED


def _check_words(line: BackupLine) -> str:
    return "" if line.row.trouble else "核对"


def _restore_words(line: BackupLine) -> str:
    return "" if line.row.trouble else "还原……"


def _short(folder: Path) -> str:
    text = str(folder)
    return text if len(text) <= 24 else f"……{text[-22:]}"
