"""Posts as lists: who holds what on a day, what is vacant, what expires soon."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.kinds import age_on, folded
from app.leaders.holders import holds_on
from app.leaders.posts import BUILDING_LEADER
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
from app.leaders.scopes import named_scope, with_scopes
from app.people.lists import chunks, in_order
from app.people.order import compound_ranks, natural
from app.shelf import SHORTEST_PHONE_PART
from db.models import (
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    LeaderTerm,
    Resident,
    Shop,
    StreetSegment,
)

HELD = "现任"
"""The state filter for everybody who holds the post: 在任, 即将届满 and 届满未换."""

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
    a day; without a state it shows who held them then.
    """

    kind: str | None = None
    compound_id: int | None = None
    scope_id: int | None = None
    state: str | None = None
    text: str = ""
    as_at: dt.date | None = None


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
        rows = session.execute(_light().where(*_limits(where))).all()
    known: list[tuple[Any, int]] = []
    empty: list[int] = []
    for row in rows:
        now = state(Span(row.start_on, row.end_on), row.expected_end_on, day)
        if wanted is not None and now != wanted and not (wanted == HELD and now in HOLDING):
            continue
        key = _sort_key(row, sort, now)
        if key is None:
            empty.append(row.id)
        else:
            known.append(((key, _scope_key(row, ranks)), row.id))
    known.sort(reverse=descending)
    return [row_id for _, row_id in known] + empty


def _light() -> Select[Any]:
    return with_scopes(
        select(
            LeaderTerm.id,
            LeaderTerm.kind,
            LeaderTerm.start_on,
            LeaderTerm.expected_end_on,
            LeaderTerm.end_on,
            LeaderTerm.building_group_id,
            Resident.full_name,
            Resident.name_pinyin,
            Resident.birth_date,
            Resident.sex,
            Resident.political_status,
            Resident.education,
            Compound.id.label("compound_id"),
            named_scope().label("scope"),
        ).join(Resident, Resident.id == LeaderTerm.resident_id)
    )


def _limits(where: TermFilter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if where.kind:
        limits.append(LeaderTerm.kind == where.kind)
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


def _scope_key(row: Any, ranks: dict[int, int]) -> tuple[Any, ...]:
    place = ranks.get(row.compound_id, len(ranks)) if row.compound_id else len(ranks)
    return (place, natural(row.scope), row.kind, row.start_on or dt.date.min, row.id)


def _sort_key(row: Any, sort: str, now: str) -> Any:
    if sort in ("scope", "compound"):
        return ()
    if sort == "full_name":
        return (row.name_pinyin, row.full_name)
    if sort == "state":
        return STATES.index(now)
    if sort == "age":
        # Older people were born earlier: the sign turns the text's order round.
        return tuple(-ord(sign) for sign in row.birth_date) if row.birth_date else None
    return getattr(row, sort)


def term_rows(book: Book, ids: Sequence[int], day: dt.date) -> dict[int, TermRow]:
    """The rows of some terms by id, with their state on a day."""
    found: dict[int, TermRow] = {}
    with book.read() as session:
        for some in chunks(ids):
            rows = session.execute(_full().where(LeaderTerm.id.in_(some))).all()
            homes = _households(session, {row.building_group_id for row in rows} - {None})
            for row in rows:
                found[row.id] = _term_row(row, homes, day)
    return in_order(found, ids)


def _full() -> Select[Any]:
    return (
        _light()
        .outerjoin(Shop, Shop.id == LeaderTerm.shop_id)
        .add_columns(
            LeaderTerm.resident_id,
            LeaderTerm.end_reason,
            LeaderTerm.note,
            LeaderTerm.acting,
            LeaderTerm.selection_method,
            LeaderTerm.subsidy_monthly,
            func.coalesce(LeaderTerm.phone_override, Resident.phone).label("phone"),
            BuildingGroup.households_declared,
            Compound.name.label("compound"),
            Shop.shop_name,
        )
    )


def _term_row(row: Any, homes: dict[int, int], day: dt.date) -> TermRow:
    return TermRow(
        id=row.id,
        resident_id=row.resident_id,
        kind=row.kind,
        compound=row.compound or "",
        scope=row.scope,
        full_name=row.full_name,
        sex=row.sex,
        birth_date=row.birth_date,
        age=age_on(row.birth_date, day),
        political_status=row.political_status,
        education=row.education,
        phone=row.phone,
        households=homes.get(row.building_group_id) or row.households_declared,
        start_on=row.start_on,
        expected_end_on=row.expected_end_on,
        end_on=row.end_on,
        end_reason=row.end_reason,
        state=state(Span(row.start_on, row.end_on), row.expected_end_on, day),
        shop=row.shop_name,
        note=row.note,
        acting=row.acting,
        selection_method=row.selection_method,
        subsidy_monthly=row.subsidy_monthly,
    )


def _households(session: Session, groups: set[int]) -> dict[int, int]:
    if not groups:
        return {}
    rows = session.execute(
        select(Dwelling.building_group_id, func.count(Household.id))
        .join(Household, Household.dwelling_id == Dwelling.id)
        .where(Dwelling.building_group_id.in_(groups), Household.status == "living")
        .group_by(Dwelling.building_group_id)
    )
    return {group: count for group, count in rows if group is not None}


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
        homes = _households(session, {group.id for group in empty})
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
