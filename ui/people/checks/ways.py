"""The ways to a merge from a list, and from an id that was merged away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.book import Book
from app.people.merging.merged import standing_id
from ui.commands import Command

_TABLES = {"person": "resident", "household": "household"}
_PAIR = 2


def standing(book: Book, what: tuple[str, int] | None) -> tuple[str, int] | None:
    """What an id means now: the record into which it was merged, if it was."""
    if what is None or what[0] not in _TABLES:
        return what
    return what[0], standing_id(book, _TABLES[what[0]], what[1])


def merge_commands(
    kind: str, chosen: Sequence[int], opened: Callable[[object], object]
) -> tuple[Command | None, ...]:
    """合并……, where exactly two people or two households are selected."""
    if kind not in _TABLES or len(chosen) != _PAIR:
        return ()
    words = "合并选中的两人……" if kind == "person" else "合并选中的两户……"
    what = ("merge", _TABLES[kind], *chosen)
    return (Command("people.merge", words, lambda: opened(what), writes=True), None)
