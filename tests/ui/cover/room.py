"""A window in the room 覆盖图和图表."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.book import Book
from tests.ui import rooms
from ui.contents import CONTENTS
from ui.leaders.cover.page import CoverPage
from ui.window import MainWindow


def opened(book: Book, folder: Path, qtbot: QtBot) -> AbstractContextManager[MainWindow]:
    """The main window of the smallest supported size in the room."""
    return rooms.opened(book, folder, "cover", qtbot, CONTENTS)


def page_of(window: MainWindow) -> CoverPage:
    """The page in sight."""
    assert isinstance(window.page, CoverPage)
    return window.page
