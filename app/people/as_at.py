"""Who lived where on a day: told from the present by undoing the moves after it.

A person's state as at a day is the one before the first later move; without one it is that of
today. Somebody recorded without a day of arrival counts as having always been here. 楼组 are
told by the days on which they were formed and ended, households by those of moving in and out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.leaders.holders import holds_on
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.people.places import door_label
from app.people.records import HouseholdRow, ResidentRow
from db.models import (
    Account,
    Building,
    BuildingGroup,
    CareTag,
    Compound,
    Dwelling,
    Household,
    LeaderTerm,
    Move,
    Resident,
    Shop,
)


@dataclass(frozen=True, slots=True)
class Then:
    """Where somebody lived and with which status; `status` None for not known here."""

    household_id: int | None
    status: str | None


# Conditions for lists


def home_then(day: dt.date | None) -> Any:
    """The household of a resident as at a day (None for today), for queries over residents."""
    if day is None:
        return Resident.household_id
    return _then(day, Move.from_household_id, Resident.household_id)


def status_then(day: dt.date | None) -> Any:
    """The status of a resident as at a day; NULL for somebody who was not known here yet."""
    if day is None:
        return Resident.status
    return _then(day, Move.from_status, Resident.status)


def _then(day: dt.date, before: Any, now: Any) -> ColumnElement[Any]:
    first = (
        select(before)
        .where(Move.resident_id == Resident.id, Move.moved_on > day)
        .order_by(Move.moved_on, Move.id)
        .limit(1)
        .correlate(Resident)
        .scalar_subquery()
    )
    # The many who never moved are told apart by one look, without a search for each.
    return case((Resident.id.in_(_moved_after(day)), first), else_=now)


def _moved_after(day: dt.date) -> Select[tuple[int]]:
    return select(Move.resident_id).where(Move.moved_on > day)


def household_was(session: Session, day: dt.date) -> ColumnElement[bool]:
    """The condition that a household lived here on a day.

    One that came back is not counted for the time in which nobody of it was here.
    """
    within = and_(
        or_(Household.moved_in_on.is_(None), Household.moved_in_on <= day),
        or_(Household.moved_out_on.is_(None), Household.moved_out_on > day),
        or_(Household.status == "living", Household.moved_out_on.is_not(None)),
    )
    away = _away(session, day)
    return and_(within, Household.id.not_in(away)) if away else within


def _away(session: Session, day: dt.date) -> set[int]:
    # Moving out is forgotten when a household comes back; its moves still tell of the time.
    returned = session.scalars(
        select(Move.to_household_id).where(
            Move.kind == "恢复", Move.moved_on > day, Move.to_household_id.is_not(None)
        )
    )
    left = select(Move.from_household_id).where(
        Move.moved_on <= day, or_(Move.to_status != "living", Move.kind.in_(("调整", "并户")))
    )
    maybe = {home for home in returned if home is not None}
    maybe &= {home for home in session.scalars(left) if home is not None}
    if not maybe:
        return maybe
    home = home_then(day)
    lived_in = select(home).where(home.in_(maybe), status_then(day) == "living")
    return maybe - set(session.scalars(lived_in))


# Rows


def states_then(session: Session, day: dt.date, ids: Sequence[int] = ()) -> dict[int, Then]:
    """The states as at a day of those (of some, if `ids` are given) who moved after it."""
    query = select(Move.resident_id, Move.from_household_id, Move.from_status).where(
        Move.moved_on > day
    )
    if ids:
        query = query.where(Move.resident_id.in_(ids))
    found: dict[int, Then] = {}
    for person, home, status in session.execute(query.order_by(Move.moved_on, Move.id)):
        found.setdefault(person, Then(home, status))
    return found


def resident_rows_at(book: Book, ids: Sequence[int], day: dt.date) -> dict[int, ResidentRow]:
    """The rows of some residents as at a day: home, status and age of then.

    A relation to the head of another household than today's is not known any more.
    """
    from app.people.lists import chunks, resident_rows

    rows = resident_rows(book, ids, day)
    with book.read() as session:
        thens: dict[int, Then] = {}
        for some in chunks(ids):
            thens |= states_then(session, day, some)
            rows |= _without_later_tags(
                session, {key: rows[key] for key in some if key in rows}, day
            )
        doors = _doors(session, {then.household_id for then in thens.values()} - {None})
    for row_id, then in thens.items():
        if row_id not in rows:
            continue
        now = rows[row_id]
        compound, door, group = doors.get(then.household_id, ("", "", ""))
        stayed = then.household_id == now.household_id
        rows[row_id] = replace(
            now,
            household_id=then.household_id,
            compound=compound,
            door=door,
            building_group=group,
            status=then.status or now.status,
            relation_to_head=now.relation_to_head if stayed else None,
        )
    return rows


def _without_later_tags(
    session: Session, rows: dict[int, ResidentRow], day: dt.date
) -> dict[int, ResidentRow]:
    later: dict[int, set[str]] = {}
    for person, tag in session.execute(
        select(CareTag.resident_id, CareTag.tag).where(
            CareTag.resident_id.in_(list(rows)), CareTag.start_on > day
        )
    ):
        later.setdefault(person, set()).add(tag)
    return {
        person: replace(
            rows[person], care_tags=tuple(tag for tag in rows[person].care_tags if tag not in tags)
        )
        for person, tags in later.items()
    }


def _doors(session: Session, homes: set[Any]) -> dict[int | None, tuple[str, str, str]]:
    rows = session.execute(
        select(
            Household.id,
            Compound.name,
            Building.key,
            Dwelling.unit,
            Dwelling.room_no,
            BuildingGroup.name.label("group"),
        )
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == Dwelling.building_group_id)
        .where(Household.id.in_(homes))
    )
    return {
        row.id: (row.name, door_label(row.key, row.unit, row.room_no), row.group or "")
        for row in rows
    }


def household_rows_at(book: Book, ids: Sequence[int], day: dt.date) -> dict[int, HouseholdRow]:
    """The rows of some households as at a day on which they lived here: how many they were."""
    from app.people.lists import household_rows

    rows = household_rows(book, ids)
    with book.read() as session:
        more = _members_more(session, day)
    return {
        row_id: replace(row, status="living", members=row.members + more[row_id])
        for row_id, row in rows.items()
    }


def _members_more(session: Session, day: dt.date) -> Counter[int]:
    """How many more members households had then than they have today."""
    thens = states_then(session, day)
    now = session.execute(
        select(Resident.id, Resident.household_id, Resident.status).where(
            Resident.id.in_(_moved_after(day))
        )
    )
    more: Counter[int] = Counter()
    for person, home, status in now:
        then = thens[person]
        if status == "living" and home is not None:
            more[home] -= 1
        if then.status == "living" and then.household_id is not None:
            more[then.household_id] += 1
    return more


# Counts


def counts_as_at(book: Book, day: dt.date) -> dict[str, int | float]:
    """The counts of `app.stats` that can be told of a past day, under the same names."""
    from app.leaders.counts import post_counts, work_counts

    with book.read() as session:
        status = status_then(day)
        return {
            "residents": _count(session, status == "living", Resident.listed.is_(True)),
            "households": _count(session, household_was(session, day)),
            "building_groups": _count(
                session, _within(BuildingGroup.formed_on, BuildingGroup.ended_on, day)
            ),
            "building_leaders": _count(session, LeaderTerm.kind == BUILDING_LEADER, holds_on(day)),
            "street_leaders": _count(session, LeaderTerm.kind == STREET_LEADER, holds_on(day)),
            "people": _count(session, status.is_not(None), Resident.archived_on.is_(None)),
            "shops": _count(session, _within(Shop.opened_on, Shop.closed_on, day)),
            "care_tags": _count(session, _within(CareTag.start_on, CareTag.end_on, day)),
            "accounts": _count(session, _within(Account.opened_on, Account.closed_on, day)),
            **post_counts(session, day),
            **work_counts(session, day),
        }


def _within(first: Any, end: Any, day: dt.date) -> ColumnElement[bool]:
    return and_(or_(first.is_(None), first <= day), or_(end.is_(None), end > day))


def _count(session: Session, *limits: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*limits)) or 0
