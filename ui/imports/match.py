"""Step 2: which column is which field, with the first rows beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QScrollArea, QWidget

from app.rosters import ROSTERS
from app.sheets.cells import as_text
from app.sheets.importing import SheetJob
from ui.imports.sheets import SheetChips
from ui.kit.cards import Panel
from ui.kit.parts import Button, Label, area, caption, column, lay, row, sized
from ui.theme import Tone

NOT_USED = "（不导入这一列）"


class MatchView(QWidget):
    """The columns of one sheet; `checked` asks for the dry run, `back` for another file."""

    checked = Signal()
    back = Signal()
    roster_chosen = Signal(int, str)
    sheet_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._job: SheetJob | None = None
        self.sheets = SheetChips()
        self.sheets.chosen.connect(self.sheet_chosen)
        self.roster = QComboBox()
        self.roster.setAccessibleName("这张表是")
        for roster in ROSTERS:
            self.roster.addItem(roster.title, roster.key)
        self.roster.activated.connect(self._choose_roster)
        self.compound = QLineEdit()
        self.compound.setAccessibleName("小区")
        self.compound.setPlaceholderText("表里没有小区列时，填在这里")
        sized(self.compound, width=220)
        self.compound_line = QWidget()
        self.compound_line.setLayout(row(caption("小区"), self.compound, gap=8))
        self._grid_holder = QScrollArea()
        self._grid_holder.setWidgetResizable(True)
        self._grid_holder.setProperty("role", "bare")
        self.boxes: dict[int, QComboBox] = {}
        panel = Panel("列的对应", "对不上的列会留空，请在右边选一项；不需要的列可以不导入。")
        asked = caption("这张表是")
        asked.setContentsMargins(0, 0, 8, 0)
        panel.add_tool(asked)
        panel.add_tool(self.roster)
        panel.add(self.compound_line)
        panel.add(self._grid_holder, 1)
        self.go_on = Button("检查全部行", self.checked.emit, tone=Tone.PRIMARY)
        buttons = row(self.go_on, Button("换一个文件", self.back.emit), None, gap=10)
        body = column(self.sheets, gap=12)
        body.addWidget(panel, 1)
        body.addLayout(buttons)
        self.setLayout(body)

    def show_job(self, jobs: Sequence[SheetJob], at: int) -> None:
        """The columns of one of the sheets."""
        job = jobs[at]
        self._at, self._job = at, job
        self.sheets.show_sheets([one.sheet.name for one in jobs], at)
        self.roster.setCurrentIndex(self.roster.findData(job.roster.key))
        fits = "compound" in job.roster.fields and "compound" not in job.mapping.values()
        self.compound_line.setVisible(fits)
        self.compound.setText(job.compound)
        self._grid_holder.setWidget(self._grid(job))

    def mapping(self) -> dict[int, str]:
        """The columns as chosen now."""
        return {index: box.currentData() for index, box in self.boxes.items() if box.currentData()}

    def _choose_roster(self) -> None:
        self.roster_chosen.emit(self._at, self.roster.currentData())

    def _grid(self, job: SheetJob) -> QWidget:
        grid = QGridLayout()
        lay(grid, (0, 4), 8)
        for place, text in enumerate(("表中的列", "例子", "登记为")):
            grid.addWidget(caption(text), 0, place)
        self.boxes = {}
        for line, item in enumerate((one for one in job.table.columns if one.label), start=1):
            box = self._box(job, item.index, item.suggestion)
            self.boxes[item.index] = box
            grid.addWidget(Label(item.label), line, 0)
            grid.addWidget(caption(self._examples(job, item.index)), line, 1)
            grid.addWidget(box, line, 2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 5)
        grid.setColumnStretch(2, 3)
        grid.setRowStretch(grid.rowCount(), 1)
        return area("surface", grid)

    def _box(self, job: SheetJob, index: int, suggestion: str | None) -> QComboBox:
        box = QComboBox()
        box.addItem(NOT_USED, "")
        for name, item in job.roster.fields.items():
            box.addItem(item.label, name)
        chosen = job.mapping.get(index, "")
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.setAccessibleName(f"“{job.labels()[index]}”登记为")
        if not chosen and suggestion and suggestion not in job.mapping.values():
            box.setToolTip(f"可能是“{job.roster.fields[suggestion].label}”，请确认后选上。")
        return box

    @staticmethod
    def _examples(job: SheetJob, index: int) -> str:
        found: dict[str, None] = {}
        field = job.roster.fields.get(job.mapping.get(index, ""))
        for line in job.table.rows[:60]:
            text = as_text(line.cells[index]).strip() if index < len(line.cells) else ""
            if text and field is not None and field.sensitive:
                text = field.kind.mask(text)
            if text:
                found[text if len(text) <= 18 else text[:17] + "…"] = None
            if len(found) == 3:
                break
        return "、".join(found)
