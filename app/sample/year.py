"""What happens in a year of the pledge: who signs when, who comes, helps and has to be reminded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.pledge.periods import season_bounds
from app.sample.dice import Dice, listed
from app.sample.people import Home, Member
from app.sample.places import Town

SHARE = 0.64
"""Of all households, how many have signed."""

OFTEN = 80
"""Single deeds of which there are so many in a year that some fall on any day."""


@dataclass(eq=False)
class Signer:
    """A household with an account; `zest` says how often it takes part."""

    home: Home
    signed_on: dt.date
    zest: float
    leader: str | None
    left_on: dt.date | None = None
    account_id: int = 0


@dataclass(eq=False)
class Deed:
    """Something done on a day and written down on the same or a later one."""

    signer: Signer
    code: str
    occurred_on: dt.date
    recorded_on: dt.date
    words: str | None
    assessor: str
    actor: int | None = None
    quantity: int | None = None
    points: int | None = None


@dataclass
class Year:
    """Four seasons up to that of today: `seasons` are first and last days, the earliest first."""

    seasons: list[tuple[dt.date, dt.date]]
    signers: list[Signer]
    deeds: list[Deed] = field(default_factory=list)


def seasons_of(today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The season of today and the three before it."""
    found = [season_bounds("quarter", today)]
    while len(found) < 4:
        found.insert(0, season_bounds("quarter", found[0][0] - dt.timedelta(days=1)))
    return found


def live(
    town: Town,
    homes: list[Home],
    leavers: list[Home],
    leaders: dict[int, Member],
    today: dt.date,
) -> Year:
    """Sign the pledge and live a year with it; households get their day of signing."""
    dice = Dice("year", today)
    seasons = seasons_of(today)
    signers = _sign(dice, town, homes, leaders, seasons[0][0])
    signers += _sign_and_leave(dice, leavers, seasons[0][0])
    year = Year(seasons, signers)
    staying = [signer for signer in signers if signer.left_on is None]
    for signer in signers:
        year.deeds.append(
            Deed(signer, "J-01", signer.signed_on, signer.signed_on, None, _staff(signer))
        )
    for deeds in (_gatherings, _rounds, _singles, _troubles):
        # What happened yesterday may not have been written down yet.
        year.deeds += [
            deed for deed in deeds(dice, staying, seasons, today) if deed.recorded_on <= today
        ]
    year.deeds += _of_today(dice, staying, today)
    year.deeds.sort(key=lambda deed: (deed.recorded_on, deed.code, deed.occurred_on))
    return year


def _staff(signer: Signer) -> str:
    return str(signer.home.door.compound["liaison_staff"])


def _sign(
    dice: Dice, town: Town, homes: list[Home], leaders: dict[int, Member], start: dt.date
) -> list[Signer]:
    chief = {member.id for member in leaders.values()}
    led = [any(member.id in chief for member in home.members) for home in homes]
    rates = _rates(dice, town, homes, led, leaders)
    campaign = {
        group.row["id"]: _saturday(start + dt.timedelta(days=dice.between(9, 48)))
        for group in town.groups
    }
    signers: list[Signer] = []
    for home, leads, rate in zip(homes, led, rates, strict=True):
        group = home.door.group.row["id"]
        if not dice.often(rate):
            continue
        latest = dice.today
        day = campaign[group]
        if not leads and dice.often(0.5):
            day = dice.day(day, latest) if dice.often(0.62) else day + dt.timedelta(days=1)
        day = min(latest, max(day, home.row["moved_in_on"] + dt.timedelta(days=14)))
        home.row["pledge_signed_on"] = day
        zest = dice.random.lognormvariate(0, 1.5) * (3.5 if leads else 1)
        zest *= 0.35 if home.family.rents else 1.0
        leader = leaders.get(group)
        signers.append(Signer(home, day, zest, leader.person.name if leader else None))
    return signers


