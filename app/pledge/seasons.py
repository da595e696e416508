"""Seasons: opening them, with their base points, and finding the one that holds a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.book import Book
from app.errors import Refused
from app.pledge.lines import NewLine, append
from app.pledge.periods import season_bounds, season_name
from app.pledge.records import SeasonRow
from db import ids
from db.models import Account, LedgerEntry, RuleSet, Season

BASE_ITEM = "基础分"


def seasons(book: Book, rule_set_id: int) -> list[SeasonRow]:
    """All seasons of a rule set, the latest first."""
    with book.read() as session:
        found = session.scalars(
            select(Season).where(Season.rule_set_id == rule_set_id).order_by(Season.from_on.desc())
        )
        return [_row(season) for season in found]


def season_on(book: Book, rule_set_id: int, day: dt.date) -> SeasonRow | None:
    """The season that holds a day, None if there is none yet."""
    with book.read() as session:
        season = find(session, rule_set_id, day)
        return None if season is None else _row(season)


def latest_season(book: Book, rule_set_id: int) -> SeasonRow | None:
    """The season a page shows first: the latest one in which anything was recorded."""
    with book.read() as session:
        used = exists().where(LedgerEntry.season_id == Season.id, LedgerEntry.kind != "base")
        newest = select(Season).where(Season.rule_set_id == rule_set_id)
        newest = newest.order_by(Season.from_on.desc()).limit(1)
        season = session.scalars(newest.where(used)).first() or session.scalars(newest).first()
        return None if season is None else _row(season)


def ensure_open(book: Book, rule_set_id: int, today: dt.date) -> SeasonRow:
    """The season of today, opened with its base points if it is not there yet.

    Opening is a step of its own, so that taking back the first entry of a season leaves the
    season alone.
    """
    with book.read() as session:
        season = find(session, rule_set_id, today)
        if season is not None:
            return _row(season)
        name = season_name(_rule_set(session, rule_set_id).season_kind, today)
    with book.write(f"开启{name}") as session:
        season_id = season_for(session, rule_set_id, today, today=today, who=book.who)
        return _row(session.get_one(Season, season_id))


def season_for(
    session: Session, rule_set_id: int, day: dt.date, *, today: dt.date, who: str
) -> int:
    """The id of the season that holds a day, made if need be, inside the caller's step.

    A season that was over before the book knew of it (old sheets) gets no base points; the
    others start with those of the rule set for every open account.
    """
    season = find(session, rule_set_id, day)
    if season is not None:
        return season.id
    rules = _rule_set(session, rule_set_id)
    first, last = season_bounds(rules.season_kind, day)
    clash = session.scalars(
        select(Season).where(
            Season.rule_set_id == rule_set_id, Season.from_on <= last, Season.to_on >= first
        )
    ).first()
    if clash is not None:
        raise Refused(
            f"{season_name(rules.season_kind, day)}与已有的“{clash.name}”日期重叠，不能开启。"
            "请先核对规则集的周期设置。"
        )
    season = Season(
        id=ids.next_id(),
        rule_set_id=rule_set_id,
        name=season_name(rules.season_kind, day),
        from_on=first,
        to_on=last,
        base_points=0 if last < today else rules.base_points,
    )
    session.add(season)
    session.flush()
    write_bases(session, who=who, season_ids=[season.id])
    return season.id


def write_bases(
    session: Session,
    *,
    who: str,
    season_ids: Collection[int] | None = None,
    account_ids: Sequence[int] | None = None,
) -> int:
    """Write the base lines that are missing and return how many.

    One for each account and open season with base points in which the account was open; full
    base, score only, dated the day on which both were there. Safe to call again.
    """
    base = aliased(LedgerEntry)
    taken_back = aliased(LedgerEntry)
    has_base = exists().where(
        base.account_id == Account.id,
        base.season_id == Season.id,
        base.kind == "base",
        ~exists().where(taken_back.reverses_seq == base.seq),
    )
    statement = (
        select(Account.id, Season.id, Account.opened_on, Season.from_on, Season.base_points)
        .join(Season, Season.rule_set_id == Account.rule_set_id)
        .where(
            Season.base_points > 0,
            Season.status == "open",
            Account.opened_on <= Season.to_on,
            or_(Account.closed_on.is_(None), Account.closed_on >= Season.from_on),
            ~has_base,
        )
        .order_by(Season.from_on, Account.id)
    )
    if season_ids is not None:
        statement = statement.where(Season.id.in_(season_ids))
    if account_ids is not None:
        statement = statement.where(Account.id.in_(account_ids))
    lines = [
        NewLine(account, season, "base", BASE_ITEM, max(opened, start), points, points, 0)
        for account, season, opened, start, points in session.execute(statement)
    ]
    return len(append(session, lines, who=who))


def find(session: Session, rule_set_id: int, day: dt.date) -> Season | None:
    """The season of a rule set that holds a day."""
    return session.scalars(
        select(Season).where(
            Season.rule_set_id == rule_set_id, Season.from_on <= day, Season.to_on >= day
        )
    ).first()


def open_season_id(session: Session, rule_set_id: int, today: dt.date) -> int | None:
    """The open season for a line written today: that of today, else the latest open one."""
    return session.execute(
        select(Season.id)
        .where(Season.rule_set_id == rule_set_id, Season.status == "open", Season.from_on <= today)
        .order_by(Season.from_on.desc())
        .limit(1)
    ).scalar()


def _rule_set(session: Session, rule_set_id: int) -> RuleSet:
    rules = session.get(RuleSet, rule_set_id)
    if rules is None:
        raise Refused("找不到这个规则集，可能已被撤销。请刷新后再选。")
    return rules


def _row(season: Season) -> SeasonRow:
    return SeasonRow(
        season.id,
        season.rule_set_id,
        season.name,
        season.from_on,
        season.to_on,
        season.base_points,
        season.status,
        season.late_days,
        season.status == "open",
    )
