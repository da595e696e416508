"""What holds after every step."""

from __future__ import annotations

from collections import defaultdict

from hypothesis.stateful import invariant

from app.leaders.lists import coverage, vacancies
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rules import MOST_PER_SCOPE
from app.pledge import ledger
from app.pledge.accounts import account_rows
from tests.machine.office import TODAY, Work


class Invariants(Work):
    """What must hold holds."""

    @invariant()
    def what_must_hold_holds(self) -> None:
        if self.checked is not self.content:
            self.checked = self.content
            self.the_ledger_is_sound()
            self.balances_are_sums_of_the_ledger()
            self.terms_of_a_post_never_overlap()
            self.a_group_without_a_leader_is_vacant_today()
            self.a_household_has_at_most_one_open_account()

    def the_ledger_is_sound(self) -> None:
        lines = sorted(self.content["ledger_entry"].values(), key=lambda line: int(line["seq"]))
        assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
        taken_back = [line["reverses_seq"] for line in lines if line["reverses_seq"]]
        assert len(taken_back) == len(set(taken_back))
        assert not {lines[seq - 1]["reverses_seq"] for seq in taken_back} - {None}
        with self.book.read() as session:
            assert ledger.verify_chain(session) == []

    def balances_are_sums_of_the_ledger(self) -> None:
        balances: dict[int, int] = defaultdict(int)
        for line in self.content["ledger_entry"].values():
            balances[line["account_id"]] += line["applied_balance"]
        for row in account_rows(self.book, self.ids("account")):
            assert row.balance == balances[row.id]

    def terms_of_a_post_never_overlap(self) -> None:
        terms = defaultdict(list)
        for term in self.content["leader_term"].values():
            start = term["start_on"].isoformat() if term["start_on"] else ""
            end = term["end_on"].isoformat() if term["end_on"] else "9"
            if start < end:
                terms[term["kind"], term["building_group_id"]].append((start, end))
        for (kind, _), spans in terms.items():
            for first, _ in spans:
                holding = sum(start <= first < end for start, end in spans)
                assert holding <= MOST_PER_SCOPE[kind]

    def a_group_without_a_leader_is_vacant_today(self) -> None:
        held = {
            term["building_group_id"]
            for term in self.content["leader_term"].values()
            if term["kind"] == BUILDING_LEADER
            and (term["start_on"] is None or term["start_on"] <= TODAY)
            and (term["end_on"] is None or term["end_on"] > TODAY)
        }
        active = set(self.ids("building_group", ended_on=None))
        assert {row.group_id for row in vacancies(self.book, TODAY)} == active - held
        assert coverage(self.book, TODAY).covered == len(active & held)

    def a_household_has_at_most_one_open_account(self) -> None:
        holders = [
            row["household_id"]
            for row in self.content["account"].values()
            if row["closed_on"] is None
        ]
        assert len(holders) == len(set(holders))
