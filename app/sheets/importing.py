"""From sheets to the book: dry run, one transaction, results that add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.sheets import storing
from app.sheets.jobs import SheetJob, clash_words, job_of, jobs_of
from app.sheets.lines import read_lines
from app.sheets.plan import Plan, Policy, Result, result_of
from app.sheets.reading import Workbook
from app.sheets.rosters import Roster, Setting
from app.work import Progress, Work, uncollected

__all__ = [
    "Piece",
    "Ready",
    "SheetJob",
    "clash_words",
    "commit",
    "commit_all",
    "dry_run",
    "dry_run_all",
    "import_file",
    "job_of",
    "jobs_of",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sheet to be imported, with the file it stands in."""

    workbook: Workbook
    job: SheetJob


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


class _TakenBack(Exception):
    """Ends a trial whose rows must not stay."""


def dry_run(
    book: Book,
    job: SheetJob,
    workbook: Workbook,
    *,
    today: dt.date,
    policy: Policy | None = None,
    place: int = 0,
    newcomers: dict[int, int] | None = None,
) -> Work[Ready]:
    """Settle every row without writing anything.

    `place` is the number of the sheet among several, `newcomers` who came with those before it.
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
        place=place,
        title=f"{job.sheet.name}\n{job.table.title}",
        headings={name: job.labels().get(index, "") for index, name in job.mapping.items()},
        newcomers={} if newcomers is None else newcomers,
        own={item.name: item for item in job.roster.own},
    )
    plan = Plan()
    yield Progress(0, len(job.table.rows), "正在读取每一行")
    with uncollected(), book.read() as session:
        lines = read_lines(job, policy, plan)
        head = storing.head(session)
        yield from job.roster.plan(session, lines, plan, setting)
    if job.laid is not None:
        plan.notices.insert(0, job.laid.words)
    plan.errors.sort(key=lambda error: error.row)
    plan.questions.sort(key=lambda question: question.row)
    result = result_of(
        plan,
        roster=job.roster.key,
        sheet=job.name,
        lines=len(job.table.rows),
        skipped=job.table.skipped,
    )
    return Ready(job, plan, setting, result, head, workbook, policy)


def dry_run_all(
    book: Book, pieces: Sequence[Piece], *, today: dt.date, policy: Policy | None = None
) -> Work[list[Ready]]:
    """Dry runs of several sheets in the order given, each against what the others add.

    Registers are settled before the sheets that refer to their people. With more than one sheet
    the rows are written and taken back again, which holds the pen meanwhile.
    """
    policy = policy or Policy()
    if len(pieces) == 1:
        (piece,) = pieces
        return [(yield from dry_run(book, piece.job, piece.workbook, today=today, policy=policy))]
    ready: list[Ready] = []
    try:
        with uncollected(), book.write("试算导入") as session:
            ready = yield from _in_turn(book, session, pieces, today, policy)
            _take_back()
    except _TakenBack:
        pass
    return ready


def _take_back() -> NoReturn:
    raise _TakenBack


def _in_turn(
    book: Book, session: Session, pieces: Sequence[Piece], today: dt.date, policy: Policy
) -> Work[list[Ready]]:
    head = storing.head(session, before_own=True)
    found: dict[int, Ready] = {}
    order = _order(pieces)
    newcomers: dict[int, int] = {}
    for place in order:
        piece = pieces[place]
        ready = yield from dry_run(
            book,
            piece.job,
            piece.workbook,
            today=today,
            policy=policy,
            place=place,
            newcomers=newcomers,
        )
        ready.head = head
        found[place] = ready
        if place != order[-1]:
            yield from storing.carry_out(session, ready)
    return [found[place] for place in range(len(pieces))]


def _order(pieces: Sequence[Piece | Ready]) -> list[int]:
    return sorted(range(len(pieces)), key=lambda place: pieces[place].job.roster.order)


def commit(book: Book, ready: Ready) -> Work[Result]:
    """Write one dry run; see `commit_all`."""
    (result,) = yield from commit_all(book, [ready])
    return result


def commit_all(book: Book, dry_runs: Sequence[Ready]) -> Work[tuple[Result, ...]]:
    """Write dry runs in one transaction, which is one step to undo.

    They must be all that `dry_run_all` made together. A book that changed meanwhile is planned
    afresh. Raises Refused under 有错不导入 when there are row errors.
    """
    if not dry_runs:
        return ()
    failed = sum(ready.result.failed for ready in dry_runs if ready.policy.all_or_nothing)
    if failed:
        raise Refused(f"有 {failed} 行需要改正，按“有错就不导入”的设置，这次没有写入任何内容。")
    if all(ready.plan.empty for ready in dry_runs):
        return tuple(replace(ready.result, committed=True) for ready in dry_runs)
    with uncollected(), book.write(_label(dry_runs)) as session:
        if storing.head(session, before_own=True) != dry_runs[0].head:
            dry_runs = yield from _afresh(book, session, dry_runs)
        else:
            for place in _order(dry_runs):
                yield from storing.carry_out(session, dry_runs[place])
        for ready in dry_runs:
            if not ready.plan.empty:
                storing.note(session, book, ready)
    return tuple(replace(ready.result, committed=True) for ready in dry_runs)


def _afresh(book: Book, session: Session, dry_runs: Sequence[Ready]) -> Work[list[Ready]]:
    pieces = [Piece(ready.workbook, ready.job) for ready in dry_runs]
    first = dry_runs[0]
    found = yield from _in_turn(book, session, pieces, first.setting.today, first.policy)
    yield from storing.carry_out(session, found[_order(found)[-1]])
    return found


def _label(dry_runs: Sequence[Ready]) -> str:
    first = dry_runs[0]
    titles = list(dict.fromkeys(ready.job.roster.title for ready in dry_runs))
    what = titles[0] if len(titles) == 1 else f"{titles[0]}等 {len(titles)} 种表"
    names = list(dict.fromkeys(ready.workbook.path_name for ready in dry_runs))
    more = f"等 {len(names)} 个文件" if len(names) > 1 else ""
    return f"导入{what}（{first.workbook.path_name}{more}）"


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
    """All fitting sheets of a workbook in one step; for scripts."""
    pieces = [
        Piece(workbook, job) for job in jobs_of(book, workbook, rosters, kind=kind, sheet=sheet)
    ]
    ready = yield from dry_run_all(book, pieces, today=today, policy=policy)
    if commits:
        return list((yield from commit_all(book, ready)))
    return [one.result for one in ready]
