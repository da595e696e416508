"""Taking a line back by a line of its own: whole, once, never a reversal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.pledge import seasons
from app.pledge.lines import NewLine
from db.models import LedgerEntry, Season

FROM_SHEET = "import"
"""`source_type` of lines that came from a points sheet."""

_ELSEWHERE = ("redeem", "redeem_cancel", "carry_over", "expire")


@dataclass(frozen=True, slots=True)
class Original:
    """What a reversal needs to know of the line it takes back."""

    seq: int
    account_id: int
    season_id: int
    rule_set_id: int
    status: str
    kind: str
    item: str
    score: int
    balance: int
    rule_version_id: int | None
    rule_id: int | None
    source_type: str | None
    reverses_seq: int | None
    reversed_by: int | None

    @property
    def stays_in_season(self) -> bool:
        """Whether its reversal belongs to its own season.

        Lines of old sheets were written into seasons that the book never closed itself.
        """
        return self.status in ("open", "publicised") or self.source_type == FROM_SHEET


def originals(session: Session, seqs: Iterable[int]) -> list[Original]:
    """The lines of some numbers, in order; unknown numbers are left out."""
    wanted = sorted(set(seqs))
    found: list[Original] = []
    for start in range(0, len(wanted), 5000):
        found += _some(session, wanted[start : start + 5000])
    return found


def _some(session: Session, seqs: Sequence[int]) -> list[Original]:
    rows = session.execute(
        select(
            LedgerEntry.seq,
            LedgerEntry.account_id,
            LedgerEntry.season_id,
            Season.rule_set_id,
            Season.status,
            LedgerEntry.kind,
            LedgerEntry.item,
            LedgerEntry.applied_score,
            LedgerEntry.applied_balance,
            LedgerEntry.rule_version_id,
            LedgerEntry.rule_id,
            LedgerEntry.source_type,
            LedgerEntry.reverses_seq,
        )
        .join(Season, Season.id == LedgerEntry.season_id)
        .where(LedgerEntry.seq.in_(seqs))
        .order_by(LedgerEntry.seq)
    ).all()
    by = dict(
        session.execute(
            select(LedgerEntry.reverses_seq, LedgerEntry.seq).where(
                LedgerEntry.reverses_seq.in_(seqs)
            )
        )
        .tuples()
        .all()
    )
    return [
        Original(
            row.seq,
            row.account_id,
            row.season_id,
            row.rule_set_id,
            row.status,
            row.kind,
            row.item,
            row.applied_score,
            row.applied_balance,
            row.rule_version_id,
            row.rule_id,
            row.source_type,
            row.reverses_seq,
            by.get(row.seq),
        )
        for row in rows
    ]


def refusal(line: Original) -> str | None:
    """Why a line cannot be taken back by hand, None if it can."""
    if line.reversed_by is not None:
        return f"第 {line.seq} 号已经由第 {line.reversed_by} 号冲正，不能再冲正一次。"
    if line.reverses_seq is not None:
        return f"第 {line.seq} 号本身就是冲正，不能再冲正。如要恢复，请按原事项重新登记。"
    if line.kind == "base":
        return f"第 {line.seq} 号是基础分，不能冲正。如这一户退出约定，请办理销户。"
    if line.kind in ("transfer_in", "transfer_out"):
        return f"第 {line.seq} 号是合并户时转过来的，不能单独冲正。如合并有误，请撤销那次合并。"
    if line.kind in _ELSEWHERE:
        return f"第 {line.seq} 号是兑换或结转，不能在这里冲正，请到“兑换”里办理撤销。"
    return None


def reversal_lines(
    session: Session, lines: Iterable[Original], reason: str, today: dt.date
) -> list[NewLine]:
    """One line for each, with the amounts negated, dated today.

    In the same season while it can still be written, else an adjustment in the open one; raises
    Refused if there is none.
    """
    found: list[NewLine] = []
    open_seasons: dict[int, int] = {}
    for line in lines:
        season = line.season_id
        if not line.stays_in_season:
            if line.rule_set_id not in open_seasons:
                open_seasons[line.rule_set_id] = _open_season(session, line.rule_set_id, today)
            season = open_seasons[line.rule_set_id]
        found.append(
            NewLine(
                line.account_id,
                season,
                "reversal" if line.stays_in_season else "adjust",
                line.item,
                today,
                -line.score or -line.balance,
                -line.score,
                -line.balance,
                rule_version_id=line.rule_version_id,
                rule_id=line.rule_id,
                description=reason,
                reverses_seq=line.seq,
            )
        )
    return found


def _open_season(session: Session, rule_set_id: int, today: dt.date) -> int:
    season = seasons.open_season_id(session, rule_set_id, today)
    if season is None:
        raise Refused("原来的周期已经结束，当前周期还没有开启。请先开启当前周期，再办冲正。")
    return season
