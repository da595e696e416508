"""Words in the title line: who gives way when there is no room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.kit.tabs import Tabs
from ui.theme import Size, Theme

LISTS = [("people", "居民"), ("homes", "户"), ("plan", "楼栋图"), ("shops", "商铺")]


@pytest.fixture
def tabs(qtbot: QtBot) -> Iterator[Tabs]:
    holder = QWidget()  # a window of its own could not be made narrower than its words
    qtbot.addWidget(holder)
    made = Tabs(LISTS, name="看什么", parent=holder)
    made.resize(made.sizeHint())
    holder.show()
    yield made
    holder.close()


def words(tabs: Tabs) -> list[str]:
    every = cast("list[QPushButton]", tabs.findChildren(QPushButton))
    return [one.text() for one in every if one.isVisible()]


def test_every_word_is_seen_where_there_is_room(tabs: Tabs) -> None:
    assert words(tabs) == ["居民", "户", "楼栋图", "商铺"]
    assert tabs.hidden == ()


def test_the_last_words_give_way_first_and_none_is_cut(tabs: Tabs, qtbot: QtBot) -> None:
    tabs.resize(tabs.sizeHint().width() - 8, tabs.height())
    assert words(tabs) == ["居民", "户", "更多"] or words(tabs) == ["居民", "户", "楼栋图", "更多"]
    assert tabs.hidden[-1] == "shops"
    qtbot.wait(10)
    for one in cast("list[QPushButton]", tabs.findChildren(QPushButton)):
        assert not one.isVisible() or one.width() >= one.sizeHint().width()
    tabs.resize(tabs.sizeHint().width(), tabs.height())
    assert tabs.hidden == ()


def test_the_choice_in_force_stays_in_sight(tabs: Tabs) -> None:
    tabs.resize(tabs.minimumSizeHint().width(), tabs.height())
    tabs.choose("shops")
    assert "商铺" in words(tabs)
    assert "更多" in words(tabs)


def test_a_word_in_the_menu_is_chosen_there(tabs: Tabs) -> None:
    tabs.resize(tabs.minimumSizeHint().width(), tabs.height())
    chosen: list[str] = []
    tabs.chosen.connect(chosen.append)
    tabs._menu.aboutToShow.emit()
    next(item for item in tabs._menu.actions() if item.text() == "商铺").trigger()
    assert chosen == ["shops"]
    assert tabs.key == "shops"
    assert "商铺" in words(tabs)


def test_larger_text_makes_the_words_give_way(tabs: Tabs, qapp: QApplication, qtbot: QtBot) -> None:
    wide = tabs.width()
    theme.apply(qapp, Theme.LIGHT, Size.LARGE)
    tabs.resize(wide, tabs.height())
    qtbot.waitUntil(lambda: bool(tabs.hidden))
    assert "更多" in words(tabs)
