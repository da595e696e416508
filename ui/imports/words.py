"""What the columns do not say by themselves: the 小区 of a sheet, and words of the sheet's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.kinds import Choice, Many
from app.sheets.importing import Ready
from app.sheets.rosters import Roster
from ui.imports.flow import Entry
from ui.kit.parts import Label, caption, column
from ui.theme import Type

ASK, LEAVE_OUT = "请选择……", "（这一格不登记）"


class Places(QWidget):
    """The 小区 of each sheet that has no such column; taken from its name, to be corrected."""

    named = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.edits: list[QLineEdit] = []
        self._lines = column(gap=6)
        self.setLayout(
            column(
                Label("这些表是哪个小区的", Type.STRONG),
                caption("表里没有小区列，先从工作表的名称或标题认，不对请改。", wrap=True),
                self._lines,
                gap=8,
            )
        )

    @property
    def any(self) -> bool:
        """Whether there is something to say."""
        return bool(self.edits)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """One line for each sheet."""
        clear(self._lines)
        self.edits = []
        for entry in entries:
            edit = QLineEdit(entry.job.compound)
            edit.setPlaceholderText("小区名称")
            edit.setAccessibleName(f"“{entry.name}”的小区")
            edit.editingFinished.connect(
                lambda entry=entry, edit=edit: self.named.emit(entry, edit.text())
            )
            self.edits.append(edit)
            self._lines.addWidget(caption(entry.name))
            self._lines.addWidget(edit)
        self.setVisible(self.any)


class Words(QWidget):
    """Words that no list of ours knows: each is taken for one of ours, or left out."""

    explained = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[tuple[str, str], QComboBox] = {}
        self._lines = column(gap=6)
        self.setLayout(
            column(
                Label("表里的写法", Type.STRONG),
                caption("这些写法不在可选的内容里。选好登记成什么，下次自动照此登记。", wrap=True),
                self._lines,
                gap=8,
            )
        )

    @property
    def any(self) -> bool:
        """Whether there is something to say."""
        return bool(self.boxes)

    def show_words(
        self,
        roster: Roster,
        strange: Mapping[tuple[str, str], tuple[int, Ready]],
        words: Mapping[tuple[str, str], str],
    ) -> None:
        """The strange words on sheets of a roster, with what was chosen for them."""
        clear(self._lines)
        self.boxes = {}
        for key, (count, ready) in strange.items():
            if ready.job.roster.key == roster.key and key[0] in roster.fields:
                known = words.get(key, ready.job.words.get(key))
                self._add(roster, key, count, known)
        self.setVisible(self.any)

    def _add(self, roster: Roster, key: tuple[str, str], count: int, known: str | None) -> None:
        name, word = key
        field = roster.fields[name]
        kind = field.kind.choice if isinstance(field.kind, Many) else field.kind
        options = kind.options if isinstance(kind, Choice) else ()
        box = QComboBox()
        box.addItem(ASK, None)
        for option in options:
            box.addItem(option, option)
        box.addItem(LEAVE_OUT, "")
        place = next((at for at in range(box.count()) if box.itemData(at) == known), 0)
        box.setCurrentIndex(place if known is not None else 0)
        box.setAccessibleName(f"{field.label}里写的“{word}”登记为")
        box.activated.connect(
            lambda _at, box=box: self.explained.emit(name, word, box.currentData())
        )
        self.boxes[key] = box
        times = f"，{count} 处" if count else ""
        self._lines.addWidget(Label(f"“{word}”登记为", wrap=True))
        self._lines.addWidget(caption(f"{field.label}{times}"))
        self._lines.addWidget(box)
        self._lines.addSpacing(6)


def clear(layout: QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
