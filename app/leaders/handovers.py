"""交接单: what one holder of a post gives to the next, and the signature for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.fields import Field
from app.kinds import Day, Text
from app.leaders.posts import GROUP, STREET
from app.leaders.scopes import scope_of
from app.people.storing import found, put
from db.models import CareTag, Dwelling, Handover, Household, LeaderTerm, Resident, Shop

Item = dict[str, object]
"""`what` is handed over, `detail` in words, `done` when it was."""

ALWAYS = (
    ("名册和台账", "本范围的住户或商铺名册、记录本"),
    ("工作群", "群主和管理员移交"),
    ("钥匙和公物", "公告栏钥匙、袖章、宣传品等"),
)
"""What is handed over with every post; the office strikes out what does not apply."""


@dataclass(frozen=True)
class HandoverEntry:
    """What may be typed of a hand-over."""

    handed_on: Annotated[dt.date, Field(Day(), "交接日期", required=True)]
    witness: Annotated[str | None, Field(Text(40), "监交人")] = None
    signed_on: Annotated[dt.date | None, Field(Day(), "签字日期")] = None


def open_matters(session: Session, term: LeaderTerm, day: dt.date) -> list[Item]:
    """What the holder of a post has in hand on a day, as items of a hand-over."""
    items: list[Item] = [{"what": what, "detail": detail, "done": False} for what, detail in ALWAYS]
    for source in SOURCES:
        items += [
            {"what": what, "detail": detail, "done": False}
            for what, detail in source(session, term, day)
        ]
    return items


Source = Callable[[Session, LeaderTerm, dt.date], Sequence[tuple[str, str]]]


def _homes(session: Session, term: LeaderTerm, _day: dt.date) -> Sequence[tuple[str, str]]:
    scope = scope_of(term)
    if scope.sort != GROUP:
        return ()
    count = session.scalar(
        select(func.count(Household.id))
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .where(Dwelling.building_group_id == scope.id, Household.status == "living")
    )
    return [("住户情况", f"在册住户 {count} 户")] if count else ()


def _cared_for(session: Session, term: LeaderTerm, day: dt.date) -> Sequence[tuple[str, str]]:
    scope = scope_of(term)
    if scope.sort != GROUP:
        return ()
    count = session.scalar(
        select(func.count(func.distinct(CareTag.resident_id)))
        .join(Resident, Resident.id == CareTag.resident_id)
        .join(Household, Household.id == Resident.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .where(
            Dwelling.building_group_id == scope.id,
            (CareTag.end_on.is_(None)) | (CareTag.end_on > day),
        )
    )
    # How many, not who: a hand-over is printed and lies about.
    return [("需要关心的居民", f"{count} 人，名单当面交接")] if count else ()


def _shops(session: Session, term: LeaderTerm, _day: dt.date) -> Sequence[tuple[str, str]]:
    scope = scope_of(term)
    if scope.sort != STREET:
        return ()
    count = session.scalar(
        select(func.count(Shop.id)).where(Shop.street_segment_id == scope.id, Shop.status == "open")
    )
    return [("商铺情况", f"在营商铺 {count} 家")] if count else ()


SOURCES: tuple[Source, ...] = (_homes, _cared_for, _shops)
"""One for each sort of open matter; those who keep such matters add theirs."""


def make_handover(book: Book, from_term: int, to_term: int | None, on: dt.date) -> int:
    """A hand-over sheet between two terms; Refused if the first has one already."""
    with book.write("填写交接单") as session:
        term = found(session, LeaderTerm, from_term)
        there = session.scalar(select(Handover.id).where(Handover.from_term_id == from_term))
        if there is not None:
            raise Refused("这一任已有交接单，请在原来的交接单上修改。")
        record = Handover(
            id=book.ids.next_id(),
            from_term_id=from_term,
            to_term_id=to_term,
            handed_on=on,
            items=open_matters(session, term, on),
        )
        session.add(record)
        return record.id


def edit_handover(
    book: Book, handover_id: int, entry: HandoverEntry, items: Sequence[Item]
) -> None:
    """Change a hand-over: its day, witness, signature, and what is handed over."""
    with book.write("修改交接单") as session:
        record = found(session, Handover, handover_id)
        put(
            record,
            {
                "handed_on": entry.handed_on,
                "witness": entry.witness,
                "signed_on": entry.signed_on,
                "items": [dict(item) for item in items if str(item.get("what", "")).strip()],
            },
        )
