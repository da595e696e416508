"""Sheets with more than one record to a row, or one record to a page, laid out row by row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.sheets.cells import Cell, as_text
from app.sheets.table import Column, Table
from app.sheets.wording import field_of, normalise
from app.sheets.workbook import Range, Sheet

NAME = "full_name"
LEAST_CARD, LEAST_ROWS, MOST_ROWS = 4, 3, 400
_OF_A_PERSON = frozenset(
    (
        "sex", "id_card_no", "birth_date", "phone", "ethnicity", "political_status", "education",
        "address", "start_on",
    )
)  # fmt: skip
_ROLES = (
    ("副楼组长", re.compile(r"(?:副(?:楼组|楼栋|楼道|组|楼|栋|道)长)")),
    ("楼组骨干", re.compile(r"(?:楼组)?骨干")),
    ("楼组长", re.compile(r"(?:正?(?:楼组|楼栋|楼道|组|楼|栋|道)长)")),
)
_NO_MORE = re.compile(r"(?:基本)?(?:情况|信息)?(?:姓名|名字)?")


@dataclass(frozen=True, slots=True)
class Laid:
    """A sheet laid out anew, and a sentence that says what was done."""

    sheet: Sheet
    words: str


# One person to a page: labels with what they ask for beside them


def from_cards(sheet: Sheet, aliases: Mapping[str, str]) -> Laid | None:
    """A sheet of cards (姓名 | 张三 | 性别 | 男) as a table; None for any other sheet."""
    if not 0 < len(sheet.rows) <= MOST_ROWS:
        return None
    first, cards = _cards(sheet, aliases)
    filled = [card for card in cards if as_text(card.get(NAME, ("", None))[1]).strip()]
    if not filled or any(len(card) < LEAST_CARD for card in cards):
        return None
    headings: dict[str, str] = {}
    for card in filled:
        for field, (label, _) in card.items():
            headings.setdefault(field, label)
    width = max(len(headings), len(sheet.rows[0]))
    titles = [_wide([cell for cell in row if _is_said(cell)], width) for row in sheet.rows[:first]]
    rows = [_wide([card.get(field, ("", None))[1] for field in headings], width) for card in filled]
    made = replace(sheet, rows=[*titles, _wide(list(headings.values()), width), *rows], merged=())
    many = f"{len(filled)} 张" if len(filled) > 1 else "一张"
    return Laid(made, f"“{sheet.name}”是一人一张的表，按栏目读出 {many}。")


def _cards(
    sheet: Sheet, aliases: Mapping[str, str]
) -> tuple[int, list[dict[str, tuple[str, Cell]]]]:
    """The row of the first label, and each card as label and value by field."""
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merged
        for row in range(top, min(bottom, len(sheet.rows) - 1) + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    cards: list[dict[str, tuple[str, Cell]]] = []
    first, rows = 0, 0
    for at, row in enumerate(sheet.rows):
        cells = [cell for column, cell in enumerate(row) if (at, column) not in covered]
        fields = [_label_of(cell, aliases) for cell in cells]
        beside = sum(1 for one, other in pairwise(fields) if one and other)
        if beside >= (1 if rows >= LEAST_ROWS else 2):
            break  # the heading of a table: of this sheet, or of the family at its foot
        pairs = [
            (field, as_text(cells[place]), cells[place + 1])
            for place, field in enumerate(fields[:-1])
            if field and not fields[place + 1]
        ]
        rows += bool(pairs)
        first = first if cards else at
        for field, label, value in pairs:
            if not cards or (field == NAME and NAME in cards[-1]):
                cards.append({})
            cards[-1].setdefault(field, (label, value))
    return (first, cards) if rows >= LEAST_ROWS else (0, [])


def _label_of(cell: Cell, aliases: Mapping[str, str]) -> str | None:
    if not isinstance(cell, str) or not 0 < len(cell.strip()) <= 16:
        return None
    return field_of(normalise(cell), aliases)


def _is_said(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _wide(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells, *([None] * (width - len(cells)))]


# Several people to a row


@dataclass(frozen=True, slots=True)
class _Block:
    """Columns of one person by field or heading; `role` is their post, empty where none is told."""

    columns: Mapping[str, int]
    role: str = ""


def unfolded(
    sheet: Sheet, table: Table, aliases: Mapping[str, str], labels: Mapping[str, str]
) -> Laid | None:
    """A sheet with people side by side, laid out one below the other; None for any other.

    `labels` are the headings by which fields are written; with a field `kind` 组长 and 副组长 in
    one row are told apart. The first person of a row keeps its number.
    """
    found = _repeated(table)
    words = "左右 {count} 栏的表，已接成一栏读"
    if found is None and "kind" in labels:
        found = _by_role(table, aliases)
        words = "组长和副组长写在同一行的表，已分开读"
    if found is None:
        return None
    blocks, shared = found
    made = _unfold(sheet, table, blocks, shared, labels)
    said = words.format(count=len(blocks))
    first = table.header_rows[1] + 1
    return Laid(
        made,
        f"“{sheet.name}”是{said}：右边的人接在后面，"
        f"原来的第{first}行就是第{len(sheet.rows) + 1}行。",
    )


def _repeated(table: Table) -> tuple[list[_Block], list[Column]] | None:
    columns = [column for column in table.columns if column.label]
    labels = [normalise(column.label) for column in columns]
    if not table.duplicates:
        return None
    for count in (2, 3, 4):
        size, rest = divmod(len(labels), count)
        parts = [labels[part * size : (part + 1) * size] for part in range(count)]
        if rest or size < 2 or len(set(parts[0])) < size or any(one != parts[0] for one in parts):
            continue
        if NAME in {column.field for column in columns[:size]}:
            return [
                _Block({
                    columns[at].field or columns[at].label: columns[part * size + at].index
                    for at in range(size)
                })
                for part in range(count)
            ], []  # fmt: skip
    return None


def _by_role(table: Table, aliases: Mapping[str, str]) -> tuple[list[_Block], list[Column]] | None:
    blocks: dict[str, dict[str, int]] = {}
    shared: list[Column] = []
    loose: list[tuple[str, Column, str]] = []
    current = ""
    for column in table.columns:
        role, field = _role_of(column, aliases)
        if role and field == NAME:
            current = role
        if column.field == "kind":
            return None
        if role and field:
            blocks.setdefault(role, {}).setdefault(field, column.index)
        elif column.field in _OF_A_PERSON and current:
            loose.append((current, column, column.field))
        elif column.label:
            shared.append(column)
    named = {role: columns for role, columns in blocks.items() if NAME in columns}
    if len(named) < 2:
        return None
    first = next(iter(named))
    fields = [field for _, _, field in loose]
    for role, column, field in loose:
        # One telephone after several names is far more often the leader's than the deputy's.
        alone = fields.count(field) == 1 and not any(field in some for some in named.values())
        named.setdefault(first if alone else role, {}).setdefault(field, column.index)
    return [_Block(columns, role) for role, columns in named.items()], shared


def _role_of(column: Column, aliases: Mapping[str, str]) -> tuple[str, str | None]:
    said = "".join(normalise(level) for level in column.label.split(" / "))
    for role, way in _ROLES:
        match = way.match(said)
        if match is not None:
            rest = said[match.end() :]
            return role, NAME if _NO_MORE.fullmatch(rest) else aliases.get(rest)
    return "", None


def _unfold(
    sheet: Sheet,
    table: Table,
    blocks: Sequence[_Block],
    shared: Sequence[Column],
    labels: Mapping[str, str],
) -> Sheet:
    names = list(dict.fromkeys(name for block in blocks for name in block.columns))
    kept = [column.index for column in shared]
    heading = [column.field or column.label for column in shared] + names
    if blocks[0].role:
        heading.append("kind")
    top, bottom = table.header_rows[0] - 1, table.header_rows[1] - 1
    width = max(len(heading), *(len(row) for row in sheet.rows[: top + 1]))
    rows: list[list[Cell]] = [_wide(row, width)[:width] for row in sheet.rows[:top]]
    rows += [[None] * width for _ in range(bottom - top)]
    rows.append(_wide([labels.get(name, name) for name in heading], width))
    merged: list[Range] = [item for item in sheet.merged if item[2] < top]
    for block in blocks:
        sources = [*kept, *(block.columns.get(name, -1) for name in names)]
        shift = len(rows) - bottom - 1
        for row in sheet.rows[bottom + 1 :]:
            rows.append(_wide(_cells(row, sources, blocks, block), width))
        merged += _moved(sheet.merged, sources, bottom, shift)
    return replace(sheet, rows=rows, merged=tuple(merged))


def _cells(
    row: Sequence[Cell], sources: Iterable[int], blocks: Sequence[_Block], block: _Block
) -> list[Cell]:
    cells: list[Cell] = [row[index] if index >= 0 else None for index in sources]
    if not block.role:
        return cells
    if _is_said(row[block.columns[NAME]]):
        return [*cells, block.role]
    others = any(_is_said(row[one.columns[NAME]]) for one in blocks if one is not block)
    empty = others or block is not blocks[0]
    return [None] * (len(cells) + 1) if empty else [*cells, None]


def _moved(
    merged: Collection[Range], sources: Sequence[int], bottom: int, shift: int
) -> list[Range]:
    return [
        (first + shift, at, last + shift, at)
        for first, left, last, right in merged
        for at, index in enumerate(sources)
        if first > bottom and left == right == index
    ]
