"""Where this computer keeps what is the user's: documents, data, cache, log, settings."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

NAME = "Mulin"
PORTABLE = "MULIN_PORTABLE"
"""The variable in which a program carried on a stick is told its own folder."""


class Places:
    """Folders of this user, none of which needs to exist yet, and what is remembered in them.

    `home` is the folder of a program that is carried about and keeps everything inside it.
    """

    def __init__(
        self, documents: Path, data: Path, cache: Path, logs: Path, home: Path | None = None
    ) -> None:
        self.documents = documents
        self.data = data
        self.cache = cache
        self.logs = logs
        self.home = home
        self.settings = QSettings(str(data / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def log(self) -> Path:
        """The log file."""
        return self.logs / "mulin.log"

    @property
    def sample(self) -> Path:
        """The sample book."""
        return self.data / "样本台账.mulin"

    def kept(self, name: str) -> str:
        """A word that is remembered; empty when it is not."""
        return str(self.settings.value(name) or "")

    @property
    def recent(self) -> list[str]:
        """The paths of the books opened on this computer, the latest first."""
        found = self.settings.value("books/recent") or []
        known = [found] if isinstance(found, str) else [str(each) for each in found]
        # What lies on the stick is remembered as seen from the program: drives change letters.
        return known if self.home is None else [str(self.home / each) for each in known]

    def remember(self, book: Path) -> None:
        """Put a book first among the recent ones."""
        from app.recent import with_latest

        known = with_latest(self.recent, book)
        self.settings.setValue("books/recent", [self._seen_from_home(each) for each in known])

    def _seen_from_home(self, path: str) -> str:
        if self.home is None or not Path(path).is_relative_to(self.home):
            return path
        return Path(path).relative_to(self.home).as_posix()

    def latest(self) -> Path | None:
        """The book that was open last."""
        return Path(self.recent[0]) if self.recent else None

    def login_of(self, book: Path) -> str:
        """Who opened books here last, or else who may open this one."""
        login = "" if book == self.sample else self.kept("books/login")
        if not login:
            from app.recent import logins_of

            login = next(iter(logins_of(book)), "")
        return login

    def trouble(self) -> str:
        """Why a program that is carried about can keep nothing; empty when it can."""
        if self.home is None:
            return ""
        from tempfile import TemporaryFile

        try:
            self.data.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.data):
                return ""
        except OSError:
            return (
                f"程序所在的文件夹“{self.home}”不能写入，新的台账、设置和日志都存不下来。"
                "U 盘有写保护开关的，请关掉再插一次；或者把整个文件夹复制到电脑上再打开。"
            )


def of_this_user() -> Places:
    """The usual folders of the system, or those inside a program that is carried about."""
    home = os.environ.get(PORTABLE)
    if home:
        return carried(Path(home))
    usual = QStandardPaths.StandardLocation

    def folder(wanted: QStandardPaths.StandardLocation) -> Path:
        return Path(QStandardPaths.writableLocation(wanted) or Path.home())

    return Places(
        folder(usual.DocumentsLocation),
        folder(usual.GenericDataLocation) / NAME,
        folder(usual.GenericCacheLocation) / NAME,
        folder(usual.GenericStateLocation) / NAME,
    )


def carried(home: Path) -> Places:
    """The folders of a program that keeps everything inside its own; books lie in 数据/睦邻台账."""
    inner = home.absolute() / "数据"
    return Places(inner, inner / "设置", inner / "缓存", inner / "日志", home.absolute())


def prepare(places: Places) -> None:
    """Tell libraries where to put their own files; before any of them is imported."""
    os.environ.setdefault("MPLCONFIGDIR", str(places.cache / "charts"))


def inside(folder: Path) -> Places:
    """The same folders inside one, for tests."""
    return Places(folder / "documents", folder / "data", folder / "cache", folder / "logs")
