"""Random work of an office, with undo and redo: what must hold holds after every step.

`MULIN_LONG=1` (or `make fuzz`) makes the runs longer and different every time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.machine.history import History
from tests.machine.invariants import Invariants
from tests.machine.office import template
from tests.machine.people import People
from tests.machine.points import Points
from tests.machine.posts import Posts
from tests.machine.rounds import Rounds
from tests.machine.service import Service
from tests.machine.sheets import Sheets
from tests.machine.together import Together

LONG = bool(os.environ.get("MULIN_LONG"))


@pytest.fixture(scope="module", autouse=True)
def _template_goes() -> Iterator[None]:
    yield
    shutil.rmtree(template())
    template.cache_clear()


class Office(People, Posts, Rounds, Service, Points, Sheets, Together, History, Invariants):
    """One office at work.

    Deeds are drawn inside a few rules, since rules that are left out of a run by lot would leave
    out what only comes about when everything is possible.
    """

    @rule(data=st.data())
    def people(self, data: st.DataObject) -> None:
        self.do(
            data, "add_a_resident", "edit_a_resident", "a_resident_leaves", "a_resident_moves",
            "add_a_household", "a_household_moves_out", "add_a_door", "add_a_building",
            "add_a_group", "end_a_group", "import_residents",
        )  # fmt: skip

    @rule(data=st.data())
    def posts(self, data: st.DataObject) -> None:
        self.do(
            data, "appoint_a_leader", "appoint_a_leader", "end_a_term", "end_a_term",
            "hand_over_a_post", "import_leaders",
        )  # fmt: skip

    @rule(data=st.data())
    def rounds(self, data: st.DataObject) -> None:
        self.do(
            data, "hold_a_round", "hold_a_round", "hold_a_round", "begin_a_round",
            "lead_a_round_to_its_end",
        )  # fmt: skip

    @rule(data=st.data())
    def ballots(self, data: st.DataObject) -> None:
        self.do(
            data, "begin_a_round", "nominate_somebody", "nominate_somebody", "lead_a_round_on",
            "count_a_seat", "decide_a_seat", "mark_a_seat", "withdraw_a_candidate",
            "lead_a_round_to_its_end", "cancel_a_round", "close_a_round",
        )  # fmt: skip

    @rule(data=st.data())
    def service(self, data: st.DataObject) -> None:
        self.do(
            data, "record_a_duty", "delete_a_duty", "plan_a_training", "expect_people", "sign_in",
            "sign_in", "take_off_the_list", "appraise_somebody", "set_a_rate", "write_the_sheet",
            "move_a_subsidy", "hand_a_post_over",
        )  # fmt: skip

    @rule(data=st.data())
    def points(self, data: st.DataObject) -> None:
        self.do(
            data, "post_points", "post_a_batch", "post_points", "reverse_a_line",
            "sign_the_pledge", "close_an_account", "import_points",
        )  # fmt: skip

    @rule(data=st.data())
    def history(self, data: st.DataObject) -> None:
        self.do(data, "undo", "undo", "redo", "a_day_goes_by", "close_and_open_again")

    @rule(data=st.data())
    def together(self, data: st.DataObject) -> None:
        self.do(
            data, "merge_two_people", "merge_two_households", "a_household_parts",
            "two_households_join",
        )  # fmt: skip


Office.TestCase.settings = settings(
    max_examples=400 if LONG else 40,
    stateful_step_count=40 if LONG else 14,
    # Shrinking takes minutes; a failure in the suite is made small by the long form.
    phases=tuple(Phase) if LONG else (Phase.explicit, Phase.generate),
    derandomize=not LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestOffice = Office.TestCase
