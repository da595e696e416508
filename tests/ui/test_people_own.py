"""Columns of the office's own in the lists, forms and cards of 居民房屋."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app.own_fields import (
    OwnFieldEntry,
    add_own_field,
    delete_own_field,
    edit_own_field,
    own_columns,
    put_away,
    set_own,
)
from app.people.card import household_card, person_card
from app.people.place_lists import shop_rows
from app.reveal import looks
from tests.story import Story, dump
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import person, press, settle
from tests.ui.test_people_typing import at, open_cell, paste, type_in
from ui.kit.editors import LineEditor, SealedChoiceEditor
from ui.people.cards import FactSheet
from ui.people.page import PeoplePage
from ui.system.own_fields import OwnFieldsSection
from ui.system.page import SystemPage
from ui.window import MainWindow

SHOTS, ORIGIN, SECRET = "own.f1", "own.f2", "own.f3"


@pytest.fixture
def story(story: Story) -> Story:
    """The neighbours in a book with three own columns in each register."""
    for table in ("resident", "household", "shop"):
        add_own_field(story.book, table, OwnFieldEntry("疫苗针数", "数字"))
        add_own_field(story.book, table, OwnFieldEntry("来源地", "选项", ("本市", "外地")))
        add_own_field(story.book, table, OwnFieldEntry("病史", sensitive=True))
    who = person(story, "周桂英")
    set_own(story.book, "resident", who, {SHOTS: "3", ORIGIN: "外地", SECRET: "糖尿病"})
    set_own(story.book, "resident", person(story, "欧阳敏"), {SHOTS: "12"})
    return story


def labels(page: PeoplePage) -> list[str]:
    return [one.label for one in page.view.main.shown_columns()]


def names(page: PeoplePage) -> list[str]:
    return [row.full_name for row in page.residents.table.shown_rows()]


# Lists


def test_own_columns_stand_at_the_right_end_of_each_list(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    story.shop("好再来面馆")
    for key in ("residents", "households", "shops"):
        page.turn_to(key)
        settle(qtbot, window)
        assert labels(page)[-3:] == ["疫苗针数", "来源地", "病史"], key
    page.turn_to("residents")
    settle(qtbot, window)
    words = [line[-3:] for line in page.residents.table.shown_words()]
    assert words == [("3", "外地", "***"), ("", "", ""), ("12", "", "")]


def test_a_list_follows_columns_that_are_added_renamed_and_put_away(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    book = story.book
    shots, origin, _ = own_columns(book, "resident")
    add_own_field(book, "resident", OwnFieldEntry("车牌号"))
    settle(qtbot, window)
    assert labels(page)[-1] == "车牌号"
    edit_own_field(book, shots.id, OwnFieldEntry("接种针数", "数字"))
    put_away(book, origin.id, TODAY)
    settle(qtbot, window)
    assert labels(page)[-3:] == ["接种针数", "病史", "车牌号"]
    new = own_columns(book, "resident")[-1].field.name
    type_in(open_cell(page.residents.table, person(story, "欧阳敏"), new), "沪A12345")
    settle(qtbot, window)
    row = person_card(book, person(story, "欧阳敏"), TODAY).person
    assert row.own == {"f1": 12, new.removeprefix("own."): "沪A12345"}


def test_a_hidden_own_column_stays_hidden_when_another_one_comes(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table = page.residents.table
    table._layout.show(at(table, ORIGIN), False)
    qtbot.wait(350)
    add_own_field(story.book, "resident", OwnFieldEntry("车牌号"))
    settle(qtbot, window)
    assert labels(page)[-3:] == ["疫苗针数", "病史", "车牌号"]


def test_a_list_is_sorted_and_filtered_by_own_columns(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    table = page.residents.table
    table.sort_by(SHOTS, descending=True)
    settle(qtbot, window)
    assert names(page) == ["欧阳敏", "周桂英", "李国栋"]
    assert table.model.filterable(at(table, ORIGIN))
    table.filter_by(ORIGIN, frozenset({"外地"}))
    settle(qtbot, window)
    assert names(page) == ["周桂英"]
    table.clear_filters()
    table.filter_by(SECRET, frozenset({"已填写"}))
    settle(qtbot, window)
    assert names(page) == ["周桂英"]


def test_a_filter_by_a_column_that_goes_away_goes_with_it(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    book, table = story.book, page.residents.table
    made = add_own_field(book, "resident", OwnFieldEntry("车牌号")).id
    name = own_columns(book, "resident")[-1].field.name
    settle(qtbot, window)
    table.sort_by(name)
    table.filter_by(name, frozenset({"沪A12345"}))
    settle(qtbot, window)
    assert names(page) == []
    delete_own_field(book, made)
    settle(qtbot, window)
    assert names(page) == ["周桂英", "李国栋", "欧阳敏"]
    assert page.residents.narrowed_words() == ""


def test_a_view_keeps_own_columns_and_says_when_one_is_gone(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table, menu = page.residents.table, page.menus["residents"]
    table.sort_by(SHOTS)
    table.filter_by(ORIGIN, frozenset({"外地"}))
    settle(qtbot, window)
    menu.keep("外地的")
    view = menu.in_force
    assert view is not None
    menu.take(None)
    settle(qtbot, window)
    assert len(names(page)) == 3
    menu.take(view)
    settle(qtbot, window)
    assert names(page) == ["周桂英"]
    menu.take(None)
    put_away(story.book, own_columns(story.book, "resident")[1].id, TODAY)
    settle(qtbot, window)
    said: list[str] = []
    window.desk.notices.noticed.connect(lambda notice: said.append(notice.text))
    menu.take(view)
    settle(qtbot, window)
    assert len(names(page)) == 3
    assert any("自设栏已停用或删除" in one for one in said)


def test_own_columns_are_exported_and_printed_masked(
    page: PeoplePage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "居民.xlsx"
    page.taking.export_to(target)
    settle(qtbot, window)
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows(values_only=True) for cell in line]
    assert {"疫苗针数", "来源地", "病史", 12, "外地", "***"} <= set(cells)
    assert "糖尿病" not in cells
    paper = page.taking.paper()
    assert paper.rows[0][-3:] == ("3", "外地", "***")


def test_the_list_of_columns_leads_to_where_one_is_added(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    page.turn_to("households")
    settle(qtbot, window)
    more = page.households.table.more_columns
    assert more is not None
    assert more[0] == "新增自设栏……"
    went: list[tuple[str, object]] = []
    page.asked.connect(lambda room, what: went.append((room, what)))
    more[1]()
    assert went == [("system", ("own", "household"))]


# Cells


def test_own_cells_are_changed_in_place_and_pasted(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table, who = page.residents.table, person(story, "李国栋")
    cell = open_cell(table, who, SHOTS)
    type_in(cell, "三针")
    assert "不是数字" in cell.problem
    type_in(cell, "2")
    settle(qtbot, window)
    assert story.book.undo_label == "修改居民的疫苗针数"
    type_in(open_cell(table, who, ORIGIN), "本市")
    settle(qtbot, window)
    assert person_card(story.book, who, TODAY).person.own == {"f1": 2, "f2": "本市"}
    table.grid.choose(0, at(table, SHOTS))
    paste(table, "5\t本市\n6\t外省")
    settle(qtbot, window)
    press(page, "修改 2 人")
    settle(qtbot, window)
    assert [line[-3:-1] for line in table.shown_words()] == [
        ("5", "本市"), ("6", "本市"), ("12", ""),
    ]  # fmt: skip
    assert "来源地：" in page.banner.text


def test_a_masked_own_cell_is_looked_at_before_it_is_changed(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    who = person(story, "周桂英")
    cell = open_cell(page.residents.table, who, SECRET)
    assert cell.editor.text() == "糖尿病"
    assert [(one.record, one.field) for one in looks(story.book)] == [("周桂英", "病史")]
    type_in(cell, "糖尿病、高血压")
    settle(qtbot, window)
    assert page.residents.table.model.words(0, at(page.residents.table, SECRET)) == "***"
    assert window.page is page


def test_an_own_column_is_changed_for_many_after_a_look(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table = page.residents.table
    table.grid.selectAll()
    before = dump(story.book)
    page.bulk.ask(ORIGIN)
    assert page.pane.form is not None
    page.pane.form.editor("value").set_text("本市")
    press(page, "下一步")
    settle(qtbot, window)
    press(page, "修改 3 人")
    settle(qtbot, window)
    assert [line[-2] for line in table.shown_words()] == ["本市"] * 3
    assert story.book.undo_label == "批量修改居民的来源地"
    window.undo()
    settle(qtbot, window)
    assert dump(story.book) == before


# Forms


def test_a_person_is_recorded_and_changed_with_own_columns_in_one_step(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.people.add()
    form = page.pane.form
    assert form is not None
    form.editor("full_name").set_text("孙婷")
    form.editor(SHOTS).set_text("两针")
    before = dump(story.book)
    press(page, "保存")
    assert "不是数字" in form.problems()[SHOTS]
    assert dump(story.book) == before
    form.editor(SHOTS).set_text("2")
    press(page, "保存")
    settle(qtbot, window)
    who = person(story, "孙婷")
    assert person_card(story.book, who, TODAY).person.own == {"f1": 2}
    assert form.editor(SHOTS).text() == ""
    page.people.edit(who)
    form = page.pane.form
    assert form is not None
    assert form.editor(SHOTS).text() == "2"
    form.editor(SHOTS).set_text("3")
    form.editor("note").set_text("常去食堂")
    press(page, "保存")
    settle(qtbot, window)
    window.undo()
    settle(qtbot, window)
    row = person_card(story.book, who, TODAY).person
    assert (row.own, row.note) == ({"f1": 2}, None)


def test_a_masked_value_in_a_form_waits_behind_an_eye_and_is_kept(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    who = person(story, "周桂英")
    page.people.edit(who)
    form = page.pane.form
    assert form is not None
    editor = form.editor(SECRET)
    assert isinstance(editor, LineEditor)
    assert editor.line.text() == "***"
    editor._toggle()
    assert [one.field for one in looks(story.book)] == ["病史"]
    form.editor("note").set_text("常去食堂")
    press(page, "保存")
    settle(qtbot, window)
    row = person_card(story.book, who, TODAY).person
    assert row.own == {"f1": 3, "f2": "外地", "f3": "糖尿病"}


def test_a_masked_option_waits_behind_the_eye_and_is_taken_from_its_list(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    entry = OwnFieldEntry("信仰", "选项", ("甲", "乙"), sensitive=True)
    add_own_field(story.book, "resident", entry)
    name, who = "own.f4", person(story, "李国栋")
    set_own(story.book, "resident", who, {name: "甲"})
    page.people.edit(who)
    form = page.pane.form
    assert form is not None
    editor = form.editor(name)
    assert isinstance(editor, SealedChoiceEditor)
    assert editor.line.text() == "***"
    editor._take("乙")
    assert editor.line.text() == "乙"
    press(page, "保存")
    settle(qtbot, window)
    assert person_card(story.book, who, TODAY).person.own == {"f4": "乙"}
    assert looks(story.book) == []


def test_what_is_typed_into_own_columns_is_kept_as_a_draft(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    who = person(story, "李国栋")
    page.people.edit(who)
    assert page.pane.form is not None
    page.pane.form.editor(SHOTS).set_text("7")
    page.put_form_away()
    page.show_record("person", who)
    page.people.edit(who)
    assert page.pane.form is not None
    assert page.pane.form.editor(SHOTS).text() == "7"


def test_a_household_and_a_shop_are_recorded_and_changed_with_own_columns(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.turn_to("households")
    settle(qtbot, window)
    page.homes.add()
    form = page.pane.form
    assert form is not None
    form.editor("door").set_text("5-101")
    form.editor(ORIGIN).set_text("本市")
    press(page, "保存")
    settle(qtbot, window)
    home = story.household("5-101")
    assert household_card(story.book, home, TODAY).household.own == {"f2": "本市"}
    page.homes.edit(home)
    form = page.pane.form
    assert form is not None
    form.editor(ORIGIN).set_text("外地")
    press(page, "保存")
    settle(qtbot, window)
    assert household_card(story.book, home, TODAY).household.own == {"f2": "外地"}
    street = story.street()
    page.shop_side.add(street)
    form = page.pane.form
    assert form is not None
    form.editor("shop_name").set_text("好再来面馆")
    form.editor(SHOTS).set_text("4")
    press(page, "保存")
    settle(qtbot, window)
    (shop,) = shop_rows(story.book)
    assert shop.own == {"f1": 4}
    page.shop_side.edit(shop.id)
    form = page.pane.form
    assert form is not None
    form.editor(SHOTS).set_text("")
    form.editor(SECRET).set_text("***")
    press(page, "保存")
    settle(qtbot, window)
    assert shop_rows(story.book)[0].own == {"f3": "***"}


# Cards


def test_a_card_shows_own_values_with_secrets_behind_the_eye(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.show_record("person", person(story, "周桂英"))
    facts = page.people.facts
    assert facts is not None
    assert [facts.words(name) for name in ("疫苗针数", "来源地", "病史")] == ["3", "外地", "***"]
    facts.eyes["病史"].click()
    assert facts.words("病史") == "糖尿病"
    assert [(one.record, one.field) for one in looks(story.book)] == [("周桂英", "病史")]


def test_the_cards_of_a_household_and_a_shop_show_own_values(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    home, shop = story.household("3-101"), story.shop("好再来面馆")
    for table, row_id in (("household", home), ("shop", shop)):
        set_own(story.book, table, row_id, {SHOTS: "3", SECRET: "有"})
    for kind, row_id in (("household", home), ("shop", shop)):
        page.show_record(kind, row_id)
        sheets = cast("list[FactSheet]", page.pane.findChildren(FactSheet))
        facts = next(one for one in sheets if "疫苗针数" in one.values and one.isVisible())
        assert (facts.words("疫苗针数"), facts.words("病史")) == ("3", "***")
        facts.eyes["病史"].click()
        assert facts.words("病史") == "有"


def test_system_opens_at_the_own_columns_of_a_register(
    story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page = SystemPage(window.desk)
    qtbot.addWidget(page)
    page.show()
    page.open(("own", "shop"))
    assert isinstance(page.section, OwnFieldsSection)
    assert page.section.register == "shop"
    settle(qtbot, window)
    page.hide()
