"""What is recorded of buildings, building groups, dwellings, streets and shops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from app.fields import Field
from app.kinds import Area, CreditCode, Day, Flag, PersonName, Phone, Text, Whole
from app.people import words
from app.people.records import COMPOUND, NOTE, PHONE

BUILDING_NAME = Field(Text(40, folds=True), "楼栋名称", ("楼号", "楼栋", "幢号"), required=True)
GROUP_NAME = Field(Text(60, folds=True), "楼组名称", ("楼组",), required=True)
LIAISON = Field(Text(20), "联系社工", ("居委分管干部", "块长"))
DOOR = Field(Text(40), "室号")
HOUSEHOLDS = Field(Whole(), "户数")
RESIDENTS = Field(Whole(), "人数")


@dataclass(frozen=True)
class BuildingEntry:
    """楼栋."""

    name: Annotated[str, BUILDING_NAME]
    floors: Annotated[int | None, Field(Whole(1, 80), "层数")] = None
    unit_count: Annotated[int | None, Field(Whole(0, 100), "单元数")] = None
    dwelling_count: Annotated[int | None, Field(Whole(0, 10_000), "登记套数")] = None
    has_elevator: Annotated[bool | None, Field(Flag(), "电梯")] = None
    floor_area: Annotated[int | None, Field(Area(), "建筑面积", hint="平方米")] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class BuildingRow(BuildingEntry):
    """楼栋 with what was counted."""

    id: int = 0
    compound_id: int = 0
    compound: Annotated[str, COMPOUND] = ""
    dwellings: Annotated[int, Field(Whole(), "房屋")] = 0
    households: Annotated[int, HOUSEHOLDS] = 0
    residents: Annotated[int, RESIDENTS] = 0


@dataclass(frozen=True)
class GroupEntry:
    """楼组: a unit of self-government."""

    name: Annotated[str, GROUP_NAME]
    code: Annotated[str | None, Field(Text(30, folds=True), "楼组编号")] = None
    households_declared: Annotated[int | None, Field(Whole(0, 10_000, loose=True), "登记户数")] = (
        None
    )
    formed_on: Annotated[dt.date | None, Field(Day(), "成立日期")] = None
    liaison_staff: Annotated[str | None, LIAISON] = None
    service_point: Annotated[str | None, Field(Text(60), "党群服务点", ("服务点",))] = None
    has_wechat_group: Annotated[bool | None, Field(Flag(), "微信群", ("有无微信群",))] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class GroupRow(GroupEntry):
    """楼组 with its leader of today and what was counted."""

    id: int = 0
    compound_id: int = 0
    compound: Annotated[str, COMPOUND] = ""
    leader: Annotated[str, Field(Text(60), "楼组长")] = ""
    dwellings: Annotated[int, Field(Whole(), "房屋")] = 0
    households: Annotated[int, HOUSEHOLDS] = 0
    signed: Annotated[int, Field(Whole(), "已签约户")] = 0
    status: str = "active"
    ended_on: Annotated[dt.date | None, Field(Day(), "撤销日期")] = None


@dataclass(frozen=True)
class DwellingEntry:
    """房屋: a door; the unit stays empty where the building has none."""

    room_no: Annotated[str, Field(Text(20, folds=True), "室号", ("房号",), required=True)]
    unit: Annotated[str | None, Field(Text(20, folds=True), "单元")] = None
    usage: Annotated[str | None, Field(words.USAGES, "用途", ("使用情况",))] = None
    area: Annotated[int | None, Field(Area(), "面积", ("建筑面积",), hint="平方米")] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class DwellingRow(DwellingEntry):
    """房屋 with its 楼组 and who lives there."""

    id: int = 0
    building_id: int = 0
    group_id: int | None = None
    compound: Annotated[str, COMPOUND] = ""
    door: Annotated[str, DOOR] = ""
    building_group: Annotated[str, Field(Text(60), "楼组")] = ""
    households: Annotated[int, HOUSEHOLDS] = 0
    residents: Annotated[int, RESIDENTS] = 0


@dataclass(frozen=True)
class SegmentEntry:
    """街面、路段或商圈."""

    name: Annotated[str, Field(Text(60), "街面名称", ("街面", "路段", "商圈"), required=True)]
    road: Annotated[str | None, Field(Text(60), "道路")] = None
    from_no: Annotated[str | None, Field(Text(20), "起始门牌")] = None
    to_no: Annotated[str | None, Field(Text(20), "终止门牌")] = None
    side: Annotated[str | None, Field(words.SIDES, "路侧")] = None
    shop_count_declared: Annotated[
        int | None, Field(Whole(0, 10_000, loose=True), "登记商铺数")
    ] = None
    liaison_staff: Annotated[str | None, LIAISON] = None
    liaison_police: Annotated[str | None, Field(Text(40), "联系民警")] = None
    liaison_urban: Annotated[str | None, Field(Text(40), "联系城管")] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class SegmentRow(SegmentEntry):
    """街面 with its leader of today and its open shops."""

    id: int = 0
    leader: Annotated[str, Field(Text(60), "街面长")] = ""
    shops: Annotated[int, Field(Whole(), "商铺数")] = 0


@dataclass(frozen=True)
class ShopEntry:
    """商铺."""

    shop_name: Annotated[
        str,
        Field(
            Text(60),
            "店招名",
            ("店名", "店招", "店招名称", "门店名称", "商铺名称", "商户名称"),
            required=True,
        ),
    ]
    license_name: Annotated[
        str | None, Field(Text(80), "执照名称", ("营业执照名称", "企业名称"))
    ] = None
    credit_code: Annotated[
        str | None,
        Field(CreditCode(), "统一社会信用代码", ("信用代码", "营业执照号", "执照编号")),
    ] = None
    category: Annotated[
        str | None,
        Field(words.SHOP_CATEGORIES, "业态", ("经营类别", "行业", "经营项目", "经营范围")),
    ] = None
    address: Annotated[
        str | None, Field(Text(120), "经营地址", ("地址", "店址", "门牌", "门牌号"))
    ] = None
    manager_name: Annotated[
        str | None,
        Field(
            PersonName(),
            "负责人",
            ("店主", "经营者", "老板", "法人", "法定代表人", "责任人", "负责人姓名"),
        ),
    ] = None
    manager_phone: Annotated[
        str | None,
        Field(Phone(), "负责人电话", ("店主电话", *PHONE.aliases, PHONE.label), sensitive=True),
    ] = None
    staff_count: Annotated[
        int | None, Field(Whole(0, 10_000, loose=True), "从业人数", ("员工数", "员工人数"))
    ] = None
    open_hours: Annotated[str | None, Field(Text(40), "营业时间", ("经营时间",))] = None
    fire_extinguishers: Annotated[
        int | None, Field(Whole(0, 1000, loose=True), "灭火器", ("灭火器数", "灭火器数量"))
    ] = None
    gate_duty_signed_on: Annotated[
        dt.date | None,
        Field(Day(), "门责书签订日", ("门责签订时间", "门责书签订时间", "签约日期", "签约时间")),
    ] = None
    pledge_signed_on: Annotated[
        dt.date | None, Field(Day(), "约定签订日", ("约定签订时间", "约定签订日期"))
    ] = None
    opened_on: Annotated[dt.date | None, Field(Day(), "开业日期", ("开业时间", "开张时间"))] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class ShopRow(ShopEntry):
    """商铺 with its street and state."""

    id: int = 0
    street_segment_id: int = 0
    segment: Annotated[str, Field(Text(60), "街面")] = ""
    status: Annotated[str, Field(Text(10), "状态")] = "open"
    closed_on: Annotated[dt.date | None, Field(Day(), "关闭日期")] = None
    own: Mapping[str, Any] | None = field(default=None, hash=False)


@dataclass(frozen=True)
class TagEntry:
    """关爱标签 on a person: since when and who said so."""

    tag: Annotated[str, Field(words.CARE_TAG, "关爱标签", required=True)]
    start_on: Annotated[dt.date | None, Field(Day(), "开始日期")] = None
    end_on: Annotated[dt.date | None, Field(Day(), "结束日期")] = None
    source: Annotated[str | None, Field(Text(60), "依据")] = None
