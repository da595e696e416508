"""What an office would have to check: somebody recorded twice, and slips of every register."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.sample.people import Home, Member
from app.sample.places import Town
from app.sample.posts import DEPUTY
from db.ids import Ids

SHARED = 5
"""People in households of their own for whom somebody wrote down one and the same number."""


def plant(town: Town, homes: list[Home], ids: Ids, today: dt.date) -> None:
    """Put one possible duplicate, a missing 高龄 and a shared number into the rows of the town."""
    _recorded_twice(town, homes, ids, today)
    _without_tag(town)
    _one_number(homes)


def _recorded_twice(town: Town, homes: list[Home], ids: Ids, today: dt.date) -> None:
    # A former deputy came with a sheet of leaders, which knew only name and telephone.
    member, home = _well_known(homes, today)
    row: dict[str, Any] = dict.fromkeys(member.row)
    kept = ("full_name", "name_pinyin", "name_initials", "id_kind", "sex", "phone", "status")
    row |= {name: member.row[name] for name in kept}
    row |= {"id": ids.next_id(), "listed": False, "note": "按旧的两长名册登记。"}
    town.rows["resident"].append(row)
    term: dict[str, Any] = dict.fromkeys(town.rows["leader_term"][0])
    start = today - dt.timedelta(days=1700)
    town.rows["leader_term"].append(
        term
        | {
            "id": ids.next_id(),
            "kind": DEPUTY,
            "building_group_id": home.door.group.row["id"],
            "resident_id": row["id"],
            "start_on": start,
            "expected_end_on": today - dt.timedelta(days=900),
            "end_on": today - dt.timedelta(days=900),
            "end_reason": "届满",
            "selection_method": "委任",
        }
    )


def _well_known(homes: list[Home], today: dt.date) -> tuple[Member, Home]:
    return next(
        (member, home)
        for home in homes[120:]
        for member in home.members
        if 50 <= member.person.age(today) <= 70 and member.row["phone"] and not home.family.rents
    )


def _without_tag(town: Town) -> None:
    tags = town.rows["care_tag"]
    several = next(tag for tag in tags[40:] if tag["tag"] == "高龄")
    tags.remove(several)


def _one_number(homes: list[Home]) -> None:
    heads = [home.members[0].row for home in homes[300:] if home.members[0].row["phone"]]
    for row in heads[1:SHARED]:
        row["phone"] = heads[0]["phone"]
