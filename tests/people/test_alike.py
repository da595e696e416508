"""Records that may be one: who is offered and why, who never is, and what is remembered."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.errors import Refused
from app.kinds.people import id_check
from app.people import register
from app.people.merging.alike import Alike, Pair, find_alike, not_one, pair_of
from app.people.merging.blocks import MOST, Blocks
from app.people.merging.identity import different_people, number_key
from app.people.merging.merge import merge_residents
from app.people.records import HouseholdEntry, ResidentEntry
from app.work import finish
from db.models import Base
from tests.big import fill
from tests.story import TODAY, Story, dump

BODY = "31010119450307002"
OTHER = "31010119500307004"


def sound(body: str) -> str:
    """The number with its check character."""
    return body + id_check(body)


def found(book: Book) -> Alike:
    """What the finder finds."""
    return finish(find_alike(book))


def only(book: Book, table: str = "resident") -> Pair:
    """The one pair there is."""
    (pair,) = [pair for pair in found(book).pairs if pair.table == table]
    return pair


def people(book: Book) -> list[tuple[int, int]]:
    """The pairs of people."""
    return [(pair.a_id, pair.b_id) for pair in found(book).pairs if pair.table == "resident"]


def test_old_and_new_form_of_a_number_are_one_number() -> None:
    assert number_key(sound(BODY)) == number_key("310101450307002")
    assert number_key("３１０１０１４５０３０７００２") == number_key("310101450307002")
    assert number_key("H1234567801") == number_key("h-12345678")
    assert number_key("31010120450307002X") != number_key("310101450307002")


def test_only_sound_and_different_numbers_of_one_kind_rule_it_out() -> None:
    state = "居民身份证"
    assert different_people(state, sound(BODY), state, sound(OTHER))
    assert not different_people(state, sound(BODY), state, "310101450307002")
    assert not different_people(state, sound(BODY), "护照", "E1234567")
    slip = OTHER + ("1" if id_check(OTHER) == "0" else "0")
    assert not different_people(state, sound(BODY), state, slip)
    assert not different_people(state, None, state, sound(OTHER))


def test_one_number_in_two_forms_is_nearly_certain(story: Story) -> None:
    story.resident("周桂英", "3-101", id_card_no=sound(BODY))
    story.resident("周桂英", "4-201", id_card_no="310101450307002")
    pair = only(story.book)
    assert pair.likeness == "很像"
    assert "15位旧号码" in pair.why


def test_one_number_under_two_kinds_is_nearly_certain(story: Story) -> None:
    story.resident("周桂英", "3-101", id_card_no=sound(BODY))
    story.resident("周英", id_card_no=sound(BODY), id_kind="其他")
    pair = only(story.book)
    assert pair.score > 70
    assert "证件类型填得不同" in pair.why


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"birth_date": "1950-03-02"}, {"birth_date": "1950-03-02"}, "出生日期相同"),
        ({"phone": "13800001111"}, {"phone": "57421234、13800001111"}, "电话相同"),
    ],
)
def test_one_name_and_birth_or_telephone_are_offered(
    story: Story, one: dict[str, str], other: dict[str, str], why: str
) -> None:
    story.resident("周桂英", "3-101", **one)
    story.resident("周桂英", "9-402", "年丰苑", **other)
    pair = only(story.book)
    assert why in pair.reasons
    assert {pair.title, pair.other} == {"周桂英 · 金水苑 3-101", "周桂英 · 年丰苑 9-402"}


def test_one_name_in_one_dwelling_is_offered(story: Story) -> None:
    story.resident("周桂英", "3-101")
    story.resident("周桂英", "3-101")
    assert "同在一户" in only(story.book).reasons


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("周桂英", "周桂瑛", "读音相同"),
        ("阿依·古丽", "阿依古丽", "只差“·”"),
        ("周桂英", "周佳英", "只差一个字"),
    ],
)
def test_near_names_in_one_dwelling_are_offered(
    story: Story, one: str, other: str, why: str
) -> None:
    story.resident(one, "3-101", sex="女", birth_date="1950-03-02")
    story.resident(other, "3-101", birth_date="1950")
    assert why in only(story.book).why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birth_date": "1950-03-02"}, {"birth_date": "1953-08-11"}),
        ({"sex": "女"}, {"sex": "男"}),
        ({"relation_to_head": "户主"}, {"relation_to_head": "子"}),
    ],
)
def test_brothers_and_sisters_are_not_offered(
    story: Story, one: dict[str, str], other: dict[str, str]
) -> None:
    story.resident("周建国", "3-101", **one)
    story.resident("周建军", "3-101", **other)
    assert people(story.book) == []


def test_two_of_a_name_who_have_nothing_else_in_common_are_not_offered(story: Story) -> None:
    story.resident("王伟", "3-101", birth_date="1980-03-02", phone="13800001111")
    story.resident("王伟", "4-201", birth_date="1985-07-09", phone="13900002222")
    story.resident("王伟", "5-301")
    assert people(story.book) == []


def test_twins_with_numbers_of_their_own_are_never_offered(story: Story) -> None:
    story.resident("王梓涵", "3-101", id_card_no=sound(BODY), phone="13800001111")
    story.resident("王梓萱", "3-101", id_card_no=sound("31010119450307004"), phone="13800001111")
    story.resident("王梓涵", "3-101", id_card_no=sound(OTHER), phone="13800001111")
    assert people(story.book) == []


def test_a_post_holder_from_outside_is_found_in_the_register(story: Story) -> None:
    home = story.resident("周桂英", "3-101")
    group = story.group("3号楼组")
    register.assign_dwellings(story.book, [story.door("3-101")], group)
    outside = register.add_resident(story.book, ResidentEntry("周桂英"), TODAY, listed=False).id
    _appoint(story, outside, group)
    pair = only(story.book)
    assert (pair.a_id, pair.b_id) == (home, outside)
    assert "在住处的楼组任职" in pair.reasons


def _appoint(story: Story, who: int, group: int) -> None:
    with story.book.write("登记任职") as session:
        session.execute(
            Base.metadata.tables["leader_term"].insert(),
            {"id": story.book.ids.next_id(), "kind": "楼组长", "building_group_id": group,
             "resident_id": who, "start_on": dt.date(2022, 7, 1)},
        )  # fmt: skip


def test_what_somebody_called_different_is_never_asked_again(story: Story) -> None:
    one, other = story.resident("周桂英", "3-101"), story.resident("周桂英", "3-101")
    not_one(story.book, "resident", other, one, TODAY)
    assert people(story.book) == []
    not_one(story.book, "resident", one, other, TODAY)
    (row,) = dump(story.book)["dismissal"].values()
    assert (row["a_id"], row["b_id"]) == (min(one, other), max(one, other))
    story.book.undo()
    assert people(story.book) == [(one, other)]
    with pytest.raises(Refused):
        not_one(story.book, "resident", one, 17, TODAY)


def test_after_a_merge_nobody_is_asked_about_the_record_that_went(story: Story) -> None:
    one, other = story.resident("周桂英", "3-101"), story.resident("周桂英", "3-101")
    third = story.resident("周桂英", "3-101")
    not_one(story.book, "resident", other, third, TODAY)
    merge_residents(story.book, one, other, {}, TODAY)
    assert people(story.book) == []


def test_two_households_of_one_head_in_one_dwelling_are_offered(story: Story) -> None:
    door = story.door("3-101")
    for _ in range(2):
        register.add_household(story.book, door, HouseholdEntry(head_name="周桂英"))
    assert "户主同名" in only(story.book, "household").why


def test_two_households_with_the_same_members_are_offered(story: Story) -> None:
    one, other = story.household("3-101", "周桂英"), story.household("3-101", "李国栋")
    for home in (one, other):
        for name in ("周桂英", "李国栋"):
            register.add_resident(story.book, ResidentEntry(name), TODAY, home)
    pair = only(story.book, "household")
    assert "两户都有周桂英、李国栋" in pair.why or "两户都有李国栋、周桂英" in pair.why


def test_one_household_number_in_two_places_is_offered_with_its_doubt(story: Story) -> None:
    for door in ("3-101", "4-201"):
        entry = HouseholdEntry(household_no="H-7", head_name="周桂英")
        register.add_household(story.book, story.door(door), entry)
    pair = only(story.book, "household")
    assert "户号相同" in pair.reasons
    assert "登记在不同的房屋" in pair.doubts


def test_neighbours_who_rent_together_are_not_one_household(story: Story) -> None:
    story.household("3-101", "周桂英")
    story.household("3-101", "李国栋")
    assert found(story.book).homes == 0


def test_two_records_somebody_chose_are_compared_even_if_nothing_is_alike(story: Story) -> None:
    one, other = story.resident("周桂英", "3-101"), story.resident("李国栋", "4-201")
    pair = pair_of(story.book, "resident", other, one)
    assert (pair.a_id, pair.score) == (one, 0)
    homes = story.household("3-101"), story.household("4-201")
    assert pair_of(story.book, "household", *homes).table == "household"


def test_under_a_crowded_key_only_neighbours_meet() -> None:
    blocks = Blocks()
    many = MOST * 40
    for place in range(many):
        blocks.put(place, [("door", 1), ("door", 2)])
    pairs = list(blocks.pairs([f"{place:05}" for place in range(many)]))
    assert len(pairs) == len(set(pairs)) < many * 7
    assert (0, 1) in pairs


def test_the_search_can_be_stopped_and_says_how_far_it_is(story: Story) -> None:
    story.resident("周桂英", "3-101")
    work = find_alike(story.book)
    assert "读取" in next(work).text
    work.close()


def test_a_large_register_is_searched_without_comparing_all_with_all(book: Book) -> None:
    fill(book, 5_000)
    steps = 0
    work = find_alike(book)
    while True:
        try:
            next(work)
        except StopIteration as end:
            alike: Alike = end.value
            break
        steps += 1
    assert steps > 3
    assert alike.people < 50
