"""Forms: typing as on paper, problems beside the field, nothing typed is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.errors import Invalid, Problem
from tests.ui.kit.demo import TODAY, PointsTyped, found, household, quick_form
from ui.kit.editors import ChoiceEditor, DayEditor, LineEditor, ManyEditor, RefEditor
from ui.kit.form import Form

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CARD = "310101196503124470"


@pytest.fixture
def form(qtbot: QtBot) -> Form[PointsTyped]:
    made = Form(PointsTyped, lambda: TODAY)
    for at, name in enumerate(("household_id", "item", "points", "day", "clerk", "card")):
        made.add(name, at // 2, at % 2, search=found, named=household)
    made.add("tags", 3, 0)
    made.add("agreed", 3, 1)
    made.add("note", 4, 0, 2)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def line_of(form: Form[PointsTyped], name: str) -> QLineEdit:
    box = form.editor(name).box
    assert isinstance(box, QLineEdit)
    return box


def fill(form: Form[PointsTyped]) -> None:
    texts = {"household_id": "2", "item": "J-06 邻里互助", "points": "+2", "day": "2026-11-20"}
    form.set_texts(texts)


def test_what_is_typed_comes_out_as_the_record(form: Form[PointsTyped]) -> None:
    fill(form)
    assert form.record() == PointsTyped(
        2, "J-06 邻里互助", 20, dt.date(2026, 11, 20), agreed=False, tags=()
    )


def test_all_problems_come_at_once_and_the_first_field_gets_the_focus(
    form: Form[PointsTyped],
) -> None:
    fill(form)
    line_of(form, "points").setText("两分")
    line_of(form, "item").clear()
    with pytest.raises(Invalid) as met:
        form.record()
    form.show_problems(met.value.problems)
    assert form.problems() == {
        "item": "请填写事项",
        "points": "“两分”不是分值，请写成 2、+3、-5 或 0.5",
    }
    assert form.editor("item").box.hasFocus()
    assert form.editor("item").box.accessibleDescription() == "请填写事项"


def test_a_problem_of_the_whole_record_stands_below(form: Form[PointsTyped]) -> None:
    form.show_problems([Problem("", "这一户还没有签约。"), Problem("unknown", "请核对。")])
    assert form.problems() == {"": "这一户还没有签约。；请核对。"}
    form.show_problems(())
    assert form.problems() == {}


def test_a_problem_goes_away_while_it_is_being_mended(
    form: Form[PointsTyped], qtbot: QtBot
) -> None:
    form.show_problems([Problem("points", "请填写分值")])
    QTest.keyClicks(form.editor("points").box, "2")
    assert form.problems() == {}


def test_a_field_is_read_when_it_is_left(form: Form[PointsTyped], qtbot: QtBot) -> None:
    box = line_of(form, "points")
    box.setFocus()
    QTest.keyClicks(box, "abc")
    line_of(form, "clerk").setFocus()
    assert form.problems() == {"points": "“abc”不是分值，请写成 2、+3、-5 或 0.5"}


@pytest.mark.parametrize(
    ("typed", "day", "said"),
    [
        ("0305", "2026-03-05", "星期四"),
        ("3.5", "2026-03-05", "星期四"),
        ("昨天", "2026-11-20", "昨天"),
        ("今天", "2026-11-21", "今天"),
        ("1231", "2026-12-31", "星期四"),
        ("20250101", "2025-01-01", "星期三"),
    ],
)
def test_a_date_is_typed_short_and_written_whole(
    form: Form[PointsTyped], typed: str, day: str, said: str
) -> None:
    editor = form.editor("day")
    assert isinstance(editor, DayEditor)
    editor.line.setText(typed)
    editor.tidy()
    assert editor.text() == day
    assert editor.line.ghost == said


def test_the_calendar_opens_at_the_date_and_takes_a_click(form: Form[PointsTyped]) -> None:
    editor = form.editor("day")
    assert isinstance(editor, DayEditor)
    editor.set_text("2026-03-05")
    editor._open()
    assert editor._calendar is not None
    assert editor._calendar.selectedDate().toPython() == dt.date(2026, 3, 5)
    editor._take(dt.date(2026, 3, 9))
    assert form.entry_texts()["day"] == "2026-03-09"


def test_enter_goes_to_the_next_field_in_the_order_of_the_paper(
    form: Form[PointsTyped], qtbot: QtBot
) -> None:
    line_of(form, "points").setFocus()
    QTest.keyClick(form.editor("points").box, Qt.Key.Key_Return)
    assert form.editor("day").box.hasFocus()
    QTest.keyClick(form.editor("day").box, Qt.Key.Key_Return)
    assert form.editor("clerk").box.hasFocus()


def test_ctrl_enter_saves_from_any_field(form: Form[PointsTyped], qtbot: QtBot) -> None:
    for name in ("household_id", "item", "points", "note", "agreed"):
        with qtbot.waitSignal(form.saved):
            QTest.keyClick(
                form.editor(name).box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
            )


def test_enter_in_the_last_field_of_quick_entry_saves(qtbot: QtBot) -> None:
    form = quick_form()
    qtbot.addWidget(form)
    form.show()
    with qtbot.waitSignal(form.saved):
        QTest.keyClick(form.editor("day").box, Qt.Key.Key_Return)


def test_a_household_is_picked_by_a_part_of_what_is_known(
    form: Form[PointsTyped], qtbot: QtBot
) -> None:
    editor = form.editor("household_id")
    assert isinstance(editor, RefEditor)
    editor.picker.setFocus()
    QTest.keyClicks(editor.picker, "12-5")
    QTest.keyClick(editor.picker, Qt.Key.Key_Return)
    assert editor.value() == 2
    assert editor.picker.text() == "12-502"
    assert editor.picker.ghost == "李国栋户 · 12号楼组 · 评价分 108"
    assert form.editor("item").box.hasFocus()


def test_a_scanner_that_types_a_number_and_enter_picks_at_once(
    form: Form[PointsTyped], qtbot: QtBot
) -> None:
    editor = form.editor("household_id")
    assert isinstance(editor, RefEditor)
    editor.picker.setFocus()
    for key in "7-402":
        QTest.keyClicks(editor.picker, key)
    QTest.keyClick(editor.picker, Qt.Key.Key_Enter)
    assert editor.value() == 3


def test_the_arrow_keys_walk_through_the_open_list(form: Form[PointsTyped], qtbot: QtBot) -> None:
    editor = form.editor("household_id")
    assert isinstance(editor, RefEditor)
    picker = editor.picker
    picker.setFocus()
    QTest.keyClicks(picker, "-")
    picker.offer()
    QTest.keyClick(picker, Qt.Key.Key_Down)
    QTest.keyClick(picker, Qt.Key.Key_Down)
    QTest.keyClick(picker, Qt.Key.Key_Up)
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert editor.value() == 2


def test_words_that_fit_nobody_are_a_problem_beside_the_field(form: Form[PointsTyped]) -> None:
    fill(form)
    editor = form.editor("household_id")
    assert isinstance(editor, RefEditor)
    editor.picker.take(None)
    editor.picker.setText("王")
    with pytest.raises(Invalid) as met:
        form.record()
    assert met.value.problems == (Problem("household_id", "请从列表里选一个"),)


def test_leaving_takes_the_only_one_that_can_be_meant(form: Form[PointsTyped]) -> None:
    editor = form.editor("household_id")
    assert isinstance(editor, RefEditor)
    editor.picker.setText("周桂英")
    editor.tidy()
    assert editor.value() == 1


def test_an_option_is_found_by_its_pinyin_initials(form: Form[PointsTyped], qtbot: QtBot) -> None:
    editor = form.editor("item")
    assert isinstance(editor, ChoiceEditor)
    editor.picker.setFocus()
    QTest.keyClicks(editor.picker, "llhz")
    QTest.keyClick(editor.picker, Qt.Key.Key_Return)
    assert editor.text() == "J-06 邻里互助"


def test_the_open_list_goes_with_its_form(form: Form[PointsTyped], qtbot: QtBot) -> None:
    editor = form.editor("item")
    assert isinstance(editor, ChoiceEditor)
    editor.picker.toggle()
    assert editor.picker._list is not None
    assert editor.picker._list.isVisible()
    form.editor("item").hide()
    assert not editor.picker._list.isVisible()


def test_a_sensitive_value_waits_behind_the_eye(form: Form[PointsTyped]) -> None:
    form.set_texts({"card": CARD})
    editor = form.editor("card")
    assert isinstance(editor, LineEditor)
    assert editor.line.text() == "31" + "*" * 16
    assert editor.line.isReadOnly()
    assert form.entry_texts()["card"] == CARD
    editor._toggle()
    assert editor.line.text() == CARD
    assert not editor.line.isReadOnly()
    editor._toggle()
    assert form.entry_texts()["card"] == CARD


def test_several_words_are_ticked_in_a_list(form: Form[PointsTyped]) -> None:
    editor = form.editor("tags")
    assert isinstance(editor, ManyEditor)
    editor.line.setText("独居，高龄")
    editor.tidy()
    assert editor.text() == "独居、高龄"
    assert editor.value() == ("独居", "高龄")


def test_a_record_is_filled_in_and_only_typing_makes_it_dirty(
    form: Form[PointsTyped], qtbot: QtBot
) -> None:
    entry = PointsTyped(
        3, "J-16 楼道堆物", -30, dt.date(2026, 9, 26), "李敏", agreed=True, tags=("独居",)
    )
    form.fill(entry)
    assert not form.dirty
    assert form.record() == entry
    QTest.keyClicks(form.editor("clerk").box, "x")
    assert form.dirty


def test_clearing_for_the_next_one_keeps_what_stays(form: Form[PointsTyped]) -> None:
    fill(form)
    form.clear(keep=("day",))
    texts = form.entry_texts()
    assert texts["day"] == "2026-11-20"
    assert texts["points"] == ""
    assert not form.dirty


def test_what_is_typed_is_kept_as_a_draft_and_comes_back(
    form: Form[PointsTyped], qtbot: QtBot
) -> None:
    kept: list[dict[str, str]] = []
    form.keep_drafts(kept.append)
    QTest.keyClicks(form.editor("points").box, "5")
    qtbot.waitUntil(lambda: bool(kept))
    assert kept[-1]["points"] == "5"
    form.clear()
    assert kept[-1] == {}
    form.restore({"points": "5", "gone": "x"})
    assert form.entry_texts()["points"] == "+5"
    assert form.dirty


def test_facts_that_are_not_typed_join_the_record(form: Form[PointsTyped]) -> None:
    short = Form(PointsTyped, lambda: TODAY)
    short.add("item", 0)
    short.set_texts({"item": "J-06 邻里互助"})
    assert short.record(household_id=9, points=10, day=TODAY).household_id == 9
