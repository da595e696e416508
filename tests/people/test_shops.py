"""Shops: all their fields, their states, and what happens when they change hands."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.book import Book
from app.errors import Invalid, Refused
from app.leaders.posts import STREET_LEADER
from app.leaders.records import TermEntry
from app.leaders.terms import appoint
from app.people import register
from app.people.place_lists import segment_rows, shop_rows
from app.people.place_records import SegmentEntry, ShopEntry, ShopRow
from db.models import LeaderTerm
from tests.story import TODAY, Story, dump

CODE = "91350100M000100Y43"
DAY = dt.date(2025, 9, 1)


@pytest.fixture
def story(book: Book) -> Story:
    """A book with a street."""
    told = Story(book)
    told.street()
    return told


def shop_of(book: Book, shop_id: int) -> ShopRow:
    return next(row for row in shop_rows(book, closed=True) if row.id == shop_id)


def test_everything_that_the_office_knows_of_a_shop_is_kept(story: Story) -> None:
    entry = ShopEntry(
        "阿婆馄饨店", category="餐饮", address="金水路88号", manager_name="沈阿婆",
        manager_phone="13800001111", staff_count=4, open_hours="6:00-20:00",
        fire_extinguishers=2, gate_duty_signed_on=DAY, pledge_signed_on=DAY,
        opened_on=dt.date(2019, 3, 1), note="早市最忙",
    )  # fmt: skip
    made = register.add_shop(story.book, story.street(), entry).id
    row = shop_of(story.book, made)
    assert register.entry_of(ShopEntry, row) == entry
    assert (row.segment, row.status) == ("金水路", "open")


def test_a_street_has_a_side_and_its_policeman(story: Story) -> None:
    entry = SegmentEntry("恒盛路", side="东侧", liaison_police="赵警官", liaison_urban="钱队")
    made = register.add_segment(story.book, entry)
    (row,) = [row for row in segment_rows(story.book, TODAY) if row.id == made]
    assert (row.side, row.liaison_police, row.liaison_urban) == ("东侧", "赵警官", "钱队")


def test_a_shop_that_changes_hands_closes_and_a_new_one_opens_in_one_step(story: Story) -> None:
    old = story.shop("福满楼", address="金水路9号", opened_on=dt.date(2015, 1, 1))
    before = dump(story.book)
    new = register.change_hands(
        story.book, old, ShopEntry("湘里湘亲", address="金水路9号", manager_name="李新"), DAY
    )
    assert (shop_of(story.book, old).status, shop_of(story.book, old).closed_on) == ("closed", DAY)
    row = shop_of(story.book, new.id)
    assert (row.status, row.opened_on, row.segment) == ("open", DAY, "金水路")
    assert new.warnings == ()  # the old one at this address is closed
    story.book.undo()
    assert dump(story.book) == before


def test_changing_hands_asks_about_the_post_held_for_the_shop(story: Story) -> None:
    old = story.shop("福满楼")
    term = appoint(
        story.book,
        TermEntry(STREET_LEADER, story.street(), story.person("陈福"), dt.date(2022, 7, 1)),
        TODAY,
    ).id
    with story.book.write("商铺") as session:
        found = session.get(LeaderTerm, term)
        assert found is not None
        found.shop_id = old
    entry = ShopEntry("新福楼", manager_name="李新")
    with pytest.raises(Refused, match="陈福任金水路街面长"):
        register.change_hands(story.book, old, entry, DAY)
    assert [row.shop_name for row in shop_rows(story.book)] == ["福满楼"]
    register.change_hands(story.book, old, entry, DAY, register.Leaving(posts="end"))
    with story.book.read() as session:
        ended = session.execute(select(LeaderTerm.end_on, LeaderTerm.end_reason)).one()
    assert tuple(ended) == (DAY, "调整")


def test_points_do_not_pass_on_to_the_next_owner(ruled: Book) -> None:
    from app.pledge.accounts import account_rows, open_account
    from app.pledge.records import AccountEntry
    from app.pledge.rulesets import rule_sets

    story = Story(ruled)
    story.street()
    old = story.shop("福满楼")
    shops = next(one for one in rule_sets(ruled, TODAY) if one.account_kind == "shop")
    entry = AccountEntry(shops.id, dt.date(2025, 7, 1), shop_id=old)
    account = open_account(ruled, entry, today=TODAY).id
    with pytest.raises(Refused, match="积分账户"):
        register.change_hands(ruled, old, ShopEntry("新福楼"), DAY)
    register.change_hands(ruled, old, ShopEntry("新福楼"), DAY, register.Leaving(account="end"))
    (row,) = account_rows(ruled, [account])
    assert row.closed_on == DAY


def test_the_same_licence_is_no_change_of_hands(story: Story) -> None:
    old = story.shop("福满楼", credit_code=CODE)
    with pytest.raises(Invalid, match="不是易主"):
        register.change_hands(story.book, old, ShopEntry("新福楼", credit_code=CODE), DAY)
    assert shop_of(story.book, old).status == "open"
