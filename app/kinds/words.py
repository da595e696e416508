"""Texts, choices among words, several choices, and references to other records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.kinds.base import Kind, Misfit, Strange, folded, same_word


class Text(Kind):
    """Free text up to `longest` characters; `folds` makes codes half-width."""

    name = "文字"

    def __init__(
        self, longest: int = 200, *, lines: bool = False, folds: bool = False, width: int = 16
    ) -> None:
        self.longest = longest
        self.lines = lines
        self.folds = folds
        self.width = width

    def parse(self, text: str) -> str | None:
        """The trimmed text; None when empty."""
        value = folded(text) if self.folds else text.replace("\u200b", "").strip()
        if not self.lines:
            value = " ".join(value.split())
        if not value:
            return None
        if len(value) > self.longest:
            raise Misfit(f"太长了，最多 {self.longest} 个字，现在有 {len(value)} 个字")
        return value


class Choice(Kind):
    """One of a list of words; the stored code is the word itself.

    `aliases` maps other spellings to a word. `open_` lets an unknown word stand as it is, for
    lists that an office may extend.
    """

    name = "选项"

    def __init__(
        self,
        options: tuple[str, ...],
        aliases: Mapping[str, str] | None = None,
        *,
        open_: bool = False,
        width: int = 10,
    ) -> None:
        self.options = options
        self.open = open_
        self.width = width
        self._known = {same_word(option): option for option in options}
        for other, option in (aliases or {}).items():
            self._known[same_word(other)] = option

    def parse(self, text: str) -> str | None:
        """The option meant by the text."""
        word = same_word(text)
        if not word:
            return None
        found = self._known.get(word)
        if found is not None:
            return found
        if self.open:
            return folded(text)
        shown = "、".join(self.options[:8]) + ("……" if len(self.options) > 8 else "")
        raise Strange(f"“{folded(text)}”不在可选的内容里，请改为：{shown}", folded(text))

    def words(self) -> tuple[str, ...]:
        """Every spelling that is known, for comparing."""
        return tuple(self._known)

    def sort_key(self, value: Any) -> Any:
        """Options sort in the order of the list."""
        if value in self.options:
            return (1, self.options.index(value), "")
        return (0 if value is None else 2, 0, value or "")


class Many(Kind):
    """Several options at once, written with 、 between them; the value is a tuple."""

    name = "多选"
    _split = re.compile(r"[、,，;；/|\n]+")

    def __init__(self, choice: Choice, *, width: int = 16) -> None:
        self.choice = choice
        self.width = width

    def parse(self, text: str) -> tuple[str, ...]:
        """The options in the order given, each once."""
        found = (self.choice.parse(part) for part in self.parts(text))
        return tuple(dict.fromkeys(option for option in found if option))

    def parts(self, text: str) -> list[str]:
        """The words of a text, not yet compared with the list."""
        return self._split.split(text)

    def format(self, value: Any) -> str:
        """The options with 、 between them."""
        return "、".join(value or ())

    def sort_key(self, value: Any) -> Any:
        """Sorts as shown."""
        return self.format(value)


class Ref(Kind):
    """A link to another record, by id; `to` names the sort of record for the picker."""

    name = "关联"

    def __init__(self, to: str, *, width: int = 14) -> None:
        self.to = to
        self.width = width

    def parse(self, text: str) -> int | None:
        """An id written as digits (pickers give ids, not words)."""
        text = text.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdecimal()):
            raise Misfit("请从列表里选一个")
        return int(text)
