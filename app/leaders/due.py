"""What the posts ask for today: vacancies, terms that end, rounds under way, the daily work."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.book import Book
from app.due import MANY, Action, Item, Level
from app.leaders import lists
from app.leaders.posts import STREET_LEADER
from app.leaders.records import TermRow, VacancyRow
from app.leaders.rounds.rules import FILED, NOTICE, RUNNING
from app.leaders.rules import EXPIRED, vacant_since
from app.leaders.trends import places_of
from app.people.order import natural
from db.models import ElectionRound, StreetSegment

LONG_VACANT = 30
"""Days after which a vacancy presses."""

CLOSE_AHEAD = 7
"""Days before the new terms begin in which a filed round is told."""

RESULT_AHEAD = 3
"""Days before a notice goes up in which its results are asked for."""


def due_items(book: Book, today: dt.date) -> Iterator[Item]:
    """What posts ask for by their terms and rounds; `due_work` tells of service."""
    yield from _vacancies(lists.vacancies(book, today))
    yield from _terms(lists.expiring(book, today), today)
    yield from _streets(book, today)
    yield from _rounds(book, today)


def _vacancies(rows: Sequence[VacancyRow]) -> Iterator[Item]:
    by_compound: dict[str, list[VacancyRow]] = defaultdict(list)
    for row in rows:
        by_compound[row.compound].append(row)
    for compound, empty in by_compound.items():
        if len(rows) > MANY and len(empty) > 1:
            yield Item(
                Level.RED,
                f"{len(empty)} 个楼组没有楼组长",
                compound,
                None,
                Action("补选", "leaders", ("vacancies", compound)),
            )
            continue
        for row in empty:
            long = row.days is None or row.days > LONG_VACANT
            since = "" if row.days is None else f" {row.days} 天"
            yield Item(
                Level.RED if long else Level.AMBER,
                f"楼组长缺额{since}",
                f"{row.compound} · {row.group}",
                None,
                Action("补选", "leaders", ("group", row.group_id)),
            )


def _terms(rows: Sequence[TermRow], today: dt.date) -> Iterator[Item]:
    by_day: dict[tuple[str, dt.date | None], list[TermRow]] = defaultdict(list)
    for row in rows:
        by_day[row.kind, row.end_on or row.expected_end_on].append(row)
    for (kind, day), same in by_day.items():
        over = day is not None and day <= today
        level = Level.RED if over and same[0].state == EXPIRED else Level.AMBER
        when = "届满未换" if over else "任期将满"
        if len(same) > 2:
            names = "、".join(row.full_name for row in same[:2])
            yield Item(
                level,
                f"{len(same)} 名{kind}{when}",
                f"{names}等",
                day,
                Action("看名单", "leaders", ("expiring", None)),
            )
            continue
        for row in same:
            where = " · ".join(part for part in (row.compound, row.scope) if part)
            yield Item(
                level,
                f"{kind}{when}",
                f"{row.full_name} · {where}",
                day,
                Action("换届", "leaders", ("term", row.id)),
            )


def _rounds(book: Book, today: dt.date) -> Iterator[Item]:
    with book.read() as session:
        rounds = session.scalars(
            select(ElectionRound)
            .where(ElectionRound.status.in_(RUNNING))
            .order_by(ElectionRound.notice_to, ElectionRound.id)
        ).all()
    for one in rounds:
        told = _round(one, today)
        if told is not None:
            level, words, day = told
            action = Action("去推选", "rounds", ("round", one.id))
            yield Item(level, words, one.name, day, action)


def _round(one: ElectionRound, today: dt.date) -> tuple[Level, str, dt.date | None] | None:
    """What a round under way asks for: how much it presses, in words, by when."""
    if one.status == FILED:
        if (one.term_start - today).days > CLOSE_AHEAD:
            return None
        level = Level.RED if one.term_start <= today else Level.AMBER
        return level, "已备案，还没有换到新任期", one.term_start
    first, last = one.notice_from, one.notice_to
    if one.status == NOTICE:
        if last is None:
            return None
        if last < today:
            return Level.RED, "公示已结束，请取下并登记备案", last
        ends = last == today
        words = "公示最后一天" if ends else "正在公示"
        return Level.AMBER if ends else Level.GREEN, words, last
    if first is None or (first - today).days > RESULT_AHEAD:
        return None
    if first <= today:
        return Level.RED, "到了公示日，推选结果还没有登记完", first
    return Level.AMBER, "快到公示日，推选结果还没有登记完", first


def _streets(book: Book, today: dt.date) -> Iterator[Item]:
    """Streets that nobody leads; how long is known only if somebody did."""
    places = places_of(book, STREET_LEADER)
    empty = {
        street: vacant_since(None, places.held.get(street, ()), today)
        for street in places.there
        if not any(span.holds(today) for span in places.held.get(street, ()))
    }
    if not empty:
        return
    with book.read() as session:
        names = dict(
            session.execute(
                select(StreetSegment.id, StreetSegment.name).where(StreetSegment.id.in_(empty))
            )
            .tuples()
            .all()
        )
    order = sorted(empty, key=lambda street: natural(names[street]))
    if len(order) > MANY:
        first = "、".join(names[street] for street in order[:2])
        yield Item(
            Level.AMBER,
            f"{len(order):,} 个街面没有街面长",
            f"{first}等",
            None,
            Action("补选", "leaders", ("vacancies", None)),
        )
        return
    for street in order:
        since = empty[street]
        days = None if since is None else (today - since).days
        yield Item(
            Level.RED if days is not None and days > LONG_VACANT else Level.AMBER,
            f"街面长缺额{'' if days is None else f' {days} 天'}",
            names[street],
            None,
            Action("补选", "leaders", ("street", street)),
        )
