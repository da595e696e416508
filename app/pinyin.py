"""How Chinese names sound in Latin letters, for finding them by what is quickest to type.

`黄水生` is found as `huangshuisheng` and as `hss`. One reading per character, with the readings
that surnames have of their own (单 shan, 尉迟 yuchi) and those of some office words (组长
zuzhang). The table is read when first needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from string import ascii_lowercase

import resources

_LONGEST_NAME = 4
_ALSO = {"曾": "Ceng", "覃": "Tan", "翟": "Di", "缪": "Miu", "谌": "Shen"}
"""How some surnames are read by those who do not know better, beside their common reading."""
_CAPITALS_ONLY = str.maketrans("", "", ascii_lowercase)


@dataclass(frozen=True, slots=True)
class _Table:
    """Readings with a capital for each syllable: `HuangShuiSheng` holds both spellings."""

    letters: dict[int, str | None]
    words: dict[str, list[tuple[str, str]]]
    starts: frozenset[str]
    surnames: dict[str, str]

    def read(self, text: str, surname: bool) -> str:
        return self.excepted(text.upper(), surname).translate(self.letters)

    def excepted(self, text: str, surname: bool) -> str:
        """The text with those words read that one character alone does not tell."""
        if not self.starts.isdisjoint(text):
            for start in self.starts.intersection(text):
                for word, reading in self.words[start]:
                    text = text.replace(word, reading)
        if surname and 1 < len(text) <= _LONGEST_NAME:
            for length in (2, 1):
                reading = self.surnames.get(text[:length], "")
                if reading:
                    return reading + text[length:]
        return text


def full(name: str, *, surname: bool = True) -> str:
    """The whole reading in small letters without tones or spaces, ü as v: `lvmingyue`.

    Letters and digits stay, a character without a reading stays as it is. `surname=False` is for
    names of places and things, which begin with no surname.
    """
    return _table().read(name, surname).lower()


def initials(name: str, *, surname: bool = True) -> str:
    """The first letters of the syllables: `lmy`."""
    return _table().read(name, surname).translate(_CAPITALS_ONLY).lower()


def full_and_initials(names: Iterable[str], *, surname: bool = True) -> list[tuple[str, str]]:
    """Both readings of many names, in order; twice as fast as one by one.

    A name with a line break in it is not a name: breaks are read as spaces.
    """
    table = _table()
    lines = [table.excepted(name.upper().replace("\n", " "), surname) for name in names]
    if not lines:
        return []
    text = "\n".join(lines).translate(table.letters)
    wholes = text.lower().split("\n")
    return list(zip(wholes, text.translate(_CAPITALS_ONLY).lower().split("\n"), strict=True))


def capitals(reading: str) -> str:
    """The initials of a reading that has a capital for each syllable, in small letters."""
    return reading.translate(_CAPITALS_ONLY).lower()


@cache
def other_surnames() -> dict[str, tuple[str, str]]:
    """Surnames that many read otherwise: their own reading and the other one, with capitals.

    单 is Shan, and who looks for it may well type dan.
    """
    table = _table()
    found = {}
    for surname, reading in table.surnames.items():
        other = _ALSO.get(surname) or surname.translate(table.letters)
        if other != reading:
            found[surname] = (reading, other)
    return found


def otherwise(name: str) -> tuple[str, str] | None:
    """The other reading of a name and its initials; None for nearly all names."""
    others = other_surnames()
    if not 1 < len(name) <= _LONGEST_NAME:
        return None
    for length in (2, 1):
        if name[:length] in others:
            reading = others[name[:length]][1] + _table().read(name[length:], surname=False)
            return reading.lower(), capitals(reading)
        if name[:length] in _table().surnames:
            return None
    return None


@cache
def _table() -> _Table:
    characters, _, rest = resources.text("pinyin.txt").partition("[surnames]\n")
    surnames, _, words = rest.partition("[words]\n")
    letters: dict[int, str | None] = dict.fromkeys(map(ord, " \u3000·•・-"))
    for line in characters.splitlines():
        syllable, _, signs = line.partition(" ")
        if syllable != "#":
            letters.update(dict.fromkeys(map(ord, signs), syllable.capitalize()))
    by_start: dict[str, list[tuple[str, str]]] = {}
    for word, reading in sorted(_entries(words), key=lambda entry: -len(entry[0])):
        by_start.setdefault(word[0], []).append((word, reading))
    return _Table(letters, by_start, frozenset(by_start), dict(_entries(surnames)))


def _entries(lines: str) -> Iterable[tuple[str, str]]:
    for line in lines.splitlines():
        word, *syllables = line.split()
        yield word, "".join(syllable.capitalize() for syllable in syllables)
