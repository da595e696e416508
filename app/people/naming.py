"""Compounds and 楼组 by name alone, for boxes to choose from: nothing is counted for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.book import Book
from app.leaders.holders import holders
from app.leaders.posts import BUILDING_LEADER
from app.people.order import compound_ranks, group_ranks
from db.models import BuildingGroup, Compound


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place to choose: its name, its compound or address, and who leads it today, if known."""

    id: int
    name: str
    where: str
    leader: str = ""


def named_compounds(book: Book) -> list[NamedPlace]:
    """All compounds in their order, with their addresses."""
    with book.read() as session:
        ranks = compound_ranks(session)
        rows = session.execute(select(Compound.id, Compound.name, Compound.address)).all()
    found = [NamedPlace(row.id, row.name, row.address or "") for row in rows]
    return sorted(found, key=lambda place: ranks[place.id])


def named_groups(book: Book, today: dt.date, compound_id: int | None = None) -> list[NamedPlace]:
    """The 楼组 that stand today by compound and number, with who leads them."""
    query = (
        select(BuildingGroup.id, BuildingGroup.name, Compound.name.label("compound"))
        .join(Compound, Compound.id == BuildingGroup.compound_id)
        .where(or_(BuildingGroup.ended_on.is_(None), BuildingGroup.ended_on > today))
    )
    if compound_id is not None:
        query = query.where(BuildingGroup.compound_id == compound_id)
    with book.read() as session:
        ranks = group_ranks(session)
        leaders = holders(session, BUILDING_LEADER, today)
        rows = session.execute(query).all()
    found = [NamedPlace(row.id, row.name, row.compound, leaders.get(row.id, "")) for row in rows]
    return sorted(found, key=lambda place: ranks[place.id])
