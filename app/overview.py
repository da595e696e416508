"""How the office stands: its size, four figures and the chart of the first page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.leaders import lists as leaders
from app.pledge.caps import points_words
from app.pledge.charts import by_month
from app.pledge.lists import LedgerFilter
from app.pledge.rulesets import rule_sets
from app.series import Bars, Line
from db.models import Account, BuildingGroup, Compound, Household, LedgerEntry, Resident


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in words: what it is, how much, of what, and a line that explains it."""

    label: str
    figure: str
    suffix: str = ""
    note: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts in the line at the foot of the page."""

    compounds: int
    groups: int
    households: int
    residents: int

    def words(self) -> str:
        """As a sentence without a verb: 本居委 3 个小区 · 46 个楼组 · 2,016 户 · 5,700 人."""
        return (
            f"本居委 {self.compounds} 个小区 · {self.groups:,} 个楼组 · "
            f"{self.households:,} 户 · {self.residents:,} 人"
        )


def summary(book: Book, today: dt.date) -> Summary:
    """How large the office is."""
    with book.read() as session:
        return Summary(
            _count(session, Compound.id.is_not(None)),
            _count(session, or_(BuildingGroup.ended_on.is_(None), BuildingGroup.ended_on > today)),
            _count(session, Household.status == "living"),
            _count(session, Resident.status == "living", Resident.listed.is_(True)),
        )


def today_figures(book: Book, today: dt.date, size: Summary | None = None) -> tuple[Figure, ...]:
    """Leaders, residents, signed households and the points of the month."""
    counted = size or summary(book, today)
    return (
        _leaders_figure(book, today),
        _residents_figure(book, counted, today),
        _signed_figure(book, counted.households, today),
        _points_figure(book, today),
    )


def points_chart(book: Book, today: dt.date) -> Bars:
    """Points given in each of the twelve months up to today."""
    months = by_month(book, LedgerFilter(), today)
    given = months.lines[0].values
    now, before = given[-1], given[-2]
    sentence = f"本月加 {points_words(round(now * 10))}"
    if before:
        share = round(abs(now - before) * 100 / before)
        way = "多" if now > before else "少"
        sentence += f"，比上月{way} {share}%" if share else "，和上月一样多"
    return Bars(
        "近 12 个月加分",
        tuple(label.partition("年")[2] for label in months.labels),
        (Line("加分", given),),
        unit="分",
        sentence=sentence if any(given) else "记下第一笔积分后，这里按月画出加分。",
        definition=months.definition,
    )


def _leaders_figure(book: Book, today: dt.date) -> Figure:
    found = leaders.coverage(book, today)
    if not found.active_groups:
        return Figure("在任楼组长", "0", "", "还没有登记楼组", "leaders")
    missing = f"缺 {found.vacant:,}" if found.vacant else "没有缺额"
    return Figure(
        "在任楼组长",
        f"{found.covered:,}",
        f"/ {found.active_groups:,} 楼组",
        f"覆盖 {found.words()} · {missing}",
        "leaders",
    )


def _residents_figure(book: Book, size: Summary, today: dt.date) -> Figure:
    old = f"{today.year - 80:04}-{today.month:02}-{today.day:02}"
    with book.read() as session:
        aged = _count(
            session,
            Resident.status == "living",
            Resident.listed.is_(True),
            Resident.birth_date <= old,
        )
    note = f"80 岁以上 {aged:,} 人" if size.residents else "还没有登记居民"
    return Figure("居民", f"{size.residents:,}", f"人 / {size.households:,} 户", note, "people")


def _signed_figure(book: Book, households: int, today: dt.date) -> Figure:
    main = next((one for one in rule_sets(book, today) if one.account_kind == "household"), None)
    if main is None:
        return Figure("签约户", "0", "", "还没有规则", "pledge")
    month = today.replace(day=1)
    with book.read() as session:
        own = (Account.rule_set_id == main.id, Account.closed_on.is_(None))
        signed = _count(session, *own)
        new = _count(session, *own, Account.opened_on >= month)
    if not signed:
        return Figure("签约户", "0", "", "还没有签约的户", "pledge")
    more = f"本月 +{new:,}" if new else "本月没有新增"
    return Figure("签约户", f"{signed:,}", "", f"{_share(signed, households)} · {more}", "pledge")


def _points_figure(book: Book, today: dt.date) -> Figure:
    month = today.replace(day=1)
    with book.read() as session:
        lines, total, taken = session.execute(
            select(
                func.count(),
                func.coalesce(func.sum(LedgerEntry.applied_score), 0),
                func.count().filter(LedgerEntry.kind == "deduct"),
            ).where(
                LedgerEntry.kind != "base",
                LedgerEntry.occurred_on >= month,
                LedgerEntry.occurred_on <= today,
            )
        ).one()
    sign = "+" if total > 0 else ""
    note = f"{lines:,} 笔 · 扣 {taken:,} 笔" if lines else "本月还没有记分"
    figure = sign + points_words(total).removesuffix("分")
    return Figure("本月积分", _grouped(figure), "", note, "pledge")


def _grouped(figure: str) -> str:
    whole, dot, tenth = figure.partition(".")
    digits = whole.lstrip("+−")
    return f"{whole[: len(whole) - len(digits)]}{int(digits):,}{dot}{tenth}"


def _share(part: int, whole: int) -> str:
    if not whole:
        return "0%"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def _count(session: Session, *limits: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*limits)) or 0
