"""Households as a list: the ids first, the rows when they are painted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import fields_of
from app.kinds import folded
from app.lasting import Lasting
from app.people.as_at import home_then, household_was, status_then
from app.people.homes import HOME_TABLES, homes_of
from app.people.limits import door_limits, home_limits, homes, resident_text
from app.people.narrowing import (
    PLACES,
    Narrow,
    Shown,
    counted,
    own_column,
    placed,
    sounding,
    status,
    stored,
)
from app.people.order import chunks, in_order, streamed
from app.people.places import door_label
from app.people.ranking import Ids, LastOrders, Row, narrowed, ranked, words_of
from app.people.records import HouseholdRow
from app.people.words import HOUSEHOLD_STATUS_WORDS
from db.models import (
    Building,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    Resident,
)

_FACTS = ("kind", "household_no", "pledge_signed_on", "note")


@dataclass(frozen=True)
class HouseholdFilter:
    """Which households: empty fields do not limit; `signed` tells of the pledge.

    `columns` narrows by what the cells of columns show, by the names of the columns. `as_at`
    asks which lived here on a past day.
    """

    text: str = ""
    compound_id: int | None = None
    building_id: int | None = None
    group_id: int | None = None
    status: str | None = "living"
    signed: bool | None = None
    as_at: dt.date | None = None
    columns: Mapping[str, Narrow] = field(default_factory=dict, hash=False)


HOUSEHOLD_SORTS = (*PLACES, "head_name", "members", "status", *_FACTS)
"""The columns that households are sorted and narrowed by, beside own ones (own.KEY)."""


def household_ids(
    book: Book, where: HouseholdFilter, sort: str = "door", *, descending: bool = False
) -> list[int]:
    """Ids of the households meant, in order; `sort` is one of `HOUSEHOLD_SORTS` or own.KEY.

    Equal ones and those whose cell is empty come by door, the empty ones last. Raises
    ValueError for a column that is not known.
    """
    return list(household_order(book, where, sort, descending=descending))


_kept: Lasting[LastOrders[Ids]] = Lasting((*HOME_TABLES, "resident", "move", "own_field"))


def household_order(
    book: Book, where: HouseholdFilter, sort: str = "door", *, descending: bool = False
) -> Ids:
    """As `household_ids`, for those who only look: the last orders are kept while they are true."""
    with book.read() as session:
        orders = _kept.of(book, session, LastOrders)
        return orders.find(
            (where, sort, descending),
            lambda: _ordered(book, session, where, sort, descending=descending),
        )


def _ordered(
    book: Book, session: Session, where: HouseholdFilter, sort: str, *, descending: bool
) -> Ids:
    column = _column(book, session, sort, where.as_at)
    query = select(Household.id, column.raw).where(*_household_limits(session, where))
    rows = _narrowed(book, session, query, where)
    by_door = homes_of(book, session).by_door
    return ranked(rows, 1, column, descending=descending, among=lambda row: by_door[row[0]])


def household_words(
    book: Book, where: HouseholdFilter, name: str, most: int = 500
) -> list[tuple[str, int]]:
    """The words of a column among the households meant, with their counts, in its order.

    Every filter counts but the words that this column itself is narrowed to.
    """
    others = dict(where.columns)
    if name in others:
        others[name] = Narrow(contains=others[name].contains)
    where = replace(where, columns=others)
    with book.read() as session:
        column = _column(book, session, name, where.as_at)
        query = select(Household.id, column.raw).where(*_household_limits(session, where))
        rows = _narrowed(book, session, query, where)
        return words_of((row[1] for row in rows), column, most)


def _narrowed(
    book: Book, session: Session, query: Select[Any], where: HouseholdFilter
) -> Iterator[Row]:
    columns = {name: _column(book, session, name, where.as_at) for name in where.columns}
    pairs = [(columns[name], narrow) for name, narrow in where.columns.items()]
    return narrowed(session, query, pairs)


def _column(book: Book, session: Session, name: str, as_at: dt.date | None) -> Shown:
    if name in PLACES:
        return placed(name, Household.id, homes_of(book, session), session)
    if name == "head_name":
        return sounding(Household.head_name)
    if name == "status":
        return status(Household.status, HOUSEHOLD_STATUS_WORDS)
    if name == "members":
        return counted(Household.id, _member_counts(session, as_at))
    if name in _FACTS:
        return stored(getattr(Household, name), fields_of(HouseholdRow)[name])
    own = own_column(session, name, "household", Household.own)
    if own is None:
        raise ValueError(f"households are not listed by {name}")
    return own


def _member_counts(session: Session, as_at: dt.date | None) -> dict[int, int]:
    # Grouping in the database would follow an index of households through the whole table.
    query = select(home_then(as_at)).where(status_then(as_at) == "living")
    return Counter(row[0] for rows in streamed(session, query) for row in rows)


def _member_count() -> ColumnElement[int]:
    return (
        select(func.count(Resident.id))
        .where(Resident.household_id == Household.id, Resident.status == "living")
        .scalar_subquery()
    )


def _household_limits(session: Session, where: HouseholdFilter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if where.as_at is not None:
        limits.append(household_was(session, where.as_at))
    elif where.status:
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
                select(home_then(where.as_at)).where(
                    resident_text(word, home_then(where.as_at)),
                    status_then(where.as_at) == "living",
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
            Household.own,
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
        own=row.own,
    )
