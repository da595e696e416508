"""Charts of the pledge: numbers with their sentence and their definition (口径)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.book import Book
from app.pledge.caps import points_words
from app.pledge.lists import LedgerFilter, filtered
from app.pledge.periods import months_back
from app.pledge.records import GroupRankRow, RankRow
from app.pledge.rules import mean_tenths
from app.pledge.sums import given_and_taken
from app.series import Bars, Line, Series
from db.models import LedgerEntry, Rule

NOTHING = "还没有积分记录，记下第一笔后这里会出现图表。"
_BINS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MOST_BINS = 15


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    given: int
    taken: int
    lines: int


def group_means(rows: Sequence[GroupRankRow], season: str) -> Bars:
    """The means of the ranked 楼组, in the order given; `keys` are their ids."""
    ranked = [row for row in rows if row.rank is not None]
    if not ranked:
        sentence = NOTHING if not rows else f"{season}没有达到参评条件的楼组。"
    else:
        total = mean_tenths(sum(row.mean for row in ranked), len(ranked))
        best = max(ranked, key=lambda row: row.mean)
        tied = sum(1 for row in ranked if row.mean == best.mean)
        which = f"{_place(best, rows)}等 {tied} 个楼组" if tied > 1 else _place(best, rows)
        sentence = (
            f"{season}有 {len(ranked)} 个楼组参评，平均 {points_words(total)}，"
            f"最高的是{which}（{points_words(best.mean)}）。"
        )
    return Bars(
        f"{season}楼组户均评价分",
        tuple(_place(row, rows) for row in ranked),
        (Line("户均评价分", tuple(row.mean / 10 for row in ranked)),),
        unit="分",
        sentence=sentence,
        definition=(
            "签约户评价分的平均数，保留一位小数；签约率不足60%或不足5户的楼组不参评，"
            "一票否决的户不计入。"
        ),
        keys=tuple(row.group_id for row in ranked),
    )


def top_households(rows: Sequence[RankRow], season: str, count: int = 10) -> Bars:
    """The households with the highest scores; `keys` are accounts. For the office, not public."""
    ranked = [row for row in rows if row.rank is not None]
    top = ranked[:count]
    sentence = NOTHING
    if ranked:
        total = mean_tenths(sum(row.score for row in ranked), len(ranked))
        sentence = (
            f"{season}有 {len(ranked)} 户参评，平均 {points_words(total)}，"
            f"最高 {points_words(top[0].score)}。"
        )
    return Bars(
        f"{season}评价分前 {len(top)} 户" if top else f"{season}评价分排名",
        tuple(row.holder for row in top),
        (Line("评价分", tuple(row.score / 10 for row in top)),),
        unit="分",
        sentence=sentence,
        definition="本周期的基础分加全部加分、减去扣分，冲正的不计；只在本居委内查看。",
        keys=tuple(row.account_id for row in top),
    )


def distribution(rows: Sequence[RankRow], season: str) -> Bars:
    """How many households have which score, in at most 15 steps of equal width."""
    scores = [row.score for row in rows if row.rank is not None]
    labels, counts, sentence = _histogram(scores)
    return Bars(
        f"{season}评价分分布",
        labels,
        (Line("户数", counts),),
        unit="户",
        sentence=f"{season}{sentence}" if scores else NOTHING,
        definition="按评价分分段的户数，每段含下限、不含上限；一票否决的户不计入。",
    )


def by_month(book: Book, wanted: LedgerFilter, today: dt.date, months: int = 12) -> Series:
    """Points given and taken in each month up to today; the lines of a filter."""
    starts = months_back(today, months)
    given, taken = dict.fromkeys(starts, 0), dict.fromkeys(starts, 0)
    statement = filtered(
        select(LedgerEntry.occurred_on, *given_and_taken()).group_by(LedgerEntry.occurred_on),
        wanted,
    ).where(LedgerEntry.occurred_on >= starts[0])
    with book.read() as session:
        for day, plus, minus in session.execute(statement):
            month = day.replace(day=1)
            if month in given:
                given[month] += plus
                taken[month] += minus
    plus, minus = sum(given.values()), sum(taken.values())
    return Series(
        "每月积分",
        tuple(f"{start.year}年{start.month}月" for start in starts),
        (
            Line("加分", tuple(points / 10 for points in given.values())),
            Line("扣分", tuple(points / 10 for points in taken.values())),
        ),
        unit="分",
        sentence=(
            f"近{months}个月共加 {points_words(plus)}，扣 {points_words(-minus)}。"
            if plus or minus
            else NOTHING
        ),
        definition="按事情发生的月份合计评价分，不含基础分；冲正记在冲正的月份。",
    )


def by_rule(book: Book, wanted: LedgerFilter, count: int = 15) -> Bars:
    """Points given and taken by each rule (or by the words of old sheets), the largest first."""
    statement = filtered(
        select(LedgerEntry.rule_id, *given_and_taken(), func.count())
        .where(LedgerEntry.rule_id.is_not(None))
        .group_by(LedgerEntry.rule_id),
        wanted,
    )
    by_words = filtered(
        select(LedgerEntry.item, *given_and_taken(), func.count())
        .where(LedgerEntry.rule_id.is_(None))
        .group_by(LedgerEntry.item),
        wanted,
    )
    sums: dict[str, _Item] = {}
    with book.read() as session:
        names = {
            rule: f"{code} {title}"
            for rule, code, title in session.execute(select(Rule.id, Rule.code, Rule.title))
        }
        for rule, *numbers in session.execute(statement):
            _add(sums, names[rule], *numbers)
        for item, *numbers in session.execute(by_words):
            _add(sums, item, *numbers)
    items = list(sums.values())
    items.sort(key=lambda item: (item.taken - item.given, item.name))
    order = items[:count]
    sentence = NOTHING
    if items:
        often = max(items, key=lambda item: item.lines)
        sentence = (
            f"共 {len(items)} 个事项，加 {points_words(sum(item.given for item in items))}，"
            f"扣 {points_words(-sum(item.taken for item in items))}；"
            f"记得最多的是“{often.name}”（{often.lines} 笔）。"
        )
    return Bars(
        "各事项加分与扣分",
        tuple(item.name for item in order),
        (
            Line("加分", tuple(item.given / 10 for item in order)),
            Line("扣分", tuple(item.taken / 10 for item in order)),
        ),
        unit="分",
        sentence=sentence,
        definition="按规则合计评价分；旧表里没有对应规则的，按表里的原话合计。冲正与原事项相抵。",
    )


def _add(sums: dict[str, _Item], name: str, given: int, taken: int, lines: int) -> None:
    # A rule has a row in every version of its set; its name is what joins them.
    one = sums.get(name, _Item(name, 0, 0, 0))
    sums[name] = _Item(name, one.given + given, one.taken + taken, one.lines + lines)


def _place(row: GroupRankRow, rows: Iterable[GroupRankRow]) -> str:
    if len({one.compound for one in rows}) > 1:
        return f"{row.compound} {row.group}"
    return row.group


def _histogram(scores: Sequence[int]) -> tuple[tuple[str, ...], tuple[float, ...], str]:
    if not scores:
        return (), (), ""
    low, high = min(scores), max(scores)
    width = next(
        (step * 10 for step in _BINS if (high - low) // (step * 10) < _MOST_BINS),
        (high - low) // _MOST_BINS + 1,
    )
    first = low // width
    counts = [0.0] * (high // width - first + 1)
    for score in scores:
        counts[score // width - first] += 1
    labels = tuple(
        f"{points_words((first + at) * width).removesuffix('分')}到"
        f"{points_words((first + at + 1) * width).removesuffix('分')}"
        for at in range(len(counts))
    )
    fullest = max(range(len(counts)), key=lambda at: counts[at])
    sentence = (
        f"有 {len(scores)} 户参评，最低 {points_words(low)}，最高 {points_words(high)}；"
        f"{labels[fullest]}分的最多，有 {int(counts[fullest])} 户。"
    )
    return labels, tuple(counts), sentence
