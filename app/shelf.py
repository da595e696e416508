"""Names laid out in memory so that any part of one is found in a millisecond.

Four long texts, one line for each thing: its name, its sound, its initials, its numbers. Looking
for a part of a line is one search through a text; 100,000 people take five megabytes.
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
    """Things by name, sound, initials and numbers."""

    def __init__(self, things: Sequence[Thing] = ()) -> None:
        columns: Sequence[Sequence[Any]] = list(zip(*things, strict=True)) or [()] * len(
            Thing._fields
        )
        self._lay(*columns)

    def _lay(self, ids: Iterable[int], sorts: Iterable[int], *texts: Sequence[str]) -> None:
        self._ids = array("q", ids)
        self._sorts = array("b", sorts)
        names, self._sounds, self._initials, self._numbers = map(_lines, texts)
        self._names = names.lower()

    def __len__(self) -> int:
        return len(self._ids)

    def put(self, things: Iterable[Thing], gone: Iterable[int] = ()) -> None:
        """Take things in, in the place of those with the same id, and others out."""
        texts = (self._names, self._sounds, self._initials, self._numbers)
        columns = [text[1:-1].split("\n") if self._ids else [] for text in texts]
        lines = {row_id: line for line, row_id in enumerate(self._ids)}
        for thing in things:
            line = lines.setdefault(thing[0], len(lines))
            if line == len(self._ids):
                self._ids.append(thing[0])
                self._sorts.append(thing[1])
                for column in columns:
                    column.append("")
            self._sorts[line] = thing[1]
            for column, text in zip(columns, thing[2:], strict=True):
                column[line] = text
        for row_id in gone:
            # An empty line is never found; its place is not used again.
            for column in columns if row_id in lines else ():
                column[lines[row_id]] = ""
        self._lay(self._ids, self._sorts, *columns)

    def find(self, word: str, most: int) -> list[Found]:
        """Up to `most` things for a word in small letters without spaces, best fits first."""
        found: dict[int, int] = {}
        for fit, text, pattern in self._ways(word):
            for line in _hits(text, pattern):
                found.setdefault(line, fit)
                if len(found) >= most:
                    return self._named(found)
        return self._named(found)

    def _ways(self, word: str) -> Iterator[tuple[int, str, str]]:
        yield EXACT, self._names, f"\n{word}\n"
        yield PREFIX, self._names, f"\n{word}"
        if word.isascii():
            yield SOUND, self._initials, f"\n{word}\n"
            yield SOUND, self._sounds, f"\n{word}\n"
            yield SOUND, self._initials, f"\n{word}"
            yield SOUND, self._sounds, f"\n{word}"
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
