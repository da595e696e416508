"""Records that a newer roster should have and has not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field
from app.kinds import Phone, Text, age_on
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.people.order import chunks
from app.people.places import door_label
from app.sheets.importing import Ready
from db.models import (
    Building,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    LeaderTerm,
    Organization,
    Pet,
    Resident,
    Shop,
    StreetSegment,
)

DOORS = frozenset(("building", "room_no", "address"))
Met = Mapping[str, AbstractSet[int]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A record in the scope of the sheets that no row of them is about."""

    table: str
    id: int
    title: Annotated[str, Field(Text(60), "姓名或名称")]
    where: Annotated[str, Field(Text(60), "所在")]
    about: Annotated[str, Field(Text(60), "情况")]
    phone: Annotated[str | None, Field(Phone(), "联系电话", sensitive=True)] = None


def missing(
    book: Book, dry_runs: Sequence[Ready], met: Met, today: dt.date, *, wide: bool = False
) -> tuple[Missing, ...]:
    """Records that the sheets should have and have not, in the order of their places.

    A register of people or pets covers the 楼组 (or, without one, the buildings) that occur in
    it; `wide` stretches that to their compounds. Leaders are looked for in the compounds and
    streets that occur, shops in the streets, organizations everywhere.
    """
    kinds = {ready.job.roster.key for ready in dry_runs}
    found: list[Missing] = []
    with book.read() as session:
        registers = [ready for ready in dry_runs if _says_doors(ready)]
        if "residents" in kinds and registers:
            found += _people(session, _covered(session, registers, met), met, today, wide=wide)
        if "building-leaders" in kinds:
            kinds_led = _led_kinds(session, dry_runs, met)
            compounds = _led_compounds(session, dry_runs, met)
            found += _leaders(session, compounds, kinds_led, met)
        if "street-leaders" in kinds:
            found += _street_leaders(session, _led_streets(session, dry_runs, met), met)
        if "shops" in kinds:
            found += _shops(session, met, dry_runs)
        if "pets" in kinds:
            found += _pets(session, dry_runs, met, wide=wide)
        if "organizations" in kinds:
            found += _organizations(session, met)
    return tuple(found)


def _says_doors(ready: Ready) -> bool:
    return ready.job.roster.key == "residents" and bool(DOORS & set(ready.job.mapping.values()))


@dataclass(frozen=True, slots=True)
class _Cover:
    """The places that a register speaks of."""

    groups: frozenset[int]
    buildings: frozenset[int]
    compounds: frozenset[int]

    def limit(self, *, wide: bool) -> ColumnElement[bool]:
        if wide:
            return Building.compound_id.in_(self.compounds)
        return or_(
            Dwelling.building_group_id.in_(self.groups),
            Dwelling.building_group_id.is_(None) & Dwelling.building_id.in_(self.buildings),
        )


def _covered(session: Session, dry_runs: Iterable[Ready], met: Met) -> _Cover:
    dwellings = set(met.get("dwelling", ()))
    for ready in dry_runs:
        dwellings |= {row["dwelling_id"] for row in ready.plan.inserts.get("household", ())}
    if "dwelling" not in met:
        dwellings |= _homes(session, met.get("resident", ()))
    return _cover_of(session, dwellings)


