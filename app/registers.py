"""The registers and rosters of the book in the columns of the sheets that they came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from app.book import Book
from app.leaders.holders import holds_on
from app.leaders.records import (
    BUILDING_LEADER,
    STREET_LEADER,
    BuildingLeaderEntry,
    StreetLeaderEntry,
)
from app.people.importing import ResidentLine
from app.people.lists import ResidentFilter, resident_ids, resident_rows
from app.people.order import compound_ranks, natural
from app.pledge.importing import PointsLine
from db.models import (
    Account,
    Building,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    LeaderTerm,
    LedgerEntry,
    Resident,
    Rule,
    Shop,
    StreetSegment,
)

__all__ = [
    "BuildingLeaderEntry",
    "PointsLine",
    "Reader",
    "ResidentLine",
    "StreetLeaderEntry",
    "building_leaders",
    "points",
    "residents",
    "street_leaders",
]

Table = tuple[tuple[str, ...], list[dict[str, Any]]]
"""The names of the columns and the values of each row by name."""

Reader = Callable[[Book, dt.date], Table]

_DOOR = ("compound", "building_group", "building", "unit", "room_no", "household_no", "head_name")
_RESIDENT = (
    "full_name", "relation_to_head", "sex", "id_kind", "id_card_no", "birth_date", "phone",
    "residence_kind", "registered_address", "ethnicity", "political_status", "education",
    "marital_status", "employment", "occupation", "employer", "health_status", "care_tags",
    "talents", "emergency_contact", "emergency_phone", "note",
)  # fmt: skip
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
_POINTS = (
    "occurred_on", "compound", "building", "unit", "room_no", "holder", "rule_code", "item",
    "points", "assessor", "description",
)  # fmt: skip


def residents(book: Book, today: dt.date) -> Table:
    """Everybody in the register who lives here, door by door."""
    ids = resident_ids(book, ResidentFilter(), today)
    rows = resident_rows(book, ids, today)
    with book.read() as session:
        doors = _doors(session)
    found = []
    for row_id in ids:
        row = rows[row_id]
        door = doors.get(row.household_id, {}) if row.household_id is not None else {}
        found.append({**door, **{name: getattr(row, name) for name in _RESIDENT}})
    return _DOOR + _RESIDENT, found


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


def points(book: Book, _today: dt.date) -> Table:
    """Every line that households' points rest on but base points, in the order of the ledger."""
    with book.read() as session:
        doors = _doors(session)
        rows = session.execute(
            select(
                Account.household_id,
                LedgerEntry.occurred_on,
                Rule.code,
                # A reversal says so, or a list would look as if it contradicted itself.
                case(
                    (LedgerEntry.reverses_seq.is_not(None), "冲正：" + LedgerEntry.item),
                    else_=LedgerEntry.item,
                ),
                LedgerEntry.applied_score,
                LedgerEntry.assessor,
                LedgerEntry.description,
            )
            .join(Account, Account.id == LedgerEntry.account_id)
            .outerjoin(Rule, Rule.id == LedgerEntry.rule_id)
            .where(LedgerEntry.kind != "base", Account.household_id.is_not(None))
            .order_by(LedgerEntry.seq)
        ).all()
    names = ("occurred_on", "rule_code", "item", "points", "assessor", "description")
    found = []
    for household, *values in rows:
        door = doors.get(household, {})
        found.append(
            {**door, "holder": door.get("head_name"), **dict(zip(names, values, strict=True))}
        )
    return _POINTS, found


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


def _doors(session: Session) -> dict[int, dict[str, Any]]:
    rows = session.execute(
        select(
            Household.id,
            Compound.name,
            BuildingGroup.name,
            Building.name,
            Dwelling.unit,
            Dwelling.room_no,
            Household.household_no,
            Household.head_name,
        )
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == Dwelling.building_group_id)
    )
    return {row_id: dict(zip(_DOOR, values, strict=True)) for row_id, *values in rows}
