"""The rooms of the program at the left, with their badges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QScrollArea, QWidget

from ui import icons, theme
from ui.kit.parts import Label, area, caption, column, put, sized
from ui.theme import Tone, Type


@dataclass(frozen=True, slots=True)
class Badge:
    """A number of things to see to; red is overdue, amber is soon."""

    count: int
    tone: Tone = Tone.AMBER


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the sidebar; `depth` 1 lies inside the one before it."""

    id: str
    title: str
    icon: str
    depth: int = 0


class _RoomButton(QAbstractButton):
    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.badge: Badge | None = None
        self.setText(entry.title)
        self.setAccessibleName(entry.title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_badge(self, badge: Badge | None) -> None:
        if badge == self.badge:
            return
        self.badge = badge
        words = {Tone.RED: "件到期", Tone.AMBER: "件待办"}
        more = f"，{badge.count}{words.get(badge.tone, '件')}" if badge else ""
        self.setAccessibleName(self.entry.title + more)
        self.update()

    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(150), look.px(38 if self.entry.depth == 0 else 34))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme.current()
        colours = look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(look.px(8), 1, self.width() - look.px(16), self.height() - 2)
        radius = look.px(6)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(QColor(colours.soft if self.isChecked() else colours.sunken))
            painter.drawRoundedRect(ground, radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.focus))
            painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        tone = Tone.PRIMARY if self.isChecked() else Tone.PLAIN
        left = look.px(18 + 14 * self.entry.depth)
        if self.entry.icon:
            icon_tone = tone if self.isChecked() else Tone.MUTED
            picture = icons.picture(self.entry.icon, icon_tone, 18, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - look.px(18)) // 2, picture)
            left += look.px(28)
        painter.setFont(look.font(Type.STRONG if self.isChecked() else Type.BODY))
        painter.setPen(look.colour(tone))
        text = QRectF(left, 0, self.width() - left - look.px(16), self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.entry.title)
        if self.badge is not None and self.badge.count:
            self._paint_badge(painter, self.badge)

    def _paint_badge(self, painter: QPainter, badge: Badge) -> None:
        look = theme.current()
        colours = look.colours
        text = str(badge.count) if badge.count < 100 else "99+"
        font = look.font(Type.CAPTION)
        painter.setFont(font)
        high = look.px(19)
        wide = max(high, painter.fontMetrics().horizontalAdvance(text) + look.px(10))
        spot = QRectF(self.width() - look.px(18) - wide, (self.height() - high) / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.state(badge.tone)))
        painter.drawRoundedRect(spot, high / 2, high / 2)
        painter.setPen(QColor(colours.on_state))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)


class Sidebar(QWidget):
    """Program, office, rooms, and below: who, the last backup, saved."""

    chosen = Signal(str)

    def __init__(self, program: str, entries: Iterable[Entry]) -> None:
        super().__init__()
        self.setProperty("role", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("目录")
        sized(self, width=176)
        self._office = caption(wrap=True)
        name = Label(program, Type.STRONG, Tone.PRIMARY)
        head = column(name, self._office, margins=(18, 16, 12, 12), gap=2)
        self._rooms: dict[str, _RoomButton] = {}
        group = QButtonGroup(self)
        inner = area("clear")
        rooms = column(gap=0)
        inner.setLayout(rooms)
        for entry in entries:
            button = _RoomButton(entry)
            button.clicked.connect(lambda _on=False, key=entry.id: self.chosen.emit(key))
            group.addButton(button)
            put(rooms, button)
            self._rooms[entry.id] = button
        put(rooms, None)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._foot = caption(wrap=True)
        foot = column(self._foot, margins=(18, 8, 12, 16))
        self.setLayout(column(head, scroll, foot, gap=0))

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is walking through the rooms."""
        return any(button.hasFocus() for button in self._rooms.values())

    def choose(self, room: str) -> None:
        """Mark the room that is open."""
        if room not in self._rooms:
            return
        self._rooms[room].setChecked(True)
        if self.has_focus:
            # The keyboard walks on from the room that is open, not from the one before.
            self._rooms[room].setFocus()

    def show_office(self, name: str) -> None:
        """The name of the office under that of the program."""
        self._office.setText(name)

    def show_badges(self, badges: Mapping[str, Badge]) -> None:
        """The badges of all rooms; a room that is not named has none."""
        for key, button in self._rooms.items():
            button.show_badge(badges.get(key))

    def show_foot(self, lines: Iterable[str]) -> None:
        """Who works here, when the last backup was made, whether all is saved."""
        self._foot.setText("\n".join(lines))
