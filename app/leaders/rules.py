"""What holds for posts on any day: plain values in, plain values out.

Terms are half open: a term that ends on a day no longer holds on it, so that the successor may
start on the very day. An unknown start counts as always; a term without an end goes on.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Problem
from app.leaders.posts import POSTS, TERM_MONTHS
from app.leaders.records import EXPIRING_DAYS

UPCOMING = "将任"
SERVING = "在任"
EXPIRING = "即将届满"
EXPIRED = "届满未换"
ENDED = "离任"
STATES = (SERVING, EXPIRING, EXPIRED, UPCOMING, ENDED)
HOLDING = frozenset((SERVING, EXPIRING, EXPIRED))
"""The states in which somebody holds the post."""

MOST_PER_SCOPE = {post.kind: post.most for post in POSTS.values() if post.most is not None}
ADULT = 18
EARLIEST, LATEST = 1949, 2100
"""Years between which the days of a term lie."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `start` on, up to but without `end`."""

    start: dt.date | None = None
    end: dt.date | None = None

    @property
    def first(self) -> dt.date:
        """The start as a day that compares."""
        return self.start or dt.date.min

    @property
    def last(self) -> dt.date:
        """The end as a day that compares."""
        return self.end or dt.date.max

    def holds(self, day: dt.date) -> bool:
        """Whether the post is held on the day."""
        return self.first <= day < self.last

    def meets(self, other: Span) -> bool:
        """Whether there is a day on which both hold."""
        return max(self.first, other.first) < min(self.last, other.last)


def state(span: Span, expected_end: dt.date | None, day: dt.date) -> str:
    """The state of a term on a day, as one of `STATES`."""
    if span.end is not None and span.end <= day:
        return ENDED
    if span.start is not None and day < span.start:
        return UPCOMING
    if span.end is None and expected_end is not None and expected_end <= day:
        return EXPIRED
    until = span.end or expected_end
    if until is not None and (until - day).days <= EXPIRING_DAYS:
        return EXPIRING
    return SERVING


def default_end(start: dt.date, months: int = TERM_MONTHS) -> dt.date:
    """The day on which a term of so many months is full."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return dt.date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def crowding(kind: str, new: Span, others: Iterable[Span]) -> list[int]:
    """Which of the other terms of the kind and scope stand in the way; empty if there is room.

    There is room if on no day more than `MOST_PER_SCOPE` hold the post together with the new.
    """
    most = MOST_PER_SCOPE.get(kind)
    spans = list(others)
    met = [at for at, span in enumerate(spans) if new.meets(span)]
    if most is None or len(met) < most:
        return []
    # The number of holders only grows where a term starts.
    for day in {new.first, *(spans[at].first for at in met)}:
        there = [at for at in met if spans[at].holds(day)]
        if new.holds(day) and len(there) >= most:
            return there
    return []


def term_problems(
    start: dt.date | None, expected_end: dt.date | None, end: dt.date | None = None
) -> list[Problem]:
    """Days of a term in the wrong order, or far from any that can be meant."""
    problems = [
        Problem(field, f"{day} 不像是任职的日期，请核对年份")
        for field, day in (
            ("start_on", start),
            ("expected_end_on", expected_end),
            ("end_on", end),
        )
        if day is not None and not EARLIEST <= day.year <= LATEST
    ]
    if start and expected_end and expected_end < start:
        problems.append(Problem("expected_end_on", "届满日早于任职时间，请核对"))
    if start and end and end < start:
        problems.append(Problem("end_on", "离任日早于任职时间，请核对"))
    return problems


def vacant_since(formed_on: dt.date | None, terms: Iterable[Span], day: dt.date) -> dt.date | None:
    """Since when a scope without a holder on the day has had none; None if that is not known.

    The caller makes sure that nobody holds the post on the day.
    """
    ends = [
        span.end
        for span in terms
        if span.end is not None and span.first < span.end <= day  # one of no length never held
    ]
    known = [*ends, *([formed_on] if formed_on else [])]
    return max(known) if known else None


def active(formed_on: dt.date | None, ended_on: dt.date | None, day: dt.date) -> bool:
    """Whether a 楼组 or street is there on the day."""
    return Span(formed_on, ended_on).holds(day)


@dataclass(frozen=True, slots=True)
class Coverage:
    """楼组 with a serving 楼组长 among the active ones, on one day."""

    active_groups: int
    covered: int
    vacant: int

    @property
    def share(self) -> float:
        """Covered ÷ active, 0…1; 1 where there is nothing to cover."""
        return self.covered / self.active_groups if self.active_groups else 1.0

    def words(self) -> str:
        """The share for a sentence: 99.4%; never rounded up to full."""
        tenths = self.covered * 1000 // self.active_groups if self.active_groups else 1000
        return f"{tenths / 10:.1f}".removesuffix(".0") + "%"
