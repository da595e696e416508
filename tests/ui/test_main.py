"""The program as a whole: what the words on the command line do, and the way through it."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import resources
from app import opening
from app.backups import folder_of, list_backups
from app.errors import Unavailable
from app.people.office import set_office
from app.people.records import OfficeEntry
from app.starting import start_book
from tests.conftest import CHEAP, PASSWORD
from tests.ui.shots import difference, picture
from ui.contents import Room
from ui.help.viewer import HelpWindow
from ui.main import main
from ui.start import first
from ui.start.home import HomeWindow
from ui.start.places import Places, inside
from ui.start.program import Program
from ui.start.restore import RestoreView
from ui.start.welcome import WelcomeView
from ui.start.wizard import WizardView
from ui.theme import Theme
from ui.theme import apply as apply_theme
from ui.theme.tokens import COLOURS
from ui.unlock import UnlockWindow

ROOT = Path(__file__).parents[2]
JINSHUIYUAN = "310120003001"
NOW = dt.datetime(2026, 11, 22, 8, 31).astimezone()
LONG = 20_000
ROOMS = (
    Room("imports", "导入表格", "import", "ui.imports.page:ImportPage"),
    Room("system", "系统", "settings", "ui.system.page:SystemPage"),
)


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    """A closed book."""
    path = tmp_path / "金水苑.mulin"
    start_book(path, JINSHUIYUAN, "王芳", PASSWORD, today=NOW.date(), params=CHEAP).book.close()
    return path


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A home of its own."""
    return inside(tmp_path / "home")


@pytest.fixture
def program(qapp: QApplication, places: Places, qtbot: QtBot) -> Iterator[Program]:
    """The program, not begun."""
    made = Program(
        qapp,
        places,
        contents=ROOMS,
        make_book=partial(start_book, params=CHEAP),
        make_sample=lambda path: start_book(
            path, JINSHUIYUAN, "王芳", "mulin2026", today=NOW.date(), params=CHEAP
        ),
        now=lambda: NOW,
        hooks=False,
    )
    yield made
    made.loading.join()
    made.end()
    for window in (made.frame, made.door):
        if window is not None:
            window.hide()
            window.deleteLater()
    QTest.qWait(1)


def enter(program: Program, qtbot: QtBot, password: str = PASSWORD) -> HomeWindow:
    assert program.unlocking is not None
    program.unlocking.password.setText(password)
    program.unlocking.open()
    qtbot.waitUntil(lambda: program.window is not None, timeout=LONG)
    window = program.window
    assert window is not None
    settle(window, qtbot)
    return window


def settle(window: HomeWindow, qtbot: QtBot) -> None:
    jobs = window.desk.jobs
    qtbot.waitUntil(lambda: not jobs.busy and not jobs.reading, timeout=LONG)


def test_the_fonts_that_a_change_of_the_systems_theme_brings_do_not_stay(
    program: Program, qapp: QApplication, qtbot: QtBot
) -> None:
    program.begin()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    # On Windows Qt tells of the change first, and takes up the system's fonts after that.
    qapp.setFont(QFont("Courier", 7), "QMenu")  # type: ignore[arg-type]  # Qt's stubs are wrong

    def of_menus() -> str:
        found: QFont = QApplication.font("QMenu")  # type: ignore[call-overload]
        return found.family()

    qtbot.waitUntil(lambda: of_menus() == resources.FONT_FAMILY)


def free(path: Path) -> bool:
    try:
        opening.unlock(path, PASSWORD).close()
    except Unavailable:
        return False
    return True


# Words of the command line


