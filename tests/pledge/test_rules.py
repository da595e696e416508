"""How a deed becomes points, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pledge.caps import Cap, Counted, Deed, cap_of, in_order, points_words
from app.pledge.periods import months_back, period_bounds, season_bounds, season_name
from app.pledge.records import Coded, Coverage, Holder, Quantity
from app.pledge.rules import (
    Outcome,
    Standing,
    StarRule,
    Terms,
    Tier,
    amount_problems,
    approval_problem,
    competition_ranks,
    correction_problem,
    decide,
    left_words,
    mean_tenths,
    raw_points,
    star_of,
)
from app.pledge.words import EFFECTS

DAY = dt.date(2025, 7, 24)
FIXED = Terms(1, 1, "J-02", "议事协商", "参加居民议事", "bonus", "fixed", 20)
HOURS = Terms(
    2, 1, "J-05", "志愿服务", "参加志愿服务", "bonus", "per_unit", 10, unit="小时", step=500
)
TIERS = Terms(
    3,
    1,
    "J-15",
    "文明风尚",
    "获得表彰",
    "bonus",
    "tier",
    30,
    tiers=(Tier(200, "市级"), Tier(30, "居民区级")),
)
DEDUCT = Terms(
    4, 1, "J-17", "公共安全", "飞线充电", "deduct", "fixed", 50, affects="score",
    first_reminder=True,
)  # fmt: skip
STARS = (StarRule(5, 1300, no_deduct=True), StarRule(4, 1150), StarRule(3, 1050))


def deed(terms: Terms, on: dt.date = DAY, account: int = 7, actor: int | None = None) -> Deed:
    kind = "deduct" if terms.effect == "deduct" else "earn"
    return Deed(terms.id, terms.code, terms.category, kind, on, 1, account, actor)


def earlier(terms: Terms, points: int, on: dt.date = DAY, **more: object) -> Counted:
    one = deed(terms, on)
    line = Counted(one.rule_id, one.code, one.category, one.kind, on, 1, 7, None, points, 1000)
    return replace(line, **more)  # type: ignore[arg-type]


def standing(*past: Counted, score: int = 1000, balance: int = 0) -> Standing:
    return Standing(score, balance, 0, None, "quarter", past)


def decided(
    terms: Terms, *past: Counted, quantity: int | None = None, chosen: int | None = None
) -> Outcome:
    return decide(terms, deed(terms), quantity, chosen, standing(*past))


@pytest.mark.parametrize(
    ("quantity", "points"), [(6000, 60), (1000, 10), (500, 5), (700, 5), (1999, 15)]
)
def test_a_quantity_is_cut_to_the_step_before_it_is_paid(quantity: int, points: int) -> None:
    assert raw_points(HOURS, quantity, None) == points


@pytest.mark.parametrize(("points", "quantity", "raw"), [(5, 500, 3), (5, 300, 2), (5, 290, 1)])
def test_half_a_tenth_is_rounded_up(points: int, quantity: int, raw: int) -> None:
    fine = replace(HOURS, points=points, step=10)
    assert raw_points(fine, quantity, None) == raw


def test_a_quantity_below_the_step_is_told() -> None:
    assert amount_problems(HOURS, 400, None)[0].text == "数量不足0.5小时，不能计分，请核对。"
    assert amount_problems(HOURS, None, None)[0].field == "quantity"


def test_whole_units_need_no_quantity() -> None:
    times = replace(HOURS, unit="次", step=1000)
    assert amount_problems(times, None, None) == []
    assert raw_points(times, None, None) == 10


def test_a_fixed_rule_takes_no_quantity() -> None:
    assert "分次登记" in amount_problems(FIXED, 3000, None)[0].text
    assert amount_problems(FIXED, 1000, None) == []


def test_a_chosen_value_must_lie_in_the_range() -> None:
    span = replace(FIXED, amount_kind="range", least=10, most=50)
    assert amount_problems(span, None, None)[0].text == "请在1分到5分之间定一个分值。"
    assert amount_problems(span, None, 60)[0].text == "分值应在1分到5分之间，现在是6分。"
    assert amount_problems(span, None, 30) == []
    assert raw_points(span, None, 30) == 30


def test_a_named_tier_must_be_chosen() -> None:
    assert "市级20分、居民区级3分" in amount_problems(TIERS, None, None)[0].text
    assert "没有5分这一档" in amount_problems(TIERS, None, 50)[0].text
    assert raw_points(TIERS, None, 200) == 200


def test_a_tier_by_quantity_is_the_highest_reached() -> None:
    steps = replace(TIERS, tiers=(Tier(10, start=1000), Tier(30, start=5000)))
    assert raw_points(steps, 4999, None) == 10
    assert raw_points(steps, 5000, None) == 30
    assert "不到最低一档" in amount_problems(steps, 500, None)[0].text


def test_a_month_cap_counts_the_month_only() -> None:
    terms = replace(FIXED, caps=(Cap("rule", "account", "month", max_points=40),))
    june = earlier(FIXED, 40, dt.date(2025, 6, 30))
    assert decided(terms, june, earlier(FIXED, 20)).score == 20
    full = decided(terms, earlier(FIXED, 20), earlier(FIXED, 20))
    assert (full.raw, full.score, full.balance) == (20, 0, 0)
    assert full.cap_note == "已达‘每月上限4分’，本次计0分"


def test_a_week_begins_on_monday() -> None:
    assert period_bounds("week", dt.date(2025, 7, 27)) == (
        dt.date(2025, 7, 21),
        dt.date(2025, 7, 27),
    )
    terms = replace(FIXED, caps=(Cap("rule", "account", "week", max_count=1),))
    sunday, monday = dt.date(2025, 7, 20), dt.date(2025, 7, 21)
    assert decided(terms, earlier(FIXED, 20, sunday)).score == 20
    assert decided(terms, earlier(FIXED, 20, monday)).cap_note == "已达‘每周1次’，本次计0分"


def test_caps_are_taken_in_the_fixed_order() -> None:
    shuffled = [
        Cap("category", "account", "day", max_points=1),
        Cap("rule", "account", "year", max_points=1),
        Cap("rule", "account", "day", max_points=1),
        Cap("rule", "person", "day", max_points=1),
        Cap("rule", "account", "season", max_points=1),
        Cap("rule", "account", "quarter", max_points=1),
        Cap("rule", "account", "week", max_points=1),
        Cap("rule", "account", "month", max_points=1),
    ]
    assert [(cap.scope, cap.period, cap.who) for cap in in_order(shuffled)] == [
        ("rule", "day", "person"),
        ("rule", "day", "account"),
        ("rule", "week", "account"),
        ("rule", "month", "account"),
        ("rule", "quarter", "account"),
        ("rule", "season", "account"),
        ("rule", "year", "account"),
        ("category", "day", "account"),
    ]


def test_each_cap_that_cuts_is_named() -> None:
    terms = replace(
        HOURS,
        caps=(
            Cap("rule", "account", "month", max_points=150),
            Cap("rule", "account", "day", max_points=40),
            Cap("category", "account", "quarter", max_points=170),
        ),
    )
    past = [earlier(HOURS, 40, dt.date(2025, 7, day)) for day in (1, 2, 3)]
    other = earlier(FIXED, 25, category="志愿服务", code="J-99")
    outcome = decided(terms, *past, other, quantity=6000)
    assert outcome.score == 25
    assert outcome.cap_note == "已达‘每日上限4分’、‘每月上限15分’、‘本类每季上限17分’，本次计2.5分"


def test_a_count_cap_pays_for_the_units_that_are_left() -> None:
    times = replace(
        HOURS, unit="次", step=1000, caps=(Cap("rule", "account", "week", max_count=2),)
    )
    assert decided(times, quantity=3000).score == 20
    assert decided(times, earlier(HOURS, 10), quantity=3000).score == 10
    assert decided(times, earlier(HOURS, 10), earlier(HOURS, 0, units=1000)).score == 10


def test_a_cap_for_a_person_counts_that_person_wherever_the_deed_was_counted() -> None:
    cap = Cap("rule", "person", "day", max_points=40)
    terms = replace(HOURS, caps=(cap,))
    elsewhere = earlier(HOURS, 40, account_id=8, actor_id=5)
    mine = decide(terms, deed(terms, actor=5), 2000, None, standing(elsewhere))
    other = decide(terms, deed(terms, actor=6), 2000, None, standing(elsewhere))
    unnamed = decide(terms, deed(terms), 2000, None, standing(elsewhere))
    assert (mine.score, other.score, unnamed.score) == (0, 20, 20)
    assert mine.cap_note == "已达‘每人每日上限4分’，本次计0分"


def test_a_cap_per_version_lasts_as_long_as_the_version() -> None:
    terms = replace(FIXED, caps=(Cap("rule", "account", "version", max_count=1),))
    long_ago = earlier(FIXED, 20, dt.date(2020, 1, 1), season_id=99)
    assert decided(terms, long_ago).score == 0
    assert decided(terms, replace(long_ago, rule_id=55)).score == 20


def test_the_first_time_is_a_reminder() -> None:
    first = decided(DEDUCT)
    assert (first.kind, first.raw, first.score, first.cap_note) == (
        "remind",
        0,
        0,
        "首次劝导，不扣分",
    )
    again = decided(DEDUCT, earlier(DEDUCT, 0, kind="remind"))
    assert (again.kind, again.raw, again.score, again.balance) == ("deduct", -50, -50, 0)
    next_season = decided(DEDUCT, earlier(DEDUCT, 0, kind="remind", season_id=2))
    assert next_season.kind == "remind"


def test_a_deduction_stops_at_the_floor() -> None:
    past = earlier(DEDUCT, 0, kind="remind")
    low = decide(DEDUCT, deed(DEDUCT), None, None, standing(past, score=30))
    assert (low.raw, low.score) == (-50, -30)
    assert low.cap_note == "评价分最低0分，本次扣3分"
    nothing = decide(DEDUCT, deed(DEDUCT), None, None, standing(past, score=-10))
    assert nothing.score == 0


def test_a_deduction_from_the_balance_never_makes_a_debt() -> None:
    both = replace(DEDUCT, affects="both", first_reminder=False)
    outcome = decide(both, deed(both), None, None, standing(score=1000, balance=20))
    assert (outcome.score, outcome.balance) == (-50, -20)


def test_a_bonus_stops_at_the_ceiling_but_the_goods_do_not() -> None:
    top = Standing(1195, 0, 0, 1200, "quarter")
    outcome = decide(FIXED, deed(FIXED), None, None, top)
    assert (outcome.score, outcome.balance) == (5, 20)
    assert outcome.cap_note == "评价分最高120分，本次计0.5分"


def test_the_days_for_putting_things_right_come_first() -> None:
    terms = replace(DEDUCT, correction_days=3)
    reminder = earlier(DEDUCT, 0, dt.date(2025, 7, 22), kind="remind")
    problem = correction_problem(terms, deed(terms), [reminder])
    assert problem is not None
    assert problem.text == "还在整改期内（到7月25日为止），期满仍未改正才能扣分。"
    assert correction_problem(terms, deed(terms, dt.date(2025, 7, 26)), [reminder]) is None


def test_what_is_left_is_told_after_the_deed() -> None:
    terms = replace(
        HOURS,
        unit="次",
        step=1000,
        caps=(
            Cap("rule", "account", "week", max_count=2),
            Cap("rule", "account", "season", max_points=100),
        ),
    )
    outcome = decided(terms, earlier(HOURS, 20, dt.date(2025, 7, 2)))
    assert left_words(outcome, "quarter") == "本周还可记 1 次（每周2次），本季还可记 7 分"


def test_the_approver_is_a_third_person() -> None:
    wanted = replace(FIXED, approval=1)
    assert "需要复核" in (approval_problem(wanted, "earn", None, "赵敏", "王芳") or "")
    assert "不能是评定人" in (approval_problem(wanted, "earn", "赵敏", "赵敏", "王芳") or "")
    assert "不能是评定人" in (approval_problem(wanted, "earn", "王芳", "赵敏", "王芳") or "")
    assert approval_problem(wanted, "earn", "李敏", "赵敏", "王芳") is None
    assert approval_problem(wanted, "remind", None, "赵敏", "王芳") is None


def test_stars_want_a_season_without_deductions() -> None:
    assert star_of(1300, 0, veto=False, rules=STARS) == 5
    assert star_of(1300, -50, veto=False, rules=STARS) == 4
    assert star_of(1080, 0, veto=False, rules=STARS) == 3
    assert star_of(1049, 0, veto=False, rules=STARS) == 0
    assert star_of(1400, 0, veto=True, rules=STARS) == 0


def test_equal_scores_share_a_rank() -> None:
    assert competition_ranks([50, 40, 40, 30]) == [1, 2, 2, 4]
    assert competition_ranks([30, None, 50, 50]) == [3, None, 1, 1]
    assert competition_ranks([]) == []


@settings(deadline=None)
@given(st.lists(st.none() | st.integers(-5, 5)))
def test_a_rank_is_one_more_than_the_number_of_better_ones(values: list[int | None]) -> None:
    for value, rank in zip(values, competition_ranks(values), strict=True):
        if value is None:
            assert rank is None
        else:
            assert rank == 1 + sum(1 for other in values if other is not None and other > value)


@settings(deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)))
@pytest.mark.parametrize("kind", ["month", "quarter", "half", "year"])
def test_seasons_follow_each_other_without_a_gap(kind: str, day: dt.date) -> None:
    first, last = season_bounds(kind, day)
    assert first <= day <= last
    after, _ = season_bounds(kind, last + dt.timedelta(days=1))
    assert after == last + dt.timedelta(days=1)
    assert season_name(kind, first) == season_name(kind, last)


def test_seasons_have_names() -> None:
    day = dt.date(2025, 9, 30)
    assert season_name("month", day) == "2025年9月"
    assert season_name("quarter", day) == "2025年第三季度"
    assert season_name("half", day) == "2025年下半年"
    assert season_name("half", dt.date(2025, 6, 30)) == "2025年上半年"
    assert season_name("year", day) == "2025年"
    assert months_back(dt.date(2025, 2, 3), 3) == [
        dt.date(2024, 12, 1),
        dt.date(2025, 1, 1),
        dt.date(2025, 2, 1),
    ]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 31)), max_size=12),
    st.integers(500, 20_000),
    st.lists(
        st.tuples(
            st.sampled_from(["day", "week", "month", "quarter", "season", "year"]),
            st.integers(0, 200),
        ),
        max_size=4,
    ),
)
def test_no_cap_is_ever_exceeded(
    past: list[tuple[int, int]], quantity: int, caps: list[tuple[str, int]]
) -> None:
    terms = replace(
        HOURS, caps=tuple(Cap("rule", "account", period, points) for period, points in caps)
    )
    lines = [earlier(HOURS, points, dt.date(2025, 7, day)) for points, day in past]
    outcome = decided(terms, *lines, quantity=quantity)
    assert 0 <= outcome.score <= outcome.raw
    for cap in terms.caps:
        if cap.period == "season":
            used = sum(line.points for line in lines)
        else:
            first, last = period_bounds(cap.period, DAY)
            used = sum(line.points for line in lines if first <= line.occurred_on <= last)
        assert outcome.score == 0 or used + outcome.score <= (cap.max_points or 0)


def test_a_cap_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError):
        cap_of({"period": "week", "max_points": 1, "max_count": 1})
    with pytest.raises(ValueError):
        cap_of({"period": "fortnight", "max_points": 1})
    with pytest.raises(TypeError):
        cap_of({"period": "week", "max_points": "4"})
    stored = {"scope": "rule", "who": "person", "period": "day", "max_points": 40}
    assert cap_of(stored).stored() == stored


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_a_quantity_is_read_as_it_is_written(value: int) -> None:
    assert Quantity().parse(Quantity().format(value)) == value


@settings(deadline=None)
@given(st.integers(0, 1000))
def test_a_share_is_read_as_it_is_written(value: int) -> None:
    assert Coverage().parse(Coverage().format(value)) == value


def test_a_code_is_read_as_its_word() -> None:
    kind = Coded(EFFECTS)
    assert [kind.parse(kind.format(code)) for code in EFFECTS] == list(EFFECTS)


def test_a_masked_holder_shows_neither_door_nor_given_name() -> None:
    assert Holder().mask("恒盛 3-301 · 周桂英户") == "周**户"
    assert Holder().mask("3-301") == "***"


def test_means_and_points_are_said_in_tenths() -> None:
    assert mean_tenths(3125, 3) == 1042
    assert mean_tenths(-15, 2) == -8
    assert mean_tenths(0, 0) == 0
    assert [points_words(value) for value in (40, 5, -12)] == ["4分", "0.5分", "−1.2分"]
