"""A column of a sheet that no field fits, made a column of the office's own before the import."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.book import Book
from app.errors import Refused
from app.kinds import Choice, Kind, Misfit, Number, PartialDay
from app.own_fields import LONGEST_WORD, OwnFieldEntry, add_own_field, own_columns
from app.sheets.cells import Cell, as_text
from app.sheets.jobs import SheetJob
from app.sheets.rosters import Roster

MOST_WORDS = 12
"""Different words of a column that may become the options of a choice."""

_CODE = re.compile(r"0\d+")  # a number with zeros before it is a code
_MONTH = 7  # characters of 1965-03; a year alone may be any number


def add_column(book: Book, job: SheetJob, index: int, *, choice: bool = False) -> str:
    """Make a column of a sheet a column of the office's own; returns the name of its field.

    This is a step of its own, before the import. The kind is a number or a date where every cell
    is one, else text; a `choice` takes the words of the column as its options. Raises Refused
    for a sheet whose register has no such columns or for too many words, Invalid for a heading
    that is there already or too long.
    """
    table = job.roster.own_of
    if not table:
        raise Refused(f"“{job.roster.title}”没有自设栏，这一列只能对应已有的栏目。")
    saved = add_own_field(book, table, _entry(job, index, choice=choice))
    return next(one.field.name for one in own_columns(book, table) if one.id == saved.id)


def renewed(book: Book, job: SheetJob, roster: Roster) -> SheetJob:
    """The same sheet with the office's own columns as they are now; those gone are not mapped."""
    now = roster.in_book(book)
    if _told(now) == _told(job.roster):
        return job
    mapping = {index: name for index, name in job.mapping.items() if name in now.fields}
    return replace(job, roster=now, mapping=mapping)


def _told(roster: Roster) -> list[tuple[object, ...]]:
    return [
        (one.name, one.label, one.sensitive, type(one.kind), _options(one.kind))
        for one in roster.own
    ]


def _options(kind: Kind) -> tuple[str, ...]:
    return kind.options if isinstance(kind, Choice) else ()


def _entry(job: SheetJob, index: int, *, choice: bool) -> OwnFieldEntry:
    label = job.labels()[index].rsplit(" / ", 1)[-1].strip()
    cells = [line.cells[index] for line in job.table.rows if index < len(line.cells)]
    every: dict[str, Cell] = {}
    for cell in cells:
        every.setdefault(as_text(cell).strip(), cell)
    every.pop("", None)
    if choice:
        return OwnFieldEntry(label, "选项", _words(label, list(every)))
    found = list(every.values())
    if found and _all_days(found):
        return OwnFieldEntry(label, "日期")
    if found and _all_numbers(list(every), found):
        return OwnFieldEntry(label, "数字")
    return OwnFieldEntry(label, "文字")


def _words(label: str, words: Sequence[str]) -> tuple[str, ...]:
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise Refused(
            f"“{label}”一列有 {len(words):,} 种写法，不宜做成选项（最多 {MOST_WORDS} 种，"
            f"每种不超过 {LONGEST_WORD} 个字）。请改选“新增自设栏”。"
        )
    if len(words) < 2:
        raise Refused(f"“{label}”一列只有一种写法，做成选项要有两种以上。请改选“新增自设栏”。")
    return tuple(words)


def _all_days(cells: Sequence[Cell]) -> bool:
    kind = PartialDay()
    try:
        return all(len(kind.read(cell) or "") >= _MONTH for cell in cells)
    except Misfit:
        return False


def _all_numbers(texts: Sequence[str], cells: Sequence[Cell]) -> bool:
    if any(_CODE.fullmatch(text) for text in texts):
        return False
    kind = Number()
    try:
        return all(kind.read(cell) is not None for cell in cells)
    except Misfit:
        return False
