"""Searches for the pickers of forms: people, households, groups, streets, compounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from app import finder
from app.book import Book
from app.people.card import Member
from app.people.lists import (
    HouseholdFilter,
    ResidentFilter,
    household_ids,
    household_rows,
    resident_ids,
    resident_rows,
)
from app.people.naming import named_compounds, named_groups
from app.people.organizations import OrganizationFilter, organization_rows
from app.people.place_lists import segment_rows
from app.people.places import door_of
from app.people.records import HouseholdRow, ResidentRow
from app.people.words import STATUS_WORDS
from ui.kit.match import rank
from ui.kit.picker import Option, Search

_MOST = 30
Named = Callable[[int], Option | None]


def people(book: Book, today: Callable[[], dt.date]) -> tuple[Search, Named]:
    """People by name, pinyin, telephone or door, also those outside the register."""

    def search(text: str) -> Sequence[Option]:
        if not text.strip():
            return []
        if door_of(text) is not None:
            where = ResidentFilter(text=text, listed=None)
            ids = resident_ids(book, where, today())[:_MOST]
        else:
            hits = finder.find(book, text, _MOST)
            ids = [hit.id for hit in hits if hit.kind == "person"]
        rows = resident_rows(book, ids, today())
        return [_person(rows[row_id]) for row_id in ids if row_id in rows]

    def named(row_id: int) -> Option | None:
        row = resident_rows(book, [row_id], today()).get(row_id)
        return _person(row) if row else None

    return search, named


def _person(row: ResidentRow) -> Option:
    age = "" if row.age is None else f"{row.age}岁"
    gone = "" if row.status == "living" else STATUS_WORDS[row.status]
    where = f"{row.compound} {row.door}".strip() or "不在居民名册"
    words = " · ".join(part for part in (where, row.sex, age, gone) if part)
    return Option(row.id, row.full_name, words)


def households(book: Book, *, without: int | None = None) -> tuple[Search, Named]:
    """Living households by door or head, or the sound of a member's name; one may be left out."""

    def search(text: str) -> Sequence[Option]:
        if not text.strip():
            return []
        ids = household_ids(book, HouseholdFilter(text=text))[: _MOST + 1]
        ids = [row_id for row_id in ids if row_id != without][:_MOST]
        rows = household_rows(book, ids)
        return [_household(rows[row_id]) for row_id in ids if row_id in rows]

    def named(row_id: int) -> Option | None:
        row = household_rows(book, [row_id]).get(row_id)
        return _household(row) if row else None

    return search, named


def _household(row: HouseholdRow) -> Option:
    where = " · ".join(part for part in (row.compound, row.building_group) if part)
    return Option(row.id, row.label, where)


def groups(
    book: Book, today: dt.date, *, compound_id: int | None = None, vacant_first: bool = False
) -> tuple[Search, Named]:
    """楼组 by a part of the name; those without a leader first, if that is what is looked for."""
    places = named_groups(book, today, compound_id)
    if vacant_first:
        places.sort(key=lambda place: bool(place.leader))
    return _listed(
        Option(one.id, one.name, f"{one.where} · {one.leader or '缺楼组长'}") for one in places
    )


def streets(book: Book, today: dt.date) -> tuple[Search, Named]:
    """Streets by a part of the name."""
    return _listed(
        Option(row.id, row.name, row.leader or "缺街面长") for row in segment_rows(book, today)
    )


def compounds(book: Book) -> tuple[Search, Named]:
    """Compounds by a part of the name."""
    return _listed(Option(one.id, one.name, one.where) for one in named_compounds(book))


def organizations(book: Book, kind: str = "") -> tuple[Search, Named]:
    """Organizations of a kind by a part of the name."""
    return _listed(
        Option(row.id, row.name, row.kind or "")
        for row in organization_rows(book, OrganizationFilter(kind))
    )


def _listed(options: Iterable[Option]) -> tuple[Search, Named]:
    known = list(options)
    by_id = {option.id: option for option in known}

    def search(text: str) -> Sequence[Option]:
        found = rank(text, known, lambda option: f"{option.title} {option.subtitle}")
        return found or rank(text, known, lambda option: f"{option.subtitle} {option.title}")

    return search, by_id.get


def members(known: Iterable[Member]) -> tuple[Search, Named]:
    """The people of one household."""
    return _listed(Option(one.id, one.full_name, one.relation_to_head or "") for one in known)
