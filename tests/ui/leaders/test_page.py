"""两长队伍 in a real window over a real book."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.lists import TermFilter, term_ids, term_rows, vacancies
from app.leaders.records import TermRow
from app.leaders.terms import end_term, term_entry
from app.people.lists import ResidentFilter, resident_ids
from app.people.place_lists import compound_rows
from app.reveal import looks
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import PHONE, person, press, settle
from ui.leaders.page import LeadersPage
from ui.window import MainWindow


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three 楼组, two of them led; one term that ends within sixty days; a street with nobody."""
    told = Story(ruled, TODAY)
    for name in ("1号楼组", "2号楼组", "3号楼组"):
        told.group(name, formed="2020-01-01")
    told.resident("周桂英", "1-101", sex="女", phone=PHONE, birth_date="1950-02")
    told.resident("李国栋", "2-101", sex="男", phone="13700003333", political_status="中共党员")
    told.resident("陈志强", "3-101", sex="男")
    told.leader("周桂英", "1号楼组", "2023-07-01")
    told.leader("李国栋", "2号楼组", "2021-12-20", until="2026-12-20")
    told.street("金水路")
    return told


def terms(story: Story, **where: str | int) -> list[TermRow]:
    ids = term_ids(story.book, TermFilter(**where), TODAY)  # type: ignore[arg-type]
    rows = term_rows(story.book, ids, TODAY)
    return [rows[row_id] for row_id in ids]


def roster(page: LeadersPage) -> list[tuple[str, str, str]]:
    rows = page.buildings.table.shown_rows()
    return [(row.scope, row.full_name, row.state) for row in rows]


def test_the_roster_shows_who_serves_and_what_comes_to_an_end(page: LeadersPage) -> None:
    assert roster(page) == [("1号楼组", "周桂英", "在任"), ("2号楼组", "李国栋", "即将届满")]
    shown = [(one.words, one.number, one.suffix) for one in page.buildings.line.shown]
    assert shown == [
        ("在任", "2", "/ 3 楼组"),
        ("覆盖率", "66.6%", ""),
        ("缺额", "1", ""),
        ("60 天内届满", "1", ""),
        ("届满未换", "0", ""),
    ]


