"""What of the register cannot be right, or should be looked at: each fault gives ids.

Whatever the database can judge by itself it judges; only names and telephones are read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from app.kinds import Misfit, PersonName, Phone
from app.people.limits import born_by
from app.people.merging.identity import sound_number
from app.people.order import plain_rows
from app.people.pet_records import DOG
from app.people.rules import STATE_ID
from db.models import (
    Building,
    BuildingGroup,
    CareTag,
    Dwelling,
    Household,
    LeaderTerm,
    Pet,
    Resident,
)

OLD, OLD_TAG = 80, "高龄"
OLDEST = 110
"""Years; a living person who is older is most likely a slip of the pen."""

SHARED = 3
"""People who may have one telephone number without anybody wondering."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_TITLES = re.compile("先生|女士|某|户主|无名")
_STRANGE = re.compile(r"[?？*＊□■\ufffd\ue000-\uf8ff0-9_#@&=+~<>{}\[\]|\\/]")
_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_REPEATED = re.compile(r"(\d)\1{6,}")


class Look:
    """One look at the register on a day; what several faults need is read once."""

    def __init__(self, session: Session, today: dt.date) -> None:
        self.session = session
        self.today = today

    @cached_property
    def people(self) -> list[tuple[int, str, str | None, int | None]]:
        """Everybody who lives here: id, name, telephones, household."""
        query = select(
            Resident.id, Resident.full_name, Resident.phone, Resident.household_id
        ).where(*_here())
        return plain_rows(self.session, query)

    @cached_property
    def members(self) -> set[tuple[int | None, str]]:
        """Household and name of everybody who lives here; those without a household too."""
        return {(home, name) for _, name, _, home in self.people}

    @cached_property
    def lived_in(self) -> set[int | None]:
        """The households with somebody in them."""
        return {row[3] for row in self.people}

    @cached_property
    def heads(self) -> dict[int, list[str]]:
        """The names of the heads among the living members, by household."""
        query = select(Resident.household_id, Resident.full_name).where(
            *_here(), Resident.relation_to_head == "户主", Resident.household_id.is_not(None)
        )
        found: defaultdict[int, list[str]] = defaultdict(list)
        for home, name in plain_rows(self.session, query):
            found[home].append(name)
        return dict(found)

    @cached_property
    def homes(self) -> list[tuple[int, str | None]]:
        """Every household that is lived in, with the name of its head."""
        query = select(Household.id, Household.head_name).where(Household.status == "living")
        return plain_rows(self.session, query.order_by(Household.id))

    @cached_property
    def tagged_old(self) -> set[int]:
        """Everybody whose tag 高龄 stands."""
        query = select(CareTag.resident_id).where(
            CareTag.tag == OLD_TAG, or_(CareTag.end_on.is_(None), CareTag.end_on > self.today)
        )
        return {row[0] for row in plain_rows(self.session, query)}

    @cached_property
    def bad_numbers(self) -> list[int]:
        """Those whose identity number cannot be right."""
        number = Resident.id_card_no
        query = select(Resident.id, number).where(
            *_here(), Resident.id_kind == STATE_ID, number.is_not(None), _doubtful(number)
        )
        rows = plain_rows(self.session, query.order_by(Resident.id))
        return [row_id for row_id, said in rows if not sound_number(STATE_ID, said)]


def _here() -> tuple[ColumnElement[bool], ...]:
    return (Resident.status == "living", Resident.archived_on.is_(None))


def _digit(number: Any, at: int) -> ColumnElement[int]:
    return cast(func.substr(number, at, 1), Integer)


