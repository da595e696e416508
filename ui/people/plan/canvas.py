"""The 楼栋图 to work with: walked through by keys, asked and pressed by the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.people.drawing.compound import Door, Drawing
from ui.people.plan.field import PlanField
from ui.people.plan.note import DoorNote
from ui.people.plan.walk import ends, neighbour

_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HOVER = 350  # milliseconds over a door until it says who lives there
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PlanCanvas(PlanField):
    """Show a drawing with `show_drawing`.

    `picked` carries the door that became current, `opened` the one to be opened, `pointed` the
    door under the resting mouse.
    """

    picked = Signal(object)
    opened = Signal(object)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("楼栋图")
        self.note = DoorNote(self.viewport())
        self._pressed: QPointF | None = None
        self._moved = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_HOVER)
        self._rest.timeout.connect(self._ask)

    def show_drawing(self, drawing: Drawing) -> None:
        """Another drawing; of the same compound, zoom, place and current door stay."""
        super().show_drawing(drawing)
        self.setAccessibleName(
            f"楼栋图：{drawing.compound}，按{drawing.title}看。{drawing.sentence}"
        )
        if self.current is not None and self.door(self.current) is None:
            self.current = None
        self._tell()

    def current_door(self) -> Door | None:
        """The door that is chosen."""
        return None if self.current is None else self.door(self.current)

    # Choosing

    def choose(self, door_id: int | None) -> None:
        """Make a door current without telling anybody."""
        self.current = door_id
        if door_id is not None:
            self.reveal(door_id)
        self._tell()
        self.viewport().update()

    def _pick(self, door: Door) -> None:
        self.choose(door.id)
        self.picked.emit(door)

    def _tell(self) -> None:
        door = self.current_door()
        words = spoken(door, self.drawing) if door is not None and self.drawing else ""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press begins a click or a move."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._moved = event.position(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pressed, the drawing moves along; otherwise the door under the mouse is marked."""
        if self._pressed is not None:
            way = event.position() - self._pressed
            if self._moved or way.manhattanLength() >= QApplication.startDragDistance():
                self._moved = True
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                across, down = self.horizontalScrollBar(), self.verticalScrollBar()
                across.setValue(across.value() - round(way.x()))
                down.setValue(down.value() - round(way.y()))
                self._pressed = event.position()
            return
        self._hover(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click makes a door current."""
        moved, self._pressed = self._moved, None
        self._moved = False
        self.viewport().unsetCursor()
        found = self._door_under(event.position().toPoint())
        if not moved and found is not None and event.button() is Qt.MouseButton.LeftButton:
            self._pick(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks open a door."""
        found = self._door_under(event.position().toPoint())
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(found)

    def leaveEvent(self, event: QEvent) -> None:
        """No door is marked any more."""
        super().leaveEvent(event)
        self._mark(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Enter opens, Home and End go to the ends of the floor, + and − zoom."""
        key, ctrl = Qt.Key(event.key()), bool(event.modifiers() & _CTRL)
        if key in _WAYS:
            self._walk(*_WAYS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.plan is not None:
            door = ends(self.plan, self.current, last=key is Qt.Key.Key_End, whole=ctrl)
            if door is not None:
                self._pick(door)
        elif key in _ENTER and (chosen := self.current_door()) is not None:
            self.opened.emit(chosen)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key is Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key is Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, down: int) -> None:
        if self.plan is None:
            return
        door = neighbour(self.plan, self.current, across, down)
        if door is not None:
            self._pick(door)

    # The door under the mouse

    def _door_under(self, place: QPoint) -> Door | None:
        found = self.plan.door_at(place - self.origin()) if self.plan is not None else None
        return None if found is None else found[1]

    def _hover(self, place: QPoint) -> None:
        door = self._door_under(place)
        self._mark(None if door is None else door.id)

    def _mark(self, door_id: int | None) -> None:
        if door_id == self.under:
            return
        for one in (self.under, door_id):
            rect = self.plan.rect_of(one) if one is not None and self.plan is not None else None
            if rect is not None:
                self.viewport().update(rect.translated(self.origin()).adjusted(-2, -2, 2, 2))
        self.under = door_id
        self.note.hide()
        self._rest.stop()
        if door_id is not None:
            self._rest.start()

    def _ask(self) -> None:
        door = self.door(self.under) if self.under is not None else None
        if door is not None:
            self.pointed.emit(door)

    def say_at(self, door_id: int, words: str) -> None:
        """Say something beside a door if the mouse still rests on it."""
        rect = self.plan.rect_of(door_id) if self.plan is not None else None
        if rect is None or door_id != self.under:
            return
        place = rect.translated(self.origin())
        self.note.show_at(place, words)


def spoken(door: Door, drawing: Drawing) -> str:
    """A door in words: 3-101，周桂英户，2 人，楼组长：有楼组长."""
    people = f"{door.people} 人" if door.homes else ""
    told = drawing.bands[door.band].words
    more = door.detail or (door.value if door.value not in ("", told) else "")
    parts = (door.label, door.who, people, f"{drawing.title}：{told}", more)
    return "，".join(part for part in parts if part)
