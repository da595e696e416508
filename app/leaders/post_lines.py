"""What a line of a roster of posts may say, on a sheet that comes in or goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from app.fields import Field
from app.kinds import PersonName, Text
from app.leaders import records
from app.leaders.post_words import SHEET_POSTS
from app.people import records as people


@dataclass(frozen=True)
class PostLine:
    """One line of a roster of posts."""

    full_name: Annotated[
        str,
        Field(
            PersonName(), "姓名",
            (
                "负责人", "负责人姓名", "组长姓名", "小组长姓名", "小组长", "代表姓名", "党小组长",
                "居民小组长", "调解员姓名", "团队负责人", "队长姓名", *people.NAME.aliases,
            ),
            required=True,
        ),
    ]  # fmt: skip
    kind: Annotated[
        tuple[str, ...],
        Field(
            SHEET_POSTS, "岗位",
            (
                "职务", "类别", "岗位名称", "岗位类别", "现任职务", "担任职务", "任职岗位", "职位",
                "居委职务", "团队职位", "身份",
            ),
        ),
    ] = ()  # fmt: skip
    compound: Annotated[str | None, people.COMPOUND] = None
    scope: Annotated[
        str | None,
        Field(
            Text(60), "服务范围",
            (
                "小组或团队", "小组", "居民小组", "所属小组", "所在小组", "小组名称",
                "所属居民小组", "党小组", "所属党小组", "团队", "团队名称", "所属团队", "队伍名称",
                "服务区域", "负责范围", "责任范围", "责任区", "责任片区", "片区", "分管范围",
                "所属片区",
            ),
            fillable=True,
        ),
    ] = None  # fmt: skip
    building_group: Annotated[
        str | None,
        Field(
            Text(60), "楼组", ("楼组名称", "所属楼组", "所在楼组", "负责楼组", "负责楼栋", "楼号")
        ),
    ] = None
    street_segment: Annotated[str | None, Field(Text(60), "街面", ("路段", "街面名称"))] = None
    shop_name: Annotated[str | None, Field(Text(60), "所属商铺", ("店名",))] = None
    sex: Annotated[str | None, people.SEX] = None
    id_card_no: Annotated[str | None, people.ID_CARD] = None
    birth_date: Annotated[str | None, people.BIRTH] = None
    phone: Annotated[str | None, people.PHONE] = None
    ethnicity: Annotated[str | None, people.ETHNICITY] = None
    political_status: Annotated[str | None, people.POLITICAL] = None
    education: Annotated[str | None, people.EDUCATION] = None
    address: Annotated[str | None, people.ADDRESS] = None
    start_on: Annotated[str | None, records.START] = None
    expected_end_on: Annotated[str | None, records.EXPECTED_END] = None
    end_on: Annotated[str | None, records.ENDED_ON] = None
    end_reason: Annotated[str | None, records.END_REASON] = None
    selection_method: Annotated[str | None, records.METHOD] = None
    acting: Annotated[bool | None, records.ACTING] = None
    subsidy_monthly: Annotated[int | None, records.SUBSIDY] = None
    note: Annotated[str | None, people.NOTE] = None
