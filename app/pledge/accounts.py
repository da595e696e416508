"""Accounts: opened by signing or by the holder's wish, closed when the holder leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.pledge import seasons
from app.pledge.holders import holder_columns, several_compounds, with_holders
from app.pledge.periods import day_words
from app.pledge.records import AccountEntry, AccountRow
from db import ids
from db.models import Account, Household, LedgerEntry, RuleSet, Season, Shop

SIGNED = "签约"
FROM_SHEETS = "旧表已有积分"


def open_account(book: Book, entry: AccountEntry, *, today: dt.date) -> AccountRow:
    """Open an account with its full base points, or return the one that is open already.

    Raises Invalid with every problem of the entry, Refused if the holder is gone.
    """
    with book.read() as session:
        check(_entry_problems(session, entry, today))
        found = _open_one(session, entry)
    if found is None:
        seasons.ensure_open(book, entry.rule_set_id, today)
        with book.write("签约开户") as session:
            found = ids.next_id()
            session.add(
                Account(
                    id=found,
                    rule_set_id=entry.rule_set_id,
                    household_id=entry.household_id,
                    shop_id=entry.shop_id,
                    opened_on=entry.opened_on,
                    opened_by=entry.opened_by,
                    note=entry.note,
                )
            )
            _note_signing(session, entry)
            session.flush()
            seasons.write_bases(session, who=book.who, account_ids=[found])
    return account_row(book, found)


def _note_signing(session: Session, entry: AccountEntry) -> None:
    if entry.opened_by != SIGNED or entry.household_id is None:
        return
    household = session.get(Household, entry.household_id)
    if household is not None and household.pledge_signed_on is None:
        household.pledge_signed_on = entry.opened_on


def open_accounts(
    session: Session, rule_set_id: int, households: Mapping[int, dt.date], *, opened_by: str
) -> dict[int, int]:
    """The open account of each household, made where there is none, inside the caller's step.

    `households` gives the day from which each one takes part; returns household → account. No
    base points are written: the caller knows whether these are old sheets (`seasons.write_bases`).
    """
    known = {
        household: account
        for household, account in session.execute(
            select(Account.household_id, Account.id).where(
                Account.rule_set_id == rule_set_id,
                Account.closed_on.is_(None),
                Account.household_id.is_not(None),
            )
        )
        if household in households
    }
    missing = [household for household in households if household not in known]
    rows = [
        {
            "id": account_id,
            "rule_set_id": rule_set_id,
            "household_id": household,
            "opened_on": households[household],
            "opened_by": opened_by,
        }
        for household, account_id in zip(missing, ids.take(len(missing)), strict=True)
    ]
    if rows:
        session.flush()
        session.execute(insert(Account), rows)
    return known | {row["household_id"]: row["id"] for row in rows}


def close_account(book: Book, account_id: int, *, closed_on: dt.date, reason: str) -> AccountRow:
    """Close an account; its lines and its balance stay on record."""
    with book.write("销户") as session:
        account = session.get(Account, account_id)
        if account is None:
            raise Refused("找不到这个积分账户，可能已被撤销。请刷新后再试。")
        if account.closed_on is not None:
            raise Refused(f"这个账户已于 {account.closed_on} 销户，不用再办。")
        if not reason.strip():
            raise Invalid.of("close_reason", "请填写销户原因。")
        if closed_on < account.opened_on:
            raise Invalid.of("closed_on", f"销户日期不能早于开户日期 {account.opened_on}。")
        account.closed_on = closed_on
        account.close_reason = reason.strip()
    return account_row(book, account_id)


def account_row(book: Book, account_id: int, season_id: int | None = None) -> AccountRow:
    """One account with its numbers; `score` is that of the season (the latest, if not given)."""
    rows = account_rows(book, [account_id], season_id)
    if not rows:
        raise Refused("找不到这个积分账户，可能已被撤销。请刷新后再试。")
    return rows[0]


def account_of(book: Book, rule_set_id: int, household_id: int) -> int | None:
    """The open account of a household, None if it has not signed."""
    with book.read() as session:
        return _open_one(session, AccountEntry(rule_set_id, dt.date.min, household_id=household_id))


def account_rows(
    book: Book, account_ids: Sequence[int], season_id: int | None = None
) -> list[AccountRow]:
    """Accounts in the order asked for, a page of them at a time."""
    with book.read() as session:
        statement = with_holders(
            select(
                Account.id,
                Account.rule_set_id,
                Account.household_id,
                Account.shop_id,
                Account.opened_on,
                Account.opened_by,
                Account.closed_on,
                Account.close_reason,
                *holder_columns(several=several_compounds(session)),
            ).select_from(Account)
        ).where(Account.id.in_(account_ids))
        rows = session.execute(statement).all()
        wanted = {
            one: season_id or _latest_season(session, one)
            for one in {row.rule_set_id for row in rows}
        }
        found = {}
        for row in rows:
            score, balance = numbers(session, row.id, wanted[row.rule_set_id])
            found[row.id] = AccountRow(
                row.id,
                row.rule_set_id,
                row.household_id,
                row.shop_id,
                row.holder,
                row.compound,
                row.group_name,
                row.opened_on,
                row.opened_by,
                row.closed_on,
                row.close_reason,
                score,
                balance,
            )
    return [found[account_id] for account_id in account_ids if account_id in found]


def numbers(session: Session, account_id: int, season_id: int | None) -> tuple[int, int]:
    """The score of a season and the balance of all time: always sums over the ledger."""
    balance = session.execute(
        select(func.coalesce(func.sum(LedgerEntry.applied_balance), 0)).where(
            LedgerEntry.account_id == account_id
        )
    ).scalar_one()
    if season_id is None:
        return 0, balance
    score = session.execute(
        select(func.coalesce(func.sum(LedgerEntry.applied_score), 0)).where(
            LedgerEntry.account_id == account_id, LedgerEntry.season_id == season_id
        )
    ).scalar_one()
    return score, balance


def _latest_season(session: Session, rule_set_id: int) -> int | None:
    return session.execute(
        select(Season.id)
        .where(Season.rule_set_id == rule_set_id)
        .order_by(Season.from_on.desc())
        .limit(1)
    ).scalar()


def _open_one(session: Session, entry: AccountEntry) -> int | None:
    statement = select(Account.id).where(
        Account.rule_set_id == entry.rule_set_id, Account.closed_on.is_(None)
    )
    if entry.household_id is not None:
        statement = statement.where(Account.household_id == entry.household_id)
    else:
        statement = statement.where(Account.shop_id == entry.shop_id)
    return session.execute(statement).scalar()


def _entry_problems(session: Session, entry: AccountEntry, today: dt.date) -> list[Problem]:
    problems: list[Problem] = []
    rules = session.get(RuleSet, entry.rule_set_id)
    if rules is None:
        return [Problem("rule_set_id", "请选一个规则集。")]
    if rules.account_kind == "shop":
        problems += _shop_problems(session, entry, rules.name)
    else:
        problems += _household_problems(session, entry, rules.name)
    if entry.opened_on > today:
        problems.append(
            Problem("opened_on", f"签约日期不能晚于今天（{day_words(today)}），请核对。")
        )
    if not entry.opened_by.strip():
        problems.append(Problem("opened_by", "请写明开户依据：签约，或本人要求。"))
    return problems


def _household_problems(session: Session, entry: AccountEntry, name: str) -> list[Problem]:
    if entry.household_id is None or entry.shop_id is not None:
        return [Problem("household_id", f"“{name}”按户记分，请选一户。")]
    household = session.get(Household, entry.household_id)
    if household is None:
        return [Problem("household_id", "找不到这一户，请重新选择。")]
    if household.moved_out_on is not None and household.moved_out_on < entry.opened_on:
        return [Problem("household_id", f"这一户已于 {household.moved_out_on} 迁出，不能再开户。")]
    return []


def _shop_problems(session: Session, entry: AccountEntry, name: str) -> list[Problem]:
    if entry.shop_id is None or entry.household_id is not None:
        return [Problem("shop_id", f"“{name}”按商铺记分，请选一家商铺。")]
    shop = session.get(Shop, entry.shop_id)
    if shop is None:
        return [Problem("shop_id", "找不到这家商铺，请重新选择。")]
    if shop.closed_on is not None and shop.closed_on < entry.opened_on:
        return [Problem("shop_id", f"这家商铺已于 {shop.closed_on} 关闭，不能再开户。")]
    return []
