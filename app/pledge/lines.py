"""Writing, sealing and checking ledger lines: the one place that touches their table.

A line's digest is SHA-256 over the digest of the line before it and the text of its own content,
so that a changed, removed or added line shows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter

from sqlalchemy import RowMapping, Table, func, select, update
from sqlalchemy.orm import Session

from app.book import utc_now
from db import ids
from db.bulk import insert_rows
from db.models import LedgerEntry, LedgerSeal

LEDGER: Table = LedgerEntry.__table__  # type: ignore[assignment]

DIGESTED = (
    "id",
    "seq",
    "account_id",
    "season_id",
    "rule_version_id",
    "rule_id",
    "kind",
    "item",
    "occurred_on",
    "recorded_at",
    "quantity",
    "unit",
    "raw_points",
    "applied_score",
    "applied_balance",
    "cap_note",
    "actor_id",
    "description",
    "assessor",
    "approved_by",
    "entered_by",
    "reverses_seq",
    "source_type",
    "source_id",
)
"""What a digest covers, in this order for ever: books written today must verify in ten years."""

GENESIS = "0" * 64
"""Stands for the digest before the first line."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A ledger line before it has a number. Amounts are in 0.1 points, signed, final as given.

    `raw_points` is the amount before caps; `quantity` is in thousandths of `unit`. `item` keeps
    the words of the sheet or the title of the rule as it was. `source_type` with `source_id` is
    unique per account.
    """

    account_id: int
    season_id: int
    kind: str
    item: str
    occurred_on: dt.date
    raw_points: int
    applied_score: int
    applied_balance: int
    rule_version_id: int | None = None
    rule_id: int | None = None
    quantity: int | None = None
    unit: str | None = None
    cap_note: str | None = None
    actor_id: int | None = None
    description: str | None = None
    assessor: str | None = None
    approved_by: str | None = None
    reverses_seq: int | None = None
    source_type: str | None = None
    source_id: str | None = None

    @classmethod
    def history(
        cls,
        account_id: int,
        season_id: int,
        item: str,
        occurred_on: dt.date,
        points: int,
        *,
        rule: tuple[int, int] | None = None,
        description: str | None = None,
        assessor: str | None = None,
        source: tuple[str, str] | None = None,
    ) -> NewLine:
        """A line of an old sheet: the points count as written, only positive ones can be redeemed.

        `rule` is (rule id, version id), None where the words match no rule; `source` is
        (type, id).
        """
        return cls(
            account_id,
            season_id,
            "deduct" if points < 0 else "earn",
            item,
            occurred_on,
            points,
            points,
            max(0, points),
            rule_id=rule[0] if rule else None,
            rule_version_id=rule[1] if rule else None,
            description=description,
            assessor=assessor,
            source_type=source[0] if source else None,
            source_id=source[1] if source else None,
        )


def append(
    session: Session,
    lines: Sequence[NewLine],
    *,
    who: str,
    at: dt.datetime | None = None,
    take: Callable[[int], list[int]] = ids.take,
) -> range:
    """Write lines at the end of the ledger and return their numbers (`seq`).

    The only way into the table. `at` is naive UTC (now, if not given). No rule is applied here;
    a line whose account, season or rule is not in the book breaks the step.
    """
    if not lines:
        return range(0)
    session.flush()
    moment = at or utc_now()
    last, digest = head(session)
    rows: list[dict[str, object]] = []
    for seq, (line, row_id) in enumerate(zip(lines, take(len(lines)), strict=True), start=last + 1):
        row = _row(line) | {"id": row_id, "seq": seq, "recorded_at": moment, "entered_by": who}
        digest = digest_of(digest, row)
        row["digest"] = digest
        rows.append(row)
    insert_rows(session.connection(), LEDGER.name, rows)
    return range(last + 1, last + 1 + len(rows))


def _row(line: NewLine) -> dict[str, object]:
    return {
        "account_id": line.account_id,
        "season_id": line.season_id,
        "rule_version_id": line.rule_version_id,
        "rule_id": line.rule_id,
        "kind": line.kind,
        "item": line.item,
        "occurred_on": line.occurred_on,
        "quantity": line.quantity,
        "unit": line.unit,
        "raw_points": line.raw_points,
        "applied_score": line.applied_score,
        "applied_balance": line.applied_balance,
        "cap_note": line.cap_note,
        "actor_id": line.actor_id,
        "description": line.description,
        "assessor": line.assessor,
        "approved_by": line.approved_by,
        "reverses_seq": line.reverses_seq,
        "source_type": line.source_type,
        "source_id": line.source_id,
    }


def digest_of(previous: str, row: Mapping[str, object] | RowMapping) -> str:
    """The digest of a line after the line with the digest `previous`."""
    text = _encoded(_content(row))
    return sha256(f"{previous}\n{text}".encode()).hexdigest()


def _in_words(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"no ledger value: {type(value).__name__}")


_content = itemgetter(*DIGESTED)
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_in_words).encode


def head(session: Session) -> tuple[int, str]:
    """The number and digest of the last line; (0, GENESIS) for an empty ledger."""
    row = session.execute(
        select(LEDGER.c.seq, LEDGER.c.digest).order_by(LEDGER.c.seq.desc()).limit(1)
    ).first()
    return (row.seq, row.digest) if row else (0, GENESIS)


def sealed_upto(session: Session) -> int:
    """The number of the last sealed line, 0 for none."""
    return session.execute(select(LedgerSeal.upto_seq).where(LedgerSeal.id == 1)).scalar_one()


def seal(session: Session, upto_seq: int | None = None) -> int:
    """Seal all lines up to a number (up to the last one, if not given) and return the seal.

    Called when the head of the chain leaves the book: backup, slip, notice, exchange. A seal is
    never lifted; a lower number changes nothing.
    """
    last, _ = head(session)
    wanted = last if upto_seq is None else min(upto_seq, last)
    found = sealed_upto(session)
    if wanted <= found:
        return found
    session.execute(
        update(LedgerSeal).where(LedgerSeal.id == 1).values(upto_seq=wanted, sealed_at=utc_now())
    )
    return wanted


def seal_before(session: Session, day: dt.date) -> int:
    """Seal the lines recorded before a local day and return the seal."""
    midnight = dt.datetime.combine(day, dt.time()).astimezone(dt.UTC).replace(tzinfo=None)
    last = session.execute(
        select(func.max(LEDGER.c.seq)).where(
            LEDGER.c.seq > sealed_upto(session), LEDGER.c.recorded_at < midnight
        )
    ).scalar()
    return sealed_upto(session) if last is None else seal(session, last)


def verify_chain(session: Session) -> list[str]:
    """Everything wrong with the ledger, one sentence each; an empty list when it is sound.

    Checks that numbers have no gap, that every digest follows from the line before, that each
    reversal takes back exactly one earlier line, once, and that the seal is inside the ledger.
    """
    problems: list[str] = []
    previous, expected = GENESIS, 1
    seen: dict[int, RowMapping] = {}
    taken: set[int] = set()
    for row in session.execute(select(LEDGER).order_by(LEDGER.c.seq)).mappings():
        seq = row["seq"]
        if seq != expected:
            problems.append(f"流水缺少第 {expected} 号到第 {seq - 1} 号，可能被删除过。")
        if digest_of(previous, row) != row["digest"]:
            problems.append(f"第 {seq} 号流水与校验码不符，或与上一笔不相连，可能被改动过。")
        if row["reverses_seq"] is not None:
            problems += _reversal_problems(row, seen, taken)
            taken.add(row["reverses_seq"])
        seen[seq] = row
        previous, expected = row["digest"], seq + 1
    sealed = sealed_upto(session)
    if sealed >= expected:
        problems.append(
            f"已封存到第 {sealed} 号，但流水只到第 {expected - 1} 号，末尾可能被删除过。"
        )
    return problems


def _reversal_problems(
    row: RowMapping, seen: Mapping[int, RowMapping], taken: set[int]
) -> list[str]:
    seq, target = row["seq"], row["reverses_seq"]
    original = seen.get(target)
    if original is None:
        return [f"第 {seq} 号冲正的是不存在的第 {target} 号。"]
    problems: list[str] = []
    if original["reverses_seq"] is not None:
        problems.append(f"第 {seq} 号冲正了另一笔冲正（第 {target} 号）。")
    if target in taken:
        problems.append(f"第 {target} 号被冲正了不止一次。")
    if (row["applied_score"], row["applied_balance"]) != (
        -original["applied_score"],
        -original["applied_balance"],
    ):
        problems.append(f"第 {seq} 号冲正的分值与原来的第 {target} 号不相抵。")
    return problems