def _doubtful(number: Any) -> ColumnElement[bool]:
    # The check of the number itself in SQL: of 100,000 numbers only the doubtful ones are read.
    weighed = sum(
        (_digit(number, at) * weight for at, weight in enumerate(_WEIGHTS[1:], 2)),
        start=_digit(number, 1) * _WEIGHTS[0],
    )
    check = func.substr(_CHECKS, weighed % 11 + 1, 1)
    month, day = (cast(func.substr(number, at, 2), Integer) for at in (11, 13))
    return or_(
        func.length(number) != 18,
        check != func.substr(number, 18, 1),
        ~month.between(1, 12),
        ~day.between(1, 28),
    )


# People


def bad_numbers(look: Look) -> list[int]:
    """Identity numbers whose check character or birthday is wrong."""
    return look.bad_numbers


def differing_numbers(look: Look) -> list[int]:
    """People whose birth date or sex is not that of their sound number."""
    number = Resident.id_card_no
    new = func.length(number) == 18
    digits = case((new, func.substr(number, 7, 8)), else_="19" + func.substr(number, 7, 6))
    born = (
        func.substr(digits, 1, 4) + "-" + func.substr(digits, 5, 2) + "-" + func.substr(digits, 7)
    )
    odd = case((new, _digit(number, 17)), else_=_digit(number, 15)) % 2
    birth = Resident.birth_date
    query = select(Resident.id).where(
        *_here(),
        Resident.id_kind == STATE_ID,
        func.length(number).in_((15, 18)),
        or_(
            func.substr(born, 1, func.length(birth)) != birth,
            and_(Resident.sex == "男", odd == 0),
            and_(Resident.sex == "女", odd == 1),
        ),
    )
    bad = set(look.bad_numbers)
    rows = plain_rows(look.session, query.order_by(Resident.id))
    return [row[0] for row in rows if row[0] not in bad]


def shared_phones(look: Look) -> list[int]:
    """People whose number more than three have who are not of one household."""
    counts: Counter[str] = Counter()
    for _, _, phone, _ in look.people:
        if phone:
            counts.update(phone.split("、") if "、" in phone else (phone,))
    many = {phone for phone, count in counts.items() if count > SHARED}
    if not many:
        return []
    users: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for row_id, _, phone, home in look.people:
        for part in many.intersection((phone or "").split("、")):
            users[part].append((row_id, home or -row_id))
    found: dict[int, None] = {}
    for _, people in sorted(users.items()):
        if len({home for _, home in people}) > 1:
            found.update(dict.fromkeys(row_id for row_id, _ in people))
    return list(found)


def no_phones(look: Look) -> list[int]:
    """People with a telephone that is none."""
    mobile, repeated = _MOBILE.fullmatch, _REPEATED.search
    return [
        row_id
        for row_id, _, phone, _ in look.people
        if phone and (not mobile(phone) or repeated(phone))
        if _no_phone(phone)
    ]


def _no_phone(text: str) -> bool:
    try:
        Phone().parse(text)
    except Misfit:
        return True
    return any(_REPEATED.search(part) for part in text.split("、"))


def odd_names(look: Look) -> list[int]:
    """Names with signs that no name has."""
    plain, titled = _PLAIN_NAME.fullmatch, _TITLES.search
    return [
        row_id
        for row_id, name, _, _ in look.people
        if not plain(name) or titled(name)
        if _odd_name(name)
    ]


def _odd_name(name: str) -> bool:
    if _STRANGE.search(name) or _TITLES.search(name) or (_HAN.search(name) and _LATIN.search(name)):
        return True
    if len(name) < 2:
        return True
    try:
        return PersonName().parse(name) != name
    except Misfit:
        return True


def odd_births(look: Look) -> list[int]:
    """Birth dates in the future, or of people older than anybody is."""
    query = select(Resident.id).where(
        *_here(),
        or_(
            Resident.birth_date > look.today.isoformat(),
            Resident.birth_date <= born_by(OLDEST + 1, look.today),
        ),
    )
    return _ids(look, query.order_by(Resident.id))


def tagged_too_young(look: Look) -> list[int]:
    """People under 80 with the tag 高龄."""
    if not look.tagged_old:
        return []
    query = select(Resident.id).where(*_here(), Resident.birth_date > born_by(OLD, look.today))
    return sorted(look.tagged_old.intersection(_ids(look, query)))


