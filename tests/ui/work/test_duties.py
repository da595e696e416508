"""Duties of many at once, and whom nobody has seen, in a real window over a real book."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.leaders import duties, trainings
from app.leaders.duties import DutyEntry, DutyFilter, record_duties
from app.leaders.terms import end_term
from app.leaders.trainings import Presence, TrainingEntry
from app.reveal import looks
from tests.story import dump
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import PHONE, press, settle
from tests.ui.working import Office
from ui.leaders.work.page import WorkPage
from ui.window import MainWindow


def listed(page: WorkPage) -> list[tuple[str, str, str]]:
    rows = page.duties.table.shown_rows()
    return sorted((row.full_name, row.kind, row.source) for row in rows)


def test_after_a_meeting_one_duty_is_written_for_a_compound_and_for_a_typed_name(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    before = dump(told.book)
    page.begin_new()
    form, choosing = page.pane.form, page.duty_side.choosing
    assert form is not None
    assert choosing is not None
    form.editor("kind").set_text("议事会议")
    form.editor("content").set_text("加装电梯征询")
    form.editor("minutes").set_text("1.5")
    choosing.tick_part("金水苑")
    QTest.keyClicks(choosing.box, "gxy")
    QTest.keyClick(choosing.box, Qt.Key.Key_Return)
    assert [one.full_name for one in choosing.chosen] == ["周桂英", "钱国强", "孙玉兰", "顾晓宇"]
    assert choosing.box.text() == ""
    press(page, "登记")
    settle(qtbot, window)
    assert [name for name, _, _ in listed(page)] == ["周桂英", "孙玉兰", "钱国强", "顾晓宇"]
    assert choosing.chosen == [], "the form stays for the next one"
    assert form.editor("occurred_on").text() == TODAY.isoformat()
    window.undo()
    settle(qtbot, window)
    assert dump(told.book) == before


def test_nobody_ticked_and_a_day_to_come_are_refused_with_what_was_typed_kept(
    page: WorkPage, told: Office, qtbot: QtBot
) -> None:
    page.begin_new()
    form, choosing = page.pane.form, page.duty_side.choosing
    assert form is not None
    assert choosing is not None
    form.editor("kind").set_text("走访")
    press(page, "登记")
    assert "先勾选参加的人" in page.banner.text
    choosing.tick([told.terms["周桂英"]])
    form.editor("occurred_on").set_text((TODAY + dt.timedelta(days=3)).isoformat())
    press(page, "登记")
    assert "还没有到" in form.problems()["occurred_on"]
    assert form.editor("kind").text() == "走访"
    assert len(choosing.chosen) == 1


def test_who_left_meanwhile_can_be_ticked_for_a_day_in_office(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    end_term(told.book, told.terms["孙玉兰"], dt.date(2026, 6, 1), "辞任")
    settle(qtbot, window)
    page.begin_new()
    form, choosing = page.pane.form, page.duty_side.choosing
    assert form is not None
    assert choosing is not None
    choosing.tick_all(on=True)
    assert "孙玉兰" not in [one.full_name for one in choosing.chosen]
    form.editor("occurred_on").set_text("2026-05-20")
    form.editor("occurred_on").left.emit()
    choosing.tick_all(on=True)
    assert "孙玉兰" in [one.full_name for one in choosing.chosen]


def test_what_was_there_already_is_said_and_not_written_twice(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    record_duties(told.book, [told.terms["周桂英"]], DutyEntry(TODAY, "走访"))
    settle(qtbot, window)
    page.record([told.terms["周桂英"], told.terms["钱国强"]])
    assert page.pane.form is not None
    page.pane.form.editor("kind").set_text("走访")
    press(page, "登记")
    settle(qtbot, window)
    assert "周桂英已有这条记录" in page.banner.text
    assert len(page.duties.table) == 2


def test_lists_are_narrowed_by_time_post_and_words(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    everybody = list(told.terms.values())
    record_duties(told.book, everybody, DutyEntry(dt.date(2025, 5, 1), "宣传"))
    record_duties(told.book, everybody, DutyEntry(dt.date(2026, 5, 1), "走访", "看望老人"))
    settle(qtbot, window)
    assert {kind for _, kind, _ in listed(page)} == {"走访"}
    page.duties.time.choose("before")
    page.duties.post.choose("街面长")
    page.duties.read()
    settle(qtbot, window)
    assert listed(page) == [("顾晓宇", "宣传", "手工")]
    page.duties.clear_filters()
    page.duties.box.setText("看望")
    page.duties.box.ask_now()
    settle(qtbot, window)
    assert len(page.duties.table) == 4
    assert page.status()[0].startswith("4 条 · 4 人")


def test_a_record_is_put_right_and_one_of_a_training_leads_there(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    day = dt.date(2026, 5, 10)
    record_duties(told.book, [told.terms["周桂英"]], DutyEntry(day, "走访"))
    made = trainings.add_training(told.book, TrainingEntry("消防培训", day, minutes=90)).id
    here = {told.story.person("钱国强"): Presence(signed_in=True)}
    trainings.sign_in(told.book, made, here, TODAY)
    settle(qtbot, window)
    by_hand, automatic = sorted(
        page.duties.table.shown_rows(), key=lambda row: row.source, reverse=False
    )
    page.open(("duty", by_hand.id))
    settle(qtbot, window)
    press(page, "编辑")
    assert page.pane.form is not None
    page.pane.form.editor("content").set_text("看望独居老人")
    press(page, "保存")
    settle(qtbot, window)
    row = duties.duty_rows(told.book, [by_hand.id])[by_hand.id]
    assert row.content == "看望独居老人"
    page.open(("duty", automatic.id))
    settle(qtbot, window)
    page.attempt(lambda: page.duty_side.edit(automatic.id))
    assert "自动生成" in page.banner.text
    press(page, "看这次培训")
    settle(qtbot, window)
    assert page.view is page.training
    assert page.training.current.title == "消防培训"


def test_whoever_was_not_seen_is_listed_and_gets_a_record_with_one_press(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    record_duties(told.book, [told.terms["周桂英"]], DutyEntry(TODAY, "走访"))
    window.go("duties", ("silent", None))
    settle(qtbot, window)
    assert page.view is page.silent
    page.silent.what.choose("无履职")
    page.silent.read()
    settle(qtbot, window)
    rows = [row.full_name for row in page.silent.table.shown_rows()]
    assert sorted(rows) == ["孙玉兰", "钱国强", "顾晓宇"]
    page.silent.table.grid.selectAll()
    assert page.silent.record.text() == "给选中的 3 人记履职"
    page.silent.record.click()
    assert page.duty_side.choosing is not None
    assert len(page.duty_side.choosing.chosen) == 3
    assert page.pane.form is not None
    page.pane.form.editor("kind").set_text("走访")
    press(page, "登记")
    settle(qtbot, window)
    assert len(page.silent.table) == 0
    assert len(duties.duty_ids(told.book, DutyFilter())) == 4


def test_the_number_of_days_is_kept_in_the_book_and_undone(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    day = TODAY - dt.timedelta(days=40)
    record_duties(told.book, list(told.terms.values()), DutyEntry(day, "走访"))
    page.turn_to("silent")
    settle(qtbot, window)
    assert page.status()[0].startswith("60 天无履职记录 0 人")
    page.silent.days.choose("30")
    page.silent.days.chosen.emit("30")
    settle(qtbot, window)
    assert page.status()[0].startswith("30 天无履职记录 4 人")
    window.undo()
    settle(qtbot, window)
    assert page.silent.days.key == "60"


def test_the_duties_of_one_leader_are_shown_with_a_card_and_a_masked_telephone(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    everybody = list(told.terms.values())
    record_duties(told.book, everybody, DutyEntry(dt.date(2025, 5, 1), "宣传"))
    window.go("duties", ("term", told.terms["钱国强"]))
    settle(qtbot, window)
    assert [row.full_name for row in page.duties.table.shown_rows()] == ["钱国强"]
    assert page.pane.title == "钱国强"
    facts = page.leader_side.facts
    assert facts is not None
    assert facts.words("联系电话") == "138****1111"
    facts.eyes["联系电话"].click()
    assert facts.words("联系电话") == PHONE
    assert [(look.record, look.field) for look in looks(told.book)] == [("钱国强", "联系电话")]
    window.go("duties", ("term", 1))
    assert "已不在台账里" in page.banner.text


def test_records_are_deleted_together_and_come_back(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    record_duties(told.book, list(told.terms.values()), DutyEntry(TODAY, "走访"))
    settle(qtbot, window)
    page.duties.table.grid.selectAll()
    page.attempt(page.duty_side.delete_selected)
    settle(qtbot, window)
    assert len(page.duties.table) == 0
    window.undo()
    settle(qtbot, window)
    assert len(page.duties.table) == 4
