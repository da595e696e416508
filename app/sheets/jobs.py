"""Which sheets of a workbook are of a known sort, and which of their columns is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.book import Book
from app.errors import Refused
from app.sheets import mappings
from app.sheets.cells import as_text
from app.sheets.header import Table, candidates, find_table
from app.sheets.laying import Laid, from_cards, unfolded
from app.sheets.reading import Sheet, Workbook
from app.sheets.rosters import Roster

MOST_SURE = 3_000
"""Longer sheets are registers: looking for posts in them would only take time."""


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One sheet to be imported: as which roster, with which columns.

    `mapping` is column index → field name, `words` (field name, strange word) → our word, as
    remembered. `laid` is the sheet as it was laid out anew, where it was. `compound` stands in
    for a missing 小区 column. `settled` tells that a person has chosen the columns. `called` is
    what tells the sheet from others of the same name.
    """

    sheet: Sheet
    roster: Roster
    table: Table
    mapping: dict[int, str]
    compound: str = ""
    settled: bool = False
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    called: str = ""
    laid: Laid | None = None

    @property
    def read_as(self) -> Sheet:
        """The sheet whose rows the table has."""
        return self.sheet if self.laid is None else self.laid.sheet

    @property
    def name(self) -> str:
        """What the sheet is called in this import: in errors, questions and decisions."""
        return self.called or self.sheet.name

    def labels(self) -> dict[int, str]:
        """Headings as shown, by column."""
        return {column.index: column.label for column in self.table.columns}

    def with_mapping(self, mapping: Mapping[int, str]) -> SheetJob:
        """The same sheet with other columns; raises Refused when two columns meet one field."""
        return replace(self, mapping=_single(mapping, self), settled=True)


def jobs_of(
    book: Book,
    workbook: Workbook,
    rosters: Sequence[Roster],
    *,
    kind: Roster | None = None,
    sheet: str | None = None,
) -> list[SheetJob]:
    """The sheets of a workbook that are of a known sort, each with its columns matched.

    With `kind` only sheets of that sort are taken; raises Refused with a sentence when none is.
    """
    return survey(book, workbook, rosters, kind=kind, sheet=sheet)[0]


def survey(
    book: Book,
    workbook: Workbook,
    rosters: Sequence[Roster],
    *,
    kind: Roster | None = None,
    sheet: str | None = None,
) -> tuple[list[SheetJob], list[tuple[str, str]]]:
    """As `jobs_of`, with the sheets that are not taken as (name, sentence).

    Empty sheets are not told. Raises Refused when nothing is taken.
    """
    chosen = [one for one in workbook.sheets if sheet is None or one.name == sheet]
    if not chosen:
        names = "、".join(one.name for one in workbook.sheets)
        raise Refused(f"工作簿里没有叫“{sheet}”的工作表，现有：{names}。")
    by_key = {roster.key: roster.in_book(book) for roster in rosters}
    jobs: list[SheetJob] = []
    unsure: list[str] = []
    left: list[tuple[str, str]] = []
    for one in chosen:
        found = _fitting(book, workbook, one, by_key, kind, told=sheet is not None)
        if len(found) == 1:
            jobs += found
        elif found:
            unsure.append(f"“{one.name}”像是{'或'.join(job.roster.title for job in found)}")
            left.append((one.name, f"工作表{unsure[-1]}，请说明是哪一种再导入。"))
        elif kind is None and any(cell not in (None, "") for row in one.rows for cell in row):
            left.append((one.name, "这张工作表里没有找到认得的表头，没有导入。"))
    if not jobs and kind is not None:
        # Somebody says what it is, though it looks more like something else.
        jobs = [job for job in (job_of(book, one, kind) for one in chosen) if job is not None]
    if not jobs:
        raise Refused(_nothing_found(workbook, kind, unsure))
    return jobs, left


