"""Posts are filled: every kind of post, both posts at once, a change of holder, a correction."""

from __future__ import annotations

import datetime as dt
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.posts import BOTH, DIRECTOR, SECRETARY
from app.leaders.term_file import term_file
from app.leaders.terms import end_term, term_entry
from app.reveal import looks
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.leaders.rostering import START, form_of, held, in_sight, team, tick
from tests.ui.rooms import person, press, settle
from ui.kit.editors import ChoiceEditor
from ui.kit.parts import Label
from ui.leaders.page import LeadersPage
from ui.window import MainWindow


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three leaders and more posts."""
    return team(ruled)


def test_the_kind_of_post_says_what_is_asked_for(page: LeadersPage) -> None:
    page.appointing.ask()
    form = form_of(page)
    always = {
        "kind", "resident_id", "start_on", "expected_end_on", "selection_method",
        "subsidy_monthly", "phone_override", "acting", "note",
    }  # fmt: skip
    for kind, asked in (
        ("街面长", {"scope_id", "shop_id"}),
        ("信息员", {"scope_id"}),
        ("团队负责人", {"scope_name"}),
        ("调解员", set()),
        ("党组织书记", {"both"}),
        ("副楼组长", {"scope_id"}),
    ):
        form.editor("kind").set_text(kind)
        form.changed.emit()
        assert in_sight(form) == always | asked, kind


def test_a_place_of_another_sort_goes_with_the_kind(page: LeadersPage, story: Story) -> None:
    page.appointing.ask(scope_id=story.group("4号楼组", "年丰苑"))
    form = form_of(page)
    form.editor("kind").set_text("副楼组长")
    form.changed.emit()
    assert form.editor("scope_id").text() == str(story.group("4号楼组", "年丰苑"))
    form.editor("kind").set_text("街面长")
    form.changed.emit()
    assert form.editor("scope_id").text() == ""


def test_names_of_groups_in_use_are_offered_and_a_name_is_asked_for(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.appointing.ask("居民代表", person_id=person(story, "陈志强"))
    form = form_of(page)
    names = form.editor("scope_name")
    assert isinstance(names, ChoiceEditor)
    assert [option.title for option in names._search("")] == ["第一居民小组"]
    form.editor("start_on").set_text("2026-07-01")
    press(page, "任命")
    assert form.problems() == {"scope_name": "请填写小组或团队"}
    names.set_text("第二居民小组")
    press(page, "任命")
    settle(qtbot, window)
    assert page.view.key == "others"
    assert [(row.scope, row.full_name) for row in held(story, kind="居民代表")] == [
        ("第二居民小组", "陈志强")
    ]


def test_a_street_leader_is_appointed_with_the_shop(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    street, shop = story.street("金水路"), story.shop("平安烟杂店")
    page.appointing.ask("街面长", scope_id=street, person_id=person(story, "欧阳敏"))
    form = form_of(page)
    form.editor("shop_id").set_value(shop)
    form.editor("start_on").set_text("2026-07-01")
    form.editor("subsidy_monthly").set_text("100")
    form.editor("phone_override").set_text("13900005555")
    press(page, "任命")
    settle(qtbot, window)
    (row,) = held(story, kind="街面长")
    assert (row.shop, row.subsidy_monthly, row.phone) == ("平安烟杂店", 10_000, "13900005555")
    assert page.terms.facts is not None
    assert page.terms.facts.words("对外电话") == "139****5555"
    page.terms.facts.eyes["对外电话"].click()
    assert page.terms.facts.words("对外电话") == "13900005555"
    (look,) = looks(story.book)
    assert look.field.startswith("对外")
    assert page.terms.facts.words("补贴标准") == "100.00 元/月"


def test_both_posts_are_taken_in_one_step_and_the_card_says_so(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.appointing.ask(SECRETARY, person_id=person(story, "周桂英"))
    form = form_of(page)
    form.editor("start_on").set_text("2026-11-01")
    assert tick(form, "both") == "一并任命为居委会主任（书记、主任一肩挑）"
    captions = cast("list[Label]", form.findChildren(Label))
    assert "现任居委会主任李国栋同日离任。" in [one.text() for one in captions]
    press(page, "任命")
    settle(qtbot, window)
    assert {(row.kind, row.full_name) for row in held(story, kinds=(SECRETARY, DIRECTOR))} == {
        (SECRETARY, "周桂英"), (DIRECTOR, "周桂英"),
    }  # fmt: skip
    assert page.pane.title == "周桂英"
    row = page.others.table.current
    assert row.also.startswith(BOTH)
    window.undo()
    settle(qtbot, window)
    assert [row.full_name for row in held(story, kind=DIRECTOR)] == ["李国栋"]
    assert held(story, kind=SECRETARY) == []


def test_who_holds_the_other_post_is_not_asked_to_take_it(page: LeadersPage, story: Story) -> None:
    page.appointing.ask(SECRETARY, person_id=person(story, "李国栋"))
    assert "both" not in in_sight(form_of(page))


def test_a_post_of_the_office_that_is_held_is_refused_beside_the_post_with_the_way_out(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.appointing.ask(DIRECTOR, person_id=person(story, "周桂英"))
    form_of(page).editor("start_on").set_text("2026-11-01")
    press(page, "任命")
    assert "李国栋" in form_of(page).problems()["kind"]
    press(page, "办理换届：李国栋离任")
    press(page, "换届")
    settle(qtbot, window)
    (row,) = held(story, kind=DIRECTOR)
    assert (row.full_name, row.scope) == ("周桂英", "本居委")


def test_a_change_of_holder_fills_in_the_sheet_and_leads_to_it(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    (old,) = held(story, text="zgy")
    page.appointing.succeed(old.id)
    form = form_of(page)
    assert form.editor("sheet").text() == "是"
    form.editor("resident_id").set_value(person(story, "欧阳敏"))
    press(page, "换届")
    settle(qtbot, window)
    (sheet,) = term_file(story.book, old.id, TODAY).handovers
    assert (sheet.with_whom, sheet.on) == ("欧阳敏", TODAY)
    assert "交接单已按现有事项填好" in page.banner.text
    window.undo()
    settle(qtbot, window)
    assert term_file(story.book, old.id, TODAY).handovers == ()


def test_a_group_gets_a_successor_of_the_same_name(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    (old,) = held(story, kind="居民小组长")
    page.appointing.succeed(old.id)
    form_of(page).editor("resident_id").set_value(person(story, "陈志强"))
    press(page, "换届")
    settle(qtbot, window)
    (row,) = held(story, kind="居民小组长")
    assert (row.full_name, row.scope) == ("陈志强", "第一居民小组")


def test_a_correction_changes_the_place_and_the_acting_and_keeps_the_rest(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    (row,) = held(story, text="zgy")
    page.terms.edit(row.id)
    form = form_of(page)
    form.editor("scope_id").set_value(story.group("4号楼组", "年丰苑"))
    tick(form, "acting")
    press(page, "保存")
    settle(qtbot, window)
    after = term_entry(story.book, row.id)
    assert (after.scope_id, after.acting) == (story.group("4号楼组", "年丰苑"), True)
    assert after.start_on == START
    assert page.terms.facts is not None
    assert page.terms.facts.words("状态") == "在任·代理"
    states = {one.full_name: one.state_words for one in page.buildings.table.shown_rows()}
    assert states["周桂英"] == "在任·代理"


def test_an_empty_post_of_a_group_is_listed_and_filled_by_somebody_who_acts(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    (row,) = held(story, kind="居民小组长")
    end_term(story.book, row.id, dt.date(2026, 11, 1), "身体原因")
    page.turn_to("vacancies")
    page.vacancies.kind.choose("other")
    page.vacancies.read()
    settle(qtbot, window)
    (empty,) = page.vacancies.table.shown_rows()
    assert (empty.kind, empty.scope, empty.days, empty.last) == (
        "居民小组长", "第一居民小组", 20, "欧阳敏",
    )  # fmt: skip
    assert page.pane.title == "第一居民小组"
    press(page, "指定代理")
    form = form_of(page)
    assert form.editor("scope_name").text() == "第一居民小组"
    assert form.editor("acting").text() == "是"
    form.editor("resident_id").set_value(person(story, "陈志强"))
    form.editor("start_on").set_text("2026-11-10")
    press(page, "任命")
    settle(qtbot, window)
    (row,) = held(story, kind="居民小组长")
    assert row.state_words == "在任·代理"
