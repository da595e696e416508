"""The coverage map in a real window: looked at, walked through, filtered, pressed."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.cover_map import STATES, VACANT, cover_map
from app.leaders.terms import end_term
from tests.story import Story
from tests.ui.cover.room import opened, page_of
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import settle
from ui import theme
from ui.leaders.cover.canvas import CoverCanvas
from ui.leaders.cover.layout import Board, cell_room
from ui.leaders.cover.page import CoverPage
from ui.leaders.cover.paint import swatch
from ui.leaders.cover.style import paper_style, screen_style
from ui.theme import Size, Theme
from ui.window import MainWindow

NOISE = 4
"""By how much a loaded machine may be slower than the promise."""


def key(canvas: CoverCanvas, name: str) -> tuple[int, str]:
    assert canvas.board is not None
    return next(one for one, (_, cell, _, _) in canvas.board.places.items() if cell.name == name)


def middle(canvas: CoverCanvas, name: str) -> QPoint:
    rect = canvas.rect_of(key(canvas, name))
    assert rect is not None
    return rect.center().toPoint()


def names(canvas: CoverCanvas) -> list[str]:
    assert canvas.board is not None
    return [canvas.board.places[one][1].name for one in canvas.board.order]


def test_the_map_shows_every_place_with_its_counts_and_sentence(page: CoverPage) -> None:
    assert names(page.map.canvas) == [
        "3号1单元",
        "3号2单元",
        "5号楼组",
        "1号楼组",
        "百秀路",
        "金水路",
    ]
    assert page.map.sentence.text() == (
        "楼组长共3人，覆盖2个小区的3个楼组，覆盖率75%，缺额1个。街面长共1人，覆盖1个街面，缺额1个。"
    )
    rows = page.map.numbers.shown_rows()
    assert [(row.name, row.posts, row.held, row.ending, row.vacant) for row in rows] == [
        ("金水苑", 3, 2, 0, 1), ("年丰苑", 1, 1, 1, 0), ("街面", 2, 1, 0, 1),
    ]  # fmt: skip
    counts = {entry.key: entry.count for entry in page.map.legend.entries}
    assert counts == {"在任": 3, "身兼多职": 0, "即将届满": 1, "届满未换": 0, "缺额": 2}
    assert page.status()[0] == "4 个楼组 · 2 个街面 · 截至 2026-11-21"


def test_a_click_leads_to_the_term_and_to_the_vacancy(
    page: CoverPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.asked) as asked:
        QTest.mouseClick(
            page.map.canvas.viewport(), Qt.MouseButton.LeftButton,
            pos=middle(page.map.canvas, "3号2单元"),
        )  # fmt: skip
    assert asked.args == ["leaders", ("group", story.group("3号2单元"))]
    settle(qtbot, window)
    assert window.page.pane.title.startswith("李国栋")  # type: ignore[union-attr]
    window.go("cover")
    settle(qtbot, window)
    with qtbot.waitSignal(page.asked) as asked:
        QTest.mouseClick(
            page.map.canvas.viewport(), Qt.MouseButton.LeftButton,
            pos=middle(page.map.canvas, "百秀路"),
        )  # fmt: skip
    assert asked.args == ["leaders", ("street", story.street("百秀路"))]


def test_the_keys_walk_from_cell_to_cell_and_say_where_they_are(
    page: CoverPage, story: Story, qtbot: QtBot
) -> None:
    canvas = page.map.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.accessibleDescription() == ("金水苑，3号1单元，周桂英，在任，任期到 2028-12-31")
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert page.map.strip.text() == "金水苑，5号楼组，缺额，已 30 天"
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.accessibleDescription().startswith("年丰苑，1号楼组，欧阳敏，即将届满")
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.accessibleDescription().startswith("街面，金水路，陈老板")
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    with qtbot.waitSignal(page.asked) as asked:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert asked.args == ["leaders", ("group", story.group("3号1单元"))]
    assert canvas.accessibleName().startswith("覆盖图：2026-11-21。楼组长共3人")


def test_the_note_beside_the_mouse_says_more(page: CoverPage, story: Story) -> None:
    canvas = page.map.canvas
    place = middle(canvas, "1号楼组").toPointF()
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, place, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)
    assert canvas.note.isVisible()
    assert "欧阳敏" in canvas.note.text()
    assert "任期到 2026-12-31" in canvas.note.text()
    QApplication.sendEvent(canvas.viewport(), QEvent(QEvent.Type.Leave))
    canvas.leaveEvent(QEvent(QEvent.Type.Leave))
    assert not canvas.note.isVisible()


def test_state_and_compound_narrow_the_map(
    page: CoverPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.map.state.choose(VACANT)
    page.map.read()
    settle(qtbot, window)
    assert names(page.map.canvas) == ["5号楼组", "百秀路"]
    page.map.compound.choose(str(story.compound("年丰苑")))
    page.map.read()
    settle(qtbot, window)
    assert page.map.stack.currentIndex() == 2
    page.map.state.choose("")
    page.map.read()
    settle(qtbot, window)
    assert names(page.map.canvas) == ["1号楼组"]
    assert page.map.sentence.text() == ("楼组长共1人，覆盖1个小区的1个楼组，覆盖率100%，没有缺额。")


def test_the_legend_has_one_state_stand_out(page: CoverPage) -> None:
    before = pixels(page.map.canvas)
    entry = next(one for one in page.map.legend.entries if one.key == VACANT)
    entry.click()
    assert pixels(page.map.canvas) != before
    entry.click()
    assert pixels(page.map.canvas) == before


def pixels(canvas: CoverCanvas) -> bytes:
    return bytes(canvas.viewport().grab().toImage().constBits())


def test_another_day_is_drawn_as_it_was(page: CoverPage, window: MainWindow, qtbot: QtBot) -> None:
    page.map.as_at.set_text("2023-01-01")
    page.map.as_at.entered.emit()
    settle(qtbot, window)
    assert page.map.sentence.text().startswith("楼组长共1人，覆盖1个小区的1个楼组，覆盖率33.3%")


def test_a_change_elsewhere_is_drawn(
    page: CoverPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    story.leader("何勇", "5号楼组", "2026-11-01")
    qtbot.waitUntil(lambda: page.map.sentence.text().startswith("楼组长共4人"))


def test_a_row_of_the_numbers_brings_its_compound_into_sight(
    office: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(office)
    assert page.map.canvas.verticalScrollBar().value() == 0
    page.map.numbers.grid.choose(10)
    top = page.map.canvas.verticalScrollBar().value()
    assert top > 500
    assert page.map.canvas.board is not None
    area = list(page.map.numbers.shown_rows())[10].id
    assert page.map.canvas.board.top_of(area) == pytest.approx(top, abs=1)


def test_an_empty_book_offers_the_first_step(ruled: Book, tmp_path: Path, qtbot: QtBot) -> None:
    with opened(ruled, tmp_path, qtbot) as window:
        page = page_of(window)
        assert page.map.stack.currentIndex() == 1
        assert not page.map.words.isVisible()
        page.attempt(page.map_taking.print)
        assert "没有可以画的楼组和街面" in page.banner.text


def test_the_map_is_drawn_in_every_theme_and_size(page: CoverPage, qapp: QApplication) -> None:
    for look in (Theme.DARK, Theme.CONTRAST):
        for size in (Size.SMALL, Size.LARGE):
            theme.apply(qapp, look, size)
            assert page.map.canvas.board is not None
            assert len(page.map.canvas.board.order) == 6
            assert page.map.canvas.viewport().grab().width() > 0


def test_states_are_told_apart_in_grey(qapp: QApplication) -> None:
    style = paper_style()
    seen: set[bytes] = set()
    for state in STATES:
        image = QImage(60, 30, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.scale(0.2, 0.2)
        swatch(painter, QRectF(10, 10, 260, 120), state, style)
        painter.end()
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        seen.add(bytes(grey.constBits()))
    assert len(seen) == len(STATES)


def test_no_name_of_a_leader_or_place_is_cut(office: MainWindow) -> None:
    board = page_of(office).map.canvas.board
    assert board is not None
    for rect, cell, _, _ in board.places.values():
        assert cell_room(cell, board.style) <= rect.width() + 0.5, cell


# Speed


def test_507_places_are_painted_in_less_than_a_frame_of_a_tenth_of_a_second(
    office: MainWindow,
) -> None:
    canvas = page_of(office).map.canvas
    times = []
    for _ in range(7):
        began = time.perf_counter()
        canvas.viewport().repaint()
        times.append((time.perf_counter() - began) * 1000)
    assert statistics.median(times) < 100 * NOISE
    shown = cover_map(office.desk.book, TODAY)
    began = time.perf_counter()
    Board(shown, screen_style(theme.current()), 700)
    assert (time.perf_counter() - began) * 1000 < 100 * NOISE


def test_a_leader_who_left_is_gone_from_map_and_charts_alike(
    page: CoverPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    end_term(
        story.book, story.leader("何勇", "5号楼组", "2026-11-01"), dt.date(2026, 11, 20), "辞任"
    )
    settle(qtbot, window)
    assert page.map.sentence.text().startswith("楼组长共3人")
    page.turn_to("charts")
    settle(qtbot, window)
    assert page.charts.chart is not None
    assert page.charts.chart.sentence.startswith("楼组长共3人")


def test_the_room_opens_at_a_compound(
    page: CoverPage, window: MainWindow, story: Story, qtbot: QtBot
) -> None:
    page.turn_to("charts")
    window.go("cover", ("map", story.compound("年丰苑")))
    settle(qtbot, window)
    assert page.view is page.map
