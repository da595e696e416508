"""Many leaders at once: ticked one by one, a 小区 as a whole, or by typing their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.kinds import folded
from app.leaders.posts import STREET_LEADER
from app.leaders.serving import TWO, Serving
from ui.kit.chips import FilterMenu
from ui.kit.lines import LineEdit
from ui.kit.parts import Label, column, link, row, sized
from ui.theme import Tone, Type

_ID = Qt.ItemDataRole.UserRole
_ON, _OFF, _SOME = (
    Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked,
)  # fmt: skip
_BOTH, _EVERY = "both", "every"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HIGH = 250


class Choosing(QWidget):
    """A tree of leaders by 小区 to tick, and a box that finds them; `changed` tells of a tick.

    Enter in the box ticks the first that fits and empties the box for the next name.
    """

    changed = Signal()
    finished = Signal()
    """Ctrl+Enter in the box."""

    def __init__(self, title: str, people: Sequence[Serving], ticked: Iterable[int] = ()) -> None:
        super().__init__()
        self._people: dict[int, Serving] = {}
        self.box = LineEdit(hint="姓名、拼音、楼组，回车勾选", name="找人")
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(lambda _text: self._narrow())
        self.box.installEventFilter(self)
        self.post = FilterMenu("岗位", [(_EVERY, "全部")])
        self.post.chosen.connect(lambda _key: self._narrow())
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(title)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.setUniformRowHeights(True)
        sized(self.tree, height=_HIGH)
        self._leaves: dict[int, QTreeWidgetItem] = {}
        self.tree.itemChanged.connect(self._ticked)
        self._count = Label("", tone=Tone.PRIMARY)
        head = row(
            Label(title, Type.STRONG),
            self._count,
            None,
            link("全选", lambda: self.tick_shown(on=True)),
            link("清空", lambda: self.tick_all(on=False)),
            gap=6,
        )
        find = row(self.box, self.post, gap=6)
        find.setStretch(0, 1)
        self.setLayout(column(head, find, self.tree, gap=6))
        self.offer(people)
        self.tick(ticked)

    def offer(self, people: Sequence[Serving]) -> None:
        """Other people to choose among; who was ticked and is still there stays ticked."""
        if [one.id for one in people] == list(self._people):
            return
        kept = self.ids
        self._people = {one.id: one for one in people}
        kinds = list(dict.fromkeys(one.post for one in people))
        both = [(_BOTH, "两长")] if any(kind in TWO for kind in kinds) else []
        known = self.post.key
        self.post.offer([*both, *((one, one) for one in kinds), (_EVERY, "全部")])
        if not kept and both:
            self.post.choose(_BOTH if known == _EVERY else known)
        with QSignalBlocker(self.tree):
            self.tree.clear()
            self._leaves = {}
            self._fill(people)
        self.tick(kept)
        self._narrow()

    def _fill(self, people: Sequence[Serving]) -> None:
        parts: dict[str, QTreeWidgetItem] = {}
        for one in people:
            name = "街面" if one.post == STREET_LEADER else one.compound or "本居委"
            if name not in parts:
                parts[name] = QTreeWidgetItem(self.tree, [name])
                parts[name].setFlags(parts[name].flags() | Qt.ItemFlag.ItemIsUserCheckable)
                parts[name].setCheckState(0, _OFF)
            leaf = QTreeWidgetItem(parts[name], [f"{one.full_name}　{one.scope} {one.post}"])
            leaf.setFlags(leaf.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            leaf.setData(0, _ID, one.id)
            leaf.setCheckState(0, _OFF)
            self._leaves[one.id] = leaf

    # What is ticked

    @property
    def chosen(self) -> list[Serving]:
        """Those that are ticked, also those out of sight."""
        on = (row_id for row_id, leaf in self._leaves.items() if leaf.checkState(0) == _ON)
        return [self._people[row_id] for row_id in on]

    @property
    def ids(self) -> list[int]:
        """The terms of those that are ticked."""
        return [one.id for one in self.chosen]

    @property
    def people_ids(self) -> list[int]:
        """The people that are ticked; who holds two posts is there once."""
        return list(dict.fromkeys(one.resident_id for one in self.chosen))

    def tick(self, ids: Iterable[int], *, on: bool = True) -> None:
        """Tick some by the ids of their terms."""
        with QSignalBlocker(self.tree):
            for row_id in ids:
                if row_id in self._leaves:
                    self._leaves[row_id].setCheckState(0, _ON if on else _OFF)
        self._say()

    def tick_shown(self, *, on: bool) -> None:
        """Tick everybody in sight."""
        shown = (row_id for row_id, leaf in self._leaves.items() if not leaf.isHidden())
        self.tick(list(shown), on=on)

    def tick_all(self, *, on: bool) -> None:
        """Tick everybody, or nobody."""
        self.tick(list(self._leaves), on=on)

    def tick_part(self, name: str) -> None:
        """Tick everybody in sight of one 小区."""
        for part in self._parts():
            if part.text(0).partition("　")[0] == name:
                part.setCheckState(0, _ON)

    def _ticked(self, item: QTreeWidgetItem) -> None:
        if item.childCount():
            on = item.checkState(0) != _OFF
            with QSignalBlocker(self.tree):
                for leaf in _inside(item):
                    if not leaf.isHidden():
                        leaf.setCheckState(0, _ON if on else _OFF)
        self._say()

    def _say(self) -> None:
        with QSignalBlocker(self.tree):
            for part in self._parts():
                inside = [leaf for leaf in _inside(part) if not leaf.isHidden()]
                on, seen = sum(leaf.checkState(0) == _ON for leaf in inside), len(inside)
                part.setCheckState(0, _OFF if not on else _ON if on == seen else _SOME)
                name = part.text(0).partition("　")[0]
                part.setText(0, f"{name}　{on} / {seen} 人" if on else f"{name}　{seen} 人")
        count = len(self.ids)
        self._count.say(f"已选 {count:,} 人" if count else "还没有选人")
        self.tree.viewport().update()
        self.changed.emit()

    def _parts(self) -> list[QTreeWidgetItem]:
        return [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]

    # What is in sight

    def _narrow(self) -> None:
        word = "".join(folded(self.box.text()).split()).lower()
        for row_id, leaf in self._leaves.items():
            leaf.setHidden(not self._fits(self._people[row_id], word))
        parts = self._parts()
        for part in parts:
            part.setHidden(all(leaf.isHidden() for leaf in _inside(part)))
            part.setExpanded(bool(word) or len(parts) == 1)
        self._say()

    def _fits(self, one: Serving, word: str) -> bool:
        post = self.post.key
        if post not in (_EVERY, one.post) and not (post == _BOTH and one.post in TWO):
            return False
        if not word:
            return True
        if word in f"{one.compound}{one.scope}{one.full_name}".lower():
            return True
        return any(sound.startswith(word) for sound in one.sound.split())

    def tick_first(self) -> None:
        """Tick the first in sight that is not, as Enter does."""
        for leaf in self._leaves.values():
            if not leaf.isHidden() and leaf.checkState(0) != _ON:
                leaf.setCheckState(0, _ON)
                self.box.clear()
                return

    def eventFilter(self, _box: QObject, event: QEvent) -> bool:
        """Enter takes a name and does not leave the box; Ctrl+Enter is for the form."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in _ENTER and held:
                self.finished.emit()
                return True
            if event.key() in _ENTER and self.box.text().strip():
                self.tick_first()
                return True
        return False


def _inside(part: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [part.child(at) for at in range(part.childCount())]
