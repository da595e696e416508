"""What a newer program says when it opens a book for the first time: one quiet line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.about import NAME, VERSION

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ui.start.home import HomeWindow

KEY = "program/version"
PAGE = "news"
_NONE = (0,)


def is_newer(settings: QSettings) -> bool:
    """Whether this program is newer than the one that was here before, and remember it.

    The first programs left no version behind, only the books that they had opened.
    """
    kept = str(settings.value(KEY) or "")
    settings.setValue(KEY, VERSION)
    if not kept:
        return bool(settings.value("books/recent"))
    return _parts(kept) < _parts(VERSION)


def _parts(version: str) -> tuple[int, ...]:
    words = version.split(".")
    return tuple(int(word) for word in words) if all(map(str.isdecimal, words)) else _NONE


def tell(window: HomeWindow, *, newer: bool) -> None:
    """Say that the program is newer, where the book as it was lies, and whether it lies well."""
    from app.opening import upgrade_words
    from app.whereabouts import risk_of
    from ui.help.viewer import show_help
    from ui.theme import Tone

    desk = window.desk
    path = desk.book.path
    first = f"{NAME}已更新到 {VERSION}。" if newer else ""
    words = f"{first}{upgrade_words(desk.book)}"

    def told(risk: str) -> None:
        page = window.page
        if page is None or not (words or risk):
            return
        tone = Tone.AMBER if risk else Tone.PLAIN
        if newer:
            page.banner.say(words + risk, tone, "有什么新的", lambda: show_help(window, PAGE))
        else:
            page.banner.say(words + risk, tone)

    desk.jobs.fetch(lambda: risk_of(path), told, owner=window, key="whereabouts")
