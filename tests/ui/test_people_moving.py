"""Comings and goings in the pane of 居民房屋: forms, questions, 撤销, drafts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app import opening
from app.people.card import household_card, person_card
from app.people.moves import moves_of
from app.people.regrouping import successors_of
from tests.conftest import PASSWORD
from tests.people.test_moving import pet
from tests.story import Story
from tests.ui.kit.demo import TODAY, desk_for
from tests.ui.rooms import person, press, settle
from ui.kit.as_at import _DayPopup
from ui.kit.form import Form
from ui.leaders.page import LeadersPage
from ui.people.leaving import Question
from ui.people.page import PeoplePage
from ui.people.ticks import Ticks
from ui.window import MainWindow


def form(page: PeoplePage | LeadersPage) -> Form[object]:
    assert page.pane.form is not None
    return page.pane.form


def questions(page: PeoplePage) -> dict[str, Question]:
    found = cast("list[Question]", page.pane.findChildren(Question))
    return {one.title: one for one in found if one.isVisible()}


def home_of(story: Story, name: str) -> int:
    found = person_card(story.book, person(story, name), TODAY).person.household_id
    assert found is not None
    return found


def test_who_leaves_goes_somewhere_on_a_day_and_undo_brings_everything_back(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who = person(story, "李国栋")
    page.open(("person", who))
    press(page, "迁出")
    form(page).editor("on").set_text("2026-11-03")
    form(page).editor("elsewhere").set_text("江苏昆山")
    press(page, "登记迁出")
    settle(qtbot, window)
    (move,) = moves_of(story.book, who)
    assert (move.kind, move.moved_on, move.elsewhere) == ("迁出", dt.date(2026, 11, 3), "江苏昆山")
    assert window.toast.isVisible()
    window.undo()
    settle(qtbot, window)
    assert moves_of(story.book, who) == []
    assert person_card(story.book, who, TODAY).person.status == "living"


def test_a_death_does_not_ask_where_to_but_who_takes_the_dog(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who = person(story, "李国栋")
    pet(story.book, who)
    page.open(("person", who))
    press(page, "去世")
    with pytest.raises(KeyError):
        form(page).editor("elsewhere")
    (asked,) = questions(page).values()
    assert [button.text() for button in asked.buttons.values()] == [
        "过户给周桂英（户主）", "先保留在原主人名下"
    ]  # fmt: skip
    press(page, "登记去世")
    assert "请选择过户给谁" in form(page).problems()[""]
    next(iter(asked.buttons.values())).setChecked(True)
    press(page, "登记去世")
    settle(qtbot, window)
    assert person_card(story.book, who, TODAY).person.status == "deceased"


def test_somebody_comes_back_on_a_day(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who = person(story, "李国栋")
    page.people.moving.leave(who, "moved_out")
    press(page, "登记迁出")
    settle(qtbot, window)
    press(page, "恢复在住")
    form(page).editor("elsewhere").set_text("江苏昆山")
    press(page, "恢复在住")
    settle(qtbot, window)
    assert [one.kind for one in moves_of(story.book, who)] == ["恢复", "迁出"]


def test_a_new_resident_may_have_arrived_on_a_day(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.people.add(home_of(story, "欧阳敏"))
    for name, text in (("full_name", "赵敏"), ("arrived_on", "2026-11-01"), ("elsewhere", "浙江")):
        form(page).editor(name).set_text(text)
    press(page, "保存")
    settle(qtbot, window)
    (move,) = moves_of(story.book, person(story, "赵敏"))
    assert (move.kind, move.words) == ("迁入", "3-102，自浙江")


def test_a_question_that_comes_up_on_saving_is_asked_then(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    other = story.household("5-101", "王五")
    who = person(story, "周桂英")
    page.people.moving.change_home(who)
    form(page).editor("household_id").set_text(str(other))
    assert questions(page) == {}
    press(page, "换户")
    assert "还有任职没有结束" in form(page).problems()[""]
    asked = questions(page)["还有任职"]
    asked.keep.setChecked(True)
    press(page, "换户")
    settle(qtbot, window)
    assert person_card(story.book, who, TODAY).person.door == "5-101"


def test_a_household_is_split_in_the_pane(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    old, who = home_of(story, "周桂英"), person(story, "李国栋")
    page.open(("household", old))
    press(page, "分户")
    press(page, "分户")
    assert form(page).problems()[""] == "请勾选分出去的成员"
    ticks = cast("list[Ticks]", page.pane.findChildren(Ticks))[0]
    ticks.boxes[who].setChecked(True)
    # One who goes alone is the head.
    assert form(page).editor("head_id").text() == str(who)
    assert form(page).editor("door").text() == "3-101"
    form(page).editor("door").set_text("5-201")
    press(page, "分户")
    settle(qtbot, window)
    assert page.pane.title == "5-201 · 李国栋户"
    assert [one.full_name for one in household_card(story.book, old, TODAY).members] == ["周桂英"]
    window.undo()
    settle(qtbot, window)
    assert len(household_card(story.book, old, TODAY).members) == 2


def test_two_households_are_joined_in_the_pane(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    gone, into = home_of(story, "欧阳敏"), home_of(story, "周桂英")
    page.open(("household", gone))
    press(page, "并户")
    form(page).editor("into_id").set_text(str(into))
    press(page, "并户")
    settle(qtbot, window)
    assert page.pane.title == "3-101 · 周桂英户"
    assert len(household_card(story.book, into, TODAY).members) == 3


def test_groups_are_merged_in_the_pane(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    first, second = story.group("3号楼组"), story.group("5号楼组")
    page.open(("group", first))
    settle(qtbot, window)
    press(page, "合并楼组")
    press(page, "合并楼组")
    assert form(page).problems()[""] == "请勾选要合并的楼组"
    page.group_side.regrouping.others.tick(["5号楼组 · 0 套"])
    assert page.group_side.regrouping.others.ids == [second]
    form(page).editor("name").set_text("联合楼组")
    press(page, "合并楼组")
    asked = questions(page)["周桂英任3号楼组楼组长"]
    asked.buttons["to:0"].setChecked(True)
    press(page, "合并楼组")
    settle(qtbot, window)
    assert page.pane.title == "联合楼组"
    assert [name for _, name in successors_of(story.book, first)] == ["联合楼组"]


def test_a_group_is_split_in_the_pane(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    group = story.group("3号楼组")
    story.door("3-2-201")
    page.open(("group", group))
    settle(qtbot, window)
    press(page, "拆分楼组")
    form(page).editor("first").set_text("3号南楼组")
    form(page).editor("second").set_text("3号北楼组")
    press(page, "拆分楼组")
    assert "没有分到房屋" in page.banner.text
    page.group_side.regrouping.doors.tick(["3-102"])
    press(page, "拆分楼组")
    questions(page)["周桂英任3号楼组楼组长"].end.setChecked(True)
    press(page, "拆分楼组")
    settle(qtbot, window)
    names = [name for _, name in successors_of(story.book, group)]
    assert names == ["3号南楼组", "3号北楼组"]


def test_what_was_typed_is_there_after_a_crash(
    page: PeoplePage, story: Story, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    who = person(story, "李国栋")
    page.people.moving.leave(who, "moved_out")
    form(page).editor("elsewhere").set_text("江苏昆山")
    form(page).editor("elsewhere").changed.emit()
    window.go("leaders")
    assert isinstance(window.page, LeadersPage)
    leaders = window.page
    leaders.appointing.ask()
    form(leaders).editor("note").set_text("居民推选")
    form(leaders).editor("note").changed.emit()
    qtbot.wait(800)  # drafts are kept after a rest; nothing was saved, nothing left in order
    path = story.book.path
    assert "江苏昆山".encode() not in path.with_name(path.name + ".drafts").read_bytes()
    window.desk.jobs.close()
    story.book.close()
    book = opening.unlock(path, PASSWORD)
    try:
        again = PeoplePage(desk_for(book, tmp_path / "again"))
        qtbot.addWidget(again)
        again.people.moving.leave(who, "moved_out")
        assert form(again).editor("elsewhere").text() == "江苏昆山"
        other = LeadersPage(desk_for(book, tmp_path / "again"))
        qtbot.addWidget(other)
        other.appointing.ask()
        assert form(other).editor("note").text() == "居民推选"
        for one in (again, other):
            one.desk.jobs.close()
    finally:
        book.close()


def test_the_day_of_a_move_is_put_right_in_the_pane(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who = person(story, "李国栋")
    page.open(("person", who))
    page.people.moving.correct(who)
    assert "没有可以更正的日期" in page.banner.text
    page.people.moving.leave(who, "moved_out")
    press(page, "登记迁出")
    settle(qtbot, window)
    page.people.moving.correct(who)
    form(page).editor("on").set_text("2026-11-02")
    press(page, "保存")
    settle(qtbot, window)
    assert moves_of(story.book, who)[0].moved_on == dt.date(2026, 11, 2)


def test_the_lists_are_looked_at_as_they_were_on_a_day(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who = person(story, "李国栋")
    page.people.moving.leave(who, "moved_out")
    form(page).editor("on").set_text("2026-11-03")
    press(page, "登记迁出")
    settle(qtbot, window)
    residents = page.residents
    assert [row.full_name for row in residents.table.shown_rows()] == ["周桂英", "欧阳敏"]
    residents.as_at.choose("2026-11-02")
    residents.as_at.chosen.emit("2026-11-02")
    settle(qtbot, window)
    assert [row.full_name for row in residents.table.shown_rows()] == ["周桂英", "李国栋", "欧阳敏"]
    assert {row.status for row in residents.table.shown_rows()} == {"living"}
    assert "截至 2026-11-02" in residents.status()
    residents.clear_filters()
    assert residents.as_at.day is None
    page.turn_to("households")
    page.households.as_at.choose("2026-11-02")
    page.households.as_at.chosen.emit("2026-11-02")
    settle(qtbot, window)
    assert [row.members for row in page.households.table.shown_rows()] == [2, 1]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_any_day_can_be_typed(page: PeoplePage, qtbot: QtBot) -> None:
    menu = page.residents.as_at
    assert menu.text() == "截至今天"
    menu._pick("other")
    (popup,) = cast("list[_DayPopup]", menu.findChildren(_DayPopup))
    popup.edit.set_text("2026-02-14")
    with qtbot.waitSignal(menu.chosen):
        popup.edit.entered.emit()
    assert (menu.day, menu.text()) == (dt.date(2026, 2, 14), "截至 2026-02-14")
    menu.choose("")
    assert menu.day is None
