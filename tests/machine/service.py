"""Deeds with what post-holders do: duties, training, appraisals, subsidies, hand-overs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.leaders import appraisals, duties, handovers, subsidies, trainings
from app.leaders.posts import BUILDING_LEADER
from app.leaders.records import TermEntry
from app.leaders.terms import edit_term, term_entry
from app.leaders.trainings import Presence, TrainingEntry
from tests.machine.office import TODAY, Work, days, days_ago, drawn, some

PERIOD = f"{TODAY.year}"


class Service(Work):
    """What is done, learned, judged, paid and handed over."""

    @drawn(
        which=some, count=st.integers(1, 3), ago=days_ago, kind=st.sampled_from(("走访", "宣传"))
    )
    def record_a_duty(self, which: int, count: int, ago: int, kind: str) -> None:
        terms = list(dict.fromkeys(self.any(which + at, "leader_term") for at in range(count)))
        entry = duties.DutyEntry(TODAY - days(ago), kind, minutes=30)
        self.attempt(lambda: duties.record_duties(self.book, terms, entry))

    @drawn(which=some)
    def delete_a_duty(self, which: int) -> None:
        one = self.any(which, "duty_record")
        self.attempt(lambda: duties.delete_duties(self.book, [one]))

    @drawn(ago=st.integers(-3, 10), minutes=st.sampled_from((90, 60, None)))
    def plan_a_training(self, ago: int, minutes: int | None) -> None:
        entry = TrainingEntry("消防安全培训", TODAY - days(ago), minutes=minutes)
        self.attempt(lambda: trainings.add_training(self.book, entry))

    @drawn(which=some, who=some)
    def expect_people(self, which: int, who: int) -> None:
        one = self.any(which, "training")
        people = [self.any(who + at, "resident") for at in range(2)]
        self.attempt(lambda: trainings.expect(self.book, one, people))

    @drawn(which=some, who=some, came=st.booleans(), awarded=st.sampled_from((None, 30, 90)))
    def sign_in(self, which: int, who: int, came: bool, awarded: int | None) -> None:
        one, person = self.any(which, "training"), self.any(who, "resident")
        given = {person: Presence(came, minutes_awarded=awarded)}
        if self.attempt(lambda: trainings.sign_in(self.book, one, given, TODAY)):
            self._duties_follow(one, person, came)

    def _duties_follow(self, training: int, person: int, came: bool) -> None:
        held_on = self.content["training"][training]["held_on"]
        holding = {
            key
            for key, row in self.content["leader_term"].items()
            if row["resident_id"] == person
            and (row["start_on"] is None or row["start_on"] <= held_on)
            and (row["end_on"] is None or row["end_on"] > held_on)
        }
        made = {
            row["leader_term_id"]
            for row in self.content["duty_record"].values()
            if (row["source_table"], row["source_id"]) == ("training", training)
        }
        assert holding & made == (holding if came else set())

    @drawn(which=some, who=some)
    def take_off_the_list(self, which: int, who: int) -> None:
        one, person = self.any(which, "training"), self.any(who, "resident")
        self.attempt(lambda: trainings.drop_expected(self.book, one, [person]))

    @drawn(which=some, missing=st.integers(0, 120))
    def appraise_somebody(self, which: int, missing: int) -> None:
        term = self.any(which, "leader_term")
        scores = {head.name: max(0, head.most - missing) for head in appraisals.DEFAULT_HEADS}
        entry = appraisals.AppraisalEntry(PERIOD, scores)
        self.attempt(lambda: appraisals.appraise(self.book, term, entry))

    @drawn(which=some, rate=st.sampled_from((None, 5000, 8000)))
    def set_a_rate(self, which: int, rate: int | None) -> None:
        term = self.any(which, "leader_term")

        def act() -> None:
            known: TermEntry = term_entry(self.book, term)
            entry = TermEntry(**{**vars(known), "subsidy_monthly": rate})
            edit_term(self.book, term, entry, TODAY)

        self.attempt(act)

    @drawn()
    def write_the_sheet(self) -> None:
        kinds = (BUILDING_LEADER, "副楼组长")
        if self.attempt(lambda: subsidies.write_sheet(self.book, PERIOD, kinds)):
            again = subsidies.sheet(self.book, PERIOD, kinds)
            assert all(line.id for line in again)
            assert all(line.amount >= 0 for line in again)

    @drawn(which=some, status=st.sampled_from(("approved", "paid", "cancelled")))
    def move_a_subsidy(self, which: int, status: Any) -> None:
        one = self.any(which, "subsidy_payment")
        self.attempt(lambda: subsidies.move_on(self.book, [one], status, TODAY))

    @drawn(which=some, to=some)
    def hand_a_post_over(self, which: int, to: int) -> None:
        term, taker = self.any(which, "leader_term"), self.any(to, "leader_term")
        receiver = taker if taker != term else None
        self.attempt(lambda: handovers.make_handover(self.book, term, receiver, TODAY))
