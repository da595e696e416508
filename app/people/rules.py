"""What is right for people and places: plain values in, every problem at once out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, TypeVar

from app.errors import Problem
from app.fields import Field, fields_of
from app.kinds import IdCard, Misfit, age_on, first_day, folded, id_birth, id_sex
from app.people.records import ResidentEntry

OLDEST = 125
"""Years; an older person is a slip of the pen."""

STATE_ID = "居民身份证"

Entry = TypeVar("Entry")


def cleaned(entry: Entry) -> tuple[Entry, list[Problem]]:
    """The entry with every field as its kind writes it, and what is wrong with the others.

    A value that its kind cannot read stays as it was and is a problem.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    record: type = type(entry)
    for name, field in fields_of(record).items():
        value = getattr(entry, name)
        try:
            values[name] = _clean(field, name, entry)
        except Misfit as misfit:
            problems.append(Problem(name, str(misfit)))
            continue
        if field.required and values[name] in (None, ""):
            problems.append(Problem(name, f"请填写{field.label}"))
            values[name] = value
    return replace(entry, **values), problems  # type: ignore[type-var]


def _clean(field: Field, name: str, entry: object) -> Any:
    value = getattr(entry, name)
    if name == "id_card_no" and getattr(entry, "id_kind", None) not in (None, STATE_ID):
        return _other_number(value)
    return field.kind.parse(field.kind.format(value))


def _other_number(value: str | None) -> str | None:
    number = "".join(folded(value or "").split()).upper()
    if len(number) > 30:
        raise Misfit("证件号码太长了，最多 30 个字，请核对")
    return number or None


def completed(entry: ResidentEntry) -> ResidentEntry:
    """The entry with sex and birth date from the identity number where they are empty."""
    if entry.id_kind not in (None, STATE_ID):
        return entry
    return replace(
        entry,
        sex=entry.sex or id_sex(entry.id_card_no),
        birth_date=entry.birth_date or id_birth(entry.id_card_no),
    )


def resident_problems(entry: ResidentEntry, today: dt.date) -> list[Problem]:
    """What keeps a resident out, beyond what the kinds of the fields say."""
    problems = []
    if entry.birth_date and first_day(entry.birth_date) > today:
        problems.append(Problem("birth_date", f"出生日期 {entry.birth_date} 在今天之后，请核对"))
    elif (age := age_on(entry.birth_date, today)) is not None and age > OLDEST:
        problems.append(
            Problem("birth_date", f"按出生日期已有 {age} 岁，超过 {OLDEST} 岁，请核对年份")
        )
    return problems


def arrival_problems(on: dt.date, birth: str | None, today: dt.date) -> list[Problem]:
    """Nobody arrives tomorrow, or before being born."""
    if on > today:
        return [Problem("arrived_on", "迁入日期在今天之后，请核对")]
    if birth and first_day(birth) > on:
        return [Problem("arrived_on", f"迁入日期早于出生日期 {birth}，请核对")]
    return []


def resident_warnings(entry: ResidentEntry) -> list[str]:
    """What looks wrong but is taken as typed: the user knows better than the number."""
    if not entry.id_card_no or entry.id_kind not in (None, STATE_ID):
        return []
    try:
        number = IdCard().parse(entry.id_card_no)
    except Misfit:
        return []
    warnings = []
    said = id_sex(number)
    if entry.sex in ("男", "女") and entry.sex != said:
        warnings.append(f"性别填的是{entry.sex}，身份证号码表示{said}，已按所填的保存，请核对。")
    born = id_birth(number)
    if entry.birth_date and born and not born.startswith(entry.birth_date):
        warnings.append("出生日期与身份证号码里的不一致，已按所填的保存，请核对。")
    return warnings


def tag_problems(start: dt.date | None, end: dt.date | None) -> list[Problem]:
    """A tag never ends before it starts."""
    if start and end and end < start:
        return [Problem("end_on", "结束日期早于开始日期，请核对")]
    return []
