"""Who leads each 楼组 on a day, and how firmly: for a drawing of a compound."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.leaders.holders import holds_on
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rules import Span, active, state
from db.models import BuildingGroup, LeaderTerm, Resident


@dataclass(frozen=True, slots=True)
class Cover:
    """A 楼组 that is there on the day: its name, its 楼组长 (empty for none).

    `state` is one of the states of a term in `app.leaders.rules`; empty where nobody leads.
    """

    group: str
    leader: str = ""
    state: str = ""


def group_cover(session: Session, compound_id: int, day: dt.date) -> dict[int, Cover]:
    """The 楼组 of a compound that are there on a day, by id; one query."""
    rows = session.execute(
        select(
            BuildingGroup.id,
            BuildingGroup.name,
            BuildingGroup.formed_on,
            BuildingGroup.ended_on,
            LeaderTerm.id.label("term"),
            LeaderTerm.start_on,
            LeaderTerm.end_on,
            LeaderTerm.expected_end_on,
            Resident.full_name,
        )
        .outerjoin(
            LeaderTerm,
            and_(
                LeaderTerm.building_group_id == BuildingGroup.id,
                LeaderTerm.kind == BUILDING_LEADER,
                holds_on(day),
            ),
        )
        .outerjoin(Resident, Resident.id == LeaderTerm.resident_id)
        .where(
            BuildingGroup.compound_id == compound_id,
            or_(BuildingGroup.ended_on.is_(None), BuildingGroup.ended_on > day),
        )
        .order_by(BuildingGroup.id, LeaderTerm.start_on, LeaderTerm.id)
    )
    found: dict[int, Cover] = {}
    for row in rows:
        if not active(row.formed_on, row.ended_on, day):
            continue
        if row.term is None:
            found.setdefault(row.id, Cover(row.name))
        else:
            now = state(Span(row.start_on, row.end_on), row.expected_end_on, day)
            found[row.id] = Cover(row.name, row.full_name, now)
    return found
