"""The main window: rooms at the left, the page in the middle, what is going on below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.errors import Unavailable
from ui import look_memory
from ui.commands import Command, action
from ui.contents import Room
from ui.desk import Desk
from ui.finder import Finder, Hit, Search
from ui.kit.dialogs import offer_retry
from ui.kit.page import Page
from ui.kit.parts import area, column, put, row, scrolled
from ui.kit.sidebar import Badge, Entry, Sidebar
from ui.kit.statusbar import StatusBar
from ui.kit.toast import Toast
from ui.kit.topbar import TopBar
from ui.notices import Notice
from ui.window_commands import own_commands, show_more


@dataclass(frozen=True)
class Surroundings:
    """What the window asks of those who made it; each call reads, in the second lane.

    `commands` are those that are not of one page (锁定, 备份). `crashed` shows the crash sheet.
    `prepare` lays out what finding needs; it is called again after every change.
    """

    program: str = "睦邻台账"
    office: Callable[[], str] = lambda: ""
    foot: Callable[[], tuple[str, ...]] = lambda: ()
    badges: Callable[[], Mapping[str, Badge]] = dict
    search: Search = lambda _text: []
    prepare: Callable[[], None] = lambda: None
    commands: tuple[Command, ...] = ()
    assurance: str = "离线 · 已加密"
    crashed: Callable[[BaseException, QWidget], object] = lambda _error, _window: None


class MainWindow(QMainWindow):
    """One window for one open book."""

    def __init__(
        self, desk: Desk, contents: tuple[Room, ...], around: Surroundings | None = None
    ) -> None:
        super().__init__()
        self.desk = desk
        self.around = around or Surroundings()
        self._rooms = {room.id: room for top in contents for room in top.all()}
        self._ways = {group.id: group.all()[0].id for group in _groups(contents)}
        self._pages: dict[str, Page] = {}
        self._frames: dict[str, QWidget] = {}
        self._actions: dict[str, QAction] = {}
        self._history = ("", "")
        self.room = ""
        self.setWindowTitle(self.around.program)
        self.commands = own_commands(self, contents) + self.around.commands
        self._build(contents)
        self._connect()
        self._make_actions(self.commands)
        look_memory.restore_window(self, desk.settings)
        self._read_around()

    def _build(self, contents: tuple[Room, ...]) -> None:
        known = {command.id: command for command in self.commands}
        self.sidebar = Sidebar(self.around.program, _entries(contents))
        self.topbar = TopBar(
            self.run,
            self.open_finder,
            known["window.undo"],
            known["window.redo"],
            lambda button: show_more(self, button),
        )
        self._stack = QStackedWidget()
        self.statusbar = StatusBar(self.desk.jobs.stop)
        right = column(self.topbar, gap=0)
        put(right, self._stack, 1)
        put(right, self.statusbar)
        whole = row(self.sidebar, gap=0)
        whole.addLayout(right, 1)
        self.setCentralWidget(area("ground", whole))
        self.toast = Toast(self)
        self.finder = Finder(self, self.around.search, self._places)

    def _connect(self) -> None:
        jobs, notices = self.desk.jobs, self.desk.notices
        self.sidebar.chosen.connect(self.go)
        jobs.busy_changed.connect(self._busy)
        jobs.progressed.connect(self.statusbar.tell)
        notices.noticed.connect(self._say)
        notices.refused_to.connect(self._refuse)
        notices.unavailable_for.connect(self._unavailable)
        notices.broke.connect(lambda error: self.around.crashed(error, self))
        self.desk.watch.on(self, (), self._read_around)

    # Pages

    @property
    def page(self) -> Page | None:
        """The page that is open."""
        return self._pages.get(self.room)

    def go(self, room: str, what: object = None) -> None:
        """Enter a room, making its page when it is entered for the first time."""
        room = self._ways.get(room, room)
        if room not in self._rooms:
            return
        before = self.page
        if before is not None and room != self.room and not before.leaving():
            self.sidebar.choose(self.room)
            return
        if room not in self._pages:
            self._pages[room] = self._make_page(room)
        self.room = room
        page = self._pages[room]
        self.sidebar.choose(room)
        self._stack.setCurrentWidget(self._frames[room])
        self.topbar.show_beside(None)
        self.topbar.show_beside(page.beside)
        self._take_commands(page)
        self._restate(page)
        look_memory.keep_room(self.desk.settings, room)
        if not self.sidebar.has_focus:
            page.setFocus()
        if what is not None:
            page.open(what)

    def go_last(self, default: str) -> None:
        """Enter the room that was open when the program was closed."""
        last = look_memory.last_room(self.desk.settings)
        self.go(last if last in self._rooms else default)

    def _make_page(self, room: str) -> Page:
        page = self._rooms[room].page(self.desk)
        page.setAccessibleName(self._rooms[room].title)
        page.restated.connect(lambda: self._restate(page))
        page.asked.connect(self.go)
        # A page that is higher than a small screen scrolls; it never pushes the window.
        self._frames[room] = scrolled(page)
        self._stack.addWidget(self._frames[room])
        return page

    def _restate(self, page: Page) -> None:
        if page is not self.page:
            return
        self.topbar.show_title(page.title, page.subtitle)
        self.topbar.show_actions(page.buttons(), busy=self.desk.jobs.busy)
        left, right = page.status()
        self.statusbar.say(left, right or self.around.assurance)

    # Commands

    def run(self, command: Command) -> None:
        """Run a command; its trouble goes to the page in sight."""
        if not command.ready(busy=self.desk.jobs.busy):
            if command.writes and self.desk.jobs.busy:
                self.desk.notices.say(f"{self.desk.jobs.doing}，请等它完成后再试。")
            return
        page = self.page
        if page is None:
            command.run()
            return
        page.attempt(command.run)
        self._restate(page)

    def all_commands(self) -> tuple[Command, ...]:
        """Those of the window and those of the page in sight."""
        page = self.page
        return self.commands + (page.commands() if page is not None else ())

    def _make_actions(self, commands: Iterable[Command]) -> None:
        for command in commands:
            # A key asks for itself at the time, so it stays enabled.
            made = action(command, self, self.run)
            made.setEnabled(True)
            self.addAction(made)
            self._actions[command.id] = made

    def _take_commands(self, page: Page) -> None:
        for key in [key for key in self._actions if key not in self._own_ids]:
            self.removeAction(self._actions[key])
            self._actions.pop(key).deleteLater()
        self._make_actions(page.commands())

    @property
    def _own_ids(self) -> frozenset[str]:
        return frozenset(command.id for command in self.commands)

    def open_finder(self) -> None:
        """Open the finder."""
        self.finder.ask()

    def toast_focus(self) -> None:
        """Bring the keyboard to the button of the toast."""
        self.toast.take_focus()

    def _places(self) -> list[Hit]:
        rooms = [
            Hit("页面", room.title, "", lambda key=key: self.go(key))  # type: ignore[misc]
            for key, room in self._rooms.items()
        ]
        busy = self.desk.jobs.busy
        commands = [
            Hit("操作", command.title, command.hint, lambda c=command: self.run(c), command.keys)  # type: ignore[misc]
            for command in self.all_commands()
            if command.ready(busy=busy) and not command.id.startswith(("go.", "window.find"))
        ]
        return rooms + commands

    # The book's history

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._history[0])

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._history[1])

    def undo(self) -> None:
        """Take back the latest step and say so, with 重做."""

        def undone(label: str) -> None:
            self.toast.say(f"已撤销：{label}", "重做", self.redo)

        self.desk.jobs.run("撤销", self.desk.book.undo, undone, owner=self)

    def redo(self) -> None:
        """Do the step again that was undone last."""

        def redone(label: str) -> None:
            self.toast.say(f"已重做：{label}", "撤销", self.undo)

        self.desk.jobs.run("重做", self.desk.book.redo, redone, owner=self)

    def refresh(self) -> None:
        """Read everything in sight again."""
        if self.page is not None:
            self.page.read_again()
        self._read_around()

    def _read_around(self) -> None:
        around, book = self.around, self.desk.book

        def read() -> tuple[str, tuple[str, ...], Mapping[str, Badge], tuple[str, str]]:
            history = (book.undo_label or "", book.redo_label or "")
            return around.office(), around.foot(), around.badges(), history

        self.desk.jobs.fetch(read, self._show_around, owner=self, key="around")

    def _show_around(
        self, found: tuple[str, tuple[str, ...], Mapping[str, Badge], tuple[str, str]]
    ) -> None:
        office, foot, badges, self._history = found
        self.sidebar.show_office(office)
        self.sidebar.show_foot(foot)
        self.sidebar.show_badges(badges)
        self.topbar.show_history(*self._history, busy=self.desk.jobs.busy)
        self.setWindowTitle(f"{self.around.program} · {office}" if office else self.around.program)
        prepare = self.around.prepare
        self.desk.jobs.fetch(prepare, lambda _none: None, owner=self, key="prepare")

    # What is going on

    def _busy(self, busy: bool) -> None:
        jobs = self.desk.jobs
        if busy:
            self.statusbar.begin(jobs.title, stoppable=jobs.stoppable)
        else:
            self.statusbar.end()
        self.topbar.show_history(*self._history, busy=busy)
        if self.page is not None:
            self._restate(self.page)

    def _say(self, notice: Notice) -> None:
        if notice.undo:
            self.toast.say(notice.text, "撤销", self.undo)
        else:
            self.toast.say(notice.text, notice.button, notice.act)

    def _refuse(self, text: str) -> None:
        if self.page is not None:
            self.page.refused(text)
        else:
            self.toast.say(text)

    def _unavailable(self, trouble: Unavailable, retry: Callable[[], object]) -> None:
        offer_retry(self, trouble.text, retry)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep where we were; long work is stopped only if the user says so."""
        if self.desk.jobs.busy:
            self.desk.notices.say(f"{self.desk.jobs.doing}，完成或停止后再关闭。")
            event.ignore()
            return
        if self.page is not None and not self.page.leaving():
            event.ignore()
            return
        look_memory.keep_window(self, self.desk.settings)
        super().closeEvent(event)


def _groups(contents: tuple[Room, ...]) -> list[Room]:
    """Rooms without a page of their own; entering one leads to its first page."""
    found = [room for room in contents if not room.make_page and room.all()]
    return found + [group for room in contents for group in _groups(room.children)]


def _entries(contents: tuple[Room, ...], depth: int = 0) -> list[Entry]:
    found: list[Entry] = []
    for room in contents:
        found.append(Entry(room.id, room.title, room.icon, depth))
        found += _entries(room.children, depth + 1)
    return found
