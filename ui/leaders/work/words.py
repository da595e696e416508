"""Times to choose from and a few words that several lists of the room share."""

from __future__ import annotations

import datetime as dt

TIMES = (
    ("month", "本月"), ("last", "上月"), ("quarter", "本季度"), ("year", "今年"),
    ("before", "去年"), ("", "全部时间"),
)  # fmt: skip


def time_of(key: str, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day that a key of `TIMES` means; None for no limit."""
    month = today.replace(day=1)
    if key == "month":
        return month, None
    if key == "last":
        last = month - dt.timedelta(days=1)
        return last.replace(day=1), last
    if key == "quarter":
        return dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1), None
    if key == "year":
        return dt.date(today.year, 1, 1), None
    if key == "before":
        return dt.date(today.year - 1, 1, 1), dt.date(today.year - 1, 12, 31)
    return None, None
