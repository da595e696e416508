"""One line of a sheet of candidates: who stands for what, and the count of the ballots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from app.fields import Field
from app.kinds import Choice, PersonName, Text, Whole
from app.leaders.post_words import SHEET_POST
from app.leaders.rounds.records import COUNT, PROPOSERS
from app.leaders.rounds.rules import ELECTED, LOST, RESULT_WORDS
from app.people import records as people

CHOSEN = RESULT_WORDS[ELECTED]
OUTCOME = Choice(
    (CHOSEN, RESULT_WORDS[LOST], RESULT_WORDS[None]),
    {
        "是": CHOSEN, "√": CHOSEN, "✓": CHOSEN, "否": RESULT_WORDS[LOST], "×": RESULT_WORDS[LOST],
        "未当选": RESULT_WORDS[LOST], "/": RESULT_WORDS[None],
    },
)  # fmt: skip


@dataclass(frozen=True)
class CandidateLine:
    """One line of a sheet of candidates."""

    full_name: Annotated[
        str,
        Field(
            PersonName(), "姓名",
            (
                "候选人", "候选人姓名", "正式候选人", "初步候选人", "被提名人", "被推荐人",
                "推荐人选", "当选人", "当选人姓名", *people.NAME.aliases,
            ),
            required=True,
        ),
    ]  # fmt: skip
    kind: Annotated[
        str | None,
        Field(
            SHEET_POST, "岗位",
            (
                "职务", "推选岗位", "应选岗位", "候选岗位", "竞选岗位", "拟任职务", "推选职务",
                "候选职务", "岗位名称",
            ),
            fillable=True,
        ),
    ] = None  # fmt: skip
    round_name: Annotated[
        str | None, Field(Text(60), "批次", ("推选批次", "届次", "推选名称"), fillable=True)
    ] = None
    compound: Annotated[str | None, people.COMPOUND] = None
    building_group: Annotated[
        str | None,
        Field(
            Text(60), "楼组",
            ("楼组名称", "所属楼组", "所在楼组", "推选楼组", "负责楼组", "负责楼栋"),
            fillable=True,
        ),
    ] = None  # fmt: skip
    building: Annotated[str | None, people.BUILDING] = None
    unit: Annotated[str | None, people.UNIT] = None
    street_segment: Annotated[
        str | None, Field(Text(60), "街面", ("路段", "街面名称"), fillable=True)
    ] = None
    scope: Annotated[
        str | None,
        Field(
            Text(60), "服务范围",
            ("小组或团队", "小组", "居民小组", "所属小组", "党小组", "团队", "选区", "推选范围"),
            fillable=True,
        ),
    ] = None  # fmt: skip
    sex: Annotated[str | None, people.SEX] = None
    id_card_no: Annotated[str | None, people.ID_CARD] = None
    birth_date: Annotated[str | None, people.BIRTH] = None
    age: Annotated[int | None, Field(Whole(0, 125, loose=True), "年龄", ("周岁",))] = None
    phone: Annotated[str | None, people.PHONE] = None
    ethnicity: Annotated[str | None, people.ETHNICITY] = None
    political_status: Annotated[str | None, people.POLITICAL] = None
    education: Annotated[str | None, people.EDUCATION] = None
    address: Annotated[str | None, people.ADDRESS] = None
    proposed_by: Annotated[
        str | None, Field(PROPOSERS, "提名方式", ("推荐方式", "产生方式", "提名人"))
    ] = None
    supporters: Annotated[int | None, Field(COUNT, "联名人数", ("推荐人数", "联名数"))] = None
    voters: Annotated[
        int | None, Field(COUNT, "应到人数", ("应到户数", "登记人数"), fillable=True)
    ] = None
    ballots_issued: Annotated[
        int | None,
        Field(COUNT, "发出选票", ("发出票数", "发票数", "发放选票", "发出选票数"), fillable=True),
    ] = None
    ballots_returned: Annotated[
        int | None,
        Field(COUNT, "收回选票", ("收回票数", "收票数", "回收选票", "收回选票数"), fillable=True),
    ] = None
    votes_for: Annotated[
        int | None,
        Field(
            COUNT, "赞成",
            ("赞成票", "赞成票数", "同意", "同意票", "同意票数", "得票", "得票数", "票数"),
        ),
    ] = None  # fmt: skip
    votes_against: Annotated[
        int | None, Field(COUNT, "反对", ("反对票", "反对票数", "不同意", "不同意票"))
    ] = None
    votes_abstain: Annotated[int | None, Field(COUNT, "弃权", ("弃权票", "弃权票数"))] = None
    result: Annotated[
        str | None, Field(OUTCOME, "结果", ("是否当选", "推选结果", "选举结果", "当选情况"))
    ] = None
    note: Annotated[str | None, people.NOTE] = None
