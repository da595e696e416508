"""The field a 楼栋图 is seen on: laid out, zoomed, moved, painted as far as it is in sight."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.people.drawing.compound import Door, Drawing
from ui import theme
from ui.people.plan.layout import Box, Layout, best_fit
from ui.people.plan.paint import Painter
from ui.people.plan.style import Step, style_of

_CTRL = Qt.KeyboardModifier.ControlModifier
_NOTCH = 120  # eighths of a degree of one notch of a wheel


class PlanField(QAbstractScrollArea):
    """A drawing to look at; `zoomed` tells that the step of the zoom changed.

    `current` and `under` are the ids of the doors that are chosen and under the mouse.
    """

    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.drawing: Drawing | None = None
        self.painter: Painter | None = None
        self.fitted = True
        self.current: int | None = None
        self.under: int | None = None
        self._step: Step | None = None
        self._rows: tuple[int, ...] = ()
        self._band: int | None = None
        self._turned = 0

    # What is shown

    def show_drawing(self, drawing: Drawing) -> None:
        """Another drawing; of the same compound, zoom, place and current door stay."""
        same = self.drawing is not None and self.drawing.compound_id == drawing.compound_id
        stands = same and self.drawing is not None and _shape(self.drawing) == _shape(drawing)
        self.drawing = drawing
        if not same or (self._band is not None and self._band >= len(drawing.bands)):
            self._band = None
        self.setAccessibleName(
            f"楼栋图：{drawing.compound}，按{drawing.title}看。{drawing.sentence}"
        )
        if not same:
            self.current, self.fitted = None, True
        if stands and self._step is not None and not self.fitted:
            self._lay(self._step, self._rows)
        elif self.fitted or not stands:
            self.fit()

    def emphasise(self, band: int | None) -> None:
        """Have only the doors of one band in colour."""
        self._band = band
        if self.painter is not None:
            self.painter.emphasise(band)
        self.viewport().update()

    @property
    def plan(self) -> Layout | None:
        """Where everything stands now."""
        return None if self.painter is None else self.painter.layout

    @property
    def step(self) -> Step | None:
        """The step of the zoom."""
        return self._step

    def door(self, door_id: int) -> Door | None:
        """A door of the drawing by its id."""
        found = None if self.plan is None else self.plan.places.get(door_id)
        return None if found is None else found[2]

    def _lay(self, step: Step, rows: tuple[int, ...]) -> None:
        if self.drawing is None:
            return
        changed = step != self._step
        self._step, self._rows = step, rows
        style = style_of(theme.current())
        self.painter = Painter(Layout(self.drawing, style, step, rows), style)
        self.painter.emphasise(self._band)
        self._measure()
        self.viewport().update()
        if changed:
            self.zoomed.emit()

    # Zooming and moving

    def fit(self) -> None:
        """Have the whole compound in sight."""
        self.fitted = True
        if self.drawing is None:
            return
        room = self.maximumViewportSize()
        least = QSize(max(120, room.width()), max(80, room.height()))
        self._lay(*best_fit(self.drawing, style_of(theme.current()), least))

    def zoom(self, notches: int, at: QPoint | None = None) -> None:
        """Nearer (positive) or farther; what lies at a place of the view stays there."""
        plan = self.plan
        if plan is None or self._step is None or not notches:
            return
        steps = style_of(theme.current()).steps
        own = next((n for n, step in enumerate(steps) if step.wide >= self._step.wide), 0)
        wanted = steps[min(len(steps) - 1, max(0, own + notches))]
        if wanted.wide == self._step.wide:
            return
        place = at or self.middle()
        inside = place - self.origin()
        anchor = _nearest(plan, inside)
        self.fitted = False
        self._lay(wanted, self._rows)
        if anchor is not None and self.plan is not None:
            self._put(anchor.plan.id, _share(anchor.cell, inside), place)
            self.viewport().update()

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom(1)

    def zoom_out(self) -> None:
        """One step farther."""
        self.zoom(-1)

    def _put(self, building: int, share: QPointF, place: QPoint) -> None:
        plan = self.plan
        box = next((one for one in plan.boxes if one.plan.id == building), None) if plan else None
        if box is None:
            return
        x = box.cell.left() + share.x() * box.cell.width()
        y = box.cell.top() + share.y() * box.cell.height()
        self.horizontalScrollBar().setValue(round(x - place.x()))
        self.verticalScrollBar().setValue(round(y - place.y()))

    def middle(self) -> QPoint:
        """What the zoom goes to: the chosen door if it is in sight, else the middle."""
        rect = None
        if self.plan is not None and self.current is not None:
            rect = self.plan.rect_of(self.current)
        if rect is not None:
            place = rect.center() + self.origin()
            if self.viewport().rect().contains(place):
                return place
        return self.viewport().rect().center()

    def _measure(self) -> None:
        plan, room = self.plan, self.viewport().size()
        if plan is None:
            return
        for bar, full, seen in (
            (self.horizontalScrollBar(), plan.size.width(), room.width()),
            (self.verticalScrollBar(), plan.size.height(), room.height()),
        ):
            bar.setRange(0, max(0, full - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(max(20, (self._step or plan.step).high))

    def origin(self) -> QPoint:
        """Where the layout begins in the view: scrolled, or in the middle if it is smaller."""
        plan, room = self.plan, self.viewport().size()
        if plan is None:
            return QPoint()
        left = (room.width() - plan.size.width()) // 2
        top = (room.height() - plan.size.height()) // 2
        return QPoint(
            left if left > 0 else -self.horizontalScrollBar().value(),
            top if top > 0 else -self.verticalScrollBar().value(),
        )

    def reveal(self, door_id: int) -> None:
        """Scroll until a door is in sight."""
        rect = self.plan.rect_of(door_id) if self.plan is not None else None
        if rect is not None:
            self._scroll_to(rect)

    def show_building(self, building_id: int) -> None:
        """Scroll until a building is in sight, near enough for its room numbers."""
        plan = self.plan
        box = (
            next((one for one in plan.boxes if one.plan.id == building_id), None) if plan else None
        )
        if box is None or self.painter is None:
            return
        steps = self.painter.style.steps
        near = next((step for step in steps if step.rooms), steps[-1])
        if self._step is not None and not self._step.rooms:
            self.fitted = False
            self._lay(near, self._rows)
        if self.plan is not None:
            self._put(building_id, QPointF(0.5, 1.0), self._low_middle())

    def _low_middle(self) -> QPoint:
        room = self.viewport().rect()
        return QPoint(room.center().x(), room.bottom() - 8)

    def _scroll_to(self, rect: QRect) -> None:
        around = rect.adjusted(-24, -24, 24, 24).translated(self.origin())
        view = self.viewport().rect()
        for bar, low, high, most in (
            (self.horizontalScrollBar(), around.left(), around.right(), view.right()),
            (self.verticalScrollBar(), around.top(), around.bottom(), view.bottom()),
        ):
            if low < 0:
                bar.setValue(bar.value() + low)
            elif high > most:
                bar.setValue(bar.value() + high - most)

    # What Qt tells

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only what is in sight."""
        if self.painter is None:
            return
        painter = QPainter(self.viewport())
        origin = self.origin()
        painter.translate(origin)
        region = event.rect().translated(-origin)
        self.painter.paint(painter, region)
        for door, width in ((self.under, 1), (self.current, 3 if self.hasFocus() else 2)):
            rect = self.painter.layout.rect_of(door) if door is not None else None
            if rect is not None:
                colours = self.painter.style.colours
                painter.setPen(QPen(QColor(colours.focus if width > 1 else colours.ink), width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(rect.adjusted(-1, -1, 0, 0) if width > 1 else rect)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A drawing that was in sight as a whole stays so."""
        super().resizeEvent(event)
        if self.fitted:
            self.fit()
        else:
            self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._step is not None:
            if self.fitted:
                self.fit()
            else:
                steps = style_of(theme.current()).steps
                wide = self._step.wide
                self._lay(min(steps, key=lambda step: abs(step.wide - wide)), self._rows)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms, Shift moves sideways."""
        if event.modifiers() & _CTRL:
            self._turned += event.angleDelta().y()
            notches = math.trunc(self._turned / _NOTCH)
            self._turned -= notches * _NOTCH
            self.zoom(notches, event.position().toPoint())
            event.accept()
        else:
            super().wheelEvent(event)


def _shape(drawing: Drawing) -> list[tuple[int, int, int]]:
    return [(one.id, one.width, len(one.floors)) for one in drawing.buildings]


def _nearest(plan: Layout, place: QPoint) -> Box | None:
    """The building at a place, or the nearest one."""

    def away(box: Box) -> int:
        return (box.cell.center() - place).manhattanLength()

    return plan.box_at(place) or min(plan.boxes, key=away, default=None)


def _share(rect: QRect, place: QPoint) -> QPointF:
    return QPointF(
        (place.x() - rect.left()) / max(1, rect.width()),
        (place.y() - rect.top()) / max(1, rect.height()),
    )
