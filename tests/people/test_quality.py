"""资料核对: each rule finds what it is for and nothing else, and one key puts it right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import insert

from app.book import Book
from app.errors import Invalid, Refused
from app.kinds.people import id_check
from app.people import register
from app.people.quality.board import RULES, board, call_right, finding_ids, quality_counts, rule_of
from app.people.quality.mending import candidates, mend
from app.people.quality.rows import finding_rows
from app.people.records import HouseholdEntry, ResidentEntry
from db.models import Base
from tests.big import fill
from tests.story import TODAY, Story, dump

BODY = "31010119450307002"
NUMBER = BODY + id_check(BODY)
WRONG = BODY + ("1" if id_check(BODY) == "0" else "0")

Scene = Callable[[Story], int]


def edit(book: Book, table: str, row_id: int, **values: object) -> int:
    """Put columns where the forms of the program would not let them be."""
    target = Base.metadata.tables[table]
    with book.write("整理") as session:
        session.execute(target.update().where(target.c.id == row_id).values(**values))
    return row_id


def add(book: Book, table: str, **values: object) -> int:
    """A row of a table."""
    row_id = book.ids.next_id()
    with book.write("登记") as session:
        session.execute(insert(Base.metadata.tables[table]), {"id": row_id, **values})
    return row_id


def neighbours(story: Story) -> None:
    """A household in which everything is right."""
    head = story.resident(
        "李国栋", "8-101", sex="男", birth_date="1961-05-02", phone="13700003333",
        relation_to_head="户主",
    )  # fmt: skip
    story.group("8号楼组")
    story.resident("阿依·古丽", "8-101", phone="021-57421234", relation_to_head="配偶")
    add(story.book, "pet", owner_resident_id=head, species="犬", status="kept")


def wrong_number(story: Story) -> int:
    return edit(story.book, "resident", story.resident("张三", "3-101"), id_card_no=WRONG)


def other_birth(story: Story) -> int:
    return story.resident("张三", "3-101", id_card_no=NUMBER, birth_date="1954-03-07", sex="女")


def born_tomorrow(story: Story) -> int:
    return edit(story.book, "resident", story.resident("张三", "3-101"), birth_date="2999-01")


def one_phone(story: Story) -> int:
    first, *_ = (story.resident(name, door, phone="13800001111") for name, door in FOUR)
    return first


FOUR = (("张三", "3-101"), ("李四", "3-102"), ("王五", "3-201"), ("赵六", "3-202"))


def young_and_tagged(story: Story) -> int:
    return story.resident("张三", "3-101", birth_date="1960-01-01", care_tags=("高龄",))


def old_and_untagged(story: Story) -> int:
    return story.resident("张三", "3-101", birth_date="1940-01-01", care_tags=("独居",))


def dead_leader(story: Story) -> int:
    who = story.resident("张三", "3-101")
    story.resident("李四", "3-101")
    term = story.leader("张三", "3号楼组")
    edit(story.book, "resident", who, status="deceased")
    return term


def nowhere(story: Story) -> int:
    return story.resident("张三")


def headless(story: Story) -> int:
    story.resident("张三", "3-101")
    return story.household("3-101")


def two_headed(story: Story) -> int:
    for name in ("张三", "李四"):
        story.resident(name, "3-101", relation_to_head="户主")
    return story.household("3-101")


def strange_head(story: Story) -> int:
    home = story.household("3-101", "王五")
    register.add_resident(story.book, ResidentEntry("张三"), TODAY, home)
    return home


def odd_name(story: Story) -> int:
    return edit(story.book, "resident", story.resident("张三", "3-101"), full_name="张?")


def nobody_left(story: Story) -> int:
    story.resident("张三", "3-101")
    home = story.household("3-101")
    for row_id in dump(story.book)["resident"]:
        if dump(story.book)["resident"][row_id]["household_id"] == home:
            edit(story.book, "resident", row_id, status="moved_out")
    return home


def ungrouped(story: Story) -> int:
    door = story.door("3-101")
    story.group("3号楼组")
    return edit(story.book, "dwelling", door, building_group_id=None)


def bad_phone(story: Story) -> int:
    return edit(story.book, "resident", story.resident("张三", "3-101"), phone="1380000")


def second_dog(story: Story) -> int:
    who = story.resident("张三", "3-101")
    dog = {"owner_resident_id": who, "species": "犬", "status": "kept"}
    add(story.book, "pet", **dog)
    return add(story.book, "pet", **dog)


def left_dog(story: Story) -> int:
    who = story.resident("张三", "3-101")
    story.resident("李四", "3-101")
    dog = add(story.book, "pet", owner_resident_id=who, species="猫", status="kept")
    edit(story.book, "resident", who, status="moved_out")
    return dog


SCENES: dict[str, Scene] = {
    "id_wrong": wrong_number,
    "id_differs": other_birth,
    "birth_odd": born_tomorrow,
    "phone_shared": one_phone,
    "tag_young": young_and_tagged,
    "tag_missing": old_and_untagged,
    "office_gone": dead_leader,
    "no_home": nowhere,
    "no_head": headless,
    "two_heads": two_headed,
    "head_strange": strange_head,
    "name_odd": odd_name,
    "home_empty": nobody_left,
    "no_group": ungrouped,
    "phone_none": bad_phone,
    "dogs": second_dog,
    "pet_left": left_dog,
}


def test_every_rule_has_a_scene() -> None:
    assert set(SCENES) == {rule.key for rule in RULES}


def test_where_everything_is_right_nothing_is_found(story: Story) -> None:
    neighbours(story)
    assert [(one.rule.key, one.count) for one in board(story.book, TODAY) if one.count] == []
    assert quality_counts(story.book, TODAY) == {}


@pytest.mark.parametrize("key", SCENES)
def test_each_rule_finds_what_it_is_for_and_says_it(story: Story, key: str) -> None:
    neighbours(story)
    meant = SCENES[key](story)
    ids = finding_ids(story.book, key, TODAY)
    assert meant in ids
    counts = {one.rule.key: one.count for one in board(story.book, TODAY)}
    assert counts[key] == len(ids)
    rows = finding_rows(story.book, key, ids, TODAY)
    assert list(rows) == ids
    assert rows[meant].what.strip()
    assert NUMBER not in rows[meant].what
    assert "13800001111" not in rows[meant].what
    assert rows[meant].target[1] in everything(story.book)


def everything(book: Book) -> set[int]:
    """The id of every record."""
    return {row_id for rows in dump(book).values() for row_id in rows}


@pytest.mark.parametrize("key", SCENES)
def test_a_finding_called_right_is_never_shown_again_until_that_is_undone(
    story: Story, key: str
) -> None:
    SCENES[key](story)
    ids = finding_ids(story.book, key, TODAY)
    assert call_right(story.book, key, ids, TODAY) == len(ids)
    assert finding_ids(story.book, key, TODAY) == []
    assert call_right(story.book, key, ids, TODAY) == 0
    story.book.undo()
    assert finding_ids(story.book, key, TODAY) == ids


@pytest.mark.parametrize("key", [rule.key for rule in RULES if rule.fix and not rule.asks])
def test_one_key_puts_it_right_and_undo_brings_it_back(story: Story, key: str) -> None:
    SCENES[key](story)
    ids = finding_ids(story.book, key, TODAY)
    before = dump(story.book)
    assert mend(story.book, key, ids, TODAY).count == len(ids)
    assert finding_ids(story.book, key, TODAY) == []
    with pytest.raises(Refused, match="已经改好"):
        mend(story.book, key, ids, TODAY)
    story.book.undo()
    assert dump(story.book) == before


def test_what_the_number_says_replaces_only_what_differs(story: Story) -> None:
    who = other_birth(story)
    edit(story.book, "resident", who, sex="男")
    mend(story.book, "id_differs", [who], TODAY)
    row = dump(story.book)["resident"][who]
    assert (row["birth_date"], row["sex"]) == ("1945-03-07", "女")


def test_a_tag_that_is_taken_away_keeps_its_story_and_the_others_stay(story: Story) -> None:
    who = young_and_tagged(story)
    mend(story.book, "tag_young", [who], TODAY)
    (tag,) = dump(story.book)["care_tag"].values()
    assert tag["end_on"] == TODAY
    old = old_and_untagged(story)
    mend(story.book, "tag_missing", [old], TODAY)
    tags = {
        row["tag"] for row in dump(story.book)["care_tag"].values() if row["resident_id"] == old
    }
    assert tags == {"独居", "高龄"}


def test_a_post_ends_on_the_day_that_was_asked_for(story: Story) -> None:
    term = dead_leader(story)
    with pytest.raises(Invalid, match="日期"):
        mend(story.book, "office_gone", [term], TODAY)
    day = TODAY - dt.timedelta(days=9)
    mend(story.book, "office_gone", [term], TODAY, on=day)
    row = dump(story.book)["leader_term"][term]
    assert (row["end_on"], row["end_reason"]) == (day, "去世")
    assert quality_counts(story.book, TODAY) == {}


def test_a_head_is_chosen_among_the_members(story: Story) -> None:
    home = two_headed(story)
    offered = candidates(story.book, home)
    assert [one.words.split(" · ")[0] for one in offered] == ["张三", "李四"]
    with pytest.raises(Invalid, match="户主"):
        mend(story.book, "two_heads", [home], TODAY)
    done = mend(story.book, "two_heads", [home], TODAY, member=offered[1].id)
    assert done.warnings
    assert finding_ids(story.book, "two_heads", TODAY) == []
    assert dump(story.book)["household"][home]["head_name"] == "李四"


def test_a_rule_that_only_a_person_can_put_right_has_no_key(story: Story) -> None:
    assert rule_of("id_wrong").fix == ""
    with pytest.raises(ValueError, match="id_wrong"):
        mend(story.book, "id_wrong", [wrong_number(story)], TODAY)


def test_doors_without_a_group_of_their_number_are_left_to_the_office(story: Story) -> None:
    door = ungrouped(story)
    story.door("9-101")
    ids = finding_ids(story.book, "no_group", TODAY)
    rows = finding_rows(story.book, "no_group", ids, TODAY)
    assert rows[door].what == "可归入3号楼组"
    done = mend(story.book, "no_group", ids, TODAY)
    assert done.count == 1
    assert "1 套" in done.warnings[0]


def test_the_first_page_is_told_of_red_findings_and_of_new_ones(story: Story) -> None:
    assert quality_counts(story.book, TODAY) == {}
    dead_leader(story)
    edit(story.book, "resident", story.resident("王五", "3-101"), id_card_no=WRONG)
    assert quality_counts(story.book, TODAY) == {
        "身份证号码不对": 1,
        "去世或迁出的人还在任职": 1,
    }


@pytest.mark.parametrize(
    "name", ["张?", "张□□", "王先生", "李4", "Li雷", "张", "某某", "陈\ue123明"]
)
def test_names_that_no_name_is_are_found(story: Story, name: str) -> None:
    who = edit(story.book, "resident", story.resident("张三", "3-101"), full_name=name)
    assert finding_ids(story.book, "name_odd", TODAY) == [who]


@pytest.mark.parametrize("name", ["欧阳敏", "阿依·古丽", "John Smith", "𠮷田一郎", "买买提·依明江"])
def test_rare_and_foreign_names_are_names(story: Story, name: str) -> None:
    story.resident(name, "3-101")
    assert finding_ids(story.book, "name_odd", TODAY) == []


@pytest.mark.parametrize(
    ("phone", "right"),
    [("13800001111", True), ("57421234", True), ("13888888888", False), ("0", False)],
)
def test_telephones_that_are_none_are_found(story: Story, phone: str, right: bool) -> None:
    edit(story.book, "resident", story.resident("张三", "3-101"), phone=phone)
    assert (finding_ids(story.book, "phone_none", TODAY) == []) is right


def test_a_large_register_is_looked_through_at_once(book: Book) -> None:
    fill(book, 3_000)
    counts = {one.rule.key: one.count for one in board(book, TODAY)}
    assert counts["tag_missing"] > 0
    ids = finding_ids(book, "tag_missing", TODAY)
    assert len(finding_rows(book, "tag_missing", ids[:100], TODAY)) == min(100, len(ids))


def test_a_household_of_which_only_the_head_is_known_is_no_finding(story: Story) -> None:
    register.add_household(story.book, story.door("3-101"), HouseholdEntry(head_name="王五"))
    counts = {one.rule.key: one.count for one in board(story.book, TODAY)}
    assert counts["home_empty"] == counts["no_head"] == counts["head_strange"] == 0
