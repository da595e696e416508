"""Posts are terms of people in a scope, never a column on a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, link


class LeaderTerm(Record, Base):
    """任职: one person in one post for one scope; dates are half open.

    The scope is a 楼组, a street, a 小区, a body known by its name (`scope_name`: a residents'
    group, a party group, a team), or the office itself where none of these is given.

    `subsidy_monthly` is in 分. `start_precision` tells how exactly the start was known
    (`day`, `month`, `year`).
    """

    __tablename__ = "leader_term"
    __table_args__ = (
        CheckConstraint(
            "building_group_id IS NULL OR street_segment_id IS NULL",
            name="one_scope",
        ),
    )
    kind: Mapped[str] = mapped_column(index=True)
    building_group_id: Mapped[int | None] = link("building_group", optional=True)
    street_segment_id: Mapped[int | None] = link("street_segment", optional=True)
    compound_id: Mapped[int | None] = link("compound", optional=True)
    scope_name: Mapped[str | None]
    resident_id: Mapped[int] = link("resident")
    shop_id: Mapped[int | None] = link("shop", optional=True)
    start_on: Mapped[dt.date | None]
    start_precision: Mapped[str] = mapped_column(default="day")
    expected_end_on: Mapped[dt.date | None]
    end_on: Mapped[dt.date | None]
    end_reason: Mapped[str | None]
    selection_method: Mapped[str | None]
    acting: Mapped[bool] = mapped_column(default=False)
    subsidy_monthly: Mapped[int | None]
    phone_override: Mapped[str | None]
    round_id: Mapped[int | None] = link("election_round", optional=True)
