"""Deeds with posts."""

from __future__ import annotations

from hypothesis import strategies as st

from app.leaders import terms
from app.leaders.posts import BUILDING_LEADER
from app.leaders.records import TermEntry
from tests.machine.office import TODAY, Work, days, drawn, some


class Posts(Work):
    """Who takes a post, hands it over and ends it."""

    @drawn(who=some, where=some, ago=st.integers(-30, 400))
    def appoint_a_leader(self, who: int, where: int, ago: int) -> None:
        entry = self.term(who, where, ago)
        self.attempt(lambda: terms.appoint(self.book, entry, TODAY))

    def term(self, who: int, where: int, ago: int) -> TermEntry:
        start = TODAY - days(ago)
        group = self.any(where, "building_group")
        return TermEntry(BUILDING_LEADER, group, self.any(who, "resident"), start)

    @drawn(which=some, ago=st.integers(-5, 60))
    def end_a_term(self, which: int, ago: int) -> None:
        term = self.any(which, "leader_term")
        self.attempt(lambda: terms.end_term(self.book, term, TODAY - days(ago), "辞任"))

    @drawn(which=some, who=some)
    def hand_over_a_post(self, which: int, who: int) -> None:
        term = self.any(which, "leader_term")
        group = self.content["leader_term"][term]["building_group_id"] if term else 0
        entry = TermEntry(BUILDING_LEADER, group, self.any(who, "resident"), TODAY)
        self.attempt(lambda: terms.hand_over(self.book, term, entry, "届满", TODAY))
