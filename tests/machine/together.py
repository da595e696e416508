"""Deeds by which two records become one and one becomes two: nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from hypothesis import strategies as st

from app.people import register
from app.people.merging.merge import merge_households, merge_residents, standing_id
from app.people.merging.references import SEALED, pointers
from app.people.records import HouseholdEntry
from app.people.splitting import join_households, split_household
from tests.machine.office import TODAY, Work, drawn, some
from tests.story import Dump

_UNITED = frozenset(("care_tag", "leader_term", "candidate", "training_attendance"))
"""Tables of which equal rows of both records become one."""


def children(content: Dump, table: str, ids: Collection[int]) -> Counter[str]:
    """How many rows of which tables point at some records, those that are united left out."""
    found: Counter[str] = Counter()
    for column in pointers(table):
        name = column.table.name
        if name not in _UNITED | SEALED:
            found[name] += sum(row[column.name] in ids for row in content[name].values())
    return +found


def posts(content: Dump, people: Collection[int]) -> set[tuple[Any, ...]]:
    """The posts of some people, each once."""
    return {
        (term["kind"], term["building_group_id"], term["start_on"], term["end_on"])
        for term in content["leader_term"].values()
        if term["resident_id"] in people
    }


def lists(content: Dump, people: Collection[int]) -> set[tuple[Any, ...]]:
    """For which seats some people stand and at which trainings they are on the list, each once."""
    standing = {
        (row["seat_id"], None)
        for row in content["candidate"].values()
        if row["resident_id"] in people
    }
    expected: dict[int, bool] = {}
    for row in content["training_attendance"].values():
        if row["resident_id"] in people:
            training = row["training_id"]
            expected[training] = expected.get(training, False) or row["signed_in"]
    return standing | set(expected.items())


def tags(content: Dump, people: Collection[int]) -> set[tuple[str, bool]]:
    """Which tags stand or have ended, each once."""
    return {
        (tag["tag"], tag["end_on"] is None)
        for tag in content["care_tag"].values()
        if tag["resident_id"] in people
    }


def balance(content: Dump, households: Collection[int]) -> int:
    """The balance of all accounts that some households hold."""
    held = {
        row_id for row_id, row in content["account"].items() if row["household_id"] in households
    }
    return sum(
        line["applied_balance"]
        for line in content["ledger_entry"].values()
        if line["account_id"] in held
    )


class Together(Work):
    """Merging, splitting and joining."""

    @drawn(one=some, other=some, side=st.sampled_from(("kept", "gone")))
    def merge_two_people(self, one: int, other: int, side: Any) -> None:
        kept, gone = self.any(one, "resident"), self._somebody(other)
        choices = {"full_name": side, "household_id": side}
        before = self.content
        if not self.attempt(lambda: merge_residents(self.book, kept, gone, choices, TODAY)):
            return
        after, both = self.content, (kept, gone)
        assert children(after, "resident", (kept,)) == children(before, "resident", both)
        assert posts(after, (kept,)) == posts(before, both)
        assert lists(after, (kept,)) == lists(before, both)
        assert {tag for tag, _ in tags(after, (kept,))} == {tag for tag, _ in tags(before, both)}
        assert {tag for tag, stands in tags(before, both) if stands} == {
            tag for tag, stands in tags(after, (kept,)) if stands
        }
        assert after["ledger_entry"] == before["ledger_entry"]
        self._went("resident", kept, gone)

    @drawn(one=some, other=some, side=st.sampled_from(("kept", "gone")))
    def merge_two_households(self, one: int, other: int, side: Any) -> None:
        kept, gone = self._home(one), self._home(other)
        choices = {"dwelling_id": side, "head_name": side}
        before = self.content
        if not self.attempt(lambda: merge_households(self.book, kept, gone, choices, TODAY)):
            return
        after, both = self.content, (kept, gone)
        assert children(after, "household", (kept,)) == children(before, "household", both)
        assert balance(after, (kept,)) == balance(before, both)
        for line_id, line in before["ledger_entry"].items():
            assert after["ledger_entry"][line_id] == line
        assert after["resident"].keys() == before["resident"].keys()
        self._went("household", kept, gone)

    def _somebody(self, at: int) -> int:
        """A person; as often as not one whom the ledger names."""
        lines = self.content["ledger_entry"].values()
        named = sorted({line["actor_id"] for line in lines} - {None})
        return named[at % len(named)] if at % 2 and named else self.any(at, "resident")

    def _home(self, at: int) -> int:
        """A household; as often as not one with an open account of points."""
        accounts = self.content["account"].values()
        held = sorted({row["household_id"] for row in accounts if row["closed_on"] is None})
        return held[at // 2 % len(held)] if at % 2 and held else self.any(at, "household")

    def _went(self, table: str, kept: int, gone: int) -> None:
        assert standing_id(self.book, table, gone) == kept
        left = self.content[table].get(gone)
        assert left is None or left["archived_on"] is not None
        assert children(self.content, table, (gone,)) == Counter()
        assert any(row["gone_id"] == gone for row in self.content["merge"].values())

    @drawn(home=some, many=st.integers(1, 3), door=some, choice=st.sampled_from(("ask", "end")))
    def a_household_parts(self, home: int, many: int, door: int, choice: Any) -> None:
        household = self.any(home, "household", status="living")
        members = self.ids("resident", household_id=household, status="living")[:many]
        dwelling = self.any(door, "dwelling")
        leaving = register.Leaving(choice, choice)
        before = self.content
        if self.attempt(
            lambda: split_household(
                self.book, household, members, dwelling, HouseholdEntry(), TODAY, leaving=leaving
            )
        ):
            self._nobody_lost(before, members, "分户")

    @drawn(one=some, other=some, choice=st.sampled_from(("ask", "keep", "end")))
    def two_households_join(self, one: int, other: int, choice: Any) -> None:
        gone, into = self.any(one, "household"), self.any(other, "household")
        members = self.ids("resident", household_id=gone, status="living")
        leaving = register.Leaving(choice, choice)
        before = self.content
        if self.attempt(lambda: join_households(self.book, gone, into, TODAY, leaving)):
            self._nobody_lost(before, members, "并户")
            assert self.content["household"][gone]["status"] == "dissolved"

    def _nobody_lost(self, before: Dump, movers: Collection[int], kind: str) -> None:
        after = self.content
        assert after["resident"].keys() == before["resident"].keys()
        assert after["ledger_entry"] == before["ledger_entry"]
        assert after["care_tag"].keys() == before["care_tag"].keys()
        assert after["leader_term"].keys() == before["leader_term"].keys()
        new = after["move"].keys() - before["move"].keys()
        noted = {after["move"][row_id]["resident_id"] for row_id in new}
        assert noted == set(movers)
        assert {after["move"][row_id]["kind"] for row_id in new} <= {kind}
