"""The appraisal sheet in a real window: typed, pasted, saved as one step, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.leaders.appraisal_sheet import SheetRow, appraisal_sheet
from app.leaders.appraisals import DEFAULT_HEADS, AppraisalEntry, appraise_many
from app.leaders.serving import TWO
from tests.story import dump
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import press, settle
from tests.ui.working import Office, page_of, working
from ui import papers
from ui.leaders.work.page import WorkPage
from ui.leaders.work.score_lines import head_name
from ui.window import MainWindow

PERIOD = "2026年"
FULL = {head.name: head.most for head in DEFAULT_HEADS}


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window at the appraisal sheet."""
    page_of(window).turn_to("appraisal")
    settle(qtbot, window)
    return window


def kept(told: Office) -> dict[str, SheetRow]:
    rows = appraisal_sheet(told.book, PERIOD, TWO, TODAY).rows
    return {row.full_name: row for row in rows}


def shown(page: WorkPage, name: str) -> list[str]:
    for words in page.appraisal.table.shown_words():
        if words[0] == name:
            return list(words[1:])
    raise AssertionError(name)


def at(page: WorkPage, row: int, head: str = "信息掌握") -> None:
    """The keyboard to a cell of the sheet."""
    table = page.appraisal.table
    column = next(at for at, one in enumerate(table.columns) if one.label == head)
    table.grid.setFocus()
    table.grid.choose(row, column)


def keys(text: str, key: Qt.Key) -> None:
    """Type over the current cell."""
    grid = QApplication.focusWidget()
    QTest.keyClicks(grid, text[0])
    box: QWidget = QApplication.focusWidget()
    QTest.keyClicks(box, text[1:])
    QTest.keyClick(box, key)


def test_everybody_in_office_stands_on_the_sheet(page: WorkPage) -> None:
    names = [words[0] for words in page.appraisal.table.shown_words()]
    assert names == ["周桂英", "钱国强", "孙玉兰", "顾晓宇"]
    assert page.status()[0] == "4 人，已评完 0 人"
    assert "信息掌握 20 · 服务居民 20" in page.appraisal.weights.text()


