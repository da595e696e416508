"""Compounds, buildings, 楼组, doors, streets and shops as lists, with what was counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.kinds import folded
from app.leaders.holders import holders
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.people.limits import door_limits
from app.people.order import (
    building_ranks,
    by_door,
    chunks,
    compound_ranks,
    group_ranks,
    in_order,
    plain_rows,
)
from app.people.place_records import (
    BuildingEntry,
    BuildingRow,
    DwellingRow,
    GroupEntry,
    GroupRow,
    SegmentEntry,
    SegmentRow,
    ShopEntry,
    ShopRow,
)
from app.people.places import door_label
from app.people.records import CompoundEntry, CompoundRow
from app.people.storing import known_of
from db.models import (
    Building,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    Resident,
    Shop,
    StreetSegment,
)

Counts = dict[int, int]


@dataclass(frozen=True)
class DwellingFilter:
    """Which doors: empty fields do not limit; `grouped` False finds those in no 楼组."""

    text: str = ""
    compound_id: int | None = None
    building_id: int | None = None
    group_id: int | None = None
    grouped: bool | None = None


def compound_names(book: Book) -> list[tuple[int, str]]:
    """Ids and names of all compounds in their order; quicker than `compound_rows`."""
    with book.read() as session:
        ranks, names = compound_ranks(session), _compound_names(session)
        return sorted(names.items(), key=lambda item: ranks[item[0]])


def compound_rows(book: Book, *, only: int | None = None) -> list[CompoundRow]:
    """All compounds in their order, or the one of an id."""
    with book.read() as session:
        ranks = compound_ranks(session)
        where = _is(Building.compound_id, only)
        standing = BuildingGroup.ended_on.is_(None)
        buildings = _counts(session, select(Building.compound_id, func.count()).where(*where))
        groups = _counts(
            session,
            select(BuildingGroup.compound_id, func.count()).where(
                standing, *_is(BuildingGroup.compound_id, only)
            ),
        )
        homes = _counts(session, _homes_by(Building.compound_id).where(*where))
        people = _counts(session, _people_by(Building.compound_id).where(*where))
        records = session.scalars(select(Compound).where(*_is(Compound.id, only))).all()
        return [
            CompoundRow(
                **known_of(record, CompoundEntry),
                id=record.id,
                buildings=buildings.get(record.id, 0),
                groups=groups.get(record.id, 0),
                households=homes.get(record.id, 0),
                residents=people.get(record.id, 0),
            )
            for record in sorted(records, key=lambda record: ranks[record.id])
        ]


def building_rows(
    book: Book, compound_id: int | None = None, *, only: int | None = None
) -> list[BuildingRow]:
    """Buildings by number, of one compound or of all, or the one of an id."""
    where = [*_is(Building.compound_id, compound_id), *_is(Building.id, only)]
    with book.read() as session:
        ranks = building_ranks(session)
        names = _compound_names(session)
        doors = _counts(session, _doors_by(Dwelling.building_id).where(*where))
        homes = _counts(session, _homes_by(Dwelling.building_id).where(*where))
        people = _counts(session, _people_by(Dwelling.building_id).where(*where))
        query = select(Building).where(*where)
        return [
            BuildingRow(
                **known_of(record, BuildingEntry),
                id=record.id,
                compound_id=record.compound_id,
                compound=names[record.compound_id],
                dwellings=doors.get(record.id, 0),
                households=homes.get(record.id, 0),
                residents=people.get(record.id, 0),
            )
            for record in sorted(session.scalars(query), key=lambda record: ranks[record.id])
        ]


def group_rows(
    book: Book,
    today: dt.date,
    compound_id: int | None = None,
    *,
    ended: bool = False,
    only: int | None = None,
) -> list[GroupRow]:
    """楼组 by compound and number, or the one of an id; ended ones only if asked for.

    The leader is who leads it today.
    """
    of_group = Dwelling.building_group_id
    where = [*_is(Building.compound_id, compound_id), *_is(of_group, only)]
    with book.read() as session:
        ranks = group_ranks(session)
        names = _compound_names(session)
        leaders = holders(session, BUILDING_LEADER, today)
        doors = _counts(session, _doors_by(of_group).where(*where))
        homes = _counts(session, _homes_by(of_group).where(*where))
        pledged = Household.pledge_signed_on.is_not(None)
        signed = _counts(session, _homes_by(of_group).where(pledged, *where))
        query = select(BuildingGroup).where(
            *_is(BuildingGroup.compound_id, compound_id), *_is(BuildingGroup.id, only)
        )
        if not ended:
            query = query.where(
                or_(BuildingGroup.ended_on.is_(None), BuildingGroup.ended_on > today)
            )
        return [
            GroupRow(
                **known_of(record, GroupEntry),
                id=record.id,
                compound_id=record.compound_id,
                compound=names[record.compound_id],
                leader=leaders.get(record.id, ""),
                dwellings=doors.get(record.id, 0),
                households=homes.get(record.id, 0),
                signed=signed.get(record.id, 0),
                status=record.status,
                ended_on=record.ended_on,
            )
            for record in sorted(session.scalars(query), key=lambda record: ranks[record.id])
        ]


def dwelling_ids(book: Book, where: DwellingFilter) -> list[int]:
    """Ids of the doors meant, in the order of doors."""
    with book.read() as session:
        query = select(Dwelling.id, Dwelling.building_id, Dwelling.unit, Dwelling.room_no)
        query = query.join(Building, Building.id == Dwelling.building_id)
        return by_door(session, plain_rows(session, query.where(*_dwelling_limits(where))))


def _dwelling_limits(where: DwellingFilter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if where.compound_id is not None:
        limits.append(Building.compound_id == where.compound_id)
    if where.building_id is not None:
        limits.append(Dwelling.building_id == where.building_id)
    if where.group_id is not None:
        limits.append(Dwelling.building_group_id == where.group_id)
    if where.grouped is not None:
        column = Dwelling.building_group_id
        limits.append(column.is_not(None) if where.grouped else column.is_(None))
    word = "".join(folded(where.text).split())
    if word:
        ways = [Dwelling.room_no.startswith(word, autoescape=True)]
        for one_way in door_limits(word):
            both: ColumnElement[bool] = one_way[0]
            for limit in one_way[1:]:
                both &= limit
            ways.append(both)
        limits.append(or_(*ways))
    return limits


def dwelling_rows(book: Book, ids: Sequence[int]) -> dict[int, DwellingRow]:
    """The rows of some doors by id."""
    found: dict[int, DwellingRow] = {}
    with book.read() as session:
        for some in chunks(ids):
            homes = _counts(session, _homes_by(Dwelling.id).where(Dwelling.id.in_(some)))
            people = _counts(session, _people_by(Dwelling.id).where(Dwelling.id.in_(some)))
            for row in session.execute(_dwelling_query().where(Dwelling.id.in_(some))):
                found[row.id] = DwellingRow(
                    room_no=row.room_no,
                    unit=row.unit or None,
                    usage=row.usage,
                    area=row.area,
                    note=row.note,
                    id=row.id,
                    building_id=row.building_id,
                    group_id=row.building_group_id,
                    compound=row.compound,
                    door=door_label(row.building, row.unit, row.room_no),
                    building_group=row.building_group or "",
                    households=homes.get(row.id, 0),
                    residents=people.get(row.id, 0),
                )
    return in_order(found, ids)


def _dwelling_query() -> Select[Any]:
    return (
        select(
            Dwelling.id,
            Dwelling.building_id,
            Dwelling.building_group_id,
            Dwelling.unit,
            Dwelling.room_no,
            Dwelling.usage,
            Dwelling.area,
            Dwelling.note,
            Building.key.label("building"),
            Compound.name.label("compound"),
            BuildingGroup.name.label("building_group"),
        )
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == Dwelling.building_group_id)
    )


def segment_rows(book: Book, today: dt.date) -> list[SegmentRow]:
    """Street segments by name, with their leader of today and their shops that are not closed."""
    with book.read() as session:
        leaders = holders(session, STREET_LEADER, today)
        shops = _counts(
            session,
            select(Shop.street_segment_id, func.count()).where(Shop.status != "closed"),
        )
        return [
            SegmentRow(
                **known_of(record, SegmentEntry),
                id=record.id,
                leader=leaders.get(record.id, ""),
                shops=shops.get(record.id, 0),
            )
            for record in session.scalars(select(StreetSegment).order_by(StreetSegment.name))
        ]


def shop_rows(
    book: Book, segment_id: int | None = None, text: str = "", *, closed: bool = False
) -> list[ShopRow]:
    """Shops by street and name; closed ones only if asked for."""
    query = (
        select(Shop, StreetSegment.name)
        .join(StreetSegment, StreetSegment.id == Shop.street_segment_id)
        .order_by(StreetSegment.name, Shop.address, Shop.shop_name, Shop.id)
    )
    if segment_id is not None:
        query = query.where(Shop.street_segment_id == segment_id)
    if not closed:
        query = query.where(Shop.status != "closed")
    word = "".join(folded(text).split())
    if word:
        texts = (Shop.shop_name, Shop.license_name, Shop.manager_name, Shop.address)
        query = query.where(or_(*(column.contains(word, autoescape=True) for column in texts)))
    with book.read() as session:
        return [
            ShopRow(
                **known_of(record, ShopEntry),
                id=record.id,
                street_segment_id=record.street_segment_id,
                segment=segment,
                status=record.status,
                closed_on=record.closed_on,
                own=record.own,
            )
            for record, segment in session.execute(query)
        ]


def _counts(session: Session, query: Select[Any]) -> Counts:
    by = next(iter(query.selected_columns))
    return dict(plain_rows(session, query.group_by(by)))


def _is(column: Any, row_id: int | None) -> list[ColumnElement[bool]]:
    return [] if row_id is None else [column == row_id]


def _doors_by(column: Any) -> Select[Any]:
    return (
        select(column, func.count())
        .select_from(Dwelling)
        .join(Building, Building.id == Dwelling.building_id)
    )


def _homes_by(column: Any) -> Select[Any]:
    return (
        select(column, func.count())
        .select_from(Household)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .where(Household.status == "living")
    )


def _people_by(column: Any) -> Select[Any]:
    return (
        select(column, func.count())
        .select_from(Resident)
        .join(Household, Household.id == Resident.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .where(Resident.status == "living", Resident.listed.is_(True))
    )


def _compound_names(session: Session) -> dict[int, str]:
    return dict(plain_rows(session, select(Compound.id, Compound.name)))
