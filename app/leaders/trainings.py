"""培训: planned, held, signed in for; hours of training are never hours of voluntary service.

Law: 上海市志愿服务条例 art. 8 and 19 keep training apart from service (domain C.2, reading [OWN]).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.fields import Field
from app.kinds import Choice, Day, Many, Minutes, Points, Text, Whole
from app.leaders.duties import Source
from app.leaders.holders import holds_on
from app.leaders.scopes import named_scope, with_scopes
from app.people import records as people
from app.people.lists import chunks
from app.people.storing import Saved, checked, found, put, values_of
from db.models import Compound, DutyRecord, LeaderTerm, Resident, Training, TrainingAttendance

MODES = Choice(("线上", "线下", "实地教学", "线上线下结合"))
ABILITIES = (
    "政治理论素养",
    "社区治理能力",
    "群众工作能力",
    "业务技能",
    "安全应急",
    "志愿服务",
)
SERIES = Choice(("小镇学院", "小镇学堂", "小镇风尚"), open_=True)
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
STATUS_WORDS: Mapping[str, str] = {PLANNED: "计划", HELD: "已举办", CANCELLED: "已取消"}
CLASS_HOUR = 45
"""Minutes of one 学时."""

DUTY = "培训"


@dataclass(frozen=True)
class TrainingEntry:
    """What may be typed of a training; `minutes` is what it counts for, breaks left out."""

    title: Annotated[str, Field(Text(80), "培训名称", required=True)]
    held_on: Annotated[dt.date | None, Field(Day(), "日期", required=True)]
    starts_at: Annotated[str | None, Field(Text(5), "开始时间", hint="如：9:00")] = None
    ends_at: Annotated[str | None, Field(Text(5), "结束时间", hint="如：11:00")] = None
    minutes: Annotated[int | None, Field(Minutes(), "时长", hint="计入的学习时间")] = None
    mode: Annotated[str | None, Field(MODES, "方式")] = None
    abilities: Annotated[tuple[str, ...], Field(Many(Choice(ABILITIES)), "能力")] = ()
    series: Annotated[str | None, Field(SERIES, "系列")] = None
    host: Annotated[str | None, Field(Text(60), "主办")] = None
    speaker: Annotated[str | None, Field(Text(60), "授课人")] = None
    place: Annotated[str | None, Field(Text(60), "地点")] = None
    audience: Annotated[str | None, Field(Text(100), "对象")] = None
    note: Annotated[str | None, people.NOTE] = None


@dataclass(frozen=True)
class TrainingRow(TrainingEntry):
    """A training as a list shows it."""

    id: int = 0
    status: Annotated[str, Field(Text(10), "状态")] = PLANNED
    expected: Annotated[int, Field(Whole(), "应到")] = 0
    came: Annotated[int, Field(Whole(), "实到")] = 0


@dataclass(frozen=True)
class Presence:
    """How somebody took part: `score` in 0.1, `minutes_awarded` None for the whole training."""

    signed_in: bool
    late: bool = False
    score: Annotated[int | None, Field(Points(signed=False), "成绩")] = None
    minutes_awarded: Annotated[int | None, Field(Minutes(), "计入时长")] = None


@dataclass(frozen=True)
class AttendanceRow(Presence):
    """One line of the sign-in list."""

    id: int = 0
    resident_id: int = 0
    full_name: Annotated[str, people.NAME] = ""
    post: Annotated[str, Field(Text(60), "岗位")] = ""
    scope: Annotated[str, Field(Text(60), "服务范围")] = ""


def add_training(book: Book, entry: TrainingEntry) -> Saved:
    """Plan a training, or write down one that was held."""
    with book.write("登记培训") as session:
        record = Training(id=book.ids.next_id(), status=PLANNED, **_columns(entry))
        session.add(record)
        return Saved(record.id)


def edit_training(
    book: Book, training_id: int, entry: TrainingEntry, *, today: dt.date | None = None
) -> Saved:
    """Change a training, and with it the duties that came of it.

    What people were awarded stays within its length; one that was held is not moved to a day
    after `today`. Raises Invalid.
    """
    with book.write("修改培训") as session:
        record = found(session, Training, training_id)
        values = _columns(entry)
        day = values["held_on"]
        if record.status == HELD and today and isinstance(day, dt.date) and day > today:
            raise Invalid.of("held_on", "这次培训已有人签到，日期不能改到今天之后")
        length = values["minutes"]
        most = session.scalar(
            select(func.max(TrainingAttendance.minutes_awarded)).where(
                TrainingAttendance.training_id == training_id
            )
        )
        if most is not None and most > (length if isinstance(length, int) else 0):
            raise Invalid.of("minutes", f"已有人计入 {Minutes().format(most)}，时长不能比它短")
        put(record, values)
        session.flush()
        _note_duties(book, session, record, _attending(session, training_id))
        return Saved(training_id)


def _columns(entry: TrainingEntry) -> dict[str, object]:
    clean = checked(entry)
    return values_of(clean) | {"abilities": list(clean.abilities)}


def expect(book: Book, training_id: int, people_ids: Sequence[int]) -> int:
    """Put people on the sign-in list who are not on it yet; how many came onto it."""
    with book.write(f"加入签到表 {len(people_ids)} 人") as session:
        found(session, Training, training_id)
        there = set(
            session.scalars(
                select(TrainingAttendance.resident_id).where(
                    TrainingAttendance.training_id == training_id
                )
            )
        )
        new = [one for one in dict.fromkeys(people_ids) if one not in there]
        session.add_all(
            TrainingAttendance(
                id=book.ids.next_id(), training_id=training_id, resident_id=one, signed_in=False
            )
            for one in new
        )
        return len(new)


def sign_in(book: Book, training_id: int, presence: Mapping[int, Presence], today: dt.date) -> int:
    """Write down who came (by id of the person) and note it as a duty of those in office.

    The training counts as held as long as somebody came. People who are not on the list come
    onto it. Returns how many came. Raises Invalid for more minutes than the training has,
    Refused for a day to come.
    """
    with book.write("登记签到") as session:
        training = found(session, Training, training_id)
        if training.status == CANCELLED:
            raise Refused("这次培训已取消，不能签到。")
        if training.held_on > today:
            raise Refused(f"这次培训在 {training.held_on}，还没有到，不能签到。")
        records = _attending(session, training_id)
        for person, given in presence.items():
            _check_award(training, given)
            record = records.get(person)
            if record is None:
                record = TrainingAttendance(
                    id=book.ids.next_id(), training_id=training_id, resident_id=person
                )
                session.add(record)
                records[person] = record
            put(record, vars(given) if given.signed_in else vars(Presence(signed_in=False)))
        count = sum(record.signed_in for record in records.values())
        put(training, {"status": HELD if count else PLANNED})
        session.flush()
        _note_duties(book, session, training, records)
        return count


def _attending(session: Session, training_id: int) -> dict[int, TrainingAttendance]:
    return {
        record.resident_id: record
        for record in session.scalars(
            select(TrainingAttendance).where(TrainingAttendance.training_id == training_id)
        )
    }


def _check_award(training: Training, given: Presence) -> None:
    if given.minutes_awarded is None:
        return
    if training.minutes is None or given.minutes_awarded > training.minutes:
        length = Minutes().format(training.minutes) if training.minutes else "没有填写"
        raise Invalid.of("minutes_awarded", f"计入时长不能多于培训时长（{length}）")


def _note_duties(
    book: Book, session: Session, training: Training, records: Mapping[int, TrainingAttendance]
) -> None:
    source = Source("training", training.id)
    mine = {
        duty.leader_term_id: duty
        for duty in session.scalars(
            select(DutyRecord).where(
                DutyRecord.source_table == source.table, DutyRecord.source_id == source.id
            )
        )
    }
    came = [person for person, record in records.items() if record.signed_in]
    terms = {
        term_id: person
        for some in chunks(came)
        for term_id, person in session.execute(
            select(LeaderTerm.id, LeaderTerm.resident_id).where(
                LeaderTerm.resident_id.in_(some), holds_on(training.held_on)
            )
        )
    }
    for term_id, duty in mine.items():
        if term_id not in terms:
            session.delete(duty)
    for term_id, person in terms.items():
        awarded = records[person].minutes_awarded
        values = {
            "occurred_on": training.held_on,
            "content": training.title,
            "minutes": training.minutes if awarded is None else awarded,
        }
        if term_id in mine:
            put(mine[term_id], values)
        else:
            session.add(
                DutyRecord(
                    id=book.ids.next_id(),
                    leader_term_id=term_id,
                    kind=DUTY,
                    source_table=source.table,
                    source_id=source.id,
                    **values,
                )
            )


def drop_expected(book: Book, training_id: int, people_ids: Sequence[int]) -> None:
    """Take people off the sign-in list, with the duties that came of it."""
    with book.write(f"移出签到表 {len(people_ids)} 人") as session:
        training = found(session, Training, training_id)
        records = _attending(session, training_id)
        for person in people_ids:
            record = records.pop(person, None)
            if record is not None:
                session.delete(record)
        if training.status == HELD and not any(one.signed_in for one in records.values()):
            put(training, {"status": PLANNED})
        _note_duties(book, session, training, records)


def cancel_training(book: Book, training_id: int, reason: str) -> None:
    """A planned training does not take place; Refused once people have signed in."""
    with book.write("取消培训") as session:
        record = found(session, Training, training_id)
        if record.status == HELD:
            raise Refused("这次培训已经举办，不能取消。要改，请先清空签到。")
        put(record, {"status": CANCELLED, "note": reason.strip() or record.note})


def plan_again(book: Book, training_id: int) -> None:
    """A cancelled training takes place after all."""
    with book.write("恢复培训计划") as session:
        record = found(session, Training, training_id)
        if record.status != CANCELLED:
            raise Refused("这次培训没有取消，不用恢复。")
        put(record, {"status": PLANNED})


def delete_training(book: Book, training_id: int) -> None:
    """Delete a training recorded by mistake, with its list; Refused once people signed in."""
    with book.write("删除培训") as session:
        record = found(session, Training, training_id)
        attending = _attending(session, training_id)
        if any(one.signed_in for one in attending.values()):
            raise Refused("这次培训已有人签到，不能删除。误登记的，请先清空签到。")
        for one in attending.values():
            session.delete(one)
        session.flush()
        session.delete(record)


def training_rows(book: Book, year: int | None = None) -> list[TrainingRow]:
    """All trainings (of a year) with how many were expected and came, the latest first."""
    counts = (
        select(
            TrainingAttendance.training_id,
            func.count().label("expected"),
            func.sum(case((TrainingAttendance.signed_in, 1), else_=0)).label("came"),
        )
        .group_by(TrainingAttendance.training_id)
        .subquery()
    )
    query = (
        select(Training, counts.c.expected, counts.c.came)
        .outerjoin(counts, counts.c.training_id == Training.id)
        .order_by(Training.held_on.desc(), Training.id.desc())
    )
    if year is not None:
        query = query.where(Training.held_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    with book.read() as session:
        return [
            TrainingRow(
                **{
                    name: getattr(record, name)
                    for name in TrainingEntry.__dataclass_fields__
                    if name != "abilities"
                },
                abilities=tuple(record.abilities),
                id=record.id,
                status=record.status,
                expected=expected or 0,
                came=came or 0,
            )
            for record, expected, came in session.execute(query)
        ]


def attendance_rows(book: Book, training_id: int) -> list[AttendanceRow]:
    """The sign-in list of a training, by name."""
    with book.read() as session:
        training = found(session, Training, training_id)
        rows = session.execute(
            select(TrainingAttendance, Resident.full_name)
            .join(Resident, Resident.id == TrainingAttendance.resident_id)
            .where(TrainingAttendance.training_id == training_id)
            .order_by(Resident.name_pinyin, Resident.full_name, Resident.id)
        ).all()
        posts = _posts(session, training.held_on)
    return [
        AttendanceRow(
            record.signed_in, record.late, record.score, record.minutes_awarded, record.id,
            record.resident_id, name, *posts.get(record.resident_id, ("", "")),
        )
        for record, name in rows
    ]  # fmt: skip


def _posts(session: Session, day: dt.date) -> dict[int, tuple[str, str]]:
    """The posts that people hold on a day and where, in words, by person."""
    held: dict[int, tuple[dict[str, None], dict[str, None]]] = {}
    for person, kind, compound, scope in session.execute(
        with_scopes(
            select(LeaderTerm.resident_id, LeaderTerm.kind, Compound.name, named_scope())
        ).where(holds_on(day))
    ):
        kinds, places = held.setdefault(person, ({}, {}))
        kinds[kind] = None
        places[scope if compound in (None, scope) else f"{compound} {scope}"] = None
    return {
        person: ("、".join(kinds), "、".join(places)) for person, (kinds, places) in held.items()
    }


def minutes_of(session: Session, since: dt.date, until: dt.date) -> dict[int, int]:
    """Minutes of training by person between two days, both counted."""
    awarded = func.coalesce(TrainingAttendance.minutes_awarded, Training.minutes, 0)
    rows = session.execute(
        select(TrainingAttendance.resident_id, func.sum(awarded))
        .join(Training, Training.id == TrainingAttendance.training_id)
        .where(TrainingAttendance.signed_in, Training.held_on.between(since, until))
        .group_by(TrainingAttendance.resident_id)
    )
    return dict(rows.tuples().all())
