"""Tables behave as people know it from Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.fields import columns
from tests.ui.kit.demo import PointsLine, line
from ui.commands import Command
from ui.kit.empty import Empty
from ui.kit.table import Column, Table, link
from ui.kit.table.clipboard import pasted
from ui.kit.table.rows import PAGE, PagedRows
from ui.theme import Tone

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NAMES = ("number", "day", "household", "points", "card")


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    made = Table(columns(PointsLine, *NAMES), name="test")
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    made.show_rows([line(at) for at in range(12)])
    return made


def select(table: Table, top: int, left: int, bottom: int, right: int) -> None:
    part = QItemSelection(table.model.index(top, left), table.model.index(bottom, right))
    table.grid.selectionModel().select(part, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def numbers(table: Table) -> list[int]:
    return [row.number for row in table.shown_rows()]


def test_a_click_on_a_heading_sorts_up_then_down_then_as_given(table: Table) -> None:
    given = numbers(table)
    at = NAMES.index("number")
    table.sort_next(at)
    assert numbers(table) == sorted(given)
    table.sort_next(at)
    assert numbers(table) == sorted(given, reverse=True)
    table.sort_next(at)
    assert numbers(table) == given


def test_sorting_goes_by_value_and_not_by_its_letters(table: Table) -> None:
    table.sort_by("points")
    assert [row.points for row in table.shown_rows()][:3] == [-30, -30, -30]


def test_the_current_row_stays_current_when_rows_are_sorted_or_read_again(table: Table) -> None:
    assert table.choose_id(7)
    table.sort_by("number")
    assert table.current_id == 7
    table.show_rows([line(at) for at in range(5, 12)])
    assert table.current_id == 7


def test_a_row_that_is_gone_leaves_no_current_row(table: Table) -> None:
    seen: list[object] = []
    table.choose_id(3)
    table.current_changed.connect(seen.append)
    table.show_rows([line(at) for at in range(5, 8)])
    assert table.current is None
    assert seen[-1] is None


def test_a_range_is_copied_with_tabs_and_lines(table: Table) -> None:
    select(table, 0, 0, 1, 2)
    table.grid.copy()
    text = QApplication.clipboard().text()
    assert text == "20482\t2026-09-28\t1-101 · 周桂英户\n20481\t2026-09-28\t2-202 · 李国栋户"


def test_a_copied_identity_number_is_masked_until_it_is_revealed(table: Table) -> None:
    select(table, 0, 4, 0, 4)
    table.grid.copy()
    assert QApplication.clipboard().text() == "31" + "*" * 16
    table.reveal(True)
    table.grid.copy()
    assert QApplication.clipboard().text() == "310101196503124470"
    html = QApplication.clipboard().mimeData().html()
    assert "mso-number-format:'\\@'" in html


def test_copied_numbers_have_the_minus_that_excel_knows(table: Table) -> None:
    select(table, 1, 3, 1, 3)
    table.grid.copy()
    assert QApplication.clipboard().text() == "-3"


def test_what_is_pasted_comes_as_cells(table: Table, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("3-301\tJ-06\r\n7-402\tJ-16\r\n")
    with qtbot.waitSignal(table.pasted) as met:
        QTest.keyClick(table.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert met.args == [[["3-301", "J-06"], ["7-402", "J-16"]]]
    assert pasted("") == []


def test_a_filter_shows_only_its_words_and_can_be_taken_away(table: Table) -> None:
    table.filter_by("points", frozenset({"+1"}))
    assert {row.points for row in table.shown_rows()} == {10}
    table.show_rows([line(at) for at in range(20)])
    assert {row.points for row in table.shown_rows()} == {10}
    table.clear_filters()
    assert len(table) == 20


def test_a_filter_that_leaves_nothing_says_so_and_offers_the_way_out(table: Table) -> None:
    table.filter_by("household", frozenset())
    assert len(table) == 0
    assert table._stack.currentWidget() is table._nothing


def test_the_list_of_a_filter_ticks_what_is_shown(table: Table) -> None:
    asked = table.ask_filter(3, QPoint(0, 0))
    assert asked is not None
    words = [asked._list.item(at).text() for at in range(asked._list.count())]
    assert words == ["−3", "0", "+1", "+2"]
    asked.tick(0, False)
    asked._confirm()
    assert -30 not in {row.points for row in table.shown_rows()}


def test_an_empty_table_explains_the_first_step(qtbot: QtBot) -> None:
    empty = Empty("还没有居民。", "从一张居民名册开始。", button="导入名册")
    made = Table(columns(PointsLine, *NAMES), name="none", empty=empty)
    qtbot.addWidget(made)
    made.show_rows([])
    assert made._stack.currentWidget() is empty


def test_a_hundred_thousand_rows_are_fetched_page_by_page(qtbot: QtBot) -> None:
    asked: list[int] = []

    def fetch(ids: Sequence[int]) -> Mapping[int, PointsLine]:
        asked.append(len(ids))
        return {number: line(number) for number in ids}

    made = Table(columns(PointsLine, *NAMES), name="long")
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.show_ids(range(100_000), fetch)
    qtbot.wait(20)
    assert len(asked) == 1
    bar = made.grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    made.grid.viewport().repaint()
    assert len(asked) <= 3
    assert max(asked) <= PAGE


def test_a_long_table_asks_its_source_for_another_order(qtbot: QtBot) -> None:
    asked: list[tuple[str, bool]] = []

    def sort(name: str, descending: bool) -> Sequence[int]:
        asked.append((name, descending))
        return range(9, -1, -1)

    made = Table(columns(PointsLine, *NAMES), name="long")
    qtbot.addWidget(made)
    made.show_ids(range(10), lambda ids: {number: line(number) for number in ids}, sort)
    made.sort_by("number", descending=True)
    assert asked == [("number", True)]
    assert [row.id for row in made.shown_rows()][:2] == [9, 8]


def test_only_some_pages_are_kept_in_memory() -> None:
    fetched: list[int] = []

    def fetch(ids: Sequence[int]) -> Mapping[int, int]:
        fetched.append(ids[0])
        return {number: number for number in ids}

    rows = PagedRows(range(100_000), fetch)
    for at in range(0, 100_000, PAGE):
        rows.row(at)
    assert len(rows._pages) <= 60


def test_a_row_that_has_just_left_the_book_is_passed_over(qtbot: QtBot) -> None:
    made = Table(columns(PointsLine, *NAMES), name="gone")
    qtbot.addWidget(made)
    made.show()
    made.show_ids([1, 2, 3], lambda ids: {number: line(number) for number in ids if number != 2})
    assert [row.id for row in made.shown_rows()] == [1, 3]
    made.grid.viewport().repaint()


def test_the_sum_of_a_selection_counts_points_and_not_serial_numbers(table: Table) -> None:
    select(table, 0, 0, 2, 3)
    assert table.selection_sum() == "选中 3 行 · 评价分合计 0"
    select(table, 0, 0, 0, 0)
    assert table.selection_sum() == ""


def test_a_link_does_its_thing_by_mouse_and_by_enter(qtbot: QtBot) -> None:
    done: list[int] = []
    made = Table(
        (
            *columns(PointsLine, "number"),
            link("verb", lambda row: "冲正" if row.id else "", lambda row: done.append(row.id)),
        ),
        name="links",
    )
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.show_rows([line(0), line(1), line(2)])
    spot = made.grid.visualRect(made.model.index(1, 1)).center()
    QTest.mouseClick(
        made.grid.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        spot,
    )
    made.grid.choose(2, 1)
    QTest.keyClick(made.grid, Qt.Key.Key_Return)
    made.grid.choose(0, 1)
    QTest.keyClick(made.grid, Qt.Key.Key_Return)
    assert done == [1, 2]


def test_enter_on_a_row_opens_it(table: Table, qtbot: QtBot) -> None:
    table.choose_id(4)
    with qtbot.waitSignal(table.opened) as met:
        QTest.keyClick(table.grid, Qt.Key.Key_Return)
    assert met.args[0].id == 4


def test_find_walks_to_the_next_row_and_says_when_there_is_none(table: Table, qtbot: QtBot) -> None:
    table.find_bar.ask()
    table.find_bar._box.setText("赵敏")
    qtbot.waitUntil(lambda: table.find_bar.said == "第 3 行")
    table.find_bar.seek(1)
    qtbot.waitUntil(lambda: table.find_bar.said == "第 9 行")
    table.find_bar._box.setText("没有这个人")
    qtbot.waitUntil(lambda: table.find_bar.said == "没有找到")


def test_widths_and_choice_of_columns_are_remembered(tmp_path: Path, qtbot: QtBot) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    first = Table(columns(PointsLine, *NAMES), name="kept", settings=settings)
    qtbot.addWidget(first)
    first.resize(900, 300)
    first.show()
    first.grid.head.moveSection(0, 3)
    first.grid.head.resizeSection(2, 211)
    first._layout.show(4, False)
    first._layout._keep()
    second = Table(columns(PointsLine, *NAMES), name="kept", settings=settings)
    qtbot.addWidget(second)
    assert [column.name for column in second.shown_columns()] == [
        "day",
        "household",
        "points",
        "number",
    ]
    assert second.grid.head.sectionSize(2) == 211


def test_a_spoiled_memory_of_columns_is_no_memory(tmp_path: Path, qtbot: QtBot) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("columns/kept", '[["number", "breit"], 7')
    made = Table(columns(PointsLine, *NAMES), name="kept", settings=settings)
    qtbot.addWidget(made)
    assert len(made.shown_columns()) == len(NAMES)


def test_export_takes_what_is_shown_without_links(qtbot: QtBot) -> None:
    made = Table(
        (
            *columns(PointsLine, "number", "points"),
            Column(columns(PointsLine, "card")[0], shown=False),
            link("verb", lambda _row: "冲正", lambda _row: None),
        ),
        name="export",
    )
    qtbot.addWidget(made)
    made.show_rows([line(0), line(1)])
    assert [column.label for column in made.shown_columns()] == ["序号", "评价分"]
    assert list(made.shown_words()) == [("20482", "+1"), ("20481", "−3")]


def test_signed_numbers_are_green_and_red(qtbot: QtBot) -> None:
    column = Column(columns(PointsLine, "points")[0], signed=True)
    assert [column.tone_of(line(at)) for at in (0, 1, 3)] == [Tone.GREEN, Tone.RED, Tone.MUTED]


def test_the_menu_of_a_row_is_made_of_commands(table: Table, qtbot: QtBot) -> None:
    done: list[str] = []
    table.menu_with(
        lambda: (
            Command("x", "冲正", lambda: done.append("冲正")),
            Command("y", "作废", lambda: None, enabled=lambda: False),
        )
    )
    table.choose_id(1)
    table._open_menu(QPoint(0, 0))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    texts = [(item.text(), item.isEnabled()) for item in menu.actions() if item.text()]
    assert texts[:3] == [("冲正", True), ("作废", False), ("复制\tCtrl+C", True)]
    menu.actions()[0].trigger()
    menu.close()
    assert done == ["冲正"]
