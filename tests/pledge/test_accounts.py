"""Accounts and seasons."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import Invalid, Refused
from app.pledge import accounts, ledger, lists, seasons
from app.pledge.records import AccountEntry, PointsEntry
from db import ids
from db.models import Household, Season, Shop, StreetSegment
from tests.pledge.conftest import JULY, Story, day


def test_signing_opens_an_account_with_the_full_base(story: Story) -> None:
    entry = AccountEntry(
        story.rule_set, day("09-20"), household_id=story.household("3-301", "周桂英")
    )
    row = accounts.open_account(story.book, entry, today=day("09-21"))
    assert (row.holder, row.group, row.opened_by) == ("3-301 · 周桂英户", "3号楼组", "签约")
    assert (row.score, row.balance) == (1000, 0)
    base = lists.ledger_row(story.book, 1)
    assert base is not None
    assert (base.kind, base.item, base.occurred_on, base.balance) == (
        "base",
        "基础分",
        day("09-20"),
        0,
    )
    assert base.visible == "public"


def test_opening_twice_changes_nothing(story: Story) -> None:
    first = story.sign("3-301", JULY)
    label, count = story.book.undo_label, len(story.sound())
    assert story.sign("3-301", JULY) == first
    assert story.sign("3-301", day("07-09")) == first
    assert (story.book.undo_label, len(story.sound())) == (label, count)
    assert lists.ledger_row(story.book, 2) is None


def test_who_signed_late_gets_the_base_of_every_open_season(story: Story) -> None:
    seasons.ensure_open(story.book, story.rule_set, day("06-10"))
    account = story.sign("3-301", day("06-20"))
    seasons.ensure_open(story.book, story.rule_set, JULY)
    assert story.numbers(account, day("06-20")) == (1000, 0)
    assert story.numbers(account, JULY) == (1000, 0)
    with story.book.write("再写基础分") as session:
        assert seasons.write_bases(session, who="王芳") == 0


def test_an_accumulating_set_has_no_base(story: Story) -> None:
    household = story.household("3-301", "周桂英")
    row = accounts.open_account(
        story.book, AccountEntry(story.pets, JULY, household_id=household), today=JULY
    )
    assert row.score == 0
    assert lists.ledger_row(story.book, 1) is None
    post = PointsEntry(story.rule("P-06", rule_set=story.pets), day("07-08"), household)
    assert ledger.post(story.book, post, today=day("07-08")).score == 20


def test_a_shop_has_an_account_of_the_shops_only(story: Story) -> None:
    street, shop = ids.take(2)
    with story.book.write("登记商铺") as session:
        session.add(StreetSegment(id=street, name="金水路"))
        session.flush()
        session.add(Shop(id=shop, street_segment_id=street, shop_name="好邻居超市"))
    wrong = AccountEntry(story.rule_set, JULY, shop_id=shop)
    with pytest.raises(Invalid, match="按户记分，请选一户"):
        accounts.open_account(story.book, wrong, today=JULY)
    with pytest.raises(Invalid, match="按商铺记分，请选一家商铺"):
        accounts.open_account(
            story.book,
            AccountEntry(story.shops, JULY, household_id=story.household("3-301")),
            today=JULY,
        )
    row = accounts.open_account(
        story.book, AccountEntry(story.shops, JULY, shop_id=shop), today=JULY
    )
    assert (row.holder, row.shop_id, row.score) == ("好邻居超市", shop, 1000)
    entry = PointsEntry(story.rule("S-02", rule_set=story.shops), day("07-08"), account_id=row.id)
    assert ledger.post(story.book, entry, today=day("07-08")).holder == "好邻居超市"
    with pytest.raises(Invalid, match="这个账户不在“美丽约定·居民版”里"):
        ledger.post(
            story.book,
            PointsEntry(story.rule("J-02"), day("07-08"), account_id=row.id),
            today=day("07-08"),
        )


def test_an_account_needs_a_holder_a_reason_and_a_day_that_has_come(story: Story) -> None:
    with pytest.raises(Invalid) as caught:
        accounts.open_account(
            story.book, AccountEntry(story.rule_set, day("07-09"), " "), today=JULY
        )
    assert {problem.field for problem in caught.value.problems} == {
        "household_id",
        "opened_on",
        "opened_by",
    }
    gone = story.household("3-301", "周桂英")
    with story.book.write("迁出") as session:
        session.get_one(Household, gone).moved_out_on = day("06-30")
    with pytest.raises(Invalid, match="已于 2025-06-30 迁出"):
        accounts.open_account(
            story.book, AccountEntry(story.rule_set, JULY, household_id=gone), today=JULY
        )


def test_an_account_is_closed_once_and_keeps_its_balance(story: Story) -> None:
    account = story.sign("3-301", JULY)
    story.post("3-301", "J-02", day("07-08"))
    with pytest.raises(Invalid, match="不能早于开户日期"):
        accounts.close_account(story.book, account, closed_on=day("07-01"), reason="迁出")
    with pytest.raises(Invalid, match="请填写销户原因"):
        accounts.close_account(story.book, account, closed_on=day("07-20"), reason=" ")
    row = accounts.close_account(story.book, account, closed_on=day("07-20"), reason="迁出")
    assert (row.closed_on, row.close_reason, row.balance) == (day("07-20"), "迁出", 20)
    with pytest.raises(Refused, match="已于 2025-07-20 销户"):
        accounts.close_account(story.book, account, closed_on=day("07-21"), reason="迁出")
    with pytest.raises(Refused, match="找不到"):
        accounts.close_account(story.book, 5, closed_on=JULY, reason="迁出")
    again = story.sign("3-301", day("07-25"))
    assert again != account
    assert story.numbers(again, JULY) == (1000, 0)


def test_seasons_are_opened_once_and_listed_latest_first(story: Story) -> None:
    first = seasons.ensure_open(story.book, story.rule_set, JULY)
    assert (first.name, first.from_on, first.to_on, first.base_points, first.is_open) == (
        "2025年第三季度",
        day("07-01"),
        day("09-30"),
        1000,
        True,
    )
    assert seasons.ensure_open(story.book, story.rule_set, day("09-30")) == first
    later = seasons.ensure_open(story.book, story.rule_set, day("10-01"))
    assert seasons.seasons(story.book, story.rule_set) == [later, first]


def test_the_season_shown_first_is_the_one_with_deeds(story: Story) -> None:
    assert seasons.latest_season(story.book, story.rule_set) is None
    story.sign("3-301", JULY)
    story.post("3-301", "J-02", day("07-08"))
    seasons.ensure_open(story.book, story.rule_set, day("10-01"))
    shown = seasons.latest_season(story.book, story.rule_set)
    assert shown is not None
    assert shown.name == "2025年第三季度"


def test_seasons_never_overlap(story: Story) -> None:
    with story.book.write("旧周期") as session:
        session.add(
            Season(
                id=ids.next_id(),
                rule_set_id=story.rule_set,
                name="2025年下半年",
                from_on=day("08-01"),
                to_on=dt.date(2025, 12, 31),
            )
        )
    with pytest.raises(Refused, match="与已有的“2025年下半年”日期重叠"):
        seasons.ensure_open(story.book, story.rule_set, JULY)
    with pytest.raises(Refused, match="找不到这个规则集"):
        seasons.ensure_open(story.book, 5, JULY)
