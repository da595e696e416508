"""Ctrl+K: one box that finds people, households, pages and commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QWidget

from ui import theme
from ui.kit.lines import LineEdit
from ui.kit.match import rank
from ui.kit.offers import OfferView
from ui.kit.parts import Label, Picture, caption, column, row, rule
from ui.theme import Tone, Type

_DELAY = 60  # milliseconds between the last key and the search
_MOST = 40
_NOTHING = "没有找到。可以换个写法：姓名、拼音首字母、电话、3-101。"


@dataclass(frozen=True)
class Hit:
    """Something found: its sort (人, 户, 页面, 操作), its name, a few words, the way to it.

    `keys` is a shortcut worth learning.
    """

    kind: str
    title: str
    subtitle: str
    open: Callable[[], object]
    keys: str = ""


Search = Callable[[str], "list[Hit]"]


class _Hits(OfferView):
    high = 36
    inset = 6
    margin = 10
    gap = 12
    radius = 6

    def words(self, hit: Hit) -> str:
        return f"{hit.kind} {hit.title} {hit.subtitle}"

    def frame_of(self, painter: QPainter, room: QRect, hit: Hit) -> QRect:
        look = theme.current()
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(Type.CAPTION))
        painter.setPen(look.colour(Tone.MUTED))
        painter.drawText(room, centre, hit.kind)
        if hit.keys:
            painter.drawText(room, centre | Qt.AlignmentFlag.AlignRight, hit.keys)
        return room.adjusted(look.px(48), 0, -look.px(70) if hit.keys else 0, 0)


class Finder(QFrame):
    """A panel over the window; ↑ ↓ choose, Enter opens, Esc closes."""

    def __init__(self, window: QWidget, search: Search, places: Callable[[], Iterable[Hit]]):
        super().__init__(window)
        self.setProperty("role", "popup")
        self.setAccessibleName("查找")
        self._search = search
        self._places = places
        self._box = LineEdit(hint="找人、室号、电话、页面、操作……", name="查找")
        self._box.setProperty("role", "bare")
        self._box.installEventFilter(self)
        self._list = _Hits("找到的内容")
        self._list.clicked.connect(lambda _index: self._open())
        self._nothing = Label(_NOTHING, tone=Tone.MUTED)
        head = row(Picture("search"), self._box, margins=(16, 10), gap=10)
        foot = row(caption("↑ ↓ 选择　Enter 打开　Esc 关闭"), margins=(16, 6))
        body = column(self._list, self._nothing, margins=(2, 6), gap=0)
        self._nothing.setContentsMargins(16, 8, 16, 8)
        self.setLayout(column(head, rule(), body, rule(), foot, gap=0))
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_DELAY)
        self._clock.timeout.connect(self.find_now)
        self._box.textChanged.connect(lambda _text: self._clock.start())
        window.installEventFilter(self)
        self._before: QWidget | None = None
        self.hide()

    @property
    def hits(self) -> list[Hit]:
        """What is found for what is typed."""
        return self._list.offers

    def ask(self, text: str = "") -> None:
        """Open, with some text already typed."""
        self._before = self.window().focusWidget()
        self._box.setText(text)
        self._box.selectAll()
        self.find_now()
        self.show()
        self.raise_()
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def find_now(self) -> None:
        """Search for what is typed."""
        self._clock.stop()
        text = self._box.text().strip()
        found = list(self._search(text)) if text else []
        places = rank(text, self._places(), lambda hit: hit.title)
        self._list.put((found + places)[:_MOST])
        self._list.setVisible(bool(self.hits))
        self._nothing.setVisible(not self.hits)
        self._place()

    def _open(self) -> None:
        at = self._list.at
        if 0 <= at < len(self.hits):
            hit = self.hits[at]
            self.hide()
            hit.open()

    def _place(self) -> None:
        look = theme.current()
        window = self.parentWidget()
        wide = min(look.px(620), window.width() - look.px(48))
        lines = max(1, min(len(self.hits), 10))
        high = look.px(36) * lines + look.px(100)
        self.setGeometry((window.width() - wide) // 2, look.px(72), wide, high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the box move the list; a click elsewhere closes."""
        if watched is self.parentWidget():
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        return False

    def _key(self, key: Qt.Key) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if key in steps and self.hits:
            self._list.step(steps[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._clock.isActive():
                self.find_now()
            self._open()
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            if self._before is not None:
                self._before.setFocus()
            return True
        return False
