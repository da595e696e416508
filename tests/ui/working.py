"""An office with four leaders, and the room 履职培训 over it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.book import Book
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import PHONE, opened
from ui.contents import Room
from ui.leaders.work.page import WorkPage
from ui.window import MainWindow

ROOMS = (
    Room("people", "居民房屋", "people", "ui.people.page:PeoplePage"),
    Room("leaders", "两长队伍", "leaders", "ui.leaders.page:LeadersPage"),
    Room("duties", "履职培训", "register", "ui.leaders.work.page:WorkPage"),
)
LEADERS = {"周桂英": "1号楼组", "钱国强": "2号楼组", "孙玉兰": "3号楼组"}


@dataclass
class Office:
    """The story, and the terms by the name of who holds them."""

    story: Story
    terms: dict[str, int] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        """The book it is told into."""
        return self.story.book


def office(book: Book) -> Office:
    """Three leaders of 楼组 since 2022 and a 街面长; none of them has a record."""
    made = Office(Story(book, TODAY))
    for at, (name, group) in enumerate(LEADERS.items(), 1):
        made.story.resident(name, f"{at}-101", phone=PHONE)
        made.terms[name] = made.story.leader(name, group)
    made.terms["顾晓宇"] = made.story.street_leader("顾晓宇")
    return made


def working(book: Book, folder: Path, qtbot: QtBot) -> AbstractContextManager[MainWindow]:
    """The main window of the smallest supported size, in the room."""
    return opened(book, folder, "duties", qtbot, ROOMS)


def page_of(window: MainWindow) -> WorkPage:
    """The page in sight."""
    assert isinstance(window.page, WorkPage)
    return window.page
