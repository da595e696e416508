"""What is recorded of buildings, building groups, dwellings, streets and shops."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from app.fields import Field
from app.kinds import CreditCode, Day, Flag, PersonName, Phone, Text, Whole
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
    shop_count_declared: Annotated[
        int | None, Field(Whole(0, 10_000, loose=True), "登记商铺数")
    ] = None
    liaison_staff: Annotated[str | None, LIAISON] = None
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

    shop_name: Annotated[str, Field(Text(60), "店招名", ("店名", "商铺名称"), required=True)]
    license_name: Annotated[str | None, Field(Text(80), "执照名称", ("营业执照名称",))] = None
    credit_code: Annotated[str | None, Field(CreditCode(), "统一社会信用代码", ("信用代码",))] = (
        None
    )
    category: Annotated[str | None, Field(words.SHOP_CATEGORIES, "业态", ("经营类别",))] = None
    address: Annotated[str | None, Field(Text(120), "经营地址", ("地址", "门牌"))] = None
    manager_name: Annotated[str | None, Field(PersonName(), "负责人", ("店主", "经营者"))] = None
    manager_phone: Annotated[
        str | None, Field(Phone(), "负责人电话", PHONE.aliases, sensitive=True)
    ] = None
    opened_on: Annotated[dt.date | None, Field(Day(), "开业日期")] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class ShopRow(ShopEntry):
    """商铺 with its street and state."""

    id: int = 0
    street_segment_id: int = 0
    segment: Annotated[str, Field(Text(60), "街面")] = ""
    status: str = "open"
    closed_on: Annotated[dt.date | None, Field(Day(), "关闭日期")] = None


@dataclass(frozen=True)
class TagEntry:
    """关爱标签 on a person: since when and who said so."""

    tag: Annotated[str, Field(words.CARE_TAG, "关爱标签", required=True)]
    start_on: Annotated[dt.date | None, Field(Day(), "开始日期")] = None
    end_on: Annotated[dt.date | None, Field(Day(), "结束日期")] = None
    source: Annotated[str | None, Field(Text(60), "依据")] = None
