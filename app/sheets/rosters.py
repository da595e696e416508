"""A roster is a sort of sheet: its fields, and how its lines meet what the book knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field, fields_of
from app.sheets.header import normalise
from app.sheets.plan import Line, Plan, Policy
from app.work import Progress
from db.ids import Ids

if TYPE_CHECKING:
    from app.sheets.jobs import SheetJob


@dataclass(frozen=True, slots=True)
class Setting:
    """What a planner needs beside the lines: ids, today, policy and what the file is called.

    `compound` is the 小区 for sheets that have no such column; empty when not known. `place` is
    the number of the sheet among those imported together, `title` what stands above its heading,
    `headings` the heading of each field,
    `newcomers` the people that came with the sheets so far, see `app.people.importing.matching`,
    `own` the office's own columns that the sheet may have.
    """

    ids: Ids
    today: dt.date
    policy: Policy = field(default_factory=Policy)
    compound: str = ""
    source: str = ""
    who: str = ""
    place: int = 0
    title: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    newcomers: dict[int, int] = field(default_factory=dict)
    own: Mapping[str, Field] = field(default_factory=dict)


Planner = Callable[[Session, Sequence[Line], Plan, Setting], Generator[Progress, None, None]]
Forgive = Callable[[str, str, Mapping[str, Any]], Any]
"""(field, text, the other values) → a value that may stand after all, or None."""
Writer = Callable[[Session, Plan, Setting], None]


@dataclass(frozen=True, eq=False)
class Roster:
    """One sort of sheet that can be imported.

    `key` is the word of the command line. `needs` are the fields without which a sheet is not of
    this sort; of each group of alternatives one is enough. `finish` writes what is more than
    plain rows (ledger lines). Of sheets imported together those with a lower `order` go
    first. `own_columns` tells the columns that an office added to the table `own_of` (empty for
    none), `own` are those of the book.
    `named` are words in a title by which the sort is told from others; unless a person says what
    a sheet is, it needs one of the fields in `telling` and none of the headings in `foreign`.
    A sort that `yields` is only thought of where no other fits; there a column of the office's
    own tells as much as one in `telling`. A sort with `sure` is only thought of where that says
    yes of a sheet and its titles, and then before all others.
    """

    key: str
    title: str
    entry: type
    needs: tuple[tuple[str, ...], ...]
    plan: Planner
    finish: Writer | None = None
    forgive: Forgive | None = None
    order: int = 5
    own_columns: Callable[[Book], tuple[Field, ...]] = lambda _book: ()
    own: tuple[Field, ...] = ()
    own_of: str = ""
    named: tuple[str, ...] = ()
    telling: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    yields: bool = False
    sure: Callable[[Any, str], bool] | None = None

    @property
    def fields(self) -> dict[str, Field]:
        """The fields a column may be mapped to."""
        return {**fields_of(self.entry), **{item.name: item for item in self.own}}

    def recognises(self, job: SheetJob) -> bool:
        """Whether a sheet whose columns fit is surely of this sort."""
        telling = self.telling.union(item.name for item in self.own if self.yields)
        if telling and not telling & set(job.mapping.values()):
            return False
        return not any(normalise(column.label) in self.foreign for column in job.table.columns)

    def named_in(self, titles: str) -> int:
        """How long a word of the titles names this sort; 0 for none."""
        return max((len(word) for word in self.named if word in titles), default=0)

    def in_book(self, book: Book) -> Roster:
        """The roster with the columns that the office added to its register."""
        own = self.own_columns(book)
        return replace(self, own=own) if own else self

    def aliases(self) -> Mapping[str, str]:
        """Every known heading, normalised, to its field."""
        found: dict[str, str] = {}
        for name, item in self.fields.items():
            for heading in (item.label, *item.aliases):
                found.setdefault(normalise(heading), name)
        return found

    def lacking(self, mapped: Collection[str]) -> list[str]:
        """The labels of what a sheet with these fields still lacks."""
        return [
            "或".join(self.fields[name].label for name in group)
            for group in self.needs
            if not any(name in mapped for name in group)
        ]

    def fillable(self) -> frozenset[str]:
        """Fields whose blank cells may be filled from above."""
        return frozenset(name for name, item in self.fields.items() if item.fillable)
