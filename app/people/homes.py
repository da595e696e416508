"""Where every household stands in the order of doors, kept in memory for one book."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.book import Book
from app.lasting import Lasting
from app.people.order import by_door, group_ranks, plain_rows
from app.people.places import door_label
from db.models import Building, BuildingGroup, Compound, Dwelling, Household

Places = dict[int, int]
Words = dict[int, str]

HOME_TABLES = ("compound", "building", "building_group", "dwelling", "household")
"""Whatever tells where a household stands in the order of doors."""


class Homes:
    """The order and the words of the doors of one state of the book, by the id of a household.

    Laying out 40,000 doors takes a tenth of a second, and nearly every list needs it.
    """

    def __init__(self, session: Session) -> None:
        self.by_door = _by_door(session)
        self._by_group: Places | None = None
        self._doors: Words | None = None
        self._groups: Words | None = None
        self._compounds: Words | None = None

    def by_group(self, session: Session) -> Places:
        """The places of households by 楼组 and door; those in no 楼组 have none."""
        if self._by_group is None:
            groups, wide = group_ranks(session), len(self.by_door)
            rows = plain_rows(session, _of_dwelling(Dwelling.building_group_id))
            keys = {
                home: groups[group] * wide + self.by_door[home]
                for home, group in rows
                if group is not None
            }
            self._by_group = _numbered(keys)
        return self._by_group

    def doors(self, session: Session) -> Words:
        """The doors as lists show them: 3-101."""
        if self._doors is None:
            query = _of_dwelling(Building.key, Dwelling.unit, Dwelling.room_no)
            self._doors = {row[0]: door_label(*row[1:]) for row in plain_rows(session, query)}
        return self._doors

    def groups(self, session: Session) -> Words:
        """The names of the 楼组."""
        if self._groups is None:
            names = dict(plain_rows(session, select(BuildingGroup.id, BuildingGroup.name)))
            rows = plain_rows(session, _of_dwelling(Dwelling.building_group_id))
            self._groups = {home: names[group] for home, group in rows if group is not None}
        return self._groups

    def compounds(self, session: Session) -> Words:
        """The names of the compounds."""
        if self._compounds is None:
            names = dict(plain_rows(session, select(Compound.id, Compound.name)))
            rows = plain_rows(session, _of_dwelling(Building.compound_id))
            self._compounds = {home: names[compound] for home, compound in rows}
        return self._compounds


def _of_dwelling(*columns: Any) -> Select[Any]:
    return (
        select(Household.id, *columns)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
    )


def _by_door(session: Session) -> Places:
    query = select(Household.id, Dwelling.building_id, Dwelling.unit, Dwelling.room_no)
    query = query.join(Dwelling, Dwelling.id == Household.dwelling_id)
    # Households behind one door come by id: each way of joining goes along their ids.
    return {home: at for at, home in enumerate(by_door(session, plain_rows(session, query)))}


def _numbered(keys: dict[int, int]) -> Places:
    return {home: at for at, home in enumerate(sorted(keys, key=keys.__getitem__))}


_kept: Lasting[Homes] = Lasting(HOME_TABLES)


def homes_of(book: Book, session: Session) -> Homes:
    """The homes as the session sees the book; laid out again only after doors have changed."""
    return _kept.of(book, session, lambda: Homes(session))
