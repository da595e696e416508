"""From a table of cells to lines of values: every cell is read by its field's kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    found: list[dict[str, Any]] = [{} for _ in rows]
    faults: dict[int, dict[str, _Fault]] = {}
    for index, name in mapping.items():
        label = labels.get(index, fields[name].label)
        _read_column(rows, index, fields[name], label, found, faults)
    required = [name for name, item in fields.items() if item.required]
    good: list[Line] = []
    for at, (row, values) in enumerate(zip(rows, found, strict=True)):
        wrong = faults.get(at, {})
        if wrong and roster.forgive is not None:
            _forgive(roster.forgive, values, wrong)
        errors = [
            RowError(sheet, row.number, fault.label, shown(fault.cell), fault.text)
            for fault in wrong.values()
        ] or _missing(row, values, required, fields, sheet)
        if errors:
            plan.outcomes[row.number] = "failed"
            plan.errors.extend(errors)
        else:
            good.append(Line(row.number, values, sheet))
    return good


@dataclass(frozen=True, slots=True)
class _Fault:
    label: str
    cell: Cell
    text: str


def _read_column(
    rows: Sequence[Row],
    index: int,
    item: Field,
    label: str,
    found: Sequence[dict[str, Any]],
    faults: dict[int, dict[str, _Fault]],
) -> None:
    cells = [row.cells[index] if index < len(row.cells) else None for row in rows]
    # Each different cell is read once, since registers repeat themselves. 1.0 is no True.
    keys: Sequence[Any] = cells
    if bool in set(map(type, cells)):
        keys = [cell if cell is None else (type(cell), cell) for cell in cells]
    known: dict[Any, Any] = {}
    wrong: dict[Any, str] = {}
    for key, cell in dict(zip(keys, cells, strict=True)).items():
        try:
            value = None if cell is None else item.kind.read(cell)
            known[key] = None if value == () else value
        except Misfit as misfit:
            wrong[key] = str(misfit)
    name = item.name
    for values, value in zip(found, map(known.get, keys), strict=True):
        if value is not None:
            values[name] = value
    if wrong:
        for at, key in enumerate(keys):
            if key in wrong:
                faults.setdefault(at, {})[name] = _Fault(label, cells[at], wrong[key])
    if item.fillable:
        for at, row in enumerate(rows):
            if index in row.blocks and cells[at] in (None, ""):
                found[at][name] = stand_in(item.label, row.blocks[index])


def _forgive(forgive: Forgive, values: dict[str, Any], wrong: dict[str, _Fault]) -> None:
    for name, fault in tuple(wrong.items()):
        allowed = forgive(name, as_text(fault.cell), values)
        if allowed is not None:
            values[name] = allowed
            del wrong[name]


def _missing(
    row: Row,
    values: Mapping[str, Any],
    required: Sequence[str],
    fields: Mapping[str, Field],
    sheet: str,
) -> list[RowError]:
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
