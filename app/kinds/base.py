"""The law of every kind: parse(format(v)) == v."""

from __future__ import annotations

import re
from typing import Any, Literal

from app.sheets.cells import Cell, as_text

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_COMMAS = re.compile(r"[\n、，,；;]")
_DROP = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x202A, 0x202C, 0x202D, 0x202E))


class Misfit(ValueError):
    """A text that is no value of this kind; carries a Chinese sentence that says what to do."""


class Strange(Misfit):
    """A word that a list does not know; somebody may say which of its words is meant."""

    def __init__(self, text: str, word: str) -> None:
        super().__init__(text)
        self.word = word


class Unverified(Misfit):
    """A number in which only the check digit is wrong; `value` may be let in by choice."""

    def __init__(self, text: str, value: str) -> None:
        super().__init__(text)
        self.value = value


def folded(text: str) -> str:
    """Full-width digits, letters and signs as half-width, invisible signs gone, ends trimmed."""
    if text.isascii():
        return text.strip()
    return text.translate(_FOLD).translate(_DROP).strip()


def same_word(text: str) -> str:
    """A word for comparing: folded, without inner spaces, lower case."""
    return "".join(folded(text).split()).lower()


def alias_words(text: str | None) -> tuple[str, ...]:
    """The other names of something, which stand on lines or between commas."""
    return tuple(word.strip() for word in _COMMAS.split(text or "") if word.strip())


class Kind:
    """How one sort of value is read, written, lined up and hidden.

    `parse` takes what a person typed, `read` takes a spreadsheet cell; both return the value,
    or None for an empty one, and raise `Misfit` otherwise. `format` is what is shown and
    exported. Values are plain Python values, never toolkit objects.
    """

    name: str = ""
    align: Literal["left", "right"] = "left"
    width: int = 12
    """A comfortable column width in half-width characters."""

    def parse(self, text: str) -> Any:
        """The value of a typed text; None when there is none; raises `Misfit`."""
        return folded(text) or None

    def read(self, cell: Cell) -> Any:
        """The value of a spreadsheet cell; raises `Misfit`."""
        return self.parse(as_text(cell))

    def format(self, value: Any) -> str:
        """The value as shown, typed and exported; empty for None."""
        return "" if value is None else str(value)

    def mask(self, value: Any) -> str:
        """The value as shown to those who may not read it."""
        return "***" if value not in (None, "", ()) else ""

    def sort_key(self, value: Any) -> Any:
        """A key that sorts values of this kind; None sorts first."""
        return (value is not None, value)

    def hint(self) -> str:
        """A short example for an empty editor."""
        return ""
