"""The hand-over pack out of a real window: asked for in the pane, made in the other lane."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.lists import TermFilter, term_ids
from app.reveal import looks
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import neighbours, press, settle
from ui.leaders.pack import MASKED, WHOLE, make_in, offer_pack
from ui.leaders.page import LeadersPage
from ui.window import MainWindow


@pytest.fixture
def story(ruled: Book) -> Story:
    """周桂英 leads 3号楼组."""
    return neighbours(ruled)


@pytest.fixture
def term(story: Story) -> int:
    """The term of 周桂英."""
    return term_ids(story.book, TermFilter(), TODAY)[0]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty folder of the user."""
    made = tmp_path / "U盘"
    made.mkdir()
    return made


def test_the_pack_is_made_with_its_pictures_and_offers_the_folder(
    qtbot: QtBot, window: MainWindow, page: LeadersPage, term: int, stick: Path
) -> None:
    with qtbot.waitSignal(window.desk.notices.noticed, timeout=60_000) as told:
        make_in(page, term, stick)
    (place,) = stick.iterdir()
    assert place.name == f"金水苑3号楼组交接资料（{TODAY}）"
    names = sorted(one.name for one in place.iterdir())
    assert names == sorted(
        [
            "交接单.docx", "清单和回执.docx", "住户名册.xlsx", "重点关心人数.xlsx",
            "任职经历和履职.xlsx", "金水苑楼组覆盖图.png", "金水苑楼栋图.png",
        ]
    )  # fmt: skip
    for picture in place.glob("*.png"):
        image = QImage(str(picture))
        assert image.width() > 400
    (notice,) = told.args
    assert notice.text == f"“{place.name}”已做好，共 7 个文件。"
    assert notice.button == "打开文件夹"


def test_full_numbers_want_a_reason(
    qtbot: QtBot, window: MainWindow, page: LeadersPage, story: Story, term: int
) -> None:
    offer_pack(page, term)
    settle(qtbot, window)
    form = page.pane.form
    assert form is not None
    assert form.editor("tells").text() == MASKED
    form.set_texts({"tells": WHOLE})
    press(page, "选择文件夹")
    assert form.problems()["reason"] == "请写明为什么要写出完整内容，例如：楼组长换届交接"
    assert looks(story.book) == []


def test_a_folder_that_was_pulled_out_is_said_in_words(
    qtbot: QtBot, window: MainWindow, page: LeadersPage, term: int, stick: Path
) -> None:
    with qtbot.waitSignal(window.desk.notices.unavailable_for, timeout=60_000) as told:
        make_in(page, term, stick / "拔掉了", "换届交接")
    assert "U盘" in told.args[0].text
    assert list(stick.iterdir()) == []
