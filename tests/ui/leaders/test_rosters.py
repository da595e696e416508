"""The rosters of all posts: what narrows them, many at once, what they lead to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.terms import end_term
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.leaders.rostering import form_of, held, select, shown, team
from tests.ui.rooms import press, settle
from ui.leaders.page import LeadersPage
from ui.window import MainWindow


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three leaders and more posts."""
    return team(ruled)


def test_a_roster_is_narrowed_by_what_an_office_asks_and_the_figures_stay(
    page: LeadersPage, window: MainWindow, qtbot: QtBot
) -> None:
    view = page.buildings
    for menu, key, names in (
        (view.party, "党员", ["周桂英"]),
        (view.party, "政治面貌未填", ["陈志强"]),
        (view.sex, "女", ["周桂英"]),
        (view.age, "60-69", ["李国栋"]),
        (view.age, "75-", ["周桂英"]),
        (view.first, "again", []),
        (view.first, "first", ["周桂英", "李国栋", "陈志强"]),
    ):
        menu.choose(key)
        menu.chosen.emit(key)
        settle(qtbot, window)
        assert shown(view) == names, key
        assert view.line.shown[0].number == "3"
        menu.choose("")
    assert view.setting()["filters"] == {}
    view.age.choose("75-")
    assert view.setting()["filters"] == {"age": "75-"}


def test_other_posts_have_a_roster_by_kind_and_family(
    page: LeadersPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.turn_to("others")
    settle(qtbot, window)
    view = page.others
    assert shown(view) == ["欧阳敏", "李国栋"]
    assert [(one.words, one.number) for one in view.line.shown][:2] == [
        ("在任", "2"), ("居委会成员", "1"),
    ]  # fmt: skip
    for key, names in (("family:居委会", ["李国栋"]), ("居民小组长", ["欧阳敏"])):
        view.posts.choose(key)
        view.posts.chosen.emit(key)
        settle(qtbot, window)
        assert shown(view) == names
    assert view.posts.text() == "居民小组长"
    page.appoint()
    assert form_of(page).editor("kind").text() == "居民小组长"


def test_several_leave_together_and_come_back_together(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    select(page.buildings, 0, 1)
    assert page.many.several
    titles = [one.title for one in page.many.commands() if one is not None]
    assert titles[:2] == ["给选中的人印聘书……", "给选中的人印上墙牌……"]
    page.many.leave()
    form_of(page).editor("end_reason").set_text("辞任")
    press(page, "取消")
    settle(qtbot, window)
    page.many.leave()
    assert form_of(page).editor("end_reason").text() == ""
    form_of(page).editor("end_reason").set_text("届满")
    press(page, "办理离任")
    settle(qtbot, window)
    assert shown(page.buildings) == ["陈志强"]
    window.undo()
    settle(qtbot, window)
    assert shown(page.buildings) == ["周桂英", "李国栋", "陈志强"]


def test_several_get_another_day_of_expiry(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    select(page.buildings, 0, 2)
    page.many.extend()
    form_of(page).editor("until").set_text("2029-06-30")
    press(page, "修改")
    settle(qtbot, window)
    assert {row.expected_end_on for row in held(story, kind="楼组长")} == {dt.date(2029, 6, 30)}


def test_nothing_is_changed_in_the_roster_of_a_past_day(
    page: LeadersPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.buildings.as_at.choose("2025-12-31")
    page.buildings.read()
    settle(qtbot, window)
    select(page.buildings, 0, 1)
    page.attempt(page.many.leave)
    assert "截至 2025-12-31" in page.banner.text
    assert page.pane.form is None


def test_the_coverage_of_every_compound_is_a_table_that_leads_to_its_vacancies(
    page: LeadersPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    page.turn_to("vacancies")
    view = page.vacancies
    view.what.choose("compounds")
    view.what.chosen.emit("compounds")
    settle(qtbot, window)
    assert list(view.compounds.shown_words()) == [
        ("金水苑", "3", "3", "0", "100%"),
        ("年丰苑", "1", "0", "1", "0%"),
    ]
    out = tmp_path / "覆盖率.xlsx"
    page.taking.export_to(out)
    settle(qtbot, window)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    cells = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell]
    assert "覆盖率" in cells
    view.show_compound(list(view.compounds.shown_rows())[1])
    settle(qtbot, window)
    assert [row.scope for row in view.table.shown_rows()] == ["4号楼组"]


def test_a_card_offers_letters_and_signs_while_the_term_lasts(
    page: LeadersPage, story: Story
) -> None:
    (row,) = held(story, text="zgy")
    titles = [one.title for one in page.terms.papers.commands(row)]
    assert titles == ["印聘书……", "印上墙牌……", "做交接资料包……"]
    end_term(story.book, row.id, TODAY, "辞任")
    titles = [one.title for one in page.terms.papers.commands(page.terms.row(row.id))]
    assert titles == ["做交接资料包……"]


def test_the_roster_of_a_kind_is_opened_from_elsewhere(
    page: LeadersPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.go("leaders", ("post", "居民小组长"))
    settle(qtbot, window)
    assert page.view is page.others
    assert shown(page.others) == ["欧阳敏"]
