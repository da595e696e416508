"""Which charts there are of whom, and each of them on demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from app.book import Book
from app.leaders.charts import (
    by_age,
    by_compound,
    by_education,
    by_political_status,
    by_sex,
    by_street,
)
from app.leaders.posts import BUILDING_LEADER, TWO_LEADERS
from app.leaders.spells import Period
from app.leaders.standing import by_days_vacant, by_place, by_post
from app.leaders.subjects import BOTH_LEADERS, EVERYBODY
from app.leaders.trends import OVER_TIME
from app.series import Chart

ON_A_DAY: Mapping[str, Callable[[Book, dt.date, str], Chart]] = {
    "compound": lambda book, day, _kind: by_compound(book, day),
    "street": lambda book, day, _kind: by_street(book, day),
    "place": by_place,
    "post": by_post,
    "age": by_age,
    "sex": by_sex,
    "party": by_political_status,
    "school": by_education,
    "days": by_days_vacant,
}
WORDS: Mapping[str, str] = {
    "compound": "各小区",
    "street": "各街面",
    "place": "各小区",
    "post": "各岗位",
    "age": "年龄",
    "sex": "性别",
    "party": "政治面貌",
    "school": "文化程度",
    "coverage": "覆盖变化",
    "gaps": "缺额变化",
    "days": "缺额天数",
    "duties": "履职",
    "training": "培训学时",
}
"""The short names of the charts, for their chips."""

_PEOPLE = ("age", "sex", "party", "school")
_WORK = ("duties", "training")
_PLACES = ("coverage", "gaps", "days")


def chart_keys(subject: str) -> Sequence[str]:
    """The keys of the charts that make sense of a subject, in order."""
    if subject in BOTH_LEADERS:
        where = "compound" if subject == BUILDING_LEADER else "street"
        return (where, *_PEOPLE, *_PLACES, *_WORK)
    if subject == TWO_LEADERS:
        return ("compound", "street", *_PEOPLE, *_WORK)
    return ("post" if subject == EVERYBODY else "place", *_PEOPLE, *_WORK)


def is_over_time(key: str) -> bool:
    """Whether a chart shows a period, not a day."""
    return key in OVER_TIME


def chart_of(book: Book, key: str, subject: str, day: dt.date, period: Period) -> Chart:
    """One chart; `key` is one of `chart_keys`."""
    if is_over_time(key):
        return OVER_TIME[key](book, day, period, subject)
    return ON_A_DAY[key](book, day, subject)
