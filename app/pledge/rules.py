"""How a deed becomes points: plain functions of values, no book in sight.

Points are in 0.1, quantities in 0.001 of the unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import Problem
from app.pledge.caps import (
    ONE,
    Cap,
    Counted,
    Deed,
    Left,
    in_order,
    left_of,
    limited,
    points_words,
    units_words,
)
from app.pledge.periods import day_words


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a rule in tiers: chosen by `label`, or reached by the quantity `start`."""

    points: int
    label: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule says, as values."""

    id: int
    version_id: int
    code: str
    category: str
    title: str
    effect: str
    amount_kind: str
    points: int
    unit: str | None = None
    least: int | None = None
    most: int | None = None
    step: int = ONE
    tiers: tuple[Tier, ...] = ()
    affects: str = "both"
    caps: tuple[Cap, ...] = ()
    approval: int = 0
    first_reminder: bool = False
    correction_days: int | None = None
    visible: str = "public"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands before a deed: numbers of the season, balance, earlier lines.

    `past` holds the lines that stand (not taken back) and may matter for caps and reminders,
    also those of the same person in other accounts.
    """

    score: int
    balance: int
    floor: int | None
    ceiling: int | None
    season_kind: str
    past: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the ledger will hold for a deed: signed amounts, and why in `cap_note`.

    `left` says what the caps have left before the deed; `units` is the quantity counted.
    """

    kind: str
    raw: int
    score: int
    balance: int
    cap_note: str | None
    units: int | None
    left: tuple[Left, ...] = ()


def quantity_counted(terms: Terms, quantity: int | None) -> int | None:
    """The quantity cut to the unit's step; None for rules that do not pay by quantity."""
    if terms.amount_kind == "tier" and terms.tiers and terms.tiers[0].start is not None:
        return quantity
    if terms.amount_kind != "per_unit":
        return None
    if quantity is None:
        # One 次, one 件: the quick entry need not ask. Hours and money are always said.
        return ONE if terms.step >= ONE else None
    return quantity // terms.step * terms.step


