"""居民房屋 in a real window over a real book."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.book import Book
from app.kinds.people import id_check
from app.people.card import person_card
from app.reveal import looks
from tests.story import Story
from tests.ui.kit.demo import TODAY, desk_for
from tests.ui.rooms import (
    GIRL,
    NEW_PHONE,
    PHONE,
    ROOMS,
    WOMAN,
    person,
    press,
    settle,
)
from ui.kit.editing import LineEditor
from ui.people.cards import FactSheet
from ui.people.leaving import Question
from ui.people.page import PeoplePage
from ui.window import MainWindow


def names(page: PeoplePage) -> list[str]:
    return [row.full_name for row in page.residents.table.shown_rows()]


def questions(page: PeoplePage) -> list[Question]:
    """What is asked in the pane."""
    return cast("list[Question]", page.pane.findChildren(Question))


def texts_of(page: PeoplePage) -> str:
    """Every text of the table, as it is shown and as it would be copied."""
    table = page.residents.table
    return " ".join(" ".join(words) for words in table.shown_words())


def test_pinyin_initials_find_a_resident(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    page.residents.box.setText("zgy")
    page.residents.box.ask_now()
    settle(qtbot, window)
    assert names(page) == ["周桂英"]
    page.residents.box.setText("3-102")
    page.residents.box.ask_now()
    settle(qtbot, window)
    assert names(page) == ["欧阳敏"]
    assert page.pane.title == "欧阳敏"


def test_a_phone_changed_in_the_form_is_in_the_table_and_one_undo_brings_it_back(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    who = person(story, "周桂英")
    page.people.edit(who)
    form = page.pane.form
    assert form is not None
    form.editor("phone").set_text(NEW_PHONE)
    name = form.editor("full_name").box
    QTest.keyClick(name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert not page.pane.editing
    assert "139****2222" in texts_of(page)
    window.undo()
    settle(qtbot, window)
    assert "138****1111" in texts_of(page)
    assert person_card(story.book, who, TODAY).person.phone == PHONE


def test_saving_one_field_leaves_all_others_as_they_were(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who = person(story, "周桂英")
    before = person_card(story.book, who, TODAY).person
    page.people.edit(who)
    press(page, "保存")
    settle(qtbot, window)
    after = person_card(story.book, who, TODAY).person
    assert after == before


def test_a_wrong_id_number_is_told_beside_its_field_and_nothing_typed_is_lost(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.people.add()
    form = page.pane.form
    assert form is not None
    form.editor("full_name").set_text("孙婷")
    form.editor("id_card_no").set_text(GIRL + ("1" if id_check(GIRL) != "1" else "2"))
    form.editor("phone").set_text(NEW_PHONE)
    press(page, "保存")
    assert form.problems() == {"id_card_no": "证件号码的校验码不对，请逐位核对"}
    assert form.editor("full_name").text() == "孙婷"
    assert form.editor("phone").text() == NEW_PHONE
    # Another room and back: it is still there.
    window.go("imports")
    window.go("people")
    settle(qtbot, window)
    assert form.editor("full_name").text() == "孙婷"


def test_what_was_typed_is_offered_again_after_looking_elsewhere(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who, other = person(story, "周桂英"), person(story, "欧阳敏")
    page.people.edit(who)
    assert page.pane.form is not None
    page.pane.form.editor("occupation").set_text("退休教师")
    page.open(("person", other))
    settle(qtbot, window)
    assert page.pane.title == "欧阳敏"
    page.people.edit(who)
    assert page.pane.form is not None
    assert page.pane.form.editor("occupation").text() == "退休教师"
    press(page, "放弃")
    assert page.pane.form.editor("occupation").text() == ""


def test_sex_and_birth_come_from_the_number_and_a_contradiction_is_said_but_saved(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    home = person_card(story.book, person(story, "欧阳敏"), TODAY).person.household_id
    page.people.add(home)
    form = page.pane.form
    assert form is not None
    form.editor("full_name").set_text("赵敏")
    number = form.editor("id_card_no")
    number.set_text(GIRL + id_check(GIRL))
    number.left.emit()
    assert form.editor("sex").text() == "女"
    assert form.editor("birth_date").text() == "1990-03-07"
    form.editor("sex").set_text("男")
    form.editor("sex").left.emit()
    press(page, "保存")
    settle(qtbot, window)
    assert "身份证号码表示女" in page.banner.text
    saved = person_card(story.book, person(story, "赵敏"), TODAY).person
    assert (saved.sex, saved.door) == ("男", "3-102")
    # The form stays for the next one of the same household.
    assert page.pane.form is not None
    assert page.pane.form.editor("full_name").text() == ""
    assert page.pane.form.editor("household_id").text() == str(home)


def test_a_passport_number_is_taken_when_the_kind_says_so(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.people.add()
    form = page.pane.form
    assert form is not None
    form.editor("full_name").set_text("John Smith")
    form.editor("id_kind").set_text("护照")
    form.editor("id_kind").left.emit()
    form.editor("id_card_no").set_text("E12345678")
    press(page, "保存")
    settle(qtbot, window)
    saved = person_card(story.book, person(story, "John Smith"), TODAY).person
    assert saved.id_card_no == "E12345678"


def test_a_look_at_a_masked_value_is_logged(page: PeoplePage, story: Story) -> None:
    who = person(story, "周桂英")
    page.open(("person", who))
    facts = page.people.facts
    assert isinstance(facts, FactSheet)
    assert facts.words("联系电话") == "138****1111"
    assert facts.words("关爱标签") == "2 项"
    facts.eyes["联系电话"].click()
    assert facts.words("联系电话") == PHONE
    facts.eyes["关爱标签"].click()
    assert facts.words("关爱标签") == "独居、高龄"
    seen = [(look.record, look.field) for look in looks(story.book)]
    assert seen == [("周桂英", "关爱标签"), ("周桂英", "联系电话")]
    facts.eyes["联系电话"].click()
    assert facts.words("联系电话") == "138****1111"


def test_a_look_in_the_form_is_logged_too(page: PeoplePage, story: Story) -> None:
    page.people.edit(person(story, "周桂英"))
    assert page.pane.form is not None
    phone = page.pane.form.editor("phone")
    assert isinstance(phone, LineEditor)
    assert phone.line.text() == "138****1111"
    phone.line.actions()[-1].trigger()
    assert phone.line.text() == PHONE
    assert [(look.record, look.field) for look in looks(story.book)] == [("周桂英", "联系电话")]


def test_typing_over_a_masked_number_replaces_it_unseen(
    page: PeoplePage, story: Story, qtbot: QtBot
) -> None:
    page.people.edit(person(story, "周桂英"))
    assert page.pane.form is not None
    phone = page.pane.form.editor("phone")
    assert isinstance(phone, LineEditor)
    QTest.keyClicks(phone.line, NEW_PHONE)
    assert phone.text() == NEW_PHONE
    assert looks(story.book) == []


def test_masked_numbers_are_never_whole_in_the_texts_of_the_tables(page: PeoplePage) -> None:
    texts = texts_of(page)
    assert "138****1111" in texts
    assert PHONE not in texts
    assert "独居" not in texts
    table = page.residents.table
    for at in range(len(table)):
        for column in range(len(table.columns)):
            words = table.model.words(at, column)
            assert PHONE not in words
            assert WOMAN not in words


def test_a_death_asks_what_becomes_of_the_post(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who = person(story, "周桂英")
    page.open(("person", who))
    press(page, "去世")
    asked = questions(page)
    assert [one.title for one in asked] == ["还有任职"]
    press(page, "登记去世")
    assert page.pane.form is not None
    assert "请选择同时离任" in page.pane.form.problems()[""]
    assert person_card(story.book, who, TODAY).person.status == "living"
    asked[0].end.setChecked(True)
    press(page, "登记去世")
    settle(qtbot, window)
    card = person_card(story.book, who, TODAY)
    assert card.person.status == "deceased"
    assert [(post.state, post.end_reason) for post in card.posts] == [("离任", "去世")]
    assert names(page) == ["李国栋", "欧阳敏"]


def test_a_form_survives_a_change_of_the_book_made_elsewhere(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.people.edit(person(story, "周桂英"))
    assert page.pane.form is not None
    page.pane.form.editor("note").set_text("每周三去医院")
    story.resident("新来的", "3-102")
    settle(qtbot, window)
    assert page.pane.form is not None
    assert page.pane.form.editor("note").text() == "每周三去医院"
    assert "新来的" in names(page)


def test_several_people_are_changed_in_one_way_only(page: PeoplePage) -> None:
    page.residents.table.grid.selectAll()
    offered = [one.title for one in page._row_menu() if one is not None]
    assert offered[0] == "批量修改选中的 3 人……"
    assert not [title for title in offered if "标签" in title]


def test_giving_a_form_up_can_be_regretted(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.people.edit(person(story, "周桂英"))
    form = page.pane.form
    assert form is not None
    form.editor("note").set_text("每周三去医院")
    QTest.keyClick(form.editor("full_name").box, Qt.Key.Key_Escape)
    assert not page.pane.editing
    assert window.toast.isVisible()
    QTest.keyClick(window.toast, Qt.Key.Key_Return)
    assert page.pane.form is not None
    assert page.pane.form.editor("note").text() == "每周三去医院"


def test_nothing_typed_leaves_no_draft(page: PeoplePage, story: Story) -> None:
    page.people.add(person_card(story.book, person(story, "欧阳敏"), TODAY).person.household_id)
    page.pane.stash()
    assert page.pane.drafts.of("person-new") == {}


def test_a_draft_outlives_the_window(
    page: PeoplePage, story: Story, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    page.people.edit(person(story, "周桂英"))
    assert page.pane.form is not None
    page.pane.form.editor("note").set_text("每周三去医院")
    window.go("imports")
    other = PeoplePage(desk_for(story.book, tmp_path / "again"))
    qtbot.addWidget(other)
    other.people.edit(person(story, "周桂英"))
    assert other.pane.form is not None
    assert other.pane.form.editor("note").text() == "每周三去医院"
    other.desk.jobs.close()


def test_the_names_in_an_empty_book_begin_with_a_roster(
    book: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = desk_for(book, tmp_path)
    window = MainWindow(desk, ROOMS)
    qtbot.addWidget(window)
    window.show()
    for key in ("residents", "households", "places", "groups", "shops"):
        window.go("people")
        assert isinstance(window.page, PeoplePage)
        window.page.turn_to(key)
        settle(qtbot, window)
        assert len(window.page.view.tables()[0]) == 0
    desk.jobs.close()
