"""交接单: what one holder of a post gives to the next, and the signature for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.book import Book
from app.errors import Invalid, Refused
from app.fields import Field
from app.kinds import Choice, Day, PersonName, Text
from app.leaders.posts import GROUP, STREET
from app.leaders.records import KINDS
from app.leaders.scopes import Scope, named_scope, scope_of, with_scopes
from app.leaders.term_names import by_place
from app.people import records as people
from app.people.lists import chunks
from app.people.storing import GONE, checked, found, put
from db.models import (
    CareTag,
    Compound,
    Dwelling,
    ElectionRound,
    Handover,
    Household,
    LeaderTerm,
    Resident,
    RoundSeat,
    Shop,
)

Item = dict[str, object]
"""`what` is handed over, `detail` in words, `done` when it was."""

OPEN, READY, SIGNED = "待交接", "待签字", "已签字"
STATES = (OPEN, READY, SIGNED)
"""How far a hand-over is: items left, all handed over, signed."""

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
    return open_matters_of(session, [term], day)[term.id]


def open_matters_of(
    session: Session, terms: Sequence[LeaderTerm], day: dt.date
) -> dict[int, list[Item]]:
    """The same for many terms at once, by their ids."""
    places = {term.id: scope_of(term) for term in terms}
    every = tuple(dict.fromkeys(places.values()))
    counted = [source(session, every, day) for source in SOURCES]
    return {
        term_id: [
            {"what": what, "detail": detail, "done": False}
            for what, detail in (*ALWAYS, *(some[scope] for some in counted if scope in some))
        ]
        for term_id, scope in places.items()
    }


Source = Callable[[Session, Sequence[Scope], dt.date], Mapping[Scope, tuple[str, str]]]
"""One sort of open matter of some scopes: what it is, and how much in words, where there is any."""


def _ids(scopes: Sequence[Scope], sort: str) -> list[Sequence[int]]:
    return list(chunks([scope.id or 0 for scope in scopes if scope.sort == sort]))


def _homes(
    session: Session, scopes: Sequence[Scope], _day: dt.date
) -> Mapping[Scope, tuple[str, str]]:
    return {
        Scope(GROUP, group): ("住户情况", f"在册住户 {count} 户")
        for some in _ids(scopes, GROUP)
        for group, count in session.execute(
            select(Dwelling.building_group_id, func.count(Household.id))
            .join(Household, Household.dwelling_id == Dwelling.id)
            .where(Dwelling.building_group_id.in_(some), Household.status == "living")
            .group_by(Dwelling.building_group_id)
        )
    }


def _cared_for(
    session: Session, scopes: Sequence[Scope], day: dt.date
) -> Mapping[Scope, tuple[str, str]]:
    # How many, not who: a hand-over is printed and lies about.
    return {
        Scope(GROUP, group): ("需要关心的居民", f"{count} 人，名单当面交接")
        for some in _ids(scopes, GROUP)
        for group, count in session.execute(
            select(Dwelling.building_group_id, func.count(func.distinct(CareTag.resident_id)))
            .join(Household, Household.dwelling_id == Dwelling.id)
            .join(Resident, Resident.household_id == Household.id)
            .join(CareTag, CareTag.resident_id == Resident.id)
            .where(
                Dwelling.building_group_id.in_(some),
                (CareTag.end_on.is_(None)) | (CareTag.end_on > day),
            )
            .group_by(Dwelling.building_group_id)
        )
    }


def _shops(
    session: Session, scopes: Sequence[Scope], _day: dt.date
) -> Mapping[Scope, tuple[str, str]]:
    return {
        Scope(STREET, street): ("商铺情况", f"在营商铺 {count} 家")
        for some in _ids(scopes, STREET)
        for street, count in session.execute(
            select(Shop.street_segment_id, func.count(Shop.id))
            .where(Shop.street_segment_id.in_(some), Shop.status == "open")
            .group_by(Shop.street_segment_id)
        )
    }


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
    """Change a hand-over: its day, witness, signature, and what is handed over.

    Raises Invalid for a signature before the day of the hand-over.
    """
    with book.write("修改交接单") as session:
        record = found(session, Handover, handover_id)
        clean = checked(entry)
        _signed_after(clean.handed_on, clean.signed_on)
        put(
            record,
            {
                "handed_on": clean.handed_on,
                "witness": clean.witness,
                "signed_on": clean.signed_on,
                "items": [dict(item) for item in items if str(item.get("what", "")).strip()],
            },
        )


def tick(book: Book, handover_id: int, at: int, *, done: bool) -> None:
    """Mark one of the items as handed over, or take the mark away."""
    with book.write("勾选交接事项") as session:
        record = found(session, Handover, handover_id)
        if not 0 <= at < len(record.items):
            raise Refused(GONE)
        # A new list: a change inside the old one would not be seen.
        items = [dict(item) for item in record.items]
        items[at]["done"] = done
        put(record, {"items": items})


def sign(book: Book, handover_ids: Sequence[int], on: dt.date, witness: str = "") -> int:
    """Record the signatures on several sheets in one step; returns how many were signed now.

    Sheets that are signed already stay as they are. An empty witness leaves the one that is known.
    """
    with book.write(f"登记交接签字 {len(handover_ids)} 份") as session:
        signed = 0
        for handover_id in handover_ids:
            record = found(session, Handover, handover_id)
            if record.signed_on is not None:
                continue
            _signed_after(record.handed_on, on)
            put(record, {"signed_on": on, "witness": witness.strip() or record.witness})
            signed += 1
        return signed


def _signed_after(handed_on: dt.date, signed_on: dt.date | None) -> None:
    if signed_on is not None and signed_on < handed_on:
        raise Invalid.of("signed_on", f"签字日期早于交接日期 {handed_on}，请核对")


# Reading


@dataclass(frozen=True)
class HandoverRow(HandoverEntry):
    """A hand-over as lists show it; `receiver` is empty as long as nobody has taken over."""

    id: int = 0
    from_term_id: int = 0
    to_term_id: int | None = None
    compound: Annotated[str, people.COMPOUND] = ""
    scope: Annotated[str, Field(Text(60), "服务范围")] = ""
    kind: Annotated[str, Field(KINDS, "岗位")] = ""
    giver: Annotated[str, Field(PersonName(), "移交人")] = ""
    receiver: Annotated[str, Field(PersonName(), "接收人")] = ""
    items: tuple[Item, ...] = ()
    state: Annotated[str, Field(Choice(STATES), "进展")] = OPEN

    @property
    def done(self) -> int:
        """How many items are handed over."""
        return sum(bool(item.get("done")) for item in self.items)


@dataclass(frozen=True)
class HandoverFilter:
    """Which hand-overs: of a round, in a state (one of `STATES`); None does not limit."""

    round_id: int | None = None
    state: str | None = None


def handover_rows(
    book: Book, where: HandoverFilter = HandoverFilter(), *, only: int | None = None
) -> list[HandoverRow]:
    """Hand-overs by 小区 and number, the latest first at one place; or one by its id."""
    to_term = aliased(LeaderTerm)
    to_person = aliased(Resident)
    query = with_scopes(
        select(
            Handover,
            LeaderTerm.kind,
            named_scope().label("scope"),
            Compound.name.label("compound"),
            Compound.id.label("compound_id"),
            Resident.full_name.label("giver"),
            to_person.full_name.label("receiver"),
        )
        .join(LeaderTerm, LeaderTerm.id == Handover.from_term_id)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .outerjoin(to_term, to_term.id == Handover.to_term_id)
        .outerjoin(to_person, to_person.id == to_term.resident_id)
    )
    if only is not None:
        query = query.where(Handover.id == only)
    with book.read() as session:
        if where.round_id is not None:
            query = query.where(Handover.from_term_id.in_(_left_by(session, where.round_id)))
        place = by_place(session)
        found_rows = [
            (
                (
                    place(row), row.kind, -row.Handover.handed_on.toordinal(), row.Handover.id,
                ),
                _row(row),
            )
            for row in session.execute(query)
        ]  # fmt: skip
    found_rows.sort(key=lambda pair: pair[0])
    return [row for _, row in found_rows if not where.state or row.state == where.state]


def handover_row(book: Book, handover_id: int) -> HandoverRow:
    """One hand-over; raises Refused if it is gone."""
    rows = handover_rows(book, only=handover_id)
    if not rows:
        raise Refused(GONE)
    return rows[0]


def _row(row: Any) -> HandoverRow:
    record: Handover = row.Handover
    items = tuple(dict(item) for item in record.items)
    whole = all(item.get("done") for item in items)
    return HandoverRow(
        handed_on=record.handed_on,
        witness=record.witness,
        signed_on=record.signed_on,
        id=record.id,
        from_term_id=record.from_term_id,
        to_term_id=record.to_term_id,
        compound=row.compound or "",
        scope=row.scope,
        kind=row.kind,
        giver=row.giver,
        receiver=row.receiver or "",
        items=items,
        state=SIGNED if record.signed_on else READY if whole else OPEN,
    )


def _left_by(session: Session, round_id: int) -> list[int]:
    """The terms that ended at the seats of a round on the first day of its terms."""
    record = session.get(ElectionRound, round_id)
    if record is None or record.after_id is not None:
        return []
    seats = session.scalars(select(RoundSeat).where(RoundSeat.round_id == round_id))
    places = {(seat.kind, scope_of(seat)) for seat in seats}
    terms = session.scalars(select(LeaderTerm).where(LeaderTerm.end_on == record.term_start))
    return [term.id for term in terms if (term.kind, scope_of(term)) in places]


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who has left a post without a hand-over sheet, and who holds it since."""

    term_id: int
    name: str
    scope: str
    kind: str
    left_on: dt.date
    next_term: int | None


