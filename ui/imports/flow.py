"""The way of an import: file, sheets, columns, dry run, writing; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.errors import Refused
from app.rosters import ROSTERS, roster_of
from app.sheets.importing import Ready, SheetJob, commit, dry_run, job_of, jobs_of
from app.sheets.mending import save_errors
from app.sheets.plan import Policy, Result
from app.sheets.reading import Workbook, read_text, reading
from app.work import Work
from ui.desk import Desk


@dataclass
class Flow:
    """What has been chosen so far; `dry_runs` belong to `jobs`, one each."""

    desk: Desk
    files: list[Path] = field(default_factory=list)
    jobs: list[tuple[Workbook, SheetJob]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    dry_runs: list[Ready] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    chosen: set[int] = field(default_factory=set)
    policy: Policy = field(default_factory=Policy)

    def read_files(self, files: list[Path]) -> Work[None]:
        """Read files and find the sheets of a known sort; raises Refused when there is none."""
        jobs: list[tuple[Workbook, SheetJob]] = []
        left_out: list[str] = []
        refusals: list[str] = []
        for file in files:
            try:
                workbook = yield from reading(file)
                found = jobs_of(self.desk.book, workbook, ROSTERS)
            except Refused as refused:
                refusals.append(f"“{file.name}”：{refused.text}")
                continue
            jobs += [(workbook, job) for job in found]
            taken = {job.sheet.name for job in found}
            left_out += [sheet.name for sheet in workbook.sheets if sheet.name not in taken]
        if not jobs:
            raise Refused("".join(refusals) or "没有选中文件。")
        self.files, self.jobs, self.left_out = files, jobs, left_out + refusals
        self.chosen = set(range(len(jobs)))
        self.dry_runs, self.results = [], []

    def read_clipboard(self, text: str) -> None:
        """Take rows copied from a spreadsheet; raises Refused when they are no table."""
        workbook = read_text(text)
        found = jobs_of(self.desk.book, workbook, ROSTERS)
        self.files, self.left_out = [], []
        self.jobs = [(workbook, job) for job in found]
        self.chosen = set(range(len(found)))
        self.dry_runs, self.results = [], []

    def check(self) -> Work[None]:
        """The dry run of every sheet; nothing is written."""
        ready: list[Ready] = []
        for workbook, job in self.jobs:
            ready.append(
                (
                    yield from dry_run(
                        self.desk.book, job, workbook, today=self.desk.today(), policy=self.policy
                    )
                )
            )
        self.dry_runs = ready

    def write(self) -> Work[None]:
        """Write the chosen sheets, each as one step that can be taken back."""
        results: list[Result] = []
        for at, ready in enumerate(self.dry_runs):
            if at in self.chosen:
                ready.policy = self.policy
                results.append((yield from commit(self.desk.book, ready)))
        self.results = results

    def as_roster(self, at: int, key: str) -> None:
        """Read a sheet as another sort of roster; raises Refused when its columns do not fit."""
        workbook, job = self.jobs[at]
        roster = roster_of(key)
        other = job_of(self.desk.book, job.sheet, roster)
        if other is None:
            labels = "、".join(roster.lacking(()))
            raise Refused(f"这张表里没有找到“{roster.title}”必需的列：{labels}。")
        self.jobs[at] = (workbook, other)

    def map_columns(self, at: int, mapping: Mapping[int, str]) -> None:
        """Other columns for a sheet; raises Refused when two meet one field or one is missing."""
        workbook, job = self.jobs[at]
        missing = job.roster.lacking(mapping.values())
        if missing:
            raise Refused(f"还没有对应“{'”“'.join(missing)}”的列，请先选好。")
        self.jobs[at] = (workbook, job.with_mapping(dict(mapping)))

    def name_compound(self, at: int, compound: str) -> None:
        """The 小区 for a sheet that has no such column."""
        workbook, job = self.jobs[at]
        self.jobs[at] = (workbook, replace(job, compound=compound.strip()))

    def importable(self) -> int:
        """Rows of the chosen sheets that would go in and change something."""
        return sum(
            ready.result.created + ready.result.updated
            for at, ready in enumerate(self.dry_runs)
            if at in self.chosen
        )

    def save_errors(self, path: Path) -> int:
        """Write the rows that stay out, with what is wrong; returns how many."""
        return save_errors(path, [self.dry_runs[at] for at in sorted(self.chosen)])
