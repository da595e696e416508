"""Pages hear which tables changed, in their own thread, when they can be seen."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.book import Changes
from ui.watch import Watch


class Bell:
    """Rings as a book does."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[Changes], None]] = []

    def listen(self, callback: Callable[[Changes], None], /) -> object:
        """Keep the callback."""
        self.callbacks.append(callback)
        return None

    def ring(self, *tables: str) -> None:
        """Announce a step."""
        for callback in self.callbacks:
            callback(Changes("一步", frozenset(tables), 1))


def seated(qtbot: QtBot, *tables: str) -> tuple[Bell, Watch, QWidget, list[threading.Thread]]:
    bell = Bell()
    watch = Watch(bell)
    widget = QWidget()
    qtbot.addWidget(widget)
    read: list[threading.Thread] = []
    watch.on(widget, tables, lambda: read.append(threading.current_thread()))
    return bell, watch, widget, read


def test_a_change_in_a_worker_thread_is_read_in_the_windows_thread(qtbot: QtBot) -> None:
    bell, _watch, widget, read = seated(qtbot, "resident")
    widget.show()
    worker = threading.Thread(target=lambda: bell.ring("resident"))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(read))
    assert read == [threading.main_thread()]


def test_other_tables_are_not_our_business(qtbot: QtBot) -> None:
    bell, _watch, widget, read = seated(qtbot, "resident")
    widget.show()
    bell.ring("shop")
    qtbot.wait(30)
    assert read == []


def test_several_changes_at_once_make_one_refresh(qtbot: QtBot) -> None:
    bell, _watch, widget, read = seated(qtbot)
    widget.show()
    for _ in range(5):
        bell.ring("resident")
    qtbot.wait(50)
    assert len(read) == 1


def test_a_hidden_page_reads_when_it_is_next_seen(qtbot: QtBot) -> None:
    bell, _watch, widget, read = seated(qtbot, "resident")
    bell.ring("resident")
    qtbot.wait(30)
    assert read == []
    widget.show()
    qtbot.waitUntil(lambda: len(read) == 1)


def test_a_widget_that_is_gone_is_not_told(qtbot: QtBot) -> None:
    import shiboken6

    bell, _watch, widget, read = seated(qtbot, "resident")
    widget.show()
    shiboken6.delete(widget)
    bell.ring("resident")
    qtbot.wait(30)
    assert read == []
