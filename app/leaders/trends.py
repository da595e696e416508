"""The posts over time: coverage, vacancies that came and were filled, duties and training."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.leaders.lists import groups_and_terms
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.rules import Coverage, Span
from app.leaders.spells import MONTHS, TWELVE, Period, Spell, place_of, spells_of
from app.leaders.subjects import EVERYBODY, of_subject, people_words
from app.leaders.trainings import CLASS_HOUR
from app.series import Bars, Chart, Line, Series, Stack
from db.models import DutyRecord, LeaderTerm, StreetSegment, Training, TrainingAttendance

KINDS_SHOWN = 5
"""So many kinds of duties have a colour of their own; the rest is one."""


def months_until(day: dt.date, count: int = MONTHS) -> list[dt.date]:
    """The last days of the months up to the one of the day, which ends on the day itself."""
    return [spell.last for spell in spells_of(Period("", "", "", count), day)]


@dataclass(frozen=True)
class Places:
    """楼组 or streets with the times in which they were there and had a leader."""

    called: str
    there: Mapping[int, Span]
    held: Mapping[int, Sequence[Span]]

    def on(self, day: dt.date) -> Coverage:
        """How many there were on a day, with a leader and without."""
        open_ = [place for place, span in self.there.items() if span.holds(day)]
        covered = sum(any(span.holds(day) for span in self.held.get(one, ())) for one in open_)
        return Coverage(len(open_), covered, len(open_) - covered)


def places_of(book: Book, kind: str = BUILDING_LEADER) -> Places:
    """The 楼组 of building leaders, or the streets of street leaders; two queries."""
    with book.read() as session:
        if kind == STREET_LEADER:
            there = {row_id: Span() for row_id in session.scalars(select(StreetSegment.id))}
            return Places("街面", there, _street_terms(session))
        groups, terms = groups_and_terms(session, None)
    return Places("楼组", {one.id: Span(one.formed_on, one.ended_on) for one in groups}, terms)


def _street_terms(session: Session) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for street, start, end in session.execute(
        select(LeaderTerm.street_segment_id, LeaderTerm.start_on, LeaderTerm.end_on).where(
            LeaderTerm.kind == STREET_LEADER, LeaderTerm.street_segment_id.is_not(None)
        )
    ):
        found[street].append(Span(start, end))
    return found


def coverage_between(book: Book, days: Sequence[dt.date]) -> list[Coverage]:
    """How many active 楼组 had a 楼组长 on each of some days; the terms are read once."""
    places = places_of(book)
    return [places.on(day) for day in days]


def coverage_over_time(
    book: Book, day: dt.date, period: Period = TWELVE, kind: str = BUILDING_LEADER
) -> Series:
    """Places with and without a leader at the end of each month or quarter."""
    places = places_of(book, kind)
    spells = spells_of(period, day)
    counts = [places.on(spell.last) for spell in spells]
    return Series(
        title=f"{kind}覆盖变化",
        labels=tuple(spell.label for spell in spells),
        lines=(
            Line(f"有{kind}", tuple(one.covered for one in counts)),
            Line("缺额", tuple(one.vacant for one in counts)),
        ),
        unit="个",
        sentence=_coverage_words(places, kind, spells, counts),
        definition=(
            f"口径：每段最后一天（最近一段为当天）在册的{places.called}，届满未换的仍算有{kind}。"
        ),
    )


def _coverage_words(
    places: Places, kind: str, spells: Sequence[Spell], counts: Sequence[Coverage]
) -> str:
    first, last = counts[0], counts[-1]
    if not last.active_groups:
        return f"台账里还没有{places.called}。"
    words = f"{spells[-1].last} 有{kind}的{places.called}{last.covered:,}个，覆盖率{last.words()}"
    ago = _months(spells[-1].last) - _months(spells[0].last)
    if ago:
        change = last.covered - first.covered
        more = f"比{ago}个月前{'多' if change > 0 else '少'}{abs(change):,}个"
        words += f"，{more if change else f'与{ago}个月前相同'}"
    return f"{words}；缺额{last.vacant:,}个。"


def _months(day: dt.date) -> int:
    return day.year * MONTHS + day.month


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a place had no leader; `filled` tells that somebody ended it."""

    start: dt.date
    end: dt.date | None
    filled: bool


