"""How a post was served, for a hand-over pack: who held it, what was done, what was given."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.fields import Field
from app.kinds import Day, Minutes, Money, Points, Text, Whole
from app.leaders.duties import DutyFilter, DutyRow, duty_ids, duty_rows
from app.leaders.lists import term_rows
from app.leaders.pack_parts import Making, Part
from app.leaders.records import TermRow
from app.leaders.subsidies import CANCELLED, STATUS_WORDS, period_words
from app.sheets.writing import Sheet, workbook_bytes
from db.models import Appraisal, LeaderTerm, SubsidyPayment, Training, TrainingAttendance

_TERM = (
    "kind", "compound", "scope", "full_name", "start_on", "expected_end_on", "end_on",
    "end_reason", "state", "selection_method",
)  # fmt: skip
_DUTY = ("occurred_on", "full_name", "kind", "content", "minutes", "evidence")
_WORDS = Text(60)
_TRAINED = (
    Field(Day(), "日期"),
    Field(_WORDS, "培训"),
    Field(Minutes(), "计入时长（小时）"),
    Field(Points(signed=False), "成绩"),
)
_JUDGED = (
    Field(_WORDS, "考评周期"),
    Field(Points(signed=False), "总分"),
    Field(_WORDS, "等次"),
    Field(_WORDS, "考评人"),
    Field(Day(), "考评日期"),
)
_PAID = (
    Field(_WORDS, "周期"),
    Field(_WORDS, "发放方式"),
    Field(Whole(), "月数"),
    Field(Money(), "金额（元）"),
    Field(_WORDS, "状态"),
    Field(Day(), "发放日期"),
    Field(Day(), "签收日期"),
)


def service(making: Making) -> Part:
    """任职经历和履职: the terms of the post and of the person, and what was done in them.

    Duties are those of the post under every holder; trainings, appraisals and subsidies are the
    person's own.
    """
    post = making.post
    with making.book.read() as session:
        own = session.scalars(
            select(LeaderTerm.id)
            .where(LeaderTerm.resident_id == post.row.resident_id)
            .order_by(LeaderTerm.start_on, LeaderTerm.id)
        ).all()
        about_person = [
            _trainings(making, session),
            _appraisals(making, session, own),
            _subsidies(making, session, own),
        ]
    done = _duties(making)
    sheets = [
        _terms(making, "本岗位历任", post.terms, making.title(f"{post.row.kind}历任")),
        _terms(making, "本人任职", own, f"{post.row.full_name}任职经历"),
        done,
        *about_person,
    ]
    return Part(
        "任职经历和履职.xlsx",
        "历任、本人任职、履职、培训、考评和补贴",
        f"历任 {len(post.terms)} 任，履职 {len(done.rows):,} 条",
        workbook_bytes(sheets),
    )


def _terms(making: Making, name: str, ids: Sequence[int], title: str) -> Sheet:
    rows = term_rows(making.book, ids, making.today)
    return making.listed(name, TermRow, _TERM, [rows[one] for one in ids], title, "任")


def _duties(making: Making) -> Sheet:
    ids = [
        one for term in making.post.terms for one in duty_ids(making.book, DutyFilter(term_id=term))
    ]
    rows = sorted(
        duty_rows(making.book, ids).values(),
        key=lambda row: (row.occurred_on, row.id),
        reverse=True,
    )
    return making.listed("履职", DutyRow, _DUTY, rows, making.title("履职记录"), "条")


def _trainings(making: Making, session: Session) -> Sheet:
    rows = session.execute(
        select(Training, TrainingAttendance)
        .join(TrainingAttendance, TrainingAttendance.training_id == Training.id)
        .where(
            TrainingAttendance.resident_id == making.post.row.resident_id,
            TrainingAttendance.signed_in,
        )
        .order_by(Training.held_on.desc(), Training.id)
    )
    lines = [(held.held_on, held.title, _counted(held, came), came.score) for held, came in rows]
    return making.table("培训", _TRAINED, lines, f"{making.post.row.full_name}参加培训", "次")


def _counted(held: Training, came: TrainingAttendance) -> int | None:
    return held.minutes if came.minutes_awarded is None else came.minutes_awarded


def _appraisals(making: Making, session: Session, terms: Sequence[int]) -> Sheet:
    lines = [
        (one.period, one.total, one.grade, one.assessed_by, one.assessed_on)
        for one in session.scalars(
            select(Appraisal)
            .where(Appraisal.leader_term_id.in_(terms))
            .order_by(Appraisal.period.desc(), Appraisal.id)
        )
    ]
    return making.table("考评", _JUDGED, lines, f"{making.post.row.full_name}考评", "次")


def _subsidies(making: Making, session: Session, terms: Sequence[int]) -> Sheet:
    lines = [
        (
            period_words(one.period), one.kind, one.months, one.amount,
            STATUS_WORDS[one.status], one.paid_on, one.signed_on,
        )
        for one in session.scalars(
            select(SubsidyPayment)
            .where(SubsidyPayment.leader_term_id.in_(terms), SubsidyPayment.status != CANCELLED)
            .order_by(SubsidyPayment.period.desc(), SubsidyPayment.id)
        )
    ]  # fmt: skip
    return making.table("补贴", _PAID, lines, f"{making.post.row.full_name}补贴发放", "笔")
