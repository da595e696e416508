"""分户 and 并户: a household becomes two, or two become one; nothing that hangs on it is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.people.households import living_household, members_of
from app.people.leaving import Going, Leaving, bring_pets, settle
from app.people.moves import note_moved
from app.people.records import HouseholdEntry
from app.people.storing import Saved, checked, found, put, values_of
from db.models import Account, Dwelling, Household, Resident

CHECK_BOTH = "请核对两户成员的“与户主关系”。"


def split_household(
    book: Book,
    household_id: int,
    member_ids: Sequence[int],
    dwelling_id: int,
    entry: HouseholdEntry,
    on: dt.date,
    *,
    head_id: int | None = None,
    leaving: Leaving | None = None,
) -> Saved:
    """分户: some members become a household of their own, at the same or another door.

    `entry.head_name` (or `head_id`, where two members have one name) says who of them is its
    head. The account of points stays with the old household. Returns the new household. Raises
    Invalid, Refused if nobody would stay behind, and StillOpen for posts of a 楼组 that is left.
    """
    with book.write("分户") as session:
        old = living_household(session, household_id)
        found(session, Dwelling, dwelling_id)
        everybody = members_of(session, household_id)
        movers = [one for one in everybody if one.id in set(member_ids)]
        _may_part(old, everybody, movers, set(member_ids), on)
        head = _head_among(movers, entry.head_name, head_id)
        clean = checked(replace(entry, head_name=head.full_name if head else None))
        going = Going(on, "调整", people=tuple(one.id for one in movers), dwelling=dwelling_id)
        settled = settle(book, session, going, leaving)
        values = values_of(clean) | {"moved_in_on": on, "kind": clean.kind or old.kind}
        new = Household(id=book.ids.next_id(), dwelling_id=dwelling_id, **values)
        session.add(new)
        session.flush()
        note_moved(session, book.ids, movers, "分户", on, to_household=new.id)
        was_head = any(one.relation_to_head == "户主" for one in movers)
        for one in movers:
            put(one, {"household_id": new.id, "relation_to_head": "户主" if one is head else None})
        bring_pets(session, [one.id for one in movers], new.id)
        said = list(settled.warnings)
        if was_head:
            put(old, {"head_name": None})
            said.append("分出去的有原户的户主，请为原户另定户主。")
        if head is None:
            said.append("新户还没有户主，请设定。")
        if len(movers) > 1 or was_head:
            said.append(CHECK_BOTH)
        if _has_account(session, household_id):
            said.append("积分账户和已有积分留在原户，新户要参加请另行签约。")
        return Saved(new.id, tuple(said))


def _may_part(
    old: Household,
    everybody: Sequence[Resident],
    movers: Sequence[Resident],
    wanted: set[int],
    on: dt.date,
) -> None:
    if not wanted:
        raise Invalid.of("member_ids", "请勾选分出去的成员")
    if len(movers) != len(wanted):
        raise Refused("勾选的人里有不是这一户在住成员的，请刷新后重新勾选。")
    if len(movers) == len(everybody):
        raise Refused("全部成员都勾选了，原户就没有人了。请至少留一人，或改用“整户迁出”“换户”。")
    if old.moved_in_on and on < old.moved_in_on:
        raise Invalid.of("on", f"分户日期早于这一户的入住日期 {old.moved_in_on}，请核对")


def _head_among(
    movers: Sequence[Resident], name: str | None, head_id: int | None
) -> Resident | None:
    if head_id is not None:
        head = next((one for one in movers if one.id == head_id), None)
        if head is None:
            raise Invalid.of("head_id", "新户的户主应是分出去的成员之一")
        return head
    if name:
        named = [one for one in movers if one.full_name == name]
        if len(named) != 1:
            said = "有同名的人，请指明是哪一位" if named else f"分出去的成员里没有{name}"
            raise Invalid.of("head_name", f"新户的户主应是分出去的成员之一：{said}")
        return named[0]
    return movers[0] if len(movers) == 1 else None


def _has_account(session: Session, household_id: int) -> bool:
    count = session.scalar(
        select(func.count(Account.id)).where(
            Account.household_id == household_id, Account.closed_on.is_(None)
        )
    )
    return bool(count)


def join_households(
    book: Book, gone_id: int, into_id: int, on: dt.date, leaving: Leaving | None = None
) -> Saved:
    """并户: everybody of one household goes into another; the emptied one is dissolved.

    Its open account of points is closed where the other one has an account of the same rules;
    otherwise `leaving` says whether it ends or passes to the other household. Who lived there
    before stays with the dissolved one. Returns the household that is left; raises Refused,
    Invalid for a day before either moved in, and StillOpen.
    """
    with book.write("并户") as session:
        if gone_id == into_id:
            raise Refused("不能和自己并户，请选择另一户。")
        gone, into = living_household(session, gone_id), living_household(session, into_id)
        for home in (gone, into):
            if home.moved_in_on and on < home.moved_in_on:
                raise Invalid.of("on", f"并户日期早于入住日期 {home.moved_in_on}，请核对")
        movers = members_of(session, gone_id)
        going = Going(
            on,
            "调整",
            people=tuple(one.id for one in movers),
            dwelling=into.dwelling_id,
            household=gone_id,
            emptied="并户",
            into=into_id,
        )
        settled = settle(book, session, going, leaving)
        note_moved(session, book.ids, movers, "并户", on, to_household=into_id)
        for one in movers:
            put(one, {"household_id": into_id, "relation_to_head": None})
        bring_pets(session, [one.id for one in movers], into_id)
        if "account" in settled.kept and into.pledge_signed_on is None:
            put(into, {"pledge_signed_on": gone.pledge_signed_on})
        put(gone, {"status": "dissolved", "moved_out_on": on})
        said = list(settled.warnings)
        if movers:
            said.append("请核对并入成员的“与户主关系”。")
        return Saved(into_id, tuple(said))
