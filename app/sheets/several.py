"""Several files at once: all their sheets gathered, what cannot be read told beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.book import Book
from app.errors import Refused, Unavailable
from app.sheets.importing import Piece, commit_all, dry_run_all
from app.sheets.jobs import survey
from app.sheets.reading import Workbook, reading
from app.sheets.rosters import Roster
from app.work import Work, uncollected

__all__ = ["Gathered", "LeftOut", "Piece", "commit_all", "dry_run_all", "gather", "gather_from"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that cannot be read, or a sheet of no known sort (`sheet` is empty for a file)."""

    file: str
    sheet: str
    text: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that can be imported, and what cannot with the reasons."""

    pieces: tuple[Piece, ...]
    left_out: tuple[LeftOut, ...]


def gather(
    book: Book,
    paths: Sequence[Path],
    rosters: Sequence[Roster],
    *,
    kind: Roster | None = None,
    sheet: str | None = None,
) -> Work[Gathered]:
    """Read files and find all sheets of a known sort; no file stops the others."""
    workbooks: list[Workbook] = []
    left_out: list[LeftOut] = []
    for path in paths:
        try:
            workbooks.append((yield from reading(path)))
        except (Refused, Unavailable) as refusal:
            left_out.append(LeftOut(path.name, "", refusal.text))
    found = gather_from(book, workbooks, rosters, kind=kind, sheet=sheet)
    return Gathered(found.pieces, (*left_out, *found.left_out))


def gather_from(
    book: Book,
    workbooks: Sequence[Workbook],
    rosters: Sequence[Roster],
    *,
    kind: Roster | None = None,
    sheet: str | None = None,
) -> Gathered:
    """The same for workbooks that were read, such as the clipboard."""
    pieces: list[Piece] = []
    left_out: list[LeftOut] = []
    for workbook in workbooks:
        try:
            with uncollected():
                jobs, left = survey(book, workbook, rosters, kind=kind, sheet=sheet)
        except Refused as refusal:
            left_out.append(LeftOut(workbook.path_name, "", refusal.text))
            continue
        left_out += [LeftOut(workbook.path_name, name, text) for name, text in left]
        pieces += [Piece(workbook, job) for job in jobs]
    return Gathered(_told_apart(pieces), tuple(left_out))


def _told_apart(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Sheets of the same name get that of their file too."""
    names = Counter(piece.job.sheet.name for piece in pieces)
    seen: Counter[str] = Counter()
    told: list[Piece] = []
    for piece in pieces:
        name = piece.job.sheet.name
        if names[name] > 1:
            name = f"{Path(piece.workbook.path_name).stem} · {name}"
        seen[name] += 1
        if seen[name] > 1:
            name = f"{name}（{seen[name]}）"
        told.append(replace(piece, job=replace(piece.job, called=name)))
    return tuple(told)