def gaps_of(places: Places) -> list[Gap]:
    """Every time a place was without a leader since one is known to have gone, or it was formed."""
    found = []
    for place, there in places.there.items():
        reached = there.start
        for span in sorted(places.held.get(place, ()), key=lambda one: (one.first, one.last)):
            if span.first >= span.last:
                continue  # one of no length never held
            begin = max(span.first, there.first)
            if reached is not None and begin > reached and begin < there.last:
                found.append(Gap(reached, begin, filled=True))
            reached = max(span.last, reached or dt.date.min)
        if reached is not None and reached < there.last:
            found.append(Gap(reached, there.end, filled=False))
    return found


def vacancies_over_time(
    book: Book, day: dt.date, period: Period = TWELVE, kind: str = BUILDING_LEADER
) -> Bars:
    """Vacancies that came up and that were filled in each month or quarter, and what stood open."""
    places = places_of(book, kind)
    spells = spells_of(period, day)
    gaps = gaps_of(places)
    came, filled = Counter[int](), Counter[int]()
    waited = []
    for gap in gaps:
        at = place_of(gap.start, spells)
        if at is not None:
            came[at] += 1
        at = place_of(gap.end, spells) if gap.filled and gap.end is not None else None
        if at is not None and gap.end is not None:
            filled[at] += 1
            waited.append((gap.end - gap.start).days)
    span = range(len(spells))
    open_ = [places.on(spell.last).vacant for spell in spells]
    return Bars(
        title=f"{kind}缺额变化",
        labels=tuple(spell.label for spell in spells),
        lines=(
            Line("新出现", tuple(came[at] for at in span)),
            Line("已补上", tuple(filled[at] for at in span)),
            Line("期末缺额", tuple(open_)),
        ),
        unit="个",
        sentence=_vacancy_words(places, period, came.total(), waited, open_[-1]),
        definition=(
            f"口径：前任离任或{places.called}成立而没有人接任，从那天起算缺额；"
            "换届当天接任的不算。不知道前任何时离任的，只计期末缺额。"
        ),
    )


def _vacancy_words(
    places: Places, period: Period, came: int, waited: Sequence[int], open_: int
) -> str:
    if not places.there:
        return f"台账里还没有{places.called}。"
    words = f"{period.words}新出现缺额{came:,}个，补上{len(waited):,}个"
    if waited:
        words += f"，平均{sum(waited) / len(waited):.0f}天补上"
    return f"{words}；现有缺额{open_:,}个。"


def duties_over_time(
    book: Book, day: dt.date, period: Period = TWELVE, subject: str = EVERYBODY
) -> Stack:
    """Duties of each month or quarter by kind."""
    spells = spells_of(period, day)
    counts: Counter[tuple[int, str]] = Counter()
    with book.read() as session:
        for when, kind, count in session.execute(
            select(DutyRecord.occurred_on, DutyRecord.kind, func.count())
            .join(LeaderTerm, LeaderTerm.id == DutyRecord.leader_term_id)
            .where(
                DutyRecord.occurred_on.between(spells[0].first, spells[-1].last),
                of_subject(subject),
            )
            .group_by(DutyRecord.occurred_on, DutyRecord.kind)
        ):
            at = place_of(when, spells)
            if at is not None:
                counts[at, kind] += count
    totals: Counter[str] = Counter()
    for (_, kind), count in counts.items():
        totals[kind] += count
    named = [kind for kind, _ in totals.most_common(KINDS_SHOWN)]
    span = range(len(spells))
    lines = [Line(kind, tuple(counts[at, kind] for at in span)) for kind in named]
    others = tuple(sum(counts[at, kind] for kind in totals if kind not in named) for at in span)
    if any(others):
        lines.append(Line("其余", others))
    sentence = f"{period.words}没有履职记录。"
    if totals:
        most = named[0]
        sentence = (
            f"{period.words}共有履职记录{totals.total():,}人次，"
            f"最多的是{most}，{totals[most]:,}人次。"
        )
    return Stack(
        title=_per(period, subject, "履职"),
        labels=tuple(spell.label for spell in spells),
        lines=tuple(lines) or (Line("履职", (0,) * len(spells)),),
        unit="人次",
        sentence=sentence,
        definition="口径：按发生日期计，一人一条记一人次；培训签到自动计入。",
    )


