"""A newer program in the place of an older one, as it is seen in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.about import VERSION
from tests.app.test_updating import content, laid_out, of_the_future
from tests.conftest import PASSWORD
from tests.ui.test_main import LONG, book_path, enter, places, settle
from tests.ui.test_portable import ended, started
from ui.contents import CONTENTS
from ui.help.viewer import HelpWindow
from ui.start.home import HomeWindow
from ui.start.news import KEY
from ui.start.places import Places, inside
from ui.start.program import Program

__all__ = ["book_path", "places"]

NEWER_SETTINGS = """\
[General]
format=9
[books]
login=@Rect(1 2 3 4)
recent={book}
order=@Invalid()
[look]
theme=aurora
size=gigantic
accent=@Rect(1 2 3 4)
[lock]
minutes=soon
[window]
geometry=@ByteArray(\\x1\\xd9\\xd0\\xcb\\0\\xff\\0\\0 from the future)
room=hologram
[people]
folded=7
[plan]
layer=aura
compound=not a number
[imports]
folder=Q:\\\\nowhere\\\\at all
[backups]
place=Q:\\\\nowhere
[table]
people.residents={{"columns": "all"}}
system.backups=[[1, 2], "x", null]
system.steps=not json
[program]
version=99.0.0
"""


@pytest.fixture
def program(qapp: QApplication, places: Places, qtbot: QtBot) -> Iterator[Program]:
    """The program, not begun."""
    made = started(qapp, places)
    yield made
    ended(made, qtbot)


def banner(window: HomeWindow) -> str:
    assert window.page is not None
    return window.page.banner.text


def opened(program: Program, path: Path, qtbot: QtBot) -> HomeWindow:
    program.begin(path)
    return enter(program, qtbot)


def test_an_older_book_opens_with_a_line_that_says_where_its_copy_is(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    path = laid_out(tmp_path)
    window = opened(program, path, qtbot)
    qtbot.waitUntil(lambda: banner(window) != "", timeout=LONG)
    aside = next(tmp_path.glob("*升级前*.mulin"))
    assert f"升级前的样子另存为“{aside.name}”" in banner(window)
    assert window.desk.book.copied_to == aside


def test_a_newer_book_is_refused_in_words_and_not_touched(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    path = of_the_future(tmp_path)
    before = content(tmp_path)
    program.begin(path)
    unlocking = program.unlocking
    assert unlocking is not None
    unlocking.password.setText(PASSWORD)
    unlocking.open()
    qtbot.waitUntil(lambda: "更新的版本" in unlocking.said, timeout=LONG)
    assert "要用睦邻台账 1.4.0 或更新的版本才能打开" in unlocking.said
    assert program.window is None
    kept = {name: octets for name, octets in content(tmp_path).items() if name in before}
    assert kept == before


def test_after_an_update_one_quiet_line_leads_to_what_is_new(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.settings.setValue(KEY, "0.1.0")
    window = opened(program, book_path, qtbot)
    qtbot.waitUntil(lambda: banner(window) != "", timeout=LONG)
    assert banner(window) == f"睦邻台账已更新到 {VERSION}。"
    page = window.page
    assert page is not None
    buttons: list[QPushButton] = list(page.banner.findChildren(QPushButton))
    next(button for button in buttons if button.text() == "有什么新的").click()
    helped: list[HelpWindow] = list(window.findChildren(HelpWindow))
    assert helped[0].page == "news"
    assert f"## {VERSION}" in Path(__file__).parents[2].joinpath(
        "resources/help/news.md"
    ).read_text(encoding="utf-8")
    assert program.settings.value(KEY) == VERSION


def test_a_program_that_left_no_version_was_an_older_one(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.places.remember(book_path)
    window = opened(program, book_path, qtbot)
    qtbot.waitUntil(lambda: banner(window) != "", timeout=LONG)
    assert "已更新到" in banner(window)


@pytest.mark.parametrize("kept", ["", VERSION, "99.0.0"])
def test_no_line_after_a_first_installation_nor_twice_nor_backwards(
    program: Program, book_path: Path, qtbot: QtBot, kept: str
) -> None:
    if kept:
        program.settings.setValue(KEY, kept)
    window = opened(program, book_path, qtbot)
    settle(window, qtbot)
    qtbot.wait(50)
    assert banner(window) == ""
    assert program.settings.value(KEY) == VERSION


def test_settings_of_a_newer_program_do_not_stop_this_one(
    qapp: QApplication, book_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    data = tmp_path / "home" / "data"
    data.mkdir(parents=True)
    words = NEWER_SETTINGS.format(book=book_path.as_posix())
    (data / "settings.ini").write_text(words, encoding="utf-8")
    here = inside(tmp_path / "home")
    assert here.latest() == book_path
    program = started(qapp, here)
    program.contents = CONTENTS
    window = opened(program, book_path, qtbot)
    for room in CONTENTS:
        window.go(room.id)
        settle(window, qtbot)
        assert window.page is not None
    for part in ("backups", "steps", "look", "about"):
        window.go("system", part)
        settle(window, qtbot)
    ended(program, qtbot)
