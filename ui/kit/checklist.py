"""A small window with a list of words to tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.kit.lines import LineEdit
from ui.kit.match import rank
from ui.kit.parts import Button, caption, column, frame, link, row, sized
from ui.theme import Tone, Type

EMPTY = "（空）"
"""What stands for an empty cell among words to choose from."""

_MOST = 2000
_COUNT = Qt.ItemDataRole.UserRole
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class _Counted(QStyledItemDelegate):
    """A word to tick with, at the right, how many rows have it."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        count = index.data(_COUNT)
        if count is None:
            return
        look = theme.current()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setFont(look.font(Type.CAPTION))
        painter.setPen(look.colour(Tone.MUTED))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -look.px(6), 0), side, f"{count:,}")
        painter.restore()


class CheckList(QWidget):
    """A list of words to tick; a click elsewhere closes it unchanged.

    `counts` stand at the right of the words, where they are known; `more` is a link below the
    list that leads elsewhere.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        words: Sequence[tuple[str, bool]],
        apply: Callable[[frozenset[int]], object],
        *,
        clear: tuple[str, Callable[[], object]] | None = None,
        counts: Sequence[int] = (),
        hint: str = "查找……",
        more: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # for round corners
        self.setAccessibleName(title)
        self._apply = apply
        self._box = LineEdit(hint=hint, name=f"在“{title}”里查找")
        self._box.textChanged.connect(self._search)
        self._list = QListWidget()
        self._list.setAccessibleName(title)
        self._list.setItemDelegate(_Counted(self._list))
        self._list.itemClicked.connect(self._toggle)
        self._list.installEventFilter(self)
        self._words: list[str] = []
        self.put(words, counts)
        ends = row(link("全选", lambda: self._all(True)), link("全不选", lambda: self._all(False)))
        ends.addStretch(1)
        if clear is not None:
            words_of_clear, act = clear
            ends.addWidget(link(words_of_clear, lambda: self._leave(act)))
        leads = [] if more is None else [row(link(more[0], lambda: self._leave(more[1])), None)]
        self._between = column(gap=4)
        confirm = Button("确定", self._confirm, tone=Tone.PRIMARY)
        body = column(
            caption(title),
            self._box,
            self._between,
            ends,
            self._list,
            *leads,
            row(None, Button("取消", self.close), confirm),
            margins=12,
            gap=8,
        )
        self.setLayout(column(frame("popup", body)))
        sized(self, width=260, height=380)

    def put(self, words: Sequence[tuple[str, bool]], counts: Sequence[int] = ()) -> None:
        """Other words, each ticked or not."""
        self._list.clear()
        self._words = [word for word, _ in words[:_MOST]]
        for at, (word, on) in enumerate(words[:_MOST]):
            item = QListWidgetItem(word or EMPTY)
            # Ticking is done here, so that a click on the words does it too.
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(_ON if on else _OFF)
            if counts:
                item.setData(_COUNT, counts[at])
            self._list.addItem(item)

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
        self._list.item(at).setCheckState(_ON if on else _OFF)

    def ticked(self) -> frozenset[int]:
        """The places of the words that are ticked, also of those out of sight."""
        count = range(self._list.count())
        return frozenset(at for at in count if self._list.item(at).checkState() == _ON)

    def in_sight(self) -> list[int]:
        """The places of the words that fit what is typed."""
        return [at for at in range(self._list.count()) if not self._list.item(at).isHidden()]

    def _toggle(self, item: QListWidgetItem) -> None:
        self.tick(self._list.row(item), item.checkState() != _ON)

    def eventFilter(self, _list: QObject, event: QEvent) -> bool:
        """Space ticks, as a click does."""
        space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if event.type() == QEvent.Type.KeyPress and space and self._list.currentItem() is not None:
            self._toggle(self._list.currentItem())
            return True
        return False

    def _all(self, on: bool) -> None:
        for at in self.in_sight():
            self.tick(at, on)

    def _search(self, text: str) -> None:
        found = set(rank(text, range(len(self._words)), lambda at: self._words[at]))
        for at in range(self._list.count()):
            self._list.item(at).setHidden(at not in found)

    def _confirm(self) -> None:
        ticked = self.ticked()
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
