"""Who came, left and died within the year, as the register notes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.sample.dice import Dice
from app.sample.people import Home
from app.sample.places import Rows, Town
from db.ids import Ids

_ELSEWHERE = ("江苏昆山", "浙江嘉兴", "安徽六安", "上海市宝山区", "上海市浦东新区", "江苏太仓")


def note(town: Town, homes: list[Home], gone: list[Home], ids: Ids, today: dt.date) -> None:
    """Give the town its moves: tenants who arrived, households that left, people who died."""
    dice = Dice("moves", today)
    rows = town.rows
    rows["move"] = []
    year = today - dt.timedelta(days=365)
    people = _by_household(rows)
    for home in homes:
        came = home.row["moved_in_on"]
        arrived = home.family.rents and came > year
        origin = dice.one(_ELSEWHERE) if arrived else None
        for person in people[home.row["id"]]:
            born = dt.date.fromisoformat((person["birth_date"] + "-01-01")[:10])
            if arrived and born <= came:
                _add(rows, ids, person, "迁入", came, None, "living", origin)
            if person["status"] == "deceased":
                died = dice.day(max(year, came), today - dt.timedelta(days=20))
                _add(rows, ids, person, "去世", died, "living", "deceased", None)
    for home in gone:
        where = dice.one(_ELSEWHERE)
        for person in people[home.row["id"]]:
            left = home.row["moved_out_on"]
            _add(rows, ids, person, "迁出", left, "living", "moved_out", where)


def _by_household(rows: Rows) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in rows["household"]}
    for row in rows["resident"]:
        if row.get("household_id"):
            found[row["household_id"]].append(row)
    return found


def _add(
    rows: Rows,
    ids: Ids,
    person: dict[str, Any],
    kind: str,
    on: dt.date,
    before: str | None,
    after: str,
    elsewhere: str | None,
) -> None:
    home = person["household_id"]
    rows["move"].append(
        {
            "id": ids.next_id(),
            "resident_id": person["id"],
            "kind": kind,
            "moved_on": on,
            "from_household_id": home if before else None,
            "to_household_id": home,
            "from_status": before,
            "to_status": after,
            "elsewhere": elsewhere,
        }
    )
