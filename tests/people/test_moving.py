"""Comings and goings: each leaves a move with its day, and asks about what is open."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.declared import Shown, column_label
from app.errors import Invalid, Refused
from app.people import register
from app.people.leaving import Leaving, StillOpen
from app.people.lists import household_rows, resident_rows
from app.people.moves import household_moves, moves_of
from app.people.records import ResidentEntry
from db.models import Pet
from tests.story import TODAY, Story, dump

EARLIER = dt.date(2025, 9, 1)


def days(number: int) -> dt.date:
    return EARLIER + dt.timedelta(days=number)


def said(book: Book, person: int) -> list[tuple[str, str, str]]:
    """Kind, day and way of the moves of somebody, the earliest first."""
    return [
        (one.kind, f"{one.moved_on:%m-%d}", one.words) for one in reversed(moves_of(book, person))
    ]


def pet(book: Book, owner: int, name: str = "豆豆") -> int:
    """A dog of somebody."""
    row_id = book.ids.next_id()
    home = dump(book)["resident"][owner]["household_id"]
    with book.write("登记宠物") as session:
        session.add(
            Pet(id=row_id, owner_resident_id=owner, household_id=home, species="犬", name=name)
        )
    return row_id


def test_only_a_day_of_arrival_makes_a_move(story: Story, book: Book) -> None:
    home = story.household("3-101")
    old = register.add_resident(book, ResidentEntry("周桂英"), TODAY, home).id
    new = register.add_resident(
        book, ResidentEntry("李敏"), TODAY, home, arrived_on=EARLIER, elsewhere=" 江苏昆山 "
    ).id
    assert moves_of(book, old) == []
    assert said(book, new) == [("迁入", "09-01", "3-101，自江苏昆山")]
    (move,) = household_moves(book, home)
    assert (move.full_name, move.from_status, move.to_status) == ("李敏", None, "living")


def test_nobody_arrives_tomorrow_or_before_being_born(story: Story, book: Book) -> None:
    for day, birth in ((TODAY + dt.timedelta(1), None), (dt.date(2000, 1, 1), "2001")):
        with pytest.raises(Invalid) as caught:
            register.add_resident(
                book, ResidentEntry("李敏", birth_date=birth), TODAY, arrived_on=day
            )
        assert [problem.field for problem in caught.value.problems] == ["arrived_on"]
    assert dump(book)["resident"] == {}


def test_every_way_is_told_with_its_doors(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101")
    story.resident("李四", "3-101")
    register.move(book, who, story.household("4-101", "王五"), days(1))
    register.set_status(book, who, "moved_out", days(2), elsewhere="浙江嘉兴")
    register.set_status(book, who, "living", days(3), elsewhere="浙江嘉兴")
    register.set_status(book, who, "deceased", days(4))
    assert said(book, who) == [
        ("调整", "09-02", "3-101 → 4-101 · 王五户"),
        ("迁出", "09-03", "4-101 · 王五户，迁往浙江嘉兴"),
        ("恢复", "09-04", "4-101 · 王五户，自浙江嘉兴"),
        ("去世", "09-05", "4-101 · 王五户"),
    ]


def test_a_household_that_leaves_notes_a_move_of_everybody(story: Story, book: Book) -> None:
    first, second = story.resident("张三", "3-101"), story.resident("李四", "3-101")
    home = story.household("3-101")
    register.move_out(book, home, EARLIER, elsewhere="外省")
    assert [(one.resident_id, one.kind, one.elsewhere) for one in household_moves(book, home)] == [
        (second, "迁出", "外省"),
        (first, "迁出", "外省"),
    ]


def test_moves_of_a_person_go_forward_in_time(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101")
    register.move(book, who, story.household("4-101"), days(5))
    before = dump(book)
    with pytest.raises(Invalid, match="已在 2025-09-06 登记调整，这次的日期不能更早"):
        register.set_status(book, who, "deceased", days(4))
    assert dump(book) == before
    register.set_status(book, who, "deceased", days(5))


def test_an_outsider_who_gets_a_home_has_arrived(story: Story, book: Book) -> None:
    who = register.add_resident(book, ResidentEntry("陈店主"), TODAY, listed=False).id
    register.move(book, who, story.household("3-101"), EARLIER)
    (move,) = moves_of(book, who)
    assert (move.kind, move.from_status) == ("迁入", None)
    assert resident_rows(book, [who], TODAY)[who].listed


def test_who_has_left_does_not_change_household(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101")
    register.set_status(book, who, "moved_out", EARLIER)
    with pytest.raises(Refused, match="请先恢复在住"):
        register.move(book, who, story.household("4-101"), EARLIER)


def test_the_last_to_go_to_another_door_leaves_an_empty_household(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101")
    old = story.household("3-101")
    saved = register.move(book, who, story.household("4-101"), EARLIER)
    assert saved.warnings == ("这一户已没有在住成员，已同时标为迁出。",)
    assert household_rows(book, [old])[old].status == "moved_out"
    book.undo()
    assert household_rows(book, [old])[old].status == "living"
    assert moves_of(book, who) == []


def test_staying_where_one_is_is_no_move(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101")
    register.move(book, who, story.household("3-101"), EARLIER)
    assert moves_of(book, who) == []


def test_pets_are_asked_about_and_handed_over(story: Story, book: Book) -> None:
    owner = story.resident("张三", "3-101", relation_to_head="户主")
    heir = story.resident("李四", "3-101", relation_to_head="配偶")
    story.resident("张小", "3-101", relation_to_head="子")
    dog = pet(book, owner)
    (asked,) = register.asked_of_person(book, owner, "deceased", EARLIER)
    assert (asked.title, asked.there) == ("还有宠物", ("豆豆 · 犬",))
    assert [words for _, words in asked.ways] == [
        "过户给李四（配偶）",
        "过户给张小（子）",
        "先保留在原主人名下",
    ]
    with pytest.raises(StillOpen, match="名下还有宠物：豆豆"):
        register.set_status(book, owner, "deceased", EARLIER)
    register.set_status(book, owner, "deceased", EARLIER, Leaving(pets=f"to:{heir}"))
    assert dump(book)["pet"][dog]["owner_resident_id"] == heir


def test_a_pet_may_go_along_with_its_owner(story: Story, book: Book) -> None:
    owner = story.resident("张三", "3-101")
    story.resident("李四", "3-101")
    dog = pet(book, owner)
    saved = register.set_status(book, owner, "moved_out", EARLIER, Leaving(pets="keep"))
    assert saved.warnings == ("名下的宠物 1 只随主人迁走。",)
    assert dump(book)["pet"][dog]["owner_resident_id"] == owner


def test_nothing_is_asked_where_nobody_could_take_the_pet(story: Story, book: Book) -> None:
    owner = story.resident("张三", "3-101")
    pet(book, owner)
    assert register.asked_of_person(book, owner, "deceased", EARLIER) == ()
    saved = register.set_status(book, owner, "deceased", EARLIER)
    assert saved.warnings[0] == "名下还有宠物 1 只，请在宠物登记里核对去向。"


def test_a_pet_moves_house_with_its_owner(story: Story, book: Book) -> None:
    owner = story.resident("张三", "3-101")
    dog = pet(book, owner)
    home = story.household("4-101")
    register.move(book, owner, home, EARLIER)
    assert dump(book)["pet"][dog]["household_id"] == home


def test_several_open_matters_are_named_together(story: Story, book: Book) -> None:
    leader = story.leader("王芳", "3号楼组")
    who = story.person("王芳")
    home = story.household("3-101")
    register.move(book, who, home, EARLIER)
    story.resident("李四", "3-101")
    pet(book, who)
    asked = register.asked_of_person(book, who, "moved_out", EARLIER)
    assert [one.key for one in asked] == ["posts", "pets"]
    with pytest.raises(StillOpen) as caught:
        register.set_status(book, who, "moved_out", EARLIER, Leaving(posts="end"))
    assert [one.key for one in caught.value.asked] == ["pets"]
    register.set_status(book, who, "moved_out", EARLIER, Leaving(posts="end", pets="end"))
    assert dump(book)["leader_term"][leader]["end_reason"] == "迁出"


def test_a_way_that_nobody_offered_is_a_mistake_of_ours(story: Story, book: Book) -> None:
    story.leader("王芳", "3号楼组")
    before = dump(book)
    with pytest.raises(ValueError, match="nobody offered"):
        register.set_status(book, story.person("王芳"), "moved_out", EARLIER, Leaving(posts="x"))
    assert dump(book) == before


def test_leaving_the_own_group_asks_about_its_post_only(story: Story, book: Book) -> None:
    story.group("3号楼组")
    story.group("5号楼组")
    who = story.resident("王芳", "3-101")
    story.resident("李四", "3-101")
    story.leader("王芳", "3号楼组")
    story.leader("王芳", "5号楼组")
    register.move(book, who, story.household("3-102"), days(1))
    with pytest.raises(StillOpen, match="王芳任3号楼组楼组长") as caught:
        register.move(book, who, story.household("4-101"), days(2))
    assert len(caught.value.asked[0].there) == 1
    register.move(book, who, story.household("4-101"), days(2), Leaving(posts="keep"))


def test_the_history_of_a_move_is_told_in_words(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101")
    register.set_status(book, who, "moved_out", EARLIER, elsewhere="外省")
    (move,) = moves_of(book, who)
    with book.read() as session:
        shown = Shown(session)
        assert shown.value("move", "to_status", move.to_status) == "迁出"
        assert shown.value("move", "moved_on", "2025-09-01") == "2025-09-01"
    labels = [column_label("move", name) for name in ("moved_on", "elsewhere", "from_household_id")]
    assert labels == ["日期", "外地去处或来处", "原来的户"]


def test_a_wrong_day_is_put_right_until_somebody_moves_again(story: Story, book: Book) -> None:
    who = story.resident("张三", "3-101")
    register.move(book, who, story.household("4-101"), days(3))
    register.set_status(book, who, "moved_out", days(30))
    first, second = reversed(moves_of(book, who))
    with pytest.raises(Refused, match="之后又在 2025-10-01 登记过迁出"):
        register.correct_move(book, first.id, days(1), None)
    with pytest.raises(Invalid, match="日期不能更早"):
        register.correct_move(book, second.id, days(2), None)
    assert register.correct_move(book, second.id, days(5), "江苏太仓") == 1
    assert said(book, who)[-1] == ("迁出", "09-06", "4-101，迁往江苏太仓")
    homes = dump(book)["household"].values()
    assert [row["moved_out_on"] for row in homes] == [days(3), days(5)]


def test_what_was_one_deed_is_put_right_together(story: Story, book: Book) -> None:
    first, second = story.resident("张三", "3-101"), story.resident("李四", "3-101")
    home = story.household("3-101")
    register.move_out(book, home, days(9))
    assert register.correct_move(book, moves_of(book, first)[0].id, days(2), None) == 2
    assert moves_of(book, second)[0].moved_on == days(2)
    assert dump(book)["household"][home]["moved_out_on"] == days(2)
