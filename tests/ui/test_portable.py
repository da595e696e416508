"""A program carried on a stick: what it remembers goes with it, and it says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import opening
from app.backups import back_up, folder_of, last_backup
from app.starting import start_book
from app.work import finish
from tests.conftest import CHEAP, PASSWORD
from tests.db.faults import a_folder_that_cannot_be_written
from tests.ui.test_main import JINSHUIYUAN, NOW, ROOMS, ROOT, enter, settle
from ui.start.places import PORTABLE, Places, carried, of_this_user
from ui.start.program import Program
from ui.start.secret import SecretStep
from ui.start.welcome import WelcomeView
from ui.start.wizard import WizardView
from ui.system.about import AboutSection
from ui.system.page import SystemPage


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where the program lies on the stick."""
    folder = tmp_path / "E盘" / "睦邻台账"
    folder.mkdir(parents=True)
    return folder


def started(app: QApplication, places: Places) -> Program:
    return Program(
        app,
        places,
        contents=ROOMS,
        make_book=partial(start_book, params=CHEAP),
        now=lambda: NOW,
        hooks=False,
    )


def ended(program: Program, qtbot: QtBot) -> None:
    program.loading.join()
    program.end()
    for window in (program.frame, program.door):
        if window is not None:
            window.hide()
            window.deleteLater()
    qtbot.wait(1)


@pytest.fixture
def program(qapp: QApplication, stick: Path, qtbot: QtBot) -> Iterator[Program]:
    """The program on the stick, not begun."""
    made = started(qapp, carried(stick))
    yield made
    ended(made, qtbot)


def book_on(stick: Path) -> Path:
    path = stick / "数据" / "睦邻台账" / "金水苑社区居委会.mulin"
    start_book(path, JINSHUIYUAN, "王芳", PASSWORD, today=NOW.date(), params=CHEAP).book.close()
    return path


def a_book_locked_in(stick: Path) -> None:
    book_on(stick)
    (stick / "数据").chmod(0o555)


def test_the_variable_of_the_package_decides(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PORTABLE, str(stick))
    places = of_this_user()
    assert places.home == stick
    for folder in (places.documents, places.data, places.cache, places.logs):
        assert folder.is_relative_to(stick / "数据")
    monkeypatch.delenv(PORTABLE)
    assert of_this_user().home is None


def test_a_book_on_the_stick_is_found_again_when_the_drive_has_another_letter(
    program: Program, stick: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    program.begin(book_on(stick))
    enter(program, qtbot)
    assert program.window is not None
    program.window.close_at_once()
    program.settings.sync()
    moved = stick.parent.with_name("F盘")
    stick.parent.rename(moved)
    there = carried(moved / stick.name)
    assert there.latest() == moved / stick.name / "数据" / "睦邻台账" / "金水苑社区居委会.mulin"
    again = started(qapp, there)
    again.begin(there.latest())
    window = enter(again, qtbot)
    assert window.desk.book.path == there.latest()
    ended(again, qtbot)


def test_a_book_of_the_computer_is_remembered_as_it_lies(stick: Path, tmp_path: Path) -> None:
    places = carried(stick)
    places.remember(tmp_path / "电脑上.mulin")
    places.remember(stick / "数据" / "睦邻台账" / "U盘上.mulin")
    assert places.settings.value("books/recent") == [
        "数据/睦邻台账/U盘上.mulin",
        str(tmp_path / "电脑上.mulin"),
    ]
    assert places.recent == [
        str(stick / "数据" / "睦邻台账" / "U盘上.mulin"),
        str(tmp_path / "电脑上.mulin"),
    ]
    places.remember(stick / "数据" / "睦邻台账" / "U盘上.mulin")
    assert len(places.recent) == 2


def test_the_last_backup_beside_the_book_is_known_on_the_next_computer(stick: Path) -> None:
    path = book_on(stick)
    book = opening.unlock(path, PASSWORD)
    finish(back_up(book, folder_of(path), now=NOW))
    book.close()
    moved = stick.parent.with_name("F盘")
    stick.parent.rename(moved)
    there = moved / path.relative_to(stick.parent)
    last = last_backup(there)
    assert last is not None
    assert last.path.parent == folder_of(there)


def test_making_a_book_says_that_it_lies_on_the_stick(
    program: Program, stick: Path, qtbot: QtBot
) -> None:
    program.begin()
    program.show_wizard()
    assert program.door is not None
    wizard = program.door.view
    assert isinstance(wizard, WizardView)
    assert wizard.secret.path.is_relative_to(stick / "数据" / "睦邻台账")
    wizard.secret.belong_to("金水苑社区居委会")
    assert "拔下 U 盘就能带走" in wizard.secret.carried
    wizard.secret.take_place(stick.parent / "别处.mulin")
    assert wizard.secret.carried == ""


def test_an_installed_program_says_nothing_of_sticks(qapp: QApplication, qtbot: QtBot) -> None:
    step = SecretStep(Path.home())
    qtbot.addWidget(step)
    step.belong_to("金水苑社区居委会")
    assert step.carried == ""


def test_about_says_that_all_lies_with_the_program(
    program: Program, stick: Path, qtbot: QtBot
) -> None:
    program.begin(book_on(stick))
    window = enter(program, qtbot)
    window.go("system", "about")
    settle(window, qtbot)
    page = window.page
    assert isinstance(page, SystemPage)
    assert isinstance(page.section, AboutSection)
    assert "免安装" in page.section.words()
    assert str(stick / "数据" / "设置") in page.section.words()


def test_a_stick_that_cannot_be_written_is_said_on_the_start_screen(
    qapp: QApplication, qtbot: QtBot
) -> None:
    with a_folder_that_cannot_be_written() as folder:
        program = started(qapp, carried(folder))
        program.begin()
        assert program.door is not None
        view = program.door.view
        assert isinstance(view, WelcomeView)
        assert "不能写入" in view.banner.text
        assert "写保护" in view.banner.text
        program.show_sample()
        qtbot.waitUntil(lambda: "不允许写入" in view.banner.text, timeout=20_000)
        ended(program, qtbot)


def test_a_book_on_a_stick_that_cannot_be_written_says_so_too(
    qapp: QApplication, qtbot: QtBot
) -> None:
    with a_folder_that_cannot_be_written(a_book_locked_in) as stick:
        places = carried(stick)
        program = started(qapp, places)
        program.begin(places.documents / "睦邻台账" / "金水苑社区居委会.mulin")
        assert program.unlocking is not None
        assert "不能写入" in program.unlocking.said
        ended(program, qtbot)
        with suppress(PermissionError):  # as root it belongs to somebody else now
            places.documents.chmod(0o755)


def test_nothing_is_left_behind_on_the_computer(stick: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    path = book_on(stick)
    env = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "share"),
        "XDG_CACHE_HOME": str(home / "cache"),
        PORTABLE: str(stick),
        "MULIN_MARKS": str(tmp_path / "marks"),
        "MULIN_PASSWORD": PASSWORD,
    }
    env.pop("MPLCONFIGDIR", None)
    done = subprocess.run(
        [sys.executable, "-c", "import sys, ui.main; sys.exit(ui.main.main())", str(path)],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(home.rglob("*")) == []
    assert (stick / "数据" / "设置" / "settings.ini").is_file()
