"""The room 两长队伍."""

from __future__ import annotations

import pytest

from ui.leaders.page import LeadersPage
from ui.window import MainWindow


@pytest.fixture
def room() -> str:
    """The window opens here."""
    return "leaders"


@pytest.fixture
def page(window: MainWindow) -> LeadersPage:
    """The page in sight."""
    assert isinstance(window.page, LeadersPage)
    return window.page
