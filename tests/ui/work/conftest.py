"""The room 履职培训 over an office with four leaders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.book import Book
from tests.ui.working import Office, office, page_of, working
from ui.leaders.work.page import WorkPage
from ui.window import MainWindow


@pytest.fixture
def told(ruled: Book) -> Office:
    """Four leaders, none of whom has a rate."""
    return office(ruled)


@pytest.fixture
def window(told: Office, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window in the room."""
    with working(told.book, tmp_path, qtbot) as made:
        yield made


@pytest.fixture
def page(window: MainWindow) -> WorkPage:
    """The page in sight."""
    return page_of(window)