def _rates(
    dice: Dice, town: Town, homes: list[Home], led: list[bool], leaders: dict[int, Member]
) -> list[float]:
    """For each household how likely it has signed, so that the share comes out right.

    That of a leader always has; a 楼组 without one lags behind.
    """
    by_compound = listed("deeds")["signed"]
    by_group = {}
    for group in town.groups:
        rate = by_compound[group.compound["name"]] * dice.random.lognormvariate(0, 0.2)
        by_group[group.row["id"]] = rate * (1 if group.row["id"] in leaders else 0.7)
    wish = [
        by_group[home.door.group.row["id"]] * (0.6 if home.family.rents else 1.1) for home in homes
    ]
    low, high = 0.1, 5.0
    rates: list[float] = []
    for _ in range(40):
        factor = (low + high) / 2
        rates = [
            1.0 if leads else min(0.97, one * factor) for one, leads in zip(wish, led, strict=True)
        ]
        low, high = (factor, high) if sum(rates) < SHARE * len(homes) else (low, factor)
    return rates


def _sign_and_leave(dice: Dice, leavers: list[Home], start: dt.date) -> list[Signer]:
    """A few had signed before they moved away; their accounts are closed."""
    signers = []
    for home in leavers:
        left = home.row["moved_out_on"]
        first = max(start + dt.timedelta(days=9), home.row["moved_in_on"])
        if left - first > dt.timedelta(days=30) and dice.often(0.6):
            day = dice.day(first, left - dt.timedelta(days=20))
            home.row["pledge_signed_on"] = day
            signers.append(Signer(home, day, 0, None, left_on=left))
    return signers


def _saturday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(5 - day.weekday()) % 7)


def _gatherings(
    dice: Dice,
    signers: list[Signer],
    seasons: list[tuple[dt.date, dt.date]],
    today: dt.date,
) -> Iterator[Deed]:
    compounds: dict[int, list[Signer]] = {}
    for signer in signers:
        compounds.setdefault(signer.home.door.compound["id"], []).append(signer)
    for plan in listed("deeds")["gathering"]:
        for members in compounds.values():
            for day in _days(dice, plan, seasons, today):
                words = dice.one(plan.get("months", {}).get(str(day.month), []) + plan["words"])
                guests = _some(dice, members, dice.between(*plan["people"]), day)
                opens = any(day == first for first, _ in seasons)
                recorded = day if opens else _recorded(dice, day, seasons)
                for guest in guests:
                    quantity = dice.one(plan["quantity"]) if "quantity" in plan else None
                    yield Deed(
                        guest, plan["code"], day, recorded, words, _staff(guest),
                        _somebody(dice, guest, today), quantity,
                    )  # fmt: skip


def _days(
    dice: Dice, plan: dict[str, Any], seasons: list[tuple[dt.date, dt.date]], today: dt.date
) -> list[dt.date]:
    """Days of a gathering: every so often, on a weekend, and those that open a season."""
    every = plan["every"]
    day = seasons[0][0] + dt.timedelta(days=14 + dice.between(0, every))
    found = [first for first, _ in seasons[1:]] if plan.get("opens") else []
    while day <= today:
        weekend = _saturday(day) + dt.timedelta(days=dice.between(0, 1))
        found.append(weekend if dice.often(0.75) else day)
        day += dt.timedelta(days=max(3, round(every * dice.random.uniform(0.7, 1.3))))
    return [day for day in found if day <= today]


def _rounds(
    dice: Dice,
    signers: list[Signer],
    seasons: list[tuple[dt.date, dt.date]],
    today: dt.date,
) -> Iterator[Deed]:
    """Some 楼组 keep their sheet every month, others now and then."""
    by_group: dict[int, list[Signer]] = {}
    for signer in signers:
        if signer.leader is not None:
            by_group.setdefault(signer.home.door.group.row["id"], []).append(signer)
    keen = {group: dice.random.lognormvariate(0, 1) for group in by_group}
    for plan in listed("deeds")["round"]:
        for first in _months(seasons[0][0], today):
            last = min(today, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1))
            day = max(first, last - dt.timedelta(days=dice.between(0, 4)))
            for group in _without_return(dice, keen, plan["groups"]):
                recorded = _recorded(dice, day, seasons)
                for signer in by_group[group]:
                    if signer.signed_on <= day and dice.often(plan["share"]):
                        assessor = signer.leader or _staff(signer)
                        words = plan["words"][0]
                        yield Deed(signer, plan["code"], day, recorded, words, assessor)


