"""Things to tick in the pane: members of a household, doors of a 楼组, other 楼组."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.people.card import Member
from ui.kit.parts import Label, caption, column, sized
from ui.theme import Type

_ID = Qt.ItemDataRole.UserRole
_LINE, _HIGHEST = 30, 218
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class Ticks(QWidget):
    """The members of a household, to tick those that are meant; `changed` tells of a tick."""

    changed = Signal()

    def __init__(self, title: str, members: Sequence[Member]) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.boxes: dict[int, QCheckBox] = {}
        for one in members:
            relation = f"（{one.relation_to_head}）" if one.relation_to_head else ""
            box = self.boxes[one.id] = QCheckBox(f"{one.full_name}{relation}")
            box.toggled.connect(self.changed)
        self.setLayout(column(Label(title, Type.STRONG), *self.boxes.values(), gap=6))

    @property
    def ids(self) -> list[int]:
        """Those that are ticked."""
        return [row_id for row_id, box in self.boxes.items() if box.isChecked()]


class TickList(QWidget):
    """A longer list to tick, in parts where there are several: a part is ticked as a whole.

    Entries are (part, words, id). `changed` tells of a tick.
    """

    changed = Signal()

    def __init__(self, title: str, entries: Iterable[tuple[str, str, int]]) -> None:
        super().__init__()
        self._tree = QTreeWidget()
        self._tree.setHeaderHidden(True)
        self._tree.setAccessibleName(title)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._leaves: list[QTreeWidgetItem] = []
        known = list(entries)
        self._count = caption()
        parts = list(dict.fromkeys(part for part, _, _ in known))
        self._tree.setRootIsDecorated(len(parts) > 1)
        for part in parts:
            inside = [(words, row_id) for its, words, row_id in known if its == part]
            self._add_part(part if len(parts) > 1 else "", inside)
        self._tree.itemChanged.connect(self._tell)
        self._tree.itemExpanded.connect(self._fit)
        self._tree.itemCollapsed.connect(self._fit)
        self.setLayout(column(Label(title, Type.STRONG), self._tree, self._count, gap=6))
        self._fit()
        self._say()

    def _add_part(self, part: str, entries: Sequence[tuple[str, int]]) -> None:
        above: QTreeWidget | QTreeWidgetItem = self._tree
        if part:
            above = QTreeWidgetItem(self._tree, [part])
            above.setFlags(
                above.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate
            )
        for words, row_id in entries:
            leaf = QTreeWidgetItem(above, [words])
            leaf.setFlags(leaf.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            leaf.setData(0, _ID, row_id)
            leaf.setCheckState(0, _OFF)
            self._leaves.append(leaf)

    @property
    def ids(self) -> list[int]:
        """Those that are ticked."""
        return [leaf.data(0, _ID) for leaf in self._leaves if leaf.checkState(0) == _ON]

    @property
    def other_ids(self) -> list[int]:
        """Those that are not."""
        return [leaf.data(0, _ID) for leaf in self._leaves if leaf.checkState(0) != _ON]

    def tick(self, words: Iterable[str]) -> None:
        """Tick by words."""
        wanted = set(words)
        for leaf in self._leaves:
            if leaf.text(0) in wanted:
                leaf.setCheckState(0, _ON)

    def _fit(self) -> None:
        parts = [self._tree.topLevelItem(at) for at in range(self._tree.topLevelItemCount())]
        rows = len(parts) + sum(part.childCount() for part in parts if part.isExpanded())
        sized(self._tree, height=min(_HIGHEST, 8 + _LINE * rows))

    def _tell(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self._count.setText(f"共 {len(self._leaves)} 项，已勾选 {len(self.ids)} 项")