def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **more}
    return subprocess.run(
        [sys.executable, "-c", "import sys, ui.main; sys.exit(ui.main.main())", *words],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_command_of_the_terminal_does_not_load_qt(book_path: Path) -> None:
    code = (
        "import sys, ui.main; code = ui.main.main();"
        "assert not [name for name in sys.modules if name.startswith('PySide6')]; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "stats", "--json", "--book", str(book_path)],
        env={**os.environ, "MULIN_PASSWORD": PASSWORD},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["residents"] == 0


def test_an_unknown_word_is_a_wrong_command() -> None:
    assert run("没有这个命令").returncode == 2


def test_the_child_program_can_be_reached_through_the_program() -> None:
    with pytest.raises((ValueError, KeyError)):
        main(["--read-sheet"])


def test_the_moments_of_a_start_are_written_down(book_path: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks.json"
    home = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("DATA", "CACHE", "STATE")}
    done = run(
        str(book_path), MULIN_MARKS=str(marks), MULIN_PASSWORD=PASSWORD, HOME=str(tmp_path), **home
    )
    assert done.returncode == 0, done.stderr
    moments = json.loads(marks.read_text())
    assert list(moments) == ["unlock_painted", "password_given", "page_painted"]
    assert sorted(moments.values()) == list(moments.values())


# The first picture


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_picture_has_the_colours_of_the_theme(theme: str) -> None:
    known = COLOURS[Theme(theme)]._asdict()
    for name, colour in first.COLOURS[theme].items():
        assert known[name] == colour


def test_the_first_picture_looks_like_the_unlock_window(qapp: QApplication, qtbot: QtBot) -> None:
    def seen(inner: QWidget, line: QLineEdit) -> QImage:
        frame = first.Frame("", lambda: None)
        qtbot.addWidget(frame)
        frame.hold(inner)
        frame.show()
        line.clearFocus()
        QTest.qWait(30)
        return picture(frame)

    qapp.setStyleSheet("")
    early = first.FirstPicture("金水苑社区居委会", "王芳", theme="light", size="medium")
    before = seen(early, early.password)
    apply_theme(qapp, Theme.LIGHT)
    late = UnlockWindow("金水苑社区居委会", ["王芳"], lambda _who, _typed: None)
    after = seen(late, late.password)
    assert difference(before, after) < 0.002  # the eye in the line comes later


def test_what_was_typed_into_the_first_picture_is_taken_over(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    frame = first.Frame("", lambda: None)
    shown = first.FirstPicture("金水苑", "王芳", theme="light", size="medium")
    frame.hold(shown)
    frame.show()
    shown.password.setText(PASSWORD)
    shown._want()
    program.begin(book_path, frame=frame)
    assert program.frame is frame
    qtbot.waitUntil(lambda: program.window is not None, timeout=LONG)


# The way through the program


def test_without_a_book_the_start_screen_comes_first(program: Program) -> None:
    program.begin()
    assert program.door is not None
    assert isinstance(program.door.view, WelcomeView)


def test_a_book_that_is_not_there_is_said_on_the_start_screen(
    program: Program, tmp_path: Path
) -> None:
    program.begin(tmp_path / "没有.mulin")
    assert program.door is not None
    assert isinstance(program.door.view, WelcomeView)
    assert "找不到台账文件" in program.door.view.banner.text


def test_the_right_password_opens_the_window_and_the_book_is_remembered(
    program: Program, book_path: Path, places: Places, qtbot: QtBot
) -> None:
    program.begin(book_path)
    window = enter(program, qtbot)
    assert window.room == "imports"
    assert places.recent == [str(book_path)]
    assert places.latest() == book_path
    assert places.login_of(book_path) == "王芳"
    assert program.frame is None


def test_a_wrong_password_is_said_and_the_window_stays(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.begin(book_path)
    unlocking = program.unlocking
    assert unlocking is not None
    unlocking.password.setText("不对不对不对")
    unlocking.open()
    qtbot.waitUntil(lambda: "密码不对" in unlocking.said, timeout=LONG)
    enter(program, qtbot)


def test_a_book_that_is_open_elsewhere_names_its_holder(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    other = opening.unlock(book_path, PASSWORD)
    program.begin(book_path)
    unlocking = program.unlocking
    assert unlocking is not None
    unlocking.password.setText(PASSWORD)
    unlocking.open()
    qtbot.waitUntil(lambda: "已在电脑" in unlocking.said, timeout=LONG)
    other.close()
    enter(program, qtbot)


def test_closing_the_window_backs_up_and_lets_others_in(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.begin(book_path)
    window = enter(program, qtbot)
    set_office(window.desk.book, OfficeEntry(name="金水苑社区居委会", subdistrict_name="金海街道"))
    window.close()
    qtbot.waitUntil(lambda: program.window is None, timeout=LONG)
    assert len(list_backups(folder_of(book_path))) == 1
    assert free(book_path)


def test_a_backup_that_fails_does_not_keep_anyone_in(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.begin(book_path)
    window = enter(program, qtbot)
    folder_of(book_path).write_text("a file where the folder should be")
    window.close()
    page = window.page
    assert page is not None
    qtbot.waitUntil(lambda: "自动备份没有做成" in page.banner.text, timeout=LONG)
    assert program.window is window
    window.close()
    qtbot.waitUntil(lambda: program.window is None, timeout=LONG)


def test_locking_closes_the_book_at_once_and_asks_for_the_password(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.begin(book_path)
    window = enter(program, qtbot)
    window.go("system", "steps")
    settle(window, qtbot)
    program.lock()
    assert program.window is None
    assert program.unlocking is not None
    assert free(book_path)
    again = enter(program, qtbot)
    assert again.room == "system"


def test_nobody_there_for_a_while_locks_the_book(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.begin(book_path)
    enter(program, qtbot)
    assert program.idle is not None
    program.idle.idle.emit()
    assert program.window is None
    assert program.unlocking is not None
    assert "自动锁定" in program.unlocking.said


def test_f1_opens_the_page_of_the_room(program: Program, book_path: Path, qtbot: QtBot) -> None:
    program.begin(book_path)
    window = enter(program, qtbot)
    window.go("system")
    keys = [command for command in window.all_commands() if command.shortcut == "F1"]
    assert [command.id for command in keys] == ["program.help"]
    window.run(keys[0])
    found: list[HelpWindow] = list(window.findChildren(HelpWindow))
    (shown,) = found
    assert shown.page == "system"
    shown.close()


def test_a_restore_from_inside_goes_back_and_opens_again(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.begin(book_path)
    window = enter(program, qtbot)
    window.close()
    qtbot.waitUntil(lambda: program.window is None, timeout=LONG)
    (backup,) = list_backups(folder_of(book_path))
    program.ask_password(book_path)
    window = enter(program, qtbot)
    window.desk.errands.restore(backup.path)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: program.window is None, timeout=LONG)
    assert program.door is not None
    view = program.door.view
    assert isinstance(view, RestoreView)
    assert (view.source, view.target) == (backup.path, book_path)
    view.password.line.setText(PASSWORD)
    view.go_on()
    qtbot.waitUntil(lambda: program.unlocking is not None, timeout=LONG)
    assert program.unlocking is not None
    assert "还原前" in program.unlocking.said
    enter(program, qtbot)


def test_a_new_office_goes_on_to_its_own_window(
    program: Program, places: Places, qtbot: QtBot
) -> None:
    program.begin()
    program.show_wizard()
    door = program.door
    assert door is not None
    view = door.view
    assert isinstance(view, WizardView)
    view.committee.modes.choose("hand")
    view.committee._mode("hand")
    view.committee.name.line.setText("新湖社区居委会")
    view.committee.street.line.setText("新湖街道")
    view.go_on()
    view.secret.login.line.setText("李敏")
    view.secret.password.first.line.setText(PASSWORD)
    view.secret.password.again.line.setText(PASSWORD)
    view.go_on()
    qtbot.waitUntil(lambda: view.at == 2, timeout=LONG)
    view.code.typed.line.setText(view.code.code.split("-")[view.code.asked])
    view.go_on()
    view.start.empty.click()
    qtbot.waitUntil(lambda: program.window is not None, timeout=LONG)
    assert program.window is not None
    settle(program.window, qtbot)
    assert "新湖社区居委会" in program.window.windowTitle()
    assert program.door is not door
    assert len(places.recent) == 1


def test_the_sample_book_is_made_once_and_its_password_filled_in(
    program: Program, places: Places, qtbot: QtBot
) -> None:
    program.begin(places.sample, sample=True)
    qtbot.waitUntil(lambda: program.unlocking is not None, timeout=LONG)
    unlocking = program.unlocking
    assert unlocking is not None
    qtbot.waitUntil(lambda: unlocking.password.text() == "mulin2026", timeout=LONG)
    enter(program, qtbot, "mulin2026")
    assert places.recent == []


def test_another_book_is_opened_from_inside(
    program: Program, book_path: Path, qtbot: QtBot
) -> None:
    program.begin(book_path)
    window = enter(program, qtbot)
    window.desk.errands.open_other()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: program.window is None, timeout=LONG)
    assert program.door is not None
    assert isinstance(program.door.view, WelcomeView)
    assert free(book_path)


def test_a_book_in_a_folder_of_a_cloud_opens_with_a_banner(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "我的坚果云"
    folder.mkdir()
    path = folder / "金水苑.mulin"
    opening.create(path, "王芳", PASSWORD, params=CHEAP).book.close()
    program.begin(path)
    window = enter(program, qtbot)
    page = window.page
    assert page is not None
    qtbot.waitUntil(page.banner.isVisible, timeout=LONG)
    assert "“坚果云”的同步文件夹" in page.banner.text
    assert "移到这台电脑自己的文件夹" in page.banner.text


def test_a_book_that_lies_well_opens_without_a_banner(
    program: Program, qtbot: QtBot, book_path: Path
) -> None:
    program.begin(book_path)
    window = enter(program, qtbot)
    assert window.page is not None
    assert not window.page.banner.isVisible()
