"""Who holds a post where, on a day: what other pages show beside a place."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.leaders.posts import GROUP, post_of
from db.models import LeaderTerm, Resident


def holds_on(day: dt.date) -> ColumnElement[bool]:
    """The condition that a term holds on a day; expired ones hold until they are ended."""
    return or_(LeaderTerm.start_on.is_(None), LeaderTerm.start_on <= day) & or_(
        LeaderTerm.end_on.is_(None), LeaderTerm.end_on > day
    )


def holders(session: Session, kind: str, day: dt.date) -> dict[int, str]:
    """Names of those who hold a post of the kind, by 楼组 or street."""
    scope = (
        LeaderTerm.building_group_id
        if post_of(kind).scope == GROUP
        else LeaderTerm.street_segment_id
    )
    found: dict[int, str] = {}
    for place, name in session.execute(
        select(scope, Resident.full_name)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.kind == kind, scope.is_not(None), holds_on(day))
        .order_by(LeaderTerm.start_on, LeaderTerm.id)
    ):
        found[place] = f"{found[place]}、{name}" if place in found else name
    return found
