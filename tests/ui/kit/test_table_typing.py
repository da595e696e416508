"""Typing into the cells of a table and pasting over them, as people know it from Excel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import Invalid, Refused
from app.fields import columns
from tests.ui.kit.demo import TODAY, PointsLine, line
from ui.kit.table import Cells, Pasted, Table
from ui.kit.table.cells import CellEditor
from ui.kit.table.clipboard import pasted as cells_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NAMES = ("number", "day", "household", "clerk", "note", "card")
NUMBER, DAY, HOUSEHOLD, CLERK, NOTE, CARD = range(6)


@dataclass
class Office:
    """Takes what is typed, as a page would."""

    rows: dict[int, PointsLine]
    saved: list[tuple[int, str, Any]] = field(default_factory=list)
    pasted: list[Pasted] = field(default_factory=list)
    imported: list[object] = field(default_factory=list)
    looked: list[tuple[int, str]] = field(default_factory=list)
    trouble: Exception | None = None

    def save(self, row_id: int, name: str, value: Any) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.saved.append((row_id, name, value))
        self.rows[row_id] = replace(self.rows[row_id], **{name: value})

    def plain(self, row_id: int, name: str) -> str | None:
        self.looked.append((row_id, name))
        return self.rows[row_id].card

    def refusal(self, row: PointsLine) -> str:
        return "已冲正，不能再改" if row.id == 11 else ""


@pytest.fixture
def office() -> Office:
    return Office({at: line(at) for at in range(12)})


@pytest.fixture
def table(office: Office, qtbot: QtBot) -> Table:
    made = Table(columns(PointsLine, *NAMES), name="typed")
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.edit_with(
        Cells(
            frozenset({"day", "clerk", "note", "card"}), lambda: TODAY, office.save,
            office.pasted.append, office.plain, office.refusal, office.imported.append,
        )
    )  # fmt: skip
    made.show()
    made.show_ids(range(12), lambda ids: {at: office.rows[at] for at in ids})
    qtbot.waitExposed(made)
    made.activateWindow()
    made.grid.setFocus()
    return made


def key(table: Table, key: Qt.Key) -> None:
    QTest.keyClick(table.grid, key)


def editor(table: Table) -> CellEditor:
    assert table.in_place is not None
    assert table.in_place.editor is not None
    return table.in_place.editor


def closed(table: Table) -> bool:
    return table.in_place is not None and table.in_place.editor is None


def select(table: Table, top: int, left: int, bottom: int, right: int) -> None:
    part = QItemSelection(table.model.index(top, left), table.model.index(bottom, right))
    table.grid.selectionModel().select(part, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def paste(table: Table, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(table.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_typing_opens_the_cell_and_enter_saves_and_goes_down(table: Table, office: Office) -> None:
    table.grid.choose(0, CLERK)
    QTest.keyClicks(table.grid, "L")
    assert editor(table).editor.text() == "L"
    box = editor(table).editor.box
    QTest.keyClicks(box, "i")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert office.saved == [(0, "clerk", "Li")]
    assert closed(table)
    assert (table.current_id, table.grid.currentIndex().column()) == (1, CLERK)
    assert table.model.words(0, CLERK) == "Li"


def test_f2_opens_the_cell_with_what_is_in_it_and_escape_leaves_it(
    table: Table, office: Office
) -> None:
    table.grid.choose(0, NOTE)
    key(table, Qt.Key.Key_F2)
    assert editor(table).editor.text() == line(0).note
    box = editor(table).editor.box
    editor(table).editor.set_text("别的")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert closed(table)
    assert office.saved == []
    assert table.current_id == 0


def test_tab_saves_and_opens_the_next_cell_that_may_be_changed(
    table: Table, office: Office
) -> None:
    table.grid.choose(2, DAY)
    key(table, Qt.Key.Key_F2)
    editor(table).editor.set_text("0305")
    QTest.keyClick(editor(table).editor.box, Qt.Key.Key_Tab)
    assert office.saved[0][:2] == (2, "day")
    assert office.saved[0][2].isoformat() == "2026-03-05"
    assert editor(table).field.name == "clerk"
    QTest.keyClick(editor(table).editor.box, Qt.Key.Key_Backtab)
    assert editor(table).field.name == "day"
    assert len(office.saved) == 1


def test_what_cannot_be_taken_is_said_at_the_cell_and_nothing_typed_is_lost(
    table: Table, office: Office
) -> None:
    table.grid.choose(2, DAY)
    key(table, Qt.Key.Key_F2)
    editor(table).editor.set_text("不是日期")
    QTest.keyClick(editor(table).editor.box, Qt.Key.Key_Return)
    assert "日期" in editor(table).problem
    assert editor(table).editor.text() == "不是日期"
    for trouble in (Invalid.of("day", "早于签约日"), Refused("这一季已经关账")):
        office.trouble = trouble
        editor(table).editor.set_text("2026-03-05")
        QTest.keyClick(editor(table).editor.box, Qt.Key.Key_Return)
        assert editor(table).problem == str(trouble)
    office.trouble = None
    QTest.keyClick(editor(table).editor.box, Qt.Key.Key_Return)
    assert closed(table)
    assert office.saved[0][2].isoformat() == "2026-03-05"


def test_an_open_cell_outlives_a_new_reading_of_the_list(table: Table, office: Office) -> None:
    table.grid.choose(5, CLERK)
    key(table, Qt.Key.Key_F2)
    editor(table).editor.set_text("赵")
    table.show_ids([5, 6, 7], lambda ids: {at: office.rows[at] for at in ids})
    assert editor(table).editor.text() == "赵"
    assert editor(table).y() == table.grid.visualRect(table.model.index(0, CLERK)).y()
    assert editor(table).commit(0, 0)
    assert office.saved == [(5, "clerk", "赵")]


def test_a_masked_cell_is_opened_by_f2_alone_and_the_look_is_told(
    table: Table, office: Office, qtbot: QtBot
) -> None:
    table.grid.choose(0, CARD)
    with qtbot.waitSignal(table.said) as met:
        QTest.keyClicks(table.grid, "3")
    assert "F2" in met.args[0]
    assert closed(table)
    key(table, Qt.Key.Key_F2)
    assert editor(table).editor.text() == line(0).card
    assert office.looked == [(0, "card")]


def test_a_row_that_may_not_be_changed_says_why(table: Table, qtbot: QtBot) -> None:
    table.grid.choose(11, CLERK)
    with qtbot.waitSignal(table.said) as met:
        key(table, Qt.Key.Key_F2)
    assert met.args == ["已冲正，不能再改"]


def test_f2_on_a_column_without_cells_is_left_to_the_page(table: Table) -> None:
    table.grid.choose(0, NUMBER)
    key(table, Qt.Key.Key_F2)
    QTest.keyClicks(table.grid, "7")
    assert closed(table)
    assert table.current_id == 0


def test_chinese_is_typed_over_a_cell_by_way_of_an_input_method(table: Table) -> None:
    table.grid.choose(0, CLERK)
    assert table.grid.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    event = QInputMethodEvent()
    event.setCommitString("王芳")
    QApplication.sendEvent(table.grid, event)
    assert editor(table).editor.text() == "王芳"
    editor(table).give_up()
    table.grid.choose(0, NUMBER)
    assert not table.grid.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_click_elsewhere_saves_what_was_typed(table: Table, office: Office, qtbot: QtBot) -> None:
    table.grid.choose(0, CLERK)
    key(table, Qt.Key.Key_F2)
    editor(table).editor.set_text("王")
    table.grid.setFocus()
    qtbot.waitUntil(lambda: closed(table))
    assert office.saved == [(0, "clerk", "王")]


def test_a_range_is_pasted_cell_by_cell_where_the_selection_begins(
    table: Table, office: Office
) -> None:
    table.grid.choose(1, CLERK)
    paste(table, "王芳\t代买药\r\n李敏\t")
    assert office.pasted == [
        Pasted({1: {"clerk": "王芳", "note": "代买药"}, 2: {"clerk": "李敏", "note": ""}})
    ]


def test_one_cell_is_repeated_over_all_that_is_selected(table: Table, office: Office) -> None:
    select(table, 3, CLERK, 5, CLERK)
    paste(table, "王芳")
    assert office.pasted[0].cells == {at: {"clerk": "王芳"} for at in (3, 4, 5)}


def test_what_has_no_place_is_told_and_the_rest_is_pasted(table: Table, office: Office) -> None:
    table.grid.choose(10, HOUSEHOLD)
    paste(table, "某户\t王\n某户\t李\n某户\t赵")
    assert office.pasted[0].cells == {10: {"clerk": "王"}}
    assert office.pasted[0].refused == (
        "1 行超出了列表的末尾",
        "已冲正，不能再改",
        "“户”不能在表里改（1 格）",
    )


def test_a_list_with_headings_goes_to_the_import_assistant(table: Table, office: Office) -> None:
    table.grid.choose(0, CLERK)
    rows = "户\t经办\n3-301\t王芳"
    paste(table, rows)
    assert office.imported == [cells_of(rows)]
    wide = "\t".join("一二三四五六七八")
    paste(table, wide)
    assert office.imported[1] == [list("一二三四五六七八")]
    assert office.pasted == []


def test_delete_empties_the_selected_cells(table: Table, office: Office) -> None:
    select(table, 0, CLERK, 1, NOTE)
    key(table, Qt.Key.Key_Delete)
    empty = {"clerk": "", "note": ""}
    assert office.pasted == [Pasted({0: empty, 1: empty})]


def test_all_hundred_thousand_rows_can_be_selected_and_a_limit_is_said(
    office: Office, table: Table, qtbot: QtBot
) -> None:
    table.show_ids(range(100_000), lambda ids: {at: line(at) for at in ids})
    table.grid.selectAll()
    assert table.grid.count_selected() == 100_000
    with qtbot.waitSignal(table.said) as met:
        table.grid.copy()
    assert "最多复制" in met.args[0]
    with qtbot.waitSignal(table.said) as met:
        key(table, Qt.Key.Key_Delete)
    assert met.args == ["一次最多修改 20,000 行，请先筛选。"]
    assert len(table.selected_ids()) == 100_000
