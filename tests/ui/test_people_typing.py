"""Changing the lists of 居民房屋 where they stand: one cell, pasted cells, many rows."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import openpyxl
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.people.card import person_card
from app.people.lists import household_rows
from app.reveal import looks
from tests.story import Story, dump
from tests.ui.importing import finish_import, reach
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import NEW_PHONE, PHONE, person, press, settle
from ui.imports.page import PREVIEW, ImportPage
from ui.kit.table import Table
from ui.kit.table.cells import CellEditor
from ui.people.page import PeoplePage
from ui.window import MainWindow


def at(table: Table, name: str) -> int:
    return next(place for place, one in enumerate(table.columns) if one.name == name)


def open_cell(table: Table, row_id: int, name: str) -> CellEditor:
    """Open a cell as by F2."""
    table._layout.show(at(table, name), True)
    table.grid.choose(table.model.rows.place(row_id), at(table, name))
    assert table.in_place is not None
    table.in_place.begin()
    assert table.in_place.editor is not None
    return table.in_place.editor


def type_in(cell: CellEditor, text: str) -> None:
    cell.editor.set_text(text)
    QTest.keyClick(cell.editor.box, Qt.Key.Key_Return)


def select_rows(table: Table, name: str) -> None:
    table._layout.show(at(table, name), True)
    last = table.model.index(len(table) - 1, at(table, name))
    part = QItemSelection(table.model.index(0, at(table, name)), last)
    table.grid.selectionModel().select(part, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def paste(table: Table, text: str) -> None:
    QApplication.clipboard().setText(text)
    table.grid.paste()


def test_a_cell_of_the_list_is_changed_in_place_and_undone(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    who = person(story, "欧阳敏")
    before = person_card(story.book, who, TODAY).person
    type_in(open_cell(page.residents.table, who, "political_status"), "党员")
    settle(qtbot, window)
    assert person_card(story.book, who, TODAY).person.political_status == "中共党员"
    assert story.book.undo_label == "修改居民的政治面貌"
    window.undo()
    settle(qtbot, window)
    assert person_card(story.book, who, TODAY).person == before


def test_a_masked_phone_is_looked_at_before_it_is_changed_and_the_look_is_logged(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    who = person(story, "周桂英")
    cell = open_cell(page.residents.table, who, "phone")
    assert cell.editor.text() == PHONE
    assert [(one.record, one.field) for one in looks(story.book)] == [("周桂英", "联系电话")]
    type_in(cell, "12")
    assert "电话" in cell.problem
    assert cell.editor.text() == "12"
    type_in(cell, NEW_PHONE)
    settle(qtbot, window)
    assert person_card(story.book, who, TODAY).person.phone == NEW_PHONE


def test_a_household_and_a_shop_are_changed_in_their_lists(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.turn_to("households")
    settle(qtbot, window)
    home = page.households.table.model.rows.id(0)
    type_in(open_cell(page.households.table, home, "kind"), "来沪租住")
    settle(qtbot, window)
    assert household_rows(story.book, [home])[home].kind == "来沪租住"
    assert page.households.main is page.households.table


def test_pasted_phones_are_shown_before_they_are_written_in_one_step(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table = page.residents.table
    before = dump(story.book)
    table.grid.choose(0, at(table, "phone"))
    paste(table, "13900002222\n12\n13900002224")
    settle(qtbot, window)
    assert page.pane.title == "先看会改哪些"
    assert dump(story.book) == before
    press(page, "修改 2 人")
    settle(qtbot, window)
    phones = [row.phone for row in table.shown_rows()]
    assert phones == ["13900002222", None, "13900002224"]
    assert "12" in page.banner.text
    assert story.book.undo_label == "粘贴到居民的联系电话"
    window.undo()
    settle(qtbot, window)
    assert [row.phone for row in table.shown_rows()] == [PHONE, None, "13700003333"]


def test_one_pasted_row_is_written_at_once(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table = page.residents.table
    table.grid.choose(2, at(table, "phone"))
    paste(table, "13900002224")
    settle(qtbot, window)
    assert list(table.shown_rows())[2].phone == "13900002224"


def test_pasting_where_nothing_may_be_changed_says_so(page: PeoplePage) -> None:
    table = page.residents.table
    table.grid.choose(0, at(table, "full_name"))
    paste(table, "王小明")
    assert "“姓名”不能在表里改" in page.banner.text


def test_pasted_rows_with_headings_open_the_import_assistant(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    page.residents.table.grid.choose(0, 0)
    text = "小区\t姓名\t室号\t联系电话\n金水苑\t孙婷\t5-101\t13900005555"
    paste(page.residents.table, text)
    imports = window.page
    assert isinstance(imports, ImportPage)
    reach(qtbot, imports, PREVIEW)
    finish_import(qtbot, imports)
    window.go("people")
    settle(qtbot, window)
    found = {row.full_name: row for row in page.residents.table.shown_rows()}
    assert (found["孙婷"].door, found["孙婷"].phone) == ("5-101", "13900005555")
    window.undo()
    settle(qtbot, window)
    assert "孙婷" not in {row.full_name for row in page.residents.table.shown_rows()}


def test_a_list_filtered_to_nothing_offers_to_clear_the_filters(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    everybody = len(page.residents.table)
    page.residents.box.setText("没有这个人")
    page.residents.box.ask_now()
    settle(qtbot, window)
    table = page.residents.table
    assert table._stack.currentWidget() is table._nothing
    cast("list[QPushButton]", table._nothing.findChildren(QPushButton))[0].click()
    settle(qtbot, window)
    assert len(table) == everybody
    assert page.residents.box.text() == ""


def test_a_field_of_many_rows_is_changed_after_a_look_in_one_step(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table = page.residents.table
    table.grid.selectAll()
    before = dump(story.book)
    page.bulk.ask("residence_kind")
    form = page.pane.form
    assert form is not None
    press(page, "下一步")
    assert "请填写要改成的内容" in form.problems()["value"]
    form.editor("value").set_text("租户")
    press(page, "下一步")
    settle(qtbot, window)
    assert dump(story.book) == before
    press(page, "修改 3 人")
    settle(qtbot, window)
    assert {row.residence_kind for row in table.shown_rows()} == {"来沪租住"}
    assert story.book.undo_label == "批量修改居民的居住类型"
    window.undo()
    settle(qtbot, window)
    assert dump(story.book) == before


def test_a_tag_is_given_to_many_from_a_day_and_ended_again(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table = page.residents.table
    table.grid.selectAll()
    page.bulk.ask("+tag")
    assert page.pane.form is not None
    page.pane.form.editor("tag").set_text("独居")
    page.pane.form.editor("on").set_text("2026-01-05")
    press(page, "下一步")
    settle(qtbot, window)
    press(page, "修改 2 人")
    settle(qtbot, window)
    assert all("独居" in row.care_tags for row in table.shown_rows())
    table.grid.selectAll()
    page.bulk.ask("-tag")
    assert page.pane.form is not None
    page.pane.form.editor("tag").set_text("独居")
    press(page, "下一步")
    settle(qtbot, window)
    press(page, "修改 3 人")
    settle(qtbot, window)
    assert not any("独居" in row.care_tags for row in table.shown_rows())


def test_households_are_put_into_a_group_from_their_list(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    group = story.group("九号楼组")
    page.turn_to("households")
    settle(qtbot, window)
    table = page.households.table
    table.grid.selectAll()
    page.bulk.ask("group")
    assert page.pane.form is not None
    page.pane.form.editor("group_id").set_text(str(group))
    press(page, "下一步")
    settle(qtbot, window)
    press(page, "修改 2 户")
    settle(qtbot, window)
    assert {row.building_group for row in table.shown_rows()} == {"九号楼组"}


def test_bulk_change_is_offered_while_several_rows_are_selected(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    table = page.residents.table
    assert page.bulk.row_commands() == ()
    select_rows(table, "note")
    offered = [one.title for one in page.bulk.row_commands() if one is not None]
    assert offered == ["批量修改选中的 3 人……"]
    page.turn_to("groups")
    settle(qtbot, window)
    assert page.bulk.row_commands() == ()
    assert not page.bulk.command().ready()


def test_export_takes_filtered_rows_and_moved_columns_masked_as_on_the_screen(
    page: PeoplePage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    table = page.residents.table
    table.filter_by("sex", frozenset({"女"}))
    settle(qtbot, window)
    table.grid.head.moveSection(table.grid.head.visualIndex(at(table, "phone")), 0)
    target = tmp_path / "女.xlsx"
    page.taking.export_to(target)
    settle(qtbot, window)
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    lines = [[cell for cell in line if cell] for line in sheet.iter_rows(values_only=True)]
    heads = next(line for line in lines if "联系电话" in line)
    assert heads[:2] == ["联系电话", "室号"]
    words = " ".join(str(cell) for line in lines for cell in line)
    assert "欧阳敏" in words
    assert "李国栋" not in words
    assert PHONE not in words
    assert [line[0] for line in page.taking.paper().rows] == ["138****1111", "137****3333"]


def test_a_list_of_a_past_day_is_not_changed(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    said: list[str] = []
    page.residents.table.said.connect(said.append)
    page.residents.as_at.choose("2026-11-01")
    page.residents.read()
    settle(qtbot, window)
    page.residents.table.grid.choose(0, at(page.residents.table, "relation_to_head"))
    assert page.residents.table.in_place is not None
    page.residents.table.in_place.begin()
    assert said == ["这是截至 2026-11-01 的名册，不能修改；请先回到今天。"]


def test_a_shop_is_changed_in_the_list_below_its_street(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    shop = story.shop("好再来面馆", manager_phone="13800003333")
    page.turn_to("shops")
    settle(qtbot, window)
    table = page.shops.inside
    type_in(open_cell(table, shop, "category"), "餐饮")
    settle(qtbot, window)
    assert [row.category for row in table.shown_rows()] == ["餐饮"]
    assert story.book.undo_label == "修改商铺的业态"
