"""Weeks, months, seasons: which days belong together, and their names. Plain values only."""

from __future__ import annotations

import datetime as dt

_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def season_bounds(kind: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the season (month, quarter, half, year) that holds a day."""
    length = _MONTHS[kind]
    first = (day.month - 1) // length * length + 1
    start = dt.date(day.year, first, 1)
    return start, _month_after(start, length) - dt.timedelta(days=1)


def season_name(kind: str, day: dt.date) -> str:
    """The name of the season that holds a day: 2025年第三季度, 2025年上半年, 2025年7月."""
    start, _ = season_bounds(kind, day)
    if kind == "month":
        return f"{start.year}年{start.month}月"
    if kind == "quarter":
        return f"{start.year}年{_QUARTERS[(start.month - 1) // 3]}"
    if kind == "half":
        return f"{start.year}年{'上半年' if start.month == 1 else '下半年'}"
    return f"{start.year}年"


def period_bounds(period: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the day, week (ISO, Monday first), month, quarter or year."""
    if period == "day":
        return day, day
    if period == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    return season_bounds(period, day)


def months_back(last: dt.date, count: int) -> list[dt.date]:
    """The first days of `count` months in order, the last one being the month of `last`."""
    index = last.year * 12 + last.month - 1
    return [dt.date(at // 12, at % 12 + 1, 1) for at in range(index - count + 1, index + 1)]


def day_words(day: dt.date) -> str:
    """A day in a sentence: 7月5日."""
    return f"{day.month}月{day.day}日"


def _month_after(start: dt.date, months: int) -> dt.date:
    index = start.year * 12 + start.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)