def price(terms: Terms, units: int) -> int:
    """The points of a quantity, half up to 0.1."""
    return (terms.points * units + ONE // 2) // ONE


def amount_problems(terms: Terms, quantity: int | None, chosen: int | None) -> list[Problem]:
    """Everything wrong with the amount as typed."""
    if terms.amount_kind == "per_unit":
        return _quantity_problems(terms, quantity)
    if terms.amount_kind == "range":
        return _range_problems(terms, chosen)
    if terms.amount_kind == "tier":
        return _tier_problems(terms, quantity, chosen)
    if quantity not in (None, ONE):
        return [Problem("quantity", f"{terms.code} 每次单独记一笔，请分次登记，数量留空。")]
    return []


def _quantity_problems(terms: Terms, quantity: int | None) -> list[Problem]:
    unit = terms.unit or "次"
    counted = quantity_counted(terms, quantity)
    if counted is None:
        return [Problem("quantity", f"请填写数量（{unit}）。")]
    if counted <= 0:
        least = f"{units_words(terms.step)}{unit}"
        return [Problem("quantity", f"数量不足{least}，不能计分，请核对。")]
    return []


def _range_problems(terms: Terms, chosen: int | None) -> list[Problem]:
    least, most = terms.least or 0, terms.most if terms.most is not None else terms.points
    span = f"{points_words(least)}到{points_words(most)}"
    if chosen is None:
        return [Problem("points", f"请在{span}之间定一个分值。")]
    if not least <= abs(chosen) <= most:
        return [Problem("points", f"分值应在{span}之间，现在是{points_words(chosen)}。")]
    return []


def _tier_problems(terms: Terms, quantity: int | None, chosen: int | None) -> list[Problem]:
    shown = "、".join(f"{tier.label}{points_words(tier.points)}" for tier in terms.tiers)
    if terms.tiers and terms.tiers[0].start is not None:
        if quantity is None:
            return [Problem("quantity", f"请填写数量（{terms.unit or '次'}）。")]
        lowest = min(tier.start or 0 for tier in terms.tiers)
        if quantity < lowest:
            return [Problem("quantity", f"数量不到最低一档（{units_words(lowest)}），不能计分。")]
        return []
    if chosen is None:
        return [Problem("points", f"请选一档：{shown}。")]
    if abs(chosen) not in {tier.points for tier in terms.tiers}:
        return [Problem("points", f"没有{points_words(chosen)}这一档，可选：{shown}。")]
    return []


def raw_points(terms: Terms, quantity: int | None, chosen: int | None) -> int:
    """The points before any limit, never negative; the amount must have no problems."""
    if terms.amount_kind == "per_unit":
        return price(terms, quantity_counted(terms, quantity) or 0)
    if terms.amount_kind == "range":
        return abs(chosen or 0)
    if terms.amount_kind == "tier":
        if terms.tiers and terms.tiers[0].start is not None:
            reached = [tier for tier in terms.tiers if (tier.start or 0) <= (quantity or 0)]
            return max(reached, key=lambda tier: tier.start or 0).points
        return abs(chosen or 0)
    return terms.points


def decide(
    terms: Terms, deed: Deed, quantity: int | None, chosen: int | None, standing: Standing
) -> Outcome:
    """The line that a deed makes: reminder first, then caps, then floor or ceiling."""
    units = quantity_counted(terms, quantity)
    if terms.effect == "veto":
        return Outcome("veto", 0, 0, 0, None, units)
    if terms.effect == "info":
        return Outcome("earn", 0, 0, 0, "仅作记录，不计分", units)
    if terms.first_reminder and not _reminded(deed, standing.past):
        return Outcome("remind", 0, 0, 0, "首次劝导，不扣分", units)
    raw = raw_points(terms, quantity, chosen)
    left = tuple(left_of(cap, deed, standing.past) for cap in in_order(terms.caps))
    by_quantity = units if terms.amount_kind == "per_unit" else None
    points, hits = limited(left, raw, by_quantity, lambda some: price(terms, some))
    notes = _cap_notes(hits, standing.season_kind, points, terms.effect)
    if terms.effect == "deduct":
        score, balance, more = _taken(terms, points, standing)
    else:
        score, balance, more = _given(terms, points, standing)
    note = "；".join((*notes, *more)) or None
    signed = -raw if terms.effect == "deduct" else raw
    kind = "deduct" if terms.effect == "deduct" else "earn"
    return Outcome(kind, signed, score, balance, note, units, left)


def _reminded(deed: Deed, past: Iterable[Counted]) -> bool:
    return any(_same_trouble(deed, line) for line in past)


def _same_trouble(deed: Deed, line: Counted) -> bool:
    return (
        line.kind in ("remind", "deduct")
        and line.code == deed.code
        and line.account_id == deed.account_id
        and line.season_id == deed.season_id
    )


def correction_problem(terms: Terms, deed: Deed, past: Iterable[Counted]) -> Problem | None:
    """A deduction may be written only when the days for putting things right are over."""
    if terms.effect != "deduct" or not terms.correction_days:
        return None
    reminders = [
        line.occurred_on for line in past if _same_trouble(deed, line) and line.kind == "remind"
    ]
    if not reminders:
        return None
    last = max(reminders) + dt.timedelta(days=terms.correction_days)
    if deed.occurred_on > last:
        return None
    return Problem(
        "occurred_on",
        f"还在整改期内（到{day_words(last)}为止），期满仍未改正才能扣分。",
    )


def _cap_notes(hits: Sequence[Cap], season_kind: str, points: int, effect: str) -> list[str]:
    if not hits:
        return []
    verb = "扣" if effect == "deduct" else "计"
    reached = "、".join(f"‘{cap.words(season_kind)}’" for cap in hits)
    return [f"已达{reached}，本次{verb}{points_words(points)}"]


def _taken(terms: Terms, points: int, standing: Standing) -> tuple[int, int, list[str]]:
    notes: list[str] = []
    score = points if terms.affects in ("score", "both") else 0
    balance = points if terms.affects in ("balance", "both") else 0
    if standing.floor is not None and score > max(0, standing.score - standing.floor):
        score = max(0, standing.score - standing.floor)
        notes.append(
            f"评价分最低{points_words(standing.floor)}，本次扣{points_words(score)}",
        )
    if balance > max(0, standing.balance):
        balance = max(0, standing.balance)
        notes.append(f"可兑换积分不足，本次扣{points_words(balance)}")
    return -score, -balance, notes


def _given(terms: Terms, points: int, standing: Standing) -> tuple[int, int, list[str]]:
    score = points if terms.affects in ("score", "both") else 0
    balance = points if terms.affects in ("balance", "both") else 0
    if standing.ceiling is not None and score > max(0, standing.ceiling - standing.score):
        score = max(0, standing.ceiling - standing.score)
        top = points_words(standing.ceiling)
        return score, balance, [f"评价分最高{top}，本次计{points_words(score)}"]
    return score, balance, []


def left_words(outcome: Outcome, season_kind: str) -> str | None:
    """What may still be written after this deed: 本周还可记 1 次（每周2次），本季还可记 7 分."""
    spent = max(abs(outcome.score), abs(outcome.balance))
    parts: list[str] = []
    for left in outcome.left:
        cap = left.cap
        when = cap.this(season_kind)
        who = "此人" if cap.who == "person" else ""
        what = "本类" if cap.scope == "category" else ""
        if left.points is not None:
            rest = points_words(max(0, left.points - spent)).removesuffix("分")
            parts.append(f"{when}{who}{what}还可记 {rest} 分")
        else:
            used = (outcome.units or ONE) if spent else 0
            times = units_words(max(0, (left.units or 0) - used))
            parts.append(f"{when}{who}{what}还可记 {times} 次（{cap.words(season_kind)}）")
    return "，".join(parts) or None


def approval_problem(
    terms: Terms, kind: str, approver: str | None, assessor: str | None, typed_by: str
) -> str | None:
    """Why a line that needs a second pair of eyes cannot be written; None when it can."""
    if terms.effect == "veto":
        return (
            f"{terms.code} 是一票否决，需要两级复核。"
            "请先在纸上办理两级复核并存档，等“待复核”清单启用后再入账。"
        )
    if not terms.approval or kind == "remind":
        return None
    if not approver:
        return f"{terms.code} 需要复核后才能入账，请填写复核人（不能是评定人和录入人）。"
    if approver in (assessor, typed_by):
        return f"复核人不能是评定人或录入人，{terms.code} 请由另一位同事复核。"
    return None


@dataclass(frozen=True, slots=True)
class StarRule:
    """A threshold: `at_least` in 0.1 points; some stars want a season without deductions."""

    stars: int
    at_least: int
    no_deduct: bool = False


def star_of(score: int, deducted: int, *, veto: bool, rules: Iterable[StarRule]) -> int:
    """How many stars a score earns, 0 for none; a veto takes all."""
    if veto:
        return 0
    return max(
        (
            rule.stars
            for rule in rules
            if score >= rule.at_least and not (rule.no_deduct and deducted)
        ),
        default=0,
    )


def competition_ranks(values: Sequence[int | None]) -> list[int | None]:
    """Ranks “1, 2, 2, 4” of values in any order, highest first; None is not ranked."""
    counts: dict[int, int] = {}
    for value in values:
        if value is not None:
            counts[value] = counts.get(value, 0) + 1
    rank: dict[int, int] = {}
    next_rank = 1
    for value in sorted(counts, reverse=True):
        rank[value] = next_rank
        next_rank += counts[value]
    return [None if value is None else rank[value] for value in values]


def mean_tenths(total: int, count: int) -> int:
    """The mean of points in 0.1, half away from zero."""
    if not count:
        return 0
    half = (2 * abs(total) + count) // (2 * count)
    return half if total >= 0 else -half


def tiers_of(stored: Mapping[str, object]) -> tuple[Tier, ...]:
    """The tiers that a rule's amount keeps."""
    found = stored.get("tiers") or ()
    if not isinstance(found, list | tuple):
        raise TypeError("tiers must be a list")
    return tuple(
        Tier(int(tier["points"]), str(tier.get("label", "")), tier.get("from")) for tier in found
    )
