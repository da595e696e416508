"""What is recorded of a round: entries (typed or on a sheet) and rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from app.fields import Field
from app.kinds import Choice, Day, Text, Whole
from app.leaders.records import KINDS
from app.people import records as people

METHODS = Choice(
    ("居民推选", "户代表推选", "协商推荐", "委任补选"),
    {"推选": "居民推选", "户代表": "户代表推选", "协商": "协商推荐", "委任": "委任补选"},
)
PROPOSERS = Choice(
    ("居民联名", "自荐", "党组织推荐", "楼组长提名"),
    {"联名推荐": "居民联名", "居民推荐": "居民联名", "本人自荐": "自荐", "组织推荐": "党组织推荐"},
    open_=True,
)
COUNT = Whole(0, 100_000)
PROPOSED = Field(PROPOSERS, "提名方式", ("推荐方式",))
SUPPORTERS = Field(COUNT, "联名人数", ("推荐人数",))


@dataclass(frozen=True)
class RoundEntry:
    """What may be typed of a round; `kinds` are posts of `app.leaders.posts`."""

    name: Annotated[str, Field(Text(60), "批次名称", required=True, hint="如：2026年7月两长推选")]
    kinds: tuple[str, ...]
    method: Annotated[str, Field(METHODS, "产生方式", required=True)]
    term_start: Annotated[dt.date, Field(Day(), "任期开始", required=True)]
    term_end: Annotated[dt.date, Field(Day(), "任期届满", required=True)]
    start_on: Annotated[dt.date | None, Field(Day(), "推选开始")] = None
    end_on: Annotated[dt.date | None, Field(Day(), "推选结束")] = None
    notice_from: Annotated[dt.date | None, Field(Day(), "公示开始")] = None
    notice_to: Annotated[dt.date | None, Field(Day(), "公示结束")] = None
    note: Annotated[str | None, people.NOTE] = None
    after_id: int | None = None


@dataclass(frozen=True)
class RoundRow(RoundEntry):
    """A round as a list shows it, with its counts."""

    id: int = 0
    status: Annotated[str, Field(Text(10), "状态")] = ""
    filed_on: Annotated[dt.date | None, Field(Day(), "备案日期")] = None
    filed_no: Annotated[str | None, Field(Text(40), "备案文号")] = None
    closed_on: Annotated[dt.date | None, Field(Day(), "完成日期")] = None
    seats: Annotated[int, Field(Whole(), "应选岗位")] = 0
    candidates: Annotated[int, Field(Whole(), "候选人")] = 0
    filled: Annotated[int, Field(Whole(), "已选出")] = 0
    vacant: Annotated[int, Field(Whole(), "缺额")] = 0
    to_nominate: Annotated[int, Field(Whole(), "待提名")] = 0
    to_vote: Annotated[int, Field(Whole(), "待投票")] = 0
    to_decide: Annotated[int, Field(Whole(), "待决定")] = 0


@dataclass(frozen=True)
class Ballots:
    """The count of ballots of a seat, typed by hand."""

    voters: Annotated[int | None, Field(COUNT, "应到人数")] = None
    ballots_issued: Annotated[int | None, Field(COUNT, "发出选票")] = None
    ballots_returned: Annotated[int | None, Field(COUNT, "收回选票")] = None


@dataclass(frozen=True)
class Votes:
    """The votes of a candidate, typed by hand."""

    votes_for: Annotated[int | None, Field(COUNT, "赞成", ("赞成票", "得票", "得票数"))] = None
    votes_against: Annotated[int | None, Field(COUNT, "反对", ("反对票",))] = None
    votes_abstain: Annotated[int | None, Field(COUNT, "弃权", ("弃权票",))] = None


@dataclass(frozen=True)
class CandidateEntry:
    """What may be typed of a candidate."""

    resident_id: int
    proposed_by: Annotated[str | None, PROPOSED] = None
    supporters: Annotated[int | None, SUPPORTERS] = None
    note: Annotated[str | None, people.NOTE] = None
    shop_id: int | None = None


@dataclass(frozen=True)
class CandidateRow(Votes):
    """A candidate as lists and printed sheets show them."""

    id: int = 0
    resident_id: int = 0
    shop_id: int | None = None
    proposed_by: Annotated[str | None, PROPOSED] = None
    supporters: Annotated[int | None, SUPPORTERS] = None
    note: Annotated[str | None, people.NOTE] = None
    seat_id: int = 0
    full_name: Annotated[str, people.NAME] = ""
    sex: Annotated[str | None, people.SEX] = None
    age: Annotated[int | None, Field(Whole(0, 150), "年龄")] = None
    political_status: Annotated[str | None, people.POLITICAL] = None
    education: Annotated[str | None, people.EDUCATION] = None
    door: Annotated[str, Field(Text(60), "住址")] = ""
    result: Annotated[str | None, Field(Text(10), "结果")] = None


@dataclass(frozen=True)
class SeatRow(Ballots):
    """A seat with its candidates; `holder` is who holds the post before the round closes."""

    id: int = 0
    round_id: int = 0
    kind: Annotated[str, Field(KINDS, "岗位")] = ""
    compound: Annotated[str, people.COMPOUND] = ""
    scope: Annotated[str, Field(Text(60), "服务范围")] = ""
    places: Annotated[int, Field(Whole(1, 99), "应选人数")] = 1
    vacant: bool = False
    decision: Annotated[str | None, Field(Text(200), "处理说明")] = None
    holder: Annotated[str, Field(Text(60), "现任")] = ""
    candidates: tuple[CandidateRow, ...] = ()
    state: Annotated[str, Field(Text(20), "进展")] = ""
