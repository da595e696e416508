"""Households, places and the finder of 居民房屋 in a real window over a real book."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import openpyxl
from pytestqt.qtbot import QtBot

from app.people import register
from app.people.card import household_card, person_card
from app.people.lists import HouseholdFilter, household_ids
from app.people.place_lists import compound_rows, group_rows
from app.people.place_records import SegmentEntry, ShopEntry
from app.people.records import CompoundEntry
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import (
    PHONE,
    WOMAN,
    person,
    press,
    settle,
)
from ui.finding import search
from ui.people.building import BuildingSide
from ui.people.leaving import Question
from ui.people.page import PeoplePage
from ui.window import MainWindow


def names(page: PeoplePage) -> list[str]:
    return [row.full_name for row in page.residents.table.shown_rows()]


def questions(page: PeoplePage) -> list[Question]:
    """What is asked in the pane."""
    return cast("list[Question]", page.pane.findChildren(Question))


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
