"""Rankings of a season: households, 楼组, and the card of one household.

All numbers are sums over the ledger. Ranks are “1, 2, 2, 4”; a veto sets a household aside.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.book import Book
from app.errors import Refused
from app.pledge.accounts import account_row
from app.pledge.holders import by_door, holder_columns, several_compounds, with_holders
from app.pledge.periods import months_back
from app.pledge.records import AccountRow, GroupRankRow, RankRow
from app.pledge.rules import StarRule, competition_ranks, mean_tenths, star_of
from app.pledge.shapes import stars_of
from app.pledge.sums import given_and_taken
from app.pledge.words import STARS
from app.series import Line, Series
from db.models import (
    Account,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    LedgerEntry,
    RuleSet,
    Season,
)

LEAST_COVERAGE = 600
"""Share of signed households, in thousandths, from which a 楼组 is ranked."""

LEAST_HOUSEHOLDS = 5
"""Smaller 楼组 are shown but not ranked: one household would decide."""

VETO = "一票否决，不参评"
TOO_FEW = f"签约率不足{LEAST_COVERAGE // 10}%，只列不排"
TOO_SMALL = f"不足{LEAST_HOUSEHOLDS}户，只列不排"


@dataclass(frozen=True, slots=True)
class Card:
    """One household beside the list: its numbers, points in 0.1.

    `rank` is its place among the `of` ranked households of its 楼组, None if it is not ranked.
    """

    account: AccountRow
    season: str
    score: int
    balance: int
    star: str
    rank: int | None
    of: int
    months: Series


@dataclass(frozen=True, slots=True)
class _Sums:
    score: int = 0
    bonus: int = 0
    deduct: int = 0
    vetoes: int = 0


def household_ranking(
    book: Book, season_id: int, *, compound_id: int | None = None, group_id: int | None = None
) -> list[RankRow]:
    """The accounts of a season, best first, ranked among those of the compound or group asked for.

    Accounts that were closed by the end of the season have no place; those under a veto come
    last, without a rank.
    """
    where: list[ColumnElement[bool]] = []
    if compound_id is not None:
        where.append(Compound.id == compound_id)
    if group_id is not None:
        where.append(BuildingGroup.id == group_id)
    with book.read() as session:
        season = _season(session, season_id)
        rules = session.get_one(RuleSet, season.rule_set_id)
        # Thresholds are set for scores that begin with the base points.
        stars = stars_of(rules) if season.base_points == rules.base_points else ()
        accounts = session.execute(_accounts(session, season).where(*where)).all()
        few = {row.id for row in accounts} if group_id is not None else None
        sums = _season_sums(session, season_id, few)
        vetoed = _vetoed(session, season_id, sums)
    ranks = competition_ranks(
        [None if row.id in vetoed else sums[row.id].score for row in accounts]
    )
    found = [
        _rank_row(row, rank, sums[row.id], stars) for row, rank in zip(accounts, ranks, strict=True)
    ]
    # The accounts come in the order of their doors, which equal ranks keep.
    found.sort(key=lambda row: (row.rank is None, row.rank or 0))
    return found


def group_ranking(
    book: Book, season_id: int, *, compound_id: int | None = None
) -> list[GroupRankRow]:
    """The 楼组 with signed households, by the mean of these; too small or too few: not ranked."""
    where = [] if compound_id is None else [Compound.id == compound_id]
    with book.read() as session:
        season = _season(session, season_id)
        accounts = session.execute(
            _accounts(session, season).where(BuildingGroup.id.is_not(None), *where)
        ).all()
        sums = _season_sums(session, season_id)
        vetoed = _vetoed(session, season_id, sums)
        living = _households(session)
    members: dict[int, list[Any]] = defaultdict(list)
    for row in accounts:
        members[row.group_id].append(row)
    found = [
        _group_row(rows, [sums[row.id] for row in rows if row.id not in vetoed], living)
        for rows in members.values()
    ]
    ranks = competition_ranks([None if row.note else row.mean for row in found])
    ranked = [
        GroupRankRow(
            row.group_id,
            rank,
            row.compound,
            row.group,
            row.mean,
            row.signed,
            row.households,
            row.coverage,
            row.bonus,
            row.deduct,
            row.note,
        )
        for row, rank in zip(found, ranks, strict=True)
    ]
    ranked.sort(key=lambda row: (row.rank is None, row.rank or 0, -row.mean))
    return ranked


def household_card(
    book: Book, account_id: int, season_id: int | None = None, *, today: dt.date
) -> Card:
    """The numbers of one account for the pane beside the list."""
    with book.read() as session:
        account = session.get(Account, account_id)
        if account is None:
            raise Refused("找不到这个积分账户，可能已被撤销。请刷新后再试。")
        wanted = season_id or _latest(session, account.rule_set_id, today)
        row = account_row(book, account_id, wanted)
        group = session.execute(
            select(Dwelling.building_group_id)
            .join(Household, Household.dwelling_id == Dwelling.id)
            .where(Household.id == account.household_id)
        ).scalar()
        months = _months(session, account_id, today)
        season = session.get(Season, wanted) if wanted is not None else None
    if season is None:
        return Card(row, "", 0, row.balance, "", None, 0, months)
    rows = household_ranking(book, season.id, group_id=group)
    own = next((one for one in rows if one.account_id == account_id), None)
    return Card(
        row,
        season.name,
        row.score,
        row.balance,
        own.star if own else "",
        own.rank if own and group is not None else None,
        sum(1 for one in rows if one.rank is not None) if group is not None else 0,
        months,
    )


def _rank_row(
    row: Any,
    rank: int | None,
    sums: _Sums,
    rules: tuple[StarRule, ...],
) -> RankRow:
    veto = rank is None
    stars = star_of(sums.score, sums.deduct, veto=veto, rules=rules)
    return RankRow(
        row.id,
        rank,
        row.holder,
        row.compound,
        row.group_name,
        sums.score,
        sums.bonus,
        sums.deduct,
        STARS[stars],
        VETO if veto else "",
        row.household_id,
        row.shop_id,
        row.group_id,
        stars,
        veto,
    )


def _group_row(rows: list[Any], sums: list[_Sums], living: dict[int, int]) -> GroupRankRow:
    first = rows[0]
    signed = len(rows)
    households = max(living.get(first.group_id, 0), signed)
    coverage = signed * 1000 // households
    note = ""
    if households < LEAST_HOUSEHOLDS:
        note = TOO_SMALL
    elif coverage < LEAST_COVERAGE:
        note = TOO_FEW
    return GroupRankRow(
        first.group_id,
        None,
        first.compound,
        first.group_name,
        mean_tenths(sum(one.score for one in sums), len(sums)),
        signed,
        households,
        coverage,
        sum(one.bonus for one in sums),
        sum(one.deduct for one in sums),
        note,
    )


def _accounts(session: Session, season: Season) -> Select[Any]:
    return with_holders(
        select(
            Account.id,
            Account.household_id,
            Account.shop_id,
            *holder_columns(several=several_compounds(session)),
        )
        .select_from(Account)
        .where(
            Account.rule_set_id == season.rule_set_id,
            Account.opened_on <= season.to_on,
            or_(Account.closed_on.is_(None), Account.closed_on > season.to_on),
        )
    ).order_by(*by_door(), Account.id)


def _season_sums(
    session: Session, season_id: int, few: set[int] | None = None
) -> defaultdict[int, _Sums]:
    statement = select(
        LedgerEntry.account_id,
        func.sum(LedgerEntry.applied_score),
        *given_and_taken(),
        func.sum(case((LedgerEntry.kind == "veto", 1), else_=0)),
    ).where(LedgerEntry.season_id == season_id)
    if few is not None:
        statement = statement.where(LedgerEntry.account_id.in_(few))
    rows = session.execute(statement.group_by(LedgerEntry.account_id))
    found: defaultdict[int, _Sums] = defaultdict(_Sums)
    for account, *numbers in rows:
        found[account] = _Sums(*numbers)
    return found


def _vetoed(session: Session, season_id: int, sums: Mapping[int, _Sums]) -> set[int]:
    if not any(one.vetoes for one in sums.values()):
        return set()
    taken_back = aliased(LedgerEntry)
    return set(
        session.execute(
            select(LedgerEntry.account_id).where(
                LedgerEntry.season_id == season_id,
                LedgerEntry.kind == "veto",
                ~exists().where(taken_back.reverses_seq == LedgerEntry.seq),
            )
        ).scalars()
    )


def _households(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(Dwelling.building_group_id, func.count(Household.id))
        .join(Household, Household.dwelling_id == Dwelling.id)
        .where(Dwelling.building_group_id.is_not(None), Household.moved_out_on.is_(None))
        .group_by(Dwelling.building_group_id)
    )
    return {group: count for group, count in rows if group is not None}


def _months(session: Session, account_id: int, today: dt.date) -> Series:
    months = months_back(today, 12)
    gained = dict.fromkeys(months, 0)
    rows = session.execute(
        select(LedgerEntry.occurred_on, func.sum(LedgerEntry.applied_score))
        .where(
            LedgerEntry.account_id == account_id,
            LedgerEntry.kind != "base",
            LedgerEntry.occurred_on >= months[0],
        )
        .group_by(LedgerEntry.occurred_on)
    )
    for day, points in rows:
        month = day.replace(day=1)
        if month in gained:
            gained[month] += points
    return Series(
        "每月得分",
        tuple(f"{month.month}月" for month in months),
        (Line("得分", tuple(points / 10 for points in gained.values())),),
        unit="分",
        sentence=f"近12个月净得 {sum(gained.values()) / 10:g} 分。",
        definition="每月加分减去扣分，按事情发生的日期计，不含基础分。",
    )


def _season(session: Session, season_id: int) -> Season:
    season = session.get(Season, season_id)
    if season is None:
        raise Refused("找不到这个周期，可能已被撤销。请刷新后再选。")
    return season


def _latest(session: Session, rule_set_id: int, today: dt.date) -> int | None:
    return session.execute(
        select(Season.id)
        .where(Season.rule_set_id == rule_set_id, Season.from_on <= today)
        .order_by(Season.from_on.desc())
        .limit(1)
    ).scalar()
