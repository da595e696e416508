"""What is recorded of pets, and what is right for them: plain values in, sentences out."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from app.errors import Problem
from app.fields import Field
from app.kinds import Choice, Day, Flag, PartialDay, PersonName, Text, first_day
from app.people.records import COMPOUND, NOTE, PHONE

DOG = "犬"
SPECIES = Choice(
    (DOG, "猫", "其他"),
    {"狗": DOG, "犬类": DOG, "宠物犬": DOG, "猫咪": "猫", "宠物猫": "猫"},
    width=6,
)
PET_SEX = Choice(
    ("公", "母"),
    {
        "雄": "公",
        "雌": "母",
        "雄性": "公",
        "雌性": "母",
        "男": "公",
        "女": "母",
        "♂": "公",
        "♀": "母",
    },
    width=6,
)
STATUS_WORDS = {"kept": "在养", "given": "已转让", "dead": "已死亡", "lost": "走失"}

SOON = 30
"""Days before a vaccination or a licence ends in which it is told."""

LICENCE_MONTHS = 3
"""The age in months from which a dog needs a licence (上海市养犬管理条例)."""

ONE_DOG = "上海市养犬管理条例规定每户限养一条。"
BANNED = (
    "藏獒", "比特", "杜高", "菲勒", "土佐", "中亚牧羊犬", "川东犬", "苏俄牧羊犬", "牛头梗",
    "马士提夫", "卡斯罗", "大丹", "高加索", "扭玻利顿", "斯塔福",
)  # fmt: skip
"""Parts of the names of breeds that may not be kept in the city."""


@dataclass(frozen=True)
class PetEntry:
    """宠物: the facts that may be typed or stand on a sheet."""

    species: Annotated[str, Field(SPECIES, "宠物种类", ("动物种类", "种类"), required=True)] = DOG
    name: Annotated[str | None, Field(Text(30), "宠物名", ("犬名", "宠物名称", "昵称"))] = None
    breed: Annotated[str | None, Field(Text(40), "品种", ("犬种", "宠物品种"))] = None
    sex: Annotated[str | None, Field(PET_SEX, "公母", ("宠物性别", "犬只性别"))] = None
    neutered: Annotated[bool | None, Field(Flag(), "绝育", ("是否绝育", "已绝育"))] = None
    birth: Annotated[
        str | None, Field(PartialDay(), "宠物出生日期", ("犬龄起算", "宠物生日", "犬只出生日期"))
    ] = None
    color_features: Annotated[
        str | None, Field(Text(80), "毛色特征", ("毛色", "特征", "体貌特征"))
    ] = None
    license_no: Annotated[
        str | None,
        Field(Text(30, folds=True), "犬证号", ("养犬证号", "登记证号", "犬牌号", "养犬登记证号")),
    ] = None
    license_expire_on: Annotated[
        dt.date | None, Field(Day(), "年检到期", ("有效期至", "犬证到期", "年检到期日"))
    ] = None
    chip_no: Annotated[
        str | None, Field(Text(30, folds=True), "电子标识", ("芯片号", "电子芯片号", "芯片编号"))
    ] = None
    rabies_vaccine_on: Annotated[
        dt.date | None,
        Field(Day(), "免疫日期", ("疫苗日期", "狂犬疫苗接种时间", "免疫时间", "接种日期")),
    ] = None
    vaccine_expire_on: Annotated[
        dt.date | None, Field(Day(), "免疫到期", ("免疫到期日", "疫苗到期", "免疫有效期至"))
    ] = None
    pledge_signed_on: Annotated[
        dt.date | None, Field(Day(), "约定签订日", ("文明养宠约定签订日", "承诺书签订日期"))
    ] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class PetRow(PetEntry):
    """宠物 with who keeps it and where; the household is that of the owner."""

    id: int = 0
    owner_id: int = 0
    household_id: int | None = None
    owner: Annotated[str, Field(PersonName(), "饲养人")] = ""
    phone: Annotated[str | None, Field(PHONE.kind, "饲养人电话", sensitive=True)] = None
    compound: Annotated[str, COMPOUND] = ""
    door: Annotated[str, Field(Text(40), "室号")] = ""
    status: Annotated[str, Field(Text(10), "状态")] = "kept"

    @property
    def title(self) -> str:
        """What the pet is called: 豆豆, or 犬 where it has no name."""
        return self.name or self.breed or self.species


def vaccine_due(pet: PetEntry) -> dt.date | None:
    """The day until which the vaccination holds: a year from its day where none was given."""
    if pet.vaccine_expire_on is not None or pet.rabies_vaccine_on is None:
        return pet.vaccine_expire_on
    day = pet.rabies_vaccine_on
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def months_old(birth: str | None, today: dt.date) -> int | None:
    """Full months of age that the pet has at least; None when nothing is known."""
    if not birth:
        return None
    first = first_day(birth)
    if len(birth) == 4:
        born = first.replace(month=12, day=31)
    elif len(birth) == 7:
        born = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    else:
        born = first
    return (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)


def unlicensed(pet: PetEntry, today: dt.date) -> bool:
    """Whether it is a dog that is old enough for a licence and has none."""
    age = months_old(pet.birth, today)
    return pet.species == DOG and not pet.license_no and age is not None and age >= LICENCE_MONTHS


def pet_problems(pet: PetEntry, today: dt.date) -> list[Problem]:
    """What keeps a pet out, beyond what the kinds of the fields say."""
    problems = []
    if pet.birth and first_day(pet.birth) > today:
        problems.append(Problem("birth", f"出生日期 {pet.birth} 在今天之后，请核对"))
    given, until = pet.rabies_vaccine_on, pet.vaccine_expire_on
    if given and given > today:
        problems.append(Problem("rabies_vaccine_on", f"免疫日期 {given} 在今天之后，请核对"))
    if given and until and until < given:
        problems.append(Problem("vaccine_expire_on", "免疫到期早于免疫日期，请核对"))
    return problems


def pet_warnings(pet: PetEntry, today: dt.date, *, other_dogs: int = 0) -> tuple[str, ...]:
    """What has to be seen to although it is recorded as typed.

    `other_dogs` are those kept in the same household.
    """
    said = []
    if pet.species == DOG and other_dogs:
        said.append(f"这一户已登记 {other_dogs} 条犬，{ONE_DOG}")
    if unlicensed(pet, today):
        said.append(f"这条犬已满 {LICENCE_MONTHS} 个月，还没有犬证，请提醒饲养人办理登记。")
    if pet.species == DOG and any(word in (pet.breed or "") for word in BANNED):
        said.append(f"“{pet.breed}”可能属于禁止个人饲养的烈性犬，请向公安机关核实。")
    for what, day in (("狂犬病免疫", vaccine_due(pet)), ("犬证", pet.license_expire_on)):
        if day is not None and day < today:
            said.append(f"{what}已于 {day} 到期，请提醒饲养人。")
    return tuple(said)