def leavers(book: Book, since: dt.date) -> list[Leaver]:
    """Everybody who left since a day and has no sheet yet, the latest first.

    Who goes on in the same post (连任) has nothing to hand over.
    """
    query = with_scopes(
        select(LeaderTerm, named_scope().label("scope"), Resident.full_name)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(
            LeaderTerm.end_on >= since,
            LeaderTerm.id.not_in(select(Handover.from_term_id)),
        )
        .order_by(LeaderTerm.end_on.desc(), LeaderTerm.id)
    )
    with book.read() as session:
        later = _later(session, since)
        made = []
        for term, scope, name in session.execute(query):
            following = next(
                (
                    one
                    for one in later.get((term.kind, scope_of(term)), ())
                    if one.start_on >= term.end_on and one.id != term.id
                ),
                None,
            )
            if following is not None and following.resident_id == term.resident_id:
                continue
            to_term = following.id if following is not None else None
            made.append(Leaver(term.id, name, scope, term.kind, term.end_on, to_term))
        return made


def _later(session: Session, since: dt.date) -> dict[tuple[str, Scope], list[LeaderTerm]]:
    """The terms that began since a day by their post, the earliest first."""
    found_here: dict[tuple[str, Scope], list[LeaderTerm]] = defaultdict(list)
    query = select(LeaderTerm).where(LeaderTerm.start_on >= since)
    for term in session.scalars(query.order_by(LeaderTerm.start_on, LeaderTerm.id)):
        found_here[term.kind, scope_of(term)].append(term)
    return found_here
