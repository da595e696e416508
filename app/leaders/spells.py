"""The times that a chart over time shows: months, or quarters where it reaches far back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Spell:
    """A month or a quarter with its first and last day, both counted; the last ends on the day."""

    label: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Period:
    """A choice of times: `months` back from the day, or a year before (0 this one, −1 the last).

    `words` stand in sentences, `step` is how many months one point has.
    """

    key: str
    title: str
    words: str
    months: int | None = None
    year: int = 0
    step: int = 1


TWELVE = Period("12", "近12个月", "近十二个月", MONTHS)
PERIODS = (
    TWELVE,
    Period("year", "本年", "今年以来"),
    Period("last", "上年", "上一年", year=-1),
    Period("36", "近三年", "近三年", 36, step=3),
    Period("60", "近五年", "近五年", 60, step=3),
)


def period_of(key: str) -> Period:
    """The period of a key; the last twelve months if there is none such."""
    return next((period for period in PERIODS if period.key == key), TWELVE)


def spells_of(period: Period, day: dt.date) -> list[Spell]:
    """The spells of a period up to a day, in order; there is at least one."""
    this = day.year * MONTHS + day.month - 1
    if period.months is None:
        first = (day.year + period.year) * MONTHS
        end = min(first + MONTHS - 1, this)
    else:
        end = this
        first = end - period.months + 1
    if period.step > 1:
        first -= first % period.step
    return [_spell(month, period.step, day) for month in range(first, end + 1, period.step)]


def _spell(month: int, step: int, day: dt.date) -> Spell:
    first = _first(month)
    last = min(_first(month + step) - dt.timedelta(days=1), day)
    if step == 1:
        label = f"{first.month}月"
        if first.month == 1:
            label = f"{first.year}年{label}"
    else:
        label = f"{first.year}年{(first.month - 1) // 3 + 1}季度"
    return Spell(label, first, last)


def _first(month: int) -> dt.date:
    year, at = divmod(month, MONTHS)
    return dt.date(year, at + 1, 1)


def place_of(day: dt.date, spells: Sequence[Spell]) -> int | None:
    """The place of the spell that a day is in."""
    return next((at for at, one in enumerate(spells) if one.first <= day <= one.last), None)
