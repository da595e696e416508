"""Everything the book knows of one person or one household, for the pane at the right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.history import Change, history_of
from app.kinds import age_on
from app.leaders.lists import term_rows
from app.leaders.records import TermRow
from app.people.lists import household_rows, resident_rows
from app.people.place_records import TagEntry
from app.people.records import HouseholdRow, ResidentRow
from app.people.storing import GONE, entry_of
from app.pledge.accounts import account_rows
from app.pledge.records import AccountRow
from db.models import Account, CareTag, LeaderTerm, Resident


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a household, as its list of members shows them."""

    id: int
    full_name: str
    relation_to_head: str | None
    sex: str | None
    age: int | None
    status: str


@dataclass(frozen=True)
class TagRow(TagEntry):
    """A care tag with its id; one with an end stays in the story."""

    id: int = 0


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person: facts, home, the others of the household, posts, tags, changes."""

    person: ResidentRow
    household: HouseholdRow | None
    members: tuple[Member, ...]
    posts: tuple[TermRow, ...]
    tags: tuple[TagRow, ...]
    accounts: tuple[AccountRow, ...]
    history: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """A household: its door, who lives there and who did, its accounts of points, changes."""

    household: HouseholdRow
    members: tuple[Member, ...]
    former: tuple[Member, ...]
    accounts: tuple[AccountRow, ...]
    history: tuple[Change, ...]


def person_card(book: Book, resident_id: int, today: dt.date) -> PersonCard:
    """The card of a person; raises Refused if the record is gone."""
    with book.read() as session:
        person = resident_rows(book, [resident_id], today).get(resident_id)
        if person is None:
            raise Refused(GONE)
        home = person.household_id
        tags = session.scalars(
            select(CareTag).where(CareTag.resident_id == resident_id).order_by(CareTag.id.desc())
        ).all()
        posts = session.scalars(
            select(LeaderTerm.id)
            .where(LeaderTerm.resident_id == resident_id)
            .order_by(LeaderTerm.start_on.desc(), LeaderTerm.id.desc())
        ).all()
        members = _members(session, home, today) if home else []
        accounts = _accounts(session, home) if home else []
    rows = term_rows(book, posts, today)
    story = [
        ("resident", resident_id),
        *(("care_tag", tag.id) for tag in tags),
        *(("leader_term", post) for post in posts),
    ]
    return PersonCard(
        person=person,
        household=household_rows(book, [home]).get(home) if home else None,
        members=tuple(one for one in members if one.id != resident_id and one.status == "living"),
        posts=tuple(rows[post] for post in posts),
        tags=tuple(TagRow(**vars(entry_of(TagEntry, tag)), id=tag.id) for tag in tags),
        accounts=tuple(account_rows(book, accounts)),
        history=tuple(history_of(book, story)),
    )


def household_card(book: Book, household_id: int, today: dt.date) -> HouseholdCard:
    """The card of a household; raises Refused if the record is gone."""
    household = household_rows(book, [household_id]).get(household_id)
    if household is None:
        raise Refused(GONE)
    with book.read() as session:
        everybody = _members(session, household_id, today)
        accounts = _accounts(session, household_id)
    return HouseholdCard(
        household=household,
        members=tuple(one for one in everybody if one.status == "living"),
        former=tuple(one for one in everybody if one.status != "living"),
        accounts=tuple(account_rows(book, accounts)),
        history=tuple(history_of(book, [("household", household_id)])),
    )


def _members(session: Session, household_id: int, today: dt.date) -> list[Member]:
    rows = session.execute(
        select(
            Resident.id,
            Resident.full_name,
            Resident.relation_to_head,
            Resident.sex,
            Resident.birth_date,
            Resident.status,
        )
        .where(Resident.household_id == household_id)
        .order_by(Resident.id)
    )
    found = [
        Member(
            row.id,
            row.full_name,
            row.relation_to_head,
            row.sex,
            age_on(row.birth_date, today),
            row.status,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.relation_to_head != "户主")


def _accounts(session: Session, household_id: int) -> list[int]:
    return list(
        session.scalars(
            select(Account.id)
            .where(Account.household_id == household_id)
            .order_by(Account.closed_on.is_not(None), Account.id)
        )
    )
