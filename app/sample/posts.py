"""Leaders of the 楼组 and of the streets, and the shops that the streets are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import pinyin
from app.kinds import CreditCode, Misfit
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.rules import default_end
from app.sample.dice import Dice, listed
from app.sample.people import Home, Member
from app.sample.places import Group, Rows, Town
from db.ids import Ids

DEPUTY = "副楼组长"
SUBSIDY = 15_000
"""In 分 a month."""


def appoint(town: Town, homes: list[Home], ids: Ids, today: dt.date) -> dict[int, Member]:
    """58 leaders for 60 楼组, with the past that such a list has; returns them by 楼组.

    Three terms end within 60 days, one is over without a successor, two leaders followed others
    within the term, two 楼组 have nobody.
    """
    dice = Dice("posts", today)
    town.rows["leader_term"] = []
    leaders: dict[int, Member] = {}
    taken: set[int] = set()
    order = dice.random.sample(town.groups, len(town.groups))
    for at, group in enumerate(order):
        candidates = _candidates(homes, group, today)
        if at < 2:
            left = _pick(dice, candidates, taken, today)
            reason, days = (("身体原因", 75), ("辞任", 23))[at]
            end = today - dt.timedelta(days)
            _term(town, ids, group, left, _start(dice, today, 3), end, reason)
            continue
        leader = _pick(dice, candidates, taken, today)
        leaders[group.row["id"]] = leader
        start = _start(dice, today, 3)
        if at < 4:
            before = _pick(dice, candidates, taken, today)
            change = today - dt.timedelta(days=200 + 140 * (at - 2))
            _term(town, ids, group, before, start, change, ("辞任", "调整")[at - 2])
            _term(town, ids, group, leader, change, None, None, "补选")
        elif at < 8:
            # Full in 19, 34 and 52 days; the last one has been over for 27 days.
            due = today + dt.timedelta(days=(19, 34, 52, -27)[at - 4])
            _term(town, ids, group, leader, _five_years_before(due), None, None)
        else:
            _term(town, ids, group, leader, start, None, None, dice.weighed({"推选": 5, "连任": 2}))
    for group in order[8:10]:
        deputy = _pick(dice, _candidates(homes, group, today), taken, today)
        _term(town, ids, group, deputy, today - dt.timedelta(days=300), None, None, "委任", DEPUTY)
    town.rows["leader_term"].sort(key=lambda row: row["id"])
    return leaders


def _start(dice: Dice, today: dt.date, years: int) -> dt.date:
    """The last general selection was in July; some took over in the weeks after it."""
    july = dt.date(today.year - years, 7, 1)
    return july if dice.often(0.75) else july + dt.timedelta(days=dice.between(10, 75))


def _five_years_before(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 5, day=min(day.day, 28))


def _candidates(homes: list[Home], group: Group, today: dt.date) -> list[tuple[Member, Home]]:
    return [
        (member, home)
        for home in homes
        if home.door.group is group and not home.family.rents
        for member in home.members
        if 44 <= member.person.age(today) <= 77
    ]


def _pick(
    dice: Dice, candidates: list[tuple[Member, Home]], taken: set[int], today: dt.date
) -> Member:
    weights = []
    for member, _ in candidates:
        weight = 3.0 if member.row["political_status"] == "中共党员" else 1.0
        weight *= 1.8 if member.person.sex == "女" else 1.0
        weight *= 2.5 if 56 <= member.person.age(today) <= 72 else 1.0
        weights.append(0.0 if member.id in taken else weight)
    member = dice.random.choices(candidates, weights)[0][0]
    taken.add(member.id)
    return member


def _term(
    town: Town,
    ids: Ids,
    group: Group,
    member: Member,
    start: dt.date,
    end: dt.date | None,
    reason: str | None,
    method: str = "推选",
    kind: str = BUILDING_LEADER,
) -> None:
    town.rows["leader_term"].append(
        {
            "id": ids.next_id(),
            "kind": kind,
            "building_group_id": group.row["id"],
            "street_segment_id": None,
            "resident_id": member.id,
            "shop_id": None,
            "start_on": start,
            "expected_end_on": default_end(start),
            "end_on": end,
            "end_reason": reason,
            "selection_method": method,
            "subsidy_monthly": SUBSIDY if kind == BUILDING_LEADER else None,
        }
    )


def open_streets(town: Town, ids: Ids, today: dt.date) -> None:
    """Six streets, their shops, and a leader from the shops for five of them."""
    dice = Dice("streets", today)
    plan = listed("places")
    for table in ("street_segment", "shop"):
        town.rows[table] = []
    for street in plan["street"]:
        row = {"id": ids.next_id(), "liaison_staff": "李静", "shop_count_declared": None, **street}
        town.rows["street_segment"].append(row)
    trades = [(name, trade) for trade, names in plan["shops"].items() for name in names.split()]
    dice.random.shuffle(trades)
    by_street: list[list[dict[str, Any]]] = [[] for _ in plan["street"]]
    for at, (name, trade) in enumerate(trades):
        where = 3 if trade == "食品生鲜" and dice.often(0.6) else at % len(by_street)
        shops = by_street[where]
        shops.append(_shop(town.rows, ids, dice, where, len(shops), name, trade))
    for at, (street, shops) in enumerate(zip(town.rows["street_segment"], by_street, strict=True)):
        street["shop_count_declared"] = len(shops)
        if at:
            _street_leader(town.rows, ids, dice, street, shops)


def _shop(
    rows: Rows, ids: Ids, dice: Dice, street: int, at: int, name: str, trade: str
) -> dict[str, Any]:
    segment = rows["street_segment"][street]
    number = int(segment["from_no"]) + at * 3
    status = dice.weighed({"open": 88, "suspended": 5, "closed": 7})
    today = dice.today
    opened = dice.day(today - dt.timedelta(days=4000), today - dt.timedelta(days=400))
    closed = dice.day(today - dt.timedelta(days=300), today)
    born = dice.born(dice.around(26, 62, 42))
    row = {
        "id": ids.next_id(),
        "street_segment_id": segment["id"],
        "shop_name": name,
        "license_name": f"上海市奉贤区{name}",
        "credit_code": _credit_code(dice),
        "category": trade,
        "address": f"{segment['road']}{number}号",
        "manager_name": dice.surname(elsewhere=True) + dice.given(born.year, dice.one("男女")),
        "manager_phone": dice.phone(),
        "status": status,
        "opened_on": opened,
        "closed_on": closed if status == "closed" else None,
    }
    rows["shop"].append(row)
    return row


_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _credit_code(dice: Dice) -> str:
    body = f"92310120MA{dice.one('12')}" + "".join(dice.one(_SIGNS) for _ in range(6))
    return next(body + sign for sign in _SIGNS if _fits(body + sign))


def _fits(code: str) -> bool:
    try:
        return CreditCode().parse(code) == code
    except Misfit:
        return False


def _street_leader(
    rows: Rows, ids: Ids, dice: Dice, street: dict[str, Any], shops: list[dict[str, Any]]
) -> None:
    shop = next(one for one in shops if one["status"] == "open")
    sex = dice.one("男女")
    born = dice.born(dice.around(30, 60, 45))
    name = shop["manager_name"]
    codes = listed("life")["codes"]
    person = {
        "id": ids.next_id(),
        "household_id": None,
        "full_name": name,
        "name_pinyin": pinyin.full(name),
        "name_initials": pinyin.initials(name),
        "id_kind": "居民身份证",
        "id_card_no": dice.id_number(dice.one(codes["town"]), born, sex),
        "sex": sex,
        "birth_date": born.isoformat(),
        "phone": shop["manager_phone"],
        "political_status": dice.weighed({"群众": 4, "中共党员": 2}),
        "education": dice.weighed({"高中/中专": 3, "大专": 2}),
        "ethnicity": "汉族",
        "employment": "自由职业",
        "occupation": "个体经营",
        "status": "living",
        "listed": False,
    }
    rows["resident"].append(person)
    start = _start(dice, dice.today, 3)
    rows["leader_term"].append(
        {
            "id": ids.next_id(),
            "kind": STREET_LEADER,
            "street_segment_id": street["id"],
            "resident_id": person["id"],
            "shop_id": shop["id"],
            "start_on": start,
            "expected_end_on": default_end(start),
            "selection_method": "推选",
        }
    )