def test_a_figure_leads_to_the_list_behind_it(
    page: LeadersPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.show_figure("due")
    settle(qtbot, window)
    assert [name for _, name, _ in roster(page)] == ["李国栋"]
    page.show_figure("vacancies")
    assert page.view.key == "vacancies"


def test_telephones_stay_masked_in_the_texts_of_the_roster(page: LeadersPage) -> None:
    texts = " ".join(" ".join(words) for words in page.buildings.table.shown_words())
    assert "138****1111" in texts
    assert PHONE not in texts


def test_a_look_at_the_telephone_is_logged(page: LeadersPage, story: Story) -> None:
    page.open(("term", terms(story, text="zgy")[0].id))
    assert page.terms.facts is not None
    page.terms.facts.eyes["联系电话"].click()
    assert page.terms.facts.words("联系电话") == PHONE
    assert [(look.record, look.field) for look in looks(story.book)] == [("周桂英", "联系电话")]


def test_pinyin_initials_and_the_compound_filter_the_roster(
    page: LeadersPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.buildings.box.setText("lgd")
    page.buildings.box.ask_now()
    settle(qtbot, window)
    assert [name for _, name, _ in roster(page)] == ["李国栋"]


def test_appointing_over_a_serving_leader_is_refused_with_the_name_beside_the_field(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.appointing.ask(scope_id=story.group("1号楼组"), person_id=person(story, "陈志强"))
    form = page.pane.form
    assert form is not None
    form.editor("start_on").set_text("2026-11-01")
    press(page, "任命")
    assert "已有楼组长：周桂英" in form.problems()["scope_id"]
    assert form.editor("start_on").text() == "2026-11-01"
    # The way out is offered at once.
    press(page, "办理换届：周桂英离任")
    form = page.pane.form
    assert form is not None
    assert form.editor("resident_id").text() == str(person(story, "陈志强"))
    assert form.editor("start_on").text() == "2026-11-01"
    press(page, "换届")
    settle(qtbot, window)
    assert ("1号楼组", "陈志强", "在任") in roster(page)
    assert page.pane.title == "陈志强"
    before = terms(story, text="zgy")[0]
    assert (before.state, before.end_on, before.end_reason) == (
        "离任", dt.date(2026, 11, 1), "届满",
    )  # fmt: skip
    window.undo()
    settle(qtbot, window)
    assert ("1号楼组", "周桂英", "在任") in roster(page)


def test_a_vacancy_appears_after_the_leader_left_and_is_filled_from_there(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.open(("term", terms(story, text="zgy")[0].id))
    settle(qtbot, window)
    press(page, "办理离任")
    press(page, "办理离任")
    assert page.pane.form is not None
    assert page.pane.form.problems() == {"end_reason": "请填写离任原因"}
    page.pane.form.editor("end_reason").set_text("身体原因")
    page.pane.form.editor("end_on").set_text("1020")
    press(page, "办理离任")
    settle(qtbot, window)
    page.turn_to("vacancies")
    settle(qtbot, window)
    rows = {row.scope: row for row in page.vacancies.table.shown_rows()}
    assert set(rows) == {"1号楼组", "3号楼组", "金水路"}
    assert rows["1号楼组"].days == (TODAY - dt.date(2026, 10, 20)).days
    fill = page.vacancies.table.columns[-1]
    assert fill.act is not None
    fill.act(rows["1号楼组"])
    form = page.pane.form
    assert form is not None
    assert form.editor("scope_id").text() == str(story.group("1号楼组"))
    form.editor("resident_id").set_value(person(story, "陈志强"))
    form.editor("start_on").set_text("今天")
    form.editor("start_on").left.emit()
    assert form.editor("expected_end_on").text() == "2031-11-21"
    press(page, "任命")
    settle(qtbot, window)
    assert page.pane.title == "陈志强"
    assert [row.group for row in vacancies(story.book, TODAY)] == ["3号楼组"]


def test_a_leader_from_outside_the_register_is_recorded_on_the_way(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.open(("street", story.street("金水路")))
    settle(qtbot, window)
    press(page, "补选")
    assert page.pane.form is not None
    page.pane.form.editor("start_on").set_text("2026-07-01")
    press(page, "名册里没有这个人")
    assert page.pane.form is not None
    page.pane.form.editor("full_name").set_text("顾晓宇")
    page.pane.form.editor("phone").set_text("13600004444")
    press(page, "保存")
    settle(qtbot, window)
    form = page.pane.form
    assert form is not None
    assert form.editor("kind").text() == "街面长"
    assert form.editor("start_on").text() == "2026-07-01"
    assert form.editor("resident_id").text() == str(person(story, "顾晓宇"))
    press(page, "任命")
    settle(qtbot, window)
    assert page.view.key == "streets"
    assert [row.full_name for row in page.streets.table.shown_rows()] == ["顾晓宇"]
    assert resident_ids(story.book, ResidentFilter(text="顾晓宇"), TODAY) == []


def test_the_roster_of_a_day_shows_who_served_then(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    left = terms(story, text="zgy")[0]
    end_term(story.book, left.id, dt.date(2026, 3, 1), "辞任")
    settle(qtbot, window)
    assert [name for _, name, _ in roster(page)] == ["李国栋"]
    page.buildings.as_at.choose("2025-12-31")
    page.buildings.read()
    settle(qtbot, window)
    assert [name for _, name, _ in roster(page)] == ["周桂英", "李国栋"]
    assert page.status()[0].startswith("截至 2025-12-31")
    assert page.buildings.line.shown[0].number == "2"


def test_putting_a_term_right_leaves_what_was_not_touched(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    term = terms(story, text="lgd")[0]
    before = term_entry(story.book, term.id)
    page.terms.edit(term.id)
    assert page.pane.form is not None
    page.pane.form.editor("selection_method").set_text("推选")
    press(page, "保存")
    settle(qtbot, window)
    after = term_entry(story.book, term.id)
    assert after.selection_method == "推选"
    assert (after.start_on, after.expected_end_on) == (before.start_on, before.expected_end_on)
    window.undo()
    settle(qtbot, window)
    assert term_entry(story.book, term.id) == before


def test_today_leads_to_a_term_a_vacancy_and_the_list_of_those_who_expire(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    window.go("leaders", ("group", story.group("3号楼组")))
    settle(qtbot, window)
    assert page.view.key == "vacancies"
    assert page.pane.title == "3号楼组"
    window.go("leaders", ("group", story.group("2号楼组")))
    settle(qtbot, window)
    assert page.view.key == "buildings"
    assert page.pane.title == "李国栋"
    window.go("leaders", ("expiring", None))
    settle(qtbot, window)
    assert [name for _, name, _ in roster(page)] == ["李国栋"]
    window.go("leaders", ("vacancies", "金水苑"))
    settle(qtbot, window)
    assert [row.scope for row in page.vacancies.table.shown_rows()] == ["3号楼组"]
    window.go("leaders", ("term", 1))
    assert "已不在台账里" in page.banner.text


def test_the_map_leads_to_those_who_serve_in_a_compound(
    page: LeadersPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.turn_to("vacancies")
    window.go("leaders", ("compound", compound_rows(story.book)[0].id))
    settle(qtbot, window)
    assert page.view.key == "buildings"
    assert page.buildings.compound.text() == "金水苑"
    assert [one.words for one in page.buildings.line.shown][:3] == [
        "在任", "本小区覆盖率", "全部覆盖率",
    ]  # fmt: skip
    page.show_figure("vacancies")
    settle(qtbot, window)
    assert page.view.key == "vacancies"
    assert [row.scope for row in page.vacancies.table.shown_rows()] == ["3号楼组"]


def test_the_roster_is_exported_as_it_is_shown(
    page: LeadersPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    out = tmp_path / "楼组长.xlsx"
    page.taking.export_to(out)
    settle(qtbot, window)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    cells = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell]
    assert "周桂英" in cells
    assert "138****1111" in cells
    assert not any(PHONE in cell for cell in cells)
    assert page.taking.paper().landscape


def test_a_folded_pane_comes_back_when_something_is_to_be_filled_in(
    page: LeadersPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.fold()
    assert not page.pane.isVisible()
    page.appoint()
    QApplication.processEvents()
    assert page.pane.isVisible()
