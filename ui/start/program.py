"""The way through the program: door, password, window, and back to the door."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.about import NAME
from app.recent import logins_of
from ui import look_memory, theme
from ui.start.behind import Behind
from ui.start.first import FirstPicture, Frame
from ui.start.loading import Loading
from ui.start.marks import Marks
from ui.start.news import is_newer, tell
from ui.start.places import Places
from ui.unlock import UnlockWindow

if TYPE_CHECKING:
    from app.book import Book
    from app.opening import NewBook
    from ui.contents import Room
    from ui.start.door import DoorWindow, View
    from ui.start.home import HomeWindow
    from ui.start.idle import Idle

_SAMPLE = "样本里都是虚构的人。密码已填好，点“打开”即可。"
_WARM = 20  # milliseconds between two pieces
_REST = 5000  # milliseconds from the first page to the automatic backup
_TYPING = 2500  # milliseconds in which a password is typed, for whoever measures


class Program(QObject):
    """One running program: at most one window for the door and one for an open book.

    `make_book` makes new books (see `app.starting.start_book`), `make_sample` the sample. Without
    `hooks` errors that nobody catches are left to whoever runs the program.
    """

    def __init__(
        self,
        app: QApplication,
        places: Places,
        *,
        contents: tuple[Room, ...] | None = None,
        make_book: Callable[..., NewBook] | None = None,
        make_sample: Callable[[Path], NewBook] | None = None,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now().astimezone(),
        marks: Marks | None = None,
        hooks: bool = True,
    ) -> None:
        super().__init__()
        self.app = app
        self.places = places
        self.contents = contents
        self.make_book = make_book
        self.make_sample = make_sample
        self.now = now
        self.marks = marks or Marks()
        self.loading = Loading()
        self.settings = places.settings
        self.frame: Frame | None = None
        self.unlocking: UnlockWindow | None = None
        self.door: DoorWindow | None = None
        self.window: HomeWindow | None = None
        self.idle: Idle | None = None
        self._next: Callable[[], object] | None = None
        self.behind = Behind(self)
        self._prepared = False
        self._newer = False
        self._steps: Iterator[Callable[[], QWidget]] | None = None
        self._hooks = hooks
        self._crashed: Callable[[BaseException, QWidget], object] = _raise

    # The first picture

    def begin(
        self, book: Path | None = None, *, sample: bool = False, frame: Frame | None = None
    ) -> None:
        """Go on from the first picture in its frame; without one show the first window."""
        self._put_on_look()
        # Later, when Qt is done with the change: it takes up fonts of the system at its end.
        self.app.styleHints().colorSchemeChanged.connect(
            self._put_on_look, Qt.ConnectionType.QueuedConnection
        )
        self.frame = frame
        trouble = self.places.trouble()
        self._newer = is_newer(self.settings)
        if frame is not None and book is not None:
            self.ask_password(book, words=trouble)
        elif sample:
            self.show_sample()
        elif book is not None and book.is_file():
            self.ask_password(book, words=trouble)
        else:
            self.show_welcome()
            if trouble:
                self.say_at_door(trouble)
            if book is not None and str(book) not in self.places.recent:
                self.say_at_door(f"找不到台账文件“{book}”。请检查位置，或确认 U 盘已经插好。")
        QTimer.singleShot(0, self.prepare)
        if self.marks.wanted and (password := os.environ.get("MULIN_PASSWORD")):
            QTimer.singleShot(_TYPING, lambda: self._type(password))

    def _put_on_look(self) -> None:
        theme.apply(self.app, *look_memory.chosen(self.settings))

    def _type(self, password: str) -> None:
        if self.unlocking is not None:
            self.unlocking.password.setText(password)
            self.unlocking.open()

    def prepare(self) -> None:
        """What can wait until something is seen: log, crash sheet, Chinese dialogs, imports."""
        if self._prepared:
            return
        self._prepared = True
        from ui.start import around

        if self._hooks:
            crash = around.hook(lambda: self.window or self.app.activeWindow(), self.places)
            self._crashed = crash.show
        around.speak_chinese(self.app)
        self.loading.start()
        QTimer.singleShot(_WARM, self, self._warm)

    def _warm(self) -> None:
        """Make the first page quicker, in pieces too small to be felt."""
        if self.unlocking is None or not self.loading.has_window:
            if self.unlocking is not None:
                QTimer.singleShot(_WARM, self, self._warm)
            return
        from ui.start import warm

        if self._steps is None:
            self._steps = warm.steps()
        step = next(self._steps, None)
        if step is not None:
            warm.polish(step())
            QTimer.singleShot(_WARM, self, self._warm)

    # The door

    def remember(self, book: Book) -> None:
        """Put a book first among the recent ones, with who opened it."""
        if book.path == self.places.sample:
            return
        self.places.remember(book.path)
        self.settings.setValue("books/login", book.who)

    def ask_password(self, path: Path, *, words: str = "") -> None:
        """Ask for the password of a book; that of the sample book is filled in."""
        login = self.places.kept("books/login")
        logins = logins_of(path) or [login or "用户"]
        window = UnlockWindow(
            path.stem,
            logins,
            lambda who, typed: self._open(path, who, typed),
            program=NAME,
            login=login,
        )
        window.opened.connect(self.enter)
        window.broke.connect(_raise)
        window.code_asked.connect(lambda: self.ask_code(path))
        window.other_asked.connect(self.show_welcome)
        self.unlocking = window
        if path == self.places.sample:
            words = words or _SAMPLE
            self.behind.run(self._sample_password, window.password.setText, _raise, window)
        if words:
            window.say(words)
        self._show_unlocking(window)
        self._close_door()

    def _show_unlocking(self, window: UnlockWindow) -> None:
        if self.frame is None:
            self.frame = Frame(window.windowTitle(), lambda: None)
        before = self.frame.inner
        self.frame.setWindowTitle(window.windowTitle())
        if isinstance(before, FirstPicture):
            window.password.setText(before.password.text())
        self.frame.hold(window)
        self.frame.show()
        self.frame.activateWindow()
        window.password.setFocus()
        if isinstance(before, FirstPicture) and before.wanted:
            window.open()

    def _sample_password(self) -> str:
        self.loading.wait_for_data()
        from app.sample import SAMPLE_PASSWORD

        return SAMPLE_PASSWORD

    def _open(self, path: Path, login: str, password: str) -> Book:
        self.marks.note("password_given")
        self.loading.hold()
        self.loading.wait_for_data()
        from app.guards import GUARDS
        from app.passwords import open_with_password

        known = logins_of(path)
        try:
            book = open_with_password(
                path,
                password,
                login=login if login in known else None,
                guards=GUARDS,
                note=self._note,
            )
        except BaseException:
            self.loading.go_on()
            raise
        self.loading.wait_for_window()
        return book

    def _note(self, text: str) -> None:
        if self.unlocking is not None:
            self.unlocking.note(text)

    def show_welcome(self) -> None:
        """The start screen."""
        from ui.start.doors import welcome

        self.show_door(welcome(self))

    def show_wizard(self) -> None:
        """The set-up of a new book."""
        from ui.start.doors import wizard

        self.show_door(wizard(self))

    def show_sample(self) -> None:
        """The sample book, made if it is missing, with its password filled in."""
        if self.places.sample.exists():
            self.ask_password(self.places.sample)
            return
        from ui.start.doors import make_sample

        make_sample(self)

    def ask_code(self, path: Path) -> None:
        """A new password by the recovery code."""
        from ui.start.doors import recovery

        self.show_door(recovery(self, path))

    def ask_restore(self, source: Path | None = None, target: Path | None = None) -> None:
        """A book out of a backup."""
        from ui.start.doors import restore

        self.show_door(restore(self, source, target))

    def show_door(self, view: View) -> None:
        """Show a view in the window of the door."""
        from ui.start.door import DoorWindow

        if self.door is None:
            self.door = DoorWindow()
        self.door.show_view(view)
        self._close_frame()

    def say_at_door(self, text: str) -> None:
        """Say something on the start screen."""
        from ui.start.welcome import WelcomeView

        if self.door is not None and isinstance(self.door.view, WelcomeView):
            self.door.view.say(text)

    def _close_frame(self) -> None:
        old, self.frame, self.unlocking = self.frame, None, None
        self._put_away(old)

    def _close_door(self) -> None:
        old, self.door = self.door, None
        self._put_away(old)

    @staticmethod
    def _put_away(window: QWidget | None) -> None:
        if window is not None:
            window.hide()
            window.deleteLater()

    # Inside

    def enter(self, book: Book, room: str = "", what: object = None) -> HomeWindow:
        """Show the window of an open book."""
        self.prepare()
        self.loading.wait_for_window()
        from ui.contents import CONTENTS
        from ui.start import around
        from ui.start.home import home

        self.remember(book)
        contents = self.contents or CONTENTS
        window = home(
            book,
            contents,
            settings=self.settings,
            errands=around.errands(self),
            crashed=self._crashed,
            now=self.now,
        )
        window.closed.connect(self._left)
        self.window = window
        if room:
            window.go(room, what)
        else:
            window.go_last(contents[0].all()[0].id)
        window.show()
        self._close_frame()
        self._close_door()
        around.watch_idle(self)
        QTimer.singleShot(0, lambda: self._when_filled(window))
        return window

    def _when_filled(self, window: HomeWindow) -> None:
        """After the first page has its data: what nobody waits for."""
        if self.window is not window:
            return
        if window.desk.jobs.reading:
            QTimer.singleShot(5, lambda: self._when_filled(window))
            return
        from ui.start import around

        self.loading.go_on()
        QTimer.singleShot(_REST, window, lambda: around.back_up_soon(self, window))
        tell(window, newer=self._newer)
        self._newer = False
        if self.marks.wanted:
            window.repaint()
            self.marks.note("page_painted")
            QTimer.singleShot(self.marks.stay, window, lambda: self._measured(window))

    def _measured(self, window: HomeWindow) -> None:
        window.close_at_once()
        self.app.quit()

    def lock(self, words: str = "台账已锁定，请输入密码继续。") -> None:
        """Close the book at once and ask for the password again."""
        window = self.window
        if window is None or window.desk.jobs.busy:
            return
        for other in self.app.topLevelWidgets():
            if isinstance(other, QDialog) and other.isVisible():
                other.reject()
        path = window.desk.book.path
        self._next = lambda: self.ask_password(path, words=words)
        window.close_at_once()

    def leave_for(self, then: Callable[[], object]) -> None:
        """Close the book as if the window was closed, then go on with something else."""
        if self.window is not None:
            self._next = then
            self.window.close()

    def _left(self) -> None:
        window, self.window = self.window, None
        then, self._next = self._next, None
        if window is None:
            return
        if self.idle is not None:
            self.idle.rest()
        window.desk.jobs.close()
        window.behind.join()
        window.desk.book.close()
        if then is not None:
            then()
        window.hide()
        window.deleteLater()

    def end(self) -> None:
        """Close what is still open; for the end of the program."""
        if self.window is not None:
            self._left()
        self.settings.sync()


def _raise(error: BaseException, _window: QWidget | None = None) -> None:
    raise error
