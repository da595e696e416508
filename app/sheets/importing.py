"""From a file to the book: sheets, mapping, dry run, one transaction, a result that adds up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book, utc_now
from app.errors import Refused
from app.sheets import mappings
from app.sheets.header import Table, candidates, find_table
from app.sheets.lines import read_lines
from app.sheets.plan import Plan, Policy, Result, result_of
from app.sheets.reading import Sheet, Workbook
from app.sheets.rosters import Roster, Setting
from app.work import Progress, Work, uncollected
from db.bulk import insert_rows, parents_first, update_rows
from db.models import JournalStep


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One sheet to be imported: as which roster, with which columns.

    `mapping` is column index → field name. `compound` stands in for a missing 小区 column.
    `settled` tells that a person has chosen the columns.
    """

    sheet: Sheet
    roster: Roster
    table: Table
    mapping: dict[int, str]
    compound: str = ""
    settled: bool = False

    def labels(self) -> dict[int, str]:
        """Headings as shown, by column."""
        return {column.index: column.label for column in self.table.columns}

    def with_mapping(self, mapping: Mapping[int, str]) -> SheetJob:
        """The same sheet with other columns; raises Refused when two columns meet one field."""
        return replace(self, mapping=_single(mapping, self), settled=True)


@dataclass(slots=True)
class Ready:
    """A dry run: the plan, what it comes to, and the state of the book it was made for."""

    job: SheetJob
    plan: Plan
    setting: Setting
    result: Result
    head: int
    workbook: Workbook
    policy: Policy = field(default_factory=Policy)


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
    chosen = [one for one in workbook.sheets if sheet is None or one.name == sheet]
    if not chosen:
        names = "、".join(one.name for one in workbook.sheets)
        raise Refused(f"工作簿里没有叫“{sheet}”的工作表，现有：{names}。")
    aliases = {roster.key: roster.aliases() for roster in rosters}
    by_key = {roster.key: roster for roster in rosters}
    jobs: list[SheetJob] = []
    unsure: list[str] = []
    for one in chosen:
        if kind is not None and sheet is not None:
            fitting = [job_of(book, one, kind)]
        else:
            ranked = candidates(one, aliases)
            best = [by_key[key] for key, hits in ranked if hits == ranked[0][1]]
            fitting = [job_of(book, one, roster) for roster in best if kind in (None, roster)]
        found = [job for job in fitting if job is not None]
        if len(found) == 1:
            jobs += found
        elif found:
            unsure.append(f"“{one.name}”像是{'或'.join(job.roster.title for job in found)}")
    if not jobs:
        raise Refused(_nothing_found(workbook, kind, unsure))
    return jobs


def job_of(book: Book, sheet: Sheet, roster: Roster) -> SheetJob | None:
    """A sheet read as a roster; None when its header is not found or lacks what is needed."""
    table = find_table(sheet, roster.aliases(), roster.fillable())
    if table is None:
        return None
    known = mappings.saved(book, roster.key, table)
    mapping = known or mappings.matched(table)
    if roster.lacking(mapping.values()):
        return None
    compound = ""
    if "compound" in roster.fields and "compound" not in mapping.values():
        compound = mappings.compound_from(book, sheet.name, table.title)
    return SheetJob(sheet, roster, table, mapping, compound, settled=known is not None)


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


def dry_run(
    book: Book,
    job: SheetJob,
    workbook: Workbook,
    *,
    today: dt.date,
    policy: Policy | None = None,
) -> Work[Ready]:
    """Settle every row without writing anything.

    Raises Refused when two columns meet one field.
    """
    if job.table.duplicates and not job.settled:
        raise Refused(clash_words(job))
    policy = policy or Policy()
    setting = Setting(
        ids=book.ids,
        today=today,
        policy=policy,
        compound=job.compound,
        source=workbook.path_name,
        who=book.who,
    )
    plan = Plan()
    yield Progress(0, len(job.table.rows), "正在读取每一行")
    with uncollected(), book.read() as session:
        lines = read_lines(
            job.table.rows, job.mapping, job.labels(), job.roster, job.sheet.name, plan
        )
        head = _head(session)
        yield from job.roster.plan(session, lines, plan, setting)
    plan.errors.sort(key=lambda error: error.row)
    result = result_of(
        plan,
        roster=job.roster.key,
        sheet=job.sheet.name,
        lines=len(job.table.rows),
        skipped=job.table.skipped,
    )
    return Ready(job, plan, setting, result, head, workbook, policy)


