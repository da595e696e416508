"""The posts in numbers: charts are data with a sentence and a definition, for any day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.book import Book
from app.kinds import age_on
from app.leaders.holders import holds_on
from app.leaders.lists import coverage, vacancies
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.rules import Coverage
from app.leaders.subjects import by_person, of_subject, people_words
from app.people.order import compound_ranks, natural
from app.people.words import EDUCATION, POLITICAL
from app.series import Bars, Chart, Line, Share
from db.models import BuildingGroup, Compound, LeaderTerm, Resident, StreetSegment

UNKNOWN = "未填"
YOUNGEST_BAND, OLDEST_BAND = 30, 80
BAND = 5
"""Years of age in one bar."""


@dataclass(frozen=True, slots=True)
class Leader:
    """What the charts count of a serving leader."""

    scope_id: int | None
    compound_id: int | None
    kind: str
    sex: str | None
    age: int | None
    political_status: str | None
    education: str | None


def leaders_on(book: Book, day: dt.date, kind: str = BUILDING_LEADER) -> list[Leader]:
    """Everybody who holds a post of the kind on the day, once for every post.

    `kind` may be any subject; of several kinds together everybody counts once.
    """
    scope = func.coalesce(LeaderTerm.building_group_id, LeaderTerm.street_segment_id)
    query = (
        select(
            scope.label("scope"),
            func.coalesce(BuildingGroup.compound_id, LeaderTerm.compound_id).label("compound"),
            LeaderTerm.kind,
            LeaderTerm.resident_id,
            Resident.sex,
            Resident.birth_date,
            Resident.political_status,
            Resident.education,
        )
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == LeaderTerm.building_group_id)
        .where(of_subject(kind), holds_on(day))
        .order_by(LeaderTerm.id)
    )
    with book.read() as session:
        rows = session.execute(query).all()
    if by_person(kind):
        rows = list({row.resident_id: row for row in rows}.values())
    return [
        Leader(
            row.scope,
            row.compound,
            row.kind,
            row.sex,
            age_on(row.birth_date, day),
            row.political_status,
            row.education,
        )
        for row in rows
    ]


def by_compound(book: Book, day: dt.date) -> Bars:
    """Building leaders and vacancies of each compound, the most first."""
    leaders = Counter(leader.compound_id for leader in leaders_on(book, day))
    empty = Counter(row.compound for row in vacancies(book, day))
    covered = coverage(book, day)
    with book.read() as session:
        ranks = compound_ranks(session)
        names = dict(session.execute(select(Compound.id, Compound.name)).tuples().all())
    there = [row_id for row_id in ranks if leaders[row_id] or empty[names[row_id]]]
    there.sort(key=lambda row_id: (-leaders[row_id], ranks[row_id]))
    return Bars(
        title="各小区楼组长人数",
        labels=tuple(names[row_id] for row_id in there),
        lines=(
            Line("楼组长", tuple(leaders[row_id] for row_id in there)),
            Line("缺额", tuple(empty[names[row_id]] for row_id in there)),
        ),
        unit="人",
        sentence=coverage_sentence(leaders.total(), covered, _filled(leaders)),
        definition=_definition(day, BUILDING_LEADER)
        + "缺额是当日在册、没有在任楼组长的楼组数；覆盖率＝有在任楼组长的楼组÷在册楼组。",
        keys=tuple(there),
    )


def _filled(counts: Counter[Any]) -> int:
    return sum(1 for count in counts.values() if count)


def coverage_sentence(leaders: int, covered: Coverage, compounds: int) -> str:
    """楼组长共507人，覆盖22个小区的504个楼组，覆盖率99.4%，缺额3个。"""
    if not covered.active_groups:
        return "台账里还没有楼组。"
    if not leaders:
        return f"现在没有在任的楼组长，{covered.active_groups:,}个楼组都缺楼组长。"
    rest = f"缺额{covered.vacant:,}个" if covered.vacant else "没有缺额"
    return (
        f"楼组长共{leaders:,}人，覆盖{compounds:,}个小区的{covered.covered:,}个楼组，"
        f"覆盖率{covered.words()}，{rest}。"
    )


def by_street(book: Book, day: dt.date) -> Bars:
    """Street leaders of each street segment; streets without one show 0."""
    leaders = Counter(leader.scope_id for leader in leaders_on(book, day, STREET_LEADER))
    with book.read() as session:
        streets = session.execute(select(StreetSegment.id, StreetSegment.name)).all()
    streets = sorted(streets, key=lambda row: (-leaders[row.id], natural(row.name)))
    held = sum(1 for row in streets if leaders[row.id])
    return Bars(
        title="各街面街面长人数",
        labels=tuple(row.name for row in streets),
        lines=(Line("街面长", tuple(leaders[row.id] for row in streets)),),
        unit="人",
        sentence=street_sentence(len(streets), held, leaders.total()),
        definition=_definition(day, STREET_LEADER),
        keys=tuple(row.id for row in streets),
    )


def street_sentence(streets: int, held: int, leaders: int) -> str:
    """街面长共17人，覆盖17个街面，没有缺额。"""
    if not streets:
        return "台账里还没有街面。"
    if not leaders:
        return f"现在没有在任的街面长，{streets:,}个街面都缺街面长。"
    rest = f"缺额{streets - held:,}个" if streets > held else "没有缺额"
    return f"街面长共{leaders:,}人，覆盖{held:,}个街面，{rest}。"


def by_age(book: Book, day: dt.date, kind: str = BUILDING_LEADER) -> Bars:
    """Age bands of five years; people without a birth date are a band of their own."""
    ages = [leader.age for leader in leaders_on(book, day, kind)]
    counts = Counter(_band(age) for age in ages)
    known = [age for age in ages if age is not None]
    labels = _between([_band(age) for age in known])
    if counts[UNKNOWN]:
        labels.append(UNKNOWN)
    sentence = _nobody(kind)
    if known:
        old = sum(1 for age in known if age >= 60)
        sentence = (
            f"{people_words(kind)}平均{sum(known) / len(known):.1f}岁，"
            f"最小{min(known)}岁，最大{max(known)}岁，"
            f"60岁及以上{old:,}人，占{_percent(old, len(known))}"
        )
        sentence += f"；{counts[UNKNOWN]:,}人未填出生日期。" if counts[UNKNOWN] else "。"
    elif ages:
        sentence = f"{len(ages):,}名{people_words(kind)}都没有填出生日期。"
    return Bars(
        title=f"{people_words(kind)}年龄",
        labels=tuple(labels),
        lines=(Line("人数", tuple(counts[label] for label in labels)),),
        unit="人",
        sentence=sentence,
        definition=_definition(day, kind) + "年龄为当日周岁，只知道年份的按年份相减。",
    )


_BANDS = (
    f"{YOUNGEST_BAND}岁以下",
    *(f"{age}–{age + BAND - 1}岁" for age in range(YOUNGEST_BAND, OLDEST_BAND, BAND)),
    f"{OLDEST_BAND}岁及以上",
)


def _band(age: int | None) -> str:
    if age is None:
        return UNKNOWN
    if age < YOUNGEST_BAND:
        return _BANDS[0]
    return _BANDS[min((age - YOUNGEST_BAND) // BAND + 1, len(_BANDS) - 1)]


def _between(bands: Sequence[str]) -> list[str]:
    if not bands:
        return []
    places = [_BANDS.index(band) for band in bands]
    return list(_BANDS[min(places) : max(places) + 1])


def by_sex(book: Book, day: dt.date, kind: str = BUILDING_LEADER) -> Share:
    """Men and women."""
    words = [leader.sex for leader in leaders_on(book, day, kind)]
    return _share(f"{people_words(kind)}性别", words, ("女", "男"), day, kind)


def by_political_status(book: Book, day: dt.date, kind: str = BUILDING_LEADER) -> Share:
    """Party members and others, in the order of the list."""
    words = [leader.political_status for leader in leaders_on(book, day, kind)]
    return _share(f"{people_words(kind)}政治面貌", words, POLITICAL.options, day, kind)


def by_education(book: Book, day: dt.date, kind: str = BUILDING_LEADER) -> Bars:
    """Schooling, from the least to the most."""
    words = [leader.education for leader in leaders_on(book, day, kind)]
    labels, counts = _tally(words, EDUCATION.options)
    return Bars(
        title=f"{people_words(kind)}文化程度",
        labels=labels,
        lines=(Line("人数", counts),),
        unit="人",
        sentence=_parts(kind, labels, counts),
        definition=_definition(day, kind),
    )


def charts(book: Book, day: dt.date) -> tuple[Chart, ...]:
    """All charts of the posts, in the order of the page."""
    return (
        by_compound(book, day),
        by_street(book, day),
        by_age(book, day),
        by_sex(book, day),
        by_political_status(book, day),
        by_education(book, day),
    )


def _share(
    title: str, words: Iterable[str | None], order: Sequence[str], day: dt.date, kind: str
) -> Share:
    labels, counts = _tally(words, order)
    return Share(
        title=title,
        labels=labels,
        lines=(Line("人数", counts),),
        unit="人",
        sentence=_parts(kind, labels, counts),
        definition=_definition(day, kind),
    )


def _tally(
    words: Iterable[str | None], order: Sequence[str]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    counts = Counter(word or UNKNOWN for word in words)
    known = [word for word in order if counts[word]]
    others = sorted(set(counts) - set(order) - {UNKNOWN})
    labels = (*known, *others, *((UNKNOWN,) if counts[UNKNOWN] else ()))
    return labels, tuple(counts[label] for label in labels)


def _parts(kind: str, labels: Sequence[str], counts: Sequence[int]) -> str:
    everybody = sum(counts)
    if not everybody:
        return _nobody(kind)
    said = "，".join(
        f"{label}{count:,}人（{_percent(count, everybody)}）"
        for label, count in zip(labels, counts, strict=True)
    )
    return f"{people_words(kind)}共{everybody:,}人：{said}。"


def _nobody(kind: str) -> str:
    return f"现在没有在任的{people_words(kind)}。"


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}".removesuffix(".0") + "%"


def _definition(day: dt.date, kind: str) -> str:
    counted = "按人计，一人任几职的计一次" if by_person(kind) else "按任职计，一人任两处的计两次"
    return f"口径：{day} 在任的{people_words(kind)}，届满未换的仍计入；{counted}。"
