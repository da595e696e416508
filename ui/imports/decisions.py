"""What somebody decided about an import; it outlives every check and every step back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.departing import Departure, Key
from app.sheets.plan import Difference, Policy, Update

Cell = tuple[str, int, str]
Row = tuple[str, int]


@dataclass
class Decisions:
    """Choices by sheet, row and field, as `Policy` takes them, and what becomes of the missing.

    `compares` turns the import into a review of changes; `wide` has it look for missing records
    in whole compounds. `changed` counts decisions, so that a dry run knows whether it is fresh.
    """

    update: Update = "fill"
    strict: bool = False
    unverified: bool = False
    compares: bool = False
    wide: bool = False
    cells: dict[Cell, bool] = field(default_factory=dict)
    answers: dict[Row, int | None] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    rejected: set[Row] = field(default_factory=set)
    departures: dict[Key, Departure] = field(default_factory=dict)
    changed: int = 0

    def begin(self) -> None:
        """Forget everything, for another import."""
        fresh = Decisions(changed=self.changed + 1)
        self.__dict__.update(fresh.__dict__)

    def policy(self) -> Policy:
        """How the sheets meet the book."""
        return Policy(
            update=self.update,
            all_or_nothing=self.strict,
            unverified=self.unverified,
            decisions=dict(self.cells),
            answers=dict(self.answers),
            words=dict(self.words),
            rejected=frozenset(self.rejected) if self.compares else frozenset(),
        )

    def leaving(self) -> tuple[Departure, ...]:
        """What goes along with the import, in the order decided."""
        return tuple(self.departures.values()) if self.compares else ()

    def take(self, items: Iterable[Difference], wanted: bool | None) -> None:
        """Take the sheet's values or keep the book's; None leaves it to the general rule."""
        for item in items:
            key = (item.sheet, item.row, item.key)
            if wanted is None:
                self.cells.pop(key, None)
            else:
                self.cells[key] = wanted
        self.changed += 1

    def takes(self, item: Difference) -> bool:
        """Whether the sheet's value is going to be taken, as far as is decided now."""
        decided = self.cells.get((item.sheet, item.row, item.key))
        if decided is not None:
            return decided
        return not item.conflict or self.update == "overwrite"

    def is_decided(self, item: Difference) -> bool:
        """Whether somebody chose for this very cell."""
        return (item.sheet, item.row, item.key) in self.cells

    def answer(self, sheet: str, row: int, person: int | None) -> None:
        """Who is meant by a row; None for somebody new."""
        self.answers[sheet, row] = person
        self.changed += 1

    def reject(self, rows: Iterable[Row], out: bool) -> None:
        """Keep rows out, or let them in again."""
        if out:
            self.rejected.update(rows)
        else:
            self.rejected.difference_update(rows)
        self.changed += 1

    def explain(self, name: str, word: str, ours: str | None) -> None:
        """Our word for a strange one; empty leaves the cell out, None takes it back."""
        if ours is None:
            self.words.pop((name, word), None)
        else:
            self.words[name, word] = ours
        self.changed += 1

    def depart(self, departures: Iterable[Departure]) -> None:
        """Let records go; a record that was to go already takes the new day and answers."""
        for one in departures:
            self.departures[one.key] = one
        self.changed += 1

    def stay(self, keys: Iterable[Key]) -> None:
        """Keep records after all."""
        for key in keys:
            self.departures.pop(key, None)
        self.changed += 1
