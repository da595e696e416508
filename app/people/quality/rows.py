"""The findings of a rule as they are read: who, where, and what exactly."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field
from app.kinds import Phone, Text, age_on, id_sex
from app.leaders.terms import posts_of_people
from app.people.lists import chunks, in_order
from app.people.merging.called import record_titles
from app.people.places import door_label
from app.people.quality.board import rule_of
from app.people.quality.faults import OLDEST, SHARED
from app.people.words import STATUS_WORDS
from db.models import (
    Building,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    LeaderTerm,
    Pet,
    Resident,
)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding; `target` is the record to open: its sort and id."""

    id: int
    who: Annotated[str, Field(Text(60, width=26), "对象")]
    what: Annotated[str, Field(Text(120, width=40), "情况")]
    target: tuple[str, int]


Say = Callable[[Session, Sequence[int], dt.date], dict[int, str]]


def finding_rows(book: Book, key: str, ids: Sequence[int], today: dt.date) -> dict[int, FindingRow]:
    """The rows of some findings of a rule, by id; records that are gone are left out."""
    rule = rule_of(key)
    found: dict[int, FindingRow] = {}
    with book.read() as session:
        for some in chunks(ids):
            said = _SAYS[key](session, some, today)
            for row_id, who, target in _TARGETS[rule.table](session, some):
                found[row_id] = FindingRow(row_id, who, said.get(row_id, rule.hint), target)
    return in_order(found, ids)


# Who is meant

Target = tuple[int, str, tuple[str, int]]


def _people(session: Session, ids: Sequence[int]) -> list[Target]:
    titles = record_titles(session, "resident", ids)
    return [(row_id, title, ("person", row_id)) for row_id, title in titles.items()]


def _homes(session: Session, ids: Sequence[int]) -> list[Target]:
    titles = record_titles(session, "household", ids)
    return [(row_id, title, ("household", row_id)) for row_id, title in titles.items()]


def _terms(session: Session, ids: Sequence[int]) -> list[Target]:
    rows = session.execute(
        select(LeaderTerm.id, LeaderTerm.resident_id).where(LeaderTerm.id.in_(ids))
    ).all()
    titles = record_titles(session, "resident", {row.resident_id for row in rows})
    return [(row.id, titles.get(row.resident_id, ""), ("person", row.resident_id)) for row in rows]


def _pets(session: Session, ids: Sequence[int]) -> list[Target]:
    rows = session.execute(select(Pet.id, Pet.owner_resident_id).where(Pet.id.in_(ids))).all()
    titles = record_titles(session, "resident", {row.owner_resident_id for row in rows})
    return [
        (row.id, titles.get(row.owner_resident_id, ""), ("person", row.owner_resident_id))
        for row in rows
    ]


def _doors(session: Session, ids: Sequence[int]) -> list[Target]:
    rows = session.execute(
        select(
            Dwelling.id,
            Dwelling.building_id,
            Compound.name,
            Building.key,
            Dwelling.unit,
            Dwelling.room_no,
        )
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .where(Dwelling.id.in_(ids))
    )
    return [
        (
            row.id,
            f"{row.name} {door_label(row.key, row.unit, row.room_no)}",
            ("building", row.building_id),
        )
        for row in rows
    ]


_TARGETS: dict[str, Callable[[Session, Sequence[int]], list[Target]]] = {
    "resident": _people,
    "household": _homes,
    "leader_term": _terms,
    "pet": _pets,
    "dwelling": _doors,
}


# What exactly


def _of_people(*columns: Any, say: Callable[[Any, dt.date], str]) -> Say:
    def said(session: Session, ids: Sequence[int], today: dt.date) -> dict[int, str]:
        query = select(Resident.id, *columns).where(Resident.id.in_(ids))
        return {row.id: say(row, today) for row in session.execute(query)}

    return said


def _number(row: Any, _today: dt.date) -> str:
    digits = len(row.id_card_no)
    if digits not in (15, 18):
        return f"号码有 {digits} 位，应是18位，请核对证件"
    return "号码的校验码或其中的日期不对，请逐位核对证件"


def _differs(row: Any, _today: dt.date) -> str:
    said = id_sex(row.id_card_no)
    if row.sex in ("男", "女") and row.sex != said:
        return f"登记为{row.sex}，按号码应为{said}"
    return "出生日期与号码里的不一致"


def _birth(row: Any, today: dt.date) -> str:
    if row.birth_date > today.isoformat():
        return "出生日期在今天以后，请核对年份"
    return f"按出生日期已 {age_on(row.birth_date, today)} 岁，超过 {OLDEST} 岁，请核对年份"


def _age(row: Any, today: dt.date) -> str:
    return f"今年 {age_on(row.birth_date, today)} 岁"


def _phone(row: Any, _today: dt.date) -> str:
    return f"电话 {Phone().mask(row.phone)}，请核对位数"


def _name(row: Any, _today: dt.date) -> str:
    return f"姓名写作“{row.full_name}”，请核对"


