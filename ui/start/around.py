"""What the program has around its windows: log, crash sheet, words of Qt, idle, backups."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import Invalid, Refused, Unavailable
from ui.crash import Crash
from ui.start import logs
from ui.start.idle import MINUTES, Idle
from ui.start.places import Places
from ui.system.errands import Errands

if TYPE_CHECKING:
    from ui.start.home import HomeWindow
    from ui.start.program import Program

log = logging.getLogger("mulin")

_MISSING = {
    ("QAbstractFileIconProvider", "Folder"): "文件夹",
    ("QAbstractFileIconProvider", "Drive"): "磁盘",
    ("QAbstractFileIconProvider", "Unknown"): "未知",
}


def hook(window: Callable[[], QWidget | None], places: Places) -> Crash:
    """Begin the log and catch what nobody else does."""
    logs.begin(places.log)
    crash = Crash(window)
    crash.install()
    return crash


class MissingWords(QTranslator):
    """Words of Qt's own dialogs that its Chinese translation lacks."""

    def translate(  # type: ignore[override]
        self, context: str, words: str, _meant: str | None = None, _number: int = -1
    ) -> str | None:
        """The words in Chinese; None leaves them to the next translation."""
        return _MISSING.get((context, words))

    def isEmpty(self) -> bool:
        """Qt passes an empty one over."""
        return False


def speak_chinese(app: QApplication) -> None:
    """Give Qt's own dialogs their Chinese words."""
    app.installTranslator(MissingWords(app))
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load("qtbase_zh_CN", folder):
        app.installTranslator(words)
    else:
        log.warning("no Chinese words for the dialogs of Qt")


def errands(program: Program) -> Errands:
    """What pages may ask of the program."""
    from ui.help.viewer import show_help

    def restore(source: Path) -> None:
        window = program.window
        if window is not None:
            target = window.desk.book.path
            program.leave_for(lambda: program.ask_restore(source, target))

    return Errands(
        lock=program.lock,
        restore=restore,
        open_other=lambda: program.leave_for(program.show_welcome),
        help=lambda room: show_help(program.window, room),
        documents=program.places.documents,
        data=program.places.data,
        logs=program.places.logs,
        portable=program.places.home,
        idle=idle_of(program),
    )


def idle_of(program: Program) -> Idle:
    """The one that notices when nobody is there."""
    if program.idle is None:
        program.idle = Idle(program.app, minutes_of(program))
        program.idle.idle.connect(
            lambda: program.lock("有一会儿没人操作，台账已自动锁定。请输入密码继续。")
        )
    return program.idle


def minutes_of(program: Program) -> int:
    """After how many minutes the program locks by itself; 0 for never."""
    kept = program.settings.value("lock/minutes")
    return int(str(kept)) if str(kept).isdecimal() else MINUTES


def watch_idle(program: Program) -> None:
    """Begin to look whether anybody is there."""
    idle_of(program).watch()


def back_up_soon(program: Program, window: HomeWindow) -> None:
    """Back up behind the window after it has opened, if it is time."""
    from app.backups import automatic_backup
    from app.work import finish

    book = window.desk.book
    if book.closed:
        return

    def done(made: Path | None) -> None:
        if made is not None:
            window.refresh()

    def failed(trouble: Invalid | Refused | Unavailable) -> None:
        window.desk.notices.say(f"自动备份没有做成：{trouble}")

    window.behind.run(
        lambda: finish(automatic_backup(book, now=program.now())), done, failed, window
    )
