"""今日 in a real window over a real book."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.book import Book
from app.due import Item
from app.pledge.lists import LedgerFilter, ledger_ids, ledger_rows
from tests.ui.kit.demo import TODAY, desk_for
from tests.ui.pledging import ROOMS, Pledged, pledged, settle, type_in
from ui.kit.cards import FigureCard
from ui.kit.editors import RefEditor
from ui.pledge.matrix_view import MatrixView
from ui.pledge.page import PledgePage
from ui.theme import Tone
from ui.today.badges import badges
from ui.today.page import TodayPage, day_words, title_of
from ui.window import MainWindow


@pytest.fixture
def office(ruled: Book) -> Pledged:
    """Five households that have signed; nobody leads their 楼组."""
    return pledged(ruled)


@pytest.fixture
def window(office: Pledged, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window of the smallest supported size, as it opens."""
    desk = desk_for(office.book, tmp_path)
    made = MainWindow(desk, ROOMS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go("today")
    settle(qtbot, made)
    yield made
    made.hide()
    settle(qtbot, made)
    desk.jobs.close()


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    """The page in sight."""
    assert isinstance(window.page, TodayPage)
    return window.page


def items(page: TodayPage) -> list[Item]:
    return cast("list[Item]", list(page.items.shown_rows()))


def words(card: FigureCard) -> list[str]:
    labels = cast("list[QLabel]", card.findChildren(QLabel))
    return [label.text() for label in labels]


def test_the_title_says_what_day_it_is(page: TodayPage) -> None:
    assert page.title == "今日 · 11月21日 星期六"
    assert title_of(dt.date(2026, 11, 22)) == "今日 · 11月22日 星期日"


def test_what_is_due_stands_in_the_list_with_the_most_pressing_first(page: TodayPage) -> None:
    first = items(page)[0]
    assert (first.text, first.object) == ("楼组长缺额 2516 天", "金水苑 · 3号楼组")
    assert page.items.columns[0].dot is not None
    assert page.items.columns[0].dot(first) is Tone.RED


def test_one_click_leads_to_where_it_is_done(
    page: TodayPage, office: Pledged, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.asked) as asked:
        page.items.columns[-1].act(items(page)[0])  # type: ignore[misc]
    assert asked.args == ["leaders", ("group", office.group)]


def test_a_quiet_day_says_so(ruled: Book, tmp_path: Path, qtbot: QtBot) -> None:
    desk = desk_for(ruled, tmp_path)
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert items(page) == []
    assert "今天没有到期的事" in " ".join(
        label.text() for label in cast("list[QLabel]", page.items.findChildren(QLabel))
    )
    page.hide()
    desk.jobs.close()


def test_the_figures_are_those_of_the_book(page: TodayPage) -> None:
    assert words(page.figures[0])[:2] == ["在任楼组长", "0"]
    assert "覆盖 0% · 缺 1" in words(page.figures[0])
    assert words(page.figures[2])[1] == "5"
    assert page.status()[0] == "本居委 1 个小区 · 1 个楼组 · 6 户 · 0 人"


def test_a_line_is_recorded_on_the_first_page_and_the_figure_follows(
    page: TodayPage, office: Pledged, window: MainWindow, qtbot: QtBot
) -> None:
    form = page.entry.form
    holder = cast("RefEditor", form.editor("holder_id")).picker
    rule = cast("RefEditor", form.editor("rule_id")).picker
    type_in(holder, "3-301")
    type_in(rule, "j2")
    QTest.keyClick(rule, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    rows = ledger_rows(office.book, ledger_ids(office.book, LedgerFilter()))
    assert [row.score for row in rows.values()] == [20]
    assert words(page.figures[3])[1] == "+2"
    window.toast._press()
    settle(qtbot, window)
    assert words(page.figures[3])[1] == "0"


def test_what_is_typed_survives_a_change_of_the_book(
    page: TodayPage, office: Pledged, window: MainWindow, qtbot: QtBot
) -> None:
    holder = cast("RefEditor", page.entry.form.editor("holder_id")).picker
    type_in(holder, "3-302")
    office.post("3-301", "J-02")
    settle(qtbot, window)
    assert holder.text() == "3-302 · 李国栋户"


def test_the_sheet_of_a_group_is_one_click_away(
    page: TodayPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.open_matrix()
    settle(qtbot, window)
    assert isinstance(window.page, PledgePage)
    assert isinstance(window.page.view, MatrixView)


def test_the_chart_comes_after_the_page(
    page: TodayPage, office: Pledged, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-02")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.chart._canvas._image is not None, timeout=20_000)
    assert page.chart.accessibleName() == "图表：近 12 个月加分（分）。本月加 2分"


def test_the_first_page_loads_no_chart_library(tmp_path: Path) -> None:
    import subprocess

    probe = (
        "import ui.today.page, sys;"
        "print([name for name in ('matplotlib', 'openpyxl', 'xlsxwriter', 'alembic', 'pypinyin',"
        " 'docx', 'lxml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (None, "—"),
        (TODAY, "今天"),
        (dt.date(2026, 11, 17), "11月17日"),
        (dt.date(2027, 7, 1), "2027年7月1日"),
    ],
)
def test_a_due_day_is_said_as_people_say_it(day: dt.date | None, said: str) -> None:
    assert day_words(day, TODAY) == said


def test_the_sidebar_counts_what_presses(office: Pledged) -> None:
    found = badges(office.book, TODAY)
    assert (found["today"].count, found["today"].tone) == (1, Tone.RED)
    assert found["leaders"].tone is Tone.RED


def test_the_page_at_1280_by_720_need_not_be_scrolled(
    page: TodayPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1280, 720)
    settle(qtbot, window)
    viewport = page.parentWidget()
    assert viewport is not None
    assert page.height() <= viewport.height()
