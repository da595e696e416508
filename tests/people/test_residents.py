"""People of the register: recorded, changed, moved, gone."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.people import register
from app.people.lists import HouseholdFilter, household_ids, household_rows, resident_rows
from app.people.records import HouseholdEntry, HouseholdRow, ResidentEntry, ResidentRow
from app.pledge.accounts import account_rows
from db.models import Account, Resident, RuleSet
from tests.story import TODAY, Story, dump

WOMAN = "340111194806115263"
MAN = "310120194509246137"


def person(book: Book, row_id: int) -> ResidentRow:
    return resident_rows(book, [row_id], TODAY)[row_id]


def home(book: Book, row_id: int) -> HouseholdRow:
    return household_rows(book, [row_id])[row_id]


def test_a_resident_is_recorded_with_what_the_number_tells(story: Story, book: Book) -> None:
    row = person(book, story.resident("邓飞秀", door="3-101", id_card_no=WOMAN))
    assert (row.sex, row.birth_date, row.age) == ("女", "1948-06-11", 77)
    assert (row.compound, row.door, row.id_kind) == ("金水苑", "3-101", "居民身份证")
    stored = dump(book)["resident"][row.id]
    assert (stored["name_pinyin"], stored["name_initials"]) == ("dengfeixiu", "dfx")


def test_a_mismatch_of_sex_is_saved_as_typed_and_warned_of(story: Story, book: Book) -> None:
    saved = register.add_resident(book, ResidentEntry("邓飞秀", id_card_no=WOMAN, sex="男"), TODAY)
    assert person(book, saved.id).sex == "男"
    assert "身份证号码表示女" in saved.warnings[0]


def test_the_same_number_is_refused_and_its_holder_named_by_door(story: Story, book: Book) -> None:
    story.resident("邓飞秀", door="3-101", id_card_no=WOMAN)
    with pytest.raises(Refused, match="已登记给金水苑 3-101的邓飞秀"):
        story.resident("邓秀飞", door="4-101", id_card_no=WOMAN)
    other = story.resident("李强", id_card_no=MAN)
    with pytest.raises(Refused, match="邓飞秀"):
        register.edit_resident(book, other, ResidentEntry("李强", id_card_no=WOMAN), TODAY)


def test_all_problems_of_a_form_come_at_once(story: Story, book: Book) -> None:
    with pytest.raises(Invalid) as told:
        register.add_resident(book, ResidentEntry("", phone="12", birth_date="2099-01-01"), TODAY)
    fields = [problem.field for problem in told.value.problems]
    assert fields == ["full_name", "phone", "birth_date"]


def test_namesakes_are_taken_and_likely_doubles_are_pointed_out(story: Story, book: Book) -> None:
    story.resident("张三", door="3-101", birth_date="1950-01-01", phone="13800001234")
    unlike = register.add_resident(book, ResidentEntry("张三", birth_date="1980"), TODAY)
    assert unlike.warnings == ()
    alike = register.add_resident(
        book, ResidentEntry("张三", birth_date="1950-01-01", phone="13800001234"), TODAY
    )
    assert alike.warnings == (
        "金水苑 3-101已有同名且出生日期、电话相同的张三，请核对是否重复登记。",
    )


def test_a_leader_known_from_outside_is_taken_into_the_register(story: Story, book: Book) -> None:
    leader = story.resident("王芳", id_card_no=WOMAN, phone="13800001234")
    with book.write("名册外") as session:
        record = session.get(Resident, leader)
        assert record is not None
        record.listed = False
    saved = register.add_resident(
        book,
        ResidentEntry("王芳", id_card_no=WOMAN, education="大专"),
        TODAY,
        story.household("3-101"),
    )
    assert saved.id == leader
    row = person(book, leader)
    assert (row.listed, row.phone, row.education, row.door) == (
        True,
        "13800001234",
        "大专",
        "3-101",
    )


def test_only_what_differs_is_written(story: Story, book: Book) -> None:
    row_id = story.resident("张三", door="3-101", phone="13800001234", care_tags=("独居",))
    before = dump(book)
    label = book.undo_label
    same = ResidentEntry("张三", phone="13800001234", care_tags=("独居",))
    register.edit_resident(book, row_id, same, TODAY)
    assert dump(book) == before
    assert book.undo_label == label


def test_a_changed_name_is_found_by_its_new_sound(story: Story, book: Book) -> None:
    row_id = story.resident("张三")
    register.edit_resident(book, row_id, ResidentEntry("李四"), TODAY)
    assert dump(book)["resident"][row_id]["name_initials"] == "ls"


def test_the_head_of_a_household_gives_it_its_name(story: Story, book: Book) -> None:
    row_id = story.resident("周桂英", door="3-301", relation_to_head="户主")
    household = story.household("3-301")
    assert home(book, household).label == "3-301 · 周桂英户"
    register.edit_resident(book, row_id, ResidentEntry("周桂瑛", relation_to_head="户主"), TODAY)
    assert home(book, household).head_name == "周桂瑛"


def test_a_second_head_is_warned_of(story: Story, book: Book) -> None:
    story.resident("周桂英", door="3-301", relation_to_head="户主")
    saved = register.add_resident(
        book,
        ResidentEntry("李强", relation_to_head="户主"),
        TODAY,
        story.household("3-301"),
    )
    assert "已有户主周桂英" in saved.warnings[0]
    assert home(book, story.household("3-301")).head_name == "周桂英"


def test_a_new_head_takes_the_place_of_the_old(story: Story, book: Book) -> None:
    old = story.resident("周桂英", door="3-301", relation_to_head="户主")
    new = story.resident("李强", door="3-301", relation_to_head="配偶")
    saved = register.set_head(book, story.household("3-301"), new)
    assert saved.warnings == ("户主变了，请核对其他成员“与户主关系”。",)
    assert person(book, old).relation_to_head is None
    assert home(book, story.household("3-301")).head_name == "李强"
    stranger = story.resident("外人")
    with pytest.raises(Refused, match="不是这一户的在住成员"):
        register.set_head(book, story.household("3-301"), stranger)


def test_who_moves_within_the_neighbourhood_loses_the_old_relation(
    story: Story, book: Book
) -> None:
    row_id = story.resident("张小妹", door="3-101", relation_to_head="女")
    register.move(book, row_id, story.household("4-101"), TODAY)
    row = person(book, row_id)
    assert (row.door, row.relation_to_head) == ("4-101", None)


def test_nobody_moves_into_a_household_that_has_left(story: Story, book: Book) -> None:
    row_id = story.resident("张三")
    gone = story.household("3-101")
    register.move_out(book, gone, TODAY)
    with pytest.raises(Refused, match="已经不在住"):
        register.move(book, row_id, gone, TODAY)


def test_leaving_ends_tags_and_the_household_of_the_last_member(story: Story, book: Book) -> None:
    row_id = story.resident("张三", door="3-101", care_tags=("独居",))
    household = story.household("3-101")
    later = TODAY + dt.timedelta(days=5)
    saved = register.set_status(book, row_id, "moved_out", later)
    assert "已没有在住成员" in saved.warnings[0]
    assert home(book, household).status == "moved_out"
    assert [tag["end_on"] for tag in dump(book)["care_tag"].values()] == [later]
    back = register.set_status(book, row_id, "living", later)
    assert back.warnings == ("所在的户已同时恢复为在住。",)
    assert home(book, household).status == "living"


def test_the_death_of_a_head_asks_for_a_new_one(story: Story, book: Book) -> None:
    head = story.resident("张三", door="3-101", relation_to_head="户主")
    story.resident("李四", door="3-101", relation_to_head="配偶")
    saved = register.set_status(book, head, "deceased", TODAY)
    assert saved.warnings == ("离开的是户主，请为这一户另定户主。",)
    assert home(book, story.household("3-101")).members == 1


def test_a_status_that_stands_already_changes_nothing(story: Story, book: Book) -> None:
    row_id = story.resident("张三")
    label = book.undo_label
    register.set_status(book, row_id, "living", TODAY)
    assert book.undo_label == label
    with pytest.raises(Invalid, match="在住、迁出或去世"):
        register.set_status(book, row_id, "away", TODAY)


@pytest.fixture
def account(story: Story, book: Book) -> int:
    """An open account of the household at 3-101, where 张三 lives alone."""
    story.resident("张三", door="3-101")
    made, rules = book.ids.take(2)
    with book.write("开户") as session:
        session.add(
            RuleSet(
                id=rules,
                name="居民版",
                edition="居民版",
                account_kind="household",
                mode="base",
                base_points=1000,
                season_kind="quarter",
                stars=[],
            )
        )
        session.flush()
        session.add(
            Account(
                id=made,
                rule_set_id=rules,
                household_id=story.household("3-101"),
                opened_on=dt.date(2025, 7, 3),
            )
        )
    return made


def test_the_last_to_leave_is_asked_about_the_account(
    account: int, story: Story, book: Book
) -> None:
    row_id = story.person("张三")
    with pytest.raises(Refused, match="这一户还有积分账户"):
        register.set_status(book, row_id, "moved_out", TODAY)
    register.set_status(book, row_id, "moved_out", TODAY, register.Leaving(account="keep"))
    assert home(book, account_rows(book, [account])[0].household_id or 0).status == "living"
    book.undo()
    register.set_status(book, row_id, "moved_out", TODAY, register.Leaving(account="end"))
    (row,) = account_rows(book, [account])
    assert row.closed_on == TODAY


def test_a_household_that_moves_out_takes_everybody_along(
    account: int, story: Story, book: Book
) -> None:
    story.resident("李四", door="3-101")
    household = story.household("3-101")
    with pytest.raises(Refused, match="积分账户"):
        register.move_out(book, household, TODAY)
    before = dump(book)
    register.move_out(book, household, TODAY, register.Leaving(account="end"))
    assert {row["status"] for row in dump(book)["resident"].values()} == {"moved_out"}
    assert account_rows(book, [account])[0].close_reason == "整户迁出"
    with pytest.raises(Refused, match="已经不在住"):
        register.move_out(book, household, TODAY)
    book.undo()
    assert dump(book) == before


def test_a_household_does_not_leave_before_it_came(story: Story, book: Book) -> None:
    came = dt.date(2025, 1, 1)
    saved = register.add_household(book, story.door("3-101"), HouseholdEntry(moved_in_on=came))
    with pytest.raises(Invalid, match="早于入住日期"):
        register.move_out(book, saved.id, dt.date(2024, 12, 31))


def test_one_door_may_hold_several_households(story: Story, book: Book) -> None:
    story.household("3-101", "周桂英")
    again = register.add_household(book, story.door("3-101"), HouseholdEntry(head_name="周桂英"))
    assert "已有一户户主是周桂英" in again.warnings[0]
    register.add_household(book, story.door("3-101"), HouseholdEntry(head_name="租客"))
    assert len(household_ids(book, HouseholdFilter(text="3-101"))) == 3


def test_a_resident_with_a_post_is_not_deleted(story: Story, book: Book) -> None:
    story.leader("王芳", "3号楼组")
    with pytest.raises(Refused, match=r"任职 1 条.*不能删除"):
        register.delete(book, "resident", story.person("王芳"))


def test_tags_keep_when_they_began_and_ended(story: Story, book: Book) -> None:
    row_id = story.resident("张三", care_tags=("独居", "高龄"))
    later = TODAY + dt.timedelta(days=30)
    register.set_tags(book, row_id, ["高龄", "低保"], later, source="走访")
    kept = {tag["tag"]: (tag["start_on"], tag["end_on"]) for tag in dump(book)["care_tag"].values()}
    assert kept == {"独居": (TODAY, later), "高龄": (TODAY, None), "低保": (later, None)}
    assert resident_rows(book, [row_id], later)[row_id].care_tags == ("高龄", "低保")
    assert resident_rows(book, [row_id], TODAY)[row_id].care_tags[:2] == ("独居", "高龄")
