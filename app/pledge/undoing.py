"""What an undo may do to the ledger: take away the open end, reverse the rest, never rewrite.

Undoing a step removes its lines outright while they are the unsealed end of the chain. A line
that is sealed, or has later lines behind it, stays and gets a reversal of its own; what it refers
to stays with it. A redo puts removed lines back only where they fit exactly, and takes back
reversals only while these are the open end themselves.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.book import local_day, utc_now
from app.errors import Refused
from app.pledge.lines import LEDGER, append, digest_of, head, seal_before
from app.pledge.reversing import Original, originals, reversal_lines
from db.journal import Before, RowKey
from db.models import Account, Base, JournalImage, JournalPen, JournalStep, LedgerEntry

_TABLE = LedgerEntry.__tablename__
_CHUNK = 900

_REFERRED: dict[str, InstrumentedAttribute[Any]] = {
    "account": LedgerEntry.account_id,
    "season": LedgerEntry.season_id,
    "rule": LedgerEntry.rule_id,
    "resident": LedgerEntry.actor_id,
}
_HELD: dict[str, InstrumentedAttribute[Any]] = {
    "household": Account.household_id,
    "shop": Account.shop_id,
}


@dataclass(frozen=True, slots=True)
class _Undo:
    """The undo under way: the step that is taken back and its label."""

    of: int
    label: str
    is_redo: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the step that is being undone."""

    id: int
    seq: int
    account_id: int
    kind: str
    reverses_seq: int | None


def undo_guard(session: Session, images: Sequence[Before], who: str) -> frozenset[RowKey]:
    """The rows that an undo has to leave alone, after writing the reversals it needs.

    `images` are the rows before the step; the journal's pen names the undo under way. Raises
    Refused when the step can neither be removed nor reversed as a whole.
    """
    made = {(image.table, image.row_id) for image in images if image.values is None}
    written = {row_id for table, row_id in made if table == _TABLE}
    used = _used_by_others(session, made, written)
    lines = _lines(session, written)
    kept: set[RowKey] = set()
    if used and not lines:
        raise Refused(_nothing_left(lines))
    if lines:
        undo = _under_way(session)
        staying = _without_tail(session, undo, lines)
        kept = _with_targets(session, made, {(_TABLE, line.id) for line in staying} | used)
        taken_back = _taken_back(session, staying, kept - used, made)
        if not taken_back and made <= kept:
            raise Refused(_nothing_left(staying))
        _reverse(session, undo, taken_back, who)
        _close_emptied(session, made & (kept - used))
    _check_holders(session, made - kept, images)
    _check_fit(session, images)
    return frozenset(kept)


def _under_way(session: Session) -> _Undo:
    row = session.execute(
        select(JournalStep.undo_of, JournalStep.label, JournalStep.is_redo).join(
            JournalPen, JournalPen.step_id == JournalStep.id
        )
    ).one()
    return _Undo(row.undo_of, row.label, row.is_redo)


def _lines(session: Session, ids: Iterable[int]) -> list[_Line]:
    found: list[_Line] = []
    for part in _parts(ids):
        rows = session.execute(
            select(
                LEDGER.c.id,
                LEDGER.c.seq,
                LEDGER.c.account_id,
                LEDGER.c.kind,
                LEDGER.c.reverses_seq,
            ).where(LEDGER.c.id.in_(part))
        )
        found += [
            _Line(row.id, row.seq, row.account_id, row.kind, row.reverses_seq) for row in rows
        ]
    return sorted(found, key=lambda line: line.seq)


def _without_tail(session: Session, undo: _Undo, lines: Sequence[_Line]) -> list[_Line]:
    """Remove the lines that are the open end of the chain; the others are returned."""
    last, _ = head(session)
    # The program may have been open since yesterday: a line whose day is over is sealed.
    sealed = seal_before(session, local_day(utc_now()))
    cut = last
    for line in reversed(lines):
        if line.seq != cut or cut <= sealed:
            break
        cut -= 1
    tail = [line for line in lines if line.seq > cut]
    staying = [line for line in lines if line.seq <= cut]
    _check_reversals(session, undo, tail, staying)
    if tail:
        session.execute(delete(LEDGER).where(LEDGER.c.seq > cut))
    return staying


def _check_reversals(
    session: Session, undo: _Undo, tail: Sequence[_Line], staying: Sequence[_Line]
) -> None:
    stuck = next((line for line in staying if line.reverses_seq is not None), None)
    if stuck is not None:
        what = "重做" if undo.is_redo else "撤销"
        raise Refused(
            f"第 {stuck.seq} 号冲正后面已有别的流水，或已经封存，冲正不能再冲正，所以不能{what}。"
            f"如要恢复第 {stuck.reverses_seq} 号的分值，请按原事项重新登记。"
        )
    # A reversal written before its line's own step was undone is all that keeps that line out.
    targets = [line.reverses_seq for line in tail if line.reverses_seq is not None]
    for part in _parts(targets):
        alone = session.execute(
            select(LEDGER.c.seq)
            .join(JournalImage, JournalImage.row_id == LEDGER.c.id)
            .join(JournalStep, JournalStep.id == JournalImage.step_id)
            .where(
                LEDGER.c.seq.in_(part),
                JournalImage.table_name == _TABLE,
                JournalImage.op == "I",
                JournalStep.undo_of.is_(None),
                JournalStep.undone_by.is_not(None),
                JournalStep.undone_by != undo.of,
            )
        ).scalar()
        if alone is not None:
            raise Refused(f"第 {alone} 号的登记已经撤销，它的冲正要保留，不能再撤销。")


