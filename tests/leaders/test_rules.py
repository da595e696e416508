"""What holds for posts on any day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leaders.posts import BUILDING_LEADER
from app.leaders.rules import (
    ENDED,
    EXPIRED,
    EXPIRING,
    HOLDING,
    SERVING,
    STATES,
    UPCOMING,
    Coverage,
    Span,
    active,
    crowding,
    default_end,
    state,
    term_problems,
    vacant_since,
)

START = dt.date(2022, 7, 1)
FULL = dt.date(2027, 7, 1)

days = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))
maybe = st.none() | days
spans = st.builds(Span, maybe, maybe)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2022, 6, 30), UPCOMING),
        (START, SERVING),
        (dt.date(2027, 5, 1), SERVING),
        (dt.date(2027, 5, 2), EXPIRING),
        (dt.date(2027, 6, 30), EXPIRING),
        (FULL, EXPIRED),
        (dt.date(2030, 1, 1), EXPIRED),
    ],
)
def test_a_term_of_five_years_goes_through_its_states(day: dt.date, said: str) -> None:
    assert state(Span(START), FULL, day) == said


def test_a_term_is_over_on_the_day_of_its_end_and_not_before() -> None:
    end = dt.date(2025, 9, 1)
    assert state(Span(START, end), FULL, end) == ENDED
    assert state(Span(START, end), FULL, end - dt.timedelta(days=1)) == EXPIRING


def test_a_term_that_has_an_end_is_never_called_unreplaced() -> None:
    late = Span(START, dt.date(2028, 1, 1))
    assert state(late, FULL, dt.date(2027, 8, 1)) == SERVING


def test_a_term_of_unknown_start_and_expiry_serves() -> None:
    assert state(Span(), None, dt.date(2025, 1, 1)) == SERVING


@given(spans, maybe, days)
def test_the_state_says_whether_the_post_is_held(
    span: Span, expiry: dt.date | None, day: dt.date
) -> None:
    said = state(span, expiry, day)
    assert said in STATES
    if span.first <= span.last:
        assert (said in HOLDING) == span.holds(day)


@given(spans, spans)
def test_two_spans_meet_when_some_day_is_held_by_both(one: Span, other: Span) -> None:
    assert one.meets(other) == other.meets(one)
    common = max(one.first, other.first)
    assert one.meets(other) == (one.holds(common) and other.holds(common))


def test_a_hand_over_on_the_same_day_is_no_overlap() -> None:
    old, new = Span(START, dt.date(2025, 9, 1)), Span(dt.date(2025, 9, 1))
    assert not old.meets(new)
    assert crowding(BUILDING_LEADER, new, [old]) == []


def test_there_is_room_for_one_leader_and_two_deputies() -> None:
    others = [Span(START), Span(dt.date(2023, 1, 1))]
    assert crowding(BUILDING_LEADER, Span(FULL), others[:1]) == [0]
    assert crowding("副楼组长", Span(START), others[:1]) == []
    assert crowding("副楼组长", Span(START), others) == [0, 1]


def test_two_deputies_one_after_the_other_leave_room_for_a_third() -> None:
    change = dt.date(2024, 1, 1)
    others = [Span(START, change), Span(change)]
    assert crowding("副楼组长", Span(START), others) == []


@given(st.sampled_from([BUILDING_LEADER, "副楼组长"]), st.lists(spans, max_size=8))
def test_whoever_finds_room_never_makes_more_holders_than_allowed(
    kind: str, tried: list[Span]
) -> None:
    most = 1 if kind == BUILDING_LEADER else 2
    kept: list[Span] = []
    for span in tried:
        if span.first <= span.last and not crowding(kind, span, kept):
            kept.append(span)
    starts = {span.first for span in kept}
    assert all(sum(span.holds(day) for span in kept) <= most for day in starts)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)))
def test_the_legal_term_is_full_five_years_later(start: dt.date) -> None:
    full = default_end(start)
    assert full.year == start.year + 5
    assert full.month == start.month
    assert start.day - full.day in (0, 1)


def test_days_of_a_term_in_the_wrong_order_are_all_named() -> None:
    before = START - dt.timedelta(days=1)
    problems = term_problems(START, before, before)
    assert [problem.field for problem in problems] == ["expected_end_on", "end_on"]


def test_a_start_in_the_year_202_is_a_slip() -> None:
    assert [problem.field for problem in term_problems(dt.date(202, 7, 1), None)] == ["start_on"]


def test_a_vacancy_counts_from_the_last_end_or_from_the_founding() -> None:
    day = dt.date(2025, 9, 30)
    ended = dt.date(2025, 9, 1)
    formed = dt.date(2020, 1, 1)
    assert vacant_since(formed, [Span(START, ended)], day) == ended
    assert vacant_since(formed, [], day) == formed
    assert vacant_since(None, [], day) is None
    assert vacant_since(None, [Span(day, None)], day) is None
    never_held = Span(dt.date(2025, 9, 20), dt.date(2025, 9, 20))
    assert vacant_since(None, [Span(START, ended), never_held], day) == ended


def test_a_group_is_active_from_its_founding_until_its_end() -> None:
    end = dt.date(2025, 1, 1)
    assert active(None, None, START)
    assert active(START, end, START)
    assert not active(START, end, end)


def test_coverage_is_never_rounded_up_to_full() -> None:
    assert Coverage(5000, 4999, 1).words() == "99.9%"
    assert Coverage(510, 507, 3).words() == "99.4%"
    assert Coverage(0, 0, 0).words() == "100%"
    assert Coverage(4, 3, 1).share == 0.75