def _homes(session: Session, people: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(list(people)):
        found |= set(
            session.scalars(
                select(Household.dwelling_id)
                .join(Resident, Resident.household_id == Household.id)
                .where(Resident.id.in_(some))
            )
        )
    return found


def _cover_of(session: Session, dwellings: Iterable[int]) -> _Cover:
    groups: set[int] = set()
    buildings: set[int] = set()
    compounds: set[int] = set()
    for some in chunks(list(dwellings)):
        for building, group, compound in session.execute(
            select(Dwelling.building_id, Dwelling.building_group_id, Building.compound_id)
            .join(Building, Building.id == Dwelling.building_id)
            .where(Dwelling.id.in_(some))
        ):
            compounds.add(compound)
            if group is None:
                buildings.add(building)
            else:
                groups.add(group)
    return _Cover(frozenset(groups), frozenset(buildings), frozenset(compounds))


def _people(
    session: Session, cover: _Cover, met: Met, today: dt.date, *, wide: bool
) -> Iterator[Missing]:
    known = met.get("resident", frozenset())
    query = _with_door(
        select(Resident.id, Resident.full_name, Resident.sex, Resident.birth_date,
               Resident.relation_to_head, Resident.phone)
        .join(Household, Household.id == Resident.household_id)
    ).where(
        Resident.status == "living",
        Resident.listed.is_(True),
        Household.status == "living",
        cover.limit(wide=wide),
    )  # fmt: skip
    for row in session.execute(query):
        if row.id not in known:
            age = age_on(row.birth_date, today)
            about = [row.sex, f"{age}岁" if age is not None else None, row.relation_to_head]
            yield Missing(
                "resident", row.id, row.full_name, _place(row),
                " · ".join(part for part in about if part), row.phone,
            )  # fmt: skip


def _with_door(query: Select[Any]) -> Select[Any]:
    return (
        query.join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .add_columns(Compound.name.label("compound"), Building.key, Dwelling.unit, Dwelling.room_no)
        .order_by(Compound.sort_no, Compound.id, Building.id, Dwelling.unit, Dwelling.room_no)
    )


def _place(row: Any) -> str:
    return f"{row.compound} {door_label(row.key, row.unit, row.room_no)}"


def _led_compounds(session: Session, dry_runs: Iterable[Ready], met: Met) -> set[int]:
    groups = set(met.get("building_group", ()))
    for ready in dry_runs:
        groups |= {
            row["building_group_id"]
            for row in ready.plan.inserts.get("leader_term", ())
            if row.get("building_group_id")
        }
    groups |= _scopes(session, LeaderTerm.building_group_id, met.get("leader_term", ()))
    found: set[int] = set()
    for some in chunks(list(groups)):
        found |= set(
            session.scalars(select(BuildingGroup.compound_id).where(BuildingGroup.id.in_(some)))
        )
    return found


def _led_streets(session: Session, dry_runs: Iterable[Ready], met: Met) -> set[int]:
    streets = set(met.get("street_segment", ()))
    for ready in dry_runs:
        streets |= {
            row["street_segment_id"]
            for row in ready.plan.inserts.get("leader_term", ())
            if row.get("street_segment_id")
        }
    return streets | _scopes(session, LeaderTerm.street_segment_id, met.get("leader_term", ()))


def _scopes(session: Session, column: Any, terms: Iterable[int]) -> set[Any]:
    found: set[Any] = set()
    for some in chunks(list(terms)):
        found |= set(session.scalars(select(column).where(LeaderTerm.id.in_(some))))
    return found - {None}


def _led_kinds(session: Session, dry_runs: Iterable[Ready], met: Met) -> set[str]:
    """楼组长, and their deputies if the sheet has any."""
    found = {BUILDING_LEADER} | _scopes(session, LeaderTerm.kind, met.get("leader_term", ()))
    for ready in dry_runs:
        found |= {row["kind"] for row in ready.plan.inserts.get("leader_term", ())}
    return found - {STREET_LEADER}


def _leaders(
    session: Session, compounds: AbstractSet[int], kinds: AbstractSet[str], met: Met
) -> Iterator[Missing]:
    query = (
        _terms()
        .join(BuildingGroup, BuildingGroup.id == LeaderTerm.building_group_id)
        .join(Compound, Compound.id == BuildingGroup.compound_id)
        .add_columns(Compound.name.label("compound"), BuildingGroup.name.label("scope"))
        .where(BuildingGroup.compound_id.in_(compounds), LeaderTerm.kind.in_(kinds))
        .order_by(Compound.sort_no, Compound.id, BuildingGroup.sort_no, BuildingGroup.id)
    )
    for row in session.execute(query):
        if not _is_met(row, met):
            yield _term(row, f"{row.compound} {row.scope}")


def _street_leaders(session: Session, streets: AbstractSet[int], met: Met) -> Iterator[Missing]:
    query = (
        _terms()
        .join(StreetSegment, StreetSegment.id == LeaderTerm.street_segment_id)
        .add_columns(StreetSegment.name.label("scope"))
        .where(StreetSegment.id.in_(streets), LeaderTerm.kind == STREET_LEADER)
        .order_by(StreetSegment.name, LeaderTerm.id)
    )
    for row in session.execute(query):
        if not _is_met(row, met):
            yield _term(row, row.scope)


def _terms() -> Select[Any]:
    return (
        select(
            LeaderTerm.id,
            LeaderTerm.kind,
            LeaderTerm.start_on,
            LeaderTerm.resident_id,
            Resident.full_name,
            Resident.phone,
        )
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.end_on.is_(None))
    )


