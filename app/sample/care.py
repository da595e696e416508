"""Whom the office looks after: tags at rates that a neighbourhood of this age has."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.sample.dice import Dice, listed
from app.sample.families import Family, Person


def tags_of(dice: Dice, person: Person, family: Family, since: dt.date) -> list[dict[str, Any]]:
    """The tags of one person: which, since when and who said so."""
    age = person.age(dice.today)
    living = [one for one in family.people if not one.deceased]
    tags: list[str] = []
    if age >= 60 and len(living) == 1:
        tags.append("孤老" if person.marital == "未婚" and age >= 65 else "独居")
    elif len(living) > 1 and all(one.age(dice.today) >= 70 for one in living):
        tags.append("纯老家庭")
    if age >= 80:
        tags.append("高龄")
    if age >= 78 and dice.often(0.09):
        tags.append("失能")
    tags += [tag for tag, share in _rates(person, family, age).items() if dice.often(share)]
    return [_tag(dice, tag, person, since) for tag in tags]


def _rates(person: Person, family: Family, age: int) -> dict[str, float]:
    if family.rents:
        return {"残疾": 0.004}
    rates = {"残疾": 0.018 + max(0, age - 45) * 0.0012}
    if 25 <= age < 75:
        rates |= {"重病": 0.011, "低保": 0.009}
    if age >= 60 and family.kind in ("alone", "couple"):
        rates |= {"失独": 0.006, "特困": 0.004}
    if age >= 22 and person.sex == "男":
        rates |= {"退役军人": 0.034, "优抚": 0.003}
    if age < 16 and family.kind == "lone":
        rates |= {"困境儿童": 0.12}
    return rates


def _tag(dice: Dice, tag: str, person: Person, since: dt.date) -> dict[str, Any]:
    today = dice.today
    earliest = max(since, today - dt.timedelta(days=2500))
    start = dice.day(earliest, today - dt.timedelta(days=30))
    if tag == "高龄":
        start = max(_birthday(person.born, 80), earliest)
    return {
        "tag": tag,
        "start_on": start,
        "end_on": None,
        "source": listed("life")["care"]["sources"][tag],
    }


def _birthday(born: dt.date, age: int) -> dt.date:
    day = 28 if (born.month, born.day) == (2, 29) else born.day
    return dt.date(born.year + age, born.month, day)
