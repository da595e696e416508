"""What becomes of people and records: moves, merges, findings that were settled."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Record, link


class Move(Record, Base):
    """迁移: a person came, left, died, or changed household, on a day.

    Rows are the past by which lists "as at" a day are told: undone from the latest backwards
    they give where everybody was. `from_status` None tells that the person was not known here.
    """

    __tablename__ = "move"
    resident_id: Mapped[int] = link("resident")
    kind: Mapped[str]
    moved_on: Mapped[dt.date] = mapped_column(index=True)
    from_household_id: Mapped[int | None] = link("household", optional=True)
    to_household_id: Mapped[int | None] = link("household", optional=True)
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    elsewhere: Mapped[str | None]


class Merge(Record, Base):
    """合并: a record that went into another one; what it held stands in the journal.

    `of_table` is resident or household. `taken` tells which fields came from the one that went.
    """

    __tablename__ = "merge"
    of_table: Mapped[str]
    kept_id: Mapped[int] = mapped_column(Id, index=True)
    gone_id: Mapped[int] = mapped_column(Id, unique=True)
    gone_title: Mapped[str]
    merged_on: Mapped[dt.date]
    taken: Mapped[list[str]] = mapped_column(JSON, default=list)
    moved: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


class Dismissal(Record, Base):
    """A finding that somebody looked at and called right: it is never shown again.

    For a pair (不是同一人) `a_id` is the smaller id; `b_id` is 0 where one record is meant.
    """

    __tablename__ = "dismissal"
    __table_args__ = (UniqueConstraint("finding", "a_id", "b_id"),)
    finding: Mapped[str]
    a_id: Mapped[int] = mapped_column(Id)
    b_id: Mapped[int] = mapped_column(Id, default=0)
    dismissed_on: Mapped[dt.date]
