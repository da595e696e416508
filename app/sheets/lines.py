"""From a table of cells to lines of values: every cell is read by its field's kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.fields import Field
from app.kinds import Misfit
from app.sheets.cells import Cell, as_text
from app.sheets.header import Row
from app.sheets.plan import Line, Plan, RowError
from app.sheets.rosters import Forgive, Roster

UNNAMED = "名称未填（第{first}—{last}行）"
"""The name that a merged block without a value gets: kept apart, never taken from above."""


def read_lines(
    rows: Sequence[Row],
    mapping: Mapping[int, str],
    labels: Mapping[int, str],
    roster: Roster,
    sheet: str,
    plan: Plan,
) -> list[Line]:
    """The lines without a fault; those with one are noted in the plan by cell.

    `mapping` is column index → field name, `labels` column index → heading as shown.
    """
    fields = roster.fields
    readers = [
        (index, name, fields[name], labels.get(index, fields[name].label), {})
        for index, name in mapping.items()
    ]
    required = [name for name, item in fields.items() if item.required]
    good: list[Line] = []
    for row in rows:
        values, faults = _values(row, readers, sheet, roster.forgive)
        faults += _missing(row, values, required, fields, sheet, faults)
        line = Line(row.number, values, sheet)
        if faults:
            plan.outcomes[row.number] = "failed"
            plan.errors.extend(faults)
        else:
            good.append(line)
    return good


_Reader = tuple[int, str, Field, str, dict[Any, Any]]


def _values(
    row: Row, readers: Sequence[_Reader], sheet: str, forgive: Forgive | None
) -> tuple[dict[str, Any], list[RowError]]:
    values: dict[str, Any] = {}
    faults: dict[str, tuple[Cell, RowError]] = {}
    cells = row.cells
    for index, name, item, label, memo in readers:
        cell = cells[index] if index < len(cells) else None
        if cell is None or cell == "":
            if item.fillable and index in row.blocks:
                values[name] = stand_in(item.label, row.blocks[index])
            continue
        key = cell if type(cell) is str else (type(cell), cell)
        try:
            value = memo[key]
        except KeyError:
            try:
                value = item.kind.read(cell)
            except Misfit as misfit:
                fault = RowError(sheet, row.number, label, shown(cell), str(misfit))
                faults[name] = (cell, fault)
                continue
            memo[key] = value
        if value is not None and value != ():
            values[name] = value
    if faults and forgive is not None:
        for name, (cell, _) in tuple(faults.items()):
            allowed = forgive(name, as_text(cell), values)
            if allowed is not None:
                values[name] = allowed
                del faults[name]
    return values, [fault for _, fault in faults.values()]


def _missing(
    row: Row,
    values: Mapping[str, Any],
    required: Sequence[str],
    fields: Mapping[str, Field],
    sheet: str,
    faults: Sequence[RowError],
) -> list[RowError]:
    if faults:
        return []
    return [
        RowError(sheet, row.number, fields[name].label, "", f"缺少{fields[name].label}，请补上")
        for name in required
        if name not in values
    ]


def stand_in(label: str, block: tuple[int, int]) -> str:
    """What a merged block without a value is called until somebody names it."""
    return label + UNNAMED.format(first=block[0], last=block[1])


def shown(cell: Cell) -> str:
    """A cell for an error list, cut to a readable length."""
    text = as_text(cell).strip()
    return text if len(text) <= 40 else text[:39] + "…"
