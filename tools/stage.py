"""A window on the sample book for pictures and for the tour: real pages, nobody's home touched."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from app.book import Book
    from ui.start.home import HomeWindow

NOW = dt.datetime(2026, 11, 22, 8, 40).astimezone()


def at_home_in(folder: Path) -> None:
    """Keep settings, caches and logs inside a folder; before Qt is imported."""
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
    os.environ["MPLCONFIGDIR"] = str(folder / "matplotlib")
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def application() -> QApplication:
    """The program's look on a fresh application."""
    from PySide6.QtWidgets import QApplication

    from ui import theme

    app = QApplication.instance() or QApplication(["mulin"])
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT, theme.Size.MEDIUM)
    return app


@contextmanager
def window_on(
    book: Book, folder: Path, now: Callable[[], dt.datetime] = lambda: NOW
) -> Iterator[HomeWindow]:
    """The main window of an open book, shown; closed at the end with the book."""
    from PySide6.QtCore import QSettings

    from ui.contents import CONTENTS
    from ui.start.home import home
    from ui.system.errands import Errands

    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = home(book, CONTENTS, settings=settings, errands=Errands(), crashed=_crashed, now=now)
    window.show()
    try:
        yield window
    finally:
        window.close_at_once()
        window.desk.jobs.close()
        book.close()


def _crashed(error: BaseException, _widget: QWidget) -> None:
    raise error


def settle(seconds: float = 0.4, until: Callable[[], bool] = lambda: True) -> None:
    """Let the window work for a while, and on until something is true (at most 60 s)."""
    from PySide6.QtWidgets import QApplication

    start = time.monotonic()
    while time.monotonic() - start < seconds or not until():
        QApplication.processEvents()
        time.sleep(0.005)
        if time.monotonic() - start > 60:
            raise TimeoutError("the window did not come to rest")


def picture(widget: QWidget, path: Path) -> None:
    """The widget as PNG, as sharp as the screen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path)):
        raise OSError(f"could not write {path}")
