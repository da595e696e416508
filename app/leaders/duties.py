"""履职记录: what leaders did, written by hand for many at once or made by other records."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.fields import Field
from app.kinds import Choice, Day, Minutes, Text
from app.leaders.holders import holds_on
from app.leaders.records import KINDS
from app.leaders.rules import Span
from app.leaders.scopes import named_scope, with_scopes
from app.leaders.settings import all_found, keep
from app.people import records as people
from app.people.lists import chunks
from app.people.storing import checked, found, put, values_of
from db.models import Compound, DutyRecord, LeaderTerm, Resident, Setting

DUTIES = Choice(
    (
        "走访", "信息上报", "矛盾调解", "环境巡查", "安全巡查", "议事会议", "志愿服务", "应急支援",
        "消防演习", "宣传", "培训", "其他",
    ),
    {"入户走访": "走访", "调解": "矛盾调解", "巡查": "安全巡查", "会议": "议事会议"},
    open_=True,
)  # fmt: skip
SILENT_DAYS = 60
"""After so many days without a record a leader is asked after; an office may change it."""

SETTING = "duty.silent_days"
_FEWEST, _MOST = 7, 366
MANUAL, AUTOMATIC = "手工", "自动"
"""Where a record comes from, as a list says it."""


@dataclass(frozen=True)
class DutyEntry:
    """What may be typed of a duty; minutes for one leader."""

    occurred_on: Annotated[dt.date | None, Field(Day(), "日期", required=True)]
    kind: Annotated[str, Field(DUTIES, "履职内容", required=True)]
    content: Annotated[str | None, Field(Text(200), "说明")] = None
    minutes: Annotated[int | None, Field(Minutes(), "时长")] = None
    evidence: Annotated[str | None, Field(Text(100), "佐证", hint="如：照片、签到表")] = None


@dataclass(frozen=True, slots=True)
class Source:
    """Another record that makes duties: its table and id. One source makes one per leader."""

    table: str
    id: int


@dataclass(frozen=True)
class DutyRow:
    """A duty as a list shows it."""

    id: int
    term_id: int
    resident_id: int
    occurred_on: Annotated[dt.date, Field(Day(), "日期")]
    kind: Annotated[str, Field(DUTIES, "履职内容")]
    full_name: Annotated[str, people.NAME]
    post: Annotated[str, Field(KINDS, "岗位")]
    compound: Annotated[str, people.COMPOUND]
    scope: Annotated[str, Field(Text(60), "服务范围")]
    content: Annotated[str | None, Field(Text(200), "说明")] = None
    minutes: Annotated[int | None, Field(Minutes(), "时长")] = None
    evidence: Annotated[str | None, Field(Text(100), "佐证")] = None
    source: Annotated[str, Field(Text(20), "来源")] = ""
    made_by: Source | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many duties were written, and of whom one was there already or could not be."""

    written: int
    before: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    def words(self) -> str:
        """For the user."""
        said = f"已登记 {self.written} 人次"
        if self.before:
            said += f"；{_few(self.before)}已有这条记录，没有重复登记"
        if self.outside:
            said += f"；{_few(self.outside)}那天不在任，没有登记"
        return said + "。"


def record_duties(
    book: Book,
    term_ids: Sequence[int],
    entry: DutyEntry,
    *,
    source: Source | None = None,
    today: dt.date | None = None,
) -> Recorded:
    """Write the same duty for several leaders in one step.

    Left out, and named in the answer: terms that do not hold on the day, and duties that are
    there already (from the same source; by hand the same day, kind and words). Raises Invalid
    for a day after `today`, if that is given; Refused where nobody is chosen.
    """
    if not term_ids:
        raise Refused("请先选择履职的人。")
    with book.write(f"登记履职 {len(term_ids)} 人次") as session:
        clean = checked(entry)
        if clean.occurred_on is None:
            raise Invalid.of("occurred_on", "请填写日期")
        _not_to_come(clean.occurred_on, today)
        terms = _terms(session, term_ids)
        there = _there(session, list(terms), clean, source)
        names = _names(session, terms.values())
        before, outside, written = [], [], 0
        for term_id in dict.fromkeys(term_ids):
            term = terms.get(term_id) or found(session, LeaderTerm, term_id)
            if not Span(term.start_on, term.end_on).holds(clean.occurred_on):
                outside.append(names[term.resident_id])
            elif term_id in there:
                before.append(names[term.resident_id])
            else:
                session.add(
                    DutyRecord(
                        id=book.ids.next_id(),
                        leader_term_id=term_id,
                        source_table=source.table if source else None,
                        source_id=source.id if source else None,
                        **values_of(clean),
                    )
                )
                written += 1
        return Recorded(written, tuple(before), tuple(outside))


