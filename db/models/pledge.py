"""The beautiful pledge: rules, seasons, accounts and the append-only ledger.

Points are integers of 0.1.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import OWN, Base, Id, Record, link


class RuleSet(Record, Base):
    """规则集: who holds points, how they are counted and when they start again."""

    __tablename__ = "rule_set"
    name: Mapped[str] = mapped_column(unique=True)
    edition: Mapped[str]
    account_kind: Mapped[str]
    mode: Mapped[str]
    base_points: Mapped[int]
    floor: Mapped[int | None]
    ceiling: Mapped[int | None]
    season_kind: Mapped[str]
    stars: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    label: Mapped[str | None]


class RuleSetVersion(Record, Base):
    """版本: frozen when the first entry uses it."""

    __tablename__ = "rule_set_version"
    __table_args__ = (UniqueConstraint("rule_set_id", "version_no"),)
    rule_set_id: Mapped[int] = link("rule_set", indexed=False)
    version_no: Mapped[int]
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]
    adopted_by: Mapped[str | None]
    adopted_on: Mapped[dt.date | None]
    filed_on: Mapped[dt.date | None]
    text: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="draft")


class Rule(Record, Base):
    """规则: points positive in 0.1, the sign comes from the effect.

    `amount` holds what the amount kind needs (range, unit step, tiers); `caps` is a list of
    {scope, who, period, max_points | max_count}.
    """

    __tablename__ = "rule"
    __table_args__ = (UniqueConstraint("version_id", "code"),)
    version_id: Mapped[int] = link("rule_set_version", indexed=False)
    code: Mapped[str]
    category: Mapped[str]
    title: Mapped[str]
    standard: Mapped[str | None]
    effect: Mapped[str]
    amount_kind: Mapped[str]
    points: Mapped[int]
    amount: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    unit: Mapped[str | None]
    affects: Mapped[str]
    caps: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    evidence: Mapped[str | None]
    assessor: Mapped[str | None]
    approval: Mapped[int] = mapped_column(default=0)
    first_reminder: Mapped[bool] = mapped_column(default=False)
    correction_days: Mapped[int | None]
    visible: Mapped[str] = mapped_column(default="public")
    auto_source: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    sort_no: Mapped[int] = mapped_column(default=0)


class Season(Record, Base):
    """周期: `to_on` is its last day; `base_points` 0 for seasons known only from old sheets."""

    __tablename__ = "season"
    __table_args__ = (UniqueConstraint("rule_set_id", "from_on"),)
    rule_set_id: Mapped[int] = link("rule_set", indexed=False)
    name: Mapped[str]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    base_points: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default="open")
    late_days: Mapped[int] = mapped_column(default=5)


class Account(Record, Base):
    """账户: opened by signing the pledge or by the holder's wish; never without."""

    __tablename__ = "account"
    __table_args__ = (
        Index(
            "uq_account_open_household",
            "rule_set_id",
            "household_id",
            unique=True,
            sqlite_where=text("closed_on IS NULL AND household_id IS NOT NULL"),
            postgresql_where=text("closed_on IS NULL AND household_id IS NOT NULL"),
        ),
        Index(
            "uq_account_open_shop",
            "rule_set_id",
            "shop_id",
            unique=True,
            sqlite_where=text("closed_on IS NULL AND shop_id IS NOT NULL"),
            postgresql_where=text("closed_on IS NULL AND shop_id IS NOT NULL"),
        ),
    )
    rule_set_id: Mapped[int] = link("rule_set", indexed=False)
    household_id: Mapped[int | None] = link("household", optional=True)
    shop_id: Mapped[int | None] = link("shop", optional=True)
    opened_on: Mapped[dt.date]
    opened_by: Mapped[str | None]
    closed_on: Mapped[dt.date | None]
    close_reason: Mapped[str | None]


class LedgerEntry(Base):
    """积分流水: append only; `digest` chains every line to the one before it.

    `quantity` is in thousandths of the unit. `item` keeps the words of the sheet or the title
    of the rule as it was. `source_type` and `source_id` make automatic entries idempotent.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_account_occurred", "account_id", "occurred_on"),
        # Covers the sums of rankings and lists, which then never touch the lines themselves.
        Index(
            "ix_ledger_entry_sums",
            "season_id",
            "account_id",
            "kind",
            "applied_score",
            "applied_balance",
            "seq",
            "occurred_on",
            "rule_id",
        ),
        Index(
            "uq_ledger_entry_source",
            "account_id",
            "source_type",
            "source_id",
            unique=True,
            sqlite_where=text("source_type IS NOT NULL"),
            postgresql_where=text("source_type IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(unique=True)
    account_id: Mapped[int] = link("account", indexed=False)
    season_id: Mapped[int] = link("season", indexed=False)
    rule_version_id: Mapped[int | None] = link("rule_set_version", optional=True, indexed=False)
    rule_id: Mapped[int | None] = link("rule", optional=True)
    kind: Mapped[str]
    item: Mapped[str]
    occurred_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    quantity: Mapped[int | None]
    unit: Mapped[str | None]
    raw_points: Mapped[int]
    applied_score: Mapped[int]
    applied_balance: Mapped[int]
    cap_note: Mapped[str | None]
    actor_id: Mapped[int | None] = link("resident", optional=True)
    description: Mapped[str | None]
    assessor: Mapped[str | None]
    approved_by: Mapped[str | None]
    entered_by: Mapped[str]
    reverses_seq: Mapped[int | None] = mapped_column(unique=True)
    source_type: Mapped[str | None]
    source_id: Mapped[str | None]
    digest: Mapped[str]


class LedgerSeal(Base):
    """The last line that has left the book or whose day is over; one row."""

    __tablename__ = "ledger_seal"
    __table_args__ = OWN
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    upto_seq: Mapped[int]
    sealed_at: Mapped[dt.datetime]
