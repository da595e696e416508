"""Residents and households as lists: the ids first, the rows when they are painted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import fields_of
from app.kinds import age_on, folded
from app.people.limits import born_by, door_limits, home_limits, homes, resident_text
from app.people.order import dwelling_ranks, group_ranks, plain_rows
from app.people.places import door_label
from app.people.records import HouseholdRow, ResidentEntry, ResidentRow
from db.models import (
    Building,
    BuildingGroup,
    CareTag,
    Compound,
    Dwelling,
    Household,
    Resident,
)

Row = TypeVar("Row")

AT_ONCE = 5_000
"""Ids in one query."""

_FACTS = tuple(name for name in fields_of(ResidentEntry) if name != "care_tags")


@dataclass(frozen=True)
class ResidentFilter:
    """Which residents: empty fields do not limit; `listed` None takes post-holders in too."""

    text: str = ""
    compound_id: int | None = None
    building_id: int | None = None
    group_id: int | None = None
    tag: str | None = None
    status: str | None = "living"
    age_from: int | None = None
    age_to: int | None = None
    listed: bool | None = True


@dataclass(frozen=True)
class HouseholdFilter:
    """Which households: empty fields do not limit; `signed` tells of the pledge."""

    text: str = ""
    compound_id: int | None = None
    building_id: int | None = None
    group_id: int | None = None
    status: str | None = "living"
    signed: bool | None = None


RESIDENT_SORTS = ("door", "compound", "building_group", "name", "age", *_FACTS)
HOUSEHOLD_SORTS = (
    "door",
    "compound",
    "building_group",
    "head_name",
    "members",
    "pledge_signed_on",
    "kind",
    "household_no",
)


def resident_ids(
    book: Book,
    where: ResidentFilter,
    today: dt.date,
    sort: str = "door",
    *,
    descending: bool = False,
) -> list[int]:
    """Ids of the residents meant, in order; `sort` is one of `RESIDENT_SORTS`.

    By door the head of a household comes first. Names sort by their sound. What is empty comes
    last in either direction.
    """
    if sort not in RESIDENT_SORTS:
        raise ValueError(f"residents are not sorted by {sort}")
    with book.read() as session:
        limits = resident_limits(where, today)
        if sort in ("door", "compound", "building_group"):
            rank = _home_ranks(session, by_group=sort == "building_group")
            is_head = (Resident.relation_to_head == "户主").label("head")
            homes = select(Resident.id, Resident.household_id, is_head).where(*limits)
            rows = plain_rows(session, homes.order_by(Resident.id))
            return _ranked(rows, rank, descending=descending)
        query = select(Resident.id).where(*limits).order_by(*_order(sort, descending=descending))
        return [row[0] for row in plain_rows(session, query)]


def _home_ranks(session: Session, *, by_group: bool) -> dict[int, int]:
    doors = dwelling_ranks(session)
    if by_group:
        groups = group_ranks(session)
        of_dwelling = dict(plain_rows(session, select(Dwelling.id, Dwelling.building_group_id)))
        wide = len(doors) + 1
        doors = {
            dwelling: groups[group] * wide + doors[dwelling]
            for dwelling, group in of_dwelling.items()
            if group
        }
    homes = [
        (doors[dwelling], household)
        for household, dwelling in plain_rows(session, select(Household.id, Household.dwelling_id))
        if dwelling in doors
    ]
    homes.sort()
    return {household: at for at, (_, household) in enumerate(homes)}


def _ranked(
    rows: list[tuple[int, int | None, int | None]], rank: dict[int, int], *, descending: bool
) -> list[int]:
    """Ids by the place of their home and the head first; rows are (id, household, is head)."""
    if descending:
        rank = {home: -place for home, place in rank.items()}
    place_of = rank.get
    last = len(rank)
    keys = [place_of(home, last) * 2 + (not head) for _, home, head in rows]  # type: ignore[arg-type]
    return [rows[at][0] for at in sorted(range(len(rows)), key=keys.__getitem__)]


def _order(sort: str, *, descending: bool) -> list[ColumnElement[Any]]:
    if sort in ("name", "full_name"):
        keys: tuple[Any, ...] = (Resident.name_pinyin, Resident.full_name, Resident.id)
        return [key.desc() if descending else key.asc() for key in keys]
    column = Resident.birth_date if sort == "age" else getattr(Resident, sort)
    down = descending != (sort == "age")
    return [
        column.is_(None),
        column.desc() if down else column.asc(),
        Resident.name_pinyin.asc(),
        Resident.id.asc(),
    ]


def resident_limits(where: ResidentFilter, today: dt.date) -> list[ColumnElement[bool]]:
    """The conditions of a filter, all on the table of residents alone."""
    limits: list[ColumnElement[bool]] = []
    if where.listed is not None:
        limits.append(Resident.listed.is_(where.listed))
    if where.status:
        limits.append(Resident.status == where.status)
    if where.age_from is not None:
        limits.append(Resident.birth_date <= born_by(where.age_from, today))
    if where.age_to is not None:
        limits.append(Resident.birth_date > born_by(where.age_to + 1, today))
    if where.tag:
        limits.append(
            exists().where(
                CareTag.resident_id == Resident.id,
                CareTag.tag == where.tag,
                or_(CareTag.end_on.is_(None), CareTag.end_on > today),
            )
        )
    home = home_limits(where.compound_id, where.building_id, where.group_id)
    if home:
        limits.append(Resident.household_id.in_(homes(home)))
    if where.text.strip():
        limits.append(resident_text(where.text))
    return limits


def resident_rows(book: Book, ids: Sequence[int], today: dt.date) -> dict[int, ResidentRow]:
    """The rows of some residents by id; two queries for every five thousand."""
    found: dict[int, ResidentRow] = {}
    with book.read() as session:
        for some in chunks(ids):
            tags = _standing_tags(session, some, today)
            for row in session.execute(_resident_query().where(Resident.id.in_(some))):
                found[row.id] = _resident_row(row, tags.get(row.id, ()), today)
    return in_order(found, ids)


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in portions that one query takes."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def in_order(rows: Mapping[int, Row], ids: Sequence[int]) -> dict[int, Row]:
    """The rows in the order of the ids; those that are gone are left out."""
    return {row_id: rows[row_id] for row_id in ids if row_id in rows}


def _resident_query() -> Select[Any]:
    return (
        select(
            Resident.id,
            Resident.household_id,
            Resident.status,
            Resident.listed,
            *(getattr(Resident, name) for name in _FACTS),
            Compound.name.label("compound"),
            Building.key.label("building"),
            Dwelling.unit,
            Dwelling.room_no,
            BuildingGroup.name.label("building_group"),
        )
        .outerjoin(Household, Household.id == Resident.household_id)
        .outerjoin(Dwelling, Dwelling.id == Household.dwelling_id)
        .outerjoin(Building, Building.id == Dwelling.building_id)
        .outerjoin(Compound, Compound.id == Building.compound_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == Dwelling.building_group_id)
    )


def _resident_row(row: Any, tags: tuple[str, ...], today: dt.date) -> ResidentRow:
    return ResidentRow(
        **{name: getattr(row, name) for name in _FACTS},
        care_tags=tags,
        id=row.id,
        household_id=row.household_id,
        compound=row.compound or "",
        door=door_label(row.building, row.unit, row.room_no) if row.building else "",
        building_group=row.building_group or "",
        age=age_on(row.birth_date, today),
        status=row.status,
        listed=row.listed,
    )


def _standing_tags(
    session: Session, ids: Sequence[int], today: dt.date
) -> dict[int, tuple[str, ...]]:
    tags: dict[int, tuple[str, ...]] = {}
    for person, tag in session.execute(
        select(CareTag.resident_id, CareTag.tag)
        .where(
            CareTag.resident_id.in_(ids),
            or_(CareTag.end_on.is_(None), CareTag.end_on > today),
        )
        .order_by(CareTag.id)
    ):
        tags[person] = (*tags.get(person, ()), tag)
    return tags


def household_ids(
    book: Book, where: HouseholdFilter, sort: str = "door", *, descending: bool = False
) -> list[int]:
    """Ids of the households meant, in order; `sort` is one of `HOUSEHOLD_SORTS`."""
    if sort not in HOUSEHOLD_SORTS:
        raise ValueError(f"households are not sorted by {sort}")
    with book.read() as session:
        limits = _household_limits(where)
        if sort in ("door", "compound", "building_group"):
            rank = _home_ranks(session, by_group=sort == "building_group")
            homes = select(Household.id, Household.id, Household.id).where(*limits)
            rows = plain_rows(session, homes.order_by(Household.id))
            return _ranked(rows, rank, descending=descending)
        if sort == "members":
            return _by_members(session, limits, descending=descending)
        column = getattr(Household, sort)
        query = (
            select(Household.id)
            .where(*limits)
            .order_by(column.is_(None), column.desc() if descending else column.asc(), Household.id)
        )
        return [row[0] for row in plain_rows(session, query)]


def _by_members(
    session: Session, limits: Sequence[ColumnElement[bool]], *, descending: bool
) -> list[int]:
    counts = dict(
        plain_rows(
            session,
            select(Resident.household_id, func.count())
            .where(Resident.status == "living", Resident.household_id.is_not(None))
            .group_by(Resident.household_id),
        )
    )
    ids = [row[0] for row in plain_rows(session, select(Household.id).where(*limits))]
    ids.sort(key=lambda row_id: (counts.get(row_id, 0), row_id), reverse=descending)
    return ids


def _member_count() -> ColumnElement[int]:
    return (
        select(func.count(Resident.id))
        .where(Resident.household_id == Household.id, Resident.status == "living")
        .scalar_subquery()
    )


def _household_limits(where: HouseholdFilter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if where.status:
        limits.append(Household.status == where.status)
    if where.signed is not None:
        column = Household.pledge_signed_on
        limits.append(column.is_not(None) if where.signed else column.is_(None))
    home = home_limits(where.compound_id, where.building_id, where.group_id)
    if home:
        limits.append(Household.id.in_(homes(home)))
    word = "".join(folded(where.text).split())
    if word:
        ways: list[ColumnElement[bool]] = [
            Household.head_name.contains(word, autoescape=True),
            Household.household_no == word,
            Household.id.in_(
                select(Resident.household_id).where(
                    resident_text(word), Resident.status == "living"
                )
            ),
        ]
        ways += [Household.id.in_(homes(limits)) for limits in door_limits(word)]
        limits.append(or_(*ways))
    return limits


def household_rows(book: Book, ids: Sequence[int]) -> dict[int, HouseholdRow]:
    """The rows of some households by id."""
    found: dict[int, HouseholdRow] = {}
    with book.read() as session:
        for some in chunks(ids):
            for row in session.execute(_household_query().where(Household.id.in_(some))):
                found[row.id] = _household_row(row)
    return in_order(found, ids)


def _household_query() -> Select[Any]:
    return (
        select(
            Household.id,
            Household.dwelling_id,
            Household.household_no,
            Household.head_name,
            Household.kind,
            Household.pledge_signed_on,
            Household.status,
            Household.note,
            Compound.name.label("compound"),
            Building.key.label("building"),
            Dwelling.unit,
            Dwelling.room_no,
            BuildingGroup.name.label("building_group"),
            _member_count().label("members"),
        )
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == Dwelling.building_group_id)
    )


def _household_row(row: Any) -> HouseholdRow:
    return HouseholdRow(
        id=row.id,
        compound=row.compound,
        door=door_label(row.building, row.unit, row.room_no),
        head_name=row.head_name,
        building_group=row.building_group or "",
        members=row.members,
        pledge_signed_on=row.pledge_signed_on,
        kind=row.kind,
        status=row.status,
        dwelling_id=row.dwelling_id,
        household_no=row.household_no,
        note=row.note,
    )
