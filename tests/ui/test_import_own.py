"""A column that no field fits, made a column of the office's own while columns are matched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.book import Book
from app.own_fields import own_columns
from db.models import Resident
from tests.imports.test_rosters import one
from tests.ui.importing import csv, finish_import, import_page, preview, reach
from ui.imports.page import MATCH, PREVIEW, ImportPage

HEAD = "小区,楼号,室号,姓名,针数,来源地"
PEOPLE = ("恒盛苑,3,101,周桂英,3,本市", "恒盛苑,3,102,欧阳敏,2,外地", "恒盛苑,3,103,李国栋,,本市")
SHOTS, ORIGIN = 4, 5


@pytest.fixture
def page(ruled: Book, tmp_path: Path, qtbot: QtBot) -> Iterator[ImportPage]:
    """The page in a window of the smallest supported size."""
    with import_page(ruled, tmp_path, qtbot) as made:
        yield made


def take(page: ImportPage, index: int, words: str, qtbot: QtBot) -> None:
    """Choose a line of the list of fields as with the mouse."""
    box = page.match.boxes[index]
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())
    reach(qtbot, page, MATCH)


def test_an_unknown_column_becomes_one_of_the_offices_own(
    page: ImportPage, ruled: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    file = csv(tmp_path, "居民.csv", HEAD, *PEOPLE)
    preview(qtbot, page, file)
    page.show_columns(0)
    assert page.status()[0] == "只是对应列，还没有写入任何内容"
    said: list[str] = []
    page.desk.notices.noticed.connect(lambda notice: said.append(notice.text))
    take(page, SHOTS, "新增自设栏", qtbot)
    take(page, ORIGIN, "新增自设栏（选项）", qtbot)
    assert said == ["已给居民新增自设栏“针数”（数字）", "已给居民新增自设栏“来源地”（选项）"]
    assert page.match.boxes[SHOTS].currentText() == "针数"
    assert page.status()[0] == "只是对应列，还没有写入表里的内容"
    assert page.match.boxes[ORIGIN].currentText() == "来源地"
    page.match.go_on.click()
    reach(qtbot, page, PREVIEW)
    finish_import(qtbot, page)
    assert one(ruled, Resident, Resident.full_name == "周桂英").own == {"f1": 3, "f2": "本市"}
    page.begin()
    preview(qtbot, page, file)
    assert page.flow.total.unchanged == 3


def test_a_column_that_cannot_be_made_stays_out_with_a_sentence(
    page: ImportPage, ruled: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = ("恒盛苑,3,101,周桂英,3,本市", "恒盛苑,3,102,欧阳敏,2,本市")
    preview(qtbot, page, csv(tmp_path, "居民.csv", HEAD, *rows))
    page.show_columns(0)
    take(page, ORIGIN, "新增自设栏（选项）", qtbot)
    assert "只有一种写法" in page.banner.text
    assert page.match.boxes[ORIGIN].currentText() == "（不导入这一列）"
    assert own_columns(ruled, "resident") == ()


def test_a_column_that_was_taken_back_is_not_written(
    page: ImportPage, ruled: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    preview(qtbot, page, csv(tmp_path, "居民.csv", HEAD, *PEOPLE))
    page.show_columns(0)
    take(page, SHOTS, "新增自设栏", qtbot)
    assert ruled.undo() == "新增自设栏"
    page.match.go_on.click()
    reach(qtbot, page, PREVIEW)
    finish_import(qtbot, page)
    assert one(ruled, Resident, Resident.full_name == "周桂英").own is None


def test_a_turn_of_the_wheel_makes_no_column(
    page: ImportPage, ruled: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    preview(qtbot, page, csv(tmp_path, "居民.csv", HEAD, *PEOPLE))
    page.show_columns(0)
    box = page.match.boxes[SHOTS]
    box.setCurrentIndex(box.count() - 3)
    before = box.currentIndex()
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turn)
    assert box.currentIndex() == before
    assert own_columns(ruled, "resident") == ()


def test_sheets_without_own_columns_do_not_offer_them(
    page: ImportPage, tmp_path: Path, qtbot: QtBot
) -> None:
    head = "小区,楼号,楼组长,联系电话,备用"
    preview(qtbot, page, csv(tmp_path, "楼组长名册.csv", head, "恒盛苑,3,周桂英,,无"))
    page.show_columns(0)
    assert page.match.boxes[4].findText("新增自设栏") == -1
