"""Caps: how much of one deed still counts. Plain values only; points in 0.1.

Caps are taken in a fixed order: per rule then category; day, week, month, quarter, season, year,
version; person then account. Each one lets through what is left of it, never less than nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.pledge.periods import period_bounds

SCOPES = ("rule", "category")
PERIODS = ("day", "week", "month", "quarter", "season", "year", "version")
WHO = ("person", "account")

ONE = 1000
"""One unit of a quantity: quantities are in thousandths."""

_EACH = {
    "day": "每日",
    "week": "每周",
    "month": "每月",
    "quarter": "每季",
    "year": "每年",
    "version": "每版本",
}
_SEASONS = {"month": "每月", "quarter": "每季", "half": "每半年", "year": "每年"}
_THIS = {
    "day": "当天",
    "week": "本周",
    "month": "本月",
    "quarter": "本季",
    "year": "本年",
    "version": "本版约定",
}
_THIS_SEASON = {"month": "本月", "quarter": "本季", "half": "本半年", "year": "本年"}


@dataclass(frozen=True, slots=True)
class Cap:
    """One limit: `scope` rule or category, `who` person or account; points or a count."""

    scope: str
    who: str
    period: str
    max_points: int | None = None
    max_count: int | None = None

    def words(self, season_kind: str) -> str:
        """The cap as people say it: 每月上限4分, 每周2次."""
        each = _SEASONS[season_kind] if self.period == "season" else _EACH[self.period]
        whose = "每人" if self.who == "person" else ""
        what = "本类" if self.scope == "category" else ""
        if self.max_count is not None:
            return f"{what}{whose}{each}{self.max_count}次"
        return f"{what}{whose}{each}上限{points_words(self.max_points or 0)}"

    def this(self, season_kind: str) -> str:
        """The running period: 本月, 本季."""
        return _THIS_SEASON[season_kind] if self.period == "season" else _THIS[self.period]

    def stored(self) -> dict[str, object]:
        """As a rule's row keeps it."""
        limit = (
            {"max_points": self.max_points}
            if self.max_count is None
            else {"max_count": self.max_count}
        )
        return {"scope": self.scope, "who": self.who, "period": self.period, **limit}


def cap_of(stored: Mapping[str, object]) -> Cap:
    """The cap that a rule's row keeps; raises ValueError or TypeError if it makes no sense."""
    cap = Cap(
        str(stored.get("scope", "rule")),
        str(stored.get("who", "account")),
        str(stored["period"]),
        _whole(stored.get("max_points")),
        _whole(stored.get("max_count")),
    )
    if (
        cap.scope not in SCOPES
        or cap.who not in WHO
        or cap.period not in PERIODS
        or (cap.max_points is None) == (cap.max_count is None)
    ):
        raise ValueError(f"not a cap: {dict(stored)}")
    return cap


@dataclass(frozen=True, slots=True)
class Counted:
    """An earlier line that stands (not taken back): `points` ≥ 0 as applied, `units` in 0.001.

    `seq` is its number, 0 while it is not written yet.
    """

    rule_id: int | None
    code: str
    category: str
    kind: str
    occurred_on: dt.date
    season_id: int
    account_id: int
    actor_id: int | None
    points: int
    units: int
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Deed:
    """What is about to be counted: whose, when, under which rule."""

    rule_id: int
    code: str
    category: str
    kind: str
    occurred_on: dt.date
    season_id: int
    account_id: int
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a cap before a deed: points in 0.1 or units in 0.001."""

    cap: Cap
    points: int | None
    units: int | None


def in_order(caps: Iterable[Cap]) -> list[Cap]:
    """The caps in the order in which they are taken."""
    return sorted(
        caps,
        key=lambda cap: (
            SCOPES.index(cap.scope),
            PERIODS.index(cap.period),
            WHO.index(cap.who),
        ),
    )


def left_of(cap: Cap, deed: Deed, past: Sequence[Counted]) -> Left:
    """What earlier lines have left of a cap."""
    counted = [line for line in past if _falls_under(cap, deed, line)]
    if cap.max_count is not None:
        used = sum(line.units for line in counted if line.points)
        return Left(cap, None, max(0, cap.max_count * ONE - used))
    used = sum(line.points for line in counted)
    return Left(cap, max(0, (cap.max_points or 0) - used), None)


def limited(
    lefts: Iterable[Left], raw: int, units: int | None, price: Callable[[int], int]
) -> tuple[int, list[Cap]]:
    """What of `raw` counts and which caps cut it.

    `units` is the quantity of a rule that pays by quantity, None for one deed; `price` gives the
    points of a quantity.
    """
    points = raw
    hits: list[Cap] = []
    for left in lefts:
        if left.points is not None:
            allowed = min(points, left.points)
        elif units is None:
            allowed = points if (left.units or 0) >= ONE else 0
        else:
            allowed = min(points, price(min(units, left.units or 0)))
        if allowed < points:
            hits.append(left.cap)
            points = allowed
    return points, hits


def _falls_under(cap: Cap, deed: Deed, line: Counted) -> bool:
    if line.kind != deed.kind:
        return False
    # The same code in an older version is the same rule: a new version opens no second purse.
    if cap.scope == "category":
        same = line.category == deed.category
    elif cap.period == "version":
        same = line.rule_id == deed.rule_id
    else:
        same = line.code == deed.code
    return same and _same_holder(cap, deed, line) and _same_period(cap, deed, line)


def _same_holder(cap: Cap, deed: Deed, line: Counted) -> bool:
    if cap.who == "account":
        return line.account_id == deed.account_id
    if deed.actor_id is None:
        # Deeds of nobody in particular count as those of one unnamed member of the household.
        return line.actor_id is None and line.account_id == deed.account_id
    return line.actor_id == deed.actor_id


def _same_period(cap: Cap, deed: Deed, line: Counted) -> bool:
    if cap.period == "season":
        return line.season_id == deed.season_id
    if cap.period == "version":
        return True
    first, last = period_bounds(cap.period, deed.occurred_on)
    return first <= line.occurred_on <= last


def points_words(points: int) -> str:
    """Points in a sentence: 4分, 0.5分."""
    whole, tenth = divmod(abs(points), 10)
    sign = "−" if points < 0 else ""
    return f"{sign}{whole}" + (f".{tenth}" if tenth else "") + "分"


def units_words(units: int) -> str:
    """A quantity in a sentence: 2, 1.5."""
    return f"{units / ONE:.3f}".rstrip("0").rstrip(".")


def _whole(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"not a whole number: {value!r}")
    return value
