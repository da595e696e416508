"""Ids of records that were merged away lead to the record that stands for them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.people.merging.merge import merge_households, merge_residents
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import settle
from ui.people import pickers
from ui.people.page import PeoplePage
from ui.window import MainWindow


def test_an_old_id_opens_whom_it_was_merged_into(
    window: MainWindow, page: PeoplePage, story: Story, qtbot: QtBot
) -> None:
    kept, gone = story.resident("张三", "9-101"), story.resident("张叁", "9-101")
    merge_residents(story.book, kept, gone, {}, TODAY)
    page.open(("person", gone))
    settle(qtbot, window)
    assert page.shown == ("person", kept)
    page.open("story")
    settle(qtbot, window)
    page.open(("person", gone))
    settle(qtbot, window)
    assert page.shown == ("person", kept)


def test_an_old_id_of_a_household_opens_the_one_that_stands(
    window: MainWindow, page: PeoplePage, story: Story, qtbot: QtBot
) -> None:
    kept, gone = story.household("9-101", "张三"), story.household("9-102", "张三")
    merge_households(story.book, kept, gone, {}, TODAY)
    page.open(("household", gone))
    settle(qtbot, window)
    assert page.shown == ("household", kept)


def test_boxes_offer_a_merged_person_once(
    window: MainWindow, page: PeoplePage, story: Story, qtbot: QtBot
) -> None:
    kept, gone = story.resident("张三", "9-101"), story.resident("张三", "9-101")
    merge_residents(story.book, kept, gone, {}, TODAY)
    search, named = pickers.people(page.desk.book, page.desk.today)
    for text in ("张三", "zs", "9-101"):
        assert [option.id for option in search(text)] == [kept]
    assert named(kept) is not None
    settle(qtbot, window)
