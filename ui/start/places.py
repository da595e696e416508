"""Where this computer keeps what is the user's: documents, data, cache, log, settings."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

NAME = "Mulin"


class Places:
    """Folders of this user, none of which needs to exist yet, and what is remembered in them."""

    def __init__(self, documents: Path, data: Path, cache: Path, logs: Path) -> None:
        self.documents = documents
        self.data = data
        self.cache = cache
        self.logs = logs
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
        return [found] if isinstance(found, str) else [str(each) for each in found]

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


def of_this_user() -> Places:
    """The usual folders of the system."""
    usual = QStandardPaths.StandardLocation

    def folder(wanted: QStandardPaths.StandardLocation) -> Path:
        return Path(QStandardPaths.writableLocation(wanted) or Path.home())

    return Places(
        folder(usual.DocumentsLocation),
        folder(usual.GenericDataLocation) / NAME,
        folder(usual.GenericCacheLocation) / NAME,
        folder(usual.GenericStateLocation) / NAME,
    )


def prepare(places: Places) -> None:
    """Tell libraries where to put their own files; before any of them is imported."""
    os.environ.setdefault("MPLCONFIGDIR", str(places.cache / "charts"))


def inside(folder: Path) -> Places:
    """The same folders inside one, for tests and for a program carried on a stick."""
    return Places(folder / "documents", folder / "data", folder / "cache", folder / "logs")
