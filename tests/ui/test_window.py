"""The main window: rooms, undo, commands by key, finder, what goes on below."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.book import Book
from app.errors import Refused, Unavailable
from app.work import Progress, Work
from db.models import Compound
from tests.ui.kit.demo import CONTENTS, LedgerDemo, TodayDemo, around, inside
from ui import look_memory, theme
from ui.commands import Command
from ui.desk import Desk
from ui.theme import Size, Theme
from ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(desk, CONTENTS, around())
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go("ledger")
    made.activateWindow()
    qtbot.waitUntil(lambda: not desk.jobs.reading, timeout=20_000)
    yield made
    qtbot.waitUntil(lambda: not desk.jobs.reading and not desk.jobs.busy, timeout=20_000)


def write_something(book: Book, label: str = "登记小区") -> None:
    with book.write(label) as session:
        session.add(Compound(id=book.ids.next_id(), name="金水苑一期"))


def press(window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    QTest.keyClick(window, key, held)


_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
CTRL = Qt.KeyboardModifier.ControlModifier


def test_pages_are_made_when_they_are_entered(window: MainWindow) -> None:
    assert set(window._pages) == {"ledger"}
    window.go("today")
    assert set(window._pages) == {"ledger", "today"}
    assert isinstance(window.page, TodayDemo)


def test_the_title_line_and_the_status_line_are_those_of_the_page(window: MainWindow) -> None:
    window.go("today")
    assert window.topbar._title.text() == "今日 · 11月21日 星期六"
    assert window.statusbar.texts[0] == "本居委 3 小区 · 46 楼组 · 2,016 户 · 5,700 人"
    assert window.statusbar.texts[1] == "离线 · 已加密"
    assert [button.text() for button, _ in window.topbar._buttons] == ["导入表格", "登记"]


def test_a_room_without_a_page_leads_to_its_first_child(window: MainWindow) -> None:
    window.sidebar.chosen.emit("more")
    assert window.room == "imports"


def test_a_page_asks_for_another_room(window: MainWindow) -> None:
    assert window.page is not None
    window.page.go("imports")
    assert window.room == "imports"


def test_rooms_are_entered_by_key(window: MainWindow) -> None:
    press(window, Qt.Key.Key_1, CTRL)
    assert window.room == "today"


def test_the_last_place_is_remembered(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.go("imports")
    again = MainWindow(desk, CONTENTS, around())
    qtbot.addWidget(again)
    again.go_last("today")
    assert again.room == "imports"
    qtbot.waitUntil(lambda: not desk.jobs.reading, timeout=20_000)


def test_badges_office_and_backup_are_shown(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(window.sidebar._office.text()))
    assert window.sidebar._office.text() == "金水苑社区居委会"
    assert window.sidebar._rooms["today"].accessibleName() == "今日，7件到期"
    assert "上次备份 今天 08:31" in window.sidebar._foot.text()


def test_a_change_can_be_undone_and_done_again_by_key(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    write_something(desk.book)
    qtbot.waitUntil(lambda: window.can_undo, timeout=20_000)
    assert window.topbar._undo.accessibleName() == "撤销：登记小区"
    press(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: window.toast.text == "已撤销：登记小区", timeout=20_000)
    qtbot.waitUntil(lambda: window.can_redo, timeout=20_000)
    press(window, Qt.Key.Key_Y, CTRL)
    qtbot.waitUntil(lambda: window.toast.text == "已重做：登记小区", timeout=20_000)


def test_the_toast_after_a_change_undoes_it(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    write_something(desk.book)
    desk.notices.done("已登记金水苑一期")
    assert window.toast.text == "已登记金水苑一期"
    press(window, Qt.Key.Key_F6)
    QTest.keyClick(window.toast._button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.toast.text == "已撤销：登记小区", timeout=20_000)


def test_ctrl_z_while_typing_takes_back_the_typing(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    write_something(desk.book)
    qtbot.waitUntil(lambda: window.can_undo, timeout=20_000)
    window.go("today")
    page = window.page
    assert isinstance(page, TodayDemo)
    box = page.form.editor("points").box
    box.setFocus()
    QTest.keyClicks(box, "12")
    QTest.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert page.form.editor("points").text() == ""
    qtbot.wait(50)
    assert window.toast.text == ""


def test_a_refusal_is_a_banner_on_the_page(window: MainWindow) -> None:
    def act() -> None:
        raise Refused("本月已达上限，请下月再记。")

    window.run(Command("x", "登记", act))
    assert window.page is not None
    assert window.page.banner.text == "本月已达上限，请下月再记。"
    window.run(Command("x", "登记", lambda: None))
    assert window.page.banner.text == ""


def test_something_outside_in_the_way_is_a_dialog_with_another_try(
    window: MainWindow, qtbot: QtBot
) -> None:
    tries: list[int] = []

    def act() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise Unavailable("磁盘已满，请清理后重试。")

    window.run(Command("x", "登记", act))
    (sheet,) = inside(window, QDialog)
    assert "磁盘已满，请清理后重试。" in [label.text() for label in inside(sheet, QLabel)]
    sheet.accept()
    assert len(tries) == 2


def test_while_long_work_writes_other_writers_wait(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    gate = threading.Event()

    def work() -> Work[None]:
        yield Progress(1, 2, "正在导入")
        gate.wait(5)

    done: list[str] = []
    desk.jobs.start("导入名册", work)
    button, _ = window.topbar._buttons[-1]
    assert not button.isEnabled()
    window.run(Command("x", "登记", lambda: done.append("x"), writes=True))
    assert done == []
    assert window.toast.text == "正在导入名册，请等它完成后再试。"
    qtbot.waitUntil(window.statusbar.strip.isVisible, timeout=5000)
    window.close()
    assert window.isVisible()
    gate.set()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert button.isEnabled()
    assert not window.statusbar.strip.isVisible()


def test_ctrl_k_finds_a_page_by_its_initials_and_enter_opens_it(window: MainWindow) -> None:
    press(window, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(window.finder._box, "drbg")
    QTest.keyClick(window.finder._box, Qt.Key.Key_Return)
    assert window.room == "imports"
    assert not window.finder.isVisible()


def test_the_finder_finds_commands_and_says_their_keys(window: MainWindow) -> None:
    window.finder.ask("刷新")
    assert [(hit.kind, hit.title, hit.keys) for hit in window.finder.hits] == [
        ("操作", "刷新", "F5")
    ]
    window.finder.ask("没有这样的东西")
    assert window.finder.hits == []
    assert window.finder._nothing.isVisibleTo(window.finder)
    QTest.keyClick(window.finder._box, Qt.Key.Key_Escape)
    assert not window.finder.isVisible()


def test_shift_f1_lists_the_keys_of_the_window_and_the_page(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    (sheet,) = inside(window, QDialog)
    words = [label.text() for label in inside(sheet, QLabel)]
    assert {"Ctrl+Z", "撤销", "Ctrl+N", "登记", "Ctrl+Enter"} <= set(words)
    sheet.accept()


def test_keys_of_a_page_go_with_the_page(window: MainWindow) -> None:
    assert "demo.sheet" in window._actions
    window.go("imports")
    assert "demo.sheet" not in window._actions
    assert "window.undo" in window._actions


def test_shortcuts_are_unique(window: MainWindow) -> None:
    for room in ("today", "ledger", "imports"):
        window.go(room)
        keys = [
            key.strip()
            for command in window.all_commands()
            for key in command.shortcut.split(";")
            if key
        ]
        assert len(keys) == len(set(keys))


def test_theme_and_size_change_at_once_and_are_remembered(
    window: MainWindow, desk: Desk, qapp: QApplication
) -> None:
    known = {command.id: command for command in window.commands}
    try:
        window.run(known["theme.dark"])
        window.run(known["size.large"])
        assert theme.current().theme is Theme.DARK
        assert theme.current().size is Size.LARGE
        page = window.page
        assert isinstance(page, LedgerDemo)
        assert page.table.grid.verticalHeader().defaultSectionSize() > 38
        assert desk.settings.value("look/theme") == "dark"
    finally:
        theme.apply(qapp, Theme.LIGHT, Size.MEDIUM)


def test_the_theme_of_the_system_is_followed_while_the_program_runs(
    desk: Desk, qapp: QApplication
) -> None:
    desk.settings.setValue("look/theme", "light")
    look_memory.apply_chosen(qapp, desk.settings)
    # As if the system had changed: the choice is read again, whatever it is now.
    desk.settings.setValue("look/theme", "dark")
    try:
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert theme.current().theme is Theme.DARK
    finally:
        QGuiApplication.styleHints().colorSchemeChanged.disconnect()
        theme.apply(qapp, Theme.LIGHT, Size.MEDIUM)


def test_a_small_screen_scrolls_the_page_and_is_not_outgrown(window: MainWindow) -> None:
    window.resize(1024, 600)
    for room in ("today", "ledger", "imports"):
        window.go(room)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1024, 600)


def test_every_control_has_an_accessible_name(window: MainWindow) -> None:
    nameless: list[QWidget] = []
    for room in ("today", "ledger", "imports"):
        window.go(room)
        for widget in inside(window, QWidget):
            if not isinstance(widget, _CONTROLS) or not widget.isVisibleTo(window):
                continue
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not (widget.accessibleName() or words or widget.toolTip()):
                nameless.append(widget)
    assert nameless == []


def test_the_keyboard_reaches_every_control_of_a_page(window: MainWindow) -> None:
    window.go("imports")
    page = window.page
    assert page is not None
    first = page.form.editor("household_id").box  # type: ignore[attr-defined]
    first.setFocus()
    reached = set()
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    for name in ("item", "points", "day", "clerk", "card", "tags", "agreed", "note"):
        assert page.form.editor(name).box in reached  # type: ignore[attr-defined]


def test_the_crash_of_a_read_is_shown_and_the_window_lives(
    desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    met: list[BaseException] = []
    desk.notices.broke.connect(met.append)
    desk.jobs.fetch(lambda: int("三"), lambda _none: None)
    qtbot.waitUntil(lambda: bool(met))
    assert window.isVisible()
