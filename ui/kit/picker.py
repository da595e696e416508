"""Choosing by typing: a name, pinyin initials, a room number, a code; or from the open list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.kit.lines import GhostEdit
from ui.kit.parts import caption, column
from ui.theme import Tone, Type

_DELAY = 60
_SEEN = 8
_MOST = 100
_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be picked: its id (or word), its name, and what tells it from others."""

    id: int | str
    title: str
    subtitle: str = ""


Search = Callable[[str], Sequence[Option]]


class _Options(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.options: list[Option] = []

    def put(self, options: Sequence[Option]) -> None:
        self.beginResetModel()
        self.options = list(options[:_MOST])
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.options)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        option = self.options[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{option.title} {option.subtitle}".strip()
        return option if role == _ROLE else None


class _OptionPainter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(80, theme.current().px(30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        offered: Option = index.data(_ROLE)
        look = theme.current()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.colours.soft))
            painter.drawRoundedRect(rect, look.px(4), look.px(4))
        inner = rect.adjusted(look.px(8), 0, -look.px(8), 0)
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font())
        painter.setPen(look.colour())
        metrics = painter.fontMetrics()
        title = metrics.elidedText(offered.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, centre, title)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(title) + look.px(10))
        painter.setFont(look.font(Type.CAPTION))
        painter.setPen(look.colour(Tone.MUTED))
        subtitle = painter.fontMetrics().elidedText(
            offered.subtitle, Qt.TextElideMode.ElideRight, max(0, inner.width())
        )
        painter.drawText(inner, centre, subtitle)
        painter.restore()


class PickList(QFrame):
    """The open list below a box; it never takes the focus."""

    picked = Signal(int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.model = _Options(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_OptionPainter(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("可以选的内容")
        self.list.pressed.connect(lambda index: self.picked.emit(index.row()))
        self._nothing = caption("没有找到")
        self._nothing.setContentsMargins(8, 4, 8, 4)
        self.setLayout(column(self.list, self._nothing, margins=4, gap=0))
        self.hide()

    def offer(self, options: Sequence[Option], below: QWidget) -> None:
        """Open with some options, below a box (above it where there is no room)."""
        self.model.put(options)
        if options:
            self.list.setCurrentIndex(self.model.index(0))
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
        return self.list.currentIndex().row()

    def step(self, by: int) -> None:
        """Another option."""
        count = len(self.model.options)
        if count:
            self.list.setCurrentIndex(self.model.index(max(0, min(count - 1, self.at + by))))


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
        if self._list is not None and 0 <= at < len(self._list.model.options):
            self._pick(self._list.model.options[at])

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
                self._list.step(steps[key])
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
        if self._list is not None and self.text().strip() and self._list.model.options:
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
