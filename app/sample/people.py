"""Everybody who lives behind the doors, with the facts that an office keeps of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app import pinyin
from app.sample.care import tags_of
from app.sample.dice import Dice, by_year, listed
from app.sample.families import Family, Person, make_family
from app.sample.places import Door, Rows, Town
from db.ids import Ids

GONE_AWAY = 16
"""Households that have moved out within the year and still stand in the register."""


@dataclass
class Member:
    """A living resident, for choosing leaders and those who do things."""

    id: int
    person: Person
    row: dict[str, Any]


@dataclass
class Home:
    """A living household behind its door."""

    row: dict[str, Any]
    door: Door
    family: Family
    members: list[Member] = field(default_factory=list)


def settle(town: Town, ids: Ids, today: dt.date) -> tuple[list[Home], list[Home]]:
    """People the town with rows of households, residents and tags.

    Returns the homes of those who live there and of those who have moved away.
    """
    dice = Dice("people", today)
    for table in ("household", "resident", "care_tag"):
        town.rows[table] = []
    homes: list[Home] = []
    gone: list[Home] = []
    leavers = set(dice.random.sample(range(1400), GONE_AWAY))
    for group in town.groups:
        for door in group.doors:
            if dice.often(door.compound["empty"]):
                door.row["usage"] = "空置"
                continue
            kind = dice.weighed(door.compound["homes"])
            if len(homes) in leavers:
                gone.append(_moved_out(town.rows, ids, dice, door))
            homes.append(_move_in(town.rows, ids, dice, door, kind))
            if kind == "rent_share" and dice.often(0.2):
                homes.append(_move_in(town.rows, ids, dice, door, "rent_single"))
    _declare(town, homes)
    names = [row["full_name"] for row in town.rows["resident"]]
    for row, (sound, letters) in zip(
        town.rows["resident"], pinyin.full_and_initials(names), strict=True
    ):
        row["name_pinyin"], row["name_initials"] = sound, letters
    return homes, gone


def _declare(town: Town, homes: list[Home]) -> None:
    # What a leader wrote down last year: nearly what is counted now.
    counted: dict[int, int] = {}
    for home in homes:
        group = home.door.group.row["id"]
        counted[group] = counted.get(group, 0) + 1
    for at, group_ in enumerate(town.groups):
        group_.row["households_declared"] = counted.get(group_.row["id"], 0) + (at % 5 == 0)


def _move_in(rows: Rows, ids: Ids, dice: Dice, door: Door, kind: str) -> Home:
    rents = kind.startswith("rent")
    newcomers = 0.88 if rents else {"商品房": 0.22, "保租房": 0.4}.get(door.compound["kind"], 0.03)
    family = make_family(dice, kind, elsewhere=dice.often(newcomers))
    if rents:
        door.row["usage"] = "出租"
    home = Home(_household(rows, ids, dice, door, family), door, family)
    for person in family.people:
        row = _resident(ids, dice, home, person)
        rows["resident"].append(row)
        if person.deceased:
            row["status"] = "deceased"
        else:
            home.members.append(Member(row["id"], person, row))
    _settle_head(home)
    for member in home.members:
        rows["care_tag"] += [
            {"id": ids.next_id(), "resident_id": member.id, **tag}
            for tag in tags_of(dice, member.person, family, home.row["moved_in_on"])
        ]
    rows["household"].append(home.row)
    return home


def _settle_head(home: Home) -> None:
    head = home.members[0]
    head.row["relation_to_head"] = "户主"
    home.row["head_name"] = head.person.name
    for person in home.family.people:
        if person.deceased:
            head.row["note"] = f"{'丈夫' if person.sex == '男' else '妻子'}今年去世。"


def _household(rows: Rows, ids: Ids, dice: Dice, door: Door, family: Family) -> dict[str, Any]:
    today = dice.today
    built = dt.date(door.compound["built_year"], 9, 1)
    if family.rents:
        first, kind = max(built, today - dt.timedelta(days=1500)), "来沪租住"
    elif dice.often(0.2):
        first, kind = built, "人户分离"
    else:
        first, kind = built, "常住户籍"
    if family.rents and not family.elsewhere:
        kind = "人户分离"
    latest = today - dt.timedelta(days=60)
    # Most owners moved in when the house was new.
    early = not family.rents and dice.often(0.6)
    moved_in = dice.day(first, min(latest, first + dt.timedelta(days=700)) if early else latest)
    number = f"{door.compound['number']:02}{len(rows['household']) + 1:05}"
    return {
        "id": ids.next_id(),
        "dwelling_id": door.row["id"],
        "household_no": None if family.rents else number,
        "head_name": family.people[0].name,
        "kind": kind,
        "moved_in_on": moved_in,
        "moved_out_on": None,
        "status": "living",
        "pledge_signed_on": None,
    }


def _moved_out(rows: Rows, ids: Ids, dice: Dice, door: Door) -> Home:
    """Who lived here before, gone within the year."""
    family = make_family(dice, "rent_family", elsewhere=True)
    left = dice.day(dice.today - dt.timedelta(days=330), dice.today - dt.timedelta(days=70))
    home = Home(_household(rows, ids, dice, door, family), door, family)
    arrived = dice.day(left - dt.timedelta(days=1200), left - dt.timedelta(days=200))
    home.row |= {"moved_in_on": arrived, "moved_out_on": left, "status": "moved_out"}
    rows["household"].append(home.row)
    for person in family.people:
        rows["resident"].append(_resident(ids, dice, home, person) | {"status": "moved_out"})
    return home


def _resident(ids: Ids, dice: Dice, home: Home, person: Person) -> dict[str, Any]:
    age = person.age(dice.today)
    kind, code, registered = _registration(dice, home, person)
    row: dict[str, Any] = {
        "id": ids.next_id(),
        "household_id": home.row["id"],
        "full_name": person.name,
        "name_pinyin": "",
        "name_initials": "",
        "id_kind": "居民身份证",
        "id_card_no": dice.id_number(code, person.born, person.sex),
        "sex": person.sex,
        "birth_date": person.born.isoformat(),
        "phone": _phones(dice, age, alone=home.family.kind == "alone"),
        "relation_to_head": person.relation,
        "residence_kind": kind,
        "registered_address": registered,
        "marital_status": person.marital or "未婚",
        "status": "living",
        "listed": True,
        "note": None,
    }
    if dice.often(0.02):
        _half_known(dice, row)
    row |= _life(dice, person, age)
    if (home.family.kind == "alone" or age >= 80) and dice.often(0.8):
        row |= _to_call(dice, person, age)
    return row


def _to_call(dice: Dice, person: Person, age: int) -> dict[str, Any]:
    """A child who lives elsewhere."""
    sex = dice.one("男女")
    surname = person.name[0] if person.sex == "男" else dice.surname()
    given = dice.given(dice.born(max(25, age - 27)).year, sex)
    return {"emergency_contact": surname + given, "emergency_phone": dice.phone()}


def _half_known(dice: Dice, row: dict[str, Any]) -> None:
    """Of some the office knows no number, and of the birth only month or year."""
    row["id_card_no"] = None
    row["birth_date"] = row["birth_date"][: dice.weighed({4: 1, 7: 2})]


def _registration(dice: Dice, home: Home, person: Person) -> tuple[str, str, str]:
    life = listed("life")
    origin = life["origin"]
    somewhere = dice.random.choices(origin, [one["weight"] for one in origin])[0]
    codes = life["codes"]
    if person.elsewhere:
        code = somewhere["code"]
    elif dice.often(0.2):
        code = dice.one(codes["town"])
    else:
        code = codes["here_before_2001" if person.born.year < 2001 else "here"]
    household = home.row["kind"]
    if household == "常住户籍" and dice.often(0.97):
        return "户籍在册", code, home.door.address
    if household == "来沪租住" and person.elsewhere:
        return "来沪租住", code, somewhere["place"]
    road = dice.one(life["town"]["streets"])
    lane, building = dice.between(11, 890), dice.between(1, 60)
    room = f"{dice.between(1, 6)}0{dice.between(1, 4)}"
    return "人户分离", code, f"{road}{lane}弄{building}号{room}室"


def _phones(dice: Dice, age: int, *, alone: bool) -> str | None:
    if age < 13 or not dice.often(0.97 if age < 75 or alone else 0.8):
        return None
    return dice.phone() if age < 60 or dice.often(0.93) else f"{dice.phone()}、{dice.phone()}"


def _life(dice: Dice, person: Person, age: int) -> dict[str, Any]:
    life = listed("life")
    employment = _employment(dice, person, age)
    working = employment in ("在职", "自由职业")
    return {
        "ethnicity": dice.weighed(life["ethnicity"][0]["of"]),
        "political_status": _politics(dice, age),
        "education": _education(dice, person, age),
        "employment": employment,
        "occupation": dice.one(life["occupation"][0]["words"].split()) if working else None,
        "health_status": _health(dice, age),
        "talents": dice.one(life["talent"][0]["words"].split()) if dice.often(0.05) else None,
    }


def _employment(dice: Dice, person: Person, age: int) -> str:
    if age < 7:
        return "学龄前"
    if age < 23 and (age < 18 or dice.often(0.8)):
        return "学生"
    if age >= (60 if person.sex == "男" else 55) or (age >= 50 and dice.often(0.3)):
        return "退休"
    return dice.weighed({"在职": 84, "自由职业": 9, "无业": 7})


def _politics(dice: Dice, age: int) -> str | None:
    if age < 14:
        return "群众"
    if age < 28:
        return dice.weighed({"共青团员": 42, "群众": 54, "中共党员": 3, "中共预备党员": 1})
    share = 15 if age >= 60 else 10
    return dice.weighed(
        {"群众": 99 - share, "中共党员": share, "民盟": 0.4, "民建": 0.3, "农工党": 0.3}
    )


def _education(dice: Dice, person: Person, age: int) -> str | None:
    if age < 6:
        return None
    if age < 13:
        return "小学及以下"
    if age < 16:
        return "初中"
    if age < 19:
        return "高中/中专"
    weights = by_year(listed("life")["education"], person.born.year)
    return dice.weighed(weights) if weights else dice.weighed({"大专": 3, "本科": 5})


def _health(dice: Dice, age: int) -> str | None:
    if age >= 60 and dice.often(0.25 + (age - 60) * 0.012):
        return str(dice.one(listed("life")["health"][0]["words"].split()))
    return "良好" if dice.often(0.35) else None
