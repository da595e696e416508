"""What the posts ask for today: vacancies, terms that end, rounds under way, silent leaders."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.book import Book
from app.due import MANY, Action, Item, Level
from app.leaders import lists
from app.leaders.duties import SILENT_DAYS, silent
from app.leaders.lists import term_rows
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import TermRow, VacancyRow
from app.leaders.rounds.rules import FILED, NOTICE
from app.leaders.rules import EXPIRED
from db.models import ElectionRound

LONG_VACANT = 30
"""Days after which a vacancy presses."""

CLOSE_AHEAD = 7
"""Days before the new terms begin in which a filed round is told."""


def due_items(book: Book, today: dt.date) -> Iterator[Item]:
    """Everything that posts ask for."""
    yield from _vacancies(lists.vacancies(book, today))
    yield from _terms(lists.expiring(book, today), today)
    yield from _rounds(book, today)
    yield from _silent(book, today)


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
            .where(ElectionRound.status.in_((NOTICE, FILED)))
            .order_by(ElectionRound.notice_to, ElectionRound.id)
        ).all()
    for one in rounds:
        action = Action("去推选", "leaders", ("round", one.id))
        if one.status == NOTICE and one.notice_to is not None:
            over = one.notice_to < today
            words = "公示已结束，可以备案" if over else "正在公示"
            yield Item(Level.RED if over else Level.GREEN, words, one.name, one.notice_to, action)
        elif one.status == FILED and (one.term_start - today).days <= CLOSE_AHEAD:
            late = one.term_start <= today
            yield Item(
                Level.RED if late else Level.AMBER,
                "已备案，还没有换到新任期",
                one.name,
                one.term_start,
                action,
            )


def _silent(book: Book, today: dt.date) -> Iterator[Item]:
    found = silent(book, today, (BUILDING_LEADER, STREET_LEADER))
    if not found:
        return
    first = [term_id for term_id, _ in found[:2]]
    names = "、".join(row.full_name for row in term_rows(book, first, today).values())
    yield Item(
        Level.AMBER,
        f"{len(found)} 名两长 {SILENT_DAYS} 天没有履职记录",
        f"{names}等" if len(found) > len(first) else names,
        None,
        Action("看名单", "leaders", ("silent", None)),
    )