def _months(first: dt.date, today: dt.date) -> Iterator[dt.date]:
    day = first
    while day <= today:
        yield day
        day = (day + dt.timedelta(days=31)).replace(day=1)


def _singles(
    dice: Dice,
    signers: list[Signer],
    seasons: list[tuple[dt.date, dt.date]],
    today: dt.date,
) -> Iterator[Deed]:
    start = seasons[0][0] + dt.timedelta(days=20)
    share = (today - start).days / 365
    for plan in listed("deeds")["single"]:
        for _ in range(round(plan["year"] * share)):
            day = dice.day(start, today)
            for signer in _some(dice, signers, 1, day):
                yield Deed(
                    signer,
                    plan["code"],
                    day,
                    _recorded(dice, day, seasons),
                    dice.one(plan["words"]),
                    signer.leader if signer.leader and plan["code"] != "J-15" else _staff(signer),
                    _somebody(dice, signer, today),
                    points=dice.one(plan["points"]) if "points" in plan else None,
                )


def _of_today(dice: Dice, signers: list[Signer], today: dt.date) -> Iterator[Deed]:
    """What a clerk has written down this morning, whatever day it is."""
    for plan in listed("deeds")["single"]:
        if plan["year"] < OFTEN:
            continue
        for signer in _some(dice, signers, 1, today):
            words, points = dice.one(plan["words"]), dice.one(plan.get("points", [None]))
            yield Deed(
                signer, plan["code"], today, today, words, _staff(signer),
                _somebody(dice, signer, today), points=points,
            )  # fmt: skip


def _troubles(
    dice: Dice,
    signers: list[Signer],
    seasons: list[tuple[dt.date, dt.date]],
    today: dt.date,
) -> Iterator[Deed]:
    start = seasons[0][0] + dt.timedelta(days=40)
    for plan in listed("deeds")["trouble"]:
        for _ in range(plan["year"]):
            day = dice.day(start, today)
            signer = dice.one(signers)
            words = dice.one(plan["words"])
            days = [day]
            if dice.often(plan["again"]):
                days.append(day + dt.timedelta(days=dice.between(6, 25)))
            for on in days:
                if signer.signed_on <= on <= today:
                    recorded = _recorded(dice, on, seasons)
                    yield Deed(signer, plan["code"], on, recorded, words, _staff(signer))


def _recorded(dice: Dice, day: dt.date, seasons: list[tuple[dt.date, dt.date]]) -> dt.date:
    """The working day on which it is written down: soon, and before the season is shut."""
    recorded = day + dt.timedelta(days=dice.weighed({0: 3, 1: 4, 2: 2, 3: 1}))
    if recorded.weekday() > 4:
        recorded += dt.timedelta(days=7 - recorded.weekday())
    shut = next(last for _, last in seasons if day <= last) + dt.timedelta(days=5)
    return min(recorded, shut)


def _some(dice: Dice, signers: list[Signer], count: int, day: dt.date) -> list[Signer]:
    able = {signer: signer.zest for signer in signers if signer.signed_on <= day}
    return _without_return(dice, able, count)


def _without_return(dice: Dice, weights: dict[Any, float], count: int) -> list[Any]:
    """So many different ones, the heavier the likelier."""
    luck = {key: dice.random.random() ** (1 / weight) for key, weight in weights.items()}
    return sorted(luck, key=lambda key: luck[key], reverse=True)[:count]


def _somebody(dice: Dice, signer: Signer, today: dt.date) -> int | None:
    """Who of the household it was: adults, the retired most often."""
    weights = {}
    for member in signer.home.members:
        age = member.person.age(today)
        if 14 <= age <= 86:
            weights[member.id] = 4.0 if 55 <= age <= 76 else 1.0
    return dice.weighed(weights) if weights else None
