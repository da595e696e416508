"""What a post is for: a 楼组, a street, a 小区, a body known by its name, or the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import Invalid, Refused
from app.kinds import folded
from app.leaders.posts import COMPOUND, GROUP, NAMED, OFFICE, STREET, post_of
from app.leaders.rules import Span, active
from app.people.storing import found
from db.models import BuildingGroup, Compound, LeaderTerm, RoundSeat, StreetSegment

Place = type[BuildingGroup] | type[StreetSegment] | type[Compound]

PLACES: Mapping[str, Place] = {GROUP: BuildingGroup, STREET: StreetSegment, COMPOUND: Compound}
OFFICE_NAME = "本居委"


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: `sort` as in `app.leaders.posts`, with the id of a place or a name."""

    sort: str
    id: int | None = None
    name: str | None = None

    def columns(self) -> dict[str, Any]:
        """The columns by which a term or a seat holds it."""
        return {
            "building_group_id": self.id if self.sort == GROUP else None,
            "street_segment_id": self.id if self.sort == STREET else None,
            "compound_id": self.id if self.sort == COMPOUND else None,
            "scope_name": self.name if self.sort == NAMED else None,
        }


def scope_for(kind: str, place_id: int | None, name: str | None) -> Scope:
    """The scope of a post as typed; Invalid where the place or the name is missing."""
    sort = post_of(kind).scope
    if sort == OFFICE:
        return Scope(OFFICE)
    if sort == NAMED:
        words = " ".join(folded(name or "").split())
        if not words:
            raise Invalid.of("scope_name", f"请填写{kind}所在的小组或团队名称")
        return Scope(NAMED, name=words)
    if not place_id:
        raise Invalid.of("scope_id", f"请选择{kind}负责的范围")
    return Scope(sort, place_id)


def scope_of(record: LeaderTerm | RoundSeat) -> Scope:
    """What a term or a seat is for."""
    for sort, value in (
        (GROUP, record.building_group_id),
        (STREET, record.street_segment_id),
        (COMPOUND, record.compound_id),
    ):
        if value is not None:
            return Scope(sort, value)
    if record.scope_name:
        return Scope(NAMED, name=record.scope_name)
    return Scope(OFFICE)


def same_scope(of: type[LeaderTerm | RoundSeat], scope: Scope) -> ColumnElement[bool]:
    """The condition that a term or a seat is for a scope."""
    columns: dict[str, InstrumentedAttribute[Any]] = {
        name: getattr(of, name) for name in Scope(OFFICE).columns()
    }
    return and_(
        *(columns[name].is_not_distinct_from(value) for name, value in scope.columns().items())
    )


def scope_name(session: Session, scope: Scope) -> str:
    """What a scope is called; Refused if the place is gone."""
    place = PLACES.get(scope.sort)
    if place is not None:
        return str(found(session, place, scope.id or 0).name)
    return scope.name or OFFICE_NAME


def named_scope() -> ColumnElement[str]:
    """The name of a term's scope, in a query joined by `with_scopes`."""
    return func.coalesce(
        BuildingGroup.name, StreetSegment.name, Compound.name, LeaderTerm.scope_name, OFFICE_NAME
    )


def with_scopes(query: Select[Any]) -> Select[Any]:
    """A query over terms, joined with the places they are for."""
    return (
        query.outerjoin(BuildingGroup, BuildingGroup.id == LeaderTerm.building_group_id)
        .outerjoin(StreetSegment, StreetSegment.id == LeaderTerm.street_segment_id)
        .outerjoin(
            Compound,
            Compound.id == func.coalesce(BuildingGroup.compound_id, LeaderTerm.compound_id),
        )
    )


def stands(session: Session, scope: Scope, span: Span) -> None:
    """Refuse a post in a 楼组 that is not there in the time."""
    if scope.sort != GROUP:
        scope_name(session, scope)
        return
    group = found(session, BuildingGroup, scope.id or 0)
    if span.end is None and group.ended_on is not None:
        raise Refused(f"“{group.name}”已于 {group.ended_on} 撤销，请选择在册的楼组。")
    if span.start is not None and not active(None, group.ended_on, span.start):
        raise Refused(f"“{group.name}”在 {span.start} 已经撤销，请核对任职时间。")


def scopes_of(session: Session, kind: str, day: dt.date) -> Sequence[tuple[Scope, str]]:
    """Every scope in which a post may be filled on a day, with its name; those named in use."""
    sort = post_of(kind).scope
    if sort == OFFICE:
        return [(Scope(OFFICE), OFFICE_NAME)]
    if sort == NAMED:
        names = session.scalars(
            select(LeaderTerm.scope_name)
            .where(
                LeaderTerm.kind == kind,
                LeaderTerm.scope_name.is_not(None),
                or_(LeaderTerm.end_on.is_(None), LeaderTerm.end_on > day),
            )
            .distinct()
            .order_by(LeaderTerm.scope_name)
        )
        return [(Scope(NAMED, name=name), name) for name in names if name]
    if sort == GROUP:
        groups = session.scalars(select(BuildingGroup).order_by(BuildingGroup.id))
        return [
            (Scope(GROUP, group.id), group.name)
            for group in groups
            if active(group.formed_on, group.ended_on, day)
        ]
    place = StreetSegment if sort == STREET else Compound
    rows = session.execute(
        select(place.id, place.name).where(place.archived_on.is_(None)).order_by(place.name)
    )
    return [(Scope(sort, row_id), name) for row_id, name in rows]
