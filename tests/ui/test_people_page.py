"""居民房屋 in a real window over a real book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.book import Book
from app.kinds.people import id_check
from app.people import register
from app.people.card import household_card, person_card
from app.people.lists import HouseholdFilter, ResidentFilter, household_ids, resident_ids
from app.people.place_lists import compound_rows, group_rows
from app.people.place_records import SegmentEntry, ShopEntry
from app.people.records import CompoundEntry
from app.reveal import looks
from tests.story import Story
from tests.ui.kit.demo import TODAY, desk_for
from ui.contents import Room
from ui.finding import search
from ui.kit.editing import LineEditor
from ui.people.cards import FactSheet
from ui.people.compound import BuildingSide
from ui.people.leaving import Question
from ui.people.page import PeoplePage
from ui.window import MainWindow

PHONE = "13800001111"
NEW_PHONE = "13900002222"
WOMAN = "31010119400307002"
GIRL = "31010119900307002"
ROOMS = (
    Room("people", "居民房屋", "people", "ui.people.page:PeoplePage"),
    Room("leaders", "两长队伍", "leaders", "ui.leaders.page:LeadersPage"),
    Room("imports", "导入表格", "import", "ui.imports.page:ImportPage"),
)


@pytest.fixture
def story(ruled: Book) -> Story:
    """周桂英 leads 3号楼组 and lives in 3-101 with her husband; a neighbour in 3-102."""
    told = Story(ruled, TODAY)
    told.group("3号楼组")
    told.resident(
        "周桂英", "3-101", sex="女", phone=PHONE, id_card_no=WOMAN + id_check(WOMAN),
        relation_to_head="户主", care_tags=("独居", "高龄"),
    )  # fmt: skip
    told.resident("李国栋", "3-101", sex="男", relation_to_head="配偶", birth_date="1938-05")
    told.resident("欧阳敏", "3-102", sex="女", phone="13700003333")
    told.leader("周桂英", "3号楼组")
    return told


@pytest.fixture
def window(story: Story, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window of the smallest supported size, in the room."""
    desk = desk_for(story.book, tmp_path)
    made = MainWindow(desk, ROOMS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go("people")
    settle(qtbot, made)
    yield made
    desk.jobs.close()


@pytest.fixture
def page(window: MainWindow) -> PeoplePage:
    """The page in sight."""
    assert isinstance(window.page, PeoplePage)
    return window.page


def settle(qtbot: QtBot, window: QWidget) -> None:
    """Wait until what changed has been read and shown."""
    assert isinstance(window, MainWindow)
    jobs = window.desk.jobs
    for _ in range(3):
        qtbot.wait(20)
        qtbot.waitUntil(lambda: not jobs.reading and not jobs.busy)


def person(story: Story, name: str) -> int:
    ids = resident_ids(story.book, ResidentFilter(text=name, status=None), TODAY)
    return ids[0]


def names(page: PeoplePage) -> list[str]:
    return [row.full_name for row in page.residents.table.shown_rows()]


def press(page: PeoplePage, words: str) -> None:
    """Press a button in the pane by its words."""
    QApplication.processEvents()
    every = cast("list[QPushButton]", page.pane.findChildren(QPushButton))
    found = [one for one in every if one.text().startswith(words) and one.isVisible()]
    assert len(found) == 1, words
    found[0].click()


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


def test_moving_out_whole_asks_about_the_account(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    home = person_card(story.book, person(story, "欧阳敏"), TODAY).person.household_id
    assert home is not None
    page.open(("household", home))
    settle(qtbot, window)
    press(page, "签约开户")
    press(page, "开户")
    settle(qtbot, window)
    card = household_card(story.book, home, TODAY)
    assert card.accounts[0].closed_on is None
    assert card.household.pledge_signed_on == TODAY
    press(page, "整户迁出")
    asked = questions(page)
    assert [one.title for one in asked] == ["还有积分账户"]
    asked[0].end.setChecked(True)
    press(page, "登记迁出")
    settle(qtbot, window)
    card = household_card(story.book, home, TODAY)
    assert card.household.status == "moved_out"
    assert card.accounts[0].closed_on == TODAY


def test_a_new_household_records_its_door_and_goes_on_to_its_members(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.turn_to("households")
    page.homes.add()
    form = page.pane.form
    assert form is not None
    form.editor("door").set_text("九楼东")
    press(page, "保存")
    assert "3-101" in form.problems()["door"]
    form.editor("door").set_text("5-2-301")
    form.editor("head_name").set_text("吴俊")
    press(page, "保存")
    settle(qtbot, window)
    rows = [row.door for row in page.households.table.shown_rows()]
    assert rows == ["3-101", "3-102", "5-2-301"]
    assert page.pane.title == "新增居民"
    window.undo()
    settle(qtbot, window)
    assert [row.door for row in page.households.table.shown_rows()] == ["3-101", "3-102"]


def test_a_compound_without_a_name_stands_out_and_is_renamed_in_one_field(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    made = register.add_compound(story.book, CompoundEntry("小区名称未填（第121—144行）"))
    page.turn_to("places")
    settle(qtbot, window)
    table = page.compounds.places
    row = next(row for row in table.shown_rows() if row.id == made)
    last = table.columns[-1]
    assert last.words(row) == "填写名称"
    assert last.act is not None
    last.act(row)
    form = page.pane.form
    assert form is not None
    assert form.editor("name").text() == ""
    form.editor("name").set_text("金水佳苑")
    press(page, "改名")
    settle(qtbot, window)
    renamed = next(row for row in compound_rows(story.book) if row.id == made)
    assert renamed.name == "金水佳苑"
    assert "小区名称未填（第121—144行）" in (renamed.alias or "")


def test_groups_are_made_by_building_in_one_step(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    story.door("7-101")
    page.open(("compound", story.compound()))
    settle(qtbot, window)
    press(page, "按楼栋建立楼组")
    settle(qtbot, window)
    assert [row.name for row in group_rows(story.book, TODAY)] == ["3号楼组", "7号楼组"]
    window.undo()
    settle(qtbot, window)
    assert [row.name for row in group_rows(story.book, TODAY)] == ["3号楼组"]


def test_chosen_doors_are_put_into_a_group(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    story.door("8-101")
    story.group("东片楼组")
    page.open(("building", story.building("8")))
    settle(qtbot, window)
    side = page.sides["building"]
    assert isinstance(side, BuildingSide)
    assert side.doors is not None
    side.doors.grid.choose(0)
    box = side.target
    assert box is not None
    box.setText("东片楼组")
    box.settle()
    press(page, "归入")
    settle(qtbot, window)
    rows = group_rows(story.book, TODAY)
    assert {row.name: row.dwellings for row in rows} == {"3号楼组": 2, "东片楼组": 1}


def test_a_group_with_a_leader_cannot_be_ended_and_says_why(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.open(("group", story.group("3号楼组")))
    settle(qtbot, window)
    press(page, "撤销楼组")
    press(page, "撤销楼组")
    assert "周桂英" in page.banner.text
    assert page.pane.editing


def test_a_shop_is_recorded_closed_and_stays_closed(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    street = register.add_segment(story.book, SegmentEntry("金水路"))
    shop = register.add_shop(
        story.book, street, ShopEntry("名剪坊", manager_phone=PHONE, address="金水路1号")
    ).id
    page.open(("shop", shop))
    settle(qtbot, window)
    assert page.pane.title == "名剪坊"
    texts = " ".join(" ".join(words) for words in page.shops.inside.shown_words())
    assert "138****1111" in texts
    press(page, "关闭")
    press(page, "登记关闭")
    settle(qtbot, window)
    assert len(page.shops.inside) == 0
    page.shops.closed.setChecked(True)
    settle(qtbot, window)
    assert len(page.shops.inside) == 1


def test_what_is_shown_is_exported_masked(
    page: PeoplePage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    page.residents.box.setText("zgy")
    page.residents.box.ask_now()
    settle(qtbot, window)
    out = tmp_path / "居民.xlsx"
    page.taking.export_to(out)
    settle(qtbot, window)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    cells = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell]
    assert "周桂英" in cells
    assert "138****1111" in cells
    assert "欧阳敏" not in cells
    assert not any(PHONE in cell or WOMAN in cell for cell in cells)
    paper = page.taking.paper()
    assert [row[1] for row in paper.rows] == ["周桂英"]


def test_the_finder_leads_to_the_person_the_household_and_the_group(
    window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page = window.page
    assert isinstance(page, PeoplePage)
    for text, kind, title in (
        ("zgy", "人", "周桂英"),
        ("3-102", "户", "3-102"),
        ("3号楼组", "楼组", "3号楼组"),
    ):
        hits = [hit for hit in search(story.book, text, window.go) if hit.kind == kind]
        hits[0].open()
        settle(qtbot, window)
        assert page.pane.title == title


def test_a_place_limits_the_households_until_its_chip_is_pressed(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    story.household("9-101", "何勇")
    page.limit("group", story.group("3号楼组"), "金水苑 3号楼组")
    settle(qtbot, window)
    assert len(page.households.table) == 2
    page.households.place.click()
    settle(qtbot, window)
    assert len(page.households.table) == 3
    assert household_ids(story.book, HouseholdFilter()) != []


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


def test_several_people_get_a_tag_in_one_step(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.residents.table.grid.selectAll()
    offered = [one.title for one in page.people.commands(0) if one is not None]
    assert offered[0] == "给选中的 3 人加减标签"
    page.people.tag_many(page.residents.table.selected_ids())
    assert page.pane.form is not None
    page.pane.form.editor("tag").set_text("优抚")
    press(page, "保存")
    settle(qtbot, window)
    tags = [row.care_tags for row in page.residents.table.shown_rows()]
    assert tags == [("独居", "高龄", "优抚"), ("优抚",), ("优抚",)]
    window.undo()
    settle(qtbot, window)
    tags = [row.care_tags for row in page.residents.table.shown_rows()]
    assert tags == [("独居", "高龄"), (), ()]


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