def _is_met(row: Any, met: Met) -> bool:
    return row.id in met.get("leader_term", ())


def _term(row: Any, where: str) -> Missing:
    since = f" · {row.start_on} 起" if row.start_on else ""
    return Missing("leader_term", row.id, row.full_name, where, f"{row.kind}{since}", row.phone)


def _shops(session: Session, met: Met, dry_runs: Iterable[Ready]) -> Iterator[Missing]:
    known = met.get("shop", frozenset())
    streets = set(met.get("street_segment", ()))
    for ready in dry_runs:
        streets |= {row["street_segment_id"] for row in ready.plan.inserts.get("shop", ())}
    for some in chunks(list(known)):
        streets |= set(session.scalars(select(Shop.street_segment_id).where(Shop.id.in_(some))))
    query = (
        select(
            Shop.id,
            Shop.shop_name,
            Shop.address,
            Shop.category,
            Shop.manager_name,
            Shop.manager_phone,
            StreetSegment.name,
        )
        .join(StreetSegment, StreetSegment.id == Shop.street_segment_id)
        .where(Shop.street_segment_id.in_(streets), Shop.status != "closed")
        .order_by(StreetSegment.name, Shop.address, Shop.id)
    )
    for row in session.execute(query):
        if row.id not in known:
            where = " ".join(part for part in (row.name, row.address) if part)
            about = " · ".join(part for part in (row.category, row.manager_name) if part)
            yield Missing("shop", row.id, row.shop_name, where, about, row.manager_phone)


def _pets(
    session: Session, dry_runs: Iterable[Ready], met: Met, *, wide: bool
) -> Iterator[Missing]:
    known = met.get("pet", frozenset())
    owners = {
        row["owner_resident_id"] for ready in dry_runs for row in ready.plan.inserts.get("pet", ())
    }
    for some in chunks(list(known)):
        owners |= set(session.scalars(select(Pet.owner_resident_id).where(Pet.id.in_(some))))
    dwellings = _homes(session, owners)
    query = _with_door(
        select(Pet.id, Pet.name, Pet.breed, Pet.species, Resident.full_name, Resident.phone)
        .join(Resident, Resident.id == Pet.owner_resident_id)
        .join(Household, Household.id == Resident.household_id)
    ).where(Pet.status == "kept", _cover_of(session, dwellings).limit(wide=wide))
    for row in session.execute(query):
        if row.id not in known:
            title = " · ".join(part for part in (row.name, row.breed or row.species) if part)
            yield Missing("pet", row.id, title, _place(row), f"主人{row.full_name}", row.phone)


def _organizations(session: Session, met: Met) -> Iterator[Missing]:
    known = met.get("organization", frozenset())
    query = select(Organization).where(Organization.status == "active").order_by(Organization.name)
    for row in session.scalars(query):
        if row.id not in known:
            yield Missing(
                "organization", row.id, row.name, row.address or "", row.kind or "",
                row.contact_phone,
            )  # fmt: skip
