"""Records that may be one: found by keys they share, scored, forgotten when somebody says no."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Annotated, Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field
from app.kinds import Text, Whole
from app.people.merging.blocks import Blocks, Home, Person, home_keys, person_keys
from app.people.merging.called import record_titles
from app.people.merging.likeness import Likeness, homes_alike, people_alike
from app.people.order import plain_rows
from app.people.storing import found
from app.work import Progress, Work
from db.models import Building, Dismissal, Dwelling, Household, LeaderTerm, Resident

Table = Literal["resident", "household"]

MOST = 2_000
"""Pairs that are listed, the likeliest of them; of more only the number is told."""

_FINDING = {"resident": "alike:resident", "household": "alike:household"}
_SLICE = 2_000
"""Records between two looks at whether to go on."""

_SURE, _LIKELY = 90, 70


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one, `a_id` the smaller id; `score` 0…99.

    `reasons` say in words why, `doubts` what speaks against it.
    """

    id: int
    table: Table
    a_id: int
    b_id: int
    title: Annotated[str, Field(Text(60), "记录")]
    other: Annotated[str, Field(Text(60), "另一条")]
    score: Annotated[int, Field(Whole(0, 99), "相像")]
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def likeness(self) -> str:
        """How likely it is, in a word."""
        if self.score >= _SURE:
            return "很像"
        return "较像" if self.score >= _LIKELY else "有点像"

    @property
    def why(self) -> str:
        """The reasons as one line."""
        said = "，".join(self.reasons)
        return f"{said}（{'，'.join(self.doubts)}）" if self.doubts else said


@dataclass(frozen=True, slots=True)
class Alike:
    """What was found: pairs of people and of households, the likeliest first.

    `people` and `homes` are how many there are, also beyond `MOST`.
    """

    pairs: tuple[Pair, ...] = ()
    people: int = 0
    homes: int = 0


def find_alike(book: Book) -> Work[Alike]:
    """People and households that may be one; may be stopped at any step.

    The book is read once at the beginning; what follows is done in memory.
    """
    yield Progress(0, 0, "正在读取名册")
    with book.read() as session:
        people = _people(session)
        posts = _posts(session)
        homes = _homes(session)
        settled = _settled(session)
    members: defaultdict[int, list[str]] = defaultdict(list)
    for person in people:
        if person.household is not None and person.status == "living":
            members[person.household].append(person.name)
    likely = yield from _people_pairs(people, posts, settled["resident"])
    like_homes = yield from _home_pairs(homes, members, settled["household"])
    best = nlargest(MOST, [*likely, *like_homes], key=lambda one: (one[3].score, -one[1]))
    yield Progress(len(people), len(people), "正在整理结果")
    with book.read() as session:
        pairs = _named(session, best)
    return Alike(pairs, len(likely), len(like_homes))


Scored = tuple[Table, int, int, Likeness]


