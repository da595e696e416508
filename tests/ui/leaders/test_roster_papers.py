"""印名册: from the rosters in a real window to a file."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.book import Book
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import PHONE, settle
from ui.leaders.page import LeadersPage
from ui.leaders.roster_papers import RosterPapers
from ui.papers import Offer
from ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def story(ruled: Book) -> Story:
    """A 楼组长 and a 街面长."""
    told = Story(ruled, TODAY)
    told.group("1号楼组", formed="2020-01-01")
    told.resident("周桂英", "1-101", sex="女", phone=PHONE)
    told.leader("周桂英", "1号楼组", "2023-07-01")
    told.street_leader("赵小店", "金水路", "2023-07-01")
    return told


def words_of(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_every_sheet_about_everybody_is_one_menu_away(
    story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page = window.page
    assert isinstance(page, LeadersPage)
    known = {command.id: command for command in page.commands()}
    window.run(known["leaders.rosters"])
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert [one.text() for one in popup.actions()] == [
        "印两长花名册……", "印上墙名单……", "印上墙名单（A3）……", "印两长通讯录……",
        "印2026年10月履职月报……",
    ]  # fmt: skip
    popup.actions()[0].trigger()
    popup.close()
    ways = [
        one for one in cast("list[QMenu]", page.findChildren(QMenu))
        if "存成 PDF" in [act.text() for act in one.actions()]
    ]  # fmt: skip
    assert len(ways) == 1
    ways[0].close()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("yearly", "2026年两长花名册"),
        ("wall", "两长名单"),
        ("wall-large", "两长名单"),
        ("contacts", "两长通讯录"),
        ("monthly", "2026年10月楼组长履职月报"),
    ],
)
def test_each_is_written_with_numbers_masked(
    story: Story, window: MainWindow, qtbot: QtBot, tmp_path: Path, key: str, said: str
) -> None:
    page = window.page
    assert isinstance(page, LeadersPage)
    ((name, read),) = (
        (words, read) for known, words, read in RosterPapers(page).known() if known == key
    )
    Offer(page, name, read).save_to(tmp_path / "名册.pdf")
    settle(qtbot, window)
    words = words_of(tmp_path / "名册.pdf")
    assert words.startswith(said)
    assert "周桂英" in words
    assert PHONE not in words
