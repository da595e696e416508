"""填上级表格 in a real window: a form is chosen, what it asks for is told, the file is written."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import openpyxl
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.reveal import looks
from tests.conftest import OFFICE
from tests.story import Story
from tests.ui.rooms import PHONE, settle
from ui.kit.chips import FilterMenu
from ui.leaders.page import LeadersPage
from ui.window import MainWindow

FORM = OFFICE / "上级空表_楼组长信息采集表.xlsx"


def menu_of(page: LeadersPage) -> FilterMenu:
    """The choice of forms in the pane."""
    form = page.pane.form
    assert form is not None
    menus = cast("list[FilterMenu]", form.findChildren(FilterMenu))
    return next(one for one in menus if one.accessibleName().startswith("空表"))


def test_a_form_is_chosen_once_and_filled_from_the_list_in_sight(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot, tmp_path: Path
) -> None:
    out = tmp_path / "填好.xlsx"
    assert "填上级表格" in [one.title for one in page.buttons()]
    page.filling.look(FORM)
    settle(qtbot, window)
    assert page.pane.title == "填上级表格 · 1 行"
    form = page.pane.form
    assert form is not None
    labels = cast("list[QLabel]", page.pane.findChildren(QLabel))
    said = " ".join(label.text() for label in labels)
    assert "认得 13 列：姓名、性别、民族、出生年月、" in said
    assert "出生年月、身份证号码、联系电话写了理由才会填" in said
    page.filling.fill_to(FORM, "building-leaders", out, "上报街道")
    settle(qtbot, window)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [sheet["B4"].value, sheet["M4"].value] == ["周桂英", PHONE]
    assert {look.reason for look in looks(story.book)} == {"上报街道"}
    assert page.pane.form is None
    # The next time the form is there at once, and without a reason the secrets stay empty.
    page.filling.ask()
    settle(qtbot, window)
    assert menu_of(page).text() == FORM.name
    page.filling.fill_to(FORM, "building-leaders", out)
    settle(qtbot, window)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [sheet["B4"].value, sheet["M4"].value] == ["周桂英", None]
    assert len(looks(story.book)) == 3


def test_a_sheet_that_is_no_empty_form_is_refused_with_the_way_out(
    page: LeadersPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.filling.look(OFFICE / "各小区楼组长花名册.xls")
    settle(qtbot, window)
    assert "另存为 xlsx" in page.banner.text
    assert page.pane.form is None
    assert page.filling.kept("building-leaders") == []


def test_lists_that_are_no_register_have_no_form_to_fill(page: LeadersPage) -> None:
    page.turn_to("vacancies")
    assert "填上级表格" not in [one.title for one in page.buttons()]
