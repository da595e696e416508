"""Names laid out in memory so that any part of one is found in a millisecond.

Four long texts, one line for each thing: its name, its sound, its initials, its numbers. Looking
for a part of a line is one search through a text; 100,000 people take five megabytes. What has
changed since lies on a small shelf beside, so that nobody waits for the long texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

SHORTEST_PHONE_PART = 4
"""Digits of a telephone number by which somebody may be looked for."""

EXACT, PREFIX, SOUND, INSIDE = range(4)
"""How well a thing fits what was typed, best first."""


OR = "\t"
"""Between two ways in which a name sounds, or their initials."""


class Thing(NamedTuple):
    """What a shelf keeps of one thing; `sort` is a small number that the caller knows."""

    id: int
    sort: int
    name: str
    sound: str
    initials: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that fits."""

    fit: int
    id: int
    sort: int


class Shelf:
    """Things by name, sound, initials and numbers; it may be searched while things are put in."""

    def __init__(self, things: Sequence[Thing] = ()) -> None:
        columns: Sequence[Sequence[Any]] = list(zip(*things, strict=True)) or [()] * len(
            Thing._fields
        )
        self._ids = array("q", columns[0])
        self._sorts = array("b", columns[1])
        names, self._sounds, self._initials, self._numbers = map(_lines, columns[2:])
        self._names = names.lower()
        self._late: dict[int, Thing] = {}
        self._changed: tuple[frozenset[int], Shelf | None] = (frozenset(), None)

    @property
    def changes(self) -> int:
        """How many things lie beside the long texts."""
        return len(self._changed[0])

    def put(self, things: Iterable[Thing], gone: Iterable[int] = ()) -> None:
        """Take things in, in the place of those with the same id, and others out."""
        out = set(gone)
        self._late.update((thing[0], thing) for thing in things)
        for row_id in out:
            self._late.pop(row_id, None)
        ids = self._changed[0].union(self._late, out)
        self._changed = (ids, Shelf(list(self._late.values())))

    def find(self, word: str, most: int) -> list[Found]:
        """Up to `most` things for a word in small letters without spaces, best fits first."""
        changed, late = self._changed
        found = self._found(word, most, changed)
        if late is None:
            return found
        found += late.find(word, most)
        found.sort(key=lambda one: one.fit)
        return found[:most]

    def _found(self, word: str, most: int, without: frozenset[int]) -> list[Found]:
        found: dict[int, int] = {}
        for fit, text, pattern in self._ways(word):
            for line in _hits(text, pattern):
                if line in found or (without and self._ids[line] in without):
                    continue
                found[line] = fit
                if len(found) >= most:
                    return self._named(found)
        return self._named(found)

    def _ways(self, word: str) -> Iterator[tuple[int, str, str]]:
        yield EXACT, self._names, f"\n{word}\n"
        yield PREFIX, self._names, f"\n{word}"
        if word.isascii():
            yield SOUND, self._initials, f"\n{word}\n"
            yield SOUND, self._sounds, f"\n{word}\n"
            for start in ("\n", OR):
                yield SOUND, self._initials, f"{start}{word}"
                yield SOUND, self._sounds, f"{start}{word}"
        if word.isdecimal() and len(word) >= SHORTEST_PHONE_PART:
            yield SOUND, self._numbers, f"\n{word}"
            yield INSIDE, self._numbers, word
        yield INSIDE, self._names, word
        if word.isascii() and len(word) >= 3:
            yield INSIDE, self._sounds, word

    def _named(self, found: dict[int, int]) -> list[Found]:
        return [Found(fit, self._ids[line], self._sorts[line]) for line, fit in found.items()]


def _lines(parts: Sequence[str]) -> str:
    text = "\n".join(parts)
    if text.count("\n") >= max(1, len(parts)):
        text = "\n".join(part.replace("\n", " ") for part in parts)
    return f"\n{text}\n"


def _hits(text: str, pattern: str) -> Iterator[int]:
    """The numbers of the lines in which the pattern stands, each once."""
    into = 1 if pattern[0] == "\n" else 0
    line, counted, last = -1, 0, -1
    at = text.find(pattern)
    while at >= 0:
        line += text.count("\n", counted, at + into)
        counted = at + into
        if line != last:
            last = line
            yield line
        at = text.find(pattern, at + 1)
