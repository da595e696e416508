"""The room 覆盖图和图表 over a story, and over the roster of an office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.book import Book
from app.rosters import ROSTERS
from app.sheets.importing import import_file
from app.sheets.reading import read
from app.work import finish
from tests.conftest import OFFICE
from tests.story import Story
from tests.ui.cover.room import opened, page_of
from tests.ui.kit.demo import TODAY
from ui.leaders.cover.page import CoverPage
from ui.window import MainWindow


@pytest.fixture
def story(ruled: Book) -> Story:
    """金水苑 with two units and a vacancy, 年丰苑 with an ending term, two streets."""
    told = Story(ruled, TODAY)
    for unit, name in ((1, "周桂英"), (2, "李国栋")):
        told.group(f"3号{unit}单元")
        told.door(f"3-{unit}-101")
        told.leader(name, f"3号{unit}单元", "2024-01-01", until="2028-12-31")
    told.group("5号楼组", formed="2026-10-22")
    told.leader("欧阳敏", "1号楼组", "2022-01-01", "年丰苑", until="2026-12-31")
    told.street_leader("陈老板", "金水路")
    told.street("百秀路")
    return told


@pytest.fixture
def window(story: Story, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window of the smallest supported size in the room."""
    with opened(story.book, tmp_path, qtbot) as made:
        yield made


@pytest.fixture
def office(ruled: Book, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The same over the roster of the office."""
    finish(import_file(ruled, read(OFFICE / "两长名册.xlsx"), ROSTERS, today=TODAY))
    with opened(ruled, tmp_path, qtbot) as made:
        yield made


@pytest.fixture
def page(window: MainWindow) -> CoverPage:
    """The page in sight."""
    return page_of(window)
