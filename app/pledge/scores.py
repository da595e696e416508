"""Where the households of a compound stand in the season of a day: for a drawing of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from db.models import (
    Account,
    Building,
    Dwelling,
    Household,
    LedgerEntry,
    RuleSet,
    Season,
)


@dataclass(frozen=True, slots=True)
class SeasonScores:
    """Scores by household in 0.1 points; `season` is empty where no season has begun."""

    rules: str = ""
    season: str = ""
    base: int = 0
    scores: dict[int, int] = field(default_factory=dict)


def season_scores(session: Session, compound_id: int, day: dt.date) -> SeasonScores:
    """The open accounts of a compound under the rule set that most households signed; three
    queries, however many accounts there are.
    """
    signed = (
        select(func.count(Account.id))
        .where(Account.rule_set_id == RuleSet.id, Account.closed_on.is_(None))
        .scalar_subquery()
    )
    rules = session.execute(
        select(RuleSet.id, RuleSet.name)
        .where(RuleSet.account_kind != "shop")
        .order_by(signed.desc(), RuleSet.id)
        .limit(1)
    ).first()
    if rules is None:
        return SeasonScores()
    season = session.execute(
        select(Season.id, Season.name, Season.base_points, Season.status)
        .where(Season.rule_set_id == rules.id, Season.from_on <= day)
        .order_by(Season.from_on.desc())
        .limit(1)
    ).first()
    if season is None:
        return SeasonScores(rules.name)
    # An account without its base line will get it with the next entry: it counts already.
    missing = season.base_points if season.status == "open" else 0
    rows = session.execute(
        select(
            Account.household_id,
            func.coalesce(func.sum(LedgerEntry.applied_score), 0).label("score"),
            func.coalesce(func.sum(case((LedgerEntry.kind == "base", 1), else_=0)), 0).label("set"),
        )
        .join(Household, Household.id == Account.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .outerjoin(
            LedgerEntry,
            (LedgerEntry.account_id == Account.id) & (LedgerEntry.season_id == season.id),
        )
        .where(
            Building.compound_id == compound_id,
            Account.rule_set_id == rules.id,
            Account.closed_on.is_(None),
        )
        .group_by(Account.id, Account.household_id)
    )
    scores = {row.household_id: row.score + (0 if row.set else missing) for row in rows}
    return SeasonScores(rules.name, season.name, season.base_points, scores)
