"""The official list of places, from provinces down to the urban committees.

About 174,000 divisions, kept as the sorted text they ship as: everything below a place stands
right behind it, so places are found by halving and nothing has to be taken apart on loading.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import resources
from app import pinyin

_COMMITTEE = 12
_ENOUGH = 2_000  # candidates: beyond that a search says too little to be worth finishing

# Levels that exist on paper only (北京市 → 市辖区 → 东城区): nobody would choose them.
_FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@dataclass(frozen=True, slots=True)
class Division:
    """One place: its code of 2 (province), 4, 6, 9 (street) or 12 digits (committee), its name."""

    code: str
    name: str

    @property
    def is_committee(self) -> bool:
        """Whether an office can be set up for it."""
        return len(self.code) == _COMMITTEE


class Divisions:
    """The list, ready to be asked; about 6 MB, to be let go when the office is chosen."""

    def __init__(self, text: bytes) -> None:
        """`text` holds one `code,name` a line, sorted, UTF-8, without a header."""
        self._text = text
        self._letters: bytes = b""

    def get(self, code: str) -> Division | None:
        """The place of that code, None when the list has no such place."""
        start = self._seek(code)
        found = self._at(start) if start < len(self._text) else None
        return found if found is not None and found.code == code else None

    def children(self, code: str = "") -> list[Division]:
        """The places right below, in the order of their codes; all provinces for an empty code.

        Levels that exist on paper only are looked through: 上海市 gives its districts.
        """
        found: list[Division] = []
        start, end = self._region(code)
        if code:
            start = self._next(start)
        while start < end:
            child = self._at(start)
            found += self.children(child.code) if child.name in _FILLERS else [child]
            start = self._seek(_successor(child.code))
        return found

    def path_of(self, code: str) -> list[Division]:
        """From the province down to the place itself, without the levels that are only on paper.

        Empty when the list has no such place.
        """
        if self.get(code) is None:
            return []
        above = (self.get(code[:length]) for length in (2, 4, 6, 9) if length < len(code))
        path = [place for place in above if place is not None and place.name not in _FILLERS]
        return [*path, self._at(self._seek(code))]

    def place_of(self, code: str) -> str:
        """Where a committee is: `上海市 奉贤区 金海街道`."""
        return " ".join(place.name for place in self.path_of(code)[:-1])

    def search(self, text: str, limit: int = 50, under: str = "") -> list[Division]:
        """Committees for which every word of `text` is in the path, below `under` where given.

        A word is part of a name (`金水苑`, `奉贤`), its pinyin or initials (`jsy`), or the
        beginning of a code. Those whose own names begin with a word or hold one come first.
        """
        words = text.lower().split()
        codes = [word for word in words if word.isdecimal()]
        words = [word for word in words if not word.isdecimal()]
        scope = max((under, *codes), key=len)
        if not (words or codes) or not all(scope.startswith(code) for code in (under, *codes)):
            return []
        found: list[tuple[int, int, Division]] = []
        for division, name, path in self._candidates(words, scope):
            if all(word in path for word in words):
                begins = any(f" {word}" in f" {name}" for word in words)
                holds = any(word in name for word in words)
                found.append((-begins - holds, len(division.name), division))
                if len(found) >= _ENOUGH:
                    break
        found.sort(key=lambda entry: entry[:2])
        return [division for _, _, division in found[:limit]]

    def _candidates(self, words: list[str], scope: str) -> Iterator[tuple[Division, str, str]]:
        """Committees below a hit of the rarest word, with the text of their names and paths."""
        latin = any(word.isascii() for word in words)
        above = cache(lambda street: self._readable(self.path_of(street), latin))
        done = 0
        for hit in self._hits(words, scope):
            start, end = self._region(hit)
            start = max(start, done)
            done = max(done, end)
            while start < end:
                stop = self._next(start)
                division = self._at(start)
                if division.is_committee:
                    name = self._readable([division], latin)
                    yield division, name, f"{above(division.code[:9])} {name}"
                start = stop

    def _hits(self, words: list[str], scope: str) -> Iterator[str]:
        """Codes of the places that hold the rarest word, and of `scope` if a place above does."""
        if not words:
            return iter((scope,))
        if scope:
            path = self._readable(self.path_of(scope), latin=True)
            words = [word for word in words if word not in path]
            if not words or len(scope) >= len("310120"):
                return iter((scope,))
        texts = {word: self._spelled() if word.isascii() else self._text for word in words}
        rarest = min(words, key=lambda word: texts[word].count(word.encode()))
        text = texts[rarest]
        lines = (
            text.rfind(b"\n", 0, hit.start()) + 1
            for hit in re.finditer(re.escape(rarest.encode()), text)
        )
        codes = (text[start : start + _COMMITTEE].partition(b",")[0].decode() for start in lines)
        return (code for code in codes if code.startswith(scope))

    def _readable(self, path: list[Division], latin: bool) -> str:
        names = [place.name for place in path]
        if latin:
            read = pinyin.full_and_initials(names, surname=False)
            names += [f"{full} {short}" for full, short in read]
        return " ".join(names)

    def _spelled(self) -> bytes:
        """All names in pinyin, line by line as in the list; made at the first search in letters."""
        if not self._letters:
            lines = self._text.decode().split("\n")
            read = pinyin.full_and_initials(
                (line.partition(",")[2] for line in lines), surname=False
            )
            self._letters = "\n".join(
                f"{line.partition(',')[0]},{full} {short}"
                for line, (full, short) in zip(lines, read, strict=True)
            ).encode()
        return self._letters

    def _region(self, code: str) -> tuple[int, int]:
        """Where the place and everything below it stand in the text."""
        if not code:
            return 0, len(self._text)
        return self._seek(code), self._seek(_successor(code))

    def _seek(self, code: str) -> int:
        """The start of the first line whose code is not before `code`."""
        wanted = code.encode()
        low, high = 0, len(self._text)
        while low < high:
            start = self._text.rfind(b"\n", 0, (low + high) // 2) + 1
            stop = self._next(start)
            if self._text[start:stop].partition(b",")[0] < wanted:
                low = stop
            else:
                high = start
        return low

    def _next(self, start: int) -> int:
        stop = self._text.find(b"\n", start)
        return len(self._text) if stop < 0 else stop + 1

    def _at(self, start: int) -> Division:
        code, _, name = self._text[start : self._next(start)].decode().rstrip("\n").partition(",")
        return Division(code, name)


def load() -> Divisions:
    """Read the list from the resources; a tenth of a second."""
    return Divisions(lzma.decompress(resources.path("divisions.csv.xz").read_bytes()))


def _successor(code: str) -> str:
    """The smallest code after everything below `code`."""
    return code + chr(ord("9") + 1)
