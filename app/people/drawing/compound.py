"""楼栋图: a compound as its buildings, floors and doors, coloured by one layer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.people.drawing.floors import HIGHEST, floor_mark, slots_of, spot_of
from app.people.drawing.layers import layer_of
from app.people.drawing.shades import Home, Shade, Told, Value
from app.people.order import natural, plain_rows
from app.people.places import door_label
from app.people.storing import GONE
from db.models import Building, Compound, Dwelling, Household, Resident

_LEAST_ACROSS = 6  # doors in a row of those that tell no floor


class Door(NamedTuple):
    """A door: where it stands (`column` in its building), who lives there, what the layer says.

    `homes` are the ids of the households that live there; `head` is the head of the first one.
    `band` counts into the bands of the drawing; `value` is short enough for the door itself.
    """

    id: int
    label: str
    room: str
    column: int
    homes: tuple[int, ...]
    head: str
    people: int
    band: int
    value: str
    detail: str = ""

    @property
    def who(self) -> str:
        """周桂英户, 周桂英等 2 户, or words for a door where nobody is recorded."""
        if not self.homes:
            return "没有登记住户"
        name = self.head or "未填户主"
        return f"{name}户" if len(self.homes) == 1 else f"{name}等 {len(self.homes)} 户"


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """A row of doors; `number` is None for those that tell no floor."""

    number: int | None
    mark: str
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """The columns of a unit: its name (empty where there are no units), the first, how many."""

    name: str
    first: int
    width: int


@dataclass(frozen=True, slots=True)
class BuildingPlan:
    """A building: floors from the top to the bottom, units from left to right.

    `caption` is what the layer says of the whole building.
    """

    id: int
    name: str
    caption: str
    units: tuple[UnitPlan, ...]
    floors: tuple[FloorPlan, ...]

    @property
    def width(self) -> int:
        """Its columns."""
        return sum(unit.width for unit in self.units)

    @property
    def doors(self) -> int:
        """How many doors there are."""
        return sum(len(floor.doors) for floor in self.floors)


@dataclass(frozen=True, slots=True)
class Band:
    """A line of the legend: words, shade, and how many doors are in it."""

    words: str
    shade: Shade
    doors: int


@dataclass(frozen=True)
class Drawing:
    """A compound drawn: its buildings in natural order under one layer.

    `shared` counts the doors with several households; `definition` says how is counted.
    """

    compound_id: int
    compound: str
    layer: str
    title: str
    buildings: tuple[BuildingPlan, ...]
    bands: tuple[Band, ...]
    sentence: str
    definition: str
    shared: int

    @property
    def doors(self) -> int:
        """All doors."""
        return sum(building.doors for building in self.buildings)


def drawing_of(book: Book, compound_id: int, layer: str, today: dt.date) -> Drawing:
    """The drawing of a compound under a layer; at most seven queries, whatever its size.

    Raises Refused if the compound is gone, ValueError for a layer that is none.
    """
    wanted = layer_of(layer)
    with book.read() as session:
        compound = session.execute(
            select(Compound.name).where(Compound.id == compound_id)
        ).scalar_one_or_none()
        if compound is None:
            raise Refused(GONE)
        buildings = _buildings(session, compound_id)
        raw = _raw_doors(session, compound_id)
        heads = _homes(session, compound_id)
        doors = [_home_of(row, heads.get(row[0], ())) for row in raw]
        told = wanted.read(session, compound_id, doors, today)
    places = {words: at for at, (words, _) in enumerate(told.bands)}
    counts = Counter(value.band for value in told.values.values())
    parts: dict[int, list[tuple[str, str, Door]]] = {key: [] for key, _, _ in buildings}
    keys = {key: short for key, _, short in buildings}
    for row, home in zip(raw, doors, strict=True):
        door = _door(row, home, keys[row[1]], heads.get(row[0], ()), told, places)
        parts[row[1]].append((row[2], row[3], door))
    return Drawing(
        compound_id,
        compound,
        wanted.key,
        wanted.title,
        tuple(
            plan_of(key, name, told.captions.get(key, ""), parts[key]) for key, name, _ in buildings
        ),
        tuple(Band(words, shade, counts[words]) for words, shade in told.bands),
        told.sentence,
        told.definition,
        sum(len(home.homes) > 1 for home in doors),
    )


def _buildings(session: Session, compound_id: int) -> list[tuple[int, str, str]]:
    query = select(Building.id, Building.name, Building.key)
    rows = plain_rows(session, query.where(Building.compound_id == compound_id))
    return sorted(rows, key=lambda row: natural(row[2]))


def _raw_doors(session: Session, compound_id: int) -> list[Any]:
    return plain_rows(
        session,
        select(
            Dwelling.id,
            Dwelling.building_id,
            Dwelling.unit,
            Dwelling.room_no,
            Dwelling.building_group_id,
            Dwelling.usage,
        )
        .join(Building, Building.id == Dwelling.building_id)
        .where(Building.compound_id == compound_id),
    )


_Lodger = tuple[int, str, int, int]
"""A household that lives behind a door: its id, its head, whether it signed, its members."""


def _homes(session: Session, compound_id: int) -> dict[int, tuple[_Lodger, ...]]:
    first = func.max(case((Resident.relation_to_head == "户主", Resident.full_name)))
    rows = plain_rows(
        session,
        select(
            Household.dwelling_id,
            Household.id,
            func.coalesce(Household.head_name, first, func.min(Resident.full_name), ""),
            Household.pledge_signed_on.is_not(None),
            func.count(Resident.id),
        )
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .outerjoin(
            Resident, (Resident.household_id == Household.id) & (Resident.status == "living")
        )
        .where(Building.compound_id == compound_id, Household.status == "living")
        .group_by(Household.id, Household.dwelling_id),
    )
    found: dict[int, tuple[_Lodger, ...]] = {}
    for dwelling, *home in sorted(rows, key=lambda row: row[1]):
        found[dwelling] = (*found.get(dwelling, ()), tuple(home))
    return found


def _home_of(row: Any, lodgers: Sequence[_Lodger]) -> Home:
    return Home(
        row[0],
        row[1],
        row[4],
        row[5] or "",
        tuple(one[0] for one in lodgers),
        sum(one[2] for one in lodgers),
        sum(one[3] for one in lodgers),
    )


def _door(
    row: Any,
    home: Home,
    building: str,
    lodgers: Sequence[_Lodger],
    told: Told,
    places: dict[str, int],
) -> Door:
    value: Value = told.values[home.id]
    return Door(
        home.id,
        door_label(building, row[2], row[3]),
        row[3],
        0,
        home.homes,
        lodgers[0][1] if lodgers else "",
        home.people,
        places[value.band],
        value.words,
        told.detail.get(home.id, ""),
    )


# Where the doors stand


def plan_of(
    building_id: int, name: str, caption: str, doors: Sequence[tuple[str, str, Door]]
) -> BuildingPlan:
    """A building from its doors, each given with its unit and its room number."""
    rows: dict[tuple[int, int], list[Door]] = {}
    units: list[UnitPlan] = []
    first = 0
    for unit in sorted({unit for unit, _, _ in doors}, key=natural):
        placed = _placed([(room, door) for own, room, door in doors if own == unit])
        width = 1 + max(column for _, column, _ in placed)
        units.append(UnitPlan(_unit_name(unit), first, width))
        for row, column, door in placed:
            rows.setdefault(row, []).append(door._replace(column=first + column))
        first += width
    return BuildingPlan(
        building_id,
        name,
        caption,
        tuple(units),
        tuple(_floor(row, rows[row]) for row in sorted(rows, reverse=True)),
    )


_LOOSE = -HIGHEST - 1  # rows of doors that tell no floor lie below the deepest basement
_Placed = tuple[tuple[int, int], int, Door]
"""The row (floor and a second number among loose ones), the column and the door."""


def _placed(doors: Sequence[tuple[str, Door]]) -> list[_Placed]:
    floors: dict[int, list[tuple[str, str, Door]]] = {}
    loose: list[tuple[str, Door]] = []
    for room, door in doors:
        spot = spot_of(room)
        if spot is None:
            loose.append((room, door))
        else:
            floors.setdefault(spot.floor, []).append((spot.slot, room, door))
    columns = slots_of([slot for slot, _, _ in row] for row in floors.values())
    placed: list[_Placed] = []
    for floor, row in floors.items():
        placed += _on_floor(floor, row, columns)
    across = max((column + 1 for _, column, _ in placed), default=0)
    across = max(across, min(_LEAST_ACROSS, len(loose)))
    loose.sort(key=lambda one: natural(one[0]))
    placed += [((_LOOSE, -(at // across)), at % across, door) for at, (_, door) in enumerate(loose)]
    return placed


def _on_floor(
    floor: int, row: list[tuple[str, str, Door]], columns: dict[str, int]
) -> list[_Placed]:
    taken: set[int] = set()
    placed: list[_Placed] = []
    # Those with a column of their own come first; the others fill the gaps from the left.
    row.sort(key=lambda one: (one[0] not in columns, natural(one[1])))
    for slot, _, door in row:
        column = columns.get(slot, 0)
        while column in taken:
            column += 1
        taken.add(column)
        placed.append(((floor, 0), column, door))
    return placed


def _floor(row: tuple[int, int], doors: list[Door]) -> FloorPlan:
    number = None if row[0] == _LOOSE else row[0]
    mark = "" if row[1] else floor_mark(number)
    return FloorPlan(number, mark, tuple(sorted(doors, key=lambda door: door.column)))


def _unit_name(unit: str) -> str:
    return f"{unit}单元" if unit and unit[-1].isalnum() and "单元" not in unit else unit
