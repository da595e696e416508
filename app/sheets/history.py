"""What was imported before, and whether it still stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import select

from app.book import Book, local_moment
from app.fields import Field
from app.kinds import Text, Whole
from app.sheets.plan import Result
from db.models import ImportBatch


@dataclass(frozen=True)
class BatchRow:
    """One import as the list of imports shows it; `step` is what an undo takes back."""

    id: int
    step: int | None
    at: Annotated[dt.datetime, Field(Text(), "时间")]
    file_name: Annotated[str, Field(Text(), "文件")]
    sheet: Annotated[str, Field(Text(), "工作表")]
    roster: Annotated[str, Field(Text(), "种类")]
    created: Annotated[int, Field(Whole(), "新增")]
    updated: Annotated[int, Field(Whole(), "更新")]
    failed: Annotated[int, Field(Whole(), "需要改正")]
    who: Annotated[str, Field(Text(), "经办")]
    rows: Annotated[int, Field(Whole(), "读到")] = 0


def batches(book: Book, limit: int = 50) -> list[BatchRow]:
    """The latest imports that stand, newest first; an import that was undone is gone."""
    with book.read() as session:
        found = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(limit))
        return [
            BatchRow(
                id=batch.id,
                step=batch.step_id,
                at=local_moment(batch.at),
                file_name=batch.file_name,
                sheet=batch.sheet,
                roster=batch.roster,
                created=batch.counts.get("created", 0),
                updated=batch.counts.get("updated", 0),
                failed=batch.counts.get("failed", 0),
                who=batch.who,
                rows=batch.counts.get("rows", 0),
            )
            for batch in found
        ]


def results_of(book: Book, batch: BatchRow) -> tuple[Result, ...]:
    """What came of all sheets of one import; which rows were to mend is known only at the time."""
    with book.read() as session:
        query = select(ImportBatch).order_by(ImportBatch.id)
        if batch.step is None:
            query = query.where(ImportBatch.id == batch.id)
        else:
            query = query.where(ImportBatch.step_id == batch.step)
        return tuple(
            Result(
                roster=one.roster,
                sheet=one.sheet,
                rows=one.counts.get("rows", 0),
                created=one.counts.get("created", 0),
                updated=one.counts.get("updated", 0),
                unchanged=one.counts.get("unchanged", 0),
                skipped=one.counts.get("skipped", 0),
                failed=one.counts.get("failed", 0),
                blank=0,
                ignored={},
                errors=(),
                notices=(),
                differences=(),
                committed=True,
            )
            for one in session.scalars(query)
        )


def imported_before(book: Book, file_hash: str) -> dt.datetime | None:
    """When exactly this file was imported last, as local time; None if never."""
    with book.read() as session:
        at = session.execute(
            select(ImportBatch.at)
            .where(ImportBatch.file_hash == file_hash)
            .order_by(ImportBatch.id.desc())
            .limit(1)
        ).scalar()
    return local_moment(at) if at else None
