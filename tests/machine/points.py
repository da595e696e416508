"""Deeds with points."""

from __future__ import annotations

from hypothesis import strategies as st

from app.pledge import ledger
from app.pledge.accounts import close_account, open_account
from app.pledge.records import AccountEntry, PointsEntry
from tests.machine.office import CODES, TODAY, Work, days, days_ago, drawn, some
from tests.story import dump


class Points(Work):
    """Who signs, what is counted and what is taken back."""

    @drawn(home=some)
    def sign_the_pledge(self, home: int) -> None:
        entry = AccountEntry(self.rule_set, TODAY, household_id=self.any(home, "household"))
        self.attempt(lambda: open_account(self.book, entry, today=TODAY))

    @drawn(which=some)
    def close_an_account(self, which: int) -> None:
        account = self.any(which, "account")
        self.attempt(lambda: close_account(self.book, account, closed_on=TODAY, reason="本人要求"))

    @drawn(which=some, code=st.sampled_from(CODES), ago=days_ago)
    def post_points(self, which: int, code: str, ago: int) -> None:
        entry = self.deed(which, code, ago)
        self.attempt(lambda: ledger.post(self.book, entry, today=TODAY))

    @drawn(start=some, code=st.sampled_from(CODES), count=st.integers(2, 4))
    def post_a_batch(self, start: int, code: str, count: int) -> None:
        entries = [self.deed(start + at, code, 0) for at in range(count)]
        self.attempt(lambda: ledger.post_many(self.book, entries, "整表登记", TODAY))

    def deed(self, which: int, code: str, ago: int) -> PointsEntry:
        return PointsEntry(
            self.any(0, "rule", code=code),
            TODAY - days(ago),
            account_id=self.any(which, "account"),
            quantity={"J-05": 2500}.get(code),
            points={"J-12": 50}.get(code),
            # Now and then it is known who did it: a person whom the ledger names for ever.
            actor_id=(self.any(which, "resident") or None) if which % 3 == 0 else None,
            approver="顾春燕",
        )

    @drawn(which=some)
    def reverse_a_line(self, which: int) -> None:
        last = len(self.content["ledger_entry"])
        self.attempt(lambda: ledger.reverse(self.book, 1 + which % (last + 1), "有误", TODAY))

    @drawn()
    def a_day_goes_by(self) -> None:
        ledger.seal_past_days(self.book, TODAY + days(1))
        assert dump(self.book) == self.content
