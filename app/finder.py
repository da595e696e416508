"""Finding anybody and any place from a few letters, digits or a door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import pinyin
from app.book import Book
from app.kinds import Phone, folded
from app.people.homes import homes_of
from app.people.order import natural
from app.people.places import Door, door_of
from app.people.records import household_label
from app.people.where import door_words, of_households, of_people
from app.people.words import STATUS_WORDS
from app.shelf import Found
from app.shelves import PLACES, Shelves, opened
from db.models import (
    Building,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    Organization,
    Resident,
    Shop,
    StreetSegment,
)

HitKind = Literal["person", "household", "shop", "organization", "street", "group", "compound"]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is, its id, its name and a few words to tell it apart."""

    kind: HitKind
    id: int
    title: str
    subtitle: str


_MORE = 6
"""Candidates for each hit asked for: the best of them are chosen by more than the name."""

Ranked = tuple[tuple[Any, ...], Hit]
Shown = Iterable[tuple[int, str, str]]


def find(book: Book, text: str, limit: int = 30) -> list[Hit]:
    """People, households, 楼组, compounds, streets, shops and organizations, best first.

    Understood are names, their pinyin or initials, four or more digits of a telephone number,
    and doors (3-101, 12号101, 金水苑3-101). Of several words, each has to fit.
    """
    words = folded(text).lower().split()
    if not words:
        return []
    with book.read() as session, opened(book, session) as shelves:
        hits = _search(session, shelves, "".join(words), limit)
        if hits or len(words) == 1:
            return hits[:limit]
        rough = _search(session, shelves, words[0], limit * _MORE)
    return [hit for hit in rough if _fits(hit, words[1:])][:limit]


def prepare(book: Book) -> None:
    """Lay out what finding and the long lists need, so that the first of them is quick."""
    if book.closed:
        return
    with book.read() as session, opened(book, session):
        homes_of(book, session)


def _fits(hit: Hit, words: Sequence[str]) -> bool:
    shown = f"{hit.title} {hit.subtitle}".lower()
    parts = [*shown.split(), pinyin.full(hit.title), pinyin.initials(hit.title)]
    return all(
        any(part.startswith(word) for part in parts) or (not word.isascii() and word in shown)
        for word in words
    )


def _search(session: Session, shelves: Shelves, word: str, limit: int) -> list[Hit]:
    compound, rest = _compound_of(shelves, word)
    door = door_of(rest)
    if door is not None:
        homes = _at_door(session, door, compound, limit)
        if homes:
            return homes
    most = limit * _MORE
    ranked = [
        *_place_hits(session, shelves.places.find(word, most), limit),
        *_home_hits(session, shelves.homes.shelf.find(word, limit)),
        *_person_hits(session, shelves.people.shelf.find(word, most), limit),
    ]
    ranked.sort(key=lambda pair: pair[0])
    return [hit for _, hit in ranked]


def _compound_of(shelves: Shelves, word: str) -> tuple[int | None, str]:
    fitting = [name for name in shelves.compounds if name and word.startswith(name)]
    if not fitting:
        return None, word
    longest = max(fitting, key=len)
    return shelves.compounds[longest], word.removeprefix(longest)


def _homes() -> Select[Any]:
    return of_households(
        Household.id, Household.head_name, Compound.sort_no, BuildingGroup.name.label("group")
    ).outerjoin(BuildingGroup, BuildingGroup.id == Dwelling.building_group_id)


def _home_hit(row: Any) -> Hit:
    door = door_words(row, compound=False)
    where = " · ".join(part for part in (row.compound, row.group) if part)
    return Hit("household", row.id, household_label(door, row.head_name), where)


def _at_door(session: Session, door: Door, compound: int | None, limit: int) -> list[Hit]:
    query = _homes().where(
        Household.status == "living",
        Building.key == door.building,
        Dwelling.room_no.startswith(door.room, autoescape=True),
    )
    if door.unit:
        query = query.where(Dwelling.unit == door.unit)
    if compound is not None:
        query = query.where(Building.compound_id == compound)
    rows = list(session.execute(query))
    room = door.room.lower()
    rows.sort(
        key=lambda row: (
            row.room_no.lower() != room,
            row.sort_no,
            natural(row.unit),
            natural(row.room_no),
        )
    )
    return [_home_hit(row) for row in rows[:limit]]


