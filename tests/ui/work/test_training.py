"""Trainings in a real window: planned, signed for, counted, printed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.leaders import duties, trainings
from app.leaders.duties import DutyFilter
from app.leaders.trainings import HELD, Presence, TrainingEntry
from tests.story import dump
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import press, settle
from tests.ui.working import Office
from ui import papers
from ui.kit.table import Pasted
from ui.leaders.work.page import WorkPage
from ui.window import MainWindow

DAY = dt.date(2026, 11, 20)


@pytest.fixture
def training(page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot) -> int:
    """A training of yesterday with all four on its list, in sight."""
    made = trainings.add_training(told.book, TrainingEntry("消防培训", DAY, minutes=90)).id
    people = [told.story.person(name) for name in told.terms]
    trainings.expect(told.book, made, people)
    page.open(("training", made))
    settle(qtbot, window)
    return made


def signed(page: WorkPage) -> dict[str, tuple[bool, bool]]:
    rows = page.signing.table.shown_rows()
    return {row.full_name: (row.signed_in, row.late) for row in rows}


def test_a_training_is_planned_and_the_untrained_come_onto_its_list(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    page.turn_to("training")
    page.begin_new()
    form = page.pane.form
    assert form is not None
    form.editor("title").set_text("冬季防火")
    form.editor("held_on").set_text("2026-12-03")
    form.editor("minutes").set_text("90分钟")
    press(page, "保存")
    settle(qtbot, window)
    assert page.training.current.title == "冬季防火"
    press(page, "加人")
    press(page, "勾选今年还没有培训的 4 人")
    choosing = page.trainings.choosing
    assert choosing is not None
    assert len(choosing.chosen) == 4
    choosing.tick([told.terms["顾晓宇"]], on=False)
    press(page, "加入")
    settle(qtbot, window)
    assert set(signed(page)) == {"周桂英", "钱国强", "孙玉兰"}
    assert page.training.current.expected == 3
    assert not page.signing.all.isEnabled(), "the day is still to come"
    page.signing._turn(next(iter(page.signing.table.shown_rows())))
    assert "还没有到" in page.banner.text


def test_somebody_who_is_no_leader_is_added_by_name(
    page: WorkPage, window: MainWindow, told: Office, training: int, qtbot: QtBot
) -> None:
    guest = told.story.resident("李国栋", "5-101")
    press(page, "加人")
    assert page.pane.form is not None
    page.pane.form.editor("resident_id").set_value(guest)
    press(page, "加入")
    settle(qtbot, window)
    assert "李国栋" in signed(page)


def test_ticking_who_came_makes_duties_and_is_taken_back(
    page: WorkPage, window: MainWindow, told: Office, training: int, qtbot: QtBot
) -> None:
    before = dump(told.book)
    page.signing.all.click()
    settle(qtbot, window)
    assert all(came for came, _ in signed(page).values())
    assert page.training.current.status == HELD
    assert len(duties.duty_ids(told.book, DutyFilter(kind="培训"))) == 4
    window.undo()
    settle(qtbot, window)
    assert dump(told.book) == before


def test_one_press_signs_in_another_says_late_a_third_takes_it_back(
    page: WorkPage, window: MainWindow, told: Office, training: int, qtbot: QtBot
) -> None:
    grid, columns = page.signing.table.grid, page.signing.table.columns
    came = next(at for at, one in enumerate(columns) if one.name == "signed_in")
    late = next(at for at, one in enumerate(columns) if one.name == "late")
    name = page.signing.table.model.rows.row(0).full_name
    for column, after in ((came, (True, False)), (late, (True, True)), (came, (False, False))):
        grid.clicked.emit(page.signing.table.model.index(0, column))
        settle(qtbot, window)
        assert signed(page)[name] == after


def test_scores_and_time_are_typed_and_pasted_within_the_length(
    page: WorkPage, window: MainWindow, told: Office, training: int, qtbot: QtBot
) -> None:
    table = page.signing.table
    assert table.in_place is not None
    first, second, *_ = list(table.shown_rows())
    table.in_place.cells.save(first.id, "score", 955)
    settle(qtbot, window)
    cells = {second.id: {"score": "88", "minutes_awarded": "45分钟"}, first.id: {"score": "好"}}
    table.in_place.cells.paste(Pasted(cells))
    settle(qtbot, window)
    rows = {row.id: row for row in trainings.attendance_rows(told.book, training)}
    assert (rows[first.id].signed_in, rows[first.id].score) == (True, 955)
    assert (rows[second.id].score, rows[second.id].minutes_awarded) == (880, 45)
    assert "没有放进去" in page.banner.text
    table.in_place.cells.paste(Pasted({second.id: {"minutes_awarded": "2小时"}}))
    assert "不能多于培训时长" in page.banner.text


def test_selected_people_are_marked_and_taken_off_the_list(
    page: WorkPage, window: MainWindow, told: Office, training: int, qtbot: QtBot
) -> None:
    page.signing.table.grid.selectAll()
    page.attempt(lambda: page.signing.mark(came=True))
    settle(qtbot, window)
    assert page.training.current.came == 4
    page.signing.table.grid.choose(0)
    page.attempt(page.signing.drop)
    settle(qtbot, window)
    assert len(signed(page)) == 3
    assert len(duties.duty_ids(told.book, DutyFilter(kind="培训"))) == 3


def test_a_training_is_changed_cancelled_and_planned_again(
    page: WorkPage, window: MainWindow, told: Office, training: int, qtbot: QtBot
) -> None:
    press(page, "编辑")
    assert page.pane.form is not None
    page.pane.form.editor("place").set_text("党群服务站")
    press(page, "保存")
    settle(qtbot, window)
    assert page.training.current.place == "党群服务站"
    press(page, "取消培训")
    press(page, "取消培训")
    assert page.pane.form is not None
    assert page.pane.form.problems() == {"reason": "请填写取消原因"}
    page.pane.form.editor("reason").set_text("下雨")
    press(page, "取消培训")
    settle(qtbot, window)
    assert page.training.current.status == "cancelled"
    press(page, "恢复计划")
    settle(qtbot, window)
    assert page.training.current.status == "planned"


def test_hours_are_counted_apart_and_by_half_year(
    page: WorkPage, window: MainWindow, told: Office, training: int, qtbot: QtBot
) -> None:
    here = {told.story.person("周桂英"): Presence(signed_in=True)}
    trainings.sign_in(told.book, training, here, TODAY)
    page.turn_to("hours")
    settle(qtbot, window)
    assert [(row.full_name, row.minutes) for row in page.hours.table.shown_rows()] == [
        ("周桂英", 90)
    ]
    figures = {one.words: one.number for one in page.hours.line.shown}
    assert (figures["参加人次"], figures["学时合计"], figures["人均学时"]) == ("1", "2", "2")
    page.hours.half.choose("1")
    page.hours.read()
    settle(qtbot, window)
    assert len(page.hours.table) == 0


def test_the_sign_in_list_is_printed_blank_and_filled(
    page: WorkPage, window: MainWindow, told: Office, training: int, tmp_path: Path, qtbot: QtBot
) -> None:
    out = tmp_path / "签到表.pdf"
    offer = papers.Offer(page, "签到表", page.sign_in_sheets(training))
    offer.save_to(out)
    settle(qtbot, window)
    assert out.read_bytes().startswith(b"%PDF")
    page.signing.all.click()
    settle(qtbot, window)
    filled, blank = (page.sign_in_sheets(training, blank=one)()[0].blocks for one in (False, True))
    assert filled != blank


def test_who_is_not_trained_goes_from_the_list_of_the_unseen_onto_a_new_training(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    page.turn_to("silent")
    settle(qtbot, window)
    page.silent.table.grid.selectAll()
    page.silent.join.click()
    form = page.pane.form
    assert form is not None
    form.editor("title").set_text("补训")
    form.editor("held_on").set_text("2026-12-01")
    press(page, "保存")
    settle(qtbot, window)
    assert len(signed(page)) == 4
    window.undo()
    settle(qtbot, window)
    assert trainings.training_rows(told.book) == []
