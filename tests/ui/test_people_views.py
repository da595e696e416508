"""Filters of columns, ages and saved views in the lists of people."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.views import SHIPPED, views_of
from tests.story import Story
from tests.ui.rooms import settle
from ui.kit.table.filter import FilterList
from ui.people.chips import age_words, ages_of
from ui.people.page import PeoplePage
from ui.people.views import ViewMenu
from ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def story(story: Story) -> Story:
    """Three neighbours and some whom the views of the program ask for."""
    story.resident(
        "陈阿婆", "5-101", sex="女", birth_date="1940-01-01", care_tags=("独居",),
        political_status="中共党员", phone="13600001111",
    )  # fmt: skip
    story.resident("小租客", "5-102", sex="男", birth_date="2000-01-01", residence_kind="来沪租住")
    return story


def names(page: PeoplePage) -> list[str]:
    return [row.full_name for row in page.residents.table.shown_rows()]


def menu(page: PeoplePage) -> ViewMenu:
    return page.menus["residents"]


def offered(page: PeoplePage) -> list[str]:
    made = menu(page).menu()
    return [item.text() for item in made.actions() if item.text()]


def asked_for(page: PeoplePage, window: MainWindow, name: str, qtbot: QtBot) -> FilterList:
    table = page.residents.table
    at = next(place for place, one in enumerate(table.columns) if one.name == name)
    made = table.ask_filter(at, QPoint(0, 0))
    assert made is not None
    settle(qtbot, window)
    return made


def test_a_long_list_is_filtered_by_the_words_of_a_column_with_counts(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    asked = asked_for(page, window, "sex", qtbot)
    assert asked.offered == [("男", 2), ("女", 3)]
    asked.tick(1, False)
    asked._confirm()
    settle(qtbot, window)
    assert names(page) == ["李国栋", "小租客"]
    assert "已按 1 列筛选" in page.status()[0]
    assert page.residents.narrowed_chip.text() == "已筛 1 列"
    page.residents.narrowed_chip.click()
    settle(qtbot, window)
    assert len(names(page)) == 5
    assert page.residents.narrowed_chip.isHidden()


def test_a_text_that_a_cell_contains_filters_and_a_phone_is_only_filled_or_not(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    asked = asked_for(page, window, "door", qtbot)
    asked._box.setText("5-1")
    QTest.keyClick(asked._box, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert names(page) == ["陈阿婆", "小租客"]
    assert dict(asked_for(page, window, "phone", qtbot).offered) == {"已填写": 1, "（空）": 1}


def test_sorting_a_long_list_is_done_in_the_second_lane(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    page.residents.table.sort_by("age", descending=True)
    settle(qtbot, window)
    ages = [row.age for row in page.residents.table.shown_rows()]
    assert ages[:4] == sorted((age for age in ages if age is not None), reverse=True)
    page.residents.table.sort_by("")
    settle(qtbot, window)
    assert names(page)[0] == "周桂英"


@pytest.mark.parametrize(
    ("key", "words", "ages"),
    [("80-", "80岁以上", (80, None)), ("-17", "17岁以下", (None, 17)), ("", "年龄", (None, None)),
     ("60-79", "60—79岁", (60, 79)), ("7-7", "7岁", (7, 7))],
)  # fmt: skip
def test_an_age_range_says_what_it_limits_to(
    key: str, words: str, ages: tuple[int | None, int | None]
) -> None:
    assert age_words(key) == words
    assert ages_of(key) == ages


def test_ages_are_typed_from_and_to(page: PeoplePage, window: MainWindow, qtbot: QtBot) -> None:
    box = page.residents.age.ask()
    box.low.setText("90")
    box.high.setText("20")
    box.confirm()
    assert "调换" in box._words.text()
    box.low.setText("20")
    box.high.setText("30")
    box.confirm()
    settle(qtbot, window)
    assert names(page) == ["小租客"]
    assert page.residents.age.text() == "20—30岁"


@pytest.mark.parametrize(
    ("name", "found"),
    [("独居80岁以上", ["周桂英", "陈阿婆"]), ("党员", ["陈阿婆"]), ("租住人员", ["小租客"]),
     ("没有电话的", ["李国栋", "小租客"])],
)  # fmt: skip
def test_the_views_of_the_program_find_whom_they_name(
    name: str, found: list[str], page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    menu(page).take(next(view for view in SHIPPED["residents"] if view.name == name))
    settle(qtbot, window)
    assert names(page) == found
    assert menu(page).button.text() == name
    menu(page).take(None)
    settle(qtbot, window)
    assert len(names(page)) == 5


def test_a_view_is_kept_marked_when_changed_updated_renamed_and_deleted(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    table = page.residents.table
    table.filter_by("sex", frozenset({"女"}))
    table.sort_by("age")
    settle(qtbot, window)
    own = menu(page)
    own.ask_new()
    assert own.asked is not None
    own.asked.box.setText("党员")
    own.asked.confirm()
    assert "已经有名为" in own.asked.words.text()
    own.asked.box.setText("女性")
    own.asked.confirm()
    assert own.button.text() == "女性"
    assert own.save.isHidden()
    page.residents.tag.choose("独居")
    page.residents.read()
    settle(qtbot, window)
    assert own.button.text() == "女性"
    assert not own.save.isHidden()
    assert "用现在的样子更新“女性”" in offered(page)
    own.take(next(view for view in views_of(story.book, "residents") if view.name == "女性"))
    settle(qtbot, window)
    assert len(names(page)) == 3
    assert page.residents.tag.key == ""
    assert table.model.sorting is not None
    own.ask_name()
    assert own.asked is not None
    own.asked.box.setText("女居民")
    own.asked.confirm()
    assert own.button.text() == "女居民"
    own.delete_own()
    assert own.button.text() == "视图"
    assert "女居民" not in offered(page)
    window.undo()
    settle(qtbot, window)
    assert "女居民" in offered(page)


def test_a_view_keeps_the_choice_and_order_of_columns(
    page: PeoplePage, window: MainWindow, qtbot: QtBot
) -> None:
    table = page.residents.table
    table.grid.head.moveSection(0, 3)
    menu(page).keep("换了列")
    shown = [column.name for column in table.shown_columns()]
    table._layout.reset()
    assert menu(page).changed
    menu(page).take(menu(page).in_force)
    settle(qtbot, window)
    assert [column.name for column in table.shown_columns()] == shown


@pytest.mark.parametrize("key", ["households", "places", "groups", "shops"])
def test_every_list_of_the_room_keeps_views(
    key: str, page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.turn_to(key)
    settle(qtbot, window)
    page.view.main.sort_by(page.view.main.columns[0].name)
    page.menus[key].keep("按名称")
    page.menus[key].take(None)
    settle(qtbot, window)
    assert page.view.main.model.sorting is None
    page.menus[key].take(views_of(story.book, key)[-1])
    settle(qtbot, window)
    assert page.view.main.model.sorting == (0, False)


def test_unsigned_households_and_vacant_groups_are_views(
    page: PeoplePage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    story.group("空缺楼组")
    page.turn_to("households")
    settle(qtbot, window)
    page.menus["households"].take(next(v for v in SHIPPED["households"] if v.name == "未签约户"))
    settle(qtbot, window)
    assert len(page.households.table) == 4
    page.turn_to("groups")
    settle(qtbot, window)
    page.menus["groups"].take(SHIPPED["groups"][0])
    settle(qtbot, window)
    assert [row.name for row in page.groups.table.shown_rows()] == ["空缺楼组"]