def clash_words(job: SheetJob) -> str:
    """Which columns are after the same field, and what to do about it."""
    labels = job.labels()
    return "".join(
        f"“{'”和“'.join(labels[index] for index in columns)}”都像是"
        f"“{job.roster.fields[name].label}”，请在对应列里只留一列。"
        for name, columns in job.table.duplicates.items()
    )


def commit(book: Book, ready: Ready) -> Work[Result]:
    """Write a dry run in one transaction; a book that changed meanwhile is planned afresh.

    Raises Refused under 有错不导入 when there are row errors.
    """
    result = ready.result
    if ready.policy.all_or_nothing and result.failed:
        raise Refused(
            f"有 {result.failed} 行需要改正，按“有错就不导入”的设置，这次没有写入任何内容。"
        )
    if ready.plan.empty:
        return replace(result, committed=True)
    label = f"导入{ready.job.roster.title}（{ready.workbook.path_name}）"
    with uncollected(), book.write(label) as session:
        if _head(session, before_own=True) != ready.head:
            ready = yield from dry_run(
                book, ready.job, ready.workbook, today=ready.setting.today, policy=ready.policy
            )
            result = ready.result
        yield from _write(session, ready)
        _note_batch(session, ready, book)
        mappings.remember(session, book, ready.job)
    return replace(result, committed=True)


def _write(session: Session, ready: Ready) -> Generator[Progress, None, None]:
    connection = session.connection()
    total = sum(map(len, ready.plan.inserts.values()))
    done = 0
    for table in parents_first(ready.plan.inserts):
        yield Progress(done, total, "正在写入")
        rows = ready.plan.inserts[table]
        insert_rows(connection, table, rows)
        done += len(rows)
    for table, changes in ready.plan.updates.items():
        update_rows(
            connection, table, [{"id": row_id, **values} for row_id, values in changes.items()]
        )
    if ready.job.roster.finish is not None:
        ready.job.roster.finish(session, ready.plan, ready.setting)
    yield Progress(total, total, "正在保存")


def _note_batch(session: Session, ready: Ready, book: Book) -> None:
    result = ready.result
    insert_rows(
        session.connection(),
        "import_batch",
        [
            {
                "id": book.ids.next_id(),
                "step_id": book.step,
                "roster": ready.job.roster.key,
                "file_name": ready.workbook.path_name,
                "file_hash": ready.workbook.sha256,
                "sheet": ready.job.sheet.name,
                "counts": {
                    "rows": result.rows,
                    "created": result.created,
                    "updated": result.updated,
                    "unchanged": result.unchanged,
                    "skipped": result.skipped,
                    "failed": result.failed,
                },
                "at": utc_now(),
                "who": book.who,
            }
        ],
    )


def _head(session: Session, *, before_own: bool = False) -> int:
    steps = select(func.max(JournalStep.id))
    if before_own:
        newest = select(func.max(JournalStep.id)).scalar_subquery()
        steps = steps.where(JournalStep.id < newest)
    return session.execute(steps).scalar() or 0


def import_file(
    book: Book,
    workbook: Workbook,
    rosters: Sequence[Roster],
    *,
    today: dt.date,
    kind: Roster | None = None,
    sheet: str | None = None,
    policy: Policy | None = None,
    commits: bool = True,
) -> Work[list[Result]]:
    """All fitting sheets of a workbook, one after the other; for scripts."""
    results: list[Result] = []
    for job in jobs_of(book, workbook, rosters, kind=kind, sheet=sheet):
        ready = yield from dry_run(book, job, workbook, today=today, policy=policy)
        results.append((yield from commit(book, ready)) if commits else ready.result)
    return results
