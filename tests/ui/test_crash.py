"""Our own mistakes are logged without personal data and shown once."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Unavailable
from tests.ui.kit.demo import inside
from ui.crash import Crash, details, log_to
from ui.kit.dialogs import Sheet

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def fail(name: str) -> None:
    known: dict[str, int] = {}
    try:
        known[name] += 1
    except KeyError as error:
        raise ValueError(f"{name}的证件号码") from error


def failure() -> Exception:
    with pytest.raises(ValueError) as met:
        fail("周桂英")
    return met.value


def test_details_say_where_and_never_whom() -> None:
    text = details(failure())
    assert "tests/ui/test_crash.py" in text
    assert "builtins.KeyError" in text
    assert text.rstrip().endswith("builtins.ValueError")
    assert "周桂英" not in text.replace('fail("周桂英")', "")
    assert str(Path.home()) not in text


def test_harmless_words_of_the_language_are_kept() -> None:
    nothing: object = None
    with pytest.raises(AttributeError) as met:
        nothing.nothing()  # type: ignore[attr-defined]
    assert "has no attribute 'nothing'" in details(met.value)


def sheets(window: QWidget) -> list[Sheet]:
    return [child for child in window.children() if isinstance(child, Sheet)]


def only_sheet(window: QWidget) -> Sheet:
    (sheet,) = sheets(window)
    return sheet


@pytest.fixture
def stage(qtbot: QtBot) -> tuple[Crash, QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Crash(lambda: window), window


def test_the_sheet_calms_and_offers_the_details(stage: tuple[Crash, QWidget]) -> None:
    crash, window = stage
    crash.show(failure(), window)
    sheet = only_sheet(window)
    words = "".join(label.text() for label in inside(sheet, QLabel))
    assert "程序出了点问题" in words
    assert "您的数据都在，已经保存的内容不会丢。" in words
    (text,) = inside(sheet, QPlainTextEdit)
    assert "builtins.ValueError" in text.toPlainText()
    copy = next(button for button in sheet.buttons if button.text() == "复制详情")
    copy.click()
    assert "builtins.ValueError" in QApplication.clipboard().text()
    sheet.accept()


def test_many_mistakes_make_one_sheet(stage: tuple[Crash, QWidget]) -> None:
    crash, window = stage
    crash.show(failure(), window)
    crash.show(failure(), window)
    only_sheet(window).accept()


def test_a_mistake_in_a_thread_is_shown_in_the_window(
    stage: tuple[Crash, QWidget], qtbot: QtBot
) -> None:
    crash, window = stage
    worker = threading.Thread(target=lambda: crash._met.emit(failure()))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(sheets(window)))
    only_sheet(window).accept()


def test_trouble_outside_is_no_mistake_of_ours(
    stage: tuple[Crash, QWidget], qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    crash, window = stage
    crash._met.emit(Unavailable("磁盘已满。"))
    qtbot.waitUntil(lambda: bool(sheets(window)))
    assert "uncaught" not in caplog.text
    only_sheet(window).accept()


def test_the_log_stays_small(tmp_path: Path) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    file = tmp_path / "logs" / "mulin.log"
    log_to(file)
    try:
        for _ in range(12_000):
            logging.getLogger("mulin").info("x" * 100)
        assert sum(part.stat().st_size for part in file.parent.iterdir()) < 1_200_000
    finally:
        for handler in [known for known in root.handlers if known not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
