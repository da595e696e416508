"""Posts as lists: who holds what on a day, what is vacant, what expires soon."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.kinds import age_on, folded
from app.leaders.holders import holds_on
from app.leaders.posts import BUILDING_LEADER, rank_of
from app.leaders.records import TermRow, VacancyRow
from app.leaders.rules import (
    EXPIRED,
    EXPIRING,
    HOLDING,
    STATES,
    Coverage,
    Span,
    active,
    state,
    vacant_since,
)
from app.leaders.term_rows import careers, light, numbers_of, places_of, term_rows
from app.people.order import compound_ranks, natural
from app.shelf import SHORTEST_PHONE_PART
from db.models import (
    BuildingGroup,
    Compound,
    LeaderTerm,
    Resident,
    StreetSegment,
)

__all__ = [
    "HELD",
    "SORTS",
    "TermFilter",
    "bodies",
    "coverage",
    "expiring",
    "groups_and_terms",
    "term_ids",
    "term_rows",
    "vacancies",
]

HELD = "现任"
"""The state filter for everybody who holds the post: 在任, 即将届满 and 届满未换."""

MEMBER, NO_MEMBER, NOT_KNOWN = PARTY_WORDS = ("党员", "非党员", "政治面貌未填")
"""What an office asks of the political status; candidates for membership count as members."""

_MEMBERS = ("中共党员", "中共预备党员")

SORTS = (
    "scope",
    "compound",
    "full_name",
    "kind",
    "age",
    "start_on",
    "expected_end_on",
    "end_on",
    "state",
    "sex",
    "political_status",
    "education",
)


@dataclass(frozen=True)
class TermFilter:
    """Which terms: empty fields do not limit; `scope_id` is that of a 楼组, street or 小区.

    `state` is one of the states of a term or `现任`. `as_at` looks at the posts as they were on
    a day; without a state it shows who held them then. `party` is one of `PARTY_WORDS`, ages
    are full years on the day, both counted; `first` tells first terms from later ones.
    """

    kind: str | None = None
    compound_id: int | None = None
    scope_id: int | None = None
    state: str | None = None
    text: str = ""
    as_at: dt.date | None = None
    kinds: tuple[str, ...] = ()
    sex: str | None = None
    party: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    first: bool | None = None


def term_ids(
    book: Book,
    where: TermFilter,
    today: dt.date,
    sort: str = "scope",
    *,
    descending: bool = False,
) -> list[int]:
    """Ids of the terms meant, in order; what is empty comes last. `sort` is one of `SORTS`."""
    if sort not in SORTS:
        raise ValueError(f"terms are not sorted by {sort}")
    day = where.as_at or today
    wanted = where.state or (HELD if where.as_at else None)
    with book.read() as session:
        ranks = compound_ranks(session)
        rows = session.execute(light().where(*_limits(where))).all()
        numbers = {} if where.first is None else numbers_of(careers(session))
    known: list[tuple[Any, int]] = []
    empty: list[int] = []
    for row in rows:
        now = state(Span(row.start_on, row.end_on), row.expected_end_on, day)
        if wanted is not None and now != wanted and not (wanted == HELD and now in HOLDING):
            continue
        if not _of_age(row.birth_date, where, day):
            continue
        if where.first is not None and (numbers[row.id] == 1) != where.first:
            continue
        key = _sort_key(row, sort, now)
        if key is None:
            empty.append(row.id)
        else:
            known.append(((key, _scope_key(row, ranks)), row.id))
    known.sort(reverse=descending)
    return [row_id for _, row_id in known] + empty


def _limits(where: TermFilter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if where.kind:
        limits.append(LeaderTerm.kind == where.kind)
    if where.kinds:
        limits.append(LeaderTerm.kind.in_(where.kinds))
    if where.sex:
        limits.append(Resident.sex == where.sex)
    limits += _party(where.party)
    if where.compound_id is not None:
        limits.append(Compound.id == where.compound_id)
    if where.scope_id is not None:
        scope = func.coalesce(
            LeaderTerm.building_group_id, LeaderTerm.street_segment_id, LeaderTerm.compound_id
        )
        limits.append(scope == where.scope_id)
    word = "".join(folded(where.text).split())
    if word:
        ways: list[ColumnElement[bool]] = [
            Resident.full_name.contains(word, autoescape=True),
            BuildingGroup.name.contains(word, autoescape=True),
            StreetSegment.name.contains(word, autoescape=True),
            LeaderTerm.scope_name.contains(word, autoescape=True),
        ]
        if word.isascii() and word.isalpha():
            ways.append(Resident.name_pinyin.startswith(word.lower(), autoescape=True))
            ways.append(Resident.name_initials.startswith(word.lower(), autoescape=True))
        if word.isdecimal() and len(word) >= SHORTEST_PHONE_PART:
            ways.append(Resident.phone.contains(word, autoescape=True))
        limits.append(or_(*ways))
    return limits


def _party(wanted: str | None) -> list[ColumnElement[bool]]:
    status = func.coalesce(Resident.political_status, "")
    if wanted == MEMBER:
        return [status.in_(_MEMBERS)]
    if wanted == NO_MEMBER:
        return [status.not_in((*_MEMBERS, ""))]
    return [status == ""] if wanted == NOT_KNOWN else []


def _of_age(birth: str | None, where: TermFilter, day: dt.date) -> bool:
    if where.age_from is None and where.age_to is None:
        return True
    age = age_on(birth, day)
    return age is not None and (where.age_from or 0) <= age <= (where.age_to or age)


def _scope_key(row: Any, ranks: dict[int, int]) -> tuple[Any, ...]:
    place = ranks.get(row.compound_id, len(ranks)) if row.compound_id else len(ranks)
    return (place, _named(row.scope), row.kind, row.start_on or dt.date.min, row.id)


_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")}
_ORDINAL = re.compile(r"第([一二三四五六七八九十]+)")


@lru_cache(maxsize=2048)
def _named(name: str) -> Any:
    """A key by which 第四居民小组 comes before 第五 and 第十."""
    return natural(_ORDINAL.sub(lambda found: f"第{_counted(found[1])}", name))


def _counted(words: str) -> int:
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _sort_key(row: Any, sort: str, now: str) -> Any:
    if sort in ("scope", "compound"):
        return ()
    if sort == "full_name":
        return (row.name_pinyin, row.full_name)
    if sort == "kind":
        return (rank_of(row.kind), row.kind)
    if sort == "state":
        return STATES.index(now)
    if sort == "age":
        # Older people were born earlier: the sign turns the text's order round.
        return tuple(-ord(sign) for sign in row.birth_date) if row.birth_date else None
    return getattr(row, sort)


def bodies(book: Book, kind: str) -> list[str]:
    """Names of the groups and teams that posts are for, those of the kind first."""
    with book.read() as session:
        rows = session.execute(
            select(LeaderTerm.kind, LeaderTerm.scope_name)
            .where(LeaderTerm.scope_name.is_not(None))
            .distinct()
            .order_by(LeaderTerm.scope_name)
        ).all()
    ordered = sorted(rows, key=lambda row: (row.kind != kind, _named(row.scope_name)))
    return list(dict.fromkeys(row.scope_name for row in ordered))


def expiring(book: Book, day: dt.date) -> list[TermRow]:
    """Terms that are full within sixty days or already are, the longest waiting first."""
    with book.read() as session:
        rows = session.execute(
            select(
                LeaderTerm.id, LeaderTerm.start_on, LeaderTerm.end_on, LeaderTerm.expected_end_on
            )
            .where(holds_on(day))
            .order_by(func.coalesce(LeaderTerm.end_on, LeaderTerm.expected_end_on), LeaderTerm.id)
        ).all()
    ids = [
        row.id
        for row in rows
        if state(Span(row.start_on, row.end_on), row.expected_end_on, day) in (EXPIRING, EXPIRED)
    ]
    found = term_rows(book, ids, day)
    return [found[row_id] for row_id in ids]


def vacancies(book: Book, day: dt.date, compound_id: int | None = None) -> list[VacancyRow]:
    """Active 楼组 without a serving 楼组长 on a day, by compound and number."""
    with book.read() as session:
        ranks = compound_ranks(session)
        groups, terms = groups_and_terms(session, compound_id)
        empty = [
            group
            for group in groups
            if active(group.formed_on, group.ended_on, day)
            and not any(span.holds(day) for span in terms[group.id])
        ]
        homes, _ = places_of(session, [group.id for group in empty])
    empty.sort(key=lambda group: (ranks[group.compound_id], natural(group.name)))
    rows = []
    for group in empty:
        since = vacant_since(group.formed_on, terms[group.id], day)
        rows.append(
            VacancyRow(
                group_id=group.id,
                compound=group.compound,
                group=group.name,
                households=homes.get(group.id) or group.households_declared,
                vacant_since=since,
                days=None if since is None else (day - since).days,
            )
        )
    return rows


def coverage(book: Book, day: dt.date, compound_id: int | None = None) -> Coverage:
    """How many active 楼组 have a serving 楼组长 on a day."""
    with book.read() as session:
        groups, terms = groups_and_terms(session, compound_id)
    there = [group for group in groups if active(group.formed_on, group.ended_on, day)]
    covered = sum(any(span.holds(day) for span in terms[group.id]) for group in there)
    return Coverage(len(there), covered, len(there) - covered)


def groups_and_terms(
    session: Session, compound_id: int | None
) -> tuple[Sequence[Any], dict[int, list[Span]]]:
    """Every 楼组 (of a 小区) with the times in which it had a 楼组长, by its id."""
    query = select(
        BuildingGroup.id,
        BuildingGroup.name,
        BuildingGroup.compound_id,
        BuildingGroup.formed_on,
        BuildingGroup.ended_on,
        BuildingGroup.households_declared,
        Compound.name.label("compound"),
    ).join(Compound, Compound.id == BuildingGroup.compound_id)
    if compound_id is not None:
        query = query.where(BuildingGroup.compound_id == compound_id)
    terms: dict[int, list[Span]] = defaultdict(list)
    for group, start, end in session.execute(
        select(LeaderTerm.building_group_id, LeaderTerm.start_on, LeaderTerm.end_on).where(
            and_(LeaderTerm.kind == BUILDING_LEADER, LeaderTerm.building_group_id.is_not(None))
        )
    ):
        terms[group].append(Span(start, end))
    return session.execute(query).all(), terms
