"""Streets and shops."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.people import register
from app.people.place_lists import segment_rows, shop_rows
from app.people.place_records import SegmentEntry, ShopEntry
from tests.story import TODAY, Story

CODE = "91350100M000100Y43"


def test_streets_show_their_leader_and_open_shops(story: Story, book: Book) -> None:
    story.street_leader("陈老板")
    story.shop("好邻居超市")
    register.set_shop_status(book, story.shop("阿美理发"), "closed", TODAY)
    (row,) = segment_rows(book, TODAY)
    assert (row.name, row.leader, row.shops) == ("金水路", "陈老板", 1)


def test_a_street_is_recorded_once(story: Story, book: Book) -> None:
    story.street("金水路")
    with pytest.raises(Invalid, match="街面“金水路”已经登记过了"):
        register.add_segment(book, SegmentEntry(" 金水路 "))


def test_a_credit_code_belongs_to_one_shop(story: Story, book: Book) -> None:
    story.shop("好邻居超市", credit_code=CODE)
    with pytest.raises(Invalid, match="已登记给“好邻居超市”"):
        story.shop("好邻居便利", credit_code=CODE)


def test_another_open_shop_at_the_address_is_warned_of(story: Story, book: Book) -> None:
    first = story.shop("好邻居超市", address="金水路46号")
    saved = register.add_shop(book, story.street(), ShopEntry("便民店", address="金水路46号"))
    assert saved.warnings == ("同一地址已有营业中的“好邻居超市”，请核对是否重复登记。",)
    register.set_shop_status(book, first, "closed", TODAY)
    again = register.edit_shop(book, saved.id, ShopEntry("便民二店", address="金水路46号"))
    assert again.warnings == ()


def test_a_closed_shop_is_not_opened_again(story: Story, book: Book) -> None:
    shop = story.shop("好邻居超市", opened_on=dt.date(2020, 1, 1))
    register.set_shop_status(book, shop, "suspended", TODAY)
    register.set_shop_status(book, shop, "open", TODAY)
    with pytest.raises(Invalid, match="早于开业日期"):
        register.set_shop_status(book, shop, "closed", dt.date(2019, 1, 1))
    register.set_shop_status(book, shop, "closed", TODAY)
    with pytest.raises(Refused, match="请新登记一家商铺"):
        register.set_shop_status(book, shop, "open", TODAY)
    assert shop_rows(book) == []
    assert shop_rows(book, closed=True)[0].closed_on == TODAY


def test_shops_are_found_by_street_and_words(story: Story, book: Book) -> None:
    story.shop("好邻居超市", "金水路", manager_name="李龙宝")
    story.shop("金海大药房", "百秀路", address="百秀路27号")
    assert [row.shop_name for row in shop_rows(book)] == ["金海大药房", "好邻居超市"]
    assert [row.segment for row in shop_rows(book, story.street("金水路"))] == ["金水路"]
    assert [row.shop_name for row in shop_rows(book, text="龙宝")] == ["好邻居超市"]
    assert [row.shop_name for row in shop_rows(book, text="27号")] == ["金海大药房"]


def test_a_shop_may_turn_out_to_be_in_another_street(story: Story, book: Book) -> None:
    shop = story.shop("好邻居超市", "金水路")
    register.edit_shop(book, shop, ShopEntry("好邻居超市"), story.street("百秀路"))
    assert shop_rows(book)[0].segment == "百秀路"
