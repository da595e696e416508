"""People who go to another household, leave, die, and live here again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.people.households import enter, living_household
from app.people.leaving import Asked, Going, Leaving, asked_of, bring_pets, dwelling_of, settle
from app.people.moves import elsewhere_of, note_move
from app.people.storing import Saved, found, put
from app.people.tags import open_on
from app.people.words import RESIDENT_STATUS, STATUS_WORDS
from db.models import Household, Move, Resident


def move(
    book: Book,
    resident_id: int,
    household_id: int | None,
    on: dt.date,
    leaving: Leaving | None = None,
) -> Saved:
    """调整: put a resident into another household, or into none, from a day on.

    Somebody from outside joins the register by it (迁入). Raises as `set_status` for what is
    open: posts of the 楼组 that is left, the account of a household that is empty then.
    """
    with book.write("调整所在户") as session:
        record = found(session, Resident, resident_id)
        if household_id is not None:
            living_household(session, household_id)
        if record.status != "living":
            word = STATUS_WORDS[record.status]
            raise Refused(f"{record.full_name}已登记为{word}，请先恢复在住，再换户。")
        if record.household_id == household_id and record.listed:
            return Saved(resident_id)
        note_move(
            session, book.ids, resident_id, "调整" if record.listed else "迁入", on,
            from_household=record.household_id, to_household=household_id,
            from_status=record.status if record.listed else None, to_status=record.status,
        )  # fmt: skip
        going = _going_over(session, record, household_id, on)
        warnings = list(_go(book, session, record, going, leaving, "moved_out"))
        put(record, {"listed": True})
        if record.household_id != household_id and record.relation_to_head:
            # A relation is to the head of the household that the person leaves.
            put(record, {"relation_to_head": None})
        bring_pets(session, [resident_id], household_id)
        return Saved(resident_id, (*warnings, *enter(session, record, household_id)))


def set_status(
    book: Book,
    resident_id: int,
    status: str,
    on: dt.date,
    leaving: Leaving | None = None,
    *,
    elsewhere: str | None = None,
) -> Saved:
    """在住, 迁出 or 去世 (`living`, `moved_out`, `deceased`) from a day on.

    Leaving ends the care tags. Raises StillOpen naming the posts and pets, and the account of
    the household whose last living member leaves, unless `leaving` says what becomes of them.
    `elsewhere` is where somebody goes to or comes back from.
    """
    if status not in RESIDENT_STATUS.options:
        raise Invalid.of("status", "状态应是在住、迁出或去世")
    word = STATUS_WORDS[status]
    with book.write(f"居民{word}" if status != "living" else "居民恢复在住") as session:
        record = found(session, Resident, resident_id)
        if record.status == status:
            return Saved(resident_id)
        home = record.household_id
        if status == "living":
            home = _home_of_return(session, record)
        note_move(
            session, book.ids, resident_id, word if status != "living" else "恢复", on,
            from_household=record.household_id, to_household=home,
            from_status=record.status, to_status=status, elsewhere=elsewhere_of(elsewhere),
        )  # fmt: skip
        if status == "living":
            record.status = status
            return Saved(resident_id, _home_again(session, record, home))
        going = _going(session, record, status, on)
        warnings = _go(book, session, record, going, leaving, status)
        record.status = status
        for tag in session.scalars(open_on(resident_id, on)):
            tag.end_on = max(on, tag.start_on or on)
        return Saved(resident_id, warnings)


def asked_of_person(book: Book, resident_id: int, status: str, on: dt.date) -> tuple[Asked, ...]:
    """What would be asked if a person left or died on a day."""
    return asked_of(
        book, lambda session: _going(session, found(session, Resident, resident_id), status, on)
    )


def _going(session: Session, record: Resident, status: str, on: dt.date) -> Going:
    """What it means that a person leaves or dies on a day."""
    behind = _others(session, record) if record.status == "living" else ()
    last = record.status == "living" and not behind
    return Going(
        on,
        STATUS_WORDS[status],
        people=(record.id,),
        household=_standing_home(session, record) if last else None,
        emptied="户内已无在住成员",
        behind=behind,
    )


def _going_over(session: Session, record: Resident, home: int | None, on: dt.date) -> Going:
    """What it means that a person goes to another household (None for none) on a day."""
    behind = _others(session, record)
    return Going(
        on,
        "调整",
        people=() if home is None else (record.id,),
        dwelling=dwelling_of(session, home),
        household=None if behind else _standing_home(session, record),
        emptied="户内已无在住成员",
        behind=behind,
    )


def _standing_home(session: Session, record: Resident) -> int | None:
    if record.household_id is None:
        return None
    household = found(session, Household, record.household_id)
    return household.id if household.status == "living" else None


def _others(session: Session, record: Resident) -> tuple[int, ...]:
    if record.household_id is None:
        return ()
    return tuple(
        session.scalars(
            select(Resident.id).where(
                Resident.household_id == record.household_id,
                Resident.status == "living",
                Resident.id != record.id,
            )
        )
    )


def _go(
    book: Book,
    session: Session,
    record: Resident,
    going: Going,
    leaving: Leaving | None,
    status: str,
) -> tuple[str, ...]:
    """Settle what is open; a household that nobody lives in any more ends with it."""
    settled = settle(book, session, going, leaving)
    said = settled.warnings
    if going.behind and record.relation_to_head == "户主" and record.status == "living":
        return (*said, "离开的是户主，请为这一户另定户主。")
    if going.household is None or "account" in settled.kept:
        return said
    gone, word = ("vacant", "空关") if status == "deceased" else ("moved_out", "迁出")
    household = found(session, Household, going.household)
    put(household, {"status": gone, "moved_out_on": going.on})
    return (*said, f"这一户已没有在住成员，已同时标为{word}。")


def _home_of_return(session: Session, record: Resident) -> int | None:
    """The household of somebody who is here again; of one that was joined, the one it went into."""
    home = record.household_id
    seen: set[int] = set()
    while home is not None and home not in seen:
        seen.add(home)
        if found(session, Household, home).status != "dissolved":
            return home
        home = session.scalars(
            select(Move.to_household_id)
            .where(Move.from_household_id == home, Move.kind == "并户")
            .order_by(Move.id.desc())
        ).first()
    return None


def _home_again(session: Session, record: Resident, home: int | None) -> tuple[str, ...]:
    before = record.household_id
    put(record, {"household_id": home})
    bring_pets(session, [record.id], home)
    if home is None:
        return () if before is None else ("原来的户已经注销，请为其选择所在户。",)
    household = found(session, Household, home)
    said: tuple[str, ...] = ()
    if home != before:
        put(record, {"relation_to_head": None})
        said = ("原来的户已并入别的户，已归入并入后的户，请核对与户主关系。",)
    if household.status == "living":
        return said
    put(household, {"status": "living", "moved_out_on": None})
    return (*said, "所在的户已同时恢复为在住。")
