"""What this computer remembers of the window: theme, size of text, place, last room."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from ui import theme
from ui.theme import Size, Theme

_FIRST = (1366, 768)


def chosen(settings: QSettings) -> tuple[Theme, Size]:
    """The theme and the size that were chosen last."""
    themes = {str(item): item for item in Theme}
    sizes = {str(item): item for item in Size}
    return (
        themes.get(str(settings.value("look/theme")), Theme.AUTO),
        sizes.get(str(settings.value("look/size")), Size.MEDIUM),
    )


def apply_chosen(app: QApplication, settings: QSettings) -> None:
    """Put the remembered look in force, and again whenever the system's theme changes.

    Call it once, at the start.
    """
    theme.apply(app, *chosen(settings))
    QGuiApplication.styleHints().colorSchemeChanged.connect(
        lambda _scheme: theme.apply(app, *chosen(settings))
    )


def choose(settings: QSettings, wanted: Theme | Size) -> None:
    """Take another theme or size, at once and for next time."""
    settings.setValue("look/theme" if isinstance(wanted, Theme) else "look/size", str(wanted))
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, *chosen(settings))


def keep_window(window: QMainWindow, settings: QSettings) -> None:
    """Remember where the window is."""
    settings.setValue("window/geometry", window.saveGeometry())


def restore_window(window: QMainWindow, settings: QSettings) -> None:
    """Put the window where it was, or let it fill a small screen."""
    kept = settings.value("window/geometry")
    if isinstance(kept, QByteArray) and window.restoreGeometry(kept):
        return
    screen = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(min(_FIRST[0], screen.width()), min(_FIRST[1], screen.height()))


def keep_room(settings: QSettings, room: str) -> None:
    """Remember the room that is open."""
    settings.setValue("window/room", room)


def last_room(settings: QSettings) -> str:
    """The room that was open last; empty the first time."""
    return str(settings.value("window/room") or "")
