"""Residents: recording and changing them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import pinyin
from app.book import Book
from app.errors import Refused, check
from app.people.households import CHECK_RELATIONS, enter, living_household
from app.people.moves import note_move
from app.people.records import ResidentEntry
from app.people.rules import (
    STATE_ID,
    arrival_problems,
    completed,
    resident_problems,
    resident_warnings,
)
from app.people.storing import Saved, found, known_of, problems_of, put, values_of
from app.people.tags import open_on, turn_to
from app.people.where import whereabouts
from db.models import Household, Resident


def add_resident(
    book: Book,
    entry: ResidentEntry,
    today: dt.date,
    household_id: int | None = None,
    *,
    listed: bool = True,
    arrived_on: dt.date | None = None,
    elsewhere: str | None = None,
) -> Saved:
    """Record a resident, in a household or without a known one.

    With a day of arrival a 迁入 is noted; without one the person counts as having always been
    here. `elsewhere` is where somebody comes from.

    Raises Invalid, and Refused naming who has the same identity number already. A post-holder
    from outside the register with this number and name is taken into it. Not `listed` is for
    post-holders who do not live here, such as most 街面长.
    """
    with book.write("登记居民") as session:
        if household_id is not None:
            living_household(session, household_id)
        clean, problems = problems_of(replace(entry, id_kind=entry.id_kind or STATE_ID))
        clean = completed(clean)
        arrival = arrival_problems(arrived_on, clean.birth_date, today) if arrived_on else []
        check([*problems, *resident_problems(clean, today), *arrival])
        known = _same_number(session, clean, None)
        warnings = list(resident_warnings(clean))
        if known is not None and not listed:
            return Saved(known.id, tuple(warnings))
        if known is not None:
            warnings.append(f"{known.full_name}已作为任职人员登记，已归入居民名册。")
            values = {name: value for name, value in _columns(clean).items() if value}
            put(known, values | {"listed": True, "status": "living"})
            record = known
        else:
            warnings += _look_alikes(session, clean, household_id)
            record = Resident(id=book.ids.next_id(), listed=listed, **_columns(clean))
            session.add(record)
        session.flush()
        if arrived_on is not None:
            note_move(
                session, book.ids, record.id, "迁入", arrived_on,
                from_household=None, to_household=household_id,
                from_status=None, to_status=record.status, elsewhere=elsewhere,
            )  # fmt: skip
        warnings += enter(session, record, household_id)
        turn_to(session, book.ids, record.id, clean.care_tags, today)
        return Saved(record.id, tuple(warnings))


def edit_resident(book: Book, resident_id: int, entry: ResidentEntry, today: dt.date) -> Saved:
    """Change a resident; only what differs is written. Raises as `add_resident`."""
    with book.write("修改居民") as session:
        record = found(session, Resident, resident_id)
        tags = tuple(tag.tag for tag in session.scalars(open_on(resident_id, today)))
        known = known_of(record, ResidentEntry) | {"care_tags": tags}
        clean, problems = problems_of(replace(entry, id_kind=entry.id_kind or STATE_ID), known)
        clean = completed(clean)
        if clean.birth_date != record.birth_date:
            problems += resident_problems(clean, today)
        check(problems)
        number = (record.id_kind, record.id_card_no)
        if (clean.id_kind, clean.id_card_no) != number:
            _same_number(session, clean, record)
        warnings = list(resident_warnings(clean))
        warnings += _follow_head(session, record, clean)
        put(record, _columns(clean))
        if set(clean.care_tags) != set(tags):
            turn_to(session, book.ids, record.id, clean.care_tags, today)
        return Saved(resident_id, tuple(warnings))


def _columns(entry: ResidentEntry) -> dict[str, object]:
    return values_of(entry, without=("care_tags",)) | {
        "name_pinyin": pinyin.full(entry.full_name),
        "name_initials": pinyin.initials(entry.full_name),
    }


def _same_number(session: Session, entry: ResidentEntry, own: Resident | None) -> Resident | None:
    """A post-holder outside the register with this number and name; Refused for anybody else."""
    if not entry.id_card_no:
        return None
    other = session.scalars(
        select(Resident).where(
            Resident.id_kind == (entry.id_kind or STATE_ID),
            Resident.id_card_no == entry.id_card_no,
        )
    ).first()
    if other is None or other is own:
        return None
    if own is None and not other.listed and other.full_name == entry.full_name:
        return other
    place = whereabouts(session, other.id)
    raise Refused(
        f"这个身份证号码已登记给{place}的{other.full_name}。"
        "如果是同一个人，请直接修改那份资料；如果不是，请核对号码。"
    )


def _look_alikes(session: Session, entry: ResidentEntry, household_id: int | None) -> list[str]:
    others = session.scalars(
        select(Resident).where(Resident.full_name == entry.full_name, Resident.status == "living")
    )
    phones = set((entry.phone or "").split("、")) - {""}
    said = []
    for other in others:
        if entry.id_card_no and other.id_card_no:
            continue
        same = [
            word
            for word, alike in (
                ("出生日期", entry.birth_date and entry.birth_date == other.birth_date),
                ("电话", not phones.isdisjoint((other.phone or "").split("、"))),
                ("户", household_id is not None and household_id == other.household_id),
            )
            if alike
        ]
        if same:
            place = whereabouts(session, other.id)
            said.append(
                f"{place}已有同名且{'、'.join(same)}相同的{other.full_name}，请核对是否重复登记。"
            )
    return said


def _follow_head(session: Session, record: Resident, entry: ResidentEntry) -> list[str]:
    if record.household_id is None:
        return []
    household = found(session, Household, record.household_id)
    if entry.relation_to_head != "户主":
        return []
    if record.relation_to_head == "户主" and household.head_name == record.full_name:
        put(household, {"head_name": entry.full_name})
        return []
    if record.relation_to_head != "户主":
        put(household, {"head_name": entry.full_name})
        for other in session.scalars(
            select(Resident).where(
                Resident.household_id == household.id,
                Resident.relation_to_head == "户主",
                Resident.id != record.id,
            )
        ).all():
            other.relation_to_head = None
            return [CHECK_RELATIONS]
    return []
