"""A table on paper: its heading on every page, nothing torn, nothing cut."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QPageLayout, QPdfWriter
from pytestqt.qtbot import QtBot

from app.fields import columns
from tests.ui.kit.demo import PointsLine, line
from ui.kit.table import Table
from ui.kit.table.printing import fitted, print_sheet, sheet_of


def table(qtbot: QtBot, count: int, *names: str) -> Table:
    made = Table(columns(PointsLine, *names), name="print")
    qtbot.addWidget(made)
    made.show_rows([line(at) for at in range(count)])
    return made


def test_a_sheet_holds_exactly_what_is_shown(qtbot: QtBot) -> None:
    shown = table(qtbot, 8, "number", "household", "points", "card")
    shown.sort_by("number")
    shown.filter_by("points", frozenset({"−3"}))
    sheet = sheet_of(shown, "积分流水", "第三季度", "金水苑社区居委会")
    assert sheet.heads == ("序号", "户", "评价分", "证件号码")
    assert [row[0] for row in sheet.rows] == ["20477", "20481"]
    assert {row[3] for row in sheet.rows} == {"31" + "*" * 16}


def test_a_long_table_takes_several_upright_pages(qtbot: QtBot, tmp_path: Path) -> None:
    writer = QPdfWriter(str(tmp_path / "流水.pdf"))
    sheet = sheet_of(table(qtbot, 150, "number", "day", "household", "points"), "积分流水")
    assert print_sheet(sheet, writer) in (3, 4, 5)
    assert writer.pageLayout().orientation() == QPageLayout.Orientation.Portrait


def test_many_columns_lie_down(qtbot: QtBot, tmp_path: Path) -> None:
    writer = QPdfWriter(str(tmp_path / "流水.pdf"))
    names = "number day household item points spendable clerk note card".split()
    print_sheet(sheet_of(table(qtbot, 10, *names), "积分流水"), writer)
    assert writer.pageLayout().orientation() == QPageLayout.Orientation.Landscape


def test_wide_columns_give_way_before_narrow_ones() -> None:
    assert fitted([10, 20, 100], 60) == [10, 20, 30]
    assert fitted([10, 20], 60) == [20, 40]
    assert fitted([], 60) == []


def test_an_empty_table_still_has_its_page(qtbot: QtBot, tmp_path: Path) -> None:
    writer = QPdfWriter(str(tmp_path / "空.pdf"))
    assert print_sheet(sheet_of(table(qtbot, 0, "number", "day"), "积分流水"), writer) == 1
