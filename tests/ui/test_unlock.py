"""The unlock window: quiet, quick, and clear about what is wrong."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.errors import Refused, Unavailable
from app.passwords import WrongSecret
from ui.unlock import UnlockWindow


def opened(qtbot: QtBot, answer: object) -> UnlockWindow:
    def try_password(_login: str, _password: str) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    made = UnlockWindow("金水苑社区居委会", ["王芳"], try_password)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_right_password_opens_the_book_and_is_forgotten(qtbot: QtBot) -> None:
    window = opened(qtbot, "书")
    window.password.setText("口令abc123")
    with qtbot.waitSignal(window.opened) as met:
        QTest.keyClick(window.password, Qt.Key.Key_Return)
    assert met.args == ["书"]
    assert window.password.text() == ""


def test_the_key_is_made_in_a_thread_of_its_own(qtbot: QtBot) -> None:
    gate = threading.Event()
    threads: list[threading.Thread] = []

    def try_password(_login: str, _password: str) -> str:
        threads.append(threading.current_thread())
        gate.wait(5)
        return "书"

    window = UnlockWindow("样例", ["王芳", "李敏"], try_password, login="李敏")
    qtbot.addWidget(window)
    window.show()
    assert window.login.currentText() == "李敏"
    window.password.setText("口令")
    window.open()
    assert window.button.text() == "正在打开……"
    assert not window.button.isEnabled()
    window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.opened):
        gate.set()
    assert threads[0] is not threading.main_thread()


def test_a_wrong_password_is_said_and_the_pause_counted_down(qtbot: QtBot) -> None:
    window = opened(qtbot, WrongSecret("密码不对。请检查大小写和输入法后再试。", 2.0))
    window.password.setText("错的")
    window.open()
    qtbot.waitUntil(lambda: window.said == "密码不对。请检查大小写和输入法后再试。")
    assert window.button.text() == "请等 2 秒再试"
    assert not window.button.isEnabled()
    window._tick()
    assert window.button.text() == "请等 1 秒再试"
    window._tick()
    assert window.button.isEnabled()
    assert window.button.text() == "打开"


@pytest.mark.parametrize(
    "error", [Refused("台账文件损坏了，请从备份恢复。"), Unavailable("这本台账正由李敏使用。")]
)
def test_other_reasons_are_said_in_their_own_words(qtbot: QtBot, error: Exception) -> None:
    window = opened(qtbot, error)
    window.password.setText("口令")
    window.open()
    qtbot.waitUntil(lambda: window.said == str(error))
    assert window.button.isEnabled()


def test_a_mistake_of_ours_is_handed_on(qtbot: QtBot) -> None:
    window = opened(qtbot, KeyError("x"))
    window.password.setText("口令")
    with qtbot.waitSignal(window.broke):
        window.open()


def test_an_empty_password_is_not_even_tried(qtbot: QtBot) -> None:
    window = opened(qtbot, "书")
    window.open()
    assert window.said == "请输入密码。"


def test_the_password_can_be_looked_at(qtbot: QtBot) -> None:
    window = opened(qtbot, "书")
    window._look()
    assert window.password.echoMode() == QLineEdit.EchoMode.Normal
    window._look()
    assert window.password.echoMode() == QLineEdit.EchoMode.Password


def test_a_forgotten_password_leads_to_the_recovery_code(qtbot: QtBot) -> None:
    window = opened(qtbot, "书")
    with qtbot.waitSignal(window.code_asked):
        window.code_link.click()


def test_upgrading_an_old_book_is_said_while_it_lasts(qtbot: QtBot) -> None:
    window = opened(qtbot, "书")
    window.note("正在把台账升级到新版本。")
    qtbot.waitUntil(lambda: window.said == "正在把台账升级到新版本。")


def test_nothing_heavy_is_loaded_for_the_first_window() -> None:
    code = (
        "import sys; import ui.unlock; heavy = {'sqlalchemy', 'matplotlib', 'numpy', 'openpyxl',"
        " 'alembic', 'docx', 'lxml', 'app.book', 'cryptography', 'ui.window', 'ui.kit.table'};"
        " print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
