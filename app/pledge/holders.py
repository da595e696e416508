"""Who holds an account, as people say it: 3-301 · 周桂英户."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.orm import Session

from db.models import Account, Building, BuildingGroup, Compound, Dwelling, Household, Shop

_DOOR = Building.key + case((Dwelling.unit == "", "-"), else_="-" + Dwelling.unit + "-")
_DOOR = _DOOR + Dwelling.room_no
_HOME = _DOOR + func.coalesce(literal(" · ") + Household.head_name + "户", "")


def holder_columns(*, several: bool) -> tuple[ColumnElement[Any], ...]:
    """`holder`, `compound`, `group_id` and `group_name` of a statement joined `with_holders`.

    `several` puts the compound in front of the door. The label is made by the database: a list of
    thousands is then quicker than the eye.
    """
    home = Compound.name + " " + _HOME if several else _HOME
    return (
        func.coalesce(Shop.shop_name, home, "").label("holder"),
        func.coalesce(Compound.name, "").label("compound"),
        BuildingGroup.id.label("group_id"),
        func.coalesce(BuildingGroup.name, "").label("group_name"),
    )


def with_holders(statement: Select[Any]) -> Select[Any]:
    """A statement over accounts, joined with what the holder columns need."""
    return (
        statement.outerjoin(Household, Account.household_id == Household.id)
        .outerjoin(Dwelling, Household.dwelling_id == Dwelling.id)
        .outerjoin(Building, Dwelling.building_id == Building.id)
        .outerjoin(Compound, Building.compound_id == Compound.id)
        .outerjoin(BuildingGroup, Dwelling.building_group_id == BuildingGroup.id)
        .outerjoin(Shop, Account.shop_id == Shop.id)
    )


def by_door() -> tuple[ColumnElement[Any], ...]:
    """The order in which one walks the estate: building 9 before 10, room 901 before 1001."""
    return (
        Compound.sort_no.expression,
        Compound.name.expression,
        func.length(Building.key),
        Building.key.expression,
        func.length(Dwelling.room_no),
        Dwelling.room_no.expression,
    )


def several_compounds(session: Session) -> bool:
    """Whether labels must name the compound: the office has more than one."""
    return session.execute(select(func.count()).select_from(Compound)).scalar_one() > 1


def matching(term: str) -> ColumnElement[bool]:
    """That compound, door, head, group or shop hold a term (needs `with_holders`)."""
    return or_(
        _HOME.contains(term, autoescape=True),
        Compound.name.contains(term, autoescape=True),
        BuildingGroup.name.contains(term, autoescape=True),
        Shop.shop_name.contains(term, autoescape=True),
    )
