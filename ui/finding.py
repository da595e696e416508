"""Ctrl+K over the book: what the finder of the program finds, as hits of the window's finder."""

from __future__ import annotations

from collections.abc import Callable

from app import finder
from app.book import Book
from ui.finder import Hit

Go = Callable[[str, object], object]
"""Enters a room and shows one thing there, such as `MainWindow.go`."""

_WORDS = {
    "person": "人",
    "household": "户",
    "shop": "商铺",
    "organization": "单位",
    "pet": "宠物",
    "street": "街面",
    "group": "楼组",
    "compound": "小区",
}


def search(book: Book, text: str, go: Go) -> list[Hit]:
    """People, households and places that fit; each opens in 居民房屋."""
    return [_hit(found, go) for found in finder.find(book, text)]


def _hit(found: finder.Hit, go: Go) -> Hit:
    what = (found.kind, found.id)
    return Hit(_WORDS[found.kind], found.title, found.subtitle, lambda: go("people", what))


def meant(what: object) -> tuple[str, int] | None:
    """The sort and the id of what a page is asked to open; None for anything else.

    Understood are a hit of the finder and a pair such as ("person", 17).
    """
    if isinstance(what, finder.Hit):
        return (what.kind, what.id)
    if isinstance(what, tuple) and len(what) == 2 and isinstance(what[1], int):
        return (str(what[0]), what[1])
    return None
