"""Two households that turn out to be one: their accounts become one, line by line accounted for.

A line never changes account. The account of the household that goes is closed and handed to the
one that stays, so that its lines stay in reach; what it gained in seasons that still run, and its
whole balance, goes over by a pair of lines (转出, 转入) that come to nothing together. Seasons
that are over keep the ranking that they had.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from app.book import Book
from app.pledge import seasons
from app.pledge.lines import NewLine, append
from app.pledge.sums import given_and_taken
from db.models import Account, LedgerEntry, RuleSet, Season

MERGED = "合并重复登记的户"
"""Why an account was closed that went into another one of the same household."""

_ITEM = "合并户积分"


@dataclass(frozen=True, slots=True)
class _Gained:
    """What an account gained in a season without base points: 0.1 points."""

    season_id: int
    given: int
    taken: int


def join_accounts(book: Book, session: Session, kept: int, gone: int, today: dt.date) -> list[str]:
    """Where both households have an open account under one rule set, close that of `gone`.

    Inside a step of the caller, who then hands all accounts over. Returns what there is to say.
    """
    said: list[str] = []
    mine = _open_of(session, kept)
    for rule_set, account in _open_of(session, gone).items():
        if rule_set in mine:
            said += _absorb(book, session, mine[rule_set], account, today)
    return said


def _open_of(session: Session, household: int) -> dict[int, Account]:
    found = session.scalars(
        select(Account).where(Account.household_id == household, Account.closed_on.is_(None))
    )
    return {account.rule_set_id: account for account in found}


def _absorb(
    book: Book, session: Session, into: Account, account: Account, today: dt.date
) -> list[str]:
    rules = session.get_one(RuleSet, into.rule_set_id)
    lines: list[NewLine] = []
    for gained in _gained(session, account.id):
        lines += _score_lines(session, rules, into.id, account.id, gained, today)
    said = [f"两户都有“{rules.name}”的积分账户，已并成一个，积分一分不少。"]
    balance = _balance(session, account.id)
    season = seasons.open_season_id(session, rules.id, today)
    if balance and season is not None:
        lines += _pair(into.id, account.id, season, today, balance=balance)
    elif balance:
        said = [f"两户都有“{rules.name}”的积分账户，余额要等新周期开启后才能并在一起。"]
    vetoes = _vetoes(session, into.id, account.id)
    if vetoes:
        said.append("并入的户本周期有一票否决，已一并带过来，请核对。")
    _open_since(session, into, account)
    append(session, [*lines, *vetoes], who=book.who)
    account.closed_on = max(today, account.opened_on)
    account.close_reason = MERGED
    session.flush()
    seasons.write_bases(session, who=book.who, account_ids=[into.id])
    return said


def _open_since(session: Session, into: Account, account: Account) -> None:
    """The account takes part from the earlier of both days on, yet in no season that is over."""
    running = session.scalar(
        select(func.min(Season.from_on)).where(
            Season.rule_set_id == into.rule_set_id, Season.status == "open"
        )
    )
    if running is not None:
        into.opened_on = min(into.opened_on, max(account.opened_on, running))


def _gained(session: Session, account: int) -> list[_Gained]:
    given, taken = given_and_taken()
    rows = session.execute(
        select(LedgerEntry.season_id, given, taken)
        .join(Season, Season.id == LedgerEntry.season_id)
        .where(LedgerEntry.account_id == account, Season.status == "open")
        .group_by(LedgerEntry.season_id)
        .order_by(Season.from_on)
    )
    return [_Gained(*row) for row in rows]


def _score_lines(
    session: Session,
    rules: RuleSet,
    into: int,
    account: int,
    gained: _Gained,
    today: dt.date,
) -> list[NewLine]:
    score = session.scalar(
        select(func.coalesce(func.sum(LedgerEntry.applied_score), 0)).where(
            LedgerEntry.account_id == into, LedgerEntry.season_id == gained.season_id
        )
    )
    given, taken = _within(score or 0, gained, rules.floor, rules.ceiling)
    return [
        *_pair(into, account, gained.season_id, today, score=gained.given, applied=given),
        *_pair(into, account, gained.season_id, today, score=gained.taken, applied=taken),
    ]


def _within(score: int, gained: _Gained, floor: int | None, ceiling: int | None) -> tuple[int, int]:
    """What of gains and losses counts, so that the score stays between floor and ceiling."""
    given, taken = gained.given, gained.taken
    if ceiling is not None:
        given -= min(given, max(0, score + given + taken - ceiling))
    if floor is not None:
        taken += min(-taken, max(0, floor - (score + given + taken)))
    return given, taken


def _pair(
    into: int,
    account: int,
    season: int,
    today: dt.date,
    *,
    score: int = 0,
    applied: int | None = None,
    balance: int = 0,
) -> list[NewLine]:
    if not score and not balance:
        return []
    counts = score if applied is None else applied
    cut = "合并后超出上下限的部分不计" if counts != score else None
    raw = score or balance
    return [
        NewLine(account, season, "transfer_out", _ITEM, today, -raw, -score, -balance),
        NewLine(into, season, "transfer_in", _ITEM, today, raw, counts, balance, cap_note=cut),
    ]


def _balance(session: Session, account: int) -> int:
    return (
        session.scalar(
            select(func.coalesce(func.sum(LedgerEntry.applied_balance), 0)).where(
                LedgerEntry.account_id == account
            )
        )
        or 0
    )


def _vetoes(session: Session, into: int, account: int) -> list[NewLine]:
    taken_back = aliased(LedgerEntry)
    rows = session.scalars(
        select(LedgerEntry)
        .join(Season, Season.id == LedgerEntry.season_id)
        .where(
            LedgerEntry.account_id == account,
            LedgerEntry.kind == "veto",
            Season.status == "open",
            ~exists().where(taken_back.reverses_seq == LedgerEntry.seq),
        )
        .order_by(LedgerEntry.seq)
    )
    return [
        NewLine(
            into, line.season_id, "veto", line.item, line.occurred_on, 0, 0, 0,
            rule_version_id=line.rule_version_id, rule_id=line.rule_id,
            description=line.description, assessor=line.assessor, approved_by=line.approved_by,
        )
        for line in rows
    ]  # fmt: skip


def absorbed(session: Session, account_id: int) -> frozenset[int]:
    """An account and those that went into it: their earlier lines count for its caps."""
    account = session.get(Account, account_id)
    if account is None or account.household_id is None:
        return frozenset((account_id,))
    others = session.scalars(
        select(Account.id).where(
            Account.household_id == account.household_id,
            Account.rule_set_id == account.rule_set_id,
            Account.close_reason == MERGED,
        )
    )
    return frozenset((account_id, *others))
