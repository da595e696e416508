"""The charts of posts in a real window: every one drawn, pressed, copied, printed."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.leaders.chart_list import chart_keys, chart_of
from app.leaders.spells import TWELVE
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import settle
from ui.leaders.cover.chart_taking import picture_of
from ui.leaders.cover.page import CoverPage
from ui.press import save_pdf
from ui.window import MainWindow


@pytest.fixture
def charts(page: CoverPage, window: MainWindow, qtbot: QtBot) -> CoverPage:
    """The page with its charts in sight."""
    page.turn_to("charts")
    settle(qtbot, window)
    return page


def test_every_chart_of_every_subject_is_drawn_with_its_numbers(
    charts: CoverPage, window: MainWindow, qtbot: QtBot
) -> None:
    view = charts.charts
    for subject in ("楼组长", "街面长", "两长", "全部岗位"):
        for one in chart_keys(subject):
            view.show_key(one, subject)
            settle(qtbot, window)
            assert view.names.key == one
            assert view.chart is not None
            assert view.numbers.table is not None
            assert len(view.numbers.table) == len(view.chart.labels)
            assert view.definition.text() == view.chart.definition
            assert view.picture.accessibleName().startswith(f"图表：{view.chart.title}")


def test_a_chart_over_time_has_a_period_to_choose(
    charts: CoverPage, window: MainWindow, qtbot: QtBot
) -> None:
    view = charts.charts
    assert not view.period.isVisible()
    view.show_key("coverage")
    settle(qtbot, window)
    assert view.period.isVisible()
    assert view.chart is not None
    assert len(view.chart.labels) == 12
    view.period.choose("60")
    view.read()
    settle(qtbot, window)
    assert len(view.chart.labels) == 21


def test_a_bar_of_a_compound_leads_to_its_map(
    charts: CoverPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    charts.charts.picture.picked.emit(story.compound("年丰苑"))
    settle(qtbot, window)
    assert charts.view is charts.map
    charts.turn_to("charts")
    charts.charts.show_key("street", "街面长")
    settle(qtbot, window)
    with qtbot.waitSignal(charts.asked) as asked:
        charts.charts.picture.picked.emit(story.street("百秀路"))
    assert asked.args == ["leaders", ("street", story.street("百秀路"))]


def test_the_sentence_is_copied(charts: CoverPage) -> None:
    charts.charts.copy_sentence()
    assert QApplication.clipboard().text().startswith("楼组长共3人")


def test_sheets_of_charts_have_picture_sentence_and_numbers(
    charts: CoverPage, tmp_path: Path
) -> None:
    sheets = charts.chart_taking.sheets(chart_keys("楼组长"))()
    assert [sheet.title for sheet in sheets][:2] == ["各小区楼组长人数（人）", "楼组长年龄（人）"]
    assert save_pdf(sheets, tmp_path / "图表.pdf", TODAY) >= len(sheets)
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(tmp_path / "图表.pdf").pages
    ).replace("\n", "")
    assert "楼组长共3人，覆盖2个小区的3个楼组" in text


def test_a_picture_of_many_bars_is_higher(office: MainWindow) -> None:
    many = chart_of(office.desk.book, "compound", "楼组长", TODAY, TWELVE)
    few = chart_of(office.desk.book, "sex", "楼组长", TODAY, TWELVE)
    heights = [QImage.fromData(picture_of(chart).png).height() for chart in (many, few)]
    assert heights[0] > heights[1]
    assert picture_of(many).caption == ""
    assert many.sentence.startswith("楼组长共499人，覆盖22个小区")