def training_over_time(
    book: Book, day: dt.date, period: Period = TWELVE, subject: str = EVERYBODY
) -> Bars:
    """Class hours (学时) that people were awarded in each month or quarter, in all."""
    spells = spells_of(period, day)
    awarded = func.coalesce(TrainingAttendance.minutes_awarded, Training.minutes, 0)
    minutes: Counter[int] = Counter()
    came = 0
    with book.read() as session:
        people = set(session.scalars(_attending(spells, subject, TrainingAttendance.resident_id)))
        for when, length, count in session.execute(
            _attending(spells, subject, Training.held_on, func.sum(awarded), func.count()).group_by(
                Training.held_on
            )
        ):
            at = place_of(when, spells)
            if at is not None:
                minutes[at] += length
                came += count
    sentence = f"{period.words}没有培训签到。"
    if came:
        sentence = (
            f"{period.words}{len(people):,}人参加培训，签到{came:,}人次，"
            f"共{_hours(minutes.total())}学时。"
        )
    who = "" if subject == EVERYBODY else f"只计培训当天在任的{people_words(subject)}；"
    return Bars(
        title=_per(period, subject, "培训学时"),
        labels=tuple(spell.label for spell in spells),
        lines=(
            Line("学时", tuple(round(minutes[at] / CLASS_HOUR, 1) for at in range(len(spells)))),
        ),
        unit="学时",
        sentence=sentence,
        definition=f"口径：{who}到场的人各自计入的时长，{CLASS_HOUR} 分钟为一学时。",
    )


def _attending(spells: Sequence[Spell], subject: str, *what: Any) -> Select[Any]:
    query = (
        select(*what)
        .select_from(TrainingAttendance)
        .join(Training, Training.id == TrainingAttendance.training_id)
        .where(
            TrainingAttendance.signed_in,
            Training.held_on.between(spells[0].first, spells[-1].last),
        )
    )
    if subject == EVERYBODY:
        return query
    held = exists().where(
        LeaderTerm.resident_id == TrainingAttendance.resident_id,
        of_subject(subject),
        or_(LeaderTerm.start_on.is_(None), LeaderTerm.start_on <= Training.held_on),
        or_(LeaderTerm.end_on.is_(None), LeaderTerm.end_on > Training.held_on),
    )
    return query.where(held)


def _hours(minutes: int) -> str:
    return f"{minutes / CLASS_HOUR:,.1f}".removesuffix(".0")


def _per(period: Period, subject: str, what: str) -> str:
    who = "" if subject == EVERYBODY else people_words(subject)
    return f"{who}{'每季度' if period.step > 1 else '每月'}{what}"


OVER_TIME: Mapping[str, Callable[[Book, dt.date, Period, str], Chart]] = {
    "coverage": coverage_over_time,
    "gaps": vacancies_over_time,
    "duties": duties_over_time,
    "training": training_over_time,
}
"""The charts over time by their key; coverage and gaps are of one kind of leader."""


def trends(book: Book, day: dt.date) -> tuple[Chart, ...]:
    """The charts over time of the last twelve months, building leaders where one must be chosen."""
    return (
        coverage_over_time(book, day),
        vacancies_over_time(book, day),
        duties_over_time(book, day),
        training_over_time(book, day),
    )