def _people_pairs(
    people: Sequence[Person], posts: dict[int, list[int]], settled: set[tuple[int, int]]
) -> Work[list[Scored]]:
    blocks = Blocks()
    total = len(people) * 2
    for at, person in enumerate(people):
        if at % _SLICE == 0:
            yield Progress(at, total, "正在比对居民")
        outside = posts.get(person.id, ()) if not person.listed else ()
        blocks.put(at, person_keys(person, outside))
    likely: list[Scored] = []
    births = [person.birth for person in people]
    for count, (one, other) in enumerate(blocks.pairs(births)):
        if count % _SLICE == 0:
            yield Progress(min(total, len(people) + count // 4), total, "正在比对居民")
        first, second = people[one], people[other]
        held = {*posts.get(first.id, ()), *posts.get(second.id, ())}
        alike = people_alike(first, second, held)
        if alike is not None and ordered(first.id, second.id) not in settled:
            likely.append(("resident", *ordered(first.id, second.id), alike))
    return likely


def _home_pairs(
    homes: Sequence[Home], members: dict[int, list[str]], settled: set[tuple[int, int]]
) -> Work[list[Scored]]:
    blocks = Blocks()
    for at, home in enumerate(homes):
        if at % _SLICE == 0:
            yield Progress(at, len(homes), "正在比对户")
        names = members.get(home.id, ()) if home.status == "living" else ()
        blocks.put(at, home_keys(home, names))
    likely: list[Scored] = []
    heads = [home.head for home in homes]
    for count, (one, other) in enumerate(blocks.pairs(heads)):
        if count % _SLICE == 0:
            yield Progress(len(homes), len(homes), "正在比对户")
        first, second = homes[one], homes[other]
        alike = homes_alike(first, second, members.get(first.id, ()), members.get(second.id, ()))
        if alike is not None and ordered(first.id, second.id) not in settled:
            likely.append(("household", *ordered(first.id, second.id), alike))
    return likely


def ordered(one: int, other: int) -> tuple[int, int]:
    """Two ids as a pair is known by."""
    return (one, other) if one < other else (other, one)


# What the book knows


def _people(session: Session) -> list[Person]:
    rows = plain_rows(
        session,
        select(
            Resident.id,
            Resident.full_name,
            Resident.name_pinyin,
            Resident.id_kind,
            Resident.id_card_no,
            Resident.sex,
            Resident.birth_date,
            Resident.phone,
            Resident.household_id,
            Resident.relation_to_head,
            Resident.status,
            Resident.listed,
        )
        .where(Resident.archived_on.is_(None))
        .order_by(Resident.id),
    )
    places = _places(session)
    nowhere = (None, None, None, None)
    return [Person(*row, *places.get(row[8], nowhere)) for row in rows]


def _places(session: Session) -> dict[int, tuple[int, int | None, int, int]]:
    query = (
        select(
            Household.id,
            Household.dwelling_id,
            Dwelling.building_group_id,
            Dwelling.building_id,
            Building.compound_id,
        )
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
    )
    return {row[0]: tuple(row[1:]) for row in plain_rows(session, query)}


def _posts(session: Session) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    query = select(LeaderTerm.resident_id, LeaderTerm.building_group_id).where(
        LeaderTerm.building_group_id.is_not(None)
    )
    for person, group in plain_rows(session, query):
        found[person].append(group)
    return dict(found)


def _homes(session: Session) -> list[Home]:
    rows = plain_rows(
        session,
        select(
            Household.id,
            Household.dwelling_id,
            Household.household_no,
            Household.head_name,
            Household.status,
        )
        .where(Household.status != "dissolved")
        .order_by(Household.id),
    )
    return [Home(*row) for row in rows]


def _settled(session: Session) -> dict[str, set[tuple[int, int]]]:
    return {
        table: {
            (row.a_id, row.b_id)
            for row in session.execute(
                select(Dismissal.a_id, Dismissal.b_id).where(Dismissal.finding == finding)
            )
        }
        for table, finding in _FINDING.items()
    }


def _named(session: Session, likely: Sequence[Scored]) -> tuple[Pair, ...]:
    titles: dict[int, str] = {}
    for table in _FINDING:
        ids = {row_id for one in likely if one[0] == table for row_id in one[1:3]}
        titles |= record_titles(session, table, ids)
    return tuple(
        Pair(
            # The same two records keep their place in a list that is read again.
            (a_id * 1_000_003 + b_id) % (1 << 62),
            table,
            a_id,
            b_id,
            titles.get(a_id, ""),
            titles.get(b_id, ""),
            alike.score,
            alike.reasons,
            alike.doubts,
        )
        for table, a_id, b_id, alike in likely
    )


# What somebody says of them


def not_one(book: Book, table: Table, one: int, other: int, today: dt.date) -> None:
    """不是同一人: two records are never offered again, whichever is named first."""
    words = "不是同一人" if table == "resident" else "不是同一户"
    model: Any = Resident if table == "resident" else Household
    a_id, b_id = ordered(one, other)
    with book.write(words) as session:
        found(session, model, a_id)
        found(session, model, b_id)
        if (a_id, b_id) not in _settled(session)[table]:
            session.add(
                Dismissal(
                    id=book.ids.next_id(), finding=_FINDING[table], a_id=a_id, b_id=b_id,
                    dismissed_on=today,
                )
            )  # fmt: skip


def pair_of(book: Book, table: Table, one: int, other: int) -> Pair:
    """Two records that somebody chose to merge, with what makes them look like one."""
    a_id, b_id = ordered(one, other)
    with book.read() as session:
        alike = _likeness(session, table, a_id, b_id)
        return _named(session, [(table, a_id, b_id, alike or Likeness(0, ()))])[0]


def _likeness(session: Session, table: Table, one: int, other: int) -> Likeness | None:
    if table == "resident":
        people = {person.id: person for person in _people(session) if person.id in (one, other)}
        posts = _posts(session)
        held = {*posts.get(one, ()), *posts.get(other, ())}
        known = len(people) == 2
        return people_alike(people[one], people[other], held) if known else None
    homes = {home.id: home for home in _homes(session) if home.id in (one, other)}
    if len(homes) < 2:
        return None
    names = {home: list(_member_names(session, home)) for home in homes}
    return homes_alike(homes[one], homes[other], names[one], names[other])


def _member_names(session: Session, household: int) -> Iterator[str]:
    yield from session.scalars(
        select(Resident.full_name).where(
            Resident.household_id == household, Resident.status == "living"
        )
    )
