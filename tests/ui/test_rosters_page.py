"""The rosters of all posts: what narrows them, every kind of post, both posts, many at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.lists import HELD, TermFilter, term_ids, term_rows
from app.leaders.posts import BOTH, DIRECTOR, SECRETARY
from app.leaders.records import TermEntry, TermRow
from app.leaders.term_file import term_file
from app.leaders.terms import appoint, end_term, term_entry
from app.reveal import looks
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import PHONE, person, press, settle
from ui.kit.editors import ChoiceEditor, FlagEditor
from ui.kit.form import Form
from ui.kit.parts import Label
from ui.leaders.page import LeadersPage
from ui.leaders.roster import RosterView
from ui.window import MainWindow

START = dt.date(2023, 7, 1)


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three leaders who differ, a director, a residents' group, a street with a shop."""
    told = Story(ruled, TODAY)
    told.resident(
        "周桂英", "1-101", sex="女", birth_date="1950-02", political_status="中共党员", phone=PHONE
    )
    told.resident("李国栋", "2-101", sex="男", birth_date="1962", political_status="群众")
    told.resident("陈志强", "3-101", sex="男")
    told.resident("欧阳敏", "3-102", sex="女")
    for name, group in (("周桂英", "1号楼组"), ("李国栋", "2号楼组"), ("陈志强", "3号楼组")):
        told.leader(name, group, "2023-07-01")
    told.group("4号楼组", "年丰苑", formed="2020-01-01")
    told.shop("平安烟杂店", "金水路")
    post(told, DIRECTOR, "李国栋")
    post(told, "居民小组长", "欧阳敏", "第一居民小组")
    return told


@pytest.fixture
def room() -> str:
    """The window opens here."""
    return "leaders"


@pytest.fixture
def page(window: MainWindow) -> LeadersPage:
    """The page in sight."""
    assert isinstance(window.page, LeadersPage)
    return window.page


def post(story: Story, kind: str, name: str, body: str = "", **more: Any) -> int:
    entry = TermEntry(kind, 0, story.person(name), START, scope_name=body or None, **more)
    return appoint(story.book, entry, TODAY).id


def held(story: Story, **where: Any) -> list[TermRow]:
    ids = term_ids(story.book, TermFilter(state=HELD, **where), TODAY)
    return list(term_rows(story.book, ids, TODAY).values())


def shown(view: RosterView) -> list[str]:
    return [row.full_name for row in view.table.shown_rows()]


def form_of(page: LeadersPage) -> Form[Any]:
    assert page.pane.form is not None
    return page.pane.form


def tick(form: Form[Any], name: str, on: bool = True) -> str:
    editor = form.editor(name)
    assert isinstance(editor, FlagEditor)
    editor.check.setChecked(on)
    return editor.check.text()


def in_sight(form: Form[Any]) -> set[str]:
    return {name for name in form.names if form.editor(name).isVisible()}


def select(view: RosterView, first: int, last: int) -> None:
    grid = view.table.grid
    model = grid.model()
    grid.choose(first)
    part = QItemSelection(model.index(first, 0), model.index(last, 1))
    grid.selectionModel().select(part, QItemSelectionModel.SelectionFlag.Select)


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