def _not_to_come(day: dt.date | None, today: dt.date | None) -> None:
    if day is not None and today is not None and day > today:
        raise Invalid.of("occurred_on", f"{day} 还没有到，履职记录只记已经做了的事")


def _terms(session: Session, ids: Sequence[int]) -> dict[int, LeaderTerm]:
    return {
        term.id: term
        for some in chunks(ids)
        for term in session.scalars(select(LeaderTerm).where(LeaderTerm.id.in_(some)))
    }


def _there(
    session: Session, ids: Sequence[int], entry: DutyEntry, source: Source | None
) -> set[int]:
    same: list[ColumnElement[bool]] = [DutyRecord.kind == entry.kind]
    if source is not None:
        same += [DutyRecord.source_table == source.table, DutyRecord.source_id == source.id]
    else:
        same += [
            DutyRecord.occurred_on == entry.occurred_on,
            DutyRecord.content.is_not_distinct_from(entry.content),
            DutyRecord.source_id.is_(None),
        ]
    return {
        term_id
        for some in chunks(ids)
        for term_id in session.scalars(
            select(DutyRecord.leader_term_id).where(DutyRecord.leader_term_id.in_(some), *same)
        )
    }


def _names(session: Session, terms: Iterable[LeaderTerm]) -> dict[int, str]:
    people_ids = list({term.resident_id for term in terms})
    return {
        row_id: name
        for some in chunks(people_ids)
        for row_id, name in session.execute(
            select(Resident.id, Resident.full_name).where(Resident.id.in_(some))
        )
    }


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + (f"等 {len(names)} 人" if len(names) > 3 else "")


def edit_duty(book: Book, duty_id: int, entry: DutyEntry, *, today: dt.date | None = None) -> None:
    """Change a duty written by hand; Refused for one that another record made.

    Raises Invalid for a day outside the term, or after `today` if that is given.
    """
    with book.write("修改履职记录") as session:
        record = found(session, DutyRecord, duty_id)
        if record.source_id is not None:
            raise Refused("这条履职记录由别的记录自动生成，请到原来的记录里修改。")
        clean = checked(entry)
        _not_to_come(clean.occurred_on, today)
        term = found(session, LeaderTerm, record.leader_term_id)
        if clean.occurred_on is None or not Span(term.start_on, term.end_on).holds(
            clean.occurred_on
        ):
            raise Invalid.of("occurred_on", "这一天不在任期之内，请核对日期")
        put(record, values_of(clean))


def delete_duties(book: Book, duty_ids: Sequence[int]) -> None:
    """Delete duties that were written by mistake; Refused for those another record made."""
    with book.write(f"删除履职记录 {len(duty_ids)} 条") as session:
        for record in all_found(session, DutyRecord, duty_ids):
            if record.source_id is not None:
                raise Refused(
                    "选中的里面有自动生成的履职记录，请到原来的记录里修改，例如取消培训签到。"
                )
            session.delete(record)


@dataclass(frozen=True)
class DutyFilter:
    """Which duties: empty fields do not limit; both days are counted."""

    since: dt.date | None = None
    until: dt.date | None = None
    post: str | None = None
    kind: str | None = None
    compound_id: int | None = None
    term_id: int | None = None
    text: str = ""


def duty_ids(book: Book, where: DutyFilter) -> list[int]:
    """Ids of the duties meant, the latest first."""
    query = with_scopes(
        select(DutyRecord.id)
        .join(LeaderTerm, LeaderTerm.id == DutyRecord.leader_term_id)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
    ).where(*_limits(where))
    with book.read() as session:
        return list(
            session.scalars(query.order_by(DutyRecord.occurred_on.desc(), DutyRecord.id.desc()))
        )


