"""The posts over time: coverage and vacancies, duties and training month by month."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from app.book import Book
from app.leaders.duties import per_month
from app.leaders.lists import groups_and_terms
from app.leaders.rules import Coverage, active
from app.leaders.trainings import CLASS_HOUR
from app.series import Bars, Chart, Line, Series
from db.models import Training, TrainingAttendance

MONTHS = 12
KINDS_SHOWN = 5
"""So many kinds of duties have a colour of their own; the rest is one."""


def months_until(day: dt.date, count: int = MONTHS) -> list[dt.date]:
    """The last days of the months up to the one of the day, which ends on the day itself."""
    last = day.year * 12 + day.month - 1
    ends = []
    for month in range(last - count + 1, last):
        year, at = divmod(month + 1, 12)
        ends.append(dt.date(year, at + 1, 1) - dt.timedelta(days=1))
    return [*ends, day]


def coverage_between(book: Book, days: Sequence[dt.date]) -> list[Coverage]:
    """How many active 楼组 had a 楼组长 on each of some days; the terms are read once."""
    with book.read() as session:
        groups, terms = groups_and_terms(session, None)
    found = []
    for day in days:
        there = [group for group in groups if active(group.formed_on, group.ended_on, day)]
        covered = sum(any(span.holds(day) for span in terms[group.id]) for group in there)
        found.append(Coverage(len(there), covered, len(there) - covered))
    return found


def coverage_over_time(book: Book, day: dt.date) -> Series:
    """楼组 with and without a leader at the end of each of the last twelve months."""
    days = months_until(day)
    counts = coverage_between(book, days)
    first, last = counts[0], counts[-1]
    if not last.active_groups:
        sentence = "台账里还没有楼组。"
    else:
        change = last.covered - first.covered
        moved = f"比{MONTHS - 1}个月前{'多' if change > 0 else '少'}{abs(change):,}个"
        sentence = (
            f"{day} 有楼组长的楼组{last.covered:,}个，覆盖率{last.words()}，"
            f"{moved if change else f'与{MONTHS - 1}个月前相同'}；缺额{last.vacant:,}个。"
        )
    return Series(
        title="楼组长覆盖变化",
        labels=tuple(_month(one) for one in days),
        lines=(
            Line("有楼组长", tuple(one.covered for one in counts)),
            Line("缺额", tuple(one.vacant for one in counts)),
        ),
        unit="个",
        sentence=sentence,
        definition="口径：每月最后一天（本月为当天）在册的楼组，届满未换的仍算有楼组长。",
    )


def duties_over_time(book: Book, day: dt.date) -> Bars:
    """Duties of each of the last twelve months by kind."""
    days = months_until(day)
    found = per_month(book, days[0].replace(day=1), day)
    totals = Counter[str]()
    for of_month in found.values():
        totals.update(of_month)
    named = [kind for kind, _ in totals.most_common(KINDS_SHOWN)]
    labels = [one.strftime("%Y-%m") for one in days]
    lines = [
        Line(kind, tuple(found.get(label, {}).get(kind, 0) for label in labels)) for kind in named
    ]
    others = tuple(
        sum(count for kind, count in found.get(label, {}).items() if kind not in named)
        for label in labels
    )
    if any(others):
        lines.append(Line("其余", others))
    sentence = "近十二个月没有履职记录。"
    if totals:
        most = named[0]
        sentence = (
            f"近十二个月共有履职记录{totals.total():,}人次，最多的是{most}，{totals[most]:,}人次。"
        )
    return Bars(
        title="每月履职",
        labels=tuple(_month(one) for one in days),
        lines=tuple(lines) or (Line("履职", (0,) * len(days)),),
        unit="人次",
        sentence=sentence,
        definition="口径：按发生日期计，一人一条记一人次；培训签到自动计入。",
    )


def training_over_time(book: Book, day: dt.date) -> Bars:
    """Class hours (学时) that people were awarded in each of the last twelve months, in all."""
    days = months_until(day)
    month = func.strftime("%Y-%m", Training.held_on)
    awarded = func.coalesce(TrainingAttendance.minutes_awarded, Training.minutes, 0)
    with book.read() as session:
        rows = session.execute(
            select(month, func.sum(awarded), func.count())
            .join(TrainingAttendance, TrainingAttendance.training_id == Training.id)
            .where(
                TrainingAttendance.signed_in,
                Training.held_on.between(days[0].replace(day=1), day),
            )
            .group_by(month)
        ).all()
    minutes = {row[0]: row[1] for row in rows}
    came = sum(row[2] for row in rows)
    hours = [round(minutes.get(one.strftime("%Y-%m"), 0) / CLASS_HOUR) for one in days]
    sentence = "近十二个月没有培训签到。"
    if came:
        sentence = f"近十二个月培训签到{came:,}人次，共{sum(hours):,}学时。"
    return Bars(
        title="每月培训学时",
        labels=tuple(_month(one) for one in days),
        lines=(Line("学时", tuple(hours)),),
        unit="学时",
        sentence=sentence,
        definition=f"口径：到场的人各自计入的时长，{CLASS_HOUR} 分钟为一学时，四舍五入。",
    )


def trends(book: Book, day: dt.date) -> tuple[Chart, ...]:
    """All charts over time, in the order of the page."""
    return (
        coverage_over_time(book, day),
        duties_over_time(book, day),
        training_over_time(book, day),
    )


def _month(day: dt.date) -> str:
    return f"{day.year}年{day.month}月" if day.month == 1 else f"{day.month}月"
