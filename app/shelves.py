"""The names of one book in memory, kept up to date by what the book announces."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Select, exists, func, literal, select
from sqlalchemy.orm import Session

from app import pinyin
from app.book import Book, Changes
from app.kinds import alias_words, same_word
from app.people.order import plain_rows
from app.shelf import OR, Shelf, Thing
from db.models import (
    BuildingGroup,
    Compound,
    Household,
    JournalImage,
    JournalStep,
    Organization,
    Resident,
    Shop,
    StreetSegment,
)

PLACES = ("compound", "group", "street", "shop", "organization")
"""The sorts of things on the shelf of places and of those who work there."""

_PLACE_TABLES = frozenset(("compound", "building_group", "street_segment", "shop", "organization"))
_FEW = 3_000
"""Changed rows up to which a shelf is mended; beyond, it is laid anew."""

Things = Callable[[Session, set[int] | None], list[Thing]]


class Shelves:
    """People, households that only their head's name tells of, and places."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.people = _Kept("resident", _people)
        self.homes = _Kept("household", _homes)
        self.places = Shelf()
        self.compounds: dict[str, int] = {}
        self.laid = False
        self._places_changed = True

    def hear(self, changes: Changes) -> None:
        """Note a change; it is read when somebody next looks for something."""
        for kept in (self.people, self.homes):
            if kept.table in changes.tables:
                kept.steps.append(changes.step)
        if changes.tables & _PLACE_TABLES:
            self._places_changed = True

    def catch_up(self, session: Session) -> None:
        """Bring the shelves up to date with the book; for one thread at a time."""
        self.people.catch_up(session)
        self.homes.catch_up(session)
        if self._places_changed:
            self._places_changed = False
            self.places, self.compounds = _places(session)
        self.laid = True


class _Kept:
    """A shelf of one table, mended where the journal says that rows have changed."""

    def __init__(self, table: str, things: Things) -> None:
        self.table = table
        self.steps: deque[int] = deque()
        self.shelf = Shelf()
        self._things = things
        self._laid = False

    def catch_up(self, session: Session) -> None:
        # Taken before the first look at the book, so that none is taken unseen.
        steps = [self.steps.popleft() for _ in range(len(self.steps))]
        changed = self._changed(session, steps) if self._laid else None
        if changed is None or self.shelf.changes + len(changed) > _FEW:
            self.shelf = Shelf(self._things(session, None))
            self._laid = True
        elif changed:
            now = self._things(session, changed)
            self.shelf.put(now, changed - {thing[0] for thing in now})

    def _changed(self, session: Session, steps: Sequence[int]) -> set[int]:
        changed: set[int] = set()
        for step in steps:
            span = session.get(JournalStep, step)
            if span is not None:
                query = select(JournalImage.row_id).where(
                    JournalImage.id.between(span.first_image, span.last_image),
                    JournalImage.step_id == step,
                    JournalImage.table_name == self.table,
                )
                changed.update(session.scalars(query))
        return changed


_shelves: WeakKeyDictionary[Book, Shelves] = WeakKeyDictionary()
_shelves_lock = threading.Lock()


@contextmanager
def opened(book: Book, session: Session) -> Iterator[Shelves]:
    """The shelves of a book as of now.

    They are kept as long as the book is: laying 100,000 names out takes a third of a second.
    While another thread brings them up to date, they are given as they are.
    """
    with _shelves_lock:
        shelves = _shelves.get(book)
        if shelves is None:
            shelves = _shelves[book] = Shelves()
            book.listen(shelves.hear)
    if shelves.lock.acquire(blocking=not shelves.laid):
        try:
            shelves.catch_up(session)
        finally:
            shelves.lock.release()
    yield shelves


def _people(session: Session, only: set[int] | None) -> list[Thing]:
    query: Select[Any] = select(
        Resident.id,
        literal(0),
        Resident.full_name,
        Resident.name_pinyin,
        Resident.name_initials,
        func.coalesce(Resident.phone, ""),
    ).where(Resident.archived_on.is_(None))
    if only is not None:
        query = query.where(Resident.id.in_(only))
    rows = plain_rows(session, query)  # the columns are those of a Thing
    starts = frozenset(surname[0] for surname in pinyin.other_surnames())
    for at, row in enumerate(rows):
        if row[2][:1] in starts:
            rows[at] = _read_both_ways(row)
    return rows


def _read_both_ways(row: Sequence[Any]) -> Thing:
    thing = Thing(*row)
    other = pinyin.otherwise(thing.name)
    if other is None:
        return thing
    sound, initials = other
    return thing._replace(
        sound=f"{thing.sound}{OR}{sound}", initials=f"{thing.initials}{OR}{initials}"
    )


def _homes(session: Session, only: set[int] | None) -> list[Thing]:
    # Where the head is a person of the register, the person is found.
    query: Select[Any] = select(Household.id, Household.head_name).where(
        Household.status == "living",
        Household.head_name.is_not(None),
        ~exists().where(
            Resident.household_id == Household.id, Resident.full_name == Household.head_name
        ),
    )
    if only is not None:
        query = query.where(Household.id.in_(only))
    rows = plain_rows(session, query)
    sounds = pinyin.full_and_initials([name for _, name in rows])
    return [
        _read_both_ways((row_id, 0, name, sound, initials, ""))
        for (row_id, name), (sound, initials) in zip(rows, sounds, strict=True)
    ]


def _places(session: Session) -> tuple[Shelf, dict[str, int]]:
    rows: list[tuple[str, int, str, str]] = []
    words: dict[str, int] = {}
    for row_id, name, alias in session.execute(select(Compound.id, Compound.name, Compound.alias)):
        rows.append(("compound", row_id, name, ""))
        words.update((same_word(word), row_id) for word in (*alias_words(alias), name))
    for row_id, name in session.execute(
        select(BuildingGroup.id, BuildingGroup.name).where(BuildingGroup.ended_on.is_(None))
    ):
        rows.append(("group", row_id, name, ""))
    for row_id, name in session.execute(select(StreetSegment.id, StreetSegment.name)):
        rows.append(("street", row_id, name, ""))
    for row_id, name, phone in session.execute(
        select(Shop.id, Shop.shop_name, Shop.manager_phone).where(Shop.status != "closed")
    ):
        rows.append(("shop", row_id, name, phone or ""))
    for row_id, name, phone in session.execute(
        select(Organization.id, Organization.name, Organization.contact_phone).where(
            Organization.status == "active", Organization.archived_on.is_(None)
        )
    ):
        rows.append(("organization", row_id, name, phone or ""))
    sounds = pinyin.full_and_initials([row[2] for row in rows], surname=False)
    things = [
        Thing(row_id, PLACES.index(sort), name, sound, initials, numbers)
        for (sort, row_id, name, numbers), (sound, initials) in zip(rows, sounds, strict=True)
    ]
    return Shelf(things), words
