"""What an import is going to do, row by row, before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Update = Literal["fill", "overwrite", "ask"]
OutcomeKind = Literal["created", "updated", "unchanged", "skipped", "failed"]
OUTCOMES: tuple[OutcomeKind, ...] = ("created", "updated", "unchanged", "skipped", "failed")


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row stays out: where it is, what stands there, what is wrong and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a row changes, or would change, on a record that exists.

    `field` is the label as shown, `key` the field's name; with `before` empty the cell only fills.
    `table` and `id` name the record, for showing what is masked (see `app.reveal`).
    """

    row: int
    title: str
    field: str
    before: str
    after: str
    taken: bool
    key: str = ""
    sheet: str = ""
    table: str = ""
    id: int = 0

    @property
    def conflict(self) -> bool:
        """Whether the book holds something else than the sheet."""
        return bool(self.before)


@dataclass(frozen=True, slots=True)
class Question:
    """A row that may be about several people: (id, description) of each, for somebody to choose.

    Ids below 0 are people who only come with this import.
    """

    sheet: str
    row: int
    title: str
    candidates: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Line:
    """One data row of a sheet as values by field name; `number` is the row as Excel shows it."""

    number: int
    values: dict[str, Any]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a sheet meets what the book has; an empty cell never deletes anything.

    `update` tells what a filled field of a record becomes when the sheet says something else:
    it stays (`fill` and, until somebody decides, `ask`) or is replaced (`overwrite`).
    `all_or_nothing` refuses the import when any row has an error. `unverified` lets identity
    numbers in whose check digit is wrong. What people decided, by sheet and row number:
    `decisions` (and field name) whether the sheet's value is taken, `answers` who is meant (None
    for a new person), `rejected` rows that stay out; `words` by (field name, strange word) the
    word of ours, empty to leave the cell out.
    """

    update: Update = "fill"
    all_or_nothing: bool = False
    unverified: bool = False
    decisions: Mapping[tuple[str, int, str], bool] = field(default_factory=dict)
    answers: Mapping[tuple[str, int], int | None] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rejected: frozenset[tuple[str, int]] = frozenset()

    def takes(self, sheet: str, row: int, name: str, *, filled: bool) -> bool:
        """Whether the sheet's value replaces what the book has."""
        decided = self.decisions.get((sheet, row, name))
        return decided if decided is not None else not filled or self.update == "overwrite"


@dataclass(slots=True)
class Plan:
    """Everything an import will write, and what becomes of each row.

    `questions` wait for answers, `strange` counts words that no list knows by (field name, word),
    `words` are those that were taken for one of ours, `met` the records that rows are about, by
    table. `faulty` are rows that stay out, as far as they could be read.
    """

    outcomes: dict[int, OutcomeKind] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    inserts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    updates: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    ledger: list[Any] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    strange: dict[tuple[str, str], int] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    met: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    faulty: list[Line] = field(default_factory=list)

    def insert(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """Add a row to be inserted; it may still be changed until the plan is carried out."""
        self.inserts.setdefault(table, []).append(row)
        return row

    def update(self, table: str, row_id: int, **values: Any) -> None:
        """Add changes to a record that exists."""
        self.updates.setdefault(table, {}).setdefault(row_id, {}).update(values)

    def fail(self, line: Line, column: str, value: str, message: str) -> None:
        """Keep a row out and say why."""
        self.outcomes[line.number] = "failed"
        self.errors.append(RowError(line.sheet, line.number, column, value, message))

    def settle(self, line: Line, outcome: OutcomeKind) -> None:
        """Say what becomes of a row; a failure is never taken back."""
        if self.outcomes.get(line.number) != "failed":
            self.outcomes[line.number] = outcome

    @property
    def empty(self) -> bool:
        """Whether carrying it out would change nothing."""
        return not (self.inserts or self.updates or self.ledger)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an import, or would come: `rows` is the sum of the five outcomes.

    `blank` counts empty rows, `ignored` titles, totals and footers by reason; neither is part
    of `rows`.
    """

    roster: str
    sheet: str
    rows: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    failed: int
    blank: int
    ignored: dict[str, int]
    errors: tuple[RowError, ...]
    notices: tuple[str, ...]
    differences: tuple[Difference, ...]
    committed: bool = False

    @property
    def importable(self) -> int:
        """Rows that do or did go in."""
        return self.created + self.updated + self.unchanged

    def counts(self) -> dict[str, int]:
        """The five outcomes by name."""
        return {outcome: getattr(self, outcome) for outcome in OUTCOMES}

    def sentence(self) -> str:
        """The outcome in words; a run that changes nothing says so."""
        verb = "已" if self.committed else "将"
        parts = [
            f"{word} {count:,} 行"
            for word, count in (
                (f"{verb}新增", self.created),
                (f"{verb}更新", self.updated),
                ("没有变化", self.unchanged),
                ("跳过", self.skipped),
                ("需要改正", self.failed),
            )
            if count
        ]
        said = f"共读到 {self.rows:,} 行：" + "，".join(parts) if parts else "表里没有可以导入的行"
        if not self.created and not self.updated and self.rows:
            said += "。这次导入不改变任何内容"
        return said + "。"


def summed(results: Sequence[Result]) -> Result:
    """All results as one; its rows are still the sum of the five outcomes."""
    ignored: Counter[str] = Counter()
    for result in results:
        ignored.update(result.ignored)
    return Result(
        roster="",
        sheet="",
        rows=sum(result.rows for result in results),
        created=sum(result.created for result in results),
        updated=sum(result.updated for result in results),
        unchanged=sum(result.unchanged for result in results),
        skipped=sum(result.skipped for result in results),
        failed=sum(result.failed for result in results),
        blank=sum(result.blank for result in results),
        ignored=dict(ignored),
        errors=tuple(error for result in results for error in result.errors),
        notices=tuple(notice for result in results for notice in result.notices),
        differences=tuple(item for result in results for item in result.differences),
        committed=all(result.committed for result in results),
    )


def result_of(
    plan: Plan,
    *,
    roster: str,
    sheet: str,
    lines: int,
    skipped: Counter[str],
    committed: bool = False,
) -> Result:
    """The counts of a plan; raises AssertionError if they do not add up (a bug of ours)."""
    counts = Counter(plan.outcomes.values())
    if sum(counts.values()) != lines:
        raise AssertionError(f"{lines} rows read, {sum(counts.values())} accounted for")
    return Result(
        roster=roster,
        sheet=sheet,
        rows=lines,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        skipped=counts["skipped"],
        failed=counts["failed"],
        blank=skipped.get("blank", 0),
        ignored={reason: count for reason, count in skipped.items() if reason != "blank"},
        errors=tuple(plan.errors),
        notices=tuple(plan.notices),
        differences=tuple(plan.differences),
        committed=committed,
    )
