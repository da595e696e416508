"""The ranking of a season on the command line."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

from app.book import Book
from app.errors import Refused
from app.pledge.ranking import group_ranking, household_ranking
from app.pledge.records import SeasonRow
from app.pledge.rulesets import rule_sets
from app.pledge.seasons import latest_season, seasons


def ranking(
    book: Book, arguments: argparse.Namespace, today: dt.date
) -> tuple[dict[str, Any], str]:
    """Places, scores in points and stars of the households' rule set, or of the 楼组."""
    season = _season(book, arguments.season, today)
    if arguments.groups:
        rows = [
            {
                "rank": row.rank,
                "group": row.group,
                "compound": row.compound,
                "mean": row.mean / 10,
                "signed": row.signed,
                "note": row.note,
            }
            for row in group_ranking(book, season.id)[: arguments.limit]
        ]
        lines = [f"{row['rank'] or '—'}\t{row['group']}\t{row['mean']}" for row in rows]
    else:
        rows = [
            {"rank": row.rank, "holder": row.holder, "score": row.score / 10, "star": row.star}
            for row in household_ranking(book, season.id)[: arguments.limit]
        ]
        lines = [f"{row['rank'] or '—'}\t{row['holder']}\t{row['score']}" for row in rows]
    answer = {"season": season.name, "rows": rows}
    return answer, "\n".join((season.name, *lines))


def _season(book: Book, name: str | None, today: dt.date) -> SeasonRow:
    sets = [row for row in rule_sets(book, today) if row.account_kind == "household"]
    if not sets:
        raise Refused("台账里还没有按户记分的规则。")
    if name is None:
        found = latest_season(book, sets[0].id)
        if found is None:
            raise Refused("还没有积分周期。请先记一笔积分。")
        return found
    known = seasons(book, sets[0].id)
    for season in known:
        if season.name == name:
            return season
    raise Refused(f"没有叫“{name}”的周期，现有：{'、'.join(season.name for season in known)}。")
