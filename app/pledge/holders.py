"""Who holds an account, as people say it: 3-301 · 周桂英户."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.people.places import door_label
from db.models import Account, Building, BuildingGroup, Compound, Dwelling, Household, Shop

PARTS = (
    Compound.name.label("compound"),
    Building.key.label("building"),
    Dwelling.unit.label("unit"),
    Dwelling.room_no.label("room"),
    Household.head_name.label("head"),
    Shop.shop_name.label("shop"),
    BuildingGroup.id.label("group_id"),
    BuildingGroup.name.label("group_name"),
)
"""The columns that a label and its surroundings are made of."""


def with_holders(statement: Select[Any]) -> Select[Any]:
    """A statement over accounts, joined with what `PARTS` needs."""
    return (
        statement.outerjoin(Household, Account.household_id == Household.id)
        .outerjoin(Dwelling, Household.dwelling_id == Dwelling.id)
        .outerjoin(Building, Dwelling.building_id == Building.id)
        .outerjoin(Compound, Building.compound_id == Compound.id)
        .outerjoin(BuildingGroup, Dwelling.building_group_id == BuildingGroup.id)
        .outerjoin(Shop, Account.shop_id == Shop.id)
    )


def several_compounds(session: Session) -> bool:
    """Whether labels must name the compound: the office has more than one."""
    return session.execute(select(func.count()).select_from(Compound)).scalar_one() > 1


def holder_label(parts: Any, *, several: bool) -> str:
    """The label out of a row with `PARTS`; `several` puts the compound in front."""
    if parts.shop is not None:
        return str(parts.shop)
    if parts.room is None:
        return ""
    door = door_label(parts.building, parts.unit, parts.room)
    if several:
        door = f"{parts.compound} {door}"
    return f"{door} · {parts.head}户" if parts.head else door


def matching(terms: Sequence[str]) -> ColumnElement[bool]:
    """That door, head, group or shop hold every one of the terms (needs `with_holders`)."""
    dash = Building.key + "-"
    full = dash + Dwelling.unit + "-" + Dwelling.room_no
    short = dash + Dwelling.room_no
    found = [
        or_(
            short.contains(term, autoescape=True),
            full.contains(term, autoescape=True),
            Household.head_name.contains(term, autoescape=True),
            BuildingGroup.name.contains(term, autoescape=True),
            Shop.shop_name.contains(term, autoescape=True),
        )
        for term in terms
    ]
    result = found[0]
    for one in found[1:]:
        result = result & one
    return result