def _fitting(
    book: Book,
    workbook: Workbook,
    sheet: Sheet,
    rosters: Mapping[str, Roster],
    kind: Roster | None,
    *,
    told: bool,
) -> list[SheetJob]:
    """What a sheet may be: most headings known, and of several the one that its titles name."""
    if kind is not None and (told or kind.sure is not None):
        job = job_of(book, sheet, kind)
        return [job] if job else []
    if kind is None and (certain := _certain(book, workbook, sheet, rosters)) is not None:
        return [certain]
    rosters = {key: roster for key, roster in rosters.items() if roster.sure is None}
    others = {key: roster for key, roster in rosters.items() if not roster.yields}
    if len(others) < len(rosters) and (kind is None or not kind.yields):
        found = _fitting(book, workbook, sheet, others, kind, told=told)
        if found or kind is not None:
            return found
    known = {key: roster.aliases() for key, roster in rosters.items()}
    every: dict[str, str] = {}
    for aliases in known.values():
        every = {**aliases, **every}
    card = from_cards(sheet, every)
    ranked = candidates(card.sheet if card else sheet, known)
    best = [rosters[key] for key, hits in ranked if hits == ranked[0][1]]
    found = [
        job
        for job in (job_of(book, sheet, roster) for roster in best)
        if job is not None and (kind is not None or job.roster.recognises(job))
    ]
    if kind is not None:
        return [job for job in found if job.roster.key == kind.key]
    if len(found) > 1:
        titles = f"{workbook.path_name} {sheet.name} {found[0].table.title} {_posts_in(found)}"
        lengths = [job.roster.named_in(titles) for job in found]
        if max(lengths) and lengths.count(max(lengths)) == 1:
            return [found[lengths.index(max(lengths))]]
    return found


def _posts_in(jobs: Sequence[SheetJob]) -> str:
    """The posts that the first rows tell, which name the sort of sheet as a title does."""
    return " ".join(
        as_text(row.cells[index])
        for job in jobs
        for index, name in job.mapping.items()
        if name == "kind"
        for row in job.table.rows[:50]
    )


def _certain(
    book: Book, workbook: Workbook, sheet: Sheet, rosters: Mapping[str, Roster]
) -> SheetJob | None:
    """What a sheet surely is, by its titles and what stands in it; the first that says so."""
    if len(sheet.rows) > MOST_SURE:
        return None
    for roster in rosters.values():
        job = job_of(book, sheet, roster) if roster.sure is not None else None
        if job is not None and roster.sure is not None:
            titles = f"{workbook.path_name} {sheet.name} {job.table.title}"
            if roster.sure(job, titles):
                return job
    return None


def job_of(book: Book, sheet: Sheet, roster: Roster) -> SheetJob | None:
    """A sheet read as a roster; None when its header is not found or lacks what is needed."""
    roster = roster.in_book(book)
    aliases = roster.aliases()
    laid = from_cards(sheet, aliases)
    table = find_table(laid.sheet if laid else sheet, aliases, roster.fillable())
    if table is None:
        return None
    if laid is None:
        labels = {name: item.label for name, item in roster.fields.items()}
        laid = unfolded(sheet, table, aliases, labels)
        if laid is not None:
            table = find_table(laid.sheet, aliases, roster.fillable()) or table
    known = mappings.saved(book, roster.key, table)
    if known is not None:
        known = {index: name for index, name in known.items() if name in roster.fields}
    mapping = known or mappings.matched(table)
    if roster.lacking(mapping.values()):
        return None
    compound = ""
    if "compound" in roster.fields and "compound" not in mapping.values():
        compound = mappings.compound_from(book, sheet.name, table.title)
    words = mappings.saved_words(book, roster.key, table)
    settled = known is not None
    return SheetJob(sheet, roster, table, mapping, compound, settled, words, laid=laid)


def _nothing_found(workbook: Workbook, kind: Roster | None, unsure: Sequence[str]) -> str:
    if unsure:
        return f"工作表{'、'.join(unsure)}，请说明是哪一种再导入。"
    what = f"“{kind.title}”的表头" if kind else "认得的表头"
    return (
        f"在“{workbook.path_name}”的前30行里没有找到{what}。"
        "请确认表里有一行写着“姓名”“联系电话”这样的列名，或换一张工作表。"
    )


def _single(mapping: Mapping[int, str], job: SheetJob) -> dict[int, str]:
    labels = job.labels()
    met: dict[str, int] = {}
    for index, name in mapping.items():
        if name in met:
            raise Refused(
                f"“{labels[met[name]]}”和“{labels[index]}”两列都对应"
                f"“{job.roster.fields[name].label}”，请只留一列。"
            )
        met[name] = index
    return dict(mapping)


def clash_words(job: SheetJob) -> str:
    """Which columns are after the same field, and what to do about it."""
    labels = job.labels()
    return "".join(
        f"“{'”和“'.join(labels[index] for index in columns)}”都像是"
        f"“{job.roster.fields[name].label}”，请在对应列里只留一列。"
        for name, columns in job.table.duplicates.items()
    )