def _used_by_others(session: Session, made: set[RowKey], written: set[int]) -> set[RowKey]:
    """Rows of the step that lines of other steps rest on."""
    used: set[RowKey] = set()
    for table, column in _REFERRED.items():
        for part in _parts(row_id for name, row_id in made if name == table):
            for target, line in session.execute(
                select(column, LedgerEntry.id).where(column.in_(part))
            ):
                if line not in written:
                    used.add((table, target))
    return used


def _with_targets(session: Session, made: set[RowKey], keys: set[RowKey]) -> set[RowKey]:
    """The rows and everything they refer to that was made in the same step."""
    kept = set(keys)
    fresh = _by_table(keys)
    while fresh:
        found: set[RowKey] = set()
        for table, ids in fresh.items():
            for key in Base.metadata.tables[table].foreign_keys:
                target = key.column.table.name
                for part in _parts(ids):
                    pointers = session.execute(
                        select(key.parent)
                        .distinct()
                        .where(key.parent.is_not(None), key.parent.table.c.id.in_(part))
                    ).scalars()
                    found.update((target, pointer) for pointer in pointers)
        found = (found & made) - kept
        kept |= found
        fresh = _by_table(found)
    return kept


def _taken_back(
    session: Session, staying: Sequence[_Line], for_lines: set[RowKey], made: set[RowKey]
) -> list[Original]:
    """The lines that need a reversal.

    Those taken back already do not. Base points go only with the account that the step opened,
    and not when other lines have come to rest on it.
    """
    base = {line.seq: ("account", line.account_id) for line in staying if line.kind == "base"}
    return [
        line
        for line in originals(session, [line.seq for line in staying])
        if line.reversed_by is None and (line.seq not in base or base[line.seq] in made & for_lines)
    ]


def _reverse(session: Session, undo: _Undo, lines: Sequence[Original], who: str) -> None:
    if lines:
        append(session, reversal_lines(session, lines, undo.label, _today()), who=who)


def _close_emptied(session: Session, kept: set[RowKey]) -> None:
    """An account whose opening was taken back stays for its lines only: nobody holds it."""
    today = _today()
    for part in _parts(row_id for table, row_id in kept if table == "account"):
        session.execute(
            update(Account)
            .where(Account.id.in_(part), Account.closed_on.is_(None))
            .values(closed_on=today, close_reason="开户已撤销")
            .execution_options(synchronize_session=False)
        )


def _check_holders(session: Session, going: set[RowKey], images: Sequence[Before]) -> None:
    accounts = {row_id for table, row_id in going if table == "account"}
    back = {image.row_id: image.values for image in images if image.table == "account"}
    for table, column in _HELD.items():
        for part in _parts(row_id for name, row_id in going if name == table):
            for account in session.execute(select(Account.id).where(column.in_(part))).scalars():
                # One that is handed back to another holder by this very undo stands in no way.
                holder = (back.get(account) or {}).get(column.key)
                handed_back = holder is not None and (table, holder) not in going
                if account not in accounts and not handed_back:
                    raise Refused(
                        "这一步登记的户或商铺后来已经开了积分账户，不能直接撤销。"
                        "请先撤销后来的登记。"
                    )


def _check_fit(session: Session, images: Sequence[Before]) -> None:
    """Lines that come back must follow the end of the chain exactly as they once did."""
    returning: list[Mapping[str, Any]] = sorted(
        (image.values for image in images if image.table == _TABLE and image.values),
        key=lambda values: int(values["seq"]),
    )
    if not returning:
        return
    last, digest = head(session)
    for expected, values in enumerate(returning, start=last + 1):
        if values["seq"] != expected or digest_of(digest, values) != values["digest"]:
            raise Refused("撤销之后又有了新的积分流水，不能重做。请按原事项重新登记。")
        digest = values["digest"]


def _nothing_left(staying: Sequence[_Line]) -> str:
    if any(line.kind != "base" for line in staying):
        return "这一步的积分都已经冲正过了，不用再撤销。"
    return (
        "后来的积分用到了这一步登记的内容，或它已经封存，不能撤销。"
        "请先撤销后来的登记；如这一户退出约定，请办理销户。"
    )


def _by_table(keys: Iterable[RowKey]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for table, row_id in keys:
        found[table].append(row_id)
    return found


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    every = list(ids)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _today() -> dt.date:
    return local_day(utc_now())
