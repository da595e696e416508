"""The choice of words that a column is filtered by, and the choice of columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.kit.lines import LineEdit
from ui.kit.match import rank
from ui.kit.parts import Button, caption, column, frame, link, row, sized
from ui.theme import Tone

_EMPTY = "（空）"
_MOST = 2000


class CheckList(QWidget):
    """A small window with a list of words to tick; a click elsewhere closes it unchanged."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        words: Sequence[tuple[str, bool]],
        apply: Callable[[frozenset[int]], object],
        *,
        clear: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # for round corners
        self.setAccessibleName(title)
        self._apply = apply
        self._box = LineEdit(hint="查找……", name=f"在“{title}”里查找")
        self._box.textChanged.connect(self._search)
        self._list = QListWidget()
        self._list.setAccessibleName(title)
        self._words = [word for word, _ in words[:_MOST]]
        for word, on in words[:_MOST]:
            item = QListWidgetItem(word or _EMPTY)
            # Ticking is done here, so that a click on the words does it too.
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.itemClicked.connect(self._toggle)
        self._list.installEventFilter(self)
        ends = row(link("全选", lambda: self._all(True)), link("全不选", lambda: self._all(False)))
        ends.addStretch(1)
        if clear is not None:
            words_of_clear, act = clear
            ends.addWidget(link(words_of_clear, lambda: self._leave(act)))
        confirm = Button("确定", self._confirm, tone=Tone.PRIMARY)
        body = column(
            caption(title),
            self._box,
            ends,
            self._list,
            row(None, Button("取消", self.close), confirm),
            margins=12,
            gap=8,
        )
        self.setLayout(column(frame("popup", body)))
        sized(self, width=260, height=380)

    def show_at(self, spot: QPoint) -> None:
        """Open below a heading, inside the screen."""
        screen = self.screen().availableGeometry()
        across = min(spot.x(), screen.right() - self.minimumWidth())
        down = min(spot.y(), screen.bottom() - self.minimumHeight())
        self.move(max(screen.left(), across), max(screen.top(), down))
        self.show()
        self._box.setFocus()

    def tick(self, at: int, on: bool) -> None:
        """Tick or untick one word."""
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        self._list.item(at).setCheckState(state)

    def _toggle(self, item: QListWidgetItem) -> None:
        self.tick(self._list.row(item), item.checkState() != Qt.CheckState.Checked)

    def eventFilter(self, _list: QObject, event: QEvent) -> bool:
        """Space ticks, as a click does."""
        space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if event.type() == QEvent.Type.KeyPress and space and self._list.currentItem() is not None:
            self._toggle(self._list.currentItem())
            return True
        return False

    def _all(self, on: bool) -> None:
        for at in range(self._list.count()):
            if not self._list.item(at).isHidden():
                self.tick(at, on)

    def _search(self, text: str) -> None:
        found = set(rank(text, range(len(self._words)), lambda at: self._words[at]))
        for at in range(self._list.count()):
            self._list.item(at).setHidden(at not in found)

    def _confirm(self) -> None:
        ticked = frozenset(
            at
            for at in range(self._list.count())
            if self._list.item(at).checkState() == Qt.CheckState.Checked
        )
        self.close()
        self._apply(ticked)

    def _leave(self, act: Callable[[], object]) -> None:
        self.close()
        act()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the choice."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._confirm()
        else:
            super().keyPressEvent(event)
