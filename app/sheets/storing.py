"""Carrying a plan out: rows in, rows changed, the import noted, the columns remembered."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book, utc_now
from app.sheets import mappings
from app.work import Progress
from db.bulk import insert_rows, parents_first, update_rows
from db.models import JournalStep

if TYPE_CHECKING:
    from app.sheets.importing import Ready


def carry_out(session: Session, ready: Ready) -> Generator[Progress, None, None]:
    """Write what a plan says, parents before children."""
    connection = session.connection()
    plan = ready.plan
    total = sum(map(len, plan.inserts.values()))
    done = 0
    for table in parents_first(plan.inserts):
        yield Progress(done, total, "正在写入")
        rows = plan.inserts[table]
        insert_rows(connection, table, rows)
        done += len(rows)
    for table, changes in plan.updates.items():
        update_rows(
            connection, table, [{"id": row_id, **values} for row_id, values in changes.items()]
        )
    if ready.job.roster.finish is not None:
        ready.job.roster.finish(session, plan, ready.setting)
    session.expire_all()
    yield Progress(total, total, "正在保存")


def note(session: Session, book: Book, ready: Ready) -> None:
    """Note an import that changed something, and remember its columns and words."""
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
                "counts": {"rows": result.rows, **result.counts()},
                "at": utc_now(),
                "who": book.who,
            }
        ],
    )
    mappings.remember(session, book, ready.job, ready.plan.words)


def head(session: Session, *, before_own: bool = False) -> int:
    """The latest step of the book, 0 if there is none; of a writer the one before its own."""
    steps = select(func.max(JournalStep.id))
    if before_own:
        newest = select(func.max(JournalStep.id)).scalar_subquery()
        steps = steps.where(JournalStep.id < newest)
    return session.execute(steps).scalar() or 0
