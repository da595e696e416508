"""What a range copied from a sheet would fill: cell by cell, or a list of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.kinds.base import same_word
from ui.kit.table.cells import Cells, Pasted
from ui.kit.table.columns import Column

Range = Sequence[Sequence[str]]


def is_a_list(cells: Range, columns: Iterable[Column], room: int) -> bool:
    """Whether a range has headings, or more columns than there is `room` for: it is not meant
    for the cells of a table but for the import assistant.
    """
    if not cells:
        return False
    known = {
        same_word(word) for column in columns for word in (column.label, *column.field.aliases)
    }
    first = [same_word(word) for word in cells[0] if word.strip()]
    headings = sum(word in known for word in first)
    return (headings >= 2 and headings * 2 >= len(first)) or max(map(len, cells)) > room


def lay_over(
    cells: Range,
    places: Sequence[int],
    columns: Sequence[Column],
    row: Callable[[int], Any],
    row_id: Callable[[int], int],
    rules: Cells,
) -> Pasted:
    """The texts for the rows at some places and for columns from left to right; what is smaller
    than these is repeated.
    """
    high, wide = len(cells), max(map(len, cells))
    filled: dict[int, dict[str, str]] = {}
    closed: Counter[str] = Counter()
    refused: list[str] = []
    for down, at in enumerate(places):
        known = row(at)
        line = cells[down % high]
        if known is None:
            continue
        why = rules.refusal(known)
        if why:
            refused.append(why)
            continue
        for across, column in enumerate(columns):
            if across % wide >= len(line):
                continue
            if column.name not in rules.names:
                closed[column.label] += 1
                continue
            filled.setdefault(row_id(at), {})[column.name] = line[across % wide]
    refused += [f"“{label}”不能在表里改（{count:,} 格）" for label, count in closed.items()]
    return Pasted(filled, tuple(dict.fromkeys(refused)))


def targets(selected: Sequence[int], size: int, end: int) -> tuple[Sequence[int], int]:
    """The places that a range of `size` covers among `end`, and how many it has too many.

    A range that fits several times into what is selected is repeated over it, as in Excel;
    else it lies where the selection begins.
    """
    if len(selected) > size and len(selected) % size == 0:
        return selected, 0
    start = selected[0]
    stop = min(start + size, end)
    return range(start, stop), start + size - stop
