"""Every page of the program, in every list and form of it: each control has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.story import Story
from tests.ui.kit.demo import desk_for
from tests.ui.rooms import settle
from ui.contents import CONTENTS
from ui.imports.page import ImportPage
from ui.people.listing import ListsPage
from ui.people.page import PeoplePage
from ui.pledge.page import VIEWS, PledgePage
from ui.system.page import SystemPage
from ui.window import MainWindow

CONTROL = (Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus)
ROOMS = [room.id for room in CONTENTS]


@pytest.fixture
def whole(story: Story, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window with all rooms of the program."""
    desk = desk_for(story.book, tmp_path)
    made = MainWindow(desk, CONTENTS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    yield made
    desk.jobs.close()


def nameless(window: MainWindow) -> list[str]:
    """Controls in sight that the keyboard reaches and a screen reader could not name, and
    buttons that say neither a word nor, under the pointer, what they do.
    """
    QApplication.processEvents()
    found = []
    for widget in cast("list[QWidget]", window.findChildren(QWidget)):
        if not widget.isVisible() or widget.focusProxy() is not None:
            continue
        where = f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        words = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
        if widget.focusPolicy() in CONTROL and not (widget.accessibleName() or words):
            found.append(f"{where}: no name")
        if isinstance(widget, QAbstractButton) and not (words or widget.toolTip()):
            found.append(f"{where}: no tooltip")
        if "!" in words or "！" in words:
            found.append(f"{where}: {words}")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_every_control_of_every_page_has_a_name(room: str, whole: MainWindow, qtbot: QtBot) -> None:
    whole.go(room)
    page = whole.page
    assert page is not None
    keys: list[str] = [""]
    if isinstance(page, ListsPage):
        keys = [view.key for view in page.views]
    elif isinstance(page, SystemPage):
        keys = list(page._makers)
    elif isinstance(page, PledgePage):
        keys = [key for key, _, _ in VIEWS]
    for key in keys:
        if isinstance(page, ListsPage | SystemPage):
            page.turn_to(key)
        elif isinstance(page, PledgePage):
            page.enter(key)
        settle(qtbot, whole)
        assert nameless(whole) == [], key


def test_every_control_of_the_forms_has_a_name(whole: MainWindow, qtbot: QtBot) -> None:
    whole.go("people")
    page = whole.page
    assert isinstance(page, PeoplePage)
    for view in page.views:
        page.turn_to(view.key)
        settle(qtbot, whole)
        page.add_one()
        assert page.pane.form is not None, view.key
        assert nameless(whole) == [], view.key
        page.put_form_away()


def test_every_control_of_the_import_steps_has_a_name(
    whole: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = tmp_path / "居民.csv"
    lines = ("小区,姓名,室号,联系电话", "金水苑,孙婷,5-101,13900005555", "金水苑,,5-102,1")
    sheet.write_text("\n".join(lines) + "\n", "utf-8")
    whole.go("imports", [sheet])
    page = whole.page
    assert isinstance(page, ImportPage)
    settle(qtbot, whole)
    steps: tuple[Callable[[], object], ...] = (
        page.check, lambda: page.show_columns(0), page.check, page.write,
    )  # fmt: skip
    for step in steps:
        step()
        settle(qtbot, whole)
        assert nameless(whole) == [], page.at
