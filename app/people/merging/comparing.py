"""Two records side by side: where they differ, whose value would stay, what comes along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.declared import Shown, column_field, column_label
from app.errors import Refused
from app.own_fields import columns_in
from app.people.merging.called import record_titles
from app.people.merging.choosing import OWN, Side, better, fields_to_choose
from app.people.merging.merge import why_not
from app.people.merging.references import counted
from app.people.merging.uniting import joined, phones
from app.people.storing import GONE, TABLE_WORDS
from db.models import Base

_JOINED = ("phone", "note")
"""Fields of which both values stay."""

_WORDS = {
    ("resident", "household_id"): "住址",
    ("household", "household_id"): "住址",
    ("household", "dwelling_id"): "房屋",
    ("household", "status"): "状态",
}
_ALONG = {"resident": "成员", "ledger_entry": "积分行为"}
"""Other words than those of the tables, where they hang on a record."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One fact of both records, masked if it has to be.

    `side` is whose value stays unless somebody chooses; `both` has the words of what stays where
    nothing is chosen, since the values of both are kept. `secret` is table and field to reveal.
    """

    name: str
    label: str
    kept: str
    gone: str
    side: Side
    differs: bool
    both: str = ""
    secret: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Two records beside each other; `refusal` says why they cannot be one, empty if they can.

    `along` tells what hangs on each: the word, how much on the one that stays, how much on the
    one that goes.
    """

    table: str
    kept_id: int
    gone_id: int
    kept_title: str
    gone_title: str
    facets: tuple[Facet, ...]
    along: tuple[tuple[str, int, int], ...]
    refusal: str = ""


def beside(book: Book, table: str, kept_id: int, gone_id: int) -> Beside:
    """Two residents or two households beside each other; raises Refused if one is gone."""
    with book.read() as session:
        target = Base.metadata.tables[table]
        rows = {
            row.id: dict(row._mapping)  # noqa: SLF001
            for row in session.execute(select(target).where(target.c.id.in_((kept_id, gone_id))))
        }
        if kept_id not in rows or gone_id not in rows:
            raise Refused(GONE)
        kept, gone = rows[kept_id], rows[gone_id]
        titles = record_titles(session, table, rows)
        facets = [*_facets(session, table, kept, gone), *_own_facets(session, table, kept, gone)]
        return Beside(
            table,
            kept_id,
            gone_id,
            titles[kept_id],
            titles[gone_id],
            tuple(sorted(facets, key=lambda facet: not facet.differs)),
            _along(session, table, kept_id, gone_id),
            why_not(table, kept, gone),
        )


def _facets(
    session: Session, table: str, kept: Mapping[str, Any], gone: Mapping[str, Any]
) -> Iterator[Facet]:
    shown = Shown(session)
    names = fields_to_choose(table)
    if table == "resident" and kept["household_id"] != gone["household_id"]:
        # A relation goes with the household that it was recorded in.
        names = tuple(name for name in names if name != "relation_to_head")
    for name in (*names, *(name for name in _JOINED if name in kept)):
        mine, other = kept[name], gone[name]
        if mine in (None, "") and other in (None, ""):
            continue
        field = column_field(table, name)
        secret = (table, name) if field is not None and field.sensitive else None
        words = [_words(session, shown, table, name, value) for value in (mine, other)]
        both = ""
        if name in _JOINED and mine != other:
            union = phones(mine, other) if name == "phone" else joined(mine, other)
            both = shown.value(table, name, union)
        yield Facet(
            name,
            _WORDS.get((table, name)) or column_label(table, name),
            words[0],
            words[1],
            better(name, kept, gone),
            mine != other,
            both,
            secret,
        )


def _words(session: Session, shown: Shown, table: str, name: str, value: Any) -> str:
    if name == "household_id" and value is not None:
        return record_titles(session, "household", (value,)).get(value, "")
    return shown.value(table, name, value)


def _own_facets(
    session: Session, table: str, kept: Mapping[str, Any], gone: Mapping[str, Any]
) -> Iterator[Facet]:
    mine, others = kept["own"] or {}, gone["own"] or {}
    for column in columns_in(session, table, archived=True):
        one, other = mine.get(column.key), others.get(column.key)
        if one in (None, "") and other in (None, ""):
            continue
        yield Facet(
            OWN + column.key,
            column.field.label,
            column.field.shown(one),
            column.field.shown(other),
            "gone" if one in (None, "") else "kept",
            one != other,
            secret=(table, column.field.name) if column.field.sensitive else None,
        )


def _along(
    session: Session, table: str, kept_id: int, gone_id: int
) -> tuple[tuple[str, int, int], ...]:
    mine, others = counted(session, table, kept_id), counted(session, table, gone_id)
    return tuple(
        (_ALONG.get(name) or TABLE_WORDS.get(name, "其他记录"), mine[name], others[name])
        for name in sorted({*mine, *others})
    )
