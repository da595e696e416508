"""缺额: every post without a holder on a day, and how well each 小区 is covered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field
from app.kinds import Day, Text, Whole
from app.leaders.lists import groups_and_terms, vacancies
from app.leaders.posts import BUILDING_LEADER, NAMED, OFFICE, POSTS, STREET_LEADER, TEAMS
from app.leaders.records import KINDS
from app.leaders.rules import Coverage, Span, active, vacant_since
from app.leaders.scopes import OFFICE_NAME, scopes_of
from app.people import records as people
from app.people.order import compound_ranks
from db.models import Compound, LeaderTerm, Resident

REORGANISED = "调整"
"""Who led a named body and left for this reason leaves no vacancy: the body was reorganised."""

_SINGLE = tuple(kind for kind, post in POSTS.items() if post.most == 1)
_BY_NAME = tuple(
    kind for kind in _SINGLE if POSTS[kind].scope == NAMED and POSTS[kind].family != TEAMS
)
_OF_OFFICE = tuple(kind for kind in _SINGLE if POSTS[kind].scope == OFFICE)


@dataclass(frozen=True)
class Vacant:
    """A post without a holder; `id` is that of the 楼组 or street, else of the last term."""

    id: int
    kind: Annotated[str, Field(KINDS, "岗位")]
    compound: Annotated[str, people.COMPOUND]
    scope: Annotated[str, Field(Text(60), "服务范围")]
    households: Annotated[int | None, Field(Whole(), "户数")]
    since: Annotated[dt.date | None, Field(Day(), "缺额起")]
    days: Annotated[int | None, Field(Whole(), "缺额天数")]
    last: Annotated[str, Field(Text(40), "前任")] = ""


@dataclass(frozen=True)
class Covered:
    """How many 楼组 of a 小区 have a 楼组长 on a day; `share` in words (99.4%)."""

    id: int
    compound: Annotated[str, people.COMPOUND]
    groups: Annotated[int, Field(Whole(), "在册楼组")]
    covered: Annotated[int, Field(Whole(), "在任")]
    vacant: Annotated[int, Field(Whole(), "缺额")]
    share: Annotated[str, Field(Text(8), "覆盖率")]


_Key = tuple[str, int | str]
"""A kind of post, and the id of its place or the name of its body."""


def vacant_posts(book: Book, day: dt.date) -> list[Vacant]:
    """Every post of one place that nobody holds on a day, what waits longest first.

    A post of the office or of a named body counts once somebody has held it.
    """
    with book.read() as session:
        terms = _terms(session)
        streets = [
            _vacant(scope.id or 0, (STREET_LEADER, scope.id or 0), name, terms, day)
            for scope, name in scopes_of(session, STREET_LEADER, day)
            if not _held(terms[STREET_LEADER, scope.id or 0], day)
        ]
    groups = [
        Vacant(
            row.group_id, BUILDING_LEADER, row.compound, row.group, row.households,
            row.vacant_since, row.days, _last(terms[BUILDING_LEADER, row.group_id], day),
        )
        for row in vacancies(book, day)
    ]  # fmt: skip
    every = [*groups, *streets, *_others(terms, day)]
    return sorted(every, key=lambda row: -1 if row.days is None else -row.days)


def _terms(session: Session) -> dict[_Key, list[Any]]:
    found: dict[_Key, list[Any]] = defaultdict(list)
    rows = session.execute(
        select(
            LeaderTerm.id,
            LeaderTerm.kind,
            LeaderTerm.building_group_id,
            LeaderTerm.street_segment_id,
            LeaderTerm.scope_name,
            LeaderTerm.start_on,
            LeaderTerm.end_on,
            LeaderTerm.end_reason,
            Resident.full_name,
        )
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.kind.in_(_SINGLE))
        .order_by(LeaderTerm.end_on, LeaderTerm.id)
    )
    for row in rows:
        place = row.building_group_id or row.street_segment_id or row.scope_name or ""
        found[row.kind, place].append(row)
    return found


def _held(terms: Sequence[Any], day: dt.date) -> bool:
    return any(Span(term.start_on, term.end_on).holds(day) for term in terms)


def _over(terms: Sequence[Any], day: dt.date) -> list[Any]:
    return [term for term in terms if term.end_on is not None and term.end_on <= day]


def _last(terms: Sequence[Any], day: dt.date) -> str:
    over = _over(terms, day)
    return over[-1].full_name if over else ""


def _vacant(
    row_id: int, key: _Key, scope: str, terms: Mapping[_Key, Sequence[Any]], day: dt.date
) -> Vacant:
    spans = [Span(term.start_on, term.end_on) for term in terms[key]]
    since = vacant_since(None, spans, day)
    days = None if since is None else (day - since).days
    return Vacant(row_id, key[0], "", scope, None, since, days, _last(terms[key], day))


def _others(terms: Mapping[_Key, Sequence[Any]], day: dt.date) -> Iterator[Vacant]:
    for key, some in terms.items():
        kind, name = key
        if kind not in _OF_OFFICE and kind not in _BY_NAME:
            continue
        over = _over(some, day)
        if _held(some, day) or not over:
            continue
        if kind in _BY_NAME and over[-1].end_reason == REORGANISED:
            continue
        yield _vacant(over[-1].id, key, str(name) or OFFICE_NAME, terms, day)


def coverage_by_compound(book: Book, day: dt.date) -> list[Covered]:
    """Every 小区 that has 楼组 on a day, in their order."""
    with book.read() as session:
        ranks = compound_ranks(session)
        groups, terms = groups_and_terms(session, None)
        names = dict(session.execute(select(Compound.id, Compound.name)).tuples().all())
    there: dict[int, int] = defaultdict(int)
    held: dict[int, int] = defaultdict(int)
    for group in groups:
        if active(group.formed_on, group.ended_on, day):
            there[group.compound_id] += 1
            held[group.compound_id] += any(span.holds(day) for span in terms[group.id])
    return [
        Covered(
            place, names[place], there[place], held[place], there[place] - held[place],
            Coverage(there[place], held[place], there[place] - held[place]).words(),
        )
        for place in sorted(there, key=lambda place: ranks[place])
    ]  # fmt: skip
