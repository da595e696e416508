"""A newer version of a roster beside the book: what is new on it, and who it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from app.absent import Met, Missing, missing
from app.fields import Field
from app.kinds import Text, Whole
from app.sheets.cells import as_text
from app.sheets.importing import Ready

__all__ = [
    "TABLES",
    "Arrival",
    "Met",
    "Missing",
    "arrivals",
    "comparable",
    "met_by",
    "missing",
    "mostly_known",
]

TABLES: Mapping[str, str] = {
    "residents": "resident",
    "building-leaders": "leader_term",
    "street-leaders": "leader_term",
    "shops": "shop",
    "pets": "pet",
    "organizations": "organization",
}
"""The sorts of sheets that have versions, and the records whose list each of them is."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row of a sheet that brings somebody or something new; `rejected` when it is to stay out."""

    sheet: str
    row: Annotated[int, Field(Whole(), "行")]
    title: Annotated[str, Field(Text(60), "姓名或名称")]
    where: Annotated[str, Field(Text(60), "所在")]
    rejected: bool


def comparable(dry_runs: Sequence[Ready]) -> bool:
    """Whether any of the sheets has versions to compare with the book."""
    return any(ready.job.roster.key in TABLES for ready in dry_runs)


def mostly_known(dry_runs: Sequence[Ready]) -> bool:
    """Whether more than half of the rows are about records that the book has: a newer version."""
    results = [ready.result for ready in dry_runs if ready.job.roster.key in TABLES]
    rows = sum(result.rows for result in results)
    return sum(result.updated + result.unchanged for result in results) * 2 > rows > 0


def met_by(dry_runs: Iterable[Ready], before: Met | None = None) -> dict[str, set[int]]:
    """The records that some row is about, by table; those met `before` stay met."""
    found: dict[str, set[int]] = defaultdict(set)
    for table, ids in (before or {}).items():
        found[table] |= ids
    for ready in dry_runs:
        for table, some in ready.plan.met.items():
            found[table] |= some
    return found


def arrivals(dry_runs: Iterable[Ready]) -> tuple[Arrival, ...]:
    """The rows that bring something new, and those that were rejected, in the order read."""
    found: list[Arrival] = []
    for ready in dry_runs:
        job = ready.job
        if job.roster.key not in TABLES:
            continue
        rejected = {row for sheet, row in ready.policy.rejected if sheet == job.name}
        for line in job.table.rows:
            out = line.number in rejected
            if out or ready.plan.outcomes.get(line.number) == "created":
                found.append(
                    Arrival(job.name, line.number, *_said(ready, line.cells), rejected=out)
                )
    return tuple(found)


_TITLES = ("full_name", "shop_name", "name", "owner_name", "holder")
_PLACES = (
    "compound", "building_group", "street_segment", "building", "unit", "room_no", "address",
)  # fmt: skip


def _said(ready: Ready, cells: Sequence[Any]) -> tuple[str, str]:
    """Who a row is about and where, as it is written."""
    columns = {name: index for index, name in ready.job.mapping.items()}

    def words(name: str) -> str:
        at = columns.get(name, -1)
        return as_text(cells[at]).strip() if 0 <= at < len(cells) else ""

    titles = [text for text in map(words, _TITLES) if text]
    places = [text for text in map(words, _PLACES) if text]
    if not words("compound") and ready.job.compound:
        places.insert(0, ready.job.compound)
    return (titles[0] if titles else "", " ".join(places))
