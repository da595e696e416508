"""The other posts of the neighbourhood, and the selections by which posts are filled."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.leaders.posts import BUILDING_LEADER, COMMITTEE, DIRECTOR, SECRETARY, post_of
from app.leaders.rounds import rules
from app.leaders.rules import default_end
from app.leaders.scopes import Scope
from app.sample.dice import Dice
from app.sample.people import Home, Member
from app.sample.places import Town
from db.ids import Ids

COMMITTEE_JULY = 2
"""Years ago in July in which the committee was elected."""

_OFFICE = (
    (SECRETARY, 1), ("党组织副书记", 1), ("居委会副主任", 1), ("居委会委员", 4), ("调解员", 3),
)  # fmt: skip
_BODIES = (
    ("居民小组长", "第{}居民小组", 6, 1),
    ("居民代表", "第{}居民小组", 6, 3),
    ("妇女小组长", "第{}居民小组", 2, 1),
    ("党小组长", "第{}党小组", 4, 1),
)
_TEAMS = ("金水合唱队", "晨练太极队", "守护夜巡队", "编织手工社")
_DIGITS = "零一二三四五六七八九"


def fill_posts(town: Town, homes: list[Home], ids: Ids, today: dt.date) -> None:
    """Committee, party branch, residents' groups and teams; one person is both heads at once."""
    dice = Dice("committee", today)
    busy = {row["resident_id"] for row in town.rows["leader_term"]}
    members = [
        (member, home)
        for home in homes
        for member in home.members
        if 32 <= member.person.age(today) <= 72 and member.id not in busy
    ]
    dice.random.shuffle(members)
    party = [one for one, _ in members if one.row["political_status"] == "中共党员"]
    others = [one for one, _ in members if one.row["political_status"] != "中共党员"]
    start = dt.date(today.year - COMMITTEE_JULY, 7, 1)
    for kind, count in _OFFICE:
        for _ in range(count):
            source = party if post_of(kind).family != COMMITTEE or count == 1 else others
            one = source.pop()
            town.rows["leader_term"].append(_term(ids, kind, one, start))
            if kind == SECRETARY:
                town.rows["leader_term"].append(_term(ids, DIRECTOR, one, start))
    for kind, words, bodies, count in _BODIES:
        for at in range(1, bodies + 1):
            for _ in range(count):
                one = (party if kind == "党小组长" else others).pop()
                name = words.format(_DIGITS[at])
                town.rows["leader_term"].append(_term(ids, kind, one, start, scope_name=name))
    for name in _TEAMS:
        row = _term(ids, "团队负责人", others.pop(), start, scope_name=name)
        town.rows["leader_term"].append(row | {"selection_method": "推选"})
    for compound in town.rows["compound"]:
        one = next(one for one, home in members if home.door.compound["id"] == compound["id"])
        town.rows["leader_term"].append(
            _term(ids, "信息员", one, start, compound_id=compound["id"])
        )


def _term(ids: Ids, kind: str, member: Member, start: dt.date, **where: Any) -> dict[str, Any]:
    return {
        "id": ids.next_id(),
        "kind": kind,
        "resident_id": member.id,
        "start_on": start,
        "expected_end_on": default_end(start, post_of(kind).months),
        "selection_method": "推选",
        **where,
    }


def hold_rounds(
    town: Town, homes: list[Home], leaders: dict[int, Member], ids: Ids, today: dt.date
) -> None:
    """Three rounds: one done years ago, one that hangs out, one whose votes are being counted."""
    for table in ("election_round", "round_seat", "candidate", "handover"):
        town.rows[table] = []
    dice = Dice("rounds", today)
    _done(town, ids, dice, today)
    _hanging(town, homes, ids, dice)
    _counting(town, homes, leaders, ids, dice)
    _hand_over(town, ids)


def _round(town: Town, ids: Ids, name: str, kind: str, start: dt.date, **more: Any) -> int:
    row = {
        "id": ids.next_id(),
        "name": name,
        "kinds": [kind],
        "method": "居民推选",
        "term_start": start,
        "term_end": default_end(start, post_of(kind).months),
        **more,
    }
    town.rows["election_round"].append(row)
    return int(row["id"])


def _seat(town: Town, ids: Ids, round_id: int, kind: str, scope: Scope, **more: Any) -> int:
    row = {
        "id": ids.next_id(),
        "round_id": round_id,
        "kind": kind,
        **scope.columns(),
        "places": post_of(kind).most or 1,
        **more,
    }
    town.rows["round_seat"].append(row)
    return int(row["id"])


def _candidate(town: Town, ids: Ids, seat: int, person: int, dice: Dice, **more: Any) -> None:
    row = {
        "id": ids.next_id(),
        "seat_id": seat,
        "resident_id": person,
        "proposed_by": dice.weighed({"居民联名": 5, "自荐": 2, "党组织推荐": 2}),
        "supporters": dice.between(8, 24),
        **more,
    }
    town.rows["candidate"].append(row)


