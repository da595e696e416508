"""From a table of cells to lines of values: every cell is read by its field's kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from app.fields import Field
from app.kinds import Choice, Kind, Many, Misfit, Strange, Unverified, folded
from app.sheets.cells import Cell, as_text
from app.sheets.jobs import SheetJob
from app.sheets.plan import Line, Plan, Policy, RowError
from app.sheets.rosters import Forgive
from app.sheets.table import Row

UNNAMED = "名称未填（第{first}—{last}行）"
"""The name that a merged block without a value gets: kept apart, never taken from above."""


def read_lines(job: SheetJob, policy: Policy, plan: Plan) -> list[Line]:
    """The lines without a fault; those with one are noted in the plan by cell.

    Rows that somebody refused are skipped. Words that no list knows are taken for ours where
    somebody said so, else counted as strange.
    """
    roster, rows, labels = job.roster, job.table.rows, job.labels()
    fields = roster.fields
    found: list[dict[str, Any]] = [{} for _ in rows]
    columns = list(zip_longest(*(row.cells for row in rows)))
    reading = _Reading(columns, rows, found, plan, {**job.words, **policy.words}, policy.unverified)
    for index, name in job.mapping.items():
        reading.column(index, fields[name], labels.get(index, fields[name].label))
    required = [name for name, item in fields.items() if item.required]
    good: list[Line] = []
    name = job.name
    rejected = {number for sheet, number in policy.rejected if sheet == name}
    needed = frozenset(required)
    for at, (row, values) in enumerate(zip(rows, found, strict=True)):
        if row.number in rejected:
            plan.outcomes[row.number] = "skipped"
            continue
        wrong = reading.faults.get(at)
        if not wrong and needed <= values.keys():
            good.append(Line(row.number, values, name))
            continue
        wrong = wrong or {}
        if wrong and roster.forgive is not None:
            _forgive(roster.forgive, values, wrong)
        for fault in wrong.values():
            for strange in fault.strange:
                plan.strange[strange] = plan.strange.get(strange, 0) + 1
        errors = [
            RowError(name, row.number, fault.label, shown(fault.cell), fault.text)
            for fault in wrong.values()
        ] or _missing(row, values, required, fields, name)
        line = Line(row.number, values, name)
        if errors:
            plan.outcomes[row.number] = "failed"
            plan.errors.extend(errors)
            plan.faulty.append(line)
        else:
            good.append(line)
    return good


@dataclass(frozen=True, slots=True)
class _Fault:
    label: str
    cell: Cell
    text: str
    strange: tuple[tuple[str, str], ...] = ()


_MASKED = "这一格的内容已隐去，不能登记，请填完整的内容，或清空这一格"
"""What is said of the stars of a list that was exported without a reason."""


@dataclass(slots=True)
class _Reading:
    """The cells of a sheet, column by column, as values of their fields."""

    columns: Sequence[Sequence[Cell]]
    rows: Sequence[Row]
    found: Sequence[dict[str, Any]]
    plan: Plan
    words: Mapping[tuple[str, str], str]
    unverified: bool
    faults: dict[int, dict[str, _Fault]] = field(default_factory=dict)

    def column(self, index: int, item: Field, label: str) -> None:
        """Read one column into the values of its field; faults are kept by row and field."""
        cells = self.columns[index] if index < len(self.columns) else [None] * len(self.rows)
        # Each different cell is read once, since registers repeat themselves. 1.0 is no True.
        keys: Sequence[Any] = cells
        if bool in set(map(type, cells)):
            keys = [cell if cell is None else (type(cell), cell) for cell in cells]
        known: dict[Any, Any] = {}
        wrong: dict[Any, _Fault] = {}
        for key, cell in dict(zip(keys, cells, strict=True)).items():
            try:
                value = None if cell is None else _value(item, cell)
            except Misfit as misfit:
                value = self._rescued(item, label, cell, misfit)
                if isinstance(value, _Fault):
                    wrong[key] = value
                    continue
            known[key] = None if value == () else value
        name = item.name
        for values, value in zip(self.found, map(known.get, keys), strict=True):
            if value is not None:
                values[name] = value
        if wrong:
            for at, key in enumerate(keys):
                if key in wrong:
                    self.faults.setdefault(at, {})[name] = wrong[key]
        if item.fillable:
            self._name_blocks(index, item, cells)

    def _name_blocks(self, index: int, item: Field, cells: Sequence[Cell]) -> None:
        for at, row in enumerate(self.rows):
            if index in row.blocks and cells[at] in (None, ""):
                self.found[at][item.name] = stand_in(item.label, row.blocks[index])

    def _rescued(self, item: Field, label: str, cell: Cell, misfit: Misfit) -> Any:
        """What may stand after all, else the fault."""
        if isinstance(misfit, Unverified) and self.unverified:
            return misfit.value
        if not isinstance(misfit, Strange):
            return _Fault(label, cell, str(misfit))
        parts = _parts(item.kind, as_text(cell))
        strange = tuple(
            (item.name, part)
            for part in parts
            if (item.name, part) not in self.words and _is_strange(item.kind, part)
        )
        if strange:
            return _Fault(label, cell, str(misfit), strange)
        used = {(item.name, part) for part in parts} & self.words.keys()
        self.plan.words |= {each: self.words[each] for each in used}
        said = "、".join(self.words.get((item.name, part), part) for part in parts)
        try:
            return item.kind.parse(said)
        except Misfit as other:
            return _Fault(label, cell, str(other))


def _value(item: Field, cell: Cell) -> Any:
    if item.sensitive and isinstance(cell, str) and _only_stars(cell):
        raise Misfit(_MASKED)
    return item.kind.read(cell)


def _only_stars(cell: str) -> bool:
    # Folding every number of a register costs more than looking for a star first.
    return ("*" in cell or "＊" in cell) and set(folded(cell)) == {"*"}


def _parts(kind: Kind, text: str) -> list[str]:
    parts = kind.parts(text) if isinstance(kind, Many) else [text]
    return [part for part in map(folded, parts) if part]


def _is_strange(kind: Kind, part: str) -> bool:
    choice = kind.choice if isinstance(kind, Many) else kind
    if isinstance(choice, Choice):
        try:
            choice.parse(part)
        except Strange:
            return True
    return False


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
