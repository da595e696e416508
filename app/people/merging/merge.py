"""Two records that are one: the one stays, all that hangs on the other comes along.

Nothing is lost: what pointed at the record that goes points at the one that stays, values that
were not chosen stand in the history, and one undo makes two records of it again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, delete, exists, select, update
from sqlalchemy.orm import Session

from app import pinyin
from app.book import Book
from app.errors import Refused
from app.people.households import CHECK_RELATIONS
from app.people.merging.called import record_title
from app.people.merging.choosing import OWN, Side, fields_to_choose, united
from app.people.merging.identity import different_people
from app.people.merging.merged import ids_of, merged_ids, standing_id, standing_in
from app.people.merging.posts import unite_posts
from app.people.merging.references import held_for_ever, lead_to
from app.people.merging.uniting import (
    joined,
    lead_dismissals,
    phones,
    unite_pictures,
    unite_tags,
)
from app.people.storing import GONE, Saved
from app.pledge.joining import join_accounts
from db.models import Base, Household, Merge, Resident

__all__ = [
    "Side",
    "ids_of",
    "merge_households",
    "merge_residents",
    "merged_ids",
    "standing_id",
    "standing_in",
    "why_not",
]

NOT_ONE = (
    "两人的身份证号码都有效而且不同，不是同一个人，不能合并。如果其中一个号码登记错了，请先改正它。"
)
SAME = "这是同一条记录，没有可以合并的。请选两条不同的记录。"

Row = dict[str, Any]


def merge_residents(
    book: Book, kept_id: int, gone_id: int, choices: Mapping[str, Side], today: dt.date
) -> Saved:
    """Make one person of two records, as one step.

    `choices` says for fields whose value stays; where nothing is said, the one there is, and of
    two that of `kept_id`. Telephones, tags and notes of both stay. Raises Refused for people with
    different sound numbers, and for posts that overlap (see `unite_posts`).
    """
    with book.write("合并居民") as session:
        kept, gone = _two(session, "resident", kept_id, gone_id)
        reason = why_not("resident", kept, gone)
        if reason:
            raise Refused(reason)
        title = record_title(session, "resident", gone_id)
        values, taken = _resident_values(kept, gone, choices)
        said = [*unite_posts(session, kept_id, gone_id), *unite_tags(session, kept_id, gone_id)]
        moved = lead_to(session, "resident", gone_id, kept_id)
        said += _lead_others(session, "resident", kept_id, gone_id, moved)
        if held_for_ever(session, "resident", gone_id):
            _lay_to_rest(session, gone, today)
        else:
            _take_away(session, "resident", gone_id)
        _put(session, "resident", kept_id, values)
        said += _homes_after(session, kept, gone, values)
        _note(book, session, "resident", kept_id, gone_id, title, taken, moved, today)
        return Saved(kept_id, tuple(said))


def merge_households(
    book: Book, kept_id: int, gone_id: int, choices: Mapping[str, Side], today: dt.date
) -> Saved:
    """Make one household of two records, as one step; raises Refused if one is gone.

    All members, moves, pets and accounts of points go to the one that stays; of two open
    accounts under one rule set one goes on with the points of both.
    """
    with book.write("合并户") as session:
        kept, gone = _two(session, "household", kept_id, gone_id)
        title = record_title(session, "household", gone_id)
        values, taken = _household_values(kept, gone, choices)
        said = join_accounts(book, session, kept_id, gone_id, today)
        moved = lead_to(session, "household", gone_id, kept_id)
        said += _lead_others(session, "household", kept_id, gone_id, moved)
        _take_away(session, "household", gone_id)
        _put(session, "household", kept_id, values)
        said += _one_head(session, kept_id, values["head_name"])
        said += _twice_named(session, kept_id)
        _note(book, session, "household", kept_id, gone_id, title, taken, moved, today)
        return Saved(kept_id, tuple(said))


def why_not(table: str, kept: Mapping[str, Any], gone: Mapping[str, Any]) -> str:
    """Why two records cannot be one, empty if they can."""
    if kept["id"] == gone["id"]:
        return SAME
    if table == "resident" and different_people(
        kept["id_kind"], kept["id_card_no"], gone["id_kind"], gone["id_card_no"]
    ):
        return NOT_ONE
    return ""


def _two(session: Session, table: str, kept_id: int, gone_id: int) -> tuple[Row, Row]:
    session.flush()
    if kept_id == gone_id:
        raise Refused(SAME)
    target = Base.metadata.tables[table]
    found = {
        row.id: dict(row._mapping)  # noqa: SLF001
        for row in session.execute(select(target).where(target.c.id.in_((kept_id, gone_id))))
    }
    # A record that was merged before stays only for the lines that name it.
    if len(found) != 2 or any(row["archived_on"] is not None for row in found.values()):
        raise Refused(GONE)
    return found[kept_id], found[gone_id]


def _resident_values(kept: Row, gone: Row, choices: Mapping[str, Side]) -> tuple[Row, list[str]]:
    _known(choices, "resident")
    values, taken = united(kept, gone, choices, fields_to_choose("resident"))
    if kept["household_id"] != gone["household_id"]:
        # A relation is to the head of the household that it was recorded in.
        home = gone if values["household_id"] == gone["household_id"] else kept
        values["relation_to_head"] = home["relation_to_head"]
        taken = [name for name in taken if name != "relation_to_head"]
    values["phone"] = phones(kept["phone"], gone["phone"])
    values["note"] = joined(kept["note"], gone["note"])
    values["listed"] = kept["listed"] or gone["listed"]
    values["name_pinyin"] = pinyin.full(values["full_name"])
    values["name_initials"] = pinyin.initials(values["full_name"])
    return values, taken


def _household_values(kept: Row, gone: Row, choices: Mapping[str, Side]) -> tuple[Row, list[str]]:
    _known(choices, "household")
    values, taken = united(kept, gone, choices, fields_to_choose("household"))
    if values["status"] == "living":
        values["moved_out_on"] = None
        taken = [name for name in taken if name != "moved_out_on"]
    values["note"] = joined(kept["note"], gone["note"])
    return values, taken


def _known(choices: Mapping[str, Side], table: str) -> None:
    names = fields_to_choose(table)
    strange = [name for name in choices if name not in names and not name.startswith(OWN)]
    if strange:
        raise ValueError(f"no fields of a {table} to choose: {strange}")


def _lead_others(
    session: Session, table: str, kept_id: int, gone_id: int, moved: Counter[str]
) -> list[str]:
    pictures, said = unite_pictures(session, table, kept_id, gone_id)
    if pictures:
        moved["picture"] += pictures
    lead_dismissals(session, kept_id, gone_id)
    return said


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _take_away(session: Session, table: str, row_id: int) -> None:
    session.execute(delete(_table(table)).where(_table(table).c.id == row_id))
    session.expire_all()


def _lay_to_rest(session: Session, gone: Row, today: dt.date) -> None:
    """A person whom lines of the ledger name stays behind them, empty and in no list."""
    target = _table("resident")
    stays = {"id", "full_name", "name_pinyin", "name_initials", "id_kind", "status", "listed"}
    empty: Row = {column.name: None for column in target.columns if column.name not in stays}
    values = {**empty, "listed": False, "status": "moved_out", "archived_on": today}
    session.execute(update(target).where(target.c.id == gone["id"]).values(values))
    session.expire_all()


def _put(session: Session, table: str, row_id: int, values: Row) -> None:
    session.execute(update(_table(table)).where(_table(table).c.id == row_id).values(values))
    session.expire_all()


def _homes_after(session: Session, kept: Row, gone: Row, values: Row) -> list[str]:
    """Keep the name of the head right, and tell of a household that was left without anybody."""
    said: list[str] = []
    home = values["household_id"]
    if home is not None and values["relation_to_head"] == "户主":
        household = session.get_one(Household, home)
        if household.head_name in (kept["full_name"], gone["full_name"]):
            household.head_name = values["full_name"]
    for left in {kept["household_id"], gone["household_id"]} - {home, None}:
        people = exists().where(Resident.household_id == left, Resident.status == "living")
        if not session.scalar(select(people)):
            title = record_title(session, "household", left)
            said.append(f"{title}已没有在住成员，请核对这一户是否空关，或也是重复登记。")
    session.flush()
    return said


def _one_head(session: Session, household: int, head: str | None) -> list[str]:
    heads = session.scalars(
        select(Resident)
        .where(
            Resident.household_id == household,
            Resident.relation_to_head == "户主",
            Resident.status == "living",
        )
        .order_by(Resident.id)
    ).all()
    if len(heads) < 2:
        return []
    named = [one for one in heads if one.full_name == head] or list(heads)
    for one in heads:
        if one is not named[0]:
            one.relation_to_head = None
    session.flush()
    return [f"合并后有 {len(heads)} 位户主，已保留{named[0].full_name}。{CHECK_RELATIONS}"]


def _twice_named(session: Session, household: int) -> list[str]:
    names = Counter(
        session.scalars(select(Resident.full_name).where(Resident.household_id == household))
    )
    twice = [name for name, count in names.items() if count > 1]
    if not twice:
        return []
    return [f"合并后有同名成员{'、'.join(twice)}，请到“核对”里看看是不是同一个人。"]


def _note(
    book: Book,
    session: Session,
    table: str,
    kept_id: int,
    gone_id: int,
    title: str,
    taken: list[str],
    moved: Counter[str],
    today: dt.date,
) -> None:
    session.add(
        Merge(
            id=book.ids.next_id(),
            of_table=table,
            kept_id=kept_id,
            gone_id=gone_id,
            gone_title=title,
            merged_on=today,
            taken=taken,
            moved=dict(moved),
        )
    )
    session.flush()
