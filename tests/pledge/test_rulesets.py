"""Rule sets, versions and rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.errors import Invalid, Refused
from app.pledge import rulesets, shipped
from app.pledge.caps import Cap
from app.pledge.records import AdoptionEntry, RuleEntry
from app.pledge.rules import Tier
from db.models import RuleSetVersion
from tests.pledge.conftest import JULY, Story, day

ENTRY = RuleEntry("J-21", "环境整洁", "认领楼道绿植", "bonus", "fixed", 20)


def test_the_shipped_sets_are_put_in_once(story: Story) -> None:
    before = rulesets.rule_sets(story.book, JULY)
    assert [row.name for row in before] == [
        "美丽约定·居民版",
        "美丽约定·商铺版",
        "美丽约定·文明养宠版",
    ]
    assert [(row.base_points, row.ceiling, row.mode) for row in before] == [
        (1000, None, "base"),
        (1000, 1200, "base"),
        (0, None, "accumulate"),
    ]
    assert [star.at_least for star in before[0].stars] == [1300, 1150, 1050]
    label = story.book.undo_label
    assert shipped.load_shipped(story.book, today=JULY) == [row.id for row in before]
    assert story.book.undo_label == label


def test_the_rules_say_what_they_give_and_their_limits(story: Story) -> None:
    rows = {row.code: row for row in rulesets.rules_of(story.book, story.rule_set, JULY)}
    assert list(rows) == [f"J-{number:02}" for number in range(1, 21)]
    told = {code: (row.amount_words, row.cap_words) for code, row in rows.items()}
    assert told["J-01"] == ("+2", "每版本1次")
    assert told["J-05"] == ("+1/小时", "每日上限4分，每月上限15分")
    assert told["J-06"] == ("+1/次", "每周2次，每季上限10分")
    assert told["J-12"] == ("+一般2、重大5", "每月上限6分")
    assert told["J-16"] == ("−3/次", "每月上限6分")
    assert told["J-19"] == ("一票否决", "")
    assert rows["J-16"].correction_days == 3
    assert rows["J-17"].visible == "household_only"


def test_no_rules_hold_before_the_first_version(story: Story) -> None:
    assert rulesets.rules_of(story.book, story.rule_set, dt.date(2024, 12, 31)) == []
    row = rulesets.rule_sets(story.book, dt.date(2024, 12, 31))[0]
    assert row.version_id is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("J-06", "J-06"),
        ("j6", "J-06"),
        ("j06", "J-06"),
        ("Ｊ－１２", "J-12"),
        ("帮助", "J-06"),
        ("bzlj", "J-06"),
        ("cjzyfw", "J-05"),
        ("志愿", "J-05"),
    ],
)
def test_a_rule_is_found_by_code_title_or_initials(story: Story, text: str, first: str) -> None:
    found = rulesets.find_rules(story.book, text, rule_set_id=story.rule_set, on=JULY)
    assert found[0].code == first


def test_nothing_typed_finds_all_and_nonsense_nothing(story: Story) -> None:
    def codes(text: str) -> list[str]:
        rows = rulesets.find_rules(story.book, text, rule_set_id=story.rule_set, on=JULY)
        return [row.code for row in rows]

    assert len(codes("")) == 20
    assert codes("zzzz") == []
    assert codes("j1")[0] == "J-01"


def test_a_draft_is_edited_until_something_rests_on_it(story: Story) -> None:
    rule = story.rule("J-02")
    row = next(r for r in rulesets.rules_of(story.book, story.rule_set, JULY) if r.id == rule)
    wider = RuleEntry(
        **{
            name: getattr(row, name)
            for name in RuleEntry.__dataclass_fields__
            if name not in ("points", "caps")
        },
        points=30,
        caps=(Cap("rule", "account", "month", max_points=60),),
    )
    assert rulesets.edit_rule(story.book, rule, wider).cap_words == "每月上限6分"
    story.sign("3-101", JULY)
    assert story.post("3-101", "J-02", day("07-10")).score == 30
    with pytest.raises(Refused, match="第1版规则已经用来记过分，不能再改"):
        rulesets.edit_rule(story.book, rule, wider)
    with pytest.raises(Refused):
        rulesets.add_rule(story.book, row.version_id, ENTRY)
    story.book.undo()
    assert rulesets.add_rule(story.book, row.version_id, ENTRY).amount_words == "+2"


def test_a_rule_with_mistakes_is_refused_with_all_of_them(story: Story) -> None:
    version = rulesets.rule_sets(story.book, JULY)[0].version_id
    assert version is not None
    wrong = replace(ENTRY, code="J-01", title=" ", points=0, effect="gift")
    with pytest.raises(Invalid) as caught:
        rulesets.add_rule(story.book, version, wrong)
    assert {problem.field for problem in caught.value.problems} == {
        "code",
        "title",
        "effect",
        "points",
    }
    for bad in (
        replace(ENTRY, amount_kind="range", least=50, most=20),
        replace(ENTRY, amount_kind="tier"),
        replace(ENTRY, amount_kind="per_unit", step=0),
    ):
        with pytest.raises(Invalid):
            rulesets.add_rule(story.book, version, bad)


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, amount_kind="range", least=10, most=50),
        replace(ENTRY, amount_kind="per_unit", unit="小时", step=500),
        replace(ENTRY, amount_kind="tier", tiers=(Tier(20, "一般"), Tier(50, "重大"))),
        replace(ENTRY, amount_kind="tier", tiers=(Tier(20, start=1000), Tier(50, start=5000))),
        replace(ENTRY, caps=(Cap("category", "person", "week", max_count=2),)),
        replace(ENTRY, effect="info", points=0),
    ],
)
def test_a_rule_comes_back_as_it_was_put_in(story: Story, entry: RuleEntry) -> None:
    version = rulesets.rule_sets(story.book, JULY)[0].version_id
    assert version is not None
    rulesets.add_rule(story.book, version, entry)
    row = next(
        one for one in rulesets.rules_of(story.book, story.rule_set, JULY) if one.code == entry.code
    )
    for name in RuleEntry.__dataclass_fields__:
        assert getattr(row, name) == getattr(entry, name), name


def test_a_new_version_holds_from_its_day_and_leaves_the_old_one(story: Story) -> None:
    new = rulesets.new_version(story.book, story.rule_set, day("07-01"))
    old = rulesets.rules_of(story.book, story.rule_set, day("06-30"))
    now = rulesets.rules_of(story.book, story.rule_set, day("07-01"))
    assert [row.code for row in old] == [row.code for row in now]
    assert {row.version_id for row in now} == {new}
    assert {row.id for row in old}.isdisjoint({row.id for row in now})
    with pytest.raises(Invalid, match="要晚于第2版"):
        rulesets.new_version(story.book, story.rule_set, day("07-01"))
    story.sign("3-101", JULY)
    story.post("3-101", "J-02", day("07-10"))
    with pytest.raises(Refused, match="已经按第2版记过分"):
        rulesets.new_version(story.book, story.rule_set, day("07-05"))


def test_the_residents_pass_a_version(story: Story) -> None:
    version = rulesets.rule_sets(story.book, JULY)[0].version_id
    assert version is not None
    with pytest.raises(Invalid) as caught:
        rulesets.adopt(
            story.book, version, AdoptionEntry(" ", day("12-31"), day("12-01")), today=JULY
        )
    assert [problem.field for problem in caught.value.problems] == [
        "adopted_by",
        "adopted_on",
        "filed_on",
    ]
    entry = AdoptionEntry("居民会议（户代表）", day("06-20"), day("06-25"))
    rulesets.adopt(story.book, version, entry, today=JULY)
    with story.book.read() as session:
        row = session.get_one(RuleSetVersion, version)
        assert (row.status, row.adopted_on) == ("effective", day("06-20"))
    later = rulesets.new_version(story.book, story.rule_set, day("10-01"))
    rulesets.adopt(story.book, later, entry, today=JULY)
    with story.book.read() as session:
        assert session.get_one(RuleSetVersion, later).status == "adopted"
