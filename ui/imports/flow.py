"""The way of an import: files, sheets, columns, dry run, writing; knows no widget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.departing import Open, carry_out, open_matters, tried
from app.errors import Refused, Unavailable
from app.reviewing import Arrival, Missing, arrivals, comparable, met_by, missing, mostly_known
from app.rosters import ROSTERS, roster_of
from app.sheets.header import find_table, signature
from app.sheets.importing import Piece, Ready, SheetJob, clash_words, job_of, jobs_of
from app.sheets.mappings import matched
from app.sheets.mending import write_errors
from app.sheets.plan import Question, Result, summed
from app.sheets.reading import Sheet, Workbook, from_clipboard, reading
from app.sheets.several import commit_all, dry_run_all, gather_from
from app.work import Progress, Work
from ui.desk import Desk
from ui.imports.decisions import Decisions

NO_HEADER = "在前 30 行里没有找到认得的列名。请确认有一行写着“姓名”“联系电话”这样的列名。"


@dataclass
class Entry:
    """A sheet, or a file that cannot be read, as the first step lists it.

    `piece` is None while it is not understood; `why` then says what is wrong.
    """

    file: str
    workbook: Workbook | None = None
    sheet: Sheet | None = None
    piece: Piece | None = None
    why: str = ""
    chosen: bool = False

    @property
    def job(self) -> SheetJob:
        """How the sheet is read; raises Refused while it is not understood."""
        if self.piece is None:
            raise Refused(self.why or NO_HEADER)
        return self.piece.job

    @property
    def name(self) -> str:
        """What the sheet is called in this import."""
        if self.piece is not None:
            return self.piece.job.name
        return self.sheet.name if self.sheet is not None else ""


@dataclass
class Flow:
    """What has been chosen so far; `dry_runs` belong to the sheets that are ticked."""

    desk: Desk
    files: list[Path] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    decisions: Decisions = field(default_factory=Decisions)
    dry_runs: list[Ready] = field(default_factory=list)
    missing: tuple[Missing, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    open: tuple[Open, ...] = ()
    results: tuple[Result, ...] = ()
    step: int | None = None
    checked: int = -1
    _asked: dict[tuple[str, int], Question] = field(default_factory=dict)
    _met: dict[str, set[int]] = field(default_factory=dict)

    # Step 1: files and sheets

    def read_files(self, files: Sequence[Path], *, more: bool = False) -> Work[None]:
        """Read files and find their sheets; what cannot be read is listed with the reason.

        With `more` they join those chosen before.
        """
        workbooks: list[Workbook] = []
        broken: list[Entry] = []
        for file in files:
            try:
                workbooks.append((yield from reading(file)))
            except (Refused, Unavailable) as refusal:
                broken.append(Entry(file.name, why=refusal.text))
        self._take(workbooks, broken, more=more)
        self.files = [*self.files, *files] if more else list(files)

    def read_clipboard(self, text: str, headings: Sequence[str] = ()) -> Work[None]:
        """Take rows copied from a spreadsheet; raises Refused when they are no table.

        `headings` stand above rows that were copied without their own.
        """
        yield Progress(0, 0, "正在读取粘贴的内容")
        workbook = from_clipboard(text)
        found = self._found([workbook])
        if headings and not any(entry.piece is not None for entry in found):
            found = self._found([from_clipboard("\t".join(headings) + "\n" + text)])
        self._begin(found)
        self.files = []

    def _take(self, workbooks: Sequence[Workbook], broken: list[Entry], *, more: bool) -> None:
        found = self._found(workbooks)
        if not more:
            self._begin([*found, *broken])
            return
        known = self.entries
        self.entries = [*known]
        for entry in (*found, *broken):
            if entry.piece is not None:
                entry.piece = replace(
                    entry.piece, job=replace(entry.job, called=self._own_name(entry))
                )
            self.entries.append(entry)
        self._forget()

    def _begin(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.decisions.begin()
        self._forget()
        self.results, self.step = (), None

    def _found(self, workbooks: Sequence[Workbook]) -> list[Entry]:
        pieces = gather_from(self.desk.book, workbooks, ROSTERS).pieces
        by_sheet = {id(piece.job.sheet): piece for piece in pieces}
        return [
            self._entry(workbook, sheet, by_sheet.get(id(sheet)))
            for workbook in workbooks
            for sheet in workbook.sheets
            if any(cell not in (None, "") for line in sheet.rows for cell in line)
        ]

    def _entry(self, workbook: Workbook, sheet: Sheet, piece: Piece | None) -> Entry:
        why = ""
        if piece is None:
            try:
                jobs_of(self.desk.book, replace(workbook, sheets=(sheet,)), ROSTERS)
            except Refused as refusal:
                why = refusal.text
        return Entry(workbook.path_name, workbook, sheet, piece, why, chosen=piece is not None)

    def _forget(self) -> None:
        self.dry_runs, self.missing, self.arrivals, self.open = [], (), (), ()
        self.checked = -1
        self._met = {}
        self._asked = {}

    @property
    def pieces(self) -> list[Piece]:
        """The sheets that are ticked, in their order."""
        return [one.piece for one in self.entries if one.chosen and one.piece is not None]

    @property
    def jobs(self) -> list[SheetJob]:
        """The same as jobs."""
        return [piece.job for piece in self.pieces]

    @property
    def left_out(self) -> list[Entry]:
        """What is not understood."""
        return [one for one in self.entries if one.piece is None]

    def choose(self, entry: Entry, chosen: bool) -> None:
        """Tick a sheet or leave it out; raises Refused for one that is not understood."""
        entry.chosen = chosen and bool(entry.job)
        self._forget()

    def as_roster(self, entry: Entry, key: str) -> None:
        """Read a sheet as another sort of roster; raises Refused when it has no such header.

        Columns that are still lacking can be chosen in the next step.
        """
        if entry.sheet is None or entry.workbook is None:
            raise Refused(entry.why)
        roster = roster_of(key)
        job = job_of(self.desk.book, entry.sheet, roster)
        if job is None:
            table = find_table(entry.sheet, roster.aliases(), roster.fillable())
            if table is None:
                raise Refused(f"“{entry.sheet.name}”：{NO_HEADER}")
            job = SheetJob(entry.sheet, roster, table, matched(table))
        entry.piece = Piece(entry.workbook, replace(job, called=self._own_name(entry)))
        entry.why, entry.chosen = "", True
        self._forget()

    def _own_name(self, entry: Entry) -> str:
        taken = {one.name for one in self.entries if one is not entry}
        name = entry.name
        if name in taken:
            name = f"{Path(entry.file).stem} · {name}"
        number = 2
        while name in taken:
            name = f"{Path(entry.file).stem} · {entry.name}（{number}）"
            number += 1
        return name

    def name_compound(self, entry: Entry, compound: str) -> None:
        """The 小区 for a sheet that has no such column."""
        if entry.job.compound != compound.strip():
            self.change(entry, replace(entry.job, compound=compound.strip()))

    def change(self, entry: Entry, job: SheetJob) -> None:
        """Read a sheet in another way; what was checked has to be checked again."""
        if entry.workbook is not None:
            entry.piece = Piece(entry.workbook, job)
        self._forget()

    # Step 2: columns

    def alike(self) -> list[list[Entry]]:
        """The ticked sheets, those with the same headings together: they are mapped as one."""
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            if entry.chosen:
                job = entry.job
                found.setdefault((job.roster.key, signature(job.table)), []).append(entry)
        return list(found.values())

    def map_columns(self, entries: Sequence[Entry], mapping: Mapping[int, str]) -> None:
        """Other columns for sheets with the same headings; whether they will do is asked later."""
        for entry in entries:
            job = entry.job
            if job.mapping != dict(mapping) or (job.table.duplicates and not job.settled):
                self.change(entry, replace(job, mapping=dict(mapping), settled=True))

    def lacking(self) -> tuple[int, str] | None:
        """The first group of sheets whose columns a person has to look at, and why."""
        for at, entries in enumerate(self.alike()):
            for entry in entries:
                job = entry.job
                if job.table.duplicates and not job.settled:
                    return at, clash_words(job)
                lacks = job.roster.lacking(job.mapping.values())
                if lacks:
                    return at, f"“{job.name}”还没有对应“{'”“'.join(lacks)}”的列，请先选好。"
                try:
                    job.with_mapping(job.mapping)
                except Refused as refusal:
                    return at, refusal.text
        return None

    def strange(self) -> dict[tuple[str, str], tuple[int, Ready]]:
        """Words that no list knows, by (field, word): how often, and a sheet that has them.

        Those explained already stay in the list, so that the choice can be changed.
        """
        found: dict[tuple[str, str], tuple[int, Ready]] = {}
        for ready in self.dry_runs:
            counted = dict.fromkeys(ready.plan.words, 0) | ready.plan.strange
            for key, count in counted.items():
                before = found[key][0] if key in found else 0
                found[key] = (before + count, ready)
        return found

    # Step 3: the dry run

    @property
    def fresh(self) -> bool:
        """Whether the dry run knows of every decision."""
        return bool(self.dry_runs) and self.checked == self.decisions.changed

    def check(self) -> Work[None]:
        """The dry run of every ticked sheet; nothing is written."""
        pieces, book, today = self.pieces, self.desk.book, self.desk.today()
        if not pieces:
            raise Refused("还没有选中要导入的工作表。")
        changed, policy = self.decisions.changed, self.decisions.policy()
        departures = self.decisions.leaving()
        asked = open_matters(book, departures)
        if all(one.answer for one in asked):

            def rehearse() -> Work[list[Ready]]:
                yield from carry_out(book, departures)
                return (yield from dry_run_all(book, pieces, today=today, policy=policy))

            trial = tried(book, rehearse) if departures else rehearse()
        else:
            trial = dry_run_all(book, pieces, today=today, policy=policy)
        ready = yield from trial
        met = met_by(ready, self._met)
        self.missing, self.arrivals = (), ()
        if self.decisions.compares:
            self.missing = missing(book, ready, met, today, wide=self.decisions.wide)
            self.arrivals = arrivals(ready)
        self.dry_runs, self.open = ready, asked
        self._met, self.checked = met, changed
        for one in ready:
            self._asked |= {(item.sheet, item.row): item for item in one.plan.questions}

    def questions_of(self, dry_runs: Sequence[Ready]) -> list[Question]:
        """Rows of some sheets that fit several people; those answered already stay."""
        names = {ready.job.name for ready in dry_runs}
        waiting = {(item.sheet, item.row) for ready in dry_runs for item in ready.plan.questions}
        return [
            item
            for key, item in sorted(self._asked.items())
            if item.sheet in names and (key in waiting or key in self.decisions.answers)
        ]

    def undecided(self) -> int:
        """Under 逐项决定: the cells for which nobody chose yet."""
        if self.decisions.update != "ask":
            return 0
        return sum(
            1
            for ready in self.dry_runs
            for item in ready.result.differences
            if item.conflict and not self.decisions.is_decided(item)
        )

    @property
    def comparable(self) -> bool:
        """Whether there is an older version in the book to compare with."""
        return comparable(self.dry_runs)

    @property
    def mostly_known(self) -> bool:
        """Whether this looks like a newer version of what the book has."""
        return mostly_known(self.dry_runs)

    @property
    def unanswered(self) -> int:
        """How many open matters nobody answered."""
        return sum(1 for one in self.open if not one.answer)

    @property
    def total(self) -> Result:
        """All sheets as one."""
        return summed([ready.result for ready in self.dry_runs])

    def importable(self) -> int:
        """Rows that would go in and change something."""
        return sum(ready.result.created + ready.result.updated for ready in self.dry_runs)

    # Step 4: writing

    def write(self) -> Work[None]:
        """Write everything as one step that can be taken back."""
        if not self.fresh:
            yield from self.check()
        if self.unanswered:
            raise Refused("登记离开的人里还有任职、积分账户或宠物没有说明怎么办，请先选好。")
        book, departures = self.desk.book, self.decisions.leaving()
        steps: list[int] = []
        stop = book.listen(lambda changes: steps.append(changes.step))
        try:
            if departures:
                with book.write(f"按新版名册更新（{self.source}）"):
                    yield from carry_out(book, departures)
                    self.results = yield from commit_all(book, self.dry_runs)
            else:
                self.results = yield from commit_all(book, self.dry_runs)
        finally:
            stop()
        self.step = steps[-1] if steps else None

    @property
    def source(self) -> str:
        """The files in words, short."""
        names = list(dict.fromkeys(piece.workbook.path_name for piece in self.pieces))
        if not names:
            return ""
        return names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 个文件"

    def failed_files(self) -> dict[str, list[Ready]]:
        """The dry runs with rows to mend, file by file."""
        found: dict[str, list[Ready]] = {}
        for ready in self.dry_runs:
            if ready.result.failed:
                found.setdefault(ready.workbook.path_name, []).append(ready)
        return found

    def error_names(self) -> Iterator[tuple[str, str]]:
        """For each file with rows to mend its name and that of the workbook to save."""
        for name in self.failed_files():
            yield name, f"{Path(name).stem}（要改正的行）.xlsx"

    def save_errors(self, path: Path) -> tuple[list[Path], int]:
        """Write the rows that stay out; the paths and how many rows.

        Into a folder goes a workbook for each file; another path takes the rows of all.
        """
        failed = self.failed_files()
        if not path.is_dir():
            every = [ready for some in failed.values() for ready in some]
            return [path], write_errors(path, every)
        written: list[Path] = []
        count = 0
        for name, wanted in self.error_names():
            count += write_errors(path / wanted, failed[name])
            written.append(path / wanted)
        return written, count
