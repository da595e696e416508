"""Charts: drawn beside the window's thread, whole in every size, with their numbers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.series import Bars, Chart, Heat, Line, Series, Share, Stack
from tests.ui.kit.demo import HOURS, RANKING, STATES, TREND, inside
from ui import theme
from ui.desk import Desk
from ui.kit.chart import ChartView
from ui.kit.chart.drawing import draw
from ui.kit.chart.style import print_paper, screen_paper
from ui.kit.table import Table

GRID = Heat("矩阵", ("J-01", "J-02", "J-03"), (Line("3-301", (1, 0, 2)), Line("3-302", (0, 3, 1))))

PARTS = Stack(
    "每月履职", tuple(f"{at}月" for at in range(1, 13)),
    (Line("走访", (3,) * 12), Line("培训", (0, 5) * 6), Line("其余", (1,) * 12)), "人次",
)  # fmt: skip


def many(count: int) -> Bars:
    return Bars(
        "很多", tuple(f"第{at}户周桂英" for at in range(count)), (Line("分", tuple(range(count))),)
    )


@pytest.mark.parametrize(
    "chart", [HOURS, RANKING, STATES, TREND, GRID, PARTS], ids=lambda c: c.title
)
@pytest.mark.parametrize(("width", "height"), [(620, 200), (240, 120), (60, 40)])
def test_every_sort_of_chart_is_drawn_in_every_size(chart: Chart, width: int, height: int) -> None:
    picture = draw(chart, screen_paper(theme.current(), 1.0), width, height)
    assert (picture.width, picture.height) == (width, height)
    assert len(picture.rgba) == width * height * 4
    assert len(set(picture.rgba)) > 10


@pytest.mark.parametrize("kind", [Bars, Stack, Series, Share, Heat])
def test_a_chart_without_labels_says_so(kind: type[Chart]) -> None:
    picture = draw(kind("空", (), ()), screen_paper(theme.current(), 1.0), 300, 150)
    assert picture.spots == ()


@pytest.mark.parametrize("kind", [Bars, Stack, Series, Share, Heat])
def test_one_label_is_enough(kind: type[Chart]) -> None:
    draw(kind("一", ("9月",), (Line("分", (0.0,)),)), screen_paper(theme.current(), 1.0), 300, 150)


def test_five_thousand_labels_show_the_first_and_name_the_rest() -> None:
    picture = draw(many(5000), screen_paper(theme.current(), 1.0), 500, 300)
    assert picture.note == f"图上是前 {len(picture.spots)} 项，共 5,000 项，全部见数字。"
    draw(
        Series("很多天", tuple(f"{at}日" for at in range(5000)), (Line("分", tuple(range(5000))),)),
        screen_paper(theme.current(), 1.0),
        500,
        300,
    )


def on_the_edge(chart: Chart, *, alone: bool = False) -> bool:
    """Whether something is drawn on the outermost pixels of a picture."""
    side = 420
    picture = draw(chart, print_paper(96), side, side, alone=alone)
    image = QImage(picture.rgba, side, side, side * 4, QImage.Format.Format_RGBA8888)
    ground = image.pixelColor(1, 1)
    edges = [image.pixelColor(0, at) for at in range(side)]
    edges += [image.pixelColor(side - 1, at) for at in range(side)]
    edges += [image.pixelColor(at, 0) for at in range(side)]
    edges += [image.pixelColor(at, side - 1) for at in range(side)]
    return any(edge != ground for edge in edges)


def test_no_label_is_cut_at_the_edge() -> None:
    assert not on_the_edge(RANKING)
    assert not on_the_edge(PARTS)


def test_a_long_sentence_above_a_picture_goes_on_in_the_next_line() -> None:
    long = "楼组长共499人：" + "，".join(f"第{at}种面貌{at}人（{at}.0%）" for at in range(9)) + "。"
    assert not on_the_edge(
        Bars("政治面貌", ("群众",), (Line("人数", (1,)),), "人", long), alone=True
    )


def test_parts_are_stacked_and_each_can_be_pointed_at() -> None:
    picture = draw(PARTS, screen_paper(theme.current(), 1.0), 620, 300)
    assert {spot.at for spot in picture.spots} == set(range(12))
    first = [spot for spot in picture.spots if spot.at == 1]
    tops = [(round(spot.top), round(spot.bottom)) for spot in first]
    assert all(above[1] <= below[0] + 1 for below, above in pairwise(tops))


def test_lines_stay_apart_in_grey_print() -> None:
    paper = print_paper()
    greys = sorted(_grey(colour) for colour in paper.lines[:4])
    assert all(after - before > 20 for before, after in pairwise(greys))


def _grey(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def shown(desk: Desk, qtbot: QtBot, chart: Chart) -> ChartView:
    view = ChartView(desk.jobs)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.show_chart(chart)
    qtbot.waitUntil(lambda: view._canvas._picture is not None, timeout=20_000)
    return view


def test_a_chart_is_drawn_after_it_is_seen_and_only_once(desk: Desk, qtbot: QtBot) -> None:
    view = shown(desk, qtbot, HOURS)
    first = view._canvas._picture
    view.show_chart(HOURS)
    qtbot.wait(200)
    assert view._canvas._picture is first
    assert (
        view.accessibleName() == "图表：近 12 个月（小时）。志愿服务时长，本月 312.5，比上月多 18%"
    )


def test_the_numbers_stand_where_the_picture_was(desk: Desk, qtbot: QtBot) -> None:
    view = shown(desk, qtbot, HOURS)
    view.turn()
    (table,) = inside(view, Table)
    assert list(table.shown_words())[-1] == ("11月", "312.5")
    assert view.shows_numbers


def test_the_picture_comes_back_after_the_numbers(desk: Desk, qtbot: QtBot) -> None:
    view = shown(desk, qtbot, HOURS)
    view.turn()
    view.turn()
    assert not view.shows_numbers


def test_a_click_on_a_bar_tells_its_key(desk: Desk, qtbot: QtBot) -> None:
    view = shown(desk, qtbot, RANKING)
    with qtbot.waitSignal(view.picked) as met:
        view._canvas.picked.emit(3)
    assert met.args == [3]


def test_a_chart_is_copied_as_a_picture(desk: Desk, qtbot: QtBot) -> None:
    view = shown(desk, qtbot, TREND)
    with qtbot.waitSignal(view.said, timeout=20_000) as met:
        view.copy()
    assert met.args == ["图片已复制，可以粘贴到 Word 或 WPS。"]
    image = QApplication.clipboard().image()
    assert image.width() > 1000


def test_a_chart_is_saved_as_a_picture_file(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    view = shown(desk, qtbot, STATES)
    with qtbot.waitSignal(view.said, timeout=20_000):
        view.save_to(str(tmp_path / "居住类型.png"))
    assert QImage(str(tmp_path / "居住类型.png")).width() > 1000


def test_a_place_that_cannot_be_written_is_said_with_the_remedy(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    view = shown(desk, qtbot, STATES)
    with qtbot.waitSignal(desk.notices.unavailable_for, timeout=20_000) as met:
        view.save_to(str(tmp_path / "没有这个文件夹" / "图.png"))
    assert "换一个文件夹" in str(met.args[0])
