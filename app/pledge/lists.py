"""The ledger as a list: which lines, in which order, and what each one says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.book import Book
from app.pledge.caps import units_words
from app.pledge.holders import (
    by_door,
    holder_columns,
    matching,
    several_compounds,
    with_holders,
)
from app.pledge.lines import sealed_upto
from app.pledge.records import PostedEntry
from db.models import (
    Account,
    Compound,
    Dwelling,
    Household,
    LedgerEntry,
    Rule,
    Season,
)

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which lines of the ledger: None and empty mean all.

    `text` holds words that must all be found in door, head, item, code, assessor or description,
    or the number of a line. `sign` is 1 for what gives points, −1 for what takes them.
    """

    text: str = ""
    rule_set_id: int | None = None
    season_id: int | None = None
    compound_id: int | None = None
    group_id: int | None = None
    sign: int | None = None
    account_id: int | None = None
    rule_id: int | None = None
    include_base: bool = False


@dataclass(frozen=True, slots=True)
class LedgerSums:
    """How many lines and what they add up to, points in 0.1."""

    lines: int
    score: int
    balance: int


def ledger_ids(
    book: Book, wanted: LedgerFilter, sort: str = "seq", *, descending: bool = True
) -> list[int]:
    """The ids of the lines in the order wanted, by the name of a column of `PostedEntry`.

    100,000 lines take well under a fifth of a second; the rows are fetched when painted.
    """
    statement = filtered(select(LedgerEntry.id), wanted)
    statement, order = _ordered(statement, sort)
    if descending:
        order = [column.desc() for column in order]
    with book.read() as session:
        # Not through the session: it would look at each of 100,000 ids again.
        return list(session.connection().execute(statement.order_by(*order)).scalars().all())


def ledger_rows(book: Book, ids: Sequence[int]) -> dict[int, PostedEntry]:
    """The rows of some lines by id; ids that are gone are left out."""
    with book.read() as session:
        return {row.id: row for row in _rows(session, LedgerEntry.id, ids)}


def rows_of_seqs(session: Session, seqs: Iterable[int]) -> list[PostedEntry]:
    """The rows of some line numbers, in the order of the ledger."""
    return sorted(_rows(session, LedgerEntry.seq, list(seqs)), key=lambda row: row.seq)


def ledger_row(book: Book, seq: int) -> PostedEntry | None:
    """One line by its number."""
    with book.read() as session:
        return next(iter(rows_of_seqs(session, [seq])), None)


def ledger_sums(book: Book, wanted: LedgerFilter) -> LedgerSums:
    """The number and sums of the lines of a filter."""
    statement = filtered(_SUMS, wanted)
    with book.read() as session:
        lines, score, balance = session.execute(statement).one()
        return LedgerSums(lines, score, balance)


def sums_of(book: Book, ids: Sequence[int]) -> LedgerSums:
    """The number and sums of selected lines."""
    lines = score = balance = 0
    with book.read() as session:
        for start in range(0, len(ids), _CHUNK):
            part = session.execute(
                _SUMS.where(LedgerEntry.id.in_(ids[start : start + _CHUNK]))
            ).one()
            lines, score, balance = lines + part[0], score + part[1], balance + part[2]
    return LedgerSums(lines, score, balance)


def stats(session: Session) -> dict[str, int]:
    """Counts of the whole book without base lines; `points_sum` is of the score, in 0.1."""
    lines, total = session.execute(
        select(func.count(), func.coalesce(func.sum(LedgerEntry.applied_score), 0)).where(
            LedgerEntry.kind != "base"
        )
    ).one()
    return {"points_entries": lines, "points_sum": total}


_SUMS = select(
    func.count(),
    func.coalesce(func.sum(LedgerEntry.applied_score), 0),
    func.coalesce(func.sum(LedgerEntry.applied_balance), 0),
).select_from(LedgerEntry)


def filtered(statement: Select[Any], wanted: LedgerFilter) -> Select[Any]:
    """A statement over `LedgerEntry`, narrowed to the lines of a filter."""
    conditions: list[ColumnElement[bool]] = []
    if not wanted.include_base:
        conditions.append(LedgerEntry.kind != "base")
    if wanted.season_id is not None:
        conditions.append(LedgerEntry.season_id == wanted.season_id)
    elif wanted.rule_set_id is not None:
        of_set = select(Season.id).where(Season.rule_set_id == wanted.rule_set_id)
        conditions.append(LedgerEntry.season_id.in_(of_set))
    if wanted.account_id is not None:
        conditions.append(LedgerEntry.account_id == wanted.account_id)
    if wanted.rule_id is not None:
        conditions.append(LedgerEntry.rule_id == wanted.rule_id)
    if wanted.sign is not None:
        conditions.append(_signed(wanted.sign))
    places: list[ColumnElement[bool]] = []
    if wanted.compound_id is not None:
        places.append(Compound.id == wanted.compound_id)
    if wanted.group_id is not None:
        places.append(Dwelling.building_group_id == wanted.group_id)
    if places:
        conditions.append(LedgerEntry.account_id.in_(_accounts(and_(*places))))
    conditions += [_found(term) for term in wanted.text.split()]
    return statement.where(*conditions)


