"""The windows before a book is open as PNG: start screen, wizard, unlock, the ways back."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from tools import stage

WORD = "样张口令123"
"""Opens the book that the wizard makes for its pictures, and nothing else."""


def start_shots(out: Path) -> None:
    """Every view of the door, with a book that is made on the way and forgotten at the end."""
    from app.recent import RecentBook
    from ui.start.door import DoorWindow
    from ui.start.welcome import WelcomeView

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        door = DoorWindow()
        door.show_view(WelcomeView())
        _picture(door, out / "开始-第一次.png")
        recent = RecentBook(home / "金水苑社区居委会.mulin", there=True)
        door.show_view(WelcomeView([recent]))
        _picture(door, out / "开始-最近.png")
        book = _wizard(door, home, out)
        _ways_back(door, book, home, out)
        _unlock(book, out)
        door.close()


def _picture(widget: object, path: Path) -> None:
    from PySide6.QtWidgets import QWidget

    assert isinstance(widget, QWidget)
    stage.settle(0.4)
    stage.picture(widget, path)


def _wizard(door: object, home: Path, out: Path) -> Path:
    from app.starting import start_book
    from db.keys import KeyParams
    from ui.start.door import DoorWindow
    from ui.start.wizard import CODE, WizardView

    assert isinstance(door, DoorWindow)
    cheap = KeyParams(memory=64, passes=1, lanes=1)
    view = WizardView(partial(start_book, params=cheap), home, stage.NOW.date())
    door.show_view(view)
    box = view.committee.search
    stage.settle(0.4)
    _picture(door, out / "向导-选居委会.png")
    box.line.setText("奉贤 金水苑")
    stage.settle(0.4, until=lambda: box.found.rowCount() > 0)
    _picture(door, out / "向导-找到居委会.png")
    view.go_on()
    view.secret.login.line.setText("王芳")
    view.secret.password.first.line.setText(WORD)
    view.secret.password.again.line.setText(WORD)
    _picture(door, out / "向导-设密码.png")
    view.go_on()
    stage.settle(0.4, until=lambda: view.at == CODE)
    _picture(door, out / "向导-恢复码.png")
    view.code.typed.line.setText(view.code.code.split("-")[view.code.asked])
    view.go_on()
    _picture(door, out / "向导-开始.png")
    path = view.secret.path
    view.leaving()
    return path


def _ways_back(door: object, book: Path, home: Path, out: Path) -> None:
    from app import opening
    from app.backups import back_up, look_at
    from app.passwords import open_with_code
    from app.work import finish
    from ui.start.door import DoorWindow
    from ui.start.recovery import RecoveryView
    from ui.start.restore import RestoreView

    assert isinstance(door, DoorWindow)
    door.show_view(RecoveryView(book, opening.logins(book), partial(open_with_code, book)))
    _picture(door, out / "用恢复码打开.png")
    opened = opening.unlock(book, WORD)
    backup = finish(back_up(opened, home / "备份", now=stage.NOW))
    opened.close()
    door.show_view(RestoreView(look_at, home, lambda: stage.NOW, backup))
    _picture(door, out / "用备份还原.png")


def _unlock(book: Path, out: Path) -> None:
    from app import opening
    from ui.unlock import UnlockWindow

    def take(_login: str, password: str) -> object:
        return opening.unlock(book, password)

    window = UnlockWindow("金水苑社区居委会", opening.logins(book), take)
    window.show()
    _picture(window, out / "解锁.png")
    window.close()
