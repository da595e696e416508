"""The rosters of posts: 楼组长, 街面长 and all the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.leaders.holders import holds_on
from app.leaders.posts import POSTS, STREET, STREET_LEADER, TWO_LEADERS, rank_of
from app.leaders.scopes import OFFICE_NAME, named_scope, with_scopes
from app.leaders.term_names import by_place
from app.people.lists import chunks
from app.registers.doors import Ids, Table, address_of, doors_of
from db.models import (
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    LeaderTerm,
    Resident,
    Shop,
    StreetSegment,
)

_PERSON = (
    "full_name", "sex", "id_card_no", "birth_date", "phone", "ethnicity", "political_status",
    "education",
)  # fmt: skip
_TERM = (
    "start_on", "expected_end_on", "selection_method", "liaison_staff", "subsidy_monthly", "note",
)  # fmt: skip
_BUILDING = ("compound", "building_group", "household_count", "kind", *_PERSON, *_TERM)
_STREET = (
    "street_segment", "number_range", "shop_count", "shop_name", "full_name", "sex", "id_card_no",
    "birth_date", "phone", "political_status", "education", "start_on", "selection_method",
    "liaison_staff", "note",
)  # fmt: skip
_POST = (
    "full_name", "kind", "compound", "scope", "sex", "id_card_no", "birth_date", "phone",
    "ethnicity", "political_status", "education", "start_on", "expected_end_on",
    "selection_method", "subsidy_monthly", "note",
)  # fmt: skip
_IF_ANY = ("acting", "end_on", "end_reason")
"""Columns that only stand in a list where somebody has something in them."""

_OF_GROUPS = tuple(
    kind for kind, post in POSTS.items() if post.family == TWO_LEADERS and post.scope != STREET
)


def building_leaders(book: Book, today: dt.date, ids: Ids = None) -> Table:
    """The 楼组长 and 副楼组长 who serve today, by compound and 楼组; or the terms given."""
    rows = _rows(book, today, ids, _OF_GROUPS)
    return _with(_BUILDING, rows), rows


def street_leaders(book: Book, today: dt.date, ids: Ids = None) -> Table:
    """The 街面长 who serve today, by street; or the terms given."""
    rows = _rows(book, today, ids, (STREET_LEADER,))
    extra = () if all(row["expected_end_on"] is None for row in rows) else ("expected_end_on",)
    return _with((*_STREET, *extra), rows), rows


def posts(book: Book, today: dt.date, ids: Ids = None) -> Table:
    """Everybody who holds a post today, post by post; or the terms given."""
    rows = [{**row, "kind": (row["kind"],)} for row in _rows(book, today, ids, None)]
    return _with(_POST, rows), rows


def _with(names: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    more = tuple(name for name in _IF_ANY if any(row[name] for row in rows))
    return (*names[:-1], *more, names[-1])


def _rows(
    book: Book, today: dt.date, ids: Ids, kinds: Sequence[str] | None
) -> list[dict[str, Any]]:
    with book.read() as session:
        if ids is None:
            query = _query().where(holds_on(today))
            if kinds is not None:
                query = query.where(LeaderTerm.kind.in_(kinds))
            place = by_place(session)
            found = sorted(
                session.execute(query), key=lambda row: _order(row, place, by_kind=kinds is None)
            )
        else:
            by_id = {
                row.LeaderTerm.id: row
                for some in chunks(ids)
                for row in session.execute(_query().where(LeaderTerm.id.in_(some)))
            }
            found = [by_id[row_id] for row_id in ids if row_id in by_id]
        homes = _homes(session)
        doors = doors_of(session)
    return [_values(row, homes, doors) for row in found]


def _query() -> Select[Any]:
    return with_scopes(
        select(
            LeaderTerm,
            Resident,
            BuildingGroup,
            StreetSegment,
            Compound.id.label("compound_id"),
            Compound.name.label("compound"),
            Shop.shop_name,
            named_scope().label("scope"),
        )
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .outerjoin(Shop, Shop.id == LeaderTerm.shop_id)
    )


def _order(row: Any, place: Callable[[Any], tuple[Any, ...]], *, by_kind: bool) -> tuple[Any, ...]:
    term, kind, where = row.LeaderTerm, rank_of(row.LeaderTerm.kind), place(row)
    return (kind, where, term.id) if by_kind else (where, kind, term.id)


def _values(row: Any, homes: dict[int, int], doors: dict[int, Any]) -> dict[str, Any]:
    term, person, group, street = row.LeaderTerm, row.Resident, row.BuildingGroup, row.StreetSegment
    staff = group or street
    declared = group.households_declared if group else None
    scope = None if row.scope == OFFICE_NAME and not term.scope_name else row.scope
    return {
        **{name: getattr(person, name) for name in _PERSON},
        "phone": term.phone_override or person.phone,
        "compound": row.compound,
        "building_group": group.name if group else None,
        "building": group.name if group else None,
        "scope": scope,
        "household_count": declared if declared is not None or not group else homes.get(group.id),
        "street_segment": street.name if street else None,
        "number_range": (
            "-".join(part for part in (street.from_no, street.to_no) if part) if street else None
        ),
        "shop_count": street.shop_count_declared if street else None,
        "shop_name": row.shop_name,
        "kind": term.kind,
        "address": address_of(doors.get(person.household_id, {})),
        "start_on": _partial(term.start_on, term.start_precision),
        "expected_end_on": _partial(term.expected_end_on, "day"),
        "end_on": _partial(term.end_on, "day"),
        "end_reason": term.end_reason,
        "selection_method": term.selection_method,
        "liaison_staff": staff.liaison_staff if staff else None,
        "acting": True if term.acting else None,
        "subsidy_monthly": term.subsidy_monthly,
        "note": term.note,
    }


def _homes(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(Dwelling.building_group_id, func.count(Household.id))
        .join(Household, Household.dwelling_id == Dwelling.id)
        .where(Dwelling.building_group_id.is_not(None), Household.status == "living")
        .group_by(Dwelling.building_group_id)
    )
    return {group: count for group, count in rows if group is not None}


def _partial(day: dt.date | None, precision: str) -> str | None:
    if day is None:
        return None
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
