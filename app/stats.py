"""The counts of a book: what the command line answers and the first page shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.leaders.counts import post_counts, work_counts
from app.leaders.holders import holds_on
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.pledge import lists as pledge
from db.models import (
    Account,
    Building,
    BuildingGroup,
    CareTag,
    Compound,
    Consent,
    Dwelling,
    Household,
    LeaderTerm,
    Merge,
    Organization,
    Pet,
    Resident,
    Shop,
    StreetSegment,
)


def stats(book: Book, today: dt.date) -> dict[str, int | float]:
    """Counts by name, in the order in which they are told; `points_sum` is in points.

    `residents` live here and stand in the register, `people` are all persons known, each
    once though records of one were merged. A leader
    whose term is full but not ended still serves. `pets` are kept, `organizations` not struck
    off, `consents` not withdrawn; `persons_merged` and `households_merged` count records that
    went into another one. Those of posts are explained in `app.leaders.counts`.
    """
    with book.read() as session:
        points = pledge.stats(session)
        counted: dict[str, int | float] = {
            "residents": _count(session, Resident.status == "living", Resident.listed.is_(True)),
            "households": _count(session, Household.status == "living"),
            "dwellings": _all(session, Dwelling.id),
            "buildings": _all(session, Building.id),
            "building_groups": _count(
                session, or_(BuildingGroup.ended_on.is_(None), BuildingGroup.ended_on > today)
            ),
            "compounds": _all(session, Compound.id),
            "building_leaders": _serving(session, BUILDING_LEADER, today),
            "street_leaders": _serving(session, STREET_LEADER, today),
            "street_segments": _all(session, StreetSegment.id),
            "points_entries": points["points_entries"],
            "points_sum": points["points_sum"] / 10,
            "people": _count(session, Resident.archived_on.is_(None)),
            "shops": _count(session, Shop.status != "closed"),
            "care_tags": _count(session, or_(CareTag.end_on.is_(None), CareTag.end_on > today)),
            "accounts": _count(session, Account.closed_on.is_(None)),
            "organizations": _count(session, Organization.status == "active"),
            "pets": _count(session, Pet.status == "kept"),
            "consents": _count(session, Consent.withdrawn_on.is_(None)),
            "persons_merged": _count(session, Merge.of_table == "resident"),
            "households_merged": _count(session, Merge.of_table == "household"),
        }
        return counted | post_counts(session, today) | work_counts(session)


def _all(session: Session, column: Any) -> int:
    return session.scalar(select(func.count(column))) or 0


def _count(session: Session, *limits: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*limits)) or 0


def _serving(session: Session, kind: str, today: dt.date) -> int:
    return _count(session, LeaderTerm.kind == kind, holds_on(today))
