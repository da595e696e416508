"""美丽约定 in a real window over a real book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.book import Book
from app.errors import Refused
from app.pledge import lists, rulesets
from app.pledge.lists import LedgerFilter
from app.pledge.records import PostedEntry
from tests.ui.kit.demo import TODAY, desk_for
from tests.ui.pledging import ROOMS, Pledged, pledged, settle, type_in
from ui.kit.editors import LineEditor, RefEditor
from ui.pledge import taking
from ui.pledge.entry import QuickEntryView
from ui.pledge.entry_view import EntryView
from ui.pledge.ledger_view import LedgerView
from ui.pledge.matrix_view import MatrixView
from ui.pledge.page import PledgePage
from ui.pledge.ranking_view import RankingView
from ui.pledge.rules_view import RulesView
from ui.pledge.taking import Shown
from ui.window import MainWindow


@pytest.fixture
def office(ruled: Book) -> Pledged:
    """Five households that have signed, one that has not."""
    return pledged(ruled)


@pytest.fixture
def window(office: Pledged, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window of the smallest supported size, in the room."""
    desk = desk_for(office.book, tmp_path)
    made = MainWindow(desk, ROOMS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    made.go("pledge")
    settle(qtbot, made)
    yield made
    made.hide()
    settle(qtbot, made)
    desk.jobs.close()


@pytest.fixture
def page(window: MainWindow) -> PledgePage:
    """The page in sight."""
    assert isinstance(window.page, PledgePage)
    return window.page


@pytest.fixture
def entry(page: PledgePage) -> QuickEntryView:
    """The form of quick entry, ready to type."""
    page.enter("entry")
    assert isinstance(page.view, EntryView)
    return page.view.entry


def lines(office: Pledged) -> list[PostedEntry]:
    """The ledger without base points, oldest first."""
    ids = lists.ledger_ids(office.book, LedgerFilter(), descending=False)
    rows = lists.ledger_rows(office.book, ids)
    return [rows[row_id] for row_id in ids]


def holder(form: QuickEntryView) -> RefEditor:
    return cast("RefEditor", form.form.editor("holder_id"))


def rule(form: QuickEntryView) -> RefEditor:
    return cast("RefEditor", form.form.editor("rule_id"))


def record_with_keys(form: QuickEntryView, door: str, code: str) -> None:
    type_in(holder(form).picker, door)
    type_in(rule(form).picker, code)
    press_ctrl_enter(rule(form).picker)


def press_ctrl_enter(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


# Quick entry


def test_a_line_is_recorded_by_room_number_and_code_without_the_mouse(
    office: Pledged, entry: QuickEntryView, window: MainWindow
) -> None:
    record_with_keys(entry, "3-301", "j6")
    (line,) = lines(office)
    assert (line.holder, line.item, line.score, line.occurred_on) == (
        "3-301 · 周桂英户", "J-06 · 帮助邻居 · 1次", 10, TODAY,
    )  # fmt: skip
    assert window.toast.text == "已记 3-301 · 周桂英户 +1 分"


def test_the_next_line_needs_only_the_household(office: Pledged, entry: QuickEntryView) -> None:
    record_with_keys(entry, "3-301", "J-02")
    assert holder(entry).text() == ""
    assert rule(entry).picker.text() == "J-02 参加居民议事"
    type_in(holder(entry).picker, "3-302")
    press_ctrl_enter(holder(entry).picker)
    assert [line.holder for line in lines(office)] == ["3-301 · 周桂英户", "3-302 · 李国栋户"]


def test_a_scanned_card_finds_the_household_before_the_list_opens(entry: QuickEntryView) -> None:
    type_in(holder(entry).picker, "3-304")
    assert holder(entry).picker.text() == "3-304 · 陈志强户"


@pytest.mark.parametrize(("typed", "found"), [("ylhz", []), ("bzlj", ["J-06 帮助邻居"])])
def test_a_rule_is_found_by_its_initials(
    entry: QuickEntryView, typed: str, found: list[str]
) -> None:
    assert [option.title for option in entry._find_rule(typed)] == found


def test_a_name_or_its_initials_find_the_household(office: Pledged, entry: QuickEntryView) -> None:
    office.story.resident("欧阳敏", "3-305", sex="女")
    for typed in ("李国栋", "liguodong", "lgd"):
        assert [one.title for one in entry._find(typed)] == ["3-302 · 李国栋户"]
    (option,) = entry._find("oym")
    assert option.title == "3-305 · 王淑贞户"
    assert option.subtitle == "欧阳敏 · 3号楼组"


def test_the_preview_says_what_would_count_and_what_is_left(entry: QuickEntryView) -> None:
    type_in(holder(entry).picker, "3-301")
    type_in(rule(entry).picker, "j6")
    entry.preview()
    said = entry.said.text()
    assert said.startswith("本次计 +1 分（评价分 100 → 101）")
    assert "本周还可记 1 次（每周2次）" in said
    assert holder(entry).picker.ghost == "3号楼组 · 评价分 100"


def test_a_cap_is_told_before_the_line_is_written(office: Pledged, entry: QuickEntryView) -> None:
    for _ in range(2):
        office.post("3-301", "J-02")
    type_in(holder(entry).picker, "3-301")
    type_in(rule(entry).picker, "J-02")
    entry.preview()
    assert "本次计 0 分" in entry.said.text()
    assert "已达‘每月上限4分’" in entry.said.text()


def test_a_household_that_has_not_signed_is_told_and_may_sign_here(
    office: Pledged, entry: QuickEntryView
) -> None:
    type_in(holder(entry).picker, "4-101")
    type_in(rule(entry).picker, "j6")
    entry.preview()
    assert "参加是自愿的" in entry.said.text()
    assert entry.sign.isVisible()
    assert not entry.go.isVisible()
    entry.sign.click()
    (line,) = lines(office)
    assert line.holder == "4-101 · 孙婷户"
    assert entry.go.isVisible()


def test_signing_and_the_first_line_are_one_step(office: Pledged, entry: QuickEntryView) -> None:
    type_in(holder(entry).picker, "4-101")
    type_in(rule(entry).picker, "j6")
    entry.sign_and_record()
    office.book.undo()
    assert lines(office) == []
    entry.preview()
    type_in(holder(entry).picker, "4-101")
    entry.preview()
    assert entry.sign.isVisible()


def test_without_a_signature_nothing_is_written(office: Pledged, entry: QuickEntryView) -> None:
    record_with_keys(entry, "4-101", "j6")
    assert lines(office) == []
    assert "还没有签约" in entry.form.problems()["holder_id"]


def test_problems_stand_beside_their_fields_and_nothing_typed_is_lost(
    office: Pledged, entry: QuickEntryView
) -> None:
    record_with_keys(entry, "3-301", "J-12")
    assert entry.form.problems()["points"].startswith("请选一档")
    assert holder(entry).picker.text() == "3-301 · 周桂英户"
    points = cast("LineEditor", entry.form.editor("points"))
    points.line.setText("7")
    points.line.setFocus()
    press_ctrl_enter(points.line)
    assert "没有7分这一档" in entry.form.problems()["points"]
    assert points.text() == "7"
    points.line.setText("2")
    press_ctrl_enter(points.line)
    assert [line.score for line in lines(office)] == [20]


def test_a_rule_that_wants_a_second_pair_of_eyes_asks_for_it(
    office: Pledged, entry: QuickEntryView, page: PledgePage
) -> None:
    assert not entry.form.editor("approver").isVisible()
    record_with_keys(entry, "3-301", "J-04")
    assert entry.form.editor("approver").isVisible()
    assert "需要复核" in page.banner.text
    assert lines(office) == []
    entry.form.editor("approver").set_text("李敏")
    press_ctrl_enter(entry.form.editor("approver").box)
    assert [line.approved_by for line in lines(office)] == ["李敏"]


def test_the_assessor_is_remembered(entry: QuickEntryView, page: PledgePage) -> None:
    entry.form.editor("assessor").set_text("李敏")
    record_with_keys(entry, "3-301", "j6")
    assert entry.form.editor("assessor").text() == "李敏"
    again = QuickEntryView(page.desk, page.attempt)
    assert again.form.editor("assessor").text() == "李敏"


def test_the_toast_takes_the_line_back(
    office: Pledged, entry: QuickEntryView, window: MainWindow, qtbot: QtBot
) -> None:
    record_with_keys(entry, "3-301", "j6")
    window.toast._press()
    settle(qtbot, window)
    assert lines(office) == []
    assert window.toast.text == "已撤销：登记积分"


def test_any_of_the_last_lines_can_be_taken_back(
    office: Pledged, entry: QuickEntryView, page: PledgePage, qtbot: QtBot, window: MainWindow
) -> None:
    record_with_keys(entry, "3-301", "j6")
    record_with_keys(entry, "3-302", "j6")
    settle(qtbot, window)
    view = page.view
    assert isinstance(view, EntryView)
    assert len(view.last) == 2
    older = next(line for line in view.last.shown_rows() if "周桂英" in line.holder)
    view.take_back(older)
    scores = dict.fromkeys(("3-301", "3-302"), 0)
    for line in lines(office):
        scores[line.holder[:5]] += line.score
    assert scores == {"3-301": 0, "3-302": 10}


def test_a_rule_of_the_list_goes_into_the_form(page: PledgePage, entry: QuickEntryView) -> None:
    view = page.view
    assert isinstance(view, EntryView)
    third = list(view.rules_table.shown_rows())[2]
    view.rules_table.opened.emit(third)
    assert rule(entry).picker.text() == f"{third.code} {third.title}"


# The ledger and taking back


def ledger_view(page: PledgePage) -> LedgerView:
    assert isinstance(page.view, LedgerView)
    return page.view


def test_the_pane_explains_the_line(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06", description="代买药")
    settle(qtbot, window)
    qtbot.wait(120)
    settle(qtbot, window)
    pane = ledger_view(page).pane
    facts = cast("list[QWidget]", pane.facts.findChildren(QWidget))
    said = {child.accessibleName() for child in facts}
    assert "说明：代买药" in said
    assert any(words.startswith("怎么算的：规则第 1 版（草案）：+1/次，每周2次") for words in said)
    assert any("与上一笔相连" in words for words in said)
    assert pane.score.accessibleName().startswith("评价分 · 第四季度，101")


def test_a_line_is_reversed_only_with_a_reason(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    line = office.post("3-301", "J-06")
    settle(qtbot, window)
    view = ledger_view(page)
    assert view.table.choose_id(line.id)
    view.pane.ask_reason()
    view.pane.confirm.click()
    assert "请写明冲正的原因" in view.pane.reason._words.text()
    assert len(lines(office)) == 1
    view.pane.reason.box.setText("记错户")
    QTest.keyClick(view.pane.reason.box, Qt.Key.Key_Return)
    settle(qtbot, window)
    first, second = lines(office)
    assert (second.reverses_seq, second.score, second.description) == (line.seq, -10, "记错户")
    assert first.reversed_by == second.seq
    assert window.toast.text == f"已冲正第 {line.seq} 号"
    assert view.table.current_id == second.id
    assert not view.pane.reversible


def test_several_lines_are_reversed_together(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    for door in ("3-301", "3-302", "3-303"):
        office.post(door, "J-06")
    settle(qtbot, window)
    view = ledger_view(page)
    view.table.grid.selectAll()
    assert view.pane.reverse.text() == "冲正选中的 3 笔……"
    view.pane.ask_reason()
    view.pane.reason.box.setText("整批记错")
    view.pane.take_back()
    assert sum(line.score for line in lines(office)) == 0
    office.book.undo()
    assert sum(line.score for line in lines(office)) == 30


def test_the_filters_narrow_the_list_and_the_sums(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06")
    office.post("3-302", "J-02")
    settle(qtbot, window)
    view = ledger_view(page)
    assert page.status()[0] == "共 2 笔，评价分合计 +3"
    view.search.setText("李国栋")
    qtbot.waitUntil(lambda: len(view.table) == 1)
    assert page.status()[0] == "共 1 笔，评价分合计 +2"
    view.search.clear()
    view.sign.choose("-1")
    view._read()
    assert len(view.table) == 0


def test_the_status_line_says_whether_the_chain_holds(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06")
    settle(qtbot, window)
    assert page.status()[1] == "流水连续，校验通过"


def test_what_is_shown_is_exported_as_numbers_and_texts(
    office: Pledged, page: PledgePage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06", description="=1+1")
    office.post("3-302", "J-02")
    settle(qtbot, window)
    page.export_to(tmp_path / "流水.xlsx")
    settle(qtbot, window)
    sheet = openpyxl.load_workbook(tmp_path / "流水.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "金水苑社区居委会居民版积分流水（2026-11-21）"
    assert rows[1][:5] == ("序号", "日期", "户", "事项", "评价分")
    assert [row[4] for row in rows[2:4]] == [2, 1]
    assert rows[3][7] == "=1+1"
    assert sheet.cell(4, 8).data_type == "s"
    assert "已导出 2 行" in window.toast.text


def test_the_ways_to_take_the_table_along_are_offered_where_there_is_one(
    page: PledgePage,
) -> None:
    assert page._take.isVisible()
    titles = [command.title for command in page.commands() if command.ready()]
    assert {"导出 Excel……", "打印……", "另存为 PDF……"} <= set(titles)
    page.enter("entry")
    assert not page._take.isVisible()
    titles = [command.title for command in page.commands() if command.ready()]
    assert "打印……" not in titles


def test_a_list_too_long_for_paper_is_refused(office: Pledged) -> None:
    long = Shown("流水", (), taking.MOST_PRINTED + 1, list)
    with pytest.raises(Refused, match="请先筛选，或导出 Excel"):
        taking.paper_of(office.book, long, TODAY)


def test_a_pdf_is_written_that_strict_readers_take(
    office: Pledged, page: PledgePage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06")
    settle(qtbot, window)
    page.save_pdf_to(tmp_path / "流水.pdf")
    content = (tmp_path / "流水.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"/Trapped /False\n>>endobj" in content
    assert window.toast.text == "已存成 1 页 PDF：“流水.pdf”"


# Ranking


def test_equal_scores_stand_at_one_rank_and_the_next_is_skipped(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-02", quantity=2000)
    for door in ("3-302", "3-303"):
        office.post(door, "J-02")
    office.post("3-304", "J-06")
    page.enter("ranking")
    settle(qtbot, window)
    view = page.view
    assert isinstance(view, RankingView)
    found = [(row.rank, row.holder[:5], row.score) for row in view.table.shown_rows()]
    assert found == [
        (1, "3-301", 1040), (2, "3-302", 1020), (2, "3-303", 1020), (4, "3-304", 1010),
        (5, "3-305", 1000),
    ]  # fmt: skip


def test_the_ranking_of_groups_shows_who_has_signed(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-02")
    page.enter("ranking")
    view = page.view
    assert isinstance(view, RankingView)
    view.whom._keys["groups"].click()
    settle(qtbot, window)
    (row,) = view.table.shown_rows()
    assert (row.rank, row.group, row.signed, row.households) == (1, "3号楼组", 5, 5)


def test_the_public_list_names_nobody_and_takes_nothing(
    office: Pledged, page: PledgePage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    for _ in range(2):
        office.post("3-301", "J-02")
    office.post("3-301", "J-06")
    page.enter("ranking")
    view = page.view
    assert isinstance(view, RankingView)
    view.public.setChecked(True)
    words = [" ".join(words) for words in view.table.shown_words()]
    assert words == ["1 金水苑 3号楼组 周* 105 三星"]
    page.export_to(tmp_path / "公示.xlsx")
    settle(qtbot, window)
    text = str(list(openpyxl.load_workbook(tmp_path / "公示.xlsx").worksheets[0].values))
    assert "周桂英" not in text
    assert "3-301" not in text
    assert "扣分" not in text.replace("不列扣分", "")


# The sheet of a 楼组


def matrix(page: PledgePage, office: Pledged) -> MatrixView:
    page.enter("matrix", ("group", office.group))
    assert isinstance(page.view, MatrixView)
    return page.view


def fill(view: MatrixView, down: int, code: str, text: str) -> None:
    across = next(at for at, one in enumerate(view.model.rules) if one.code == code)
    view.model.setData(view.model.index(down, across), text)


def test_a_sheet_is_posted_as_one_batch_that_one_undo_takes_back(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    view = matrix(page, office)
    assert [line.holder for line in view.model.lines] == [
        "3-301 · 周桂英户", "3-302 · 李国栋户", "3-303 · 赵敏户", "3-304 · 陈志强户",
        "3-305 · 王淑贞户",
    ]  # fmt: skip
    fill(view, 0, "J-02", "1")
    fill(view, 1, "J-06", "2")
    fill(view, 2, "J-05", "1.5")
    view.post()
    settle(qtbot, window)
    assert [line.score for line in lines(office)] == [20, 20, 15]
    assert view.model.cells == {}
    assert window.toast.text == "已整表登记3号楼组 3 笔，合计 +5.5 分"
    window.toast._press()
    settle(qtbot, window)
    assert lines(office) == []


def test_the_sheet_shows_what_the_caps_leave_before_it_is_posted(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    view = matrix(page, office)
    fill(view, 0, "J-02", "3")
    fill(view, 1, "J-06", "1")
    qtbot.waitUntil(lambda: len(view.model.judged) == 2, timeout=5000)
    assert view.said.text() == "2 户填了 2 格，合计 +5 分；1 格到了上限，只计一部分"
    assert lines(office) == []


def test_what_is_no_number_does_not_enter_a_cell(office: Pledged, page: PledgePage) -> None:
    view = matrix(page, office)
    fill(view, 0, "J-02", "两")
    assert "不是数量" in page.banner.text
    fill(view, 0, "J-02", "300")
    assert "一格最多 31" in page.banner.text
    assert view.model.cells == {}


def test_a_range_of_excel_is_pasted_and_copied(office: Pledged, page: PledgePage) -> None:
    view = matrix(page, office)
    view.grid.setCurrentIndex(view.model.index(1, 1))
    view.grid.paste("1\t2\n\t3\n")
    assert sorted(view.model.cells.values()) == [1000, 2000, 3000]
    view.grid.clearSelection()
    view.grid.setCurrentIndex(view.model.index(1, 1))
    view.grid.copy()
    assert QApplication.clipboard().text() == "1"


def test_the_keys_of_the_sheet_are_those_of_a_spreadsheet(
    office: Pledged, page: PledgePage, qtbot: QtBot
) -> None:
    view = matrix(page, office)
    grid = view.grid
    grid.setCurrentIndex(view.model.index(0, 1))
    QTest.keyClick(grid, Qt.Key.Key_2)
    (editor,) = cast("list[QLineEdit]", grid.viewport().findChildren(QLineEdit))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: list(view.model.cells.values()) == [2000])
    assert grid.currentIndex().row() == 1
    grid.setCurrentIndex(view.model.index(0, 1))
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert not view.model.cells


def test_an_emptied_sheet_comes_back(office: Pledged, page: PledgePage, window: MainWindow) -> None:
    view = matrix(page, office)
    fill(view, 0, "J-02", "1")
    view.clear.click()
    assert view.model.cells == {}
    window.toast._press()
    assert list(view.model.cells.values()) == [1000]


def test_the_blank_sheet_lists_the_households_and_the_rules(
    office: Pledged, page: PledgePage
) -> None:
    paper = matrix(page, office).blank_paper()
    assert paper.header[0] == "户"
    assert "参加居民议事（次）" in paper.header
    assert [row[0] for row in paper.rows][:2] == ["3-301 · 周桂英户", "3-302 · 李国栋户"]


# Rules


def test_a_rule_is_edited_while_nothing_rests_on_its_version(
    office: Pledged, page: PledgePage
) -> None:
    page.enter("rules")
    view = page.view
    assert isinstance(view, RulesView)
    view.ask_edit()
    view.form.editor("points").set_text("3")
    saved = view.save_rule()
    assert saved is not None
    assert rulesets.rules_of(office.book, office.rule_set, TODAY)[0].points == 30


def test_a_rule_that_counted_is_frozen_until_a_new_version(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06", dt.date(2026, 11, 19))
    page.enter("rules")
    settle(qtbot, window)
    view = page.view
    assert isinstance(view, RulesView)
    assert not view.edit.isVisible()
    assert "不能再改" in view.frozen.text()
    view.new_version()
    settle(qtbot, window)
    assert view.edit.isVisible()
    assert "第 2 版（草案），自 2026-11-21 起" in view.about.text()


def test_the_adoption_of_the_pledge_is_recorded(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    page.enter("rules")
    settle(qtbot, window)
    view = page.view
    assert isinstance(view, RulesView)
    assert view.label.isVisible()
    assert view.label.text() == "示例"
    view.ask_adoption()
    assert not view.save_adoption()
    assert set(view.adoption.problems()) == {"adopted_by", "adopted_on"}
    view.adoption.set_texts({"adopted_by": "居民会议", "adopted_on": "2026-11-20"})
    assert view.save_adoption()
    settle(qtbot, window)
    assert "由居民会议通过" in view.about.text()
    assert not view.label.isVisible()


# The page


def test_every_rule_set_and_every_view_can_be_entered(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06")
    office.story.shop("好邻居超市")
    for chip in list(page.sets._keys.values()):
        chip.click()
        for key in ("ledger", "entry", "matrix", "ranking", "rules"):
            page.enter(key)
            settle(qtbot, window)
            assert page.title.startswith("美丽约定 · ")
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [window]


def test_another_place_may_ask_for_a_season_or_an_account(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06")
    office.post("3-302", "J-06")
    page.open(("account", office.accounts["3-302"]))
    settle(qtbot, window)
    assert [row.holder for row in ledger_view(page).table.shown_rows()] == ["3-302 · 李国栋户"]
    page.open(("matrix", None))
    assert isinstance(page.view, MatrixView)
    page.open("rules")
    assert isinstance(page.view, RulesView)


def test_a_page_at_1280_by_720_need_not_be_scrolled(
    office: Pledged, page: PledgePage, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-06")
    window.resize(1280, 720)
    for key in ("ledger", "entry", "matrix", "ranking", "rules"):
        page.enter(key)
        settle(qtbot, window)
        viewport = page.parentWidget()
        assert viewport is not None
        assert page.height() <= viewport.height(), key