def test_scores_are_typed_along_the_row_and_total_and_grade_come_at_once(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    before = dump(told.book)
    at(page, 0)
    for score in ("19", "18", "18.5", "14", "12"):
        keys(score, Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "9")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert shown(page, "周桂英")[:9] == ["19", "18", "18.5", "14", "12", "9", "", "90.5", "优秀"]
    assert dump(told.book) == before, "nothing is written before it is saved"
    page.attempt(page.appraisal.post)
    settle(qtbot, window)
    row = kept(told)["周桂英"]
    assert (row.total, row.grade, row.assessed_on) == (905, "优秀", TODAY)
    window.undo()
    settle(qtbot, window)
    assert dump(told.book) == before


def test_a_score_beyond_its_head_is_said_over_the_cell(page: WorkPage, told: Office) -> None:
    at(page, 0)
    keys("21", Qt.Key.Key_Return)
    in_place = page.appraisal.table.in_place
    assert in_place is not None
    assert in_place.editor is not None
    assert in_place.editor.problem == "应在 0 到 20 之间"
    in_place.editor.give_up()
    assert page.appraisal.scores.changed == []


def test_a_range_is_pasted_and_rows_that_do_not_fit_stay_in_the_grid(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    lines = ["20\t20\t20\t15\t15\t10", "18\t18\t18\t13\t13\t11", "15\t15\t十\t10\t10\t8"]
    QApplication.clipboard().setText("\n".join(lines))
    at(page, 0)
    page.appraisal.table.grid.paste()
    assert "孙玉兰：" in page.banner.text
    assert shown(page, "周桂英")[7:9] == ["100", "优秀"]
    page.appraisal.assessor.setText("王芳")
    page.attempt(page.appraisal.post)
    settle(qtbot, window)
    rows = kept(told)
    assert (rows["周桂英"].total, rows["周桂英"].assessed_by) == (1000, "王芳")
    assert rows["钱国强"].appraisal_id == 0
    assert rows["孙玉兰"].total is None, "what is typed is kept, also when a head is empty"
    assert "钱国强没有保存，还留在表里" in page.banner.text
    assert [line.row.full_name for line in page.appraisal.scores.changed] == ["钱国强"]
    at(page, 1, "培训学习")
    keys("10", Qt.Key.Key_Return)
    page.attempt(page.appraisal.post)
    settle(qtbot, window)
    assert kept(told)["钱国强"].total == 900


def test_empty_cells_are_filled_with_all_points_and_given_up_again(
    page: WorkPage, told: Office
) -> None:
    page.appraisal.fill_full()
    assert len(page.appraisal.scores.changed) == 4
    assert page.buttons()[-1].title == "保存考评 4 人"
    page.appraisal.give_up()
    assert page.appraisal.scores.changed == []
    assert shown(page, "周桂英")[7] == ""


def test_what_is_typed_outlives_the_room_and_a_restart(
    page: WorkPage, window: MainWindow, told: Office, tmp_path: Path, qtbot: QtBot
) -> None:
    at(page, 0)
    keys("19", Qt.Key.Key_Return)
    page.turn_to("duties")
    settle(qtbot, window)
    page.turn_to("appraisal")
    settle(qtbot, window)
    assert shown(page, "周桂英")[0] == "19"
    with working(told.book, tmp_path, qtbot) as again:
        other = page_of(again)
        other.turn_to("appraisal")
        settle(qtbot, again)
        assert shown(other, "周桂英")[0] == "19"


def test_an_opinion_and_another_grade_are_written_in_the_pane(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    appraise_many(told.book, {told.terms["周桂英"]: AppraisalEntry(PERIOD, FULL)})
    window.go("duties", ("appraisal", told.terms["周桂英"]))
    settle(qtbot, window)
    assert page.pane.title == "周桂英"
    press(page, "写意见")
    form = page.pane.form
    assert form is not None
    form.editor("opinion").set_text("热心，带动了邻居。")
    form.editor("grade").set_text("称职")
    press(page, "保存")
    settle(qtbot, window)
    row = kept(told)["周桂英"]
    assert (row.opinion, row.grade, row.given) == ("热心，带动了邻居。", "称职", "称职")


def test_weights_have_to_come_to_a_hundred_and_earlier_appraisals_keep_theirs(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    appraise_many(told.book, {told.terms["周桂英"]: AppraisalEntry(PERIOD, FULL)})
    settle(qtbot, window)
    page.appraisals.weights()
    form = page.pane.form
    assert form is not None
    form.editor("heads").set_text("走访 60\n调解 30")
    press(page, "保存")
    assert "合计 90，应为 100" in form.problems()["heads"]
    form.editor("heads").set_text("走访 60\n调解")
    press(page, "保存")
    assert "没有分值" in form.problems()["heads"]
    form.editor("heads").set_text("走访 60\n调解：40")
    form.editor("best").set_text("70")
    press(page, "保存")
    assert "依次降低" in form.problems()["best"]
    form.editor("best").set_text("95")
    press(page, "保存")
    settle(qtbot, window)
    assert [head.name for head in kept(told)["周桂英"].heads][:2] == ["信息掌握", "服务居民"]
    line = page.appraisal.scores.line(told.terms["钱国强"])
    assert line is not None
    assert [head_name(head) for head in line.row.heads] == ["head:走访", "head:调解"]
    in_place = page.appraisal.table.in_place
    assert in_place is not None
    assert not line.has("head:信息掌握")


def test_the_forms_and_the_summary_are_printed(
    page: WorkPage, window: MainWindow, told: Office, tmp_path: Path, qtbot: QtBot
) -> None:
    page.attempt(lambda: page.print_appraisals(summary=True))
    assert "还没有保存的考评" in page.banner.text
    entries = dict.fromkeys(told.terms.values(), AppraisalEntry(PERIOD, FULL))
    appraise_many(told.book, entries)
    settle(qtbot, window)
    for summary, pages in ((False, 4), (True, 1)):
        out = tmp_path / f"考评{summary}.pdf"
        papers.Offer(page, "考评", page.appraisal_sheets(summary=summary)).save_to(out)
        settle(qtbot, window)
        assert out.read_bytes().startswith(b"%PDF")
        assert len(page.appraisal_sheets(summary=summary)()) == pages


def test_appraisals_are_deleted_and_come_back(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    entries = dict.fromkeys(told.terms.values(), AppraisalEntry(PERIOD, FULL))
    appraise_many(told.book, entries)
    settle(qtbot, window)
    page.appraisal.table.grid.selectAll()
    page.attempt(page.appraisals.delete_selected)
    settle(qtbot, window)
    assert not any(row.appraisal_id for row in kept(told).values())
    window.undo()
    settle(qtbot, window)
    assert all(row.appraisal_id for row in kept(told).values())
