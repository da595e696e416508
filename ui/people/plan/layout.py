"""Where the buildings and doors of a 楼栋图 stand at a step of the zoom, in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QPoint, QRect, QSize

from app.people.drawing.compound import BuildingPlan, Door, Drawing
from ui.people.plan.style import Step, Style, measure, wide

MARGIN = 16
_GAP = 22  # between the words of one row of buildings and the roofs of the next
_MARKS_FROM = 14  # width of a door from which the floors are numbered
_WORDS_FROM = 10  # width of a door from which the layer says something of the building


@dataclass(frozen=True)
class Box:
    """A building in its place: `body` is the wall with the doors, `cell` all of it with words."""

    plan: BuildingPlan
    cell: QRect
    body: QRect
    row: int
    columns: tuple[int, ...]

    def door_rect(self, floor: int, door: Door, step: Step) -> QRect:
        """Where a door stands; `floor` counts from the top."""
        left = self.body.left() + step.pad + self.columns[door.column]
        top = self.body.top() + step.pad + floor * step.high
        return QRect(left, top, step.wide - step.gap, step.high - step.gap)


class Layout:
    """A drawing at a step of the zoom, so many buildings in a row, standing on common ground."""

    def __init__(self, drawing: Drawing, style: Style, step: Step, rows: Sequence[int]) -> None:
        self.drawing = drawing
        self.step = step
        self.rows = tuple(rows)
        self.boxes: list[Box] = []
        self.grounds: list[int] = []
        self.size = self._stand(style)

    def _stand(self, style: Style) -> QSize:
        top, widest, at = MARGIN, 0, 0
        sizes = _sizes(self.drawing, style, self.step)
        foot = words_high(style, self.step)
        for row, count in enumerate(self.rows):
            some = range(at, min(at + count, len(sizes)))
            at += count
            ground = top + max((sizes[one][1] for one in some), default=0)
            left = MARGIN
            for one in some:
                across, high, gutter = sizes[one]
                self.boxes.append(
                    _box(self.drawing.buildings[one], left, ground, across, high, gutter, foot,
                         row, self.step)
                )  # fmt: skip
                left += across + self.step.between
            self.grounds.append(ground)
            widest = max(widest, left - self.step.between)
            top = ground + foot + _GAP
        return QSize(widest + MARGIN, top - _GAP + MARGIN)

    def box_at(self, point: QPoint) -> Box | None:
        """The building at a place, its words included."""
        return next((box for box in self.boxes if box.cell.contains(point)), None)

    def door_at(self, point: QPoint) -> tuple[Box, Door] | None:
        """The door at a place."""
        box = next((box for box in self.boxes if box.body.contains(point)), None)
        if box is None:
            return None
        floor = (point.y() - box.body.top() - self.step.pad) // self.step.high
        if not 0 <= floor < len(box.plan.floors):
            return None
        for door in box.plan.floors[floor].doors:
            if box.door_rect(floor, door, self.step).contains(point):
                return box, door
        return None

    @cached_property
    def places(self) -> dict[int, tuple[Box, int, Door]]:
        """Building, floor from the top and door by the id of the door."""
        return {
            door.id: (box, floor, door)
            for box in self.boxes
            for floor, plan in enumerate(box.plan.floors)
            for door in plan.doors
        }

    def rect_of(self, door_id: int) -> QRect | None:
        """Where a door stands."""
        found = self.places.get(door_id)
        return None if found is None else found[0].door_rect(found[1], found[2], self.step)

    def in_sight(self, region: QRect) -> Iterator[Box]:
        """The buildings of which something is inside a region."""
        return (box for box in self.boxes if box.cell.intersects(region))


def _box(
    plan: BuildingPlan,
    left: int,
    ground: int,
    across: int,
    high: int,
    gutter: int,
    foot: int,
    row: int,
    step: Step,
) -> Box:
    body = body_width(plan, step)
    indent = gutter + max(0, (across - gutter - body) // 2)
    columns: list[int] = []
    offset = 0
    for unit in plan.units:
        columns += [offset + at * step.wide for at in range(unit.width)]
        offset += unit.width * step.wide + step.unit_gap
    return Box(
        plan,
        QRect(left, ground - high, across, high + foot),
        QRect(left + indent, ground - high, body, high),
        row,
        tuple(columns),
    )


def body_width(plan: BuildingPlan, step: Step) -> int:
    """The wall of a building; one without doors is as wide as two."""
    if not plan.floors:
        return 2 * step.wide + 2 * step.pad
    doors = plan.width * step.wide + (len(plan.units) - 1) * step.unit_gap
    return doors - step.gap + 2 * step.pad


def words_high(style: Style, step: Step) -> int:
    """The height of what stands below the ground: units, name, words of the layer."""
    line = measure(style.small).height()
    name = measure(style.strong if step.rooms else style.small).height()
    return 6 + name + (line if step.wide >= _WORDS_FROM else 0) + (line if step.rooms else 0)


def _sizes(drawing: Drawing, style: Style, step: Step) -> list[tuple[int, int, int]]:
    """Width, height of the wall and room for the numbers of floors, of every building."""
    marks = step.marks and step.wide >= _MARKS_FROM and step.high >= measure(style.small).ascent()
    font = style.strong if step.rooms else style.small
    sizes = []
    for plan in drawing.buildings:
        gutter = 0
        if marks and plan.floors:
            gutter = max(wide(style.small, floor.mark) for floor in plan.floors) + 6
        across = max(gutter + body_width(plan, step), wide(font, plan.name))
        high = max(1, len(plan.floors)) * step.high - step.gap + 2 * step.pad
        sizes.append((across, high, gutter))
    return sizes


def rows_of(count: int, per_row: int) -> tuple[int, ...]:
    """So many buildings in rows of equal length; the last one may be shorter."""
    full, rest = divmod(count, max(1, per_row))
    return (*(per_row for _ in range(full)), *((rest,) if rest else ()))


def size_of(drawing: Drawing, style: Style, step: Step, rows: Sequence[int]) -> QSize:
    """How large a drawing gets, without standing its buildings up."""
    sizes = _sizes(drawing, style, step)
    return _size(sizes, words_high(style, step), step, rows)


def _size(
    sizes: Sequence[tuple[int, int, int]], foot: int, step: Step, rows: Sequence[int]
) -> QSize:
    across, down, at = 0, MARGIN, 0
    for count in rows:
        some = sizes[at : at + count]
        at += count
        across = max(across, sum(one[0] + step.between for one in some) - step.between)
        down += max((one[1] for one in some), default=0) + foot + _GAP
    return QSize(across + 2 * MARGIN, down - _GAP + MARGIN)


def best_fit(drawing: Drawing, style: Style, room: QSize) -> tuple[Step, tuple[int, ...]]:
    """The nearest step at which a whole drawing is in sight, and the rows that make it so.

    If it is in sight at no step, the farthest, as wide as the room.
    """
    count = len(drawing.buildings)
    # Equal rows look calmer than a long one and a rest.
    ways = sorted({-(-count // rows) for rows in range(1, count + 1)})
    best: tuple[float, Step, tuple[int, ...]] | None = None
    for step in reversed(style.steps):
        sizes, foot = _sizes(drawing, style, step), words_high(style, step)
        for per_row in ways:
            rows = rows_of(count, per_row)
            size = _size(sizes, foot, step, rows)
            full = max(size.width() / room.width(), size.height() / room.height())
            if full <= 1 and (best is None or full < best[0]):
                best = (full, step, rows)
        if best is not None:
            return _stretched(drawing, style, best[1], best[2], room), best[2]
    step = style.steps[0]
    sizes, foot = _sizes(drawing, style, step), words_high(style, step)
    fitting = [
        one for one in ways if _size(sizes, foot, step, rows_of(count, one)).width() <= room.width()
    ]
    return step, rows_of(count, max(fitting, default=1))


def _stretched(
    drawing: Drawing, style: Style, step: Step, rows: Sequence[int], room: QSize
) -> Step:
    """The step with doors as high as there is room for, so that no half of the page is empty."""
    if step.heads:
        return step
    best = step
    for high in range(step.high + 2, max(step.high, step.wide) + 5, 2):
        for marks in (True, False):
            taller = replace(step, high=high, marks=marks)
            size = size_of(drawing, style, taller, rows)
            if size.height() <= room.height() and size.width() <= room.width():
                best = taller
                break
    return best
