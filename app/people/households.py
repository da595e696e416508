"""Households: recording them, their head, and their moving out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.people.leaving import Asked, Going, Leaving, asked_of, settle
from app.people.moves import note_move
from app.people.records import HouseholdEntry
from app.people.storing import Saved, checked, found, known_of, put, values_of
from app.people.tags import open_on
from db.models import Dwelling, Household, Resident

CHECK_RELATIONS = "户主变了，请核对其他成员“与户主关系”。"


def add_household(book: Book, dwelling_id: int, entry: HouseholdEntry) -> Saved:
    """Record a household at a door; a second living one of the same head is only warned of."""
    with book.write("登记户") as session:
        found(session, Dwelling, dwelling_id)
        clean = checked(entry)
        warnings = _same_head(session, dwelling_id, clean.head_name)
        record = Household(id=book.ids.next_id(), dwelling_id=dwelling_id, **values_of(clean))
        session.add(record)
        return Saved(record.id, warnings)


def _same_head(session: Session, dwelling_id: int, head: str | None) -> tuple[str, ...]:
    if not head:
        return ()
    same = session.scalars(
        select(Household.id).where(
            Household.dwelling_id == dwelling_id,
            Household.head_name == head,
            Household.status == "living",
        )
    ).first()
    return (f"这套房屋已有一户户主是{head}，请核对是不是同一户。",) if same else ()


def edit_household(book: Book, household_id: int, entry: HouseholdEntry) -> None:
    """Change a household; who is its head among the members is changed by `set_head`."""
    with book.write("修改户") as session:
        record = found(session, Household, household_id)
        put(record, values_of(checked(entry, known_of(record, HouseholdEntry))))


def set_head(book: Book, household_id: int, resident_id: int) -> Saved:
    """Make a living member the head; the relations of the others are for the office to check."""
    with book.write("变更户主") as session:
        household = found(session, Household, household_id)
        person = found(session, Resident, resident_id)
        if person.household_id != household_id or person.status != "living":
            raise Refused(f"{person.full_name}不是这一户的在住成员，不能设为户主。")
        warnings: tuple[str, ...] = ()
        for other in session.scalars(
            select(Resident).where(
                Resident.household_id == household_id,
                Resident.relation_to_head == "户主",
                Resident.id != resident_id,
            )
        ).all():
            other.relation_to_head = None
            warnings = (CHECK_RELATIONS,)
        put(person, {"relation_to_head": "户主"})
        put(household, {"head_name": person.full_name})
        return Saved(household_id, warnings)


def living_household(session: Session, household_id: int) -> Household:
    """A household that lives here; raises Refused for one that has left."""
    household = found(session, Household, household_id)
    if household.status != "living":
        raise Refused("这一户已经不在住了，请选择在住的户，或先新登记一户。")
    return household


def enter(session: Session, record: Resident, household_id: int | None) -> list[str]:
    """Put somebody into a household (None for none); a head gives it the name, if it has none."""
    put(record, {"household_id": household_id})
    if household_id is None or record.relation_to_head != "户主":
        return []
    household = found(session, Household, household_id)
    others = session.scalars(
        select(Resident).where(
            Resident.household_id == household_id,
            Resident.relation_to_head == "户主",
            Resident.id != record.id,
            Resident.status == "living",
        )
    ).all()
    if others:
        return [f"这一户已有户主{others[0].full_name}，现在有两位户主，请核对。"]
    put(household, {"head_name": record.full_name})
    return []


def move_out(
    book: Book,
    household_id: int,
    on: dt.date,
    leaving: Leaving | None = None,
    *,
    elsewhere: str | None = None,
) -> Saved:
    """迁出: the household and all its living members leave on a day.

    Raises StillOpen naming posts and the account of points unless `leaving` says what becomes
    of them; Invalid for a day before the household moved in.
    """
    with book.write("整户迁出") as session:
        record = found(session, Household, household_id)
        if record.status != "living":
            raise Refused("这一户已经不在住了。")
        if record.moved_in_on and on < record.moved_in_on:
            raise Invalid.of("on", "迁出日期早于入住日期，请核对")
        members = members_of(session, household_id)
        settled = settle(book, session, _going(record, members, on), leaving)
        for member in members:
            note_move(
                session, book.ids, member.id, "迁出", on,
                from_household=household_id, to_household=household_id,
                from_status=member.status, to_status="moved_out", elsewhere=elsewhere,
            )  # fmt: skip
            member.status = "moved_out"
            for tag in session.scalars(open_on(member.id, on)):
                tag.end_on = max(on, tag.start_on or on)
        put(record, {"status": "moved_out", "moved_out_on": on})
        return Saved(household_id, settled.warnings)


def asked_of_household(book: Book, household_id: int, on: dt.date) -> tuple[Asked, ...]:
    """What would be asked if a household moved out on a day."""

    def going(session: Session) -> Going:
        record = found(session, Household, household_id)
        return _going(record, members_of(session, household_id), on)

    return asked_of(book, going)


def members_of(session: Session, household_id: int) -> list[Resident]:
    """Who lives in a household, in the order of recording."""
    query = select(Resident).where(
        Resident.household_id == household_id, Resident.status == "living"
    )
    return list(session.scalars(query.order_by(Resident.id)))


def _going(record: Household, members: Sequence[Resident], on: dt.date) -> Going:
    return Going(
        on,
        "迁出",
        people=tuple(member.id for member in members),
        household=record.id,
        emptied="整户迁出",
    )