def _signed(sign: int) -> ColumnElement[bool]:
    score, balance = LedgerEntry.applied_score, LedgerEntry.applied_balance
    if sign > 0:
        return or_(score > 0, and_(score == 0, balance > 0))
    return or_(score < 0, and_(score == 0, balance < 0))


def _accounts(condition: ColumnElement[bool]) -> Select[Any]:
    return with_holders(select(Account.id).select_from(Account)).where(condition)


def _found(term: str) -> ColumnElement[bool]:
    codes = select(Rule.id).where(Rule.code.contains(term, autoescape=True))
    found = [
        LedgerEntry.account_id.in_(_accounts(matching(term))),
        LedgerEntry.rule_id.in_(codes),
        LedgerEntry.item.contains(term, autoescape=True),
        LedgerEntry.description.contains(term, autoescape=True),
        LedgerEntry.assessor.contains(term, autoescape=True),
    ]
    if term.isdecimal() and len(term) < 10:
        found.append(LedgerEntry.seq == int(term))
    return or_(*found)


def _ordered(statement: Select[Any], sort: str) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    # Each order ends with the number of the line, so that equal values keep their order.
    plain: dict[str, ColumnElement[Any]] = {
        "occurred_on": LedgerEntry.occurred_on.expression,
        "score": LedgerEntry.applied_score.expression,
        "balance": LedgerEntry.applied_balance.expression,
        "item": LedgerEntry.item.expression,
        "assessor": LedgerEntry.assessor.expression,
        "description": LedgerEntry.description.expression,
        "kind": LedgerEntry.kind.expression,
        "season": LedgerEntry.season_id.expression,
    }
    seq: ColumnElement[Any] = LedgerEntry.seq.expression
    if sort in ("holder", "compound", "group"):
        joined = with_holders(statement.join(Account, Account.id == LedgerEntry.account_id))
        return joined, [*by_door(), Household.head_name.expression, seq]
    return statement, [plain[sort], seq] if sort in plain else [seq]


def _rows(session: Session, column: Any, values: Sequence[int]) -> list[PostedEntry]:
    statement = _statement(several=several_compounds(session))
    sealed = sealed_upto(session)
    found: list[PostedEntry] = []
    for start in range(0, len(values), _CHUNK):
        part = values[start : start + _CHUNK]
        found += [_row(row, sealed) for row in session.execute(statement.where(column.in_(part)))]
    return found


_TAKEN_BACK = aliased(LedgerEntry)


@cache
def _statement(*, several: bool) -> Select[Any]:
    return with_holders(
        select(
            LedgerEntry.__table__,
            Season.name.label("season_name"),
            Rule.code.label("code"),
            Rule.visible.label("visible"),
            Account.household_id,
            Account.shop_id,
            _TAKEN_BACK.seq.label("reversed_by"),
            *holder_columns(several=several),
        )
        .select_from(LedgerEntry)
        .join(Account, Account.id == LedgerEntry.account_id)
        .join(Season, Season.id == LedgerEntry.season_id)
        .outerjoin(Rule, Rule.id == LedgerEntry.rule_id)
        .outerjoin(_TAKEN_BACK, _TAKEN_BACK.reverses_seq == LedgerEntry.seq)
    )


def _row(row: Any, sealed: int) -> PostedEntry:
    return PostedEntry(
        id=row.id,
        seq=row.seq,
        occurred_on=row.occurred_on,
        holder=row.holder,
        item=_item(row),
        score=row.applied_score,
        balance=row.applied_balance,
        assessor=row.assessor,
        description=row.description,
        note=row.cap_note,
        kind=row.kind,
        compound=row.compound,
        group=row.group_name,
        season=row.season_name,
        raw=row.raw_points,
        quantity=row.quantity,
        unit=row.unit,
        approved_by=row.approved_by,
        entered_by=row.entered_by,
        recorded_at=row.recorded_at,
        visible=_visible(row),
        account_id=row.account_id,
        season_id=row.season_id,
        rule_id=row.rule_id,
        household_id=row.household_id,
        shop_id=row.shop_id,
        reverses_seq=row.reverses_seq,
        reversed_by=row.reversed_by,
        sealed=row.seq <= sealed,
        digest=row.digest,
    )


def _item(row: Any) -> str:
    if row.reverses_seq is not None:
        word = "冲正" if row.kind == "reversal" else "调整"
        return f"{word} · 第 {row.reverses_seq} 号 {row.item}"
    parts = [row.code, row.item] if row.code else [row.item]
    if row.quantity is not None:
        parts.append(f"{units_words(row.quantity)}{row.unit or '次'}")
    return " · ".join(parts)


def _visible(row: Any) -> str:
    # Whatever takes points away stays between the office and the household.
    if row.kind == "base":
        return "public"
    if row.applied_score < 0 or row.applied_balance < 0 or row.kind in ("deduct", "veto", "remind"):
        return "household_only" if row.visible != "internal" else "internal"
    return row.visible or "household_only"
