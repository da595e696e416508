"""The room 推选换届 over a round that is at its beginning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.rounds.rounds import make_round
from tests.story import Story
from tests.ui.rounding import ENTRY, JUNE, Clock, Selecting, opened, town


@pytest.fixture
def story(book: Book) -> Story:
    """Four 楼组 with their leaders and a round that is at its beginning."""
    told = town(book, JUNE, 4)
    make_round(book, ENTRY)
    return told


@pytest.fixture
def room(story: Story, tmp_path: Path, qtbot: QtBot) -> Iterator[Selecting]:
    """The window in the room."""
    with opened(story.book, tmp_path, Clock(JUNE), qtbot) as made:
        yield made
