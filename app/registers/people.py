"""The register of residents and the rosters of leaders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select

from app.book import Book
from app.leaders.holders import holds_on
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.people.lists import (
    HouseholdFilter,
    ResidentFilter,
    household_ids,
    resident_ids,
    resident_rows,
)
from app.people.order import compound_ranks, natural, plain_rows
from app.registers.doors import DOOR, Table, doors_of
from app.registers.own import own_of
from db.models import (
    BuildingGroup,
    Compound,
    Household,
    LeaderTerm,
    Resident,
    Shop,
    StreetSegment,
)

_RESIDENT = (
    "full_name", "relation_to_head", "sex", "id_kind", "id_card_no", "birth_date", "phone",
    "residence_kind", "registered_address", "ethnicity", "political_status", "education",
    "marital_status", "employment", "occupation", "employer", "health_status", "care_tags",
    "talents", "emergency_contact", "emergency_phone", "note",
)  # fmt: skip
_HOUSEHOLD = ("kind", "members", "moved_in_on", "pledge_signed_on", "note")
_LEADER = (
    "full_name", "sex", "id_card_no", "birth_date", "phone", "ethnicity", "political_status",
    "education", "start_on", "expected_end_on", "selection_method", "liaison_staff",
    "subsidy_monthly", "note",
)  # fmt: skip
_STREET = (
    "street_segment", "number_range", "shop_count", "shop_name", "full_name", "sex", "id_card_no",
    "birth_date", "phone", "political_status", "education", "start_on", "selection_method",
    "liaison_staff", "note",
)  # fmt: skip


def residents(book: Book, today: dt.date) -> Table:
    """Everybody in the register who lives here, door by door."""
    ids = resident_ids(book, ResidentFilter(), today)
    rows = resident_rows(book, ids, today)
    own = own_of(book, "resident")
    with book.read() as session:
        doors = doors_of(session)
    found = []
    for row_id in ids:
        row = rows[row_id]
        door = doors.get(row.household_id, {}) if row.household_id is not None else {}
        facts = {name: getattr(row, name) for name in _RESIDENT}
        found.append({**door, **facts, **own.of(row_id)})
    return DOOR + _RESIDENT + own.names, found


def households(book: Book, _today: dt.date) -> Table:
    """The households that live here, door by door."""
    ids = household_ids(book, HouseholdFilter())
    own = own_of(book, "household")
    with book.read() as session:
        doors = doors_of(session)
        query = select(Household).where(Household.status == "living")
        records = {record.id: record for record in session.scalars(query)}
        counts = dict(
            plain_rows(
                session,
                select(Resident.household_id, func.count())
                .where(Resident.status == "living", Resident.household_id.is_not(None))
                .group_by(Resident.household_id),
            )
        )
    found = []
    for row_id in ids:
        facts = {name: getattr(records[row_id], name) for name in _HOUSEHOLD if name != "members"}
        found.append({**doors[row_id], **facts, "members": counts.get(row_id, 0), **own.of(row_id)})
    return DOOR + _HOUSEHOLD + own.names, found


def building_leaders(book: Book, today: dt.date) -> Table:
    """The 楼组长 and 副楼组长 who serve today, by compound and 楼组."""
    with book.read() as session:
        ranks = compound_ranks(session)
        query = _terms(BuildingGroup.name, BuildingGroup.households_declared).add_columns(
            BuildingGroup.compound_id, BuildingGroup.liaison_staff, Compound.name
        )
        rows = session.execute(
            query.join(BuildingGroup, BuildingGroup.id == LeaderTerm.building_group_id)
            .join(Compound, Compound.id == BuildingGroup.compound_id)
            .where(holds_on(today))
        ).all()
    ordered = sorted(
        rows,
        key=lambda row: (ranks[row[4]], natural(row[2]), row[0].kind != BUILDING_LEADER, row[0].id),
    )
    found = [
        {
            "compound": compound,
            "building_group": group,
            "household_count": declared,
            "kind": term.kind,
            **_person(term, person),
            "liaison_staff": staff,
        }
        for term, person, group, declared, _, staff, compound in ordered
    ]
    return ("compound", "building_group", "household_count", "kind", *_LEADER), found


def street_leaders(book: Book, today: dt.date) -> Table:
    """The 街面长 who serve today, by street."""
    with book.read() as session:
        rows = session.execute(
            _terms(StreetSegment)
            .add_columns(Shop.shop_name)
            .join(StreetSegment, StreetSegment.id == LeaderTerm.street_segment_id)
            .outerjoin(Shop, Shop.id == LeaderTerm.shop_id)
            .where(LeaderTerm.kind == STREET_LEADER, holds_on(today))
            .order_by(StreetSegment.name, LeaderTerm.id)
        ).all()
    found = [
        {
            **_person(term, person),
            "street_segment": street.name,
            "number_range": "-".join(part for part in (street.from_no, street.to_no) if part),
            "shop_count": street.shop_count_declared,
            "shop_name": shop,
            "liaison_staff": street.liaison_staff,
        }
        for term, person, street, shop in rows
    ]
    return _STREET, found


def _terms(*extra: Any) -> Any:
    return select(LeaderTerm, Resident, *extra).join(
        Resident, Resident.id == LeaderTerm.resident_id
    )


def _person(term: LeaderTerm, person: Resident) -> dict[str, Any]:
    known = {name: getattr(person, name, None) for name in _LEADER}
    known["phone"] = term.phone_override or person.phone
    known["start_on"] = _partial(term.start_on, term.start_precision)
    known["expected_end_on"] = _partial(term.expected_end_on, "day")
    known["selection_method"] = term.selection_method
    known["subsidy_monthly"] = term.subsidy_monthly
    known["note"] = term.note
    return known


def _partial(day: dt.date | None, precision: str) -> str | None:
    if day is None:
        return None
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
