"""What is recorded of posts: entries (typed or on a sheet) and rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from app.fields import Field
from app.kinds import (
    Choice,
    Day,
    Flag,
    Minutes,
    Money,
    PartialDay,
    PersonName,
    Phone,
    Text,
    Whole,
)
from app.leaders.post_words import SHEET_POST
from app.leaders.posts import POSTS
from app.people import records as people

KINDS = Choice(tuple(POSTS), {word: post.kind for post in POSTS.values() for word in post.aliases})
SELECTION = Choice(("推选", "补选", "委任", "连任"), {"选举": "推选", "任命": "委任"}, open_=True)
END_REASONS = Choice(
    ("届满", "辞任", "迁出", "身体原因", "调整", "去世", "罢免", "其他"),
    {"换届": "届满", "搬走": "迁出"},
)
EXPIRING_DAYS = 60

START = Field(
    PartialDay(), "任职时间", ("任职日期", "任期开始", "上任时间", "担任时间", "起始时间")
)
EXPECTED_END = Field(
    PartialDay(), "届满日", ("任期结束", "届满时间", "到期时间", "届满日期", "任期届满")
)
METHOD = Field(SELECTION, "产生方式", ("推选方式",))
ENDED_ON = Field(PartialDay(), "离任日", ("离任时间", "离任日期", "卸任时间", "免职时间"))
END_REASON = Field(END_REASONS, "离任原因", ("更换原因", "卸任原因"))
ACTING = Field(Flag(), "代理", ("是否代理", "是否为代理"))
SUBSIDY = Field(Money(), "补贴标准", ("补贴", "津贴"), hint="每月，元")
SCOPE_NAME = Field(Text(60), "小组或团队", hint="如：第三居民小组、合唱队")
PHONE_OVERRIDE = Field(
    Phone(), "对外联系电话", sensitive=True, hint="不填就是本人电话；本人授权公开才印上墙牌"
)


@dataclass(frozen=True)
class BuildingLeaderEntry:
    """One line of a building leaders' roster."""

    full_name: Annotated[
        str,
        Field(
            PersonName(),
            "姓名",
            (
                "楼组长",
                "楼组长姓名",
                "组长姓名",
                "组长",
                "楼栋长姓名",
                "楼长",
                "楼长姓名",
                "楼道长",
                *people.NAME.aliases,
            ),
            required=True,
        ),
    ]
    compound: Annotated[str | None, people.COMPOUND] = None
    building_group: Annotated[
        str | None,
        Field(
            Text(60),
            "楼组",
            (
                "楼组名称",
                "所属楼组",
                "所在楼组",
                "楼道",
                "所辖楼组",
                "管辖楼组",
                "负责楼组",
                "负责楼号",
                "负责楼栋",
                "所辖楼栋",
            ),
        ),
    ] = None
    building: Annotated[
        str | None,
        Field(Text(40), "楼号", ("所辖楼号", *people.BUILDING.aliases), fillable=True),
    ] = None
    unit: Annotated[str | None, people.UNIT] = None
    household_count: Annotated[
        int | None,
        Field(
            Whole(0, 10_000, loose=True),
            "户数",
            ("楼栋户数", "所辖户数", "管辖户数", "总户数", "负责户数"),
        ),
    ] = None
    kind: Annotated[str | None, Field(SHEET_POST, "岗位", ("职务", "类别", "正副组长"))] = None
    sex: Annotated[str | None, people.SEX] = None
    id_card_no: Annotated[str | None, people.ID_CARD] = None
    birth_date: Annotated[str | None, people.BIRTH] = None
    phone: Annotated[str | None, people.PHONE] = None
    ethnicity: Annotated[str | None, people.ETHNICITY] = None
    political_status: Annotated[str | None, people.POLITICAL] = None
    education: Annotated[str | None, people.EDUCATION] = None
    address: Annotated[str | None, people.ADDRESS] = None
    start_on: Annotated[str | None, START] = None
    expected_end_on: Annotated[str | None, EXPECTED_END] = None
    selection_method: Annotated[str | None, METHOD] = None
    liaison_staff: Annotated[
        str | None,
        Field(
            Text(40),
            "联系社工",
            ("居委分管干部", "分管干部", "块长", "包片社工", "责任社工"),
            fillable=True,
        ),
    ] = None
    subsidy_monthly: Annotated[int | None, SUBSIDY] = None
    acting: Annotated[bool | None, ACTING] = None
    end_on: Annotated[str | None, ENDED_ON] = None
    end_reason: Annotated[str | None, END_REASON] = None
    note: Annotated[str | None, people.NOTE] = None


