"""宠物: recording and changing them, what becomes of them, and their list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, check
from app.kinds import folded
from app.people.limits import door_limits
from app.people.lists import chunks, in_order
from app.people.order import dwelling_ranks
from app.people.pet_records import (
    DOG,
    SOON,
    STATUS_WORDS,
    PetEntry,
    PetRow,
    pet_problems,
    pet_warnings,
    unlicensed,
    vaccine_due,
)
from app.people.places import door_label
from app.people.storing import Saved, found, known_of, problems_of, put, values_of
from db.models import Building, Compound, Dwelling, Household, Pet, Resident

_HOME: ColumnElement[int | None] = func.coalesce(Resident.household_id, Pet.household_id)
"""Where a pet is: with its owner; its own link stands for owners of no household."""


@dataclass(frozen=True)
class PetFilter:
    """Which pets: empty fields do not limit. `due` finds those with something to see to."""

    text: str = ""
    species: str = ""
    status: str | None = "kept"
    compound_id: int | None = None
    household_id: int | None = None
    owner_id: int | None = None
    due: bool = False


def add_pet(book: Book, owner_id: int, entry: PetEntry, today: dt.date) -> Saved:
    """Record a pet of a resident; warns of a second dog, a missing licence, an old vaccination.

    Raises Invalid.
    """
    with book.write("登记宠物") as session:
        owner = found(session, Resident, owner_id)
        clean, problems = problems_of(entry)
        check([*problems, *pet_problems(clean, today), *_clashes(session, clean, None)])
        record = Pet(
            id=book.ids.next_id(),
            owner_resident_id=owner_id,
            household_id=owner.household_id,
            **values_of(clean),
        )
        dogs = _dogs(session, owner, record.id)
        session.add(record)
        return Saved(record.id, pet_warnings(clean, today, other_dogs=dogs))


def edit_pet(
    book: Book, pet_id: int, entry: PetEntry, today: dt.date, owner_id: int | None = None
) -> Saved:
    """Change a pet, and its owner if one is given."""
    with book.write("修改宠物") as session:
        record = found(session, Pet, pet_id)
        owner = found(session, Resident, owner_id or record.owner_resident_id)
        clean, problems = problems_of(entry, known_of(record, PetEntry))
        check([*problems, *pet_problems(clean, today), *_clashes(session, clean, pet_id)])
        put(record, values_of(clean))
        if owner.id != record.owner_resident_id:
            put(record, {"owner_resident_id": owner.id, "household_id": owner.household_id})
        if record.status != "kept":
            return Saved(pet_id)
        dogs = _dogs(session, owner, pet_id)
        return Saved(pet_id, pet_warnings(clean, today, other_dogs=dogs))


def set_pet_status(book: Book, pet_id: int, status: str) -> None:
    """在养, 已转让, 已死亡 or 走失 (`kept`, `given`, `dead`, `lost`)."""
    if status not in STATUS_WORDS:
        raise Invalid.of("status", "状态应是在养、已转让、已死亡或走失")
    with book.write(f"宠物{STATUS_WORDS[status]}") as session:
        put(found(session, Pet, pet_id), {"status": status})


def _clashes(session: Session, entry: PetEntry, own: int | None) -> list[Problem]:
    problems = []
    for name, words in (("license_no", "犬证号"), ("chip_no", "电子标识")):
        value = getattr(entry, name)
        if not value:
            continue
        row = session.execute(
            select(Pet.id, Pet.name, Resident.full_name)
            .join(Resident, Resident.id == Pet.owner_resident_id)
            .where(getattr(Pet, name) == value, Pet.status == "kept")
        ).first()
        if row is not None and row.id != own:
            whose = f"{row.full_name}家的{row.name or '宠物'}"
            problems.append(Problem(name, f"这个{words}已登记给{whose}，请核对"))
    return problems


def _dogs(session: Session, owner: Resident, own: int) -> int:
    same: ColumnElement[bool] = Pet.owner_resident_id == owner.id
    if owner.household_id is not None:
        same = or_(same, _HOME.in_((owner.household_id,)))
    query = (
        select(func.count(Pet.id))
        .join(Resident, Resident.id == Pet.owner_resident_id)
        .where(Pet.species == DOG, Pet.status == "kept", Pet.id != own, same)
    )
    return session.scalar(query) or 0


def pet_ids(book: Book, where: PetFilter, today: dt.date) -> list[int]:
    """Ids of the pets meant, door by door."""
    # Those of one person or home stand at one door: no need to know the order of all doors.
    of_one = where.owner_id is not None or where.household_id is not None
    with book.read() as session:
        ranks = {} if of_one else dwelling_ranks(session)
        query = _placed(select(Pet.id, Household.dwelling_id)).where(*_limits(where))
        rows = sorted(
            session.execute(query).tuples(),
            key=lambda row: (row[1] is None, ranks.get(row[1] or 0, 0), row[0]),
        )
        ids = [row[0] for row in rows]
    if not where.due:
        return ids
    known = pet_rows(book, ids)
    return [row_id for row_id in ids if pressing(known[row_id], today)]


def pets_ending(book: Book, today: dt.date) -> list[PetRow]:
    """Pets whose vaccination or licence has ended or ends soon."""
    soon = today + dt.timedelta(days=SOON)
    # A vaccination without a day of its end holds for a year.
    given = and_(Pet.vaccine_expire_on.is_(None), Pet.rabies_vaccine_on <= _year_before(soon))
    ends = or_(Pet.vaccine_expire_on <= soon, Pet.license_expire_on <= soon, given)
    with book.read() as session:
        ids = session.scalars(select(Pet.id).where(Pet.status == "kept", ends)).all()
    return [row for row in pet_rows(book, ids).values() if pressing(row, today)]


def _year_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=365)


def pressing(pet: PetRow, today: dt.date) -> bool:
    """Whether something of a pet has to be seen to: vaccination, licence."""
    if pet.status != "kept":
        return False
    soon = today + dt.timedelta(days=SOON)
    days = (vaccine_due(pet), pet.license_expire_on)
    return unlicensed(pet, today) or any(day is not None and day <= soon for day in days)


def pet_rows(book: Book, ids: Sequence[int]) -> dict[int, PetRow]:
    """The rows of some pets by id."""
    rows: dict[int, PetRow] = {}
    with book.read() as session:
        for some in chunks(ids):
            query = _placed(
                select(
                    Pet, Resident.full_name, Resident.phone, _HOME, Compound.name,
                    Building.key, Dwelling.unit, Dwelling.room_no,
                )
            ).where(Pet.id.in_(some))  # fmt: skip
            for pet, owner, phone, home, compound, building, unit, room in session.execute(query):
                rows[pet.id] = PetRow(
                    **known_of(pet, PetEntry),
                    id=pet.id,
                    owner_id=pet.owner_resident_id,
                    household_id=home,
                    owner=owner,
                    phone=phone,
                    compound=compound or "",
                    door=door_label(building, unit, room) if building else "",
                    status=pet.status,
                )
    return in_order(rows, ids)


def _placed(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(Pet)
        .join(Resident, Resident.id == Pet.owner_resident_id)
        .outerjoin(Household, Household.id == _HOME)
        .outerjoin(Dwelling, Dwelling.id == Household.dwelling_id)
        .outerjoin(Building, Building.id == Dwelling.building_id)
        .outerjoin(Compound, Compound.id == Building.compound_id)
    )


def _limits(where: PetFilter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if where.species:
        limits.append(Pet.species == where.species)
    if where.status:
        limits.append(Pet.status == where.status)
    if where.compound_id is not None:
        limits.append(Building.compound_id == where.compound_id)
    if where.household_id is not None:
        limits.append(_HOME.in_((where.household_id,)))
    if where.owner_id is not None:
        limits.append(Pet.owner_resident_id == where.owner_id)
    word = "".join(folded(where.text).split())
    if word:
        texts = (Pet.name, Pet.breed, Pet.license_no, Pet.chip_no, Resident.full_name)
        ways: list[Any] = [column.contains(word, autoescape=True) for column in texts]
        ways.append(Resident.name_initials.startswith(word.lower(), autoescape=True))
        ways += [Household.dwelling_id.in_(_doors(some)) for some in door_limits(word)]
        limits.append(or_(*ways))
    return limits


def _doors(limits: Sequence[ColumnElement[bool]]) -> Select[Any]:
    return select(Dwelling.id).join(Building, Building.id == Dwelling.building_id).where(*limits)
