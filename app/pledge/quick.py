"""What quick entry asks: whom a few letters mean, signing with the first deed, taking back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.fields import Field
from app.kinds import Day, Points, Ref, Text, folded, same_word
from app.people.lists import HouseholdFilter, household_ids
from app.people.places import door_label, door_of
from app.people.records import household_label
from app.pledge import accounts, ledger, seasons
from app.pledge.holders import several_compounds
from app.pledge.records import AccountEntry, PointsEntry, PostedEntry, Quantity
from app.shelves import opened
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


@dataclass(frozen=True)
class QuickEntry:
    """One deed as typed in a hurry; the holder is a household or, for their rules, a shop."""

    holder_id: Annotated[
        int, Field(Ref("household"), "户", required=True, hint="室号、姓名、拼音首字母或扫卡")
    ]
    rule_id: Annotated[int, Field(Ref("rule"), "事项", required=True, hint="编号或首字母，如 j6")]
    occurred_on: Annotated[dt.date, Field(Day(), "日期", required=True)]
    quantity: Annotated[int | None, Field(Quantity(), "数量")] = None
    points: Annotated[int | None, Field(Points(signed=False), "分值")] = None
    assessor: Annotated[str | None, Field(Text(40), "评定人")] = None
    description: Annotated[str | None, Field(Text(500), "说明", hint="可以不填")] = None
    approver: Annotated[
        str | None, Field(Text(40), "复核人", hint="另一位同事，不能是评定人或录入人")
    ] = None

    def entry(self, holder: Holder | None) -> PointsEntry:
        """The same for the ledger; a holder without an account stays unknown to it."""
        return PointsEntry(
            self.rule_id,
            self.occurred_on,
            account_id=holder.account_id if holder else None,
            household_id=None
            if holder and (holder.account_id or holder.is_shop)
            else self.holder_id,
            quantity=self.quantity,
            points=self.points,
            assessor=self.assessor,
            approver=self.approver,
            description=self.description,
        )


FIELDS = {"household_id": "holder_id", "account_id": "holder_id"}
"""What the ledger calls the fields of a quick entry."""


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
    is_shop: bool = False


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
        ids = list(dict.fromkeys((*_known(book, session, text), *_registered(book, text))))
        ids = ids[:MOST]
        found = _households(session, rules.id, ids)
        members = _members(session, ids, text)
    door = door_of(text)
    exact = door_label(door.building, door.unit, door.room) if door else ""
    found = [replace(one, member=members.get(one.id, "")) for one in found]
    place = {row_id: at for at, row_id in enumerate(ids)}
    found.sort(
        key=lambda one: (
            bool(exact) and one.label.split(" · ")[0].split(" ")[-1] != exact,
            bool(near) and one.compound != near,
            bool(one.member),
            one.account_id is None,
            place[one.id],
        )
    )
    return found[:limit]


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


def _registered(book: Book, text: str) -> list[int]:
    return household_ids(book, HouseholdFilter(text=text))[:MOST]


def _known(book: Book, session: Session, text: str) -> list[int]:
    """Households of which only the name of the head is known, by its sound."""
    word = same_word(text)
    if not word.isascii() or not word.isalpha():
        return []
    with opened(book, session) as shelves:
        return [found.id for found in shelves.homes.shelf.find(word, MOST)]


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
            is_shop=True,
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
        select(Resident.household_id, Resident.full_name, Household.head_name)
        .join(Household, Household.id == Resident.household_id)
        .where(Resident.household_id.in_(ids), Resident.status == "living", or_(*ways))
    ).all()
    heads = {household for household, name, head in rows if name == head}
    return {
        household: name
        for household, name, _ in rows
        if household is not None and household not in heads
    }
