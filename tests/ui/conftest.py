"""A desk around a real book, and the look of the program."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir()) / "mulin-test-matplotlib"))

from app.book import Book
from tests.story import Story
from tests.ui.kit.demo import desk_for
from tests.ui.rooms import neighbours, opened
from ui import theme
from ui.desk import Desk
from ui.people.page import PeoplePage
from ui.sweeping import Sweeper
from ui.theme import Size, Theme
from ui.window import MainWindow

PATIENCE = 30_000
"""Milliseconds until a test gives up waiting; a test that means to wait in vain says how long."""


class PatientBot(QtBot):
    """Waits as long as it takes a machine that is busy with other things."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        """As always, but without the haste."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        """As always, but without the haste."""
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The hand that works the window."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def sweeper(qapp: QApplication) -> Iterator[Sweeper]:
    """As in the program: no widget is destroyed in another thread than the window's."""
    made = Sweeper(qapp)
    yield made
    made.sweep()
    made.end()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """Light, 中: every test begins with the same look."""
    now = theme.current()
    if now.theme is not Theme.LIGHT or now.size is not Size.MEDIUM or not qapp.styleSheet():
        theme.apply(qapp, Theme.LIGHT, Size.MEDIUM)
    yield
    QApplication.clipboard().clear()


@pytest.fixture
def desk(book: Book, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """A desk whose work is waited for at the end."""
    made = desk_for(book, tmp_path)
    yield made
    made.jobs.close()


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three neighbours."""
    return neighbours(ruled)


@pytest.fixture
def room() -> str:
    """The room that the window opens in; a module that tests another one says so."""
    return "people"


@pytest.fixture
def window(story: Story, room: str, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window in the room."""
    with opened(story.book, tmp_path, room, qtbot) as made:
        yield made


@pytest.fixture
def page(window: MainWindow) -> PeoplePage:
    """居民房屋, in sight."""
    assert isinstance(window.page, PeoplePage)
    return window.page
