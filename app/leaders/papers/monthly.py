"""楼组长履职月报: what every leader did in a month, who did nothing, which posts are empty."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.kinds import Minutes
from app.leaders.duties import DUTIES
from app.leaders.lists import coverage, vacancies
from app.leaders.papers.issuer import issuer
from app.leaders.posts import BUILDING_LEADER
from app.leaders.serving import SILENT, Unseen, unseen
from app.leaders.term_names import by_place, terms_named
from app.papers.model import Block, Gap, Grid, Seal, Sheet, Words
from app.papers.wording import chinese_day
from db.models import DutyRecord, LeaderTerm

_COLUMNS = 5
"""Sorts of duties that have a column of their own; the others are counted together."""

_NAMED = 40  # names in a sentence


@dataclass(slots=True)
class _Line:
    """A leader and the duties of the month."""

    compound: str
    scope: str
    name: str
    counts: Counter[str] = field(default_factory=Counter)
    minutes: int = 0


def monthly(
    book: Book, year: int, month: int, kinds: Sequence[str] = (BUILDING_LEADER,)
) -> tuple[Sheet, ...]:
    """The report of a month. Raises Refused where nobody held a post in it."""
    first = dt.date(year, month, 1)
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    with book.read() as session:
        lines = _lines(session, kinds, first, last)
    if not lines:
        raise Refused("这个月没有在任的人，没有可以打印的月报。")
    by = issuer(book)
    silent = [one for one in unseen(book, last, kinds) if SILENT in one.lacks]
    blocks: list[Block] = [
        Words(_summary(book, lines, kinds, first, last), indent=True),
        Gap(2),
        _grid(lines),
        Gap(4),
        *_silent_words(silent),
        *(_vacant_words(book, last) if BUILDING_LEADER in kinds else ()),
        Seal(by.seal),
    ]
    who = "、".join(kinds) if len(kinds) < 3 else "两长"
    title = f"{year}年{month}月{who}履职月报"
    return (Sheet(title, blocks, office=by.name, under=f"截至{chinese_day(last)}", points=10.5),)


def _lines(session: Session, kinds: Sequence[str], first: dt.date, last: dt.date) -> list[_Line]:
    place = by_place(session)
    rows = session.execute(
        terms_named().where(
            LeaderTerm.kind.in_(kinds),
            LeaderTerm.start_on.is_(None) | (LeaderTerm.start_on <= last),
            LeaderTerm.end_on.is_(None) | (LeaderTerm.end_on > first),
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (place(row), row.kind, row.id))
    lines = {row.id: _Line(row.compound or "", row.scope, row.full_name) for row in ordered}
    duties = session.execute(
        select(DutyRecord.leader_term_id, DutyRecord.kind, DutyRecord.minutes).where(
            DutyRecord.occurred_on.between(first, last)
        )
    )
    for term_id, kind, minutes in duties:
        if term_id in lines:
            lines[term_id].counts[kind] += 1
            lines[term_id].minutes += minutes or 0
    return list(lines.values())


def _summary(
    book: Book, lines: Sequence[_Line], kinds: Sequence[str], first: dt.date, last: dt.date
) -> str:
    did = sum(bool(line.counts) for line in lines)
    whole = sum(line.counts.total() for line in lines)
    minutes = sum(line.minutes for line in lines)
    said = (
        f"{first.year}年{first.month}月，在任{'、'.join(kinds)} {len(lines)} 名，其中 {did} 名有"
        f"履职记录，共 {whole:,} 人次"
    )
    said += f"，{Minutes().format(minutes)}。" if minutes else "。"
    if BUILDING_LEADER in kinds:
        known = coverage(book, last)
        said += (
            f"月末在册楼组 {known.active_groups} 个，已配备楼组长 {known.covered} 个，"
            f"覆盖率 {known.words()}，缺额 {known.vacant} 个。"
        )
    return said


def _grid(lines: Sequence[_Line]) -> Grid:
    total: Counter[str] = Counter()
    for line in lines:
        total += line.counts
    known = {kind: -at for at, kind in enumerate(DUTIES.options)}
    most = sorted(total, key=lambda kind: (-total[kind], -known.get(kind, -99)))
    shown, rest = most[:_COLUMNS], most[_COLUMNS:]
    other = ["其他"] if rest else []
    header = ["楼组或范围", "姓名", *shown, *other, "合计", "时长"]

    def cells(counts: Mapping[str, int]) -> list[str]:
        own = [counts.get(kind, 0) for kind in shown]
        more = [sum(counts.get(kind, 0) for kind in rest)] if rest else []
        return [str(count or "") for count in (*own, *more, sum(counts.values()))]

    by_compound: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        by_compound[line.compound].append(line)
    rows: list[list[str]] = []
    for compound, some in by_compound.items():
        if compound:
            rows.append([compound])
        rows += [
            [line.scope, line.name, *cells(line.counts), Minutes().format(line.minutes or None)]
            for line in some
        ]
    minutes = sum(line.minutes for line in lines)
    last = len(header) - 1
    return Grid(
        header, rows, middle=frozenset(range(2, last)), right=frozenset((last,)), tight=True,
        total=("合计", f"{len(lines)} 名", *cells(total), Minutes().format(minutes or None)),
    )  # fmt: skip


def _silent_words(silent: Sequence[Unseen]) -> Iterable[Block]:
    if not silent:
        return ()
    names = "、".join(
        f"{one.full_name}（{one.scope}{f'，{one.days} 天' if one.days is not None else ''}）"
        for one in silent[:_NAMED]
    )
    more = "等" if len(silent) > _NAMED else ""
    return (Words(f"较长时间没有履职记录的 {len(silent)} 名：{names}{more}。"),)


def _vacant_words(book: Book, last: dt.date) -> Iterable[Block]:
    empty = vacancies(book, last)
    if not empty:
        return ()
    names = "、".join(
        f"{row.compound}{row.group}{f'（{row.days} 天）' if row.days is not None else ''}"
        for row in empty[:_NAMED]
    )
    more = "等" if len(empty) > _NAMED else ""
    return (Words(f"缺额楼组 {len(empty)} 个：{names}{more}。"),)