def _limits(where: DutyFilter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if where.since is not None:
        limits.append(DutyRecord.occurred_on >= where.since)
    if where.until is not None:
        limits.append(DutyRecord.occurred_on <= where.until)
    if where.post:
        limits.append(LeaderTerm.kind == where.post)
    if where.kind:
        limits.append(DutyRecord.kind == where.kind)
    if where.compound_id is not None:
        limits.append(Compound.id == where.compound_id)
    if where.term_id is not None:
        limits.append(DutyRecord.leader_term_id == where.term_id)
    word = where.text.strip()
    if word:
        limits.append(
            Resident.full_name.contains(word, autoescape=True)
            | DutyRecord.content.contains(word, autoescape=True)
            | named_scope().contains(word, autoescape=True)
        )
    return limits


def duty_rows(book: Book, ids: Sequence[int]) -> dict[int, DutyRow]:
    """The rows of some duties by id."""
    query = with_scopes(
        select(
            DutyRecord,
            LeaderTerm.resident_id,
            LeaderTerm.kind.label("post"),
            Resident.full_name,
            Compound.name.label("compound"),
            named_scope().label("scope"),
        )
        .join(LeaderTerm, LeaderTerm.id == DutyRecord.leader_term_id)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
    )
    rows: dict[int, DutyRow] = {}
    with book.read() as session:
        for some in chunks(ids):
            for row in session.execute(query.where(DutyRecord.id.in_(some))):
                duty: DutyRecord = row.DutyRecord
                rows[duty.id] = DutyRow(
                    duty.id, duty.leader_term_id, row.resident_id, duty.occurred_on, duty.kind,
                    row.full_name, row.post, row.compound or "", row.scope, duty.content,
                    duty.minutes, duty.evidence, AUTOMATIC if duty.source_id else MANUAL,
                    _source_of(duty),
                )  # fmt: skip
    return {row_id: rows[row_id] for row_id in ids if row_id in rows}


def _source_of(duty: DutyRecord) -> Source | None:
    if duty.source_id is None or duty.source_table is None:
        return None
    return Source(duty.source_table, duty.source_id)


def last_duties(session: Session, day: dt.date) -> dict[int, dt.date]:
    """The day of the latest duty of every term that holds on a day."""
    rows = session.execute(
        select(DutyRecord.leader_term_id, func.max(DutyRecord.occurred_on))
        .join(LeaderTerm, LeaderTerm.id == DutyRecord.leader_term_id)
        .where(holds_on(day), DutyRecord.occurred_on <= day)
        .group_by(DutyRecord.leader_term_id)
    )
    return dict(rows.tuples().all())


def silent_days(session: Session) -> int:
    """After how many days without a record this office asks after a leader."""
    kept = session.scalar(select(Setting.value).where(Setting.name == SETTING))
    return kept if isinstance(kept, int) else SILENT_DAYS


def set_silent_days(book: Book, days: int) -> None:
    """Choose the office's own number of days; raises Invalid outside 7 to 366."""
    if not _FEWEST <= days <= _MOST:
        raise Invalid.of("days", f"天数在 {_FEWEST} 到 {_MOST} 之间")
    with book.write("设置无履职记录的天数") as session:
        keep(book, session, SETTING, days)


def silent(
    book: Book, day: dt.date, kinds: Sequence[str], days: int | None = None
) -> list[tuple[int, dt.date | None]]:
    """Terms that hold on a day and had no duty for so many days, with the latest one if any.

    `days` are those of the office unless given. Terms that began less than so many days ago are
    not asked after. Nobody is silent in a book that keeps no duties at all.
    """
    with book.read() as session:
        if session.scalar(select(DutyRecord.id).limit(1)) is None:
            return []
        count = silent_days(session) if days is None else days
        last = last_duties(session, day)
        rows = session.execute(
            select(LeaderTerm.id, LeaderTerm.start_on)
            .where(LeaderTerm.kind.in_(kinds), holds_on(day))
            .order_by(LeaderTerm.id)
        ).all()
    since = day - dt.timedelta(days=count)
    found_silent = [
        (row.id, last.get(row.id))
        for row in rows
        if (last.get(row.id) or row.start_on or dt.date.min) <= since
    ]
    return sorted(found_silent, key=lambda pair: (pair[1] or dt.date.min, pair[0]))


def per_month(book: Book, since: dt.date, until: dt.date) -> dict[str, dict[str, int]]:
    """How many duties of each kind in each month (2025-09) between two days, both counted."""
    month = func.strftime("%Y-%m", DutyRecord.occurred_on)
    found_months: dict[str, dict[str, int]] = defaultdict(dict)
    with book.read() as session:
        for when, kind, count in session.execute(
            select(month, DutyRecord.kind, func.count())
            .where(DutyRecord.occurred_on.between(since, until))
            .group_by(month, DutyRecord.kind)
            .order_by(month)
        ):
            found_months[when][kind] = count
    return dict(found_months)
