"""From what is typed to a line of the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.errors import Invalid, Refused
from app.pledge import accounts, ledger, lists, rulesets, seasons
from app.pledge.records import PointsEntry
from db import ids
from db.models import Resident, Rule, Season
from tests.pledge.conftest import CHECKER, Story, day


def problems(invalid: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    """The problems by field."""
    return {problem.field: problem.text for problem in invalid.value.problems}


def test_every_problem_is_told_at_once(story: Story) -> None:
    entry = PointsEntry(story.rule("J-05"), day("07-20"), story.household("3-301", "周桂英"))
    with pytest.raises(Invalid) as caught:
        ledger.post(story.book, entry, today=day("07-10"))
    told = problems(caught)
    assert told["household_id"] == "这一户还没有签约，不能记分。请先办理签约开户，参加是自愿的。"
    assert told["occurred_on"] == "日期不能晚于今天（7月10日），请核对。"
    assert told["quantity"] == "请填写数量（小时）。"
    assert story.book.undo_label == "登记住户"


def test_what_was_done_before_signing_does_not_count(story: Story) -> None:
    story.sign("3-301", day("07-10"))
    with pytest.raises(Invalid, match="2025年7月10日才签约"):
        story.post("3-301", "J-02", day("07-09"), today=day("07-11"))


def test_nothing_is_counted_after_closing(story: Story) -> None:
    account = story.sign("3-301", day("07-03"))
    accounts.close_account(story.book, account, closed_on=day("07-20"), reason="迁出")
    assert story.post("3-301", "J-02", day("07-20"), today=day("07-25")).score == 20
    with pytest.raises(Invalid, match="已于2025年7月20日销户"):
        story.post("3-301", "J-02", day("07-21"), today=day("07-25"))


def test_a_preview_writes_nothing_and_tells_what_is_left(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    story.post("3-301", "J-06", day("07-08"))
    entry = story.entry("3-301", "J-06", day("07-10"))
    seen = ledger.preview(story.book, entry, day("07-10"))
    assert (seen.raw, seen.score, seen.balance) == (10, 10, 10)
    assert (seen.score_after, seen.balance_after) == (1020, 20)
    assert seen.season == "2025年第三季度"
    assert seen.notes == (
        "记入后本周还可记 0 次（每周2次），本季还可记 8 分",
        "这一版规则还是草案，尚未登记通过日期",
    )
    assert len(lists.ledger_ids(story.book, lists.LedgerFilter())) == 1


def test_a_preview_says_when_the_same_was_written_today(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    first = story.post("3-301", "J-02", day("07-10"))
    again = story.entry("3-301", "J-02", day("07-10"))
    seen = ledger.preview(story.book, again, day("07-10"))
    assert seen.repeats == first.seq
    assert "同一天已经记过同一事项（第 2 号），请确认不是重复" in seen.notes


def test_a_preview_in_a_season_not_opened_yet_counts_its_base(story: Story) -> None:
    account = story.sign("3-301", day("07-03"))
    entry = replace(story.entry("3-301", "J-02", day("10-08")), account_id=account)
    seen = ledger.preview(story.book, entry, day("10-08"))
    assert (seen.season, seen.score_after) == ("2025年第四季度", 1020)
    assert seasons.season_on(story.book, story.rule_set, day("10-08")) is None


def test_the_first_entry_of_a_season_opens_it_in_a_step_of_its_own(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    other = story.sign("3-302", day("07-03"), "李国栋")
    story.post("3-301", "J-02", day("10-08"))
    assert story.numbers(other, day("10-08")) == (1000, 0)
    assert story.book.undo() == "登记积分"
    assert story.book.undo() == "开启2025年第四季度"
    assert seasons.season_on(story.book, story.rule_set, day("10-08")) is None
    assert story.sound() == []


def test_an_entry_that_cannot_be_written_opens_no_season(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    with pytest.raises(Invalid):
        story.post("3-302", "J-02", day("10-08"))
    assert seasons.season_on(story.book, story.rule_set, day("10-08")) is None


def test_late_entries_are_taken_for_five_days(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    late = story.post("3-301", "J-02", day("09-30"), today=day("10-05"))
    assert late.season == "2025年第三季度"
    with pytest.raises(Invalid, match="2025年第三季度的补录已于10月5日截止"):
        story.post("3-301", "J-02", day("09-30"), today=day("10-06"))


def test_a_closed_season_takes_no_entry(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    with story.book.write("结算") as session:
        season = seasons.find(session, story.rule_set, day("07-03"))
        assert season is not None
        season.status = "closed"
    with pytest.raises(Invalid, match="2025年第三季度已经结束，不能再记"):
        story.post("3-301", "J-02", day("07-20"))


def test_an_entry_for_june_written_in_july_uses_the_old_version(story: Story) -> None:
    account = story.sign("3-301", day("06-20"))
    version = rulesets.new_version(story.book, story.rule_set, day("07-01"))
    new = story.rule("J-02", day("07-01"))
    with story.book.write("调高") as session:
        session.get_one(Rule, new).points = 30
        session.get_one(Rule, story.rule("J-03", day("07-01"))).code = "J-30"
    old = ledger.post(
        story.book,
        PointsEntry(new, day("06-30"), account_id=account),
        today=day("07-03"),
    )
    assert (old.score, old.season, old.rule_id) == (
        20,
        "2025年第二季度",
        story.rule("J-02", day("06-30")),
    )
    later = ledger.post(
        story.book, PointsEntry(old.rule_id or 0, day("07-02"), account_id=account),
        today=day("07-03"),
    )  # fmt: skip
    assert (later.score, later.rule_id) == (30, new)
    gone = PointsEntry(story.rule("J-30", day("07-01")), day("06-30"), account_id=account)
    with pytest.raises(Invalid, match="6月30日适用第1版规则，里面没有 J-30"):
        ledger.post(story.book, gone, today=day("07-03"))
    with story.book.read() as session:
        assert rulesets.is_used(session, version)


def test_a_new_version_opens_no_second_purse_in_the_same_month(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    story.post("3-301", "J-02", day("07-10"))
    story.post("3-301", "J-02", day("07-14"))
    rulesets.new_version(story.book, story.rule_set, day("07-15"))
    row = story.post("3-301", "J-02", day("07-20"))
    assert row.note == "已达‘每月上限4分’，本次计0分"


def test_a_rule_with_approval_wants_a_second_pair_of_eyes(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    with pytest.raises(Refused, match="J-04 需要复核后才能入账"):
        story.post("3-301", "J-04", day("07-10"))
    with pytest.raises(Refused, match="复核人不能是评定人或录入人"):
        story.post("3-301", "J-04", day("07-10"), approver="王芳")
    with pytest.raises(Refused, match="复核人不能是评定人或录入人"):
        story.post("3-301", "J-04", day("07-10"), assessor=CHECKER, approver=CHECKER)
    row = story.post("3-301", "J-04", day("07-10"), assessor="赵敏", approver=CHECKER)
    assert (row.score, row.approved_by, row.entered_by) == (50, CHECKER, "王芳")
    entry = story.entry("3-301", "J-04", day("07-11"))
    seen = ledger.preview(story.book, entry, day("07-11"))
    assert seen.refusal is not None


def test_a_veto_is_handled_on_paper_for_now(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    with pytest.raises(Refused, match="J-19 是一票否决，需要两级复核"):
        story.post("3-301", "J-19", day("07-10"), approver=CHECKER)


def test_a_deduction_waits_for_the_days_of_correction(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    assert story.post("3-301", "J-16", day("07-10")).kind == "remind"
    with pytest.raises(Invalid, match="整改期内（到7月13日为止）"):
        story.post("3-301", "J-16", day("07-12"), approver=CHECKER)
    row = story.post("3-301", "J-16", day("07-14"), approver=CHECKER)
    assert (row.kind, row.score, row.balance) == ("deduct", -30, 0)


def test_a_taken_back_reminder_reminds_again(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    reminder = story.post("3-301", "J-17", day("07-10"))
    ledger.reverse(story.book, reminder.seq, "认错了户", day("07-11"))
    assert story.post("3-301", "J-17", day("07-20")).kind == "remind"


def test_a_batch_counts_its_own_caps_and_is_one_step(story: Story) -> None:
    one = story.sign("3-301", day("07-03"))
    two = story.sign("3-302", day("07-03"), "李国栋")
    entries = [
        story.entry(door, "J-02", day(on))
        for on in ("07-10", "07-17", "07-24")
        for door in ("3-301", "3-302")
    ]
    seen = ledger.preview_many(story.book, entries, day("07-31"))
    rows = ledger.post_many(story.book, entries, "整表登记 3号楼组 7月", day("07-31"))
    assert [row.score for row in rows] == [20, 20, 20, 20, 0, 0]
    assert [one.score for one in seen if isinstance(one, ledger.Preview)] == [
        row.score for row in rows
    ]
    assert [row.seq for row in rows] == list(range(3, 9))
    assert story.book.undo() == "整表登记 3号楼组 7月"
    assert story.numbers(one, day("07-31")) == story.numbers(two, day("07-31")) == (1000, 0)


def test_a_batch_with_a_mistake_writes_nothing_and_names_it(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    entries = [
        story.entry("3-301", "J-02", day("07-10")),
        story.entry("3-302", "J-02", day("07-10")),
        story.entry("3-301", "J-05", day("07-10")),
    ]
    with pytest.raises(Invalid) as caught:
        ledger.post_many(story.book, entries, "整表登记", day("07-31"))
    told = problems(caught)
    assert set(told) == {"1.household_id", "2.quantity"}
    assert told["2.quantity"] == "第3笔：请填写数量（小时）。"
    assert lists.ledger_ids(story.book, lists.LedgerFilter()) == []
    seen = ledger.preview_many(story.book, entries, day("07-31"))
    assert [isinstance(one, Invalid) for one in seen] == [False, True, True]


def test_an_empty_batch_is_no_step(story: Story) -> None:
    label = story.book.undo_label
    assert ledger.post_many(story.book, [], "整表登记", day("07-31")) == []
    assert story.book.undo_label == label


def test_who_did_it_is_kept(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    person = ids.next_id()
    with story.book.write("登记居民") as session:
        session.add(Resident(id=person, full_name="周桂英"))
    row = story.post("3-301", "J-06", day("07-10"), actor_id=person, description="代买药")
    assert row.description == "代买药"


def test_shops_have_their_own_rules_and_ceiling(story: Story) -> None:
    found = {row.account_kind for row in rulesets.rule_sets(story.book, day("07-03"))}
    assert found == {"household", "shop"}
    entry = PointsEntry(
        story.rule("S-02", rule_set=story.shops), day("07-03"), story.household("3-301")
    )
    with pytest.raises(Invalid, match="还没有签约"):
        ledger.post(story.book, entry, today=day("07-03"))


def test_a_season_that_was_over_before_has_no_base(story: Story) -> None:
    story.sign("3-301", day("07-03"))
    with story.book.write("旧表") as session:
        old = seasons.season_for(
            session, story.rule_set, dt.date(2024, 2, 3), today=day("07-03"), who="王芳"
        )
        assert session.get_one(Season, old).base_points == 0
        assert session.get_one(Season, old).name == "2024年第一季度"
