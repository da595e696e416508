"""Choosing by typing: a name, pinyin initials, a room number, a code; or from the open list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui import theme
from ui.kit.lines import GhostEdit
from ui.kit.offers import OfferView
from ui.kit.parts import caption, column

_DELAY = 60
_SEEN = 8
_MOST = 100


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be picked: its id (or word), its name, and what tells it from others."""

    id: int | str
    title: str
    subtitle: str = ""


Search = Callable[[str], Sequence[Option]]


class PickList(QFrame):
    """The open list below a box; it never takes the focus."""

    picked = Signal(int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = OfferView("可以选的内容")
        self.list.pressed.connect(lambda index: self.picked.emit(index.row()))
        self._nothing = caption("没有找到")
        self._nothing.setContentsMargins(8, 4, 8, 4)
        self.setLayout(column(self.list, self._nothing, margins=4, gap=0))
        self.hide()

    def offer(self, options: Sequence[Option], below: QWidget) -> None:
        """Open with some options, below a box (above it where there is no room)."""
        self.list.put(options[:_MOST])
        self.list.setVisible(bool(options))
        self._nothing.setVisible(not options)
        look = theme.current()
        window = self.parentWidget()
        lines = max(1, min(len(options), _SEEN))
        wide = max(below.width(), look.px(240))
        high = look.px(30) * lines + look.px(12)
        spot = below.mapTo(window, QPoint(0, below.height() + look.px(2)))
        if spot.y() + high > window.height():
            spot = below.mapTo(window, QPoint(0, -high - look.px(2)))
        across = max(0, min(spot.x(), window.width() - wide))
        self.setGeometry(across, max(0, spot.y()), wide, high)
        self.show()
        self.raise_()

    @property
    def at(self) -> int:
        """The place of the option that Enter takes."""
        return self.list.at

    @property
    def options(self) -> list[Option]:
        """What is offered."""
        return self.list.offers


class PickerEdit(GhostEdit):
    """A line that searches while people type; `picked` carries the option or None.

    `free` lets words stand that are in no list.
    """

    picked = Signal(object)

    def __init__(self, search: Search, *, hint: str = "", name: str = "", free: bool = False):
        super().__init__(hint=hint, name=name)
        self._search = search
        self._free = free
        self._list: PickList | None = None
        self._option: Option | None = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_DELAY)
        self._clock.timeout.connect(self.offer)
        self.textEdited.connect(self._typed)
        self.add_button("chevron-down", "打开列表", self.toggle)

    @property
    def option(self) -> Option | None:
        """What is picked."""
        return self._option

    def take(self, option: Option | None) -> None:
        """Put an option in (or empty the box) without telling anybody."""
        self._option = option
        self.setText(option.title if option else "")
        self.set_ghost(option.subtitle if option else "")
        self._close()

    def settle(self) -> None:
        """Take the one option that the typed words can mean, if there is just one."""
        text = self.text().strip()
        if self._option is not None or not text:
            return
        options = self._search(text)
        exact = [option for option in options if text in (option.title, option.id)]
        meant = exact if len(exact) == 1 else options
        if len(meant) == 1 and not (self._free and not exact):
            self._pick(meant[0])

    def offer(self) -> None:
        """Open the list for what is typed."""
        self._clock.stop()
        text = "" if self._option is not None else self.text().strip()
        self._opened().offer(self._search(text), self)

    def toggle(self) -> None:
        """Open the whole list, or close it."""
        self.setFocus()
        if self._list is not None and self._list.isVisible():
            self._close()
        else:
            self._opened().offer(self._search(""), self)

    def _opened(self) -> PickList:
        if self._list is None:
            self._list = PickList(self.window())
            self._list.picked.connect(self._pick_at)
            self.destroyed.connect(self._list.deleteLater)
        return self._list

    def _close(self) -> None:
        self._clock.stop()
        if self._list is not None:
            self._list.hide()

    def _typed(self, _text: str) -> None:
        before, self._option = self._option, None
        self.set_ghost("")
        if before is not None:
            self.picked.emit(None)
        self._clock.start()

    def _pick_at(self, at: int) -> None:
        if self._list is not None and 0 <= at < len(self._list.options):
            self._pick(self._list.options[at])

    def _pick(self, option: Option) -> None:
        self.take(option)
        self.picked.emit(option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ walk, Enter takes, Esc closes; a scanner's Enter searches first."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _SEEN}
        steps[Qt.Key.Key_PageUp] = -_SEEN
        key = Qt.Key(event.key())
        seen = self._list is not None and self._list.isVisible()
        if key in steps:
            if seen and self._list is not None:
                self._list.list.step(steps[key])
            else:
                self._opened().offer(self._search(""), self)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (seen or self._clock.isActive()):
            if self._clock.isActive():
                self.offer()
            self._enter()
            event.accept()
            self.returnPressed.emit()
        elif key == Qt.Key.Key_Escape and seen:
            self._close()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if self._list is not None and self.text().strip() and self._list.options:
            self._pick_at(self._list.at)
        self._close()

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes with its box."""
        self._close()
        super().hideEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what is meant, if that is clear."""
        self._close()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the open list, not to the window."""
        shown = self._list is not None and self._list.isVisible()
        keyed = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if shown and keyed and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)
