"""Rankings as they may hang in the hall: no names, no deductions, nobody at the bottom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from app.fields import Field
from app.kinds import Points, Text, Whole
from app.pledge.records import (
    COMPOUND,
    GROUP,
    STARS,
    TOTAL,
    Coverage,
    GroupRankRow,
    RankRow,
)

TOP = 10
"""Households shown where the rules know no stars."""


@dataclass(frozen=True, slots=True)
class PublicHousehold:
    """公示 of a household: its 楼组 and the surname, never the door."""

    rank: Annotated[int, Field(Whole(), "名次")]
    compound: Annotated[str, COMPOUND]
    group: Annotated[str, GROUP]
    holder: Annotated[str, Field(Text(20), "户")]
    score: Annotated[int, TOTAL]
    star: Annotated[str, Field(STARS, "星级")]


@dataclass(frozen=True, slots=True)
class PublicGroup:
    """公示 of a 楼组: the mean stands beside the share of those who have signed."""

    rank: Annotated[int, Field(Whole(), "名次")]
    compound: Annotated[str, COMPOUND]
    group: Annotated[str, GROUP]
    mean: Annotated[int, Field(Points(signed=False), "户均评价分")]
    signed: Annotated[int, Field(Whole(), "签约户数")]
    coverage: Annotated[int, Field(Coverage(), "签约率")]


def public_households(rows: Iterable[RankRow]) -> list[PublicHousehold]:
    """Those with a star (the first ten where there are none), as 张*; ties at the end stay in."""
    ranked = [row for row in rows if row.rank is not None]
    starred = [row for row in ranked if row.star]
    shown = starred or [row for row in ranked if (row.rank or 0) <= TOP]
    return [
        PublicHousehold(
            row.rank or 0, row.compound, row.group, surname(row.holder), row.score, row.star
        )
        for row in shown
    ]


def public_groups(rows: Iterable[GroupRankRow]) -> list[PublicGroup]:
    """The ranked 楼组."""
    return [
        PublicGroup(row.rank, row.compound, row.group, row.mean, row.signed, row.coverage)
        for row in rows
        if row.rank is not None
    ]


def surname(holder: str) -> str:
    """张* for 3-101 · 张三户; a shop keeps its sign, a household without a name is 某户."""
    _door, dot, head = holder.rpartition(" · ")
    if dot:
        return f"{head[:1]}*"
    return "某户" if any(sign.isdecimal() for sign in head) and "-" in head else head
