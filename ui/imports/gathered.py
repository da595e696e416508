"""Step 1, second face: every sheet of every file, ticked or not, and what it is taken for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.fields import columns
from app.rosters import ROSTERS
from ui.desk import Desk
from ui.imports.flow import Entry
from ui.imports.records import SheetRow
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.parts import Button, Label, caption, column, row, sized
from ui.kit.table import Column, Table, link
from ui.theme import Tone, Type

UNKNOWN = "没有认出"
BROKEN = "读不出"


class SheetsView(QWidget):
    """All sheets; `ticked`, `kind_chosen` and `compound_named` carry the entry they are about."""

    checked = Signal()
    back = Signal()
    more_asked = Signal()
    columns_asked = Signal(object)
    ticked = Signal(object, bool)
    kind_chosen = Signal(object, str)
    compound_named = Signal(object, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._entries: Sequence[Entry] = ()
        self._quiet = False
        file, sheet, kind, lines, compound = columns(
            SheetRow, "file", "sheet", "kind", "rows", "compound"
        )
        self.table = Table(
            (
                link("chosen", _mark, self._turn, width=56, label="导入"),
                Column(sheet, 150),
                Column(kind, 96, tone=_tone),
                Column(lines, 64),
                Column(compound, 110),
                Column(file, 180, stretches=True, muted=True),
            ),
            name="imports.sheets",
            settings=desk.settings,
            empty=Empty("还没有选择文件。", icon="import"),
            label="要导入的工作表",
        )
        self.table.current_changed.connect(self._show_current)
        self.table.grid.installEventFilter(self)
        panel = Panel("要导入的工作表", "空格键可以勾选或去掉选中的行")
        self.all = Button("全选", lambda: self._turn_all(True), role="link")
        self.none = Button("全不选", lambda: self._turn_all(False), role="link")
        panel.add_tool(self.all)
        panel.add_tool(self.none)
        panel.add(self.table, 1)
        middle = row(panel, self._side(), gap=16)
        middle.setStretch(0, 1)
        self.go_on = Button("检查全部行", self.checked.emit, tone=Tone.PRIMARY)
        self.sum = caption()
        foot = row(
            self.go_on,
            Button("换文件", self.back.emit),
            Button("再加文件……", self.more_asked.emit),
            self.sum,
            None,
            gap=10,
        )
        body = column(gap=12)
        body.addLayout(middle, 1)
        body.addLayout(foot)
        self.setLayout(body)

    def _side(self) -> QWidget:
        self.title = Label("", Type.STRONG, wrap=True)
        self.why = Label("", tone=Tone.AMBER, wrap=True, selectable=True)
        self.kind = QComboBox()
        self.kind.setAccessibleName("这张表是")
        self.kind.addItem("请选择……", "")
        for roster in ROSTERS:
            self.kind.addItem(roster.title, roster.key)
        self.kind.activated.connect(self._choose_kind)
        self.compound = QLineEdit()
        self.compound.setAccessibleName("小区")
        self.compound.setPlaceholderText("表里没有小区列时，填在这里")
        self.compound.editingFinished.connect(self._name_compound)
        self.compound_line = QWidget()
        self.compound_line.setLayout(column(caption("小区"), self.compound, gap=4))
        self.kind_line = QWidget()
        self.kind_line.setLayout(column(caption("这张表是"), self.kind, gap=4))
        self.about = caption(wrap=True)
        self.columns = Button("列的对应……", self._ask_columns)
        self.side = Panel()
        for part in (self.title, self.why, self.kind_line, self.compound_line, self.about):
            self.side.add(part)
        self.side.add(row(self.columns, None))
        self.side.add(column(None), 1)
        sized(self.side, width=300)
        return self.side

    def eventFilter(self, _grid: QObject, event: QEvent) -> bool:
        """The space bar ticks what is selected."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() != Qt.Key.Key_Space:
            return False
        self._turn_selected()
        return True

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """All sheets as they stand."""
        self._entries = entries
        self._quiet = True
        self.table.show_rows([_row(at, entry) for at, entry in enumerate(entries)])
        self._quiet = False
        if self.table.current_id is None and entries:
            first = next((at for at, one in enumerate(entries) if one.piece is None), 0)
            self.table.choose_id(first)
        chosen = [one.job for one in entries if one.chosen]
        rows = sum(len(job.table.rows) for job in chosen)
        self.go_on.setEnabled(bool(chosen))
        files = len({one.file for one in entries})
        left = sum(1 for one in entries if one.piece is None)
        words = f"{files} 个文件，选中 {len(chosen)} 张表，共 {rows:,} 行"
        self.sum.setText(words + (f"；{left} 处没有认出" if left else ""))
        self._show_current()

    @property
    def current(self) -> Entry | None:
        """The entry that the pane tells of."""
        at = self.table.current_id
        return self._entries[at] if at is not None and at < len(self._entries) else None

    def _show_current(self, _row: object = None) -> None:
        entry = self.current
        if self._quiet:
            return
        self.side.setVisible(entry is not None)
        if entry is None:
            return
        self.title.setText(entry.name or entry.file)
        self.why.setText(entry.why)
        self.why.setVisible(bool(entry.why))
        self.kind_line.setVisible(entry.sheet is not None)
        self.columns.setVisible(entry.piece is not None)
        fits = entry.piece is not None and "compound" in entry.job.roster.fields
        fits = fits and "compound" not in entry.job.mapping.values()
        self.compound_line.setVisible(fits)
        if entry.piece is None:
            self.kind.setCurrentIndex(0)
            self.about.setText(
                "选一下这张表是什么，就可以继续对应列。" if entry.sheet is not None else
                "这个文件先放下，其余的照常导入。"
            )  # fmt: skip
            return
        self.kind.setCurrentIndex(self.kind.findData(entry.job.roster.key))
        self.compound.setText(entry.job.compound)
        first, last = entry.job.table.header_rows
        where = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
        unused = sum(1 for one in entry.job.table.columns if one.label) - len(entry.job.mapping)
        said = f"{where}是表头，认出 {len(entry.job.mapping)} 列"
        self.about.setText(said + (f"，{unused} 列不导入。" if unused > 0 else "。"))

    def _choose_kind(self) -> None:
        entry, key = self.current, self.kind.currentData()
        if entry is not None and key:
            self.kind_chosen.emit(entry, key)

    def _name_compound(self) -> None:
        entry = self.current
        if entry is not None and entry.piece is not None and self.compound_line.isVisible():
            self.compound_named.emit(entry, self.compound.text())

    def _ask_columns(self) -> None:
        if self.current is not None:
            self.columns_asked.emit(self.current)

    def _turn(self, item: SheetRow) -> None:
        self.ticked.emit(self._entries[item.id], not item.chosen)

    def _turn_selected(self) -> None:
        rows = [item for item in self.table.selected() if item.understood]
        wanted = not all(item.chosen for item in rows)
        for item in rows:
            self.ticked.emit(self._entries[item.id], wanted)

    def _turn_all(self, wanted: bool) -> None:
        for entry in self._entries:
            if entry.piece is not None:
                self.ticked.emit(entry, wanted)


KINDS = {roster.key: roster.title for roster in ROSTERS}


def _row(at: int, entry: Entry) -> SheetRow:
    if entry.piece is None:
        kind = UNKNOWN if entry.sheet is not None else BROKEN
        lines = len(entry.sheet.rows) if entry.sheet is not None else None
        sheet = entry.sheet.name if entry.sheet is not None else "—"
        return SheetRow(at, False, entry.file, sheet, kind, lines, "", understood=False)
    job = entry.job
    in_column = "compound" in job.mapping.values()
    compound = "表中有小区列" if in_column else job.compound
    return SheetRow(
        at, entry.chosen, entry.file, job.sheet.name, KINDS[job.roster.key],
        len(job.table.rows), compound, understood=True,
    )  # fmt: skip


def _mark(item: SheetRow) -> str:
    if not item.understood:
        return ""
    return "☑" if item.chosen else "☐"


def _tone(item: SheetRow) -> Tone:
    return Tone.PLAIN if item.understood else Tone.AMBER
