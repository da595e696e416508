"""What a column lets through: some of its words, or a part of a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.kinds.base import same_word
from ui.kit.checklist import EMPTY
from ui.kit.table.columns import Column

FILLED = "已填写"
"""What stands for any value of a sensitive column."""

Counted = Sequence[tuple[str, int]]
"""Words with how many rows have them."""


@dataclass(frozen=True)
class Narrowed:
    """The rows whose word in a column is among `words` and whose cell shows `contains`."""

    words: frozenset[str] | None = None
    contains: str = ""

    def __bool__(self) -> bool:
        return self.words is not None or bool(self.contains)

    def passes(self, column: Column, row: Any) -> bool:
        """Whether a row is shown as far as the column is concerned."""
        if self.words is not None and word_of(column, row) not in self.words:
            return False
        return not self.contains or same_word(self.contains) in same_word(column.words(row))


@dataclass(frozen=True)
class WordSource:
    """The words of columns whose rows are not all here.

    `ask` finds those of a column under the filters of the others and hands them on, perhaps
    later; only the first `most` of them come.
    """

    names: frozenset[str]
    ask: Callable[[str, Callable[[Counted], object]], object]
    most: int = 500


def secret(column: Column) -> bool:
    """Whether the values of a column are masked, so that they are no words to choose from."""
    return column.field.sensitive and column.text is None


def word_of(column: Column, row: Any) -> str:
    """What a row is filtered by in a column: its words, or only whether it has any."""
    words = column.words(row)
    if not words:
        return EMPTY
    return FILLED if secret(column) else words
