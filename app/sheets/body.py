"""The rows below a heading: which hold data, and what merged or run-on cells mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.sheets.cells import Cell, as_text
from app.sheets.table import BLANK, EXAMPLE, FOOTER, REPEATED, TITLE, TOTAL, Column, Row
from app.sheets.wording import normalise
from app.sheets.workbook import Sheet

SERIAL = frozenset(("序号", "编号", "序", "行号", "排序", "no", "no."))
SAME_AS_ABOVE = frozenset(
    ("同上", "同前", "〃", '"', "″", "＂", "“", "”", "''", '-"-', "-″-", "-〃-")
)
WRITTEN_ABOVE = frozenset(
    sign for same in SAME_AS_ABOVE for sign in (same, f"{same} ", f" {same}", f"{same}\u3000")
)
NEVER_THE_SAME = frozenset((None, "full_name", "id_card_no"))
"""In these columns no row is the same as the one above; None are columns of no field."""
_TOTAL = re.compile(
    r"(本页|本户|本表|全部|本月|本年|年度|以上|总)?(合计|小计|总计|共计|累计|总数)"
    r"([^\w].*|[\d人户个分元共数].*)?"
)
_PART_TOTAL = re.compile(r".{1,12}(合计|小计|总计|共计)([:：].*)?")
_FIGURE = re.compile(r"[共约计]?[-+]?[\d.,，]+\D{0,3}")
_SIGNED = (
    r"(填表|填报|制表|制单|审核|审批|复核|经办|统计|登记|单位负责|分管领导|主管)"
    r"(人|者|单位|部门|时间|日期)(\(?（?签[字名章]）?\)?)?"
)
_FOOTER = re.compile(
    rf"{_SIGNED}([:：].*)?|(制表|审核|盖章|单位|负责人|联系人|联系电话|电话|日期)[:：].*"
    r"|((填表)?说明|备注|附注|注|注意|注意事项)\d*[:：].*|注\d*[.、．].*|※.*",
    re.DOTALL,
)
_EXAMPLE = re.compile(r"(填写)?(示例|样例|例子?|范例|例如)[:：]?\d?")
_SECTION = re.compile(r"([一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）]).*")

Own = list[tuple[int, Cell]]
Texts = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Body:
    """Data rows, the numbers of all other rows with their reasons, cells filled from above."""

    rows: list[Row]
    passed_over: tuple[tuple[int, str], ...]
    filled: dict[int, int]


def data_rows(
    sheet: Sheet, top: int, bottom: int, columns: Sequence[Column], fillable: frozenset[str]
) -> Body:
    """Read a sheet whose heading lies in the rows `top` to `bottom` (from 0, inclusive)."""
    open_columns = {column.index for column in columns if column.field in fillable}
    merged = _Merged(sheet, bottom + 1)
    judge = _Judge(sheet, top, bottom, columns, open_columns & merged.columns)
    rows: list[Row] = []
    passed_over: list[tuple[int, str]] = []
    for index, cells in enumerate(sheet.rows):
        if top <= index <= bottom:
            continue
        own = _own(cells)
        if index < top:
            passed_over.append((index + 1, TITLE if own else BLANK))
            continue
        reason = judge.reason(index, own)
        if reason is None:
            rows.append(merged.row(index, cells))
        else:
            passed_over.append((index + 1, reason))
    filled = _fill(rows, sorted(open_columns), merged.columns)
    if all(map(WRITTEN_ABOVE.isdisjoint, (row.cells for row in rows))):
        return Body(rows, tuple(passed_over), filled)
    for column in columns:
        if column.field in NEVER_THE_SAME or column.index in open_columns:
            continue
        if count := _take_from_above(rows, column.index):
            filled[column.index] = count
    return Body(rows, tuple(passed_over), filled)


def _own(cells: list[Cell]) -> Own:
    return [
        (column, cell)
        for column, cell in enumerate(cells)
        if cell is not None and (type(cell) is not str or (cell and not cell.isspace()))
    ]


class _Merged:
    """Vertically merged blocks below the heading, by column.

    A merged cell stands for all its rows; what is blank but not merged stays blank.
    """

    def __init__(self, sheet: Sheet, first: int) -> None:
        self._rows = sheet.rows
        self._blocks: dict[int, dict[int, tuple[int, int]]] = {}
        width = len(sheet.rows[0]) if sheet.rows else 0
        reached: dict[int, int] = {}
        for top, left, bottom, _ in sorted(sheet.merged):
            last = min(bottom, len(sheet.rows) - 1)
            if top < first or top <= reached.get(left, -1) or last <= top or left >= width:
                continue
            reached[left] = last
            for row in range(top, last + 1):
                self._blocks.setdefault(row, {})[left] = (top, last)
        self.columns = frozenset(reached)

    def row(self, index: int, cells: list[Cell]) -> Row:
        """The row with its merged cells filled; blocks that hold nothing are named instead."""
        blocks = self._blocks.get(index)
        if not blocks:
            return Row(index + 1, list(cells))
        cells = list(cells)
        empty: dict[int, tuple[int, int]] = {}
        for column, (first, last) in blocks.items():
            if _is_blank(cells[column]):
                value = self._rows[first][column]
                if _is_blank(value):
                    empty[column] = (first + 1, last + 1)
                else:
                    cells[column] = value
        return Row(index + 1, cells, empty)


class _Judge:
    """Whether a row below the heading holds data, and if not, why."""

    def __init__(
        self, sheet: Sheet, top: int, bottom: int, columns: Sequence[Column], blocks: set[int]
    ) -> None:
        self._first = bottom + 1
        self._width = sum(1 for column in columns if column.label)
        self._titles = {_squeezed(row) for row in map(_own, sheet.rows[:top]) if row}
        self._heading = [set(_squeezed(_own(row))) for row in sheet.rows[top : bottom + 1]]
        self._words = {text for row in self._heading for _, text in row}
        self._wide = {
            item[0]: item[3] - item[1] + 1 for item in sheet.merged if item[0] == item[2] > bottom
        }
        serial = {
            column.index
            for column in columns
            if column.field is None and normalise(column.label) in SERIAL
        }
        # A merged 小区 alone, or a row number printed in advance, does not make a row.
        self._idle = serial | blocks if blocks < {c.index for c in columns if c.field} else serial

    def reason(self, index: int, own: Own) -> str | None:
        """None for a data row."""
        if not own:
            return BLANK
        text = _squeeze(own[0][1])
        if _is_total(own):
            return TOTAL
        if text in self._words and self._repeats_heading(own):
            return REPEATED
        if text and _FOOTER.fullmatch(text):
            return FOOTER
        if text and _EXAMPLE.fullmatch(text):
            return EXAMPLE
        if self._stands_alone(index, own, text) or (
            self._titles and self._repeats_title(own, text)
        ):
            return TITLE
        if index == self._first and len(own) == self._width and _is_numbering(own):
            return REPEATED
        if len(own) <= len(self._idle) and all(column in self._idle for column, _ in own):
            return BLANK
        return None

    def _repeats_heading(self, own: Own) -> bool:
        again = set(_squeezed(own))
        return len(again) > 1 and any(again <= row for row in self._heading)

    def _repeats_title(self, own: Own, text: str) -> bool:
        return any(row[0][1] == text and _squeezed(own) == row for row in self._titles)

    def _stands_alone(self, index: int, own: Own, text: str) -> bool:
        """A line of text between the rows, such as 一、金水苑."""
        if len(own) > 1 or not text or self._width < 3:
            return False
        return self._wide.get(index, 0) * 2 >= self._width or bool(_SECTION.fullmatch(text))


def _is_total(own: Own) -> bool:
    for place in range(min(2, len(own))):
        text = _squeeze(own[place][1])
        if "计" not in text and "总数" not in text:
            continue
        if _TOTAL.fullmatch(text):
            return True
        others = (cell for at, (_, cell) in enumerate(own) if at != place)
        if _PART_TOTAL.fullmatch(text) and all(map(_is_figure, others)):
            return True
    return False


def _is_figure(cell: Cell) -> bool:
    return type(cell) is not str or bool(_FIGURE.fullmatch(_squeeze(cell)))


def _is_numbering(own: Own) -> bool:
    """A row 1, 2, 3, 4 … right below the heading numbers the columns."""
    numbers = [as_text(cell).strip() for _, cell in own]
    return len(numbers) > 3 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _is_blank(cell: Cell) -> bool:
    return cell is None or (type(cell) is str and not cell.strip())


def _squeeze(cell: Cell) -> str:
    return "".join(cell.split()) if type(cell) is str else ""


def _squeezed(own: Own) -> Texts:
    return tuple((column, "".join(as_text(cell).split())) for column, cell in own)


def _fill(rows: list[Row], columns: list[int], merged: frozenset[int]) -> dict[int, int]:
    """Fill from above, left to right; how many cells in which column."""
    filled: dict[int, int] = {}
    for place, column in enumerate(columns):
        count = _take_from_above(rows, column)
        if column not in merged and _is_written_once(rows, column):
            count += _run_on(rows, column, columns[:place])
        if count:
            filled[column] = count
    return filled


def _take_from_above(rows: list[Row], column: int) -> int:
    count = 0
    for above, row in pairwise(rows):
        cell = row.cells[column]
        if type(cell) is str and cell.strip() in SAME_AS_ABOVE and above.cells[column] is not None:
            row.cells[column] = above.cells[column]
            count += 1
    return count


def _is_written_once(rows: list[Row], column: int) -> bool:
    """Whether a column names each run in its first row only.

    Then no value stands twice in a row, the first row has one, and blanks are in the majority: a
    single forgotten cell is no reason to take the one above.
    """
    cells = [row.cells[column] for row in rows]
    blanks = sum(map(_is_blank, cells))
    return (
        blanks > 0
        and len(cells) <= 2 * blanks
        and not _is_blank(cells[0])
        and not any(one == other and not _is_blank(one) for one, other in pairwise(cells))
    )


def _run_on(rows: list[Row], column: int, outer: list[int]) -> int:
    """Carry each value down; not across a change in a column to the left (楼号 within 小区)."""
    count = 0
    for above, row in pairwise(rows):
        if _is_blank(row.cells[column]) and all(
            row.cells[each] == above.cells[each] for each in outer
        ):
            row.cells[column] = above.cells[column]
            count += 1
    return count
