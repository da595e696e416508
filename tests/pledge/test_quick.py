"""Quick entry: whom a text means, signing with the first deed, taking back, and public lists."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import Invalid, Refused
from app.pledge import accounts, explain, ledger, matrix, quick
from app.pledge.public import public_groups, public_households, surname
from app.pledge.ranking import group_ranking, household_ranking
from app.pledge.records import AccountEntry, PointsEntry, RuleRow
from app.pledge.seasons import season_on
from db.models import Shop, StreetSegment
from tests.pledge.conftest import JULY, Story, day


def labels(found: list[quick.Holder]) -> list[str]:
    return [one.label for one in found]


def test_a_door_typed_whole_comes_before_those_that_begin_like_it(story: Story) -> None:
    for door, head in (("3-3011", "赵敏"), ("3-301", "周桂英"), ("3-302", "李国栋")):
        story.household(door, head)
    found = quick.find_holders(story.book, "3-301", story.rule_set)
    assert labels(found) == ["3-301 · 周桂英户", "3-3011 · 赵敏户"]


def test_the_compound_used_last_comes_first(story: Story) -> None:
    story.household("3-301", "周桂英", "金水苑")
    story.household("3-301", "李国栋", "恒盛花苑")
    found = quick.find_holders(story.book, "3-301", story.rule_set, near="恒盛花苑")
    assert labels(found)[0] == "恒盛花苑 3-301 · 李国栋户"


def test_the_initials_of_a_head_find_the_household(story: Story) -> None:
    story.household("3-301", "周桂英")
    story.household("3-302", "李国栋")
    found = quick.find_holders(story.book, "lgd", story.rule_set)
    assert labels(found) == ["3-302 · 李国栋户"]


def test_a_household_shows_whether_it_has_signed(story: Story) -> None:
    account = story.sign("3-301", JULY)
    story.household("3-302", "李国栋")
    signed, other = quick.find_holders(story.book, "3-30", story.rule_set)
    assert (signed.account_id, other.account_id) == (account, None)
    assert quick.holder_of(story.book, other.id, story.rule_set) == other
    assert quick.holder_of(story.book, 1, story.rule_set) is None


def test_shops_are_found_for_the_rules_of_shops(story: Story) -> None:
    street, shop = story.book.ids.take(2)
    with story.book.write("登记商铺") as session:
        session.add(StreetSegment(id=street, name="金水路"))
        session.flush()
        session.add(Shop(id=shop, street_segment_id=street, shop_name="好邻居超市"))
    (found,) = quick.find_holders(story.book, "好邻居", story.shops)
    assert (found.id, found.label, found.is_shop) == (shop, "好邻居超市", True)
    signing = AccountEntry(story.shops, JULY, shop_id=shop)
    rule = story.rule("S-01", rule_set=story.shops)
    typed = quick.QuickEntry(shop, rule, JULY)
    posted = quick.sign_and_post(story.book, signing, typed.entry(found), today=JULY)
    assert posted.holder == "好邻居超市"


def test_signing_with_the_first_deed_is_one_step(story: Story) -> None:
    home = story.household("3-301", "周桂英")
    entry = PointsEntry(story.rule("J-06"), JULY, home)
    signing = AccountEntry(story.rule_set, JULY, household_id=home)
    posted = quick.sign_and_post(story.book, signing, entry, today=JULY)
    assert posted.score == 10
    assert story.book.undo_label == "签约开户并登记积分"
    story.book.undo()
    assert accounts.account_of(story.book, story.rule_set, home) is None
    assert season_on(story.book, story.rule_set, JULY) is not None
    assert story.sound() == []


def test_an_open_line_is_taken_back_without_a_trace_in_the_ledger(story: Story) -> None:
    story.sign("3-301", JULY)
    posted = story.post("3-301", "J-06", JULY)
    quick.take_back(story.book, posted.id)
    assert ledger_seqs(story) == []
    with pytest.raises(Refused):
        quick.take_back(story.book, 1)


def test_an_older_line_is_taken_back_by_a_line_of_its_own(story: Story) -> None:
    account = story.sign("3-301", JULY)
    first = story.post("3-301", "J-06", JULY)
    story.post("3-301", "J-02", JULY)
    quick.take_back(story.book, first.id)
    assert story.numbers(account, JULY) == (1020, 20)
    assert story.sound() == []


def ledger_seqs(story: Story) -> list[int]:
    from app.pledge.lists import LedgerFilter, ledger_ids, ledger_rows

    rows = ledger_rows(story.book, ledger_ids(story.book, LedgerFilter()))
    return sorted(row.seq for row in rows.values())


# The sheet of a 楼组


def sheet(story: Story) -> tuple[list[matrix.Line], dict[str, RuleRow]]:
    for door, head in (("3-101", "周桂英"), ("3-102", "李国栋")):
        story.sign(door, JULY, head)
    story.household("3-103", "赵敏")
    rows = matrix.lines_of(story.book, story.rule_set, story.groups["金水苑 3"])
    rules = matrix.countable(story.book, story.rule_set, JULY)
    return rows, {rule.code: rule for rule in rules}


def test_only_households_that_have_signed_stand_on_the_sheet(story: Story) -> None:
    rows, rules = sheet(story)
    assert [row.holder for row in rows] == ["3-101 · 周桂英户", "3-102 · 李国栋户"]
    assert "J-02" in rules
    assert not {"J-04", "J-12", "J-16"} & set(rules)


def test_times_become_entries_and_a_fixed_rule_one_for_each(story: Story) -> None:
    rows, rules = sheet(story)
    cells = {
        (rows[0].account_id, rules["J-02"].id): 2000,
        (rows[1].account_id, rules["J-01"].id): 2000,
        (rows[1].account_id, 5): 1000,
    }
    entries = matrix.entries_of(cells, rules.values(), JULY, assessor="王芳")
    assert [(entry.quantity, entry.assessor) for _, entry in entries] == [
        (2000, "王芳"), (None, "王芳"), (None, "王芳"),
    ]  # fmt: skip


def test_the_limits_of_a_sheet_are_known_before_it_is_written(story: Story) -> None:
    rows, rules = sheet(story)
    cell = (rows[0].account_id, rules["J-02"].id)
    entries = matrix.entries_of({cell: 3000}, rules.values(), JULY)
    judged = matrix.judge(story.book, entries, JULY)
    assert judged[cell].score == 40
    assert judged[cell].note == "已达‘每月上限4分’，本次计4分"
    early = matrix.entries_of({cell: 1000}, rules.values(), day("06-30"))
    assert "签约" in matrix.judge(story.book, early, JULY)[cell].problem or judged


def test_a_sheet_is_one_step_and_one_undo(story: Story) -> None:
    rows, rules = sheet(story)
    cells = {(row.account_id, rules["J-06"].id): 1000 for row in rows}
    entries = matrix.entries_of(cells, rules.values(), JULY)
    made = matrix.post(story.book, entries, "3号楼组", today=JULY)
    assert [line.score for line in made] == [10, 10]
    assert story.book.undo_label == "整表登记 3号楼组"
    story.book.undo()
    assert ledger_seqs(story) == []
    with pytest.raises(Invalid, match="还没有填次数"):
        matrix.post(story.book, [], "3号楼组", today=JULY)


# Explaining


def test_a_line_is_explained_by_its_rule_and_its_chain(story: Story) -> None:
    story.sign("3-301", JULY)
    posted = story.post("3-301", "J-06", JULY)
    why = explain.explain(story.book, posted.seq)
    assert why is not None
    assert why.how() == "规则第 1 版（草案）：+1/次，每周2次，每季上限10分"
    assert why.sound
    assert not why.sealed
    assert why.digest == f"{posted.digest[:4]} {posted.digest[4:8]}"
    assert explain.explain(story.book, 99) is None
    assert explain.trouble_in_chain(story.book) == []
    with story.book.write("封存") as session:
        ledger.seal(session)
    sealed = explain.explain(story.book, posted.seq)
    assert sealed is not None
    assert sealed.sealed


# Public lists


def test_a_public_list_shows_a_surname_and_only_those_with_a_star(story: Story) -> None:
    for door, head in (("3-101", "周桂英"), ("3-102", "李国栋"), ("3-103", "赵敏")):
        story.sign(door, JULY, head)
    for _ in range(2):
        story.post("3-101", "J-02", JULY)
    story.post("3-101", "J-06", JULY)
    season = season_on(story.book, story.rule_set, JULY)
    assert season is not None
    shown = public_households(household_ranking(story.book, season.id))
    assert [(row.rank, row.group, row.holder, row.star) for row in shown] == [
        (1, "3号楼组", "周*", "三星")
    ]
    assert public_groups(group_ranking(story.book, season.id)) == []


def test_without_stars_the_first_ten_are_shown_with_all_who_are_equal(story: Story) -> None:
    for room in range(101, 114):
        story.sign(f"3-{room}", JULY, f"王{room}")
    season = season_on(story.book, story.rule_set, JULY)
    assert season is not None
    assert len(public_households(household_ranking(story.book, season.id))) == 13


@pytest.mark.parametrize(
    ("holder", "shown"),
    [("3-101 · 张三户", "张*"), ("金水苑 3-101", "某户"), ("好邻居超市", "好邻居超市")],
)
def test_a_public_name_is_a_surname(holder: str, shown: str) -> None:
    assert surname(holder) == shown


def test_a_version_says_since_when_and_by_whom(story: Story) -> None:
    from app.pledge import rulesets

    version = rulesets.rule_sets(story.book, JULY)[0].version_id
    assert version is not None
    facts = explain.version_facts(story.book, version)
    assert facts is not None
    assert facts.words() == "第 1 版（草案），自 2025-01-01 起，还没有登记居民会议通过"
    assert not facts.used
    story.sign("3-301", JULY)
    story.post("3-301", "J-06", JULY, today=dt.date(2025, 7, 4))
    used = explain.version_facts(story.book, version)
    assert used is not None
    assert used.used
