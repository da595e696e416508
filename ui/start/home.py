"""The main window at home in the program: what it tells around the pages, and how it closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.about import NAME
from app.backups import automatic_backup, last_backup
from app.book import Book
from app.errors import Refused, Unavailable
from app.finder import prepare
from app.people.lists import ResidentFilter, resident_order
from app.people.office import office
from app.work import Work
from ui.commands import Command
from ui.contents import Room
from ui.finding import search
from ui.jobs import Jobs
from ui.notices import Notices
from ui.start.behind import Behind
from ui.system.errands import Errands, HomeDesk
from ui.today.badges import badges
from ui.watch import Watch
from ui.window import MainWindow, Surroundings

_SOON = 500  # milliseconds from the first page to the numbers beside the rooms
Now = Callable[[], dt.datetime]
Crashed = Callable[[BaseException, QWidget], object]


class HomeWindow(MainWindow):
    """Backs up before it closes; `closed` is emitted when nothing is left to do in it."""

    closed = Signal()

    def __init__(
        self, desk: HomeDesk, contents: tuple[Room, ...], around: Surroundings, now: Now
    ) -> None:
        super().__init__(desk, contents, around)
        self._now = now
        self._backed_up = False
        self.counts = False
        self.behind = Behind(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Back up first, if it is time; the window stays until that is done."""
        super().closeEvent(event)
        if not event.isAccepted():
            return
        if self._backed_up:
            self.closed.emit()
        else:
            event.ignore()
            self._back_up()

    def close_at_once(self) -> None:
        """Close without a backup; what is typed and not saved stays as a draft."""
        if self.page is not None:
            self.page.leaving()
        self._backed_up = True
        self.hide()
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Once it is seen, and the page has its data, count what is due."""
        super().showEvent(event)
        if not self.counts:
            QTimer.singleShot(_SOON, self, self.begin_to_count)

    def begin_to_count(self) -> None:
        """From now on show beside each room how much is due there; nobody waits for that."""
        if not self.desk.book.closed:
            self.counts = True
            self.refresh_around()

    def refresh_around(self) -> None:
        """Read what stands around the pages again, such as the last backup."""
        self._read_around()

    def _back_up(self) -> None:
        def done(_made: object = None) -> None:
            self._backed_up = True
            self.close()

        def failed(error: Exception) -> None:
            # The next attempt goes through: nobody is kept in by a full disk.
            self._backed_up = True
            self._refuse(f"自动备份没有做成：{error}再次关闭窗口，就不备份直接退出。")

        self.desk.jobs.start(
            "自动备份",
            lambda: _backup(self.desk.book, self._now()),
            done,
            failed=failed,
            stopped=done,
            owner=self,
        )


def _backup(book: Book, now: dt.datetime) -> Work[Path | None]:
    try:
        return (yield from automatic_backup(book, now=now))
    except Unavailable as trouble:
        raise Refused(trouble.text) from trouble


def home(
    book: Book,
    contents: tuple[Room, ...],
    *,
    settings: QSettings,
    errands: Errands,
    crashed: Crashed,
    now: Now,
) -> HomeWindow:
    """The window of an open book, with everything around it."""
    notices = Notices()
    desk = HomeDesk(
        book,
        Watch(book),
        Jobs(notices),
        notices,
        settings,
        lambda: now().date(),
        errands,
    )
    windows: list[HomeWindow] = []
    around = Surroundings(
        program=NAME,
        office=lambda: _office_name(book),
        foot=lambda: (book.who, backup_words(book.path, now()), "已保存"),
        badges=lambda: badges(book, now().date()) if windows and windows[0].counts else {},
        search=lambda text: search(book, text, windows[0].go),
        prepare=lambda: lay_out(book, now().date()) if windows and windows[0].counts else None,
        commands=_commands(errands, windows),
        crashed=crashed,
    )
    windows.append(HomeWindow(desk, contents, around, now))
    return windows[0]


def lay_out(book: Book, today: dt.date) -> None:
    """Have in memory what finding needs, and the list of residents as it is first seen."""
    prepare(book)
    if not book.closed:
        resident_order(book, ResidentFilter(), today)


def _office_name(book: Book) -> str:
    known = office(book)
    return known.short_name or known.name if known is not None else ""


def backup_words(path: Path, now: dt.datetime) -> str:
    """When the book was backed up last: 上次备份 今天 08:31."""
    last = last_backup(path)
    if last is None:
        return "还没有备份"
    made = last.made_at.astimezone()
    days = (now.date() - made.date()).days
    if days in (0, 1):
        return f"上次备份 {('今天', '昨天')[days]} {made:%H:%M}"
    return f"上次备份 {made.month}月{made.day}日"


def _help_page(window: HomeWindow) -> str:
    page = window.page
    return (page.help_page if page is not None else "") or window.room


def _commands(errands: Errands, windows: list[HomeWindow]) -> tuple[Command, ...]:
    return (
        Command(
            "program.help",
            "帮助",
            lambda: errands.help(_help_page(windows[0])),
            "F1",
            "help",
            hint="这一页怎么用",
        ),
        Command(
            "program.backup",
            "备份与还原",
            lambda: windows[0].go("system", "backups"),
            icon="backup",
            hint="立即备份，或用备份还原",
        ),
        Command(
            "program.other", "打开别的台账", errands.open_other, icon="folder", hint="换一本台账"
        ),
        Command("program.lock", "锁定", errands.lock, "Ctrl+L", "lock", hint="离开座位时锁上台账"),
    )
