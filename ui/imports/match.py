"""Step 2: which column is which field, with the first rows beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QWidget

from app.rosters import ROSTERS
from app.sheets.cells import as_text
from app.sheets.importing import Ready, SheetJob
from ui.imports.flow import Entry
from ui.imports.sheets import SheetChips
from ui.imports.words import Places, Words
from ui.kit.cards import Panel
from ui.kit.parts import Button, Label, area, caption, column, lay, row, scrolled, sized
from ui.theme import Tone

NOT_USED = "（不导入这一列）"
_OWN, _OWN_CHOICE = "+own", "+choice"
_NEW = {_OWN: "新增自设栏", _OWN_CHOICE: "新增自设栏（选项）"}


class FieldBox(QComboBox):
    """A list of fields in which something is chosen only with the list open.

    A turn of the wheel, or an arrow key too many, must not make a column of the office's own.
    """

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the page, which scrolls."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An arrow key opens the list."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.showPopup()
        else:
            super().keyPressEvent(event)


class MatchView(QWidget):
    """The columns of sheets with the same headings, mapped as one.

    `checked` asks for the dry run, `back` for the step before, `roster_chosen` carries the place
    of the group and the sort of roster, `group_chosen` the place of another group, `own_asked`
    the group, the column and whether its words are to be options: it becomes one of the office's.
    """

    checked = Signal()
    back = Signal()
    roster_chosen = Signal(int, str)
    group_chosen = Signal(int)
    own_asked = Signal(int, int, bool)

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self.sheets = SheetChips()
        self.sheets.chosen.connect(self.group_chosen)
        self.roster = QComboBox()
        self.roster.setAccessibleName("这张表是")
        for roster in ROSTERS:
            self.roster.addItem(roster.title, roster.key)
        self.roster.activated.connect(self._choose_roster)
        self._grid_holder = QScrollArea()
        self._grid_holder.setWidgetResizable(True)
        self._grid_holder.setProperty("role", "bare")
        self._grid_holder.setAccessibleName("列的对应")
        self.boxes: dict[int, FieldBox] = {}
        self.panel = Panel("列的对应")
        asked = caption("这张表是")
        asked.setContentsMargins(0, 0, 8, 0)
        self.panel.add_tool(asked)
        self.panel.add_tool(self.roster)
        self.panel.add(self._grid_holder, 1)
        self.places = Places()
        self.words = Words()
        self.side = Panel()
        inner = column(self.places, self.words, None, gap=20)
        holder = scrolled(area("surface", inner))
        self.side.add(holder, 1)
        sized(self.side, width=330)
        middle = row(self.panel, self.side, gap=16)
        middle.setStretch(0, 1)
        self.go_on = Button("检查全部行", self.checked.emit, tone=Tone.PRIMARY)
        hint = caption("同样的表头，下次自动照此对应。")
        buttons = row(self.go_on, Button("上一步", self.back.emit), hint, None, gap=10)
        body = column(self.sheets, gap=12)
        body.addLayout(middle, 1)
        body.addLayout(buttons)
        self.setLayout(body)

    def show_group(
        self,
        groups: Sequence[Sequence[Entry]],
        at: int,
        strange: Mapping[tuple[str, str], tuple[int, Ready]],
        words: Mapping[tuple[str, str], str],
    ) -> None:
        """The columns of one group; `words` are the strange words explained so far."""
        entries = groups[at]
        job = entries[0].job
        self._at = at
        self.sheets.show_sheets([_group_name(group) for group in groups], at)
        names = "、".join(entry.name for entry in entries)
        many = f"{len(entries)} 张表的表头相同，一起对应：{names}"
        self.panel.say("列的对应", many if len(entries) > 1 else names)
        self.roster.setCurrentIndex(self.roster.findData(job.roster.key))
        fits = "compound" in job.roster.fields and "compound" not in job.mapping.values()
        self.places.show_entries(entries if fits else ())
        self.words.show_words(job.roster, strange, words)
        self.side.setVisible(self.places.any or self.words.any)
        self._grid_holder.setWidget(self._grid(job))

    def mapping(self) -> dict[int, str]:
        """The columns as chosen now."""
        chosen = {index: box.currentData() for index, box in self.boxes.items()}
        return {index: name for index, name in chosen.items() if name and name not in _NEW}

    def _choose_roster(self) -> None:
        self.roster_chosen.emit(self._at, self.roster.currentData())

    def _grid(self, job: SheetJob) -> QWidget:
        grid = QGridLayout()
        lay(grid, (0, 4), 8)
        for place, text in enumerate(("表中的列", "例子", "登记为")):
            grid.addWidget(caption(text), 0, place)
        self.boxes = {}
        for line, item in enumerate((one for one in job.table.columns if one.label), start=1):
            box = self._box(job, item.index)
            self.boxes[item.index] = box
            grid.addWidget(Label(item.label), line, 0)
            grid.addWidget(caption(self._examples(job, item.index)), line, 1)
            grid.addWidget(box, line, 2)
            guess = self._guess(job, item.index, item.suggestion)
            if guess is not None:
                grid.addWidget(guess, line, 3)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 5)
        grid.setColumnStretch(2, 3)
        grid.setRowStretch(grid.rowCount(), 1)
        return area("surface", grid)

    def _box(self, job: SheetJob, index: int) -> FieldBox:
        box = FieldBox()
        box.addItem(NOT_USED, "")
        for name, item in job.roster.fields.items():
            box.addItem(item.label, name)
        if job.roster.own_of:
            box.insertSeparator(box.count())
            for key, words in _NEW.items():
                box.addItem(words, key)
            box.activated.connect(lambda _at: self._ask_own(index, box.currentData()))
        chosen = job.mapping.get(index, "")
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.setAccessibleName(f"“{job.labels()[index]}”登记为")
        return box

    def _ask_own(self, index: int, key: str) -> None:
        if key in _NEW:
            self.own_asked.emit(self._at, index, key == _OWN_CHOICE)

    def _guess(self, job: SheetJob, index: int, suggestion: str | None) -> Button | None:
        """A likely field is offered, never taken unasked."""
        if index in job.mapping or not suggestion or suggestion in job.mapping.values():
            return None
        box = self.boxes[index]

        def take() -> None:
            box.setCurrentIndex(box.findData(suggestion))

        label = job.roster.fields[suggestion].label
        return Button(f"是“{label}”？", take, role="link", hint=f"把这一列登记为“{label}”")

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


def _group_name(entries: Sequence[Entry]) -> str:
    first = entries[0].job
    return first.name if len(entries) == 1 else f"{first.roster.title} {len(entries)} 张"
