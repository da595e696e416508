"""From door to door by the keys: along a floor, up and down, over to the next building."""

from __future__ import annotations

from collections.abc import Sequence

from app.people.drawing.compound import Door
from ui.people.plan.layout import Box, Layout


def neighbour(plan: Layout, current: int | None, across: int, down: int) -> Door | None:
    """The door beside, above or below another; the first of all if there is none yet."""
    found = plan.places.get(current) if current is not None else None
    if found is None:
        return _first(plan)
    box, floor, door = found
    if across:
        return _beside(plan, box, floor, door, across) or door
    return _above(plan, box, floor, door, down) or door


def ends(plan: Layout, current: int | None, *, last: bool, whole: bool) -> Door | None:
    """The first or last door of the floor, or of the compound as a whole."""
    if whole:
        boxes = [box for box in plan.boxes if box.plan.floors]
        if not boxes:
            return None
        doors = boxes[-1].plan.floors[-1].doors if last else boxes[0].plan.floors[0].doors
        return doors[-1 if last else 0]
    found = plan.places.get(current) if current is not None else None
    if found is None:
        return _first(plan)
    return found[0].plan.floors[found[1]].doors[-1 if last else 0]


def _first(plan: Layout) -> Door | None:
    """Where the keys begin: the first door of the lowest floor of the first building."""
    box = next((box for box in plan.boxes if box.plan.floors), None)
    return None if box is None else box.plan.floors[-1].doors[0]


def _beside(plan: Layout, box: Box, floor: int, door: Door, across: int) -> Door | None:
    row = box.plan.floors[floor].doors
    at = row.index(door) + across
    if 0 <= at < len(row):
        return row[at]
    others = [one for one in plan.boxes if one.plan.floors]
    place = others.index(box) + across
    if not 0 <= place < len(others):
        return None
    beyond = others[place].plan
    # The other building stands on the same ground: floors are counted from below.
    from_below = len(box.plan.floors) - floor
    over = beyond.floors[max(0, len(beyond.floors) - from_below)].doors
    return over[0 if across > 0 else -1]


def _above(plan: Layout, box: Box, floor: int, door: Door, down: int) -> Door | None:
    wanted = floor + down
    if 0 <= wanted < len(box.plan.floors):
        return _closest(box.plan.floors[wanted].doors, door.column)
    middle = box.door_rect(floor, door, plan.step).center().x()
    others = [one for one in plan.boxes if one.row == box.row + down and one.plan.floors]
    if not others:
        return None
    beyond = min(others, key=lambda one: abs(one.cell.center().x() - middle))
    row = beyond.plan.floors[0 if down > 0 else -1].doors
    return _closest(row, door.column)


def _closest(doors: Sequence[Door], column: int) -> Door:
    return min(doors, key=lambda door: abs(door.column - column))