def _shared(session: Session, ids: Sequence[int], _today: dt.date) -> dict[int, str]:
    counts: Counter[str] = Counter()
    for phone in session.scalars(
        select(Resident.phone).where(Resident.status == "living", Resident.phone.is_not(None))
    ):
        counts.update(part for part in (phone or "").split("、") if part)
    query = select(Resident.id, Resident.phone).where(Resident.id.in_(ids))
    said = {}
    for row_id, phone in session.execute(query):
        many = [part for part in (phone or "").split("、") if counts[part] > SHARED]
        said[row_id] = "；".join(f"{Phone().mask(part)} 有 {counts[part]} 人在用" for part in many)
    return said


def _members(session: Session, ids: Sequence[int], _today: dt.date) -> dict[int, str]:
    rows = session.execute(
        select(Resident.household_id, Resident.full_name, Resident.relation_to_head)
        .where(Resident.household_id.in_(ids), Resident.status == "living")
        .order_by(Resident.id)
    ).all()
    heads = dict(
        session.execute(select(Household.id, Household.head_name).where(Household.id.in_(ids)))
        .tuples()
        .all()
    )
    said: dict[int, str] = {}
    for home in ids:
        names = [row.full_name for row in rows if row.household_id == home]
        chosen = [
            row.full_name
            for row in rows
            if row.household_id == home and row.relation_to_head == "户主"
        ]
        shown = "、".join(names[:4]) + ("等" if len(names) > 4 else "")
        if len(chosen) > 1:
            said[home] = f"户主有 {len(chosen)} 位：{'、'.join(chosen)}"
        elif heads.get(home):
            now = f"，成员里的户主是{chosen[0]}" if chosen else ""
            said[home] = f"户上写的是{heads[home]}，成员有{shown}{now}"
        else:
            said[home] = f"成员有{shown}"
    return said


def _empty(session: Session, ids: Sequence[int], _today: dt.date) -> dict[int, str]:
    rows = session.execute(
        select(Resident.household_id, Resident.status, func.count())
        .where(Resident.household_id.in_(ids))
        .group_by(Resident.household_id, Resident.status)
    )
    parts: dict[int, list[str]] = {}
    for home, status, count in rows:
        parts.setdefault(home or 0, []).append(f"{count} 人已{STATUS_WORDS[status]}")
    return {
        home: "、".join(parts[home]) if home in parts else "没有登记过成员，也没有户主"
        for home in ids
    }


def _office(session: Session, ids: Sequence[int], today: dt.date) -> dict[int, str]:
    rows = session.execute(
        select(LeaderTerm.id, Resident.id.label("person"), Resident.status)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.id.in_(ids))
    ).all()
    posts = posts_of_people(session, [row.person for row in rows], today)
    return {row.id: f"已{STATUS_WORDS[row.status]}：{posts.get(row.id, '')}" for row in rows}


def _pet(session: Session, ids: Sequence[int], _today: dt.date) -> dict[int, str]:
    rows = session.execute(
        select(Pet.id, Pet.species, Pet.name, Pet.breed, Resident.status)
        .join(Resident, Resident.id == Pet.owner_resident_id)
        .where(Pet.id.in_(ids))
    )
    said = {}
    for row in rows:
        named = " · ".join(part for part in (row.species, row.name, row.breed) if part)
        gone = "" if row.status == "living" else f"，饲养人已{STATUS_WORDS[row.status]}"
        said[row.id] = f"{named}{gone}"
    return said


def _around(session: Session, ids: Sequence[int], _today: dt.date) -> dict[int, str]:
    rows = session.execute(
        select(Dwelling.id, func.count(BuildingGroup.id), func.min(BuildingGroup.name))
        .join(Building, Building.id == Dwelling.building_id)
        .outerjoin(
            BuildingGroup,
            (BuildingGroup.compound_id == Building.compound_id)
            & (BuildingGroup.key == Building.key)
            & BuildingGroup.ended_on.is_(None),
        )
        .where(Dwelling.id.in_(ids))
        .group_by(Dwelling.id)
    )
    return {
        door: f"可归入{name}" if count == 1 else "这栋楼没有同号的楼组，请在“楼组”里指定"
        for door, count, name in rows
    }


_SAYS: dict[str, Say] = {
    "office_gone": _office,
    "id_wrong": _of_people(Resident.id_card_no, say=_number),
    "birth_odd": _of_people(Resident.birth_date, say=_birth),
    "id_differs": _of_people(Resident.id_card_no, Resident.sex, Resident.birth_date, say=_differs),
    "two_heads": _members,
    "no_head": _members,
    "head_strange": _members,
    "home_empty": _empty,
    "tag_young": _of_people(Resident.birth_date, say=_age),
    "tag_missing": _of_people(Resident.birth_date, say=_age),
    "phone_none": _of_people(Resident.phone, say=_phone),
    "name_odd": _of_people(Resident.full_name, say=_name),
    "phone_shared": _shared,
    "no_home": lambda _session, _ids, _today: {},
    "pet_left": _pet,
    "dogs": _pet,
    "no_group": _around,
}