def _home_hits(session: Session, found: Sequence[Found]) -> list[Ranked]:
    fits = {one.id: one.fit for one in found}
    return [
        (_rank(fits[row.id], 1, row.head_name, row.head_name, row.id), _home_hit(row))
        for row in session.execute(_homes().where(Household.id.in_(fits)))
    ]


def _rank(fit: int, sort: int, name: str, order: object, row_id: int) -> tuple[Any, ...]:
    # Places come before households before people that fit as well; then the shorter name.
    return (fit, sort, len(name), order, row_id)


def _person_hits(session: Session, found: Sequence[Found], limit: int) -> list[Ranked]:
    fits = {one.id: one.fit for one in found}
    query = of_people(
        Resident.id, Resident.full_name, Resident.name_pinyin, Resident.phone, Resident.status
    ).where(Resident.id.in_(_likeliest(session, fits, limit)))
    ranked = []
    for row in session.execute(query):
        gone = "" if row.status == "living" else STATUS_WORDS[row.status]
        parts = (door_words(row), Phone().mask(row.phone), gone)
        hit = Hit("person", row.id, row.full_name, " · ".join(part for part in parts if part))
        sort = 3 if gone else 2
        ranked.append((_rank(fits[row.id], sort, row.full_name, row.name_pinyin, row.id), hit))
    return ranked


def _likeliest(session: Session, fits: dict[int, int], limit: int) -> list[int]:
    """The best fits; among equals those who live here."""
    if len(fits) <= limit:
        return list(fits)
    gone = set(
        session.scalars(
            select(Resident.id).where(Resident.id.in_(fits), Resident.status != "living")
        )
    )
    return sorted(fits, key=lambda row_id: (fits[row_id], row_id in gone))[:limit]


def _place_hits(session: Session, found: Sequence[Found], limit: int) -> list[Ranked]:
    ranked: list[Ranked] = []
    by_sort = sorted(found[: limit * 2], key=lambda one: one.sort)
    for sort, some in groupby(by_sort, key=lambda one: one.sort):
        kind, shown = _PLACES[PLACES[sort]]
        fits = {one.id: one.fit for one in some}
        for row_id, title, subtitle in shown(session, list(fits)):
            hit = Hit(kind, row_id, title, subtitle)
            ranked.append((_rank(fits[row_id], 0, title, natural(title), row_id), hit))
    return ranked


def _compounds(session: Session, ids: Sequence[int]) -> Shown:
    rows = session.execute(
        select(Compound.id, Compound.name, Compound.address).where(Compound.id.in_(ids))
    )
    return [
        (row_id, name, " · ".join(part for part in ("小区", address) if part))
        for row_id, name, address in rows
    ]


def _groups(session: Session, ids: Sequence[int]) -> Shown:
    rows = session.execute(
        select(BuildingGroup.id, BuildingGroup.name, Compound.name)
        .join(Compound, Compound.id == BuildingGroup.compound_id)
        .where(BuildingGroup.id.in_(ids))
    )
    return [(row_id, name, f"楼组 · {compound}") for row_id, name, compound in rows]


def _streets(session: Session, ids: Sequence[int]) -> Shown:
    rows = session.execute(
        select(StreetSegment.id, StreetSegment.name).where(StreetSegment.id.in_(ids))
    )
    return [(row_id, name, "街面") for row_id, name in rows]


def _shops(session: Session, ids: Sequence[int]) -> Shown:
    rows = session.execute(
        select(Shop.id, Shop.shop_name, Shop.address, Shop.manager_phone, StreetSegment.name)
        .join(StreetSegment, StreetSegment.id == Shop.street_segment_id)
        .where(Shop.id.in_(ids))
    )
    return [
        (row_id, name, " · ".join(part for part in (street, address, Phone().mask(phone)) if part))
        for row_id, name, address, phone, street in rows
    ]


def _organizations(session: Session, ids: Sequence[int]) -> Shown:
    rows = session.execute(
        select(
            Organization.id, Organization.name, Organization.kind, Organization.contact_phone
        ).where(Organization.id.in_(ids))
    )
    return [
        (row_id, name, " · ".join(part for part in (kind or "单位", Phone().mask(phone)) if part))
        for row_id, name, kind, phone in rows
    ]


_PLACES: dict[str, tuple[HitKind, Callable[[Session, Sequence[int]], Shown]]] = {
    "compound": ("compound", _compounds),
    "group": ("group", _groups),
    "street": ("street", _streets),
    "shop": ("shop", _shops),
    "organization": ("organization", _organizations),
}