def old_without_tag(look: Look) -> list[int]:
    """People of 80 and more in the register without the tag 高龄."""
    query = select(Resident.id).where(
        *_here(),
        Resident.listed.is_(True),
        Resident.birth_date <= born_by(OLD, look.today),
        Resident.birth_date > born_by(OLDEST + 1, look.today),
    )
    old = _ids(look, query.order_by(Resident.birth_date, Resident.id))
    return [row_id for row_id in old if row_id not in look.tagged_old]


def without_home(look: Look) -> list[int]:
    """People of the register without a dwelling."""
    query = select(Resident.id).where(
        *_here(), Resident.listed.is_(True), Resident.household_id.is_(None)
    )
    return _ids(look, query.order_by(Resident.id))


def gone_in_office(look: Look) -> list[int]:
    """Terms of people who have died or moved away, and that go on."""
    query = (
        select(LeaderTerm.id)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(
            Resident.status != "living",
            or_(LeaderTerm.end_on.is_(None), LeaderTerm.end_on > look.today),
        )
    )
    return _ids(look, query.order_by(LeaderTerm.id))


# Homes


def without_head(look: Look) -> list[int]:
    """Households with people in them and no head."""
    return [
        home
        for home, head in look.homes
        if not head and home in look.lived_in and home not in look.heads
    ]


def two_heads(look: Look) -> list[int]:
    """Households with more than one head."""
    return sorted(home for home, names in look.heads.items() if len(names) > 1)


def strange_heads(look: Look) -> list[int]:
    """Households whose head by name is none of the members, or not the one who is the head."""
    found = []
    for home, head in look.homes:
        if not head or home not in look.lived_in:
            continue
        names = look.heads.get(home, ())
        if (home, head) not in look.members or (len(names) == 1 and names[0] != head):
            found.append(home)
    return found


def empty_homes(look: Look) -> list[int]:
    """Households that count as lived in although nobody is left in them."""
    empty = [(home, head) for home, head in look.homes if home not in look.lived_in]
    if not empty:
        return []
    query = select(Resident.household_id).where(Resident.status != "living").distinct()
    had_people = {row[0] for row in plain_rows(look.session, query)}
    return [home for home, head in empty if home in had_people or not head]


def without_group(look: Look) -> list[int]:
    """Doors outside any 楼组, in compounds that have 楼组."""
    grouped = select(BuildingGroup.compound_id).where(BuildingGroup.ended_on.is_(None))
    query = (
        select(Dwelling.id)
        .join(Building, Building.id == Dwelling.building_id)
        .where(Dwelling.building_group_id.is_(None), Building.compound_id.in_(grouped))
    )
    return _ids(look, query.order_by(Building.id, Dwelling.room_no, Dwelling.id))


def many_dogs(look: Look) -> list[int]:
    """Dogs of households that keep more than one."""
    rows = plain_rows(
        look.session,
        select(Pet.id, func.coalesce(Pet.household_id, Resident.household_id, -Resident.id))
        .join(Resident, Resident.id == Pet.owner_resident_id)
        .where(Pet.status == "kept", Pet.species == DOG)
        .order_by(Pet.id),
    )
    counts = Counter(home for _, home in rows)
    many = [(home, pet) for pet, home in rows if counts[home] > 1]
    return [pet for _, pet in sorted(many)]


def left_pets(look: Look) -> list[int]:
    """Pets that are kept by somebody who is not here any more."""
    query = (
        select(Pet.id)
        .join(Resident, Resident.id == Pet.owner_resident_id)
        .where(Pet.status == "kept", Resident.status != "living")
    )
    return _ids(look, query.order_by(Pet.id))


def _ids(look: Look, query: Any) -> list[int]:
    return [row[0] for row in plain_rows(look.session, query)]
