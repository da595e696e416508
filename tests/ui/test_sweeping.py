"""No widget dies in a thread that is not the window's."""

from __future__ import annotations

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.work import uncollected
from ui.sweeping import Sweeper


class Circle(QWidget):
    """A widget that refers to itself, as closures make them do."""

    def __init__(self) -> None:
        super().__init__()
        self.self_again = self


@pytest.fixture
def died() -> list[threading.Thread]:
    """In which threads circles died."""
    return []


def leave_one(died: list[threading.Thread]) -> None:
    circle = Circle()
    circle.destroyed.connect(
        lambda: died.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )


def much() -> list[list[int]]:
    """So many new objects that Python looks for garbage several times."""
    return [[number] for number in range(200_000)]


def test_work_beside_the_window_destroys_none_of_its_widgets(
    sweeper: Sweeper, died: list[threading.Thread], qtbot: QtBot
) -> None:
    leave_one(died)
    with ThreadPoolExecutor(1) as lane:
        kept = lane.submit(much).result()
    assert died == []
    sweeper.sweep()
    assert len(kept) == 200_000
    assert died == [threading.main_thread()]


def test_nothing_is_swept_while_somebody_builds_many_objects(
    sweeper: Sweeper, died: list[threading.Thread], qtbot: QtBot
) -> None:
    leave_one(died)
    with uncollected():
        kept = much()
        sweeper.sweep()
        assert died == []
    sweeper.sweep()
    assert kept
    assert died == [threading.main_thread()]


def test_python_gets_its_collector_back(sweeper: Sweeper) -> None:
    assert not gc.isenabled()
    with uncollected():
        pass
    assert not gc.isenabled()
    sweeper.end()
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
