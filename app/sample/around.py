"""What belongs to the neighbourhood beside people and places, as a year leaves it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from app.kinds import CreditCode, Misfit
from app.people.pet_records import DOG
from app.sample.dice import Dice, listed
from app.sample.people import Home, Member
from app.sample.places import Town
from db.ids import Ids

PETS = 0.085
"""Of all households, how many keep one."""

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_AREAS = {"售后公房": 5240, "动迁安置": 7850, "商品房": 9630, "保租房": 4980}
"""The smallest dwelling of a compound, in 0.01 m²."""


def surround(
    town: Town, homes: list[Home], leaders: dict[int, Member], ids: Ids, today: dt.date
) -> None:
    """Measure the houses, equip the shops, and record organizations, pets and consents."""
    _measure(town)
    _equip(town, Dice("shops", today))
    _organize(town, Dice("organizations", today), ids)
    _keep_pets(town, homes, Dice("pets", today), ids)
    _agree(town, homes, leaders, Dice("consents", today), ids)


def _measure(town: Town) -> None:
    kinds = {row["id"]: row["kind"] for row in town.rows["compound"]}
    kind_of = {row["id"]: kinds[row["compound_id"]] for row in town.rows["building"]}
    whole: dict[int, int] = defaultdict(int)
    for row in town.rows["dwelling"]:
        door = int(row["room_no"][-2:])
        row["area"] = _AREAS[kind_of[row["building_id"]]] + (door - 1) * 865
        whole[row["building_id"]] += row["area"]
    for row in town.rows["building"]:
        row["floor_area"] = whole[row["id"]] * 112 // 100
    for at, group in enumerate(town.groups):
        group.row["has_wechat_group"] = at % 6 != 5
        group.row["service_point"] = f"{group.compound['name']}党群服务站" if at % 10 == 0 else None


def _equip(town: Town, dice: Dice) -> None:
    hours, today = listed("around")["hours"], dice.today
    for row in town.rows["shop"]:
        large = row["category"] in ("餐饮", "食品生鲜", "零售")
        row["staff_count"] = dice.around(1, 12 if large else 5, 3)
        row["open_hours"] = hours[row["category"]]
        row["fire_extinguishers"] = dice.between(2, 6) if large else dice.between(1, 2)
        since = max(row["opened_on"], today - dt.timedelta(days=390))
        until = row["closed_on"] or today
        row["gate_duty_signed_on"] = dice.day(since, until) if dice.often(0.82) else None
        signs = row["status"] == "open" and dice.often(0.55)
        row["pledge_signed_on"] = dice.day(since, until) if signs else None


def _organize(town: Town, dice: Dice, ids: Ids) -> None:
    today = dice.today
    by_name = {row["name"]: row for row in town.rows["compound"]}
    town.rows["organization"] = []
    for plan in listed("around")["organization"]:
        born = dice.born(dice.around(34, 66, 50))
        sex = dice.one("男女")
        person = dice.surname() + dice.given(born.year, sex)
        founded = dice.day(dt.date(2006, 1, 1), dt.date(today.year - 3, 6, 30))
        registered = plan.get("code", "")[:2] in ("51", "52", "53")
        committee = by_name.get(plan.get("compound", ""))
        row = {
            "id": ids.next_id(),
            "name": plan["name"],
            "kind": plan["kind"],
            "five_party": plan.get("five_party"),
            "credit_code": _code(dice, plan["code"]) if "code" in plan else None,
            "register_date": founded.isoformat() if "code" in plan else None,
            "legal_rep": plan.get("legal_rep") or person,
            "supervisor_unit": "金海街道办事处" if registered else None,
            "evaluation_level": plan.get("level"),
            "annual_result": "合格" if registered else None,
            "contact_name": plan.get("legal_rep") or person,
            "contact_phone": dice.phone(),
            "address": committee["address"] if committee else plan.get("address"),
            "scope": plan.get("scope"),
            "member_count": dice.between(3, 28) if "code" in plan else None,
            "term_end_on": today + dt.timedelta(days=plan["term"]) if "term" in plan else None,
        }
        town.rows["organization"].append(row)
        if committee:
            committee["owners_committee_id"] = row["id"]


def _code(dice: Dice, beginning: str) -> str:
    body = f"{beginning}MJ" + "".join(dice.one("0123456789") for _ in range(7))
    return next(body + sign for sign in _SIGNS if _fits(body + sign))


def _fits(code: str) -> bool:
    try:
        return CreditCode().parse(code) == code
    except Misfit:
        return False


def _keep_pets(town: Town, homes: list[Home], dice: Dice, ids: Ids) -> None:
    town.rows["pet"] = []
    for home in homes:
        if not dice.often(PETS):
            continue
        adults = [one for one in home.members if 22 <= one.person.age(dice.today) <= 84]
        if adults:
            owner = dice.one(adults)
            town.rows["pet"].append(_pet(dice, ids, home, owner, len(town.rows["pet"])))
            if len(town.rows["pet"]) in (40, 90, 130):
                second = _pet(dice, ids, home, owner, len(town.rows["pet"]))
                town.rows["pet"].append(second)


def _pet(dice: Dice, ids: Ids, home: Home, owner: Member, at: int) -> dict[str, Any]:
    today = dice.today
    species = dice.weighed({DOG: 64, "猫": 33, "其他": 3})
    plan = listed("around")["pets"][species]
    born = today - dt.timedelta(days=dice.around(400, 4400, 1500))
    # Most were vaccinated in this year; of some it is over, or nearly.
    ago = 365 + dice.between(6, 70) if at % 37 == 3 else dice.between(20, 325)
    ago = 365 - dice.between(4, 27) if at % 41 == 7 else ago
    dog = species == DOG
    licensed = dog and at % 23 != 5
    until = today + dt.timedelta(days=-12 if at % 53 == 11 else dice.between(35, 360))
    status = dice.weighed({"kept": 93, "dead": 4, "given": 2, "lost": 1})
    return {
        "id": ids.next_id(),
        "owner_resident_id": owner.id,
        "household_id": home.row["id"],
        "species": species,
        "name": dice.one(plan["names"].split()),
        "breed": dice.one(plan["breeds"].split()),
        "sex": dice.one("公母"),
        "neutered": dice.often(0.6) if species != "其他" else None,
        "birth": born.isoformat()[:7],
        "color_features": dice.one(plan["looks"].split()),
        "license_no": f"沪奉犬{26000 + at * 7:06}" if licensed else None,
        "license_expire_on": until if licensed else None,
        "chip_no": f"156{dice.between(10**11, 10**12 - 1)}" if licensed else None,
        "rabies_vaccine_on": today - dt.timedelta(days=ago) if species != "其他" else None,
        "pledge_signed_on": dice.day(today - dt.timedelta(days=300), today)
        if dog and dice.often(0.45)
        else None,
        "status": status,
    }


def _agree(town: Town, homes: list[Home], leaders: dict[int, Member], dice: Dice, ids: Ids) -> None:
    today = dice.today
    version = f"{today.year}版告知书"
    alone = {row["resident_id"] for row in town.rows["care_tag"] if row["tag"] == "独居"}
    chiefs = {member.id for member in leaders.values()}
    town.rows["consent"] = []

    def agree(person: Member, kind: str, **more: Any) -> None:
        day = dice.day(today - dt.timedelta(days=280), today - dt.timedelta(days=3))
        town.rows["consent"].append(
            {
                "id": ids.next_id(),
                "resident_id": person.id,
                "kind": kind,
                "given_on": day,
                "text_version": version,
                **more,
            }
        )

    for home in homes:
        for at, person in enumerate(home.members):
            if person.id in chiefs:
                agree(person, "信息采集")
                agree(person, "公开联系电话")
            elif person.id in alone and dice.often(0.85):
                agree(person, "敏感信息采集")
                agree(person, "定期探访")
            elif at == 0 and dice.often(0.22):
                gone = today - dt.timedelta(days=2) if dice.often(0.01) else None
                agree(person, "信息采集", withdrawn_on=gone)
            elif person.person.age(today) < 13 and dice.often(0.12):
                agree(
                    person, "照片影像", given_by=home.members[0].person.name,
                    relation="父母" if home.members[0].person.age(today) < 50 else "祖父母",
                )  # fmt: skip
