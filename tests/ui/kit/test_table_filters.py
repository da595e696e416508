"""Filters of columns: words with counts, a text to contain, and lists whose rows are outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.fields import columns
from tests.ui.kit.demo import PointsLine, line
from ui.kit.table import Column, Narrowed, Table, WordSource
from ui.kit.table.filter import FilterList
from ui.kit.table.narrowing import FILLED

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


def asked_for(table: Table, name: str) -> FilterList:
    made = table.ask_filter(NAMES.index(name), QPoint(0, 0))
    assert made is not None
    return made


def households(table: Table) -> set[str]:
    return {row.household for row in table.shown_rows()}


def test_the_words_of_a_column_come_with_their_counts_under_the_other_filters(
    table: Table,
) -> None:
    table.filter_by("points", frozenset({"+1", "−3"}))
    assert asked_for(table, "points").offered == [("−3", 3), ("0", 3), ("+1", 3), ("+2", 3)]
    days = dict(asked_for(table, "day").offered)
    assert sum(days.values()) == 6


def test_typing_and_enter_shows_the_cells_that_contain_it(table: Table) -> None:
    asked = asked_for(table, "household")
    asked._box.setText("周桂英")
    QTest.keyClick(asked._box, Qt.Key.Key_Return)
    assert {words.split(" · ")[1] for words in households(table)} == {"周桂英户"}
    assert table.model.narrowed == {"household": Narrowed(contains="周桂英")}
    again = asked_for(table, "household")
    assert again._box.text() == "周桂英"


def test_typed_initials_tick_the_words_they_mean(table: Table) -> None:
    asked = asked_for(table, "household")
    asked._box.setText("zm")
    asked._confirm()
    assert {words.split(" · ")[1] for words in households(table)} == {"赵敏户"}
    narrowed = table.model.narrowed["household"]
    assert narrowed.words is not None
    assert not narrowed.contains


def test_only_ticked_words_in_sight_count_while_something_is_typed(table: Table) -> None:
    asked = asked_for(table, "household")
    asked._box.setText("户")
    asked._all(False)
    asked.tick(0, True)
    asked._confirm()
    assert len(households(table)) == 1


def test_a_masked_column_offers_whether_it_is_filled_and_no_values(table: Table) -> None:
    asked = asked_for(table, "card")
    assert asked.offered == [(FILLED, 12)]


def test_filtered_columns_are_marked_and_told_of(table: Table, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.narrowed):
        table.filter_by("points", frozenset({"+1"}))
    assert table.grid.head._filtered(NAMES.index("points"))
    with qtbot.waitSignal(table.narrowed):
        table.clear_filters()
    assert not table.grid.head._filtered(NAMES.index("points"))


def test_a_filter_that_is_already_in_force_is_not_told_of_again(table: Table) -> None:
    table.filter_by("points", frozenset({"+1"}))
    told: list[int] = []
    table.narrowed.connect(lambda: told.append(1))
    table.filter_by("points", frozenset({"+1"}))
    assert told == []


Put = Callable[[Sequence[tuple[str, int]]], object]


def outside(qtbot: QtBot) -> tuple[Table, list[tuple[str, Put]]]:
    """A long table and what it asked for."""
    asked: list[tuple[str, Put]] = []
    made = Table(columns(PointsLine, *NAMES), name="long")
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    made.narrow_outside(
        WordSource(frozenset({"household"}), lambda name, put: asked.append((name, put)), 3)
    )
    made.show_ids(range(100), lambda ids: {number: line(number) for number in ids})
    return made, asked


def test_the_words_of_a_long_list_come_later_and_its_source_filters(qtbot: QtBot) -> None:
    made, asked = outside(qtbot)
    popup = asked_for(made, "household")
    assert popup._said.text() == "正在读取……"
    popup._confirm()
    assert not popup.isHidden()
    name, put = asked[0]
    assert name == "household"
    put([("3-101", 4), ("3-102", 2)])
    assert popup._said.text() == ""
    popup.tick(0, False)
    with qtbot.waitSignal(made.narrowed):
        popup._confirm()
    assert made.model.narrowed == {"household": Narrowed(frozenset({"3-102"}))}
    assert len(made) == 100


def test_words_that_come_too_late_are_for_nobody(qtbot: QtBot) -> None:
    made, asked = outside(qtbot)
    popup = asked_for(made, "household")
    popup.close()
    qtbot.wait(20)
    asked[0][1]([("3-101", 4)])


def test_more_words_than_fit_are_said_and_found_by_typing(qtbot: QtBot) -> None:
    made, asked = outside(qtbot)
    popup = asked_for(made, "household")
    asked[0][1]([("3-101", 4), ("3-102", 2), ("3-103", 1)])
    assert "只列出 3 种" in popup._said.text()
    popup._box.setText("9-9")
    popup._confirm()
    assert made.model.narrowed == {"household": Narrowed(contains="9-9")}


def test_a_column_that_the_source_does_not_know_has_no_filter(qtbot: QtBot) -> None:
    made, _ = outside(qtbot)
    assert made.ask_filter(NAMES.index("day"), QPoint(0, 0)) is None
    assert not made.model.filterable(NAMES.index("day"))


def test_a_long_list_that_filters_emptied_offers_the_way_out(qtbot: QtBot) -> None:
    made, _ = outside(qtbot)
    made.narrow({"household": Narrowed(contains="没有")})
    made.show_ids([], lambda _ids: {})
    assert made._stack.currentWidget() is made._nothing


def test_other_columns_keep_order_filters_and_widths_by_name(table: Table) -> None:
    table.filter_by("points", frozenset({"+1"}))
    table.sort_by("number")
    fields = columns(PointsLine, "household", "clerk", "number", "points")
    table.set_columns([fields[0], Column(fields[1], shown=False), *fields[2:]])
    assert [column.name for column in table.shown_columns()] == ["household", "number", "points"]
    assert table.model.sorting == (2, False)
    assert {row.points for row in table.shown_rows()} == {10}
    table.set_columns(columns(PointsLine, "household"))
    assert not table.model.narrowed
    assert [table.model.sorting, len(table)] == [None, 12]


def test_a_layout_is_put_back_as_it_was_said(table: Table) -> None:
    before = table.column_state()
    table.grid.head.moveSection(0, 2)
    table._layout.show(4, False)
    changed = table.column_state()
    table.put_column_state(before)
    assert table.column_state() == before
    table.put_column_state(changed)
    assert [name for name, _, seen in table.column_state() if seen][:2] == ["day", "household"]
