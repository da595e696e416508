"""Finding the table in a sheet: titles above, a heading of one to three rows, data below."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.sheets.body import data_rows
from app.sheets.cells import as_text
from app.sheets.table import PROBLEM, Column, Row, Table
from app.sheets.wording import maybe, normalise, sure
from app.sheets.workbook import Range, Sheet

__all__ = [
    "Column",
    "Row",
    "Table",
    "candidates",
    "find_table",
    "normalise",
    "signature",
]

LOOKED_AT = 30
DEEPEST = 3
LEAST_HITS = 2
GROUP_NAME = 12
_TITLES = ("册", "表", "单", "台账", "通讯录", "汇总")


@dataclass(frozen=True, slots=True)
class _Heading:
    """Rows (from 0, inclusive) read as a heading: the levels of each column and their fields."""

    top: int
    bottom: int
    levels: tuple[tuple[str, ...], ...]
    fields: tuple[str | None, ...]

    @property
    def hits(self) -> int:
        return len({field for field in self.fields if field is not None})


class _Top:
    """The first rows of a sheet as texts; a merged cell stands in every place that it covers."""

    def __init__(self, sheet: Sheet) -> None:
        rows = sheet.rows[:LOOKED_AT]
        self.texts = [
            ["" if cell is None else as_text(cell).strip() for cell in row] for row in rows
        ]
        self.width = len(rows[0]) if rows else 0
        self.origins = [[(r, c) for c in range(self.width)] for r in range(len(rows))]
        self.merged: list[Range] = []
        self._levels: dict[tuple[int, int], tuple[tuple[str, ...], ...]] = {}
        taken: set[tuple[int, int]] = set()
        for item in sheet.merged:
            top, left, bottom, right = item
            if top >= len(rows) or left >= self.width or (top, left) in taken:
                continue  # overlapping ranges only come from damaged or hostile files
            self.merged.append(item)
            for r in range(top, min(bottom + 1, len(rows))):
                for c in range(left, min(right + 1, self.width)):
                    taken.add((r, c))
                    self.origins[r][c] = (top, left)

    def text(self, row: int, column: int) -> str:
        """What stands there, or in the merged cell that covers the place."""
        r, c = self.origins[row][column]
        return self.texts[r][c]

    def spans(self) -> Iterator[tuple[int, int]]:
        """Row ranges that may be a heading; none cuts through a merged cell."""
        seen = set()
        for top in range(len(self.texts)):
            for depth in range(DEEPEST):
                span = self._closed(top, top + depth)
                if span is not None and span not in seen:
                    seen.add(span)
                    yield span

    def _closed(self, top: int, bottom: int) -> tuple[int, int] | None:
        grown = True
        while grown:
            grown = False
            if bottom - top >= DEEPEST or bottom >= len(self.texts):
                return None
            for first, _, last, _ in self.merged:
                if first <= bottom and last >= top and (first < top or last > bottom):
                    top, bottom, grown = min(top, first), max(bottom, last), True
        if any(not any(self.text(r, c) for c in range(self.width)) for r in range(top, bottom + 1)):
            return None
        return top, bottom

    def levels(self, top: int, bottom: int) -> tuple[tuple[str, ...], ...]:
        """For each column its texts from the upper to the lower one, each cell once."""
        known = self._levels.get((top, bottom))
        if known is None:
            known = self._levels[top, bottom] = self._read_levels(top, bottom)
        return known

    def _read_levels(self, top: int, bottom: int) -> tuple[tuple[str, ...], ...]:
        unmerged = not any(item[0] <= bottom and item[2] >= top for item in self.merged)
        found = []
        for column in range(self.width):
            cells: list[tuple[int, int]] = []
            for row in range(top, bottom + 1):
                place = self.origins[row][column]
                if unmerged and row < bottom and not self.text(row, column):
                    place = self._group_left_of(row, column)
                if place not in cells and self.texts[place[0]][place[1]]:
                    cells.append(place)
            found.append(tuple(" ".join(self.texts[r][c].split()) for r, c in cells))
        return tuple(found)

    def _group_left_of(self, row: int, column: int) -> tuple[int, int]:
        """Without merged cells (text files) a group name stands over its first column only."""
        if self.text(row + 1, column):
            for left in range(column - 1, -1, -1):
                if self.text(row, left):
                    return (row, left) if self.text(row + 1, left) else (row, column)
        return row, column

    def has_groups(self, row: int) -> bool:
        """Whether a row only names groups of the columns below it (基本情况, 联系方式)."""
        groups = 0
        for top, left, bottom, right in self.merged:
            if top == bottom == row and right > left and self.texts[row][left]:
                if (right - left + 1) * 5 > self.width * 4:
                    return False
                groups += 1
        texts = [text for text in self.texts[row] if text]
        if len(texts) == 1 and texts[0].endswith(_TITLES):
            return False  # a title that is merged over some of the columns only
        return (
            groups > 0
            and all(
                len(text) <= GROUP_NAME and not any(sign in text for sign in ":：")
                for text in texts
            )
            and not any(text[:4].isdigit() for text in texts)
        )


def find_table(
    sheet: Sheet, aliases: Mapping[str, str], fillable: Collection[str] = ()
) -> Table | None:
    """The table of a sheet, or None when the first 30 rows hold no heading.

    `aliases` maps normalised headings of one sort of roster to fields, `fillable` names the
    fields whose blank cells may take the value above.
    """
    heading = _heading(_Top(sheet), aliases)
    if heading is None:
        return None
    columns = tuple(
        Column(index, " / ".join(levels), field, None if field else maybe(levels, aliases))
        for index, (levels, field) in enumerate(zip(heading.levels, heading.fields, strict=True))
    )
    body = data_rows(sheet, heading.top, heading.bottom, columns, frozenset(fillable))
    return Table(
        header_rows=(heading.top + 1, heading.bottom + 1),
        columns=columns,
        duplicates=_duplicates(columns),
        rows=body.rows,
        passed_over=body.passed_over,
        filled=body.filled,
        title=_title(sheet, heading.top),
    )


def candidates(sheet: Sheet, rosters: Mapping[str, Mapping[str, str]]) -> list[tuple[str, int]]:
    """Which rosters a sheet may be, with the number of fields found, most first.

    Rosters with the same number are equally likely: a person has to say which it is.
    """
    top = _Top(sheet)
    found = []
    for name, aliases in rosters.items():
        heading = _heading(top, aliases)
        if heading is not None:
            found.append((name, heading.hits))
    return sorted(found, key=lambda item: -item[1])


def signature(table: Table) -> str:
    """A short stable name of the headings, for remembering which column is which."""
    labels = [normalise(column.label) for column in table.columns if column.label != PROBLEM]
    while labels and not labels[-1]:
        labels.pop()
    return sha256("\n".join(labels).encode()).hexdigest()[:16]


def _heading(top: _Top, aliases: Mapping[str, str]) -> _Heading | None:
    best: _Heading | None = None
    for span in top.spans():
        heading = _read(top, span, aliases)
        if best is None or _better(heading, best):
            best = heading
    if best is None or best.hits < LEAST_HITS:
        return None
    if best.top > 0 and best.bottom - best.top + 1 < DEEPEST and top.has_groups(best.top - 1):
        higher = _read(top, (best.top - 1, best.bottom), aliases)
        return higher if higher.hits >= best.hits else best
    return best


def _better(one: _Heading, other: _Heading) -> bool:
    """More hits; else the upper one; else the one that takes in fewer rows."""
    return (one.hits, -one.bottom, one.top) > (other.hits, -other.bottom, other.top)


def _read(top: _Top, span: tuple[int, int], aliases: Mapping[str, str]) -> _Heading:
    levels = top.levels(*span)
    return _Heading(*span, levels, tuple(sure(each, aliases) for each in levels))


def _duplicates(columns: Sequence[Column]) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    for column in columns:
        if column.field is not None:
            places.setdefault(column.field, []).append(column.index)
    return {field: tuple(indexes) for field, indexes in places.items() if len(indexes) > 1}


def _title(sheet: Sheet, top: int) -> str:
    texts = (as_text(cell).strip() for row in sheet.rows[:top] for cell in row if cell is not None)
    return "\n".join(text for text in texts if text)
