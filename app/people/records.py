"""What is recorded of places and people: entries (typed) and rows (entry plus what is known)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from app.fields import Field
from app.kinds import Day, IdCard, PartialDay, PersonName, Phone, Ref, Text, Whole
from app.people import words

NAME = Field(PersonName(), "姓名", ("名字", "居民姓名", "人员姓名", "真实姓名"), required=True)
SEX = Field(words.SEX, "性别", ("男/女", "性別"))
ID_CARD = Field(
    IdCard(),
    "身份证号码",
    (
        "身份证号",
        "身份证",
        "证件号",
        "证件号码",
        "身份证件号码",
        "公民身份号码",
        "居民身份证号",
        "居民身份证号码",
        "身分证号",
    ),
    sensitive=True,
)
BIRTH = Field(
    PartialDay(),
    "出生日期",
    ("出生年月", "出生年月日", "生日", "出生", "出生时间"),
    sensitive=True,
)
PHONE = Field(
    Phone(),
    "联系电话",
    (
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系方式",
        "电话号码",
        "联系号码",
        "移动电话",
        "联系手机",
        "本人电话",
        "常用电话",
        "电话(手机)",
    ),
    sensitive=True,
)
POLITICAL = Field(words.POLITICAL, "政治面貌", ("政治身份", "党派"))
EDUCATION = Field(words.EDUCATION, "文化程度", ("学历", "受教育程度", "最高学历"))
ETHNICITY = Field(words.ETHNICITY, "民族")
COMPOUND = Field(Text(60), "小区", ("小区名称", "所属小区", "现住小区", "住宅小区"), fillable=True)
BUILDING = Field(
    Text(40),
    "楼号",
    ("楼栋", "楼栋号", "幢号", "栋号", "门牌", "门牌号", "弄号", "几号楼", "现住建筑"),
    fillable=True,
)
UNIT = Field(Text(20), "单元", ("单元号",), fillable=True)
ROOM = Field(Text(20), "室号", ("房号", "门牌室号", "房间号", "室", "户室"))
ADDRESS = Field(
    Text(120),
    "住址",
    (
        "地址",
        "家庭住址",
        "家庭地址",
        "居住地址",
        "现住址",
        "现居住地址",
        "详细地址",
        "实际居住地",
        "常住地址",
    ),
)
NOTE = Field(Text(500, lines=True), "备注", ("说明", "其他"))


@dataclass(frozen=True)
class OfficeEntry:
    """本居委: what stands on every printed sheet."""

    name: Annotated[str, Field(Text(60), "居委会全称", required=True)]
    subdistrict_name: Annotated[str, Field(Text(40), "街道（镇）", required=True)]
    district_name: Annotated[str | None, Field(Text(40), "区")] = None
    office_code: Annotated[str | None, Field(Text(12), "统计用区划代码")] = None
    short_name: Annotated[str | None, Field(Text(30), "简称")] = None
    seal_name: Annotated[str | None, Field(Text(60), "落款")] = None
    address: Annotated[str | None, Field(Text(120), "地址")] = None
    phone: Annotated[str | None, Field(Phone(), "电话")] = None
    secretary: Annotated[str | None, Field(PersonName(), "书记")] = None
    director: Annotated[str | None, Field(PersonName(), "主任")] = None


@dataclass(frozen=True)
class ResidentEntry:
    """居民: the facts that may be typed or stand on a sheet."""

    full_name: Annotated[str, NAME]
    sex: Annotated[str | None, SEX] = None
    id_card_no: Annotated[str | None, ID_CARD] = None
    id_kind: Annotated[str | None, Field(words.ID_KINDS, "证件类型", ("证件种类", "证件类别"))] = (
        None
    )
    birth_date: Annotated[str | None, BIRTH] = None
    phone: Annotated[str | None, PHONE] = None
    relation_to_head: Annotated[
        str | None,
        Field(words.RELATIONS, "与户主关系", ("关系", "家庭关系", "与户主的关系")),
    ] = None
    residence_kind: Annotated[
        str | None,
        Field(
            words.RESIDENCE_KINDS,
            "居住类型",
            ("居住性质", "户籍情况", "户籍类型", "人户情况", "人户状态", "居住情况", "人员类型"),
        ),
    ] = None
    registered_address: Annotated[
        str | None,
        Field(
            Text(120),
            "户籍地址",
            ("户籍地", "户口所在地", "户口地址", "户籍所在地"),
            sensitive=True,
        ),
    ] = None
    ethnicity: Annotated[str | None, ETHNICITY] = None
    political_status: Annotated[str | None, POLITICAL] = None
    education: Annotated[str | None, EDUCATION] = None
    marital_status: Annotated[
        str | None, Field(words.MARITAL, "婚姻状况", ("婚姻",), sensitive=True)
    ] = None
    employment: Annotated[str | None, Field(words.EMPLOYMENT, "就业状态", ("就业情况",))] = None
    occupation: Annotated[
        str | None, Field(Text(40), "职业", ("职务", "岗位", "工作", "原单位职务"))
    ] = None
    employer: Annotated[
        str | None,
        Field(Text(60), "工作单位", ("单位", "所在单位", "单位名称", "原单位", "就职单位")),
    ] = None
    health_status: Annotated[
        str | None,
        Field(Text(100), "健康状况", ("身体状况", "健康情况"), sensitive=True),
    ] = None
    care_tags: Annotated[
        tuple[str, ...],
        Field(words.CARE_TAGS, "关爱标签", ("人员标签", "标签", "重点类别"), sensitive=True),
    ] = ()
    talents: Annotated[
        str | None, Field(Text(100), "特长", ("爱好特长", "专长", "专业技能", "技能"))
    ] = None
    emergency_contact: Annotated[
        str | None, Field(PersonName(), "紧急联系人", ("联系人", "亲属联系人"))
    ] = None
    emergency_phone: Annotated[
        str | None,
        Field(
            Phone(),
            "紧急联系电话",
            ("紧急联系人电话", "联系人电话", "亲属电话"),
            sensitive=True,
        ),
    ] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class ResidentRow(ResidentEntry):
    """居民 as a list shows it: where the person lives and how old."""

    id: int = 0
    household_id: int | None = None
    compound: Annotated[str, COMPOUND] = ""
    door: Annotated[str, Field(Text(40), "室号")] = ""
    building_group: Annotated[str, Field(Text(40), "楼组")] = ""
    age: Annotated[int | None, Field(Whole(0, 150), "年龄")] = None
    status: str = "living"
    listed: bool = True
    own: Mapping[str, Any] | None = field(default=None, hash=False)


@dataclass(frozen=True)
class HouseholdEntry:
    """户: `head_name` may be known where the head is not in the register."""

    household_no: Annotated[
        str | None, Field(Text(30, folds=True), "户号", ("户编号", "户籍编号", "家庭编号"))
    ] = None
    head_name: Annotated[str | None, Field(PersonName(), "户主", ("户主姓名",))] = None
    kind: Annotated[str | None, Field(words.HOUSEHOLD_KINDS, "户类型")] = None
    moved_in_on: Annotated[dt.date | None, Field(Day(), "入住日期")] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class HouseholdRow:
    """户 as a list shows it."""

    id: int
    compound: Annotated[str, COMPOUND]
    door: Annotated[str, Field(Text(40), "室号")]
    head_name: Annotated[str | None, Field(PersonName(), "户主")]
    building_group: Annotated[str, Field(Text(40), "楼组")]
    members: Annotated[int, Field(Whole(), "人数")]
    pledge_signed_on: Annotated[dt.date | None, Field(Day(), "约定签订日")] = None
    kind: Annotated[str | None, Field(words.HOUSEHOLD_KINDS, "户类型")] = None
    status: str = "living"
    dwelling_id: int = 0
    household_no: Annotated[str | None, Field(Text(30), "户号")] = None
    note: Annotated[str | None, NOTE] = None
    own: Mapping[str, Any] | None = field(default=None, hash=False)

    @property
    def label(self) -> str:
        """The household as the office calls it: 3-301 · 周桂英户."""
        return household_label(self.door, self.head_name)


@dataclass(frozen=True)
class HouseholdLine(HouseholdEntry):
    """One line of a list of households: the door, the household, how many live there."""

    compound: Annotated[str | None, COMPOUND] = None
    building_group: Annotated[str | None, Field(Text(60), "楼组")] = None
    building: Annotated[str | None, BUILDING] = None
    unit: Annotated[str | None, UNIT] = None
    room_no: Annotated[str | None, ROOM] = None
    members: Annotated[int | None, Field(Whole(), "人数")] = None
    pledge_signed_on: Annotated[dt.date | None, Field(Day(), "约定签订日")] = None


def household_label(door: str, head_name: str | None) -> str:
    """A door and the name of the head: 3-301 · 周桂英户; the door alone if no head is known."""
    return f"{door} · {head_name}户" if head_name else door


@dataclass(frozen=True)
class CompoundEntry:
    """小区."""

    name: Annotated[str, Field(Text(60), "小区名称", required=True)]
    alias: Annotated[str | None, Field(Text(200, lines=True), "别名")] = None
    address: Annotated[str | None, Field(Text(120), "地址")] = None
    kind: Annotated[str | None, Field(words.COMPOUND_KINDS, "类型")] = None
    built_year: Annotated[int | None, Field(Whole(1850, 2100), "建成年份")] = None
    household_count: Annotated[int | None, Field(Whole(0, 100_000), "登记户数")] = None
    property_company: Annotated[str | None, Field(Text(60), "物业公司")] = None
    owners_committee_id: Annotated[
        int | None, Field(Ref("organization"), "业委会", hint="业委会名称")
    ] = None
    liaison_staff: Annotated[str | None, Field(Text(20), "联系社工")] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class CompoundRow(CompoundEntry):
    """小区 with what was counted."""

    id: int = 0
    buildings: Annotated[int, Field(Whole(), "楼栋")] = 0
    groups: Annotated[int, Field(Whole(), "楼组")] = 0
    households: Annotated[int, Field(Whole(), "户数")] = 0
    residents: Annotated[int, Field(Whole(), "人数")] = 0
