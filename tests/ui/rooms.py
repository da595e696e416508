"""A window over a story in the rooms 居民房屋 and 两长队伍, and the hands of a user."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.book import Book
from app.kinds.people import id_check
from app.people.lists import ResidentFilter, resident_ids
from tests.story import Story
from tests.ui.kit.demo import TODAY, desk_for
from ui.contents import Room
from ui.people.side import SidePage
from ui.window import MainWindow

PATIENCE = 30.0
"""Seconds after which a button that is asked for will not come any more."""

PHONE = "13800001111"
NEW_PHONE = "13900002222"
WOMAN = "31010119400307002"
GIRL = "31010119900307002"
ROOMS = (
    Room("people", "居民房屋", "people", "ui.people.page:PeoplePage"),
    Room("leaders", "两长队伍", "leaders", "ui.leaders.page:LeadersPage"),
    Room("imports", "导入表格", "import", "ui.imports.page:ImportPage"),
)


def neighbours(book: Book) -> Story:
    """周桂英 leads 3号楼组 and lives in 3-101 with her husband; a neighbour in 3-102."""
    told = Story(book, TODAY)
    told.group("3号楼组")
    told.resident(
        "周桂英", "3-101", sex="女", phone=PHONE, id_card_no=WOMAN + id_check(WOMAN),
        relation_to_head="户主", care_tags=("独居", "高龄"),
    )  # fmt: skip
    told.resident("李国栋", "3-101", sex="男", relation_to_head="配偶", birth_date="1938-05")
    told.resident("欧阳敏", "3-102", sex="女", phone="13700003333")
    told.leader("周桂英", "3号楼组")
    return told


@contextmanager
def opened(
    book: Book, folder: Path, room: str, qtbot: QtBot, rooms: tuple[Room, ...] = ROOMS
) -> Iterator[MainWindow]:
    """The main window of the smallest supported size, in a room that has been read."""
    desk = desk_for(book, folder)
    made = MainWindow(desk, rooms)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go(room)
    settle(qtbot, made)
    yield made
    desk.jobs.close()


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until what changed has been read and shown."""
    jobs = window.desk.jobs
    for _ in range(3):
        qtbot.wait(20)
        qtbot.waitUntil(lambda: not jobs.reading and not jobs.busy)


def person(story: Story, name: str) -> int:
    """The id of somebody, also of one outside the register."""
    where = ResidentFilter(text=name, status=None, listed=None)
    return resident_ids(story.book, where, TODAY)[0]


def press(page: SidePage, words: str) -> None:
    """Press a button in the pane by the beginning of its words.

    A card is drawn anew when what it shows has been read again: for a moment there may be two of
    a button, or none.
    """
    until = time.monotonic() + PATIENCE
    while len(found := _buttons(page, words)) != 1:
        QApplication.processEvents()
        assert time.monotonic() < until, (words, len(found))
        time.sleep(0.01)
    found[0].click()


def _buttons(page: SidePage, words: str) -> list[QPushButton]:
    QApplication.processEvents()
    every = cast("list[QPushButton]", page.pane.findChildren(QPushButton))
    return [one for one in every if one.text().startswith(words) and one.isVisible()]