@dataclass(frozen=True)
class StreetLeaderEntry:
    """One line of a street leaders' roster."""

    full_name: Annotated[
        str,
        Field(
            PersonName(),
            "姓名",
            ("街面长", "街面长姓名", "商铺负责人", *people.NAME.aliases),
            required=True,
        ),
    ]
    street_segment: Annotated[
        str | None,
        Field(
            Text(60),
            "街面",
            (
                "路段",
                "街面名称",
                "商圈",
                "沿街路段",
                "所属街面",
                "路名",
                "街面(商圈)",
                "街面(路段)名称",
            ),
            required=True,
            fillable=True,
        ),
    ] = None
    number_range: Annotated[str | None, Field(Text(40), "起止门牌", ("门牌范围", "起止门牌号"))] = (
        None
    )
    shop_count: Annotated[
        int | None, Field(Whole(0, 10_000, loose=True), "商铺数", ("门店数",))
    ] = None
    shop_name: Annotated[str | None, Field(Text(60), "所属商铺", ("店名",))] = None
    sex: Annotated[str | None, people.SEX] = None
    id_card_no: Annotated[str | None, people.ID_CARD] = None
    birth_date: Annotated[str | None, people.BIRTH] = None
    phone: Annotated[str | None, people.PHONE] = None
    political_status: Annotated[str | None, people.POLITICAL] = None
    education: Annotated[str | None, people.EDUCATION] = None
    address: Annotated[
        str | None, Field(Text(120), "住址", ("家庭住址", "家庭地址", "居住地址", "现住址"))
    ] = None
    start_on: Annotated[str | None, START] = None
    expected_end_on: Annotated[str | None, EXPECTED_END] = None
    selection_method: Annotated[str | None, METHOD] = None
    liaison_staff: Annotated[str | None, Field(Text(40), "联系社工", ("责任社工",))] = None
    subsidy_monthly: Annotated[int | None, SUBSIDY] = None
    acting: Annotated[bool | None, ACTING] = None
    end_on: Annotated[str | None, ENDED_ON] = None
    end_reason: Annotated[str | None, END_REASON] = None
    note: Annotated[str | None, people.NOTE] = None


@dataclass(frozen=True)
class TermRow:
    """任职 as a list shows it; `state` is computed for a day.

    `number` counts the terms of the person in posts of the kind; `also` are the other posts held
    on the day; `duties` and `training` (minutes) are those of its year.
    """

    id: int
    resident_id: int
    kind: Annotated[str, Field(KINDS, "岗位")]
    compound: Annotated[str, people.COMPOUND]
    scope: Annotated[str, Field(Text(60), "服务范围")]
    full_name: Annotated[str, people.NAME]
    sex: Annotated[str | None, people.SEX]
    birth_date: Annotated[str | None, people.BIRTH]
    age: Annotated[int | None, Field(Whole(0, 150), "年龄")]
    political_status: Annotated[str | None, people.POLITICAL]
    education: Annotated[str | None, people.EDUCATION]
    phone: Annotated[str | None, people.PHONE]
    households: Annotated[int | None, Field(Whole(), "户数")]
    start_on: Annotated[dt.date | None, Field(Day(), "任职时间")]
    expected_end_on: Annotated[dt.date | None, Field(Day(), "届满日")]
    end_on: Annotated[dt.date | None, Field(Day(), "离任日")]
    end_reason: Annotated[str | None, Field(END_REASONS, "离任原因")]
    state: Annotated[str, Field(Text(10), "状态")]
    shop: Annotated[str | None, Field(Text(60), "所属商铺")] = None
    note: Annotated[str | None, people.NOTE] = None
    acting: Annotated[bool, Field(Flag(), "代理")] = False
    selection_method: Annotated[str | None, METHOD] = None
    subsidy_monthly: Annotated[int | None, SUBSIDY] = None
    building: Annotated[str, Field(Text(60), "楼号")] = ""
    home: Annotated[str, Field(Text(60), "家庭住址")] = ""
    staff: Annotated[str | None, Field(Text(40), "联系社工")] = None
    number: Annotated[int, Field(Whole(), "第几任")] = 1
    also: Annotated[str, Field(Text(40), "兼任")] = ""
    numbers: Annotated[str, Field(Text(40), "起止门牌")] = ""
    shops: Annotated[int | None, Field(Whole(), "商铺数")] = None
    grade: Annotated[str | None, Field(Text(8), "考评等次")] = None
    duties: Annotated[int, Field(Whole(), "本年履职次数")] = 0
    training: Annotated[int | None, Field(Minutes(), "本年培训时长")] = None

    @property
    def state_words(self) -> str:
        """The state for people; 代理 stands beside it."""
        return f"{self.state}·代理" if self.acting else self.state


@dataclass(frozen=True)
class TermEntry:
    """What may be typed of a term.

    `scope_id` is the id of a 楼组, street or 小区, as the post demands; 0 where the post is for
    the office or for a body that `scope_name` names. `subsidy_monthly` is in 分.
    """

    kind: Annotated[str, Field(KINDS, "岗位", required=True)]
    scope_id: int
    resident_id: int
    start_on: Annotated[dt.date | None, Field(Day(), "任职时间", required=True)]
    expected_end_on: Annotated[dt.date | None, Field(Day(), "届满日")] = None
    selection_method: Annotated[str | None, Field(SELECTION, "产生方式")] = None
    note: Annotated[str | None, people.NOTE] = None
    scope_name: Annotated[str | None, SCOPE_NAME] = None
    acting: Annotated[bool, Field(Flag(), "代理")] = False
    subsidy_monthly: Annotated[int | None, SUBSIDY] = None
    phone_override: Annotated[str | None, PHONE_OVERRIDE] = None
    shop_id: int | None = None
    round_id: int | None = None


@dataclass(frozen=True)
class VacancyRow:
    """A 楼组 without a serving leader and since how many days."""

    group_id: int
    compound: Annotated[str, people.COMPOUND]
    group: Annotated[str, Field(Text(60), "楼组")]
    households: Annotated[int | None, Field(Whole(), "户数")]
    vacant_since: Annotated[dt.date | None, Field(Day(), "缺额起")]
    days: Annotated[int | None, Field(Whole(), "缺额天数")]
