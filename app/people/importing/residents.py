"""The register of residents from a sheet: doors, households and people."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field, fields_of
from app.kinds import Flag, PersonName, Text, Whole, folded
from app.own_fields import own_columns
from app.people import records
from app.people.importing.arriving import FACTS, Arrivals
from app.people.importing.matching import Open, People, current_values, spell_names
from app.sheets.plan import Line, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress


@dataclass(frozen=True)
class ResidentLine(records.ResidentEntry):
    """One line of a register: the person and the door."""

    compound: Annotated[str | None, records.COMPOUND] = None
    building_group: Annotated[
        str | None,
        Field(Text(60), "楼组", ("楼组名称", "所属楼组", "所在楼组", "楼道"), fillable=True),
    ] = None
    building: Annotated[str | None, records.BUILDING] = None
    unit: Annotated[str | None, records.UNIT] = None
    room_no: Annotated[
        str | None,
        Field(Text(40), "室号", (*records.ROOM.aliases, "现住详细门牌", "详细门牌")),
    ] = None
    place: Annotated[
        str | None,
        Field(
            Text(60),
            "小区和楼栋",
            ("现住小区/建筑", "小区/建筑", "小区/楼栋", "小区楼栋", "小区楼号"),
            fillable=True,
        ),
    ] = None
    address: Annotated[str | None, records.ADDRESS] = None
    household_no: Annotated[
        str | None, Field(Text(30), "户号", ("户编号", "户籍编号", "家庭编号"), fillable=True)
    ] = None
    head_name: Annotated[str | None, Field(PersonName(), "户主", ("户主姓名",), fillable=True)] = (
        None
    )
    age: Annotated[int | None, Field(Whole(0, 125, loose=True), "年龄", ("周岁", "岁数"))] = None
    occupation: Annotated[
        str | None,
        Field(Text(40), "职业", ("职务", "岗位", "工作", "原单位职务", "工作/学习情况")),
    ] = None
    note: Annotated[
        str | None, Field(Text(500, lines=True), "备注", (*records.NOTE.aliases, "困难情况"))
    ] = None
    apart: Annotated[bool | None, Field(Flag(), "人户分离", ("是否人户分离",))] = None
    moved_out: Annotated[bool | None, Field(Flag(), "迁出", ("是否迁出", "已迁出"))] = None
    deceased: Annotated[bool | None, Field(Flag(), "死亡", ("是否死亡", "去世", "已故"))] = None


def plan_residents(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a register of residents."""
    people = People.load(session, setting.newcomers)
    known = (
        current_values(
            session,
            _candidates(people, lines),
            (*FACTS, "listed", "household_id", "full_name", "status", "own"),
        )
        if people.by_id
        else {}
    )
    run = Arrivals.begin(session, plan, setting, people, known, lines)
    for at, line in enumerate(lines):
        if at % 1000 == 0:
            yield Progress(at, len(lines), "正在核对居民")
        try:
            run.take(line)
        except Open:
            continue
    run.look_at_faulty()
    spell_names(plan)
    plan.notices[:0] = run.notices()


def _candidates(people: People, lines: Sequence[Line]) -> list[int]:
    found: dict[int, None] = {}
    for line in lines:
        card = line.values.get("id_card_no")
        person = people.of_number(card) if card else None
        if person is not None:
            found[person["id"]] = None
        for namesake in people.by_name.get(line.values["full_name"], ()):
            found[namesake["id"]] = None
    return list(found)


def foreign_number(name: str, text: str, values: Mapping[str, Any]) -> str | None:
    """A passport or permit number is no identity card number and is kept as written."""
    kind = values.get("id_kind")
    if name == "id_card_no" and kind not in (None, "居民身份证") and "*" not in text:
        return "".join(folded(text).split()).upper() or None
    return None


def own_of_residents(book: Book) -> tuple[Field, ...]:
    """The columns that the office added to its residents."""
    return tuple(column.field for column in own_columns(book, "resident"))


LABELS = {
    name: (item.label, item.kind, item.sensitive)
    for name, item in fields_of(records.ResidentEntry).items()
}
RESIDENTS = Roster(
    key="residents",
    title="居民信息",
    entry=ResidentLine,
    needs=(("full_name",),),
    plan=plan_residents,
    forgive=foreign_number,
    order=0,
    own_columns=own_of_residents,
    own_of="resident",
    named=("居民", "人员", "老人", "人口", "住户"),
    telling=frozenset(
        (
            "sex", "id_card_no", "birth_date", "age", "relation_to_head", "residence_kind",
            "registered_address", "compound", "building_group", "building", "room_no", "place",
            "address", "household_no", "head_name", "care_tags",
        )
    ),
    foreign=frozenset(
        (
            "日期", "时间", "服务日期", "活动日期", "走访日期", "走访时间", "服务时长", "时长",
            "活动名称", "服务内容", "活动内容", "服务项目", "宠物名", "犬名", "犬证号", "品种",
        )
    ),
)  # fmt: skip
