"""The made-up neighbourhood has moves that fit the people in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from app.sample import moves, people, places
from db.ids import Ids

TODAY = dt.date(2026, 11, 22)


def test_moves_fit_the_people_they_are_about() -> None:
    ids = Ids()
    town = places.build(ids)
    homes, gone = people.settle(town, ids, TODAY)
    moves.note(town, homes, gone, ids, TODAY)
    rows = town.rows["move"]
    kinds = Counter(row["kind"] for row in rows)
    assert kinds["迁入"] > 20
    assert kinds["迁出"] >= people.GONE_AWAY
    persons = {row["id"]: row for row in town.rows["resident"]}
    deceased = sum(row["status"] == "deceased" for row in persons.values())
    assert kinds["去世"] == deceased
    last = {row["resident_id"]: row for row in rows}
    for person, row in last.items():
        assert row["to_status"] == persons[person]["status"]
        assert TODAY - dt.timedelta(days=366) <= row["moved_on"] <= TODAY
        assert row["to_household_id"] == persons[person]["household_id"]
    days = [(row["resident_id"], row["moved_on"], row["id"]) for row in rows]
    assert sorted(days, key=lambda one: (one[0], one[2])) == sorted(days)
