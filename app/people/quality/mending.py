"""One key that puts findings right, as one step that can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.kinds import id_birth, id_sex
from app.leaders.terms import end_posts
from app.people.households import set_head
from app.people.houses import assign_dwellings
from app.people.quality.board import finding_ids, rule_of
from app.people.quality.faults import OLD_TAG
from app.people.tags import open_on, turn_to
from app.people.words import STATUS_WORDS
from db.models import Account, Building, BuildingGroup, Dwelling, Household, LeaderTerm, Resident


@dataclass(frozen=True, slots=True)
class Mended:
    """How many findings were put right, and what there is to say of the others."""

    count: int
    warnings: tuple[str, ...] = ()


Mend = Callable[[Book, Session, Sequence[int], dt.date], Mended]


def mend(
    book: Book,
    key: str,
    ids: Sequence[int],
    today: dt.date,
    *,
    on: dt.date | None = None,
    member: int | None = None,
) -> Mended:
    """Put findings of a rule right; those that are none any more are left alone.

    `on` is the day from which posts end, `member` who is the head: asked for by the rule's
    `asks`. Raises Invalid where that was not said, Refused where nothing is left to do.
    """
    rule = rule_of(key)
    if not rule.fix:
        raise ValueError(f"{key} is not put right by one key")
    if rule.asks == "day" and on is None:
        raise Invalid.of("on", "请填写离任的日期")
    if rule.asks == "member" and (member is None or len(ids) != 1):
        raise Invalid.of("member", "请选定谁是户主")
    with book.write(f"核对：{rule.fix}") as session:
        standing = set(finding_ids(book, key, today))
        still = [row_id for row_id in dict.fromkeys(ids) if row_id in standing]
        if not still:
            raise Refused("选中的已经改好了，没有需要处理的。")
        if key == "office_gone":
            return _end(book, session, still, on or today)
        if rule.asks == "member":
            saved = set_head(book, still[0], member or 0)
            return Mended(1, saved.warnings)
        return _MENDS[key](book, session, still, today)


def _end(book: Book, session: Session, terms: Sequence[int], on: dt.date) -> Mended:
    rows = session.execute(
        select(LeaderTerm.id, Resident.status)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.id.in_(terms))
    )
    for term, status in rows.all():
        end_posts(book, session, [term], on, STATUS_WORDS[status])
    return Mended(len(terms))


def _by_number(_book: Book, session: Session, ids: Sequence[int], _today: dt.date) -> Mended:
    for person in session.scalars(select(Resident).where(Resident.id.in_(ids))):
        number = person.id_card_no
        born = id_birth(number)
        if person.birth_date and born and not born.startswith(person.birth_date):
            person.birth_date = born
        if person.sex in ("男", "女"):
            person.sex = id_sex(number)
    return Mended(len(ids))


def _tag(book: Book, session: Session, ids: Sequence[int], today: dt.date) -> Mended:
    for person in ids:
        tags = [tag.tag for tag in session.scalars(open_on(person, today))]
        turn_to(session, book.ids, person, (*tags, OLD_TAG), today, source="资料核对")
    return Mended(len(ids))


def _untag(book: Book, session: Session, ids: Sequence[int], today: dt.date) -> Mended:
    for person in ids:
        tags = [tag.tag for tag in session.scalars(open_on(person, today)) if tag.tag != OLD_TAG]
        turn_to(session, book.ids, person, tuple(tags), today)
    return Mended(len(ids))


def _vacate(_book: Book, session: Session, ids: Sequence[int], today: dt.date) -> Mended:
    held = set(
        session.scalars(
            select(Account.household_id).where(
                Account.household_id.in_(ids), Account.closed_on.is_(None)
            )
        )
    )
    for home in session.scalars(select(Household).where(Household.id.in_(ids))):
        home.status = "vacant"
        home.moved_out_on = home.moved_out_on or max(today, home.moved_in_on or today)
    if not held:
        return Mended(len(ids))
    return Mended(
        len(ids), (f"其中 {len(held)} 户还有积分账户，账户没有动，请到“美丽约定”里处理。",)
    )


def _group(book: Book, session: Session, ids: Sequence[int], _today: dt.date) -> Mended:
    rows = session.execute(
        select(Dwelling.id, BuildingGroup.id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(
            BuildingGroup,
            (BuildingGroup.compound_id == Building.compound_id)
            & (BuildingGroup.key == Building.key),
        )
        .where(Dwelling.id.in_(ids), BuildingGroup.ended_on.is_(None))
    )
    doors: dict[int, list[int]] = {}
    for door, group in rows:
        doors.setdefault(group, []).append(door)
    done = sum(len(some) for some in doors.values())
    if not done:
        raise Refused("这些房屋所在的楼没有同号的楼组。请先在“楼组”里建立，或在楼栋里指定。")
    for group, some in doors.items():
        assign_dwellings(book, some, group)
    left = len(ids) - done
    return Mended(done, (f"还有 {left} 套所在的楼没有同号的楼组，请自己指定。",) if left else ())


_MENDS: dict[str, Mend] = {
    "id_differs": _by_number,
    "tag_missing": _tag,
    "tag_young": _untag,
    "home_empty": _vacate,
    "no_group": _group,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who may be the head."""

    id: int
    words: str


def candidates(book: Book, household_id: int) -> tuple[Candidate, ...]:
    """The living members of a household, the one who is the head by name or relation first."""
    with book.read() as session:
        home = session.get(Household, household_id)
        head = home.head_name if home is not None else None
        people = session.scalars(
            select(Resident)
            .where(Resident.household_id == household_id, Resident.status == "living")
            .order_by(Resident.id)
        ).all()
        ranked = sorted(
            people, key=lambda one: (one.relation_to_head != "户主", one.full_name != head)
        )
        return tuple(
            Candidate(one.id, " · ".join(part for part in _parts(one) if part)) for one in ranked
        )


def _parts(person: Resident) -> tuple[str | None, ...]:
    return (person.full_name, person.relation_to_head, person.sex)
