"""The manual: a page for every room, every command described, links that lead somewhere."""

from __future__ import annotations

import argparse
import re

import pytest
from pytestqt.qtbot import QtBot

import resources
from app.cli.main import parser
from ui.contents import CONTENTS
from ui.help.viewer import PAGES, HelpWindow, page_of, show_help, text_of

KEYS = [key for key, _ in PAGES]


@pytest.mark.parametrize("room", [room.id for top in CONTENTS for room in top.all()])
def test_every_room_has_a_page_of_its_own(room: str) -> None:
    assert page_of(room) in (room, room.partition(".")[0])
    assert page_of(room) in KEYS


@pytest.mark.parametrize("page", KEYS)
def test_every_page_says_what_it_is_for_and_what_people_come_for(page: str) -> None:
    text = text_of(page)
    assert text.startswith("# ")
    assert len(text) > 200
    assert "！" not in text
    if page not in ("keys", "cli"):
        assert text.count("\n## ") >= 3


def test_every_page_in_the_folder_is_in_the_contents() -> None:
    files = {file.stem for file in resources.path("help").glob("*.md")}
    assert files == set(KEYS)


@pytest.mark.parametrize("page", KEYS)
def test_links_lead_to_pages(page: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text_of(page)):
        assert target.removesuffix(".md") in KEYS, target


@pytest.mark.parametrize("page", KEYS)
def test_no_mark_of_the_text_is_left_to_be_read(page: str, qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    window.show_page(page)
    assert not re.search(r"\*\*|`|\]\(", window.text.toPlainText())


def test_every_command_of_the_terminal_is_described() -> None:
    commands = next(
        action.choices
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    text = text_of("cli")
    for name in commands:
        assert f"`mulin {name} " in text, name


def test_every_page_can_be_shown_and_left_by_escape(qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    for key, title in PAGES:
        window.show_page(key)
        assert title in window.text.toPlainText() or key == "start"
        assert "##" not in window.text.toPlainText()


def test_a_second_question_uses_the_same_window(qtbot: QtBot) -> None:
    parent = HelpWindow()
    qtbot.addWidget(parent)
    first = show_help(parent, "pledge")
    second = show_help(parent, "imports")
    assert first is second
    assert second.page == "imports"
    second.close()


def test_a_link_in_a_page_opens_the_other_page(qtbot: QtBot) -> None:
    from PySide6.QtCore import QUrl

    window = HelpWindow()
    qtbot.addWidget(window)
    window.show_page("start")
    window.text.anchorClicked.emit(QUrl("system.md"))
    assert window.page == "system"
