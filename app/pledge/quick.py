"""What quick entry asks: whom a few letters mean, signing with the first deed, taking back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app import pinyin
from app.book import Book
from app.errors import Refused
from app.kinds import folded
from app.people.lists import HouseholdFilter, household_ids
from app.people.places import door_label, door_of
from app.people.records import household_label
from app.pledge import accounts, ledger, seasons
from app.pledge.holders import several_compounds
from app.pledge.records import AccountEntry, PointsEntry, PostedEntry
from db.models import (
    Account,
    Building,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    JournalImage,
    LedgerEntry,
    Resident,
    RuleSet,
    Shop,
    StreetSegment,
)

MOST = 300
"""Candidates that are looked at for one text."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A household or shop that points may be counted for.

    `account_id` is None for one that has not signed; `place` tells it from others of that name;
    `member` is who was meant where the text fits somebody other than the head.
    """

    id: int
    account_id: int | None
    label: str
    place: str
    compound: str
    member: str = ""


def find_holders(
    book: Book, text: str, rule_set_id: int, *, near: str = "", limit: int = 20
) -> list[Holder]:
    """Households (or shops) for a door, a name, pinyin or a telephone number, best first.

    A door typed whole comes first, then those of the compound `near`, then who has signed.
    """
    with book.read() as session:
        rules = session.get(RuleSet, rule_set_id)
        if rules is None:
            return []
        if rules.account_kind == "shop":
            return _shops(session, rules.id, text)[:limit]
        ids = household_ids(book, HouseholdFilter(text=text))[:MOST]
        found = _households(session, rules.id, ids)
        members = _members(session, ids, text)
    door = door_of(text)
    exact = door_label(door.building, door.unit, door.room) if door else ""
    place = {row_id: at for at, row_id in enumerate(ids)}
    found.sort(
        key=lambda one: (
            bool(exact) and one.label.split(" · ")[0].split(" ")[-1] != exact,
            bool(near) and one.compound != near,
            one.account_id is None,
            place[one.id],
        )
    )
    word = "".join(folded(text).split()).lower()
    return [
        one if _fits_head(one, word) else replace(one, member=members.get(one.id, ""))
        for one in found[:limit]
    ]


def _fits_head(one: Holder, word: str) -> bool:
    head = one.label.rpartition(" · ")[2].removesuffix("户")
    return word in head or pinyin.initials(head).startswith(word)


def holder_of(book: Book, row_id: int, rule_set_id: int) -> Holder | None:
    """One household or shop by its id, with its account in a rule set."""
    with book.read() as session:
        rules = session.get(RuleSet, rule_set_id)
        if rules is None:
            return None
        if rules.account_kind == "shop":
            found = _shops(session, rules.id, "", row_id)
        else:
            found = _households(session, rules.id, [row_id])
    return found[0] if found else None


def sign_and_post(
    book: Book, signing: AccountEntry, entry: PointsEntry, *, today: dt.date
) -> PostedEntry:
    """Open an account and count its first deed as one step that can be taken back as one.

    Raises Invalid with every problem, Refused where the rule wants an approver.
    """
    # A step of its own: taking back the entry must not take back everybody's base points.
    seasons.ensure_open(book, signing.rule_set_id, today)
    with book.write("签约开户并登记积分"):
        account = accounts.open_account(book, signing, today=today)
        counted = replace(entry, household_id=None, account_id=account.id)
        return ledger.post(book, counted, today=today)


def take_back(book: Book, line_id: int) -> None:
    """Take back the whole step that wrote a line; raises Refused if it is gone already."""
    with book.read() as session:
        step = session.execute(
            select(JournalImage.step_id)
            .where(
                JournalImage.row_id == line_id,
                JournalImage.table_name == LedgerEntry.__tablename__,
                JournalImage.op == "I",
            )
            .order_by(JournalImage.id.desc())
        ).scalar()
    if step is None:
        raise Refused("找不到登记这一笔的操作，请在流水里办理冲正。")
    book.undo_step(step)


def _households(session: Session, rule_set_id: int, ids: Sequence[int]) -> list[Holder]:
    several = several_compounds(session)
    rows = session.execute(
        select(
            Household.id,
            Account.id.label("account"),
            Building.key,
            Dwelling.unit,
            Dwelling.room_no,
            Household.head_name,
            Compound.name.label("compound"),
            BuildingGroup.name.label("group"),
        )
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == Dwelling.building_group_id)
        .outerjoin(Account, _open_account(Account.household_id == Household.id, rule_set_id))
        .where(Household.id.in_(ids))
    )
    return [_household(row, several=several) for row in rows]


def _household(row: Any, *, several: bool) -> Holder:
    door = door_label(row.key, row.unit, row.room_no)
    label = household_label(f"{row.compound} {door}" if several else door, row.head_name)
    return Holder(row.id, row.account, label, row.group or "", row.compound)


def _shops(
    session: Session, rule_set_id: int, text: str, row_id: int | None = None
) -> list[Holder]:
    query = (
        select(
            Shop.id,
            Account.id.label("account"),
            Shop.shop_name,
            Shop.address,
            StreetSegment.name.label("street"),
        )
        .join(StreetSegment, StreetSegment.id == Shop.street_segment_id)
        .outerjoin(Account, _open_account(Account.shop_id == Shop.id, rule_set_id))
        .where(Shop.closed_on.is_(None))
        .order_by(StreetSegment.name, Shop.shop_name)
        .limit(MOST)
    )
    if row_id is not None:
        query = query.where(Shop.id == row_id)
    for word in folded(text).split():
        query = query.where(
            or_(
                Shop.shop_name.contains(word, autoescape=True),
                Shop.address.contains(word, autoescape=True),
                Shop.manager_name.contains(word, autoescape=True),
                StreetSegment.name.contains(word, autoescape=True),
            )
        )
    return [
        Holder(
            row.id,
            row.account,
            row.shop_name,
            " ".join(part for part in (row.street, row.address) if part),
            row.street,
        )
        for row in session.execute(query)
    ]


def _open_account(same_holder: ColumnElement[bool], rule_set_id: int) -> ColumnElement[bool]:
    return and_(same_holder, Account.rule_set_id == rule_set_id, Account.closed_on.is_(None))


def _members(session: Session, ids: Sequence[int], text: str) -> dict[int, str]:
    """Who of a household is meant by a name that is not the head's."""
    word = "".join(folded(text).split()).lower()
    if not word or not word.isalpha() or not ids:
        return {}
    ways: list[ColumnElement[bool]] = [Resident.full_name.contains(word, autoescape=True)]
    if word.isascii():
        ways.append(Resident.name_pinyin.startswith(word, autoescape=True))
        ways.append(Resident.name_initials.startswith(word, autoescape=True))
    rows = session.execute(
        select(Resident.household_id, func.min(Resident.full_name))
        .join(Household, Household.id == Resident.household_id)
        .where(
            Resident.household_id.in_(ids),
            Resident.status == "living",
            or_(Household.head_name.is_(None), Resident.full_name != Household.head_name),
            or_(*ways),
        )
        .group_by(Resident.household_id)
    )
    return {household: name for household, name in rows if household is not None}
