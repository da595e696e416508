"""What belongs to posts: rounds of selection, hand-overs, duties, training, appraisal, subsidy."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Record, link


class ElectionRound(Record, Base):
    """推选批次: one selection from nomination to filing; `status` moves forward only.

    `after_id` is the round whose vacant seats a by-election (补选) fills.
    """

    __tablename__ = "election_round"
    name: Mapped[str] = mapped_column(unique=True)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    method: Mapped[str]
    start_on: Mapped[dt.date | None]
    end_on: Mapped[dt.date | None]
    term_start: Mapped[dt.date]
    term_end: Mapped[dt.date]
    notice_from: Mapped[dt.date | None]
    notice_to: Mapped[dt.date | None]
    filed_on: Mapped[dt.date | None]
    filed_no: Mapped[str | None]
    closed_on: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(default="draft")
    after_id: Mapped[int | None] = link("election_round", optional=True)


class RoundSeat(Record, Base):
    """应选岗位: a post of a scope that a round fills, with the count of its ballots.

    Ballots are counted once for a seat, not for each candidate. `decision` says how a tie was
    settled; `vacant` that the seat stays empty in this round.
    """

    __tablename__ = "round_seat"
    round_id: Mapped[int] = link("election_round")
    kind: Mapped[str]
    building_group_id: Mapped[int | None] = link("building_group", optional=True)
    street_segment_id: Mapped[int | None] = link("street_segment", optional=True)
    compound_id: Mapped[int | None] = link("compound", optional=True)
    scope_name: Mapped[str | None]
    places: Mapped[int] = mapped_column(default=1)
    voters: Mapped[int | None]
    ballots_issued: Mapped[int | None]
    ballots_returned: Mapped[int | None]
    vacant: Mapped[bool] = mapped_column(default=False)
    decision: Mapped[str | None]


class Candidate(Record, Base):
    """候选: a person who stands for a seat; `result` is elected, lost, or open (empty)."""

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("seat_id", "resident_id"),)
    seat_id: Mapped[int] = link("round_seat", indexed=False)
    resident_id: Mapped[int] = link("resident")
    shop_id: Mapped[int | None] = link("shop", optional=True)
    proposed_by: Mapped[str | None]
    supporters: Mapped[int | None]
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstain: Mapped[int | None]
    result: Mapped[str | None]


class Handover(Record, Base):
    """交接: what one holder of a post gave to the next; `items` is a list of {what, detail, done}.

    `to_term_id` is empty as long as nobody has taken over.
    """

    __tablename__ = "handover"
    from_term_id: Mapped[int] = link("leader_term")
    to_term_id: Mapped[int | None] = link("leader_term", optional=True)
    handed_on: Mapped[dt.date]
    items: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    witness: Mapped[str | None]
    signed_on: Mapped[dt.date | None]


class DutyRecord(Record, Base):
    """履职记录: what a leader did, made by hand or by another record (`source_*`) once each."""

    __tablename__ = "duty_record"
    __table_args__ = (
        Index(
            "uq_duty_record_source",
            "leader_term_id",
            "kind",
            "source_table",
            "source_id",
            unique=True,
            sqlite_where=text("source_id IS NOT NULL"),
        ),
    )
    leader_term_id: Mapped[int] = link("leader_term")
    occurred_on: Mapped[dt.date] = mapped_column(index=True)
    kind: Mapped[str]
    content: Mapped[str | None]
    minutes: Mapped[int | None]
    evidence: Mapped[str | None]
    source_table: Mapped[str | None]
    source_id: Mapped[int | None] = mapped_column(Id)


class Training(Record, Base):
    """培训: planned, held or cancelled; `minutes` is its length in class time (学时)."""

    __tablename__ = "training"
    title: Mapped[str]
    mode: Mapped[str | None]
    abilities: Mapped[list[str]] = mapped_column(JSON, default=list)
    series: Mapped[str | None]
    host: Mapped[str | None]
    speaker: Mapped[str | None]
    place: Mapped[str | None]
    held_on: Mapped[dt.date] = mapped_column(index=True)
    starts_at: Mapped[str | None]
    ends_at: Mapped[str | None]
    minutes: Mapped[int | None]
    audience: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="planned")


class TrainingAttendance(Record, Base):
    """培训签到: a person expected at a training, whether they came, and what counts."""

    __tablename__ = "training_attendance"
    __table_args__ = (UniqueConstraint("training_id", "resident_id"),)
    training_id: Mapped[int] = link("training", indexed=False)
    resident_id: Mapped[int] = link("resident")
    signed_in: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    score: Mapped[int | None]
    minutes_awarded: Mapped[int | None]


class Appraisal(Record, Base):
    """考评: one term in one period; `scores` maps a head to its score in 0.1.

    `heads` keeps the heads with their highest scores as they were when it was made.
    """

    __tablename__ = "appraisal"
    __table_args__ = (UniqueConstraint("leader_term_id", "period"),)
    leader_term_id: Mapped[int] = link("leader_term", indexed=False)
    period: Mapped[str]
    heads: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    scores: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    bonus: Mapped[int | None]
    total: Mapped[int | None]
    grade: Mapped[str | None]
    assessed_by: Mapped[str | None]
    assessed_on: Mapped[dt.date | None]
    opinion: Mapped[str | None]


class SubsidyPayment(Record, Base):
    """补贴发放: `amount` in 分; one per term, period and kind that is not cancelled."""

    __tablename__ = "subsidy_payment"
    __table_args__ = (
        Index(
            "uq_subsidy_payment_once",
            "leader_term_id",
            "period",
            "kind",
            unique=True,
            sqlite_where=text("status != 'cancelled'"),
        ),
    )
    leader_term_id: Mapped[int] = link("leader_term", indexed=False)
    period: Mapped[str]
    kind: Mapped[str]
    months: Mapped[int]
    amount: Mapped[int]
    status: Mapped[str] = mapped_column(default="draft")
    paid_on: Mapped[dt.date | None]
    signed_on: Mapped[dt.date | None]
    receipt: Mapped[str | None]
