"""Residents as a list: the ids first, the rows when they are painted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import fields_of
from app.kinds import age_on
from app.lasting import Lasting
from app.people.as_at import home_then, status_then
from app.people.homes import HOME_TABLES, homes_of
from app.people.limits import born_by, home_limits, homes, resident_text
from app.people.narrowing import (
    PLACES,
    Narrow,
    Shown,
    age,
    counted,
    own_column,
    placed,
    sounding,
    status,
    stored,
)
from app.people.order import chunks, in_order, plain_rows
from app.people.places import door_label
from app.people.ranking import Ids, LastOrders, Row, ids_as_they_come, narrowed, ranked, words_of
from app.people.records import ResidentEntry, ResidentRow
from app.people.words import STATUS_WORDS
from db.models import (
    Building,
    BuildingGroup,
    CareTag,
    Compound,
    Dwelling,
    Household,
    Resident,
)

_FACTS = tuple(name for name in fields_of(ResidentEntry) if name != "care_tags")


@dataclass(frozen=True)
class ResidentFilter:
    """Which residents: empty fields do not limit; `listed` None takes post-holders in too.

    `columns` narrows by what the cells of columns show, by the names of the columns. `as_at`
    asks who it was on a past day, by home, status, tag and age of then.
    """

    text: str = ""
    compound_id: int | None = None
    building_id: int | None = None
    group_id: int | None = None
    tag: str | None = None
    status: str | None = "living"
    age_from: int | None = None
    age_to: int | None = None
    listed: bool | None = True
    as_at: dt.date | None = None
    columns: Mapping[str, Narrow] = field(default_factory=dict, hash=False)


RESIDENT_SORTS = (*PLACES, "name", "age", "care_tags", "status", *_FACTS)
"""The columns that residents are sorted and narrowed by, beside own ones (own.KEY)."""


def resident_ids(
    book: Book,
    where: ResidentFilter,
    today: dt.date,
    sort: str = "door",
    *,
    descending: bool = False,
) -> list[int]:
    """Ids of the residents meant, in order; `sort` is one of `RESIDENT_SORTS` or own.KEY.

    By door the head of a household comes first. Names sort by their sound, choices in the order
    of their options. What is empty comes last in either direction. Raises ValueError for a
    column that is not known.
    """
    return list(resident_order(book, where, today, sort, descending=descending))


_kept: Lasting[LastOrders[Ids]] = Lasting(
    (*HOME_TABLES, "resident", "care_tag", "move", "own_field")
)


def resident_order(
    book: Book,
    where: ResidentFilter,
    today: dt.date,
    sort: str = "door",
    *,
    descending: bool = False,
) -> Ids:
    """As `resident_ids`, for those who only look: the last orders are kept while they are true."""
    with book.read() as session:
        orders = _kept.of(book, session, LastOrders)
        return orders.find(
            (where, today, sort, descending),
            lambda: _ordered(book, session, where, today, sort, descending=descending),
        )


def _ordered(
    book: Book,
    session: Session,
    where: ResidentFilter,
    today: dt.date,
    sort: str,
    *,
    descending: bool,
) -> Ids:
    column = _column(book, session, sort, today, where.as_at)
    raws = [] if column.by is not None else [column.raw]
    if sort in PLACES:
        raws.append((Resident.relation_to_head == "户主").label("head"))
    query = select(Resident.id, *raws).where(*resident_limits(where, today))
    if sort in PLACES:
        rows = _narrowed(book, session, query.order_by(Resident.id), where, today)
        return ranked(rows, 1, column, descending=descending, among=lambda row: not row[2])
    query = query.order_by(*_order(column, descending=descending))
    rows = _narrowed(book, session, query, where, today)
    if column.by is not None:
        return ids_as_they_come(rows)
    return ranked(rows, 1, column, descending=descending)


def _order(column: Shown, *, descending: bool) -> list[ColumnElement[Any]]:
    by_name: list[ColumnElement[Any]] = [
        Resident.name_pinyin.asc(),
        Resident.full_name.asc(),
        Resident.id.asc(),
    ]
    if column.by is None:
        return by_name
    down = descending != column.falling
    return [column.raw.is_(None), column.by.desc() if down else column.by.asc(), *by_name]


def resident_words(
    book: Book, where: ResidentFilter, name: str, today: dt.date, most: int = 500
) -> list[tuple[str, int]]:
    """The words of a column among the residents meant, with their counts, in its order.

    Every filter counts but the words that this column itself is narrowed to.
    """
    others = dict(where.columns)
    if name in others:
        others[name] = Narrow(contains=others[name].contains)
    where = replace(where, columns=others)
    with book.read() as session:
        column = _column(book, session, name, today, where.as_at)
        query = select(Resident.id, column.raw).where(*resident_limits(where, today))
        rows = _narrowed(book, session, query, where, today)
        return words_of((row[1] for row in rows), column, most)


def _narrowed(
    book: Book,
    session: Session,
    query: Select[Any],
    where: ResidentFilter,
    today: dt.date,
) -> Iterator[Row]:
    columns = {name: _column(book, session, name, today, where.as_at) for name in where.columns}
    pairs = [(columns[name], narrow) for name, narrow in where.columns.items()]
    return narrowed(session, query, pairs)


def _column(
    book: Book, session: Session, name: str, today: dt.date, as_at: dt.date | None
) -> Shown:
    today = as_at or today
    if name in PLACES:
        return placed(name, home_then(as_at), homes_of(book, session), session)
    if name in ("name", "full_name"):
        return sounding(Resident.full_name, Resident.name_pinyin)
    if name == "age":
        return age(Resident.birth_date, today)
    if name == "status":
        return status(status_then(as_at), STATUS_WORDS)
    if name == "care_tags":
        return counted(Resident.id, _tag_counts(session, today), hidden=True)
    if name in _FACTS:
        return stored(getattr(Resident, name), fields_of(ResidentEntry)[name])
    own = own_column(session, name, "resident", Resident.own)
    if own is None:
        raise ValueError(f"residents are not listed by {name}")
    return own


def _tag_counts(session: Session, today: dt.date) -> dict[int, int]:
    query = select(CareTag.resident_id, func.count()).where(_standing(today))
    return dict(plain_rows(session, query.group_by(CareTag.resident_id)))


def _standing(today: dt.date) -> ColumnElement[bool]:
    return or_(CareTag.end_on.is_(None), CareTag.end_on > today)


def resident_limits(where: ResidentFilter, today: dt.date) -> list[ColumnElement[bool]]:
    """The conditions of a filter, all on the table of residents alone."""
    limits: list[ColumnElement[bool]] = []
    today = where.as_at or today
    if where.as_at is not None:
        limits.append(status_then(where.as_at).is_not(None))
    if where.listed is not None:
        limits.append(Resident.listed.is_(where.listed))
    if not where.listed:
        # Somebody merged into another record may stay for the ledger alone; never listed.
        limits.append(Resident.archived_on.is_(None))
    if where.status:
        limits.append(status_then(where.as_at) == where.status)
    if where.age_from is not None:
        limits.append(Resident.birth_date <= born_by(where.age_from, today))
    if where.age_to is not None:
        limits.append(Resident.birth_date > born_by(where.age_to + 1, today))
    if where.tag:
        limits.append(
            exists().where(
                CareTag.resident_id == Resident.id,
                CareTag.tag == where.tag,
                _standing(today),
                or_(CareTag.start_on.is_(None), CareTag.start_on <= (where.as_at or dt.date.max)),
            )
        )
    home = home_limits(where.compound_id, where.building_id, where.group_id)
    if home:
        limits.append(home_then(where.as_at).in_(homes(home)))
    if where.text.strip():
        limits.append(resident_text(where.text, home_then(where.as_at)))
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


def _resident_query() -> Select[Any]:
    return (
        select(
            Resident.id,
            Resident.household_id,
            Resident.status,
            Resident.listed,
            Resident.own,
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
        own=row.own,
    )


def _standing_tags(
    session: Session, ids: Sequence[int], today: dt.date
) -> dict[int, tuple[str, ...]]:
    tags: dict[int, tuple[str, ...]] = {}
    for person, tag in session.execute(
        select(CareTag.resident_id, CareTag.tag)
        .where(CareTag.resident_id.in_(ids), _standing(today))
        .order_by(CareTag.id)
    ):
        tags[person] = (*tags.get(person, ()), tag)
    return tags
