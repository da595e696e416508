"""档案: the story of whoever is chosen, in a real window."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.story import Story
from tests.ui.rooms import person, press, settle
from ui.people.page import PeoplePage
from ui.window import MainWindow


def titles(page: PeoplePage) -> list[str]:
    return [row.title for row in page.story.table.shown_rows()]


def test_the_story_of_the_chosen_person_is_one_press_away(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.open(("person", person(story, "周桂英")))
    settle(qtbot, window)
    press(page, "档案")
    settle(qtbot, window)
    assert page.view is page.story
    assert page.story.name.text() == "周桂英"
    assert "担任楼组长" in titles(page)
    assert page.pane.title == "周桂英"
    page.story.sorts.choose("post")
    page.story.sorts.chosen.emit("post")
    assert titles(page) == ["担任楼组长"]


def test_care_tags_stay_masked_in_a_story(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.open(("person", person(story, "周桂英")))
    page.turn_to("story")
    settle(qtbot, window)
    words = " ".join(" ".join(row) for row in page.story.table.shown_words())
    assert "登记关爱标签" in words
    assert "独居" not in words


def test_a_link_in_the_pane_leads_to_the_next_story(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.open(("person", person(story, "周桂英")))
    page.turn_to("story")
    settle(qtbot, window)
    page.story.whole.click()
    settle(qtbot, window)
    assert page.view is page.story
    assert page.story.name.text() == "3-101 · 周桂英户"
    assert "周桂英担任楼组长" in titles(page)


def test_somebody_is_found_from_within_the_stories(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.turn_to("story")
    settle(qtbot, window)
    options = page.story._search("oym")
    page.story.picker.picked.emit(options[0])
    settle(qtbot, window)
    assert page.story.name.text() == "欧阳敏"
    assert page.pane.title == "欧阳敏"
    assert len(page.story.table) == 0
    assert story.person("欧阳敏") == options[0].id


def test_a_group_tells_who_led_it(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.open(("group", story.group("3号楼组")))
    settle(qtbot, window)
    press(page, "档案")
    settle(qtbot, window)
    assert page.view is page.story
    assert page.story.name.text() == "3号楼组"
    assert "周桂英担任楼组长" in titles(page)
    options = page.story._search("3号楼组")
    assert story.group("3号楼组") in [option.id for option in options]
