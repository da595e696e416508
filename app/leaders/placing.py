"""Where 楼组 stand on the map: a 楼组 may be a building, a unit, a part of one, or several doors.

Doors tell it where there are any. The name of a 楼组 without doors tells it if it names a
building; any other stands by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.order import natural, plain_rows
from app.people.places import place_of
from db.models import Building, Dwelling

_UNIT = re.compile(r"[0-9A-Za-z一二三四五六七八九十]+单元")
_NUMBER = re.compile(r"[0-9A-Za-z]+[甲乙丙丁]?")
_NAMED = 3
"""So many buildings of one 楼组 are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A 楼组 in its place, or the doors of a building in no 楼组 (`group_id` 0).

    `covers` names the buildings and units where the label does not.
    """

    group_id: int
    label: str
    building_id: int = 0
    covers: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """Spots that stand together under a title; without one the label of the only spot says all."""

    title: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class _House:
    id: int
    compound_id: int
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What doors say: the units of each building with the 楼组 in them (0 for none)."""

    houses: Mapping[int, _House]
    units: Mapping[int, Mapping[str, frozenset[int]]]
    by_key: Mapping[tuple[int, str], int]

    @classmethod
    def of(cls, session: Session) -> _Known:
        columns = select(Building.id, Building.compound_id, Building.name, Building.key)
        houses = {row[0]: _House(*row) for row in plain_rows(session, columns)}
        units: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        doors = select(Dwelling.building_id, Dwelling.unit, Dwelling.building_group_id).distinct()
        for building, unit, group in plain_rows(session, doors):
            units[building][unit].add(group or 0)
        frozen = {
            building: {unit: frozenset(found) for unit, found in inside.items()}
            for building, inside in units.items()
        }
        keys = {(one.compound_id, one.key): one.id for one in houses.values()}
        return cls(houses, frozen, keys)


def plots_of(session: Session, groups: Iterable[Any]) -> dict[int, list[Plot]]:
    """The plots of every 小区 by its id, in the order of building numbers; two queries.

    `groups` have an id, a name and the id of their 小区.
    """
    known = _Known.of(session)
    there = {one.id: one for one in groups}
    of_group: dict[int, set[int]] = defaultdict(set)
    for building, units in known.units.items():
        for found in units.values():
            for group in found:
                if group in there:
                    of_group[group].add(building)
    sets: dict[tuple[int, tuple[int, ...], str], list[int]] = defaultdict(list)
    for group in there.values():
        sets[_stand(group, of_group.get(group.id, set()), known)].append(group.id)
    made: dict[int, list[tuple[Any, Plot]]] = defaultdict(list)
    taken = {building for _, buildings, _ in sets for building in buildings}
    for (compound, buildings, key), members in sets.items():
        plot = (
            _built(buildings, members, there, known)
            if buildings
            else _named(sorted(members, key=lambda one: natural(there[one].name)), there)
        )
        made[compound].append((natural(key), plot))
    for building, units in known.units.items():
        house = known.houses[building]
        if building not in taken and not any(found & there.keys() for found in units.values()):
            alone = Plot("", (Spot(0, house.name, building),))
            made[house.compound_id].append((natural(house.key), alone))
    return {
        compound: [plot for _, plot in sorted(plots, key=lambda pair: pair[0])]
        for compound, plots in made.items()
    }


def _stand(group: Any, buildings: set[int], known: _Known) -> tuple[int, tuple[int, ...], str]:
    """Where a 楼组 belongs: its buildings in order, and the key it is sorted by."""
    if buildings:
        order = sorted(buildings, key=lambda one: natural(known.houses[one].key))
        return group.compound_id, tuple(order), known.houses[order[0]].key
    key = place_of(group.name).building
    building = known.by_key.get((group.compound_id, key))
    return group.compound_id, () if building is None else (building,), key


def _named(members: Sequence[int], there: Mapping[int, Any]) -> Plot:
    """楼组 without doors: those that name units of one building stand together."""
    names = [there[one].name for one in members]
    heads = {_UNIT.split(name)[0] for name in names}
    if len(members) == 1 or len(heads) != 1 or not all(_UNIT.search(name) for name in names):
        return Plot("", tuple(Spot(one, there[one].name) for one in members))
    (head,) = heads
    spots = (Spot(one, there[one].name.removeprefix(head)) for one in members)
    return Plot(head, tuple(spots))


def _built(
    buildings: Sequence[int], members: Sequence[int], there: Mapping[int, Any], known: _Known
) -> Plot:
    houses = [known.houses[one] for one in buildings]
    title = "、".join(house.name for house in houses[:_NAMED])
    if len(houses) > _NAMED:
        title = f"{houses[0].name}等{len(houses)}栋"
    spots = []
    for group in members:
        own = _own_units(group, there[group].name, buildings, known)
        label = "、".join(_said(unit) for unit in own) if own else there[group].name
        spots.append((natural(label), Spot(group, label, buildings[0])))
    if len(buildings) == 1:
        labels = {spot.label for _, spot in spots}
        spots += [
            (natural(_said(unit)), Spot(0, _said(unit), buildings[0]))
            for unit, found in known.units.get(buildings[0], {}).items()
            if unit and not found & there.keys() and _said(unit) not in labels
        ]
    found = tuple(spot for _, spot in sorted(spots, key=lambda pair: pair[0]))
    if len(found) > 1:
        return Plot(title, found)
    group = there[members[0]]
    if {house.key for house in houses} <= set(_NUMBER.findall(group.name)):
        return Plot("", (Spot(group.id, group.name, buildings[0]),))
    return Plot(title, (Spot(group.id, group.name, buildings[0], title),))


def _own_units(group: int, name: str, buildings: Sequence[int], known: _Known) -> Sequence[str]:
    """The units that a 楼组 has to itself, if these are all it has and not the whole building."""
    if len(buildings) != 1:
        return []
    units = known.units.get(buildings[0], {})
    mine = [unit for unit, found in units.items() if group in found]
    if not mine and (unit := place_of(name).unit):
        return [unit]
    if "" in mine or any(units[unit] - {group, 0} for unit in mine):
        return []
    return sorted(mine, key=natural) if len(mine) < len(units) else []


def _said(unit: str) -> str:
    return f"{unit}单元" if len(unit) <= 2 else unit
