"""Finding among a few dozen words as people type: part of the word, or pinyin initials."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def _initials(text: str) -> str:
    from app.pinyin import initials

    return initials(text, surname=False)


def rank(text: str, things: Iterable[T], word: Callable[[T], str]) -> list[T]:
    """The things whose word fits the text, best first; all of them for an empty text."""
    typed = "".join(text.lower().split())
    if not typed:
        return list(things)
    graded: list[tuple[int, int, T]] = []
    for at, thing in enumerate(things):
        grade = _grade(typed, word(thing))
        if grade is not None:
            graded.append((grade, at, thing))
    graded.sort(key=lambda item: item[:2])
    return [thing for _, _, thing in graded]


def _grade(typed: str, word: str) -> int | None:
    plain = "".join(word.lower().split())
    if plain == typed:
        return 0
    if plain.startswith(typed):
        return 1
    if typed in plain:
        return 2
    if typed.isascii() and typed.isalpha():
        letters = _initials(word)
        if letters.startswith(typed):
            return 3
        if typed in letters:
            return 4
    return None
