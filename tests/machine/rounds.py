"""Deeds with selections: rounds, candidates, ballots, closing, by-elections."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds import candidates, closing, rounds
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, Votes
from app.leaders.rounds.rules import CLOSED, ELECTED, FILED, RUNNING
from tests.machine.office import TODAY, Work, days, drawn, some
from tests.story import Dump

KINDS = (BUILDING_LEADER, "副楼组长")
ballots = st.lists(st.integers(0, 9), min_size=4, max_size=4)


def held_before(content: Dump, on: Any) -> set[tuple[Any, ...]]:
    """Who held what on the day before a day."""
    day = on - days(1)
    return {
        (key, row["kind"], row["building_group_id"], row["resident_id"])
        for key, row in content["leader_term"].items()
        if (row["start_on"] is None or row["start_on"] <= day)
        and (row["end_on"] is None or row["end_on"] > day)
    }


class Rounds(Work):
    """Who is put up, chosen and put in office."""

    @drawn(
        kind=st.sampled_from((BUILDING_LEADER, "副楼组长")), ago=st.integers(-20, 90), after=some
    )
    def begin_a_round(self, kind: str, ago: int, after: int) -> None:
        start = TODAY - days(ago)
        # Now and then it fills what another one left empty.
        before = self.any(after, "election_round", status=CLOSED) if after % 3 == 0 else 0
        entry = RoundEntry(
            self.fresh("推选"), (kind,), "居民推选", start, start + days(1826),
            notice_from=start - days(9), notice_to=start - days(4), after_id=before or None,
        )  # fmt: skip
        self.attempt(lambda: rounds.make_round(self.book, entry))

    @drawn(seat=some, who=some)
    def nominate_somebody(self, seat: int, who: int) -> None:
        entry = CandidateEntry(self.any(who, "resident"), "居民联名", 12)
        where = self.any(seat, "round_seat")
        self.attempt(lambda: candidates.nominate(self.book, where, entry))

    @drawn(which=some)
    def withdraw_a_candidate(self, which: int) -> None:
        one = self.any(which, "candidate")
        self.attempt(lambda: candidates.withdraw(self.book, [one]))

    @drawn(seat=some, vacant=st.booleans())
    def mark_a_seat(self, seat: int, vacant: bool) -> None:
        where = self.any(seat, "round_seat")
        self.attempt(lambda: rounds.leave_vacant(self.book, where, vacant=vacant, decision="没有"))

    @drawn(seat=some, given=ballots)
    def count_a_seat(self, seat: int, given: list[int]) -> None:
        where = self.any(seat, "round_seat")
        standing = self.ids("candidate", seat_id=where)
        votes = {one: Votes(count, 1, 0) for one, count in zip(standing, given, strict=False)}
        counted = Ballots(40, 30, 20)
        self.attempt(lambda: candidates.count_ballots(self.book, where, counted, votes))

    @drawn(seat=some, who=some, words=st.sampled_from(("", "抽签决定")))
    def decide_a_seat(self, seat: int, who: int, words: str) -> None:
        where = self.any(seat, "round_seat")
        standing = self.ids("candidate", seat_id=where)
        chosen = [standing[who % len(standing)]] if standing else []
        self.attempt(lambda: candidates.decide(self.book, where, chosen, words))

    @drawn(which=some)
    def lead_a_round_on(self, which: int) -> None:
        self._on(self._running(which))

    @drawn(which=some)
    def cancel_a_round(self, which: int) -> None:
        one = self._running(which)
        self.attempt(lambda: rounds.cancel_round(self.book, one, "改期"))

    @drawn(which=some)
    def close_a_round(self, which: int) -> None:
        self._close(self._running(which))

    @drawn(kind=st.sampled_from(KINDS), ago=st.integers(-20, 90), who=some, empty=some)
    def hold_a_round(self, kind: str, ago: int, who: int, empty: int) -> None:
        before = set(self.content["election_round"])
        self.begin_a_round(kind, ago, empty)
        for made in self.content["election_round"].keys() - before:
            self._to_its_end(made, who, empty)

    @drawn(which=some, who=some, empty=some)
    def lead_a_round_to_its_end(self, which: int, who: int, empty: int) -> None:
        self._to_its_end(self._running(which), who, empty)

    def _to_its_end(self, one: int, who: int, empty: int) -> None:
        """Whatever seats are still open are settled on the way."""
        for at, seat in enumerate(self.ids("round_seat", round_id=one)):
            if (empty + at) % 4 == 0:
                self.mark_a_seat(self._at("round_seat", seat), True)
            else:
                self.nominate_somebody(self._at("round_seat", seat), who + at)
        while self.content["election_round"].get(one, {}).get("status") not in (FILED, None):
            for seat in self.ids("round_seat", round_id=one):
                self.decide_a_seat(self._at("round_seat", seat), who, "协商")
            if not self._on(one):
                return
        self._close(one)

    def _at(self, table: str, row_id: int) -> int:
        return self.ids(table).index(row_id)

    def _running(self, at: int) -> int:
        found = [
            key for key, row in sorted(self.content["election_round"].items())
            if row["status"] in RUNNING
        ]  # fmt: skip
        return found[at % len(found)] if found else 0

    def _on(self, one: int) -> bool:
        return self.attempt(lambda: rounds.advance(self.book, one, filed_on=TODAY + days(60)))

    def _close(self, one: int) -> None:
        before = self.content
        if not self.attempt(lambda: closing.close_round(self.book, one, TODAY)):
            return
        after, record = self.content, self.content["election_round"][one]
        start = record["term_start"]
        assert record["status"] == CLOSED
        assert held_before(after, start) == held_before(before, start)
        seats = {key: row for key, row in after["round_seat"].items() if row["round_id"] == one}
        elected = sorted(
            (seats[row["seat_id"]]["building_group_id"], row["resident_id"])
            for row in after["candidate"].values()
            if row["seat_id"] in seats and row["result"] == ELECTED
        )
        began = [row for row in after["leader_term"].values() if row["round_id"] == one]
        assert sorted((row["building_group_id"], row["resident_id"]) for row in began) == elected
        assert {row["start_on"] for row in began} <= {start}
