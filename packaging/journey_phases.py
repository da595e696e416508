"""The journeys there are, by name, and what they are given from the environment.

MULIN_JOURNEY          the name of the journey
MULIN_JOURNEY_OUT      the folder for the report, the pictures and what the journey writes
MULIN_JOURNEY_OFFICE   the folder with the workbooks of the office
MULIN_JOURNEY_PASSWORD the password of the book, if it is another than usual
MULIN_JOURNEY_SIZE     the size of the main window, as 1366x768
MULIN_JOURNEY_MINUTES  how long all of it may take; more than usual stretches every wait
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from journey_clock import since_start
from journey_drive import Course, Journey
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.about import VERSION

MINUTES = 20.0


def drive(name: str) -> Journey:
    """Begin the journey of a name; it goes on once the event loop runs."""
    out = Path(os.environ["MULIN_JOURNEY_OUT"])
    out.mkdir(parents=True, exist_ok=True)
    journey = Journey(
        name,
        out,
        Path(os.environ.get("MULIN_JOURNEY_OFFICE", str(out))),
        version=VERSION,
        minutes=float(os.environ.get("MULIN_JOURNEY_MINUTES") or MINUTES),
    )
    journey.tell(**_machine(), moments={"loop": since_start()})
    # The dialogs of the system belong to another program and cannot be driven from here.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    _note_moments(journey)
    journey.begin(courses()[name](journey))
    return journey


def courses() -> dict[str, Callable[[Journey], Course]]:
    """Every journey by its name."""
    from journey_about import about, chart
    from journey_again import again
    from journey_books import newer, old, second
    from journey_first import begin, first

    every = (begin, first, again, old, newer, second, about, chart)
    return {course.__name__: course for course in every}


def password(usual: str = "Mulin-2026-Ceshi") -> str:
    """What opens the book of the journey."""
    return os.environ.get("MULIN_JOURNEY_PASSWORD") or usual


def size() -> tuple[int, int]:
    """The size that the main window is given; nothing when it stays as it comes."""
    wide, _, high = os.environ.get("MULIN_JOURNEY_SIZE", "").partition("x")
    return (int(wide), int(high)) if wide and high else (0, 0)


def _machine() -> dict[str, Any]:
    screen = QGuiApplication.primaryScreen()
    room = screen.geometry()
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "qt": qVersion(),
        "qt_platform": QGuiApplication.platformName(),
        "screen": [room.width(), room.height(), screen.devicePixelRatio()],
        "frozen": bool(getattr(sys, "frozen", False)),
        "dialogs": "Qt",
    }


def _note_moments(journey: Journey) -> None:
    from ui.start.marks import Marks

    before = Marks.note

    def note(marks: Marks, name: str) -> None:
        journey.told["moments"].setdefault(name, since_start())
        before(marks, name)

    Marks.note = note  # type: ignore[method-assign,assignment]
