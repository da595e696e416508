"""What happened to a record, and in the book."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book, utc_now
from app.declared import HIDDEN, Shown, column_field, column_label, table_word
from app.errors import Refused
from app.history import DELETED, RECORDED, history, local_time, steps
from app.leaders.duties import DutyEntry, record_duties
from app.leaders.rounds.candidates import nominate
from app.leaders.rounds.records import CandidateEntry, RoundEntry
from app.leaders.rounds.rounds import make_round
from app.leaders.terms import end_term
from app.people import register
from app.people.card import household_card, person_card
from app.people.place_records import ShopEntry
from app.people.records import ResidentEntry
from app.reveal import looks, note_export, reveal
from app.stats import stats
from db import journal
from db.models import Base
from tests.story import TODAY, Story, dump

WOMAN = "340111194806115263"


def told(book: Book, table: str, row_id: int) -> list[tuple[str, str, str, str]]:
    """The story of a record without time and person."""
    return [
        (change.label, change.field, change.before, change.after)
        for change in history(book, table, row_id)
    ]


def test_a_record_tells_who_changed_what_from_what_to_what(story: Story, book: Book) -> None:
    row_id = story.resident("张三", door="3-101", education="大专")
    register.edit_resident(
        book, row_id, ResidentEntry("张三丰", education="大专", note="爱下棋"), TODAY
    )
    *changed, first = told(book, "resident", row_id)
    assert sorted(changed) == [
        ("修改居民", "备注", "", "爱下棋"),
        ("修改居民", "姓名", "张三", "张三丰"),
    ]
    assert first == ("登记居民", RECORDED, "", "")
    change = history(book, "resident", row_id)[0]
    assert change.who == "王芳"
    assert abs(local_time(utc_now()) - change.at) < dt.timedelta(minutes=5)


def test_what_is_masked_in_lists_is_masked_in_the_history(story: Story, book: Book) -> None:
    row_id = story.resident("张三", phone="13800001234")
    register.edit_resident(book, row_id, ResidentEntry("张三", phone="13912345678"), TODAY)
    assert told(book, "resident", row_id)[0] == (
        "修改居民",
        "联系电话",
        "138****1234",
        "139****5678",
    )


def test_links_are_told_by_the_names_of_what_they_lead_to(story: Story, book: Book) -> None:
    row_id = story.resident("张三", door="3-101")
    register.move(book, row_id, story.household("4-201", "周桂英"), TODAY)
    assert told(book, "resident", row_id)[0] == (
        "调整所在户",
        "所在户",
        "3-101",
        "4-201 · 周桂英户",
    )


def test_records_of_posts_are_called_by_the_person_and_the_post(story: Story, book: Book) -> None:
    who, term = story.resident("周桂英", "3-101"), story.leader("周桂英", "3号楼组")
    made = make_round(
        book, RoundEntry("推选", ("楼组长",), "居民推选", TODAY, dt.date(2030, 9, 30))
    ).id
    seat = next(iter(dump(book)["round_seat"]))
    one = nominate(book, seat, CandidateEntry(who)).id
    record_duties(book, [term], DutyEntry(TODAY, "走访"))
    duty = next(iter(dump(book)["duty_record"]))
    with book.read() as session:
        shown = Shown(session)
        assert shown.name("election_round", made) == "推选"
        assert shown.name("round_seat", seat) == "3号楼组楼组长"
        assert shown.name("candidate", one) == "周桂英"
        assert shown.name("leader_term", term) == "周桂英 3号楼组楼组长"
        assert shown.name("duty_record", duty) == "周桂英 3号楼组楼组长"
        assert shown.name("duty_record", 7) == "已删除的履职记录"


def test_states_and_days_are_told_in_words(story: Story, book: Book) -> None:
    shop = story.shop("好邻居超市")
    register.set_shop_status(book, shop, "closed", TODAY)
    assert set(told(book, "shop", shop)[:2]) == {
        ("商铺关闭", "状态", "营业", "关闭"),
        ("商铺关闭", "关闭日期", "", "2025-09-30"),
    }


def test_an_undo_and_a_deletion_are_part_of_the_story(story: Story, book: Book) -> None:
    shop = story.shop("好邻居超市")
    register.edit_shop(book, shop, ShopEntry("好邻居便利"))
    book.undo()
    register.delete(book, "shop", shop)
    assert told(book, "shop", shop) == [
        ("删除商铺", DELETED, "", ""),
        ("撤销：修改商铺", "店招名", "好邻居便利", "好邻居超市"),
        ("修改商铺", "店招名", "好邻居超市", "好邻居便利"),
        ("登记商铺", RECORDED, "", ""),
    ]


def test_a_record_that_never_was_has_no_history(book: Book) -> None:
    assert history(book, "resident", 1) == []


def test_steps_are_listed_the_latest_first_with_what_was_undone(story: Story, book: Book) -> None:
    story.compound()
    story.street()
    book.undo()
    rows = steps(book)
    assert [(row.label, row.undone, row.is_undo) for row in rows] == [
        ("撤销：登记街面", False, True),
        ("登记街面", True, False),
        ("登记小区", False, False),
    ]
    assert rows[2].tables == ("小区",)
    assert rows[2].records == 1
    assert [row.label for row in steps(book, limit=1)] == ["撤销：登记街面"]
    assert [row.label for row in steps(book, before=rows[1].id)] == ["登记小区"]


def test_every_column_of_the_book_has_a_chinese_name() -> None:
    for table in journal.journaled_tables():
        assert table_word(table.name) != "其他记录", table.name
        for column in table.columns:
            label = column_label(table.name, column.name)
            assert column.name in HIDDEN or not label.isascii(), (table.name, column.name)


def test_a_person_card_tells_home_posts_tags_and_story(story: Story, book: Book) -> None:
    row_id = story.resident(
        "王芳", door="3-101", relation_to_head="户主", care_tags=("独居",), birth_date="1960"
    )
    story.resident("李强", door="3-101", relation_to_head="配偶")
    register.set_tags(book, row_id, [], TODAY)
    term = story.leader("王芳", "3号楼组")
    end_term(book, term, TODAY, "辞任")
    card = person_card(book, row_id, TODAY)
    assert card.person.age == 65
    assert card.household is not None
    assert card.household.label == "3-101 · 王芳户"
    assert [(one.full_name, one.relation_to_head) for one in card.members] == [("李强", "配偶")]
    assert [(post.scope, post.state) for post in card.posts] == [("3号楼组", "离任")]
    assert [(tag.tag, tag.end_on) for tag in card.tags] == [("独居", TODAY)]
    assert card.accounts == ()
    assert [change.label for change in card.history if change.field == RECORDED] == [
        "登记楼组长任职",
        "登记居民",
        "登记居民",
    ]


def test_a_person_without_a_home_has_a_card_too(story: Story, book: Book) -> None:
    card = person_card(book, story.resident("白无家"), TODAY)
    assert card.household is None
    assert card.members == ()


def test_a_household_card_tells_who_lives_there_and_who_did(story: Story, book: Book) -> None:
    story.resident("李四", door="3-101", relation_to_head="配偶")
    story.resident("张三", door="3-101", relation_to_head="户主")
    gone = story.resident("张老", door="3-101", relation_to_head="父亲")
    register.set_status(book, gone, "deceased", TODAY)
    card = household_card(book, story.household("3-101"), TODAY)
    assert [one.full_name for one in card.members] == ["张三", "李四"]
    assert [one.full_name for one in card.former] == ["张老"]
    assert ("户主", "", "张三") in {
        (change.field, change.before, change.after) for change in card.history
    }


def test_a_card_of_what_is_gone_says_so(book: Book) -> None:
    with pytest.raises(Refused, match="刷新"):
        person_card(book, 1, TODAY)
    with pytest.raises(Refused, match="刷新"):
        household_card(book, 1, TODAY)


def test_every_look_at_a_masked_value_is_logged(story: Story, book: Book) -> None:
    row_id = story.resident("邓飞秀", id_card_no=WOMAN, care_tags=("独居", "高龄"))
    label = book.undo_label
    assert reveal(book, "resident", row_id, "id_card_no", " 核对低保 ") == WOMAN
    assert reveal(book, "resident", row_id, "birth_date") == "1948-06-11"
    assert reveal(book, "resident", row_id, "care_tags") == "独居、高龄"
    note_export(book, "resident", ["phone"], "街道上报")
    assert [(row.who, row.record, row.field, row.reason) for row in looks(book)] == [
        ("王芳", "导出居民", "联系电话", "街道上报"),
        ("王芳", "邓飞秀", "关爱标签", ""),
        ("王芳", "邓飞秀", "出生日期", ""),
        ("王芳", "邓飞秀", "身份证号码", "核对低保"),
    ]
    assert book.undo_label == label, "a look is no step that could be undone"


def test_a_look_keeps_no_value(story: Story, book: Book) -> None:
    row_id = story.resident("邓飞秀", id_card_no=WOMAN)
    reveal(book, "resident", row_id, "id_card_no")
    with book.read() as session:
        stored = session.execute(Base.metadata.tables["reveal_log"].select()).one()
    assert all(WOMAN not in str(value) for value in stored)


def test_a_look_does_not_spoil_redo(story: Story, book: Book) -> None:
    row_id = story.resident("邓飞秀", id_card_no=WOMAN)
    story.street()
    book.undo()
    reveal(book, "resident", row_id, "id_card_no")
    assert book.redo() == "登记街面"


def test_only_masked_fields_of_records_that_exist_are_revealed(story: Story, book: Book) -> None:
    row_id = story.resident("张三")
    with pytest.raises(ValueError, match="full_name"):
        reveal(book, "resident", row_id, "full_name")
    with pytest.raises(Refused):
        reveal(book, "resident", 1, "phone")
    assert looks(book) == []


def test_the_fields_that_the_law_protects_are_masked() -> None:
    for name in ("id_card_no", "birth_date", "phone", "registered_address", "health_status"):
        field = column_field("resident", name)
        assert field is not None
        assert field.sensitive, name


def test_the_counts_of_a_book_are_told_in_their_order(story: Story, book: Book) -> None:
    story.resident("张三", door="3-101", care_tags=("独居",))
    gone = story.resident("李四", door="4-101")
    register.set_status(book, gone, "moved_out", TODAY)
    story.leader("张三", "3号楼组", until="2025-01-01")
    story.leader("李四", "4号楼组", start="2026-01-01")
    story.street_leader("陈老板")
    story.shop("好邻居超市")
    assert list(stats(book, TODAY).items()) == [
        ("residents", 2),
        ("households", 1),
        ("dwellings", 2),
        ("buildings", 2),
        ("building_groups", 2),
        ("compounds", 1),
        ("building_leaders", 1),
        ("street_leaders", 1),
        ("street_segments", 1),
        ("points_entries", 0),
        ("points_sum", 0.0),
        ("people", 3),
        ("shops", 1),
        ("care_tags", 1),
        ("accounts", 0),
        ("organizations", 0),
        ("pets", 0),
        ("consents", 0),
        ("persons_merged", 0),
        ("households_merged", 0),
        ("posts", 2),
        ("other_posts", 0),
        ("vacancies", 1),
        ("duties", 0),
        ("handovers", 0),
        ("trainings", 0),
        ("trained", 0),
        ("training_minutes", 0),
        ("rounds", 0),
        ("rounds_running", 0),
        ("candidates", 0),
        ("appraisals", 0),
        ("subsidies", 0),
        ("subsidies_paid", 0.0),
    ]