def _done(town: Town, ids: Ids, dice: Dice, today: dt.date) -> None:
    start = dt.date(today.year - 3, 7, 1)
    june = dt.date(start.year, 6, 1)
    round_id = _round(
        town, ids, f"{start.year}年7月楼组长推选", BUILDING_LEADER, start,
        status=rules.CLOSED, start_on=june, end_on=june.replace(day=20),
        notice_from=june.replace(day=21), notice_to=june.replace(day=25),
        filed_on=june.replace(day=27), filed_no="金海居〔备案〕3号", closed_on=start,
    )  # fmt: skip
    for term in town.rows["leader_term"]:
        if term["kind"] != BUILDING_LEADER or term["start_on"] != start:
            continue
        issued = dice.between(24, 34)
        back = issued - dice.between(0, 4)
        against = dice.between(0, 3)
        seat = _seat(
            town, ids, round_id, BUILDING_LEADER,
            Scope("building_group", term["building_group_id"]),
            voters=issued, ballots_issued=issued, ballots_returned=back,
        )  # fmt: skip
        _candidate(
            town, ids, seat, term["resident_id"], dice, votes_for=back - against - 1,
            votes_against=against, votes_abstain=1, result=rules.ELECTED,
        )  # fmt: skip
        term["round_id"] = round_id


def _counting(
    town: Town, homes: list[Home], leaders: dict[int, Member], ids: Ids, dice: Dice
) -> None:
    """补选 and 换届 of what is vacant, over or nearly: counted, level, still to count."""
    today = dice.today
    start = (today.replace(day=1) + dt.timedelta(days=45)).replace(day=1)
    round_id = _round(
        town, ids, f"{start.year}年{start.month}月楼组长换届", BUILDING_LEADER, start,
        status=rules.VOTING, method="户代表推选",
        start_on=today - dt.timedelta(days=12), end_on=today + dt.timedelta(days=3),
    )  # fmt: skip
    soon = today + dt.timedelta(days=60)
    ending = {
        term["building_group_id"]: term["resident_id"]
        for term in town.rows["leader_term"]
        if term["kind"] == BUILDING_LEADER
        and term.get("end_on") is None
        and term["expected_end_on"] <= soon
    }
    wanted = [
        group for group in town.groups
        if group.row["id"] in ending or group.row["id"] not in leaders
    ]  # fmt: skip
    for at, group in enumerate(wanted):
        living = [
            member.id
            for home in homes
            if home.door.group is group
            for member in home.members
            if 45 <= member.person.age(today) <= 72
        ]
        holder = ending.get(group.row["id"])
        standing = [one for one in (holder, *living) if one is not None]
        standing = list(dict.fromkeys(standing))[: 2 if at < 3 else 1]
        issued = dice.between(22, 30)
        counted = at < 4
        seat = _seat(
            town, ids, round_id, BUILDING_LEADER, Scope("building_group", group.row["id"]),
            voters=issued, ballots_issued=issued,
            ballots_returned=issued - 2 if counted else None,
        )  # fmt: skip
        for place, person in enumerate(standing):
            votes: dict[str, Any] = {}
            if counted and at == 2:
                votes = {"votes_for": 9, "votes_against": 1, "votes_abstain": 1}
            elif counted:
                given = 12 + at if place == 0 else 5
                result = rules.ELECTED if place == 0 else rules.LOST
                votes = {"votes_for": given, "votes_against": 1, "votes_abstain": 0}
                votes["result"] = result
            _candidate(town, ids, seat, person, dice, **votes)


def _hanging(town: Town, homes: list[Home], ids: Ids, dice: Dice) -> None:
    today = dice.today
    kind = "妇女小组长"
    start = today + dt.timedelta(days=9)
    round_id = _round(
        town, ids, f"{today.year}年{kind}推选", kind, start, status=rules.NOTICE,
        method="协商推荐", start_on=today - dt.timedelta(days=20),
        end_on=today - dt.timedelta(days=4), notice_from=today - dt.timedelta(days=3),
        notice_to=today + dt.timedelta(days=1),
    )  # fmt: skip
    women = [
        member
        for home in homes
        for member in home.members
        if member.person.sex == "女" and 35 <= member.person.age(today) <= 60
    ]
    for at in (3, 4):
        seat = _seat(
            town, ids, round_id, kind, Scope("named", name=f"第{_DIGITS[at]}居民小组"), places=1
        )
        _candidate(town, ids, seat, women[at * 40].id, dice, result=rules.ELECTED)


def _hand_over(town: Town, ids: Ids) -> None:
    ended = [
        term
        for term in town.rows["leader_term"]
        if term["kind"] == BUILDING_LEADER and term.get("end_on") is not None
    ]
    heads = {
        term["building_group_id"]: term
        for term in town.rows["leader_term"]
        if term["kind"] == BUILDING_LEADER and term.get("end_on") is None
    }
    for term in ended:
        following = heads.get(term["building_group_id"])
        signed = following is not None and following["start_on"] == term["end_on"]
        town.rows["handover"].append(
            {
                "id": ids.next_id(),
                "from_term_id": term["id"],
                "to_term_id": following["id"] if following else None,
                "handed_on": term["end_on"],
                "items": [
                    {"what": "楼组名册和联系方式", "detail": "", "done": signed},
                    {"what": "楼组微信群", "detail": "群主已转交", "done": signed},
                    {"what": "楼道宣传栏钥匙", "detail": "1 把", "done": signed},
                ],
                "witness": "李静" if signed else None,
                "signed_on": term["end_on"] if signed else None,
            }
        )
