"""Workbooks with the layouts of real offices come in without a hand on the columns."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.book import Book
from app.checking import check_book
from app.rosters import ROSTERS
from app.sheets.plan import Result
from app.sheets.several import commit_all, dry_run_all, gather
from app.stats import stats
from app.work import finish
from db.models import CareTag
from tests.imports import making_post_layouts
from tests.imports.making_layouts import LAYOUTS as REGISTERS
from tests.imports.making_layouts import Layout
from tests.story import dump

TODAY = dt.date(2026, 11, 22)
LAYOUTS = (*REGISTERS, *making_post_layouts.LAYOUTS)
BY_NAME = {layout.name: layout for layout in LAYOUTS}


def bring(book: Book, folder: Path, layout: Layout) -> tuple[Result, ...]:
    """Make and import one layout; nothing of it may be left out."""
    path = folder / layout.name
    layout.make(path)
    gathered = finish(gather(book, [path], ROSTERS))
    assert gathered.left_out == ()
    ready = finish(dry_run_all(book, gathered.pieces, today=TODAY))
    return finish(commit_all(book, ready))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_of_an_office_comes_in_as_it_is(
    ruled: Book, tmp_path: Path, layout: Layout
) -> None:
    for name in layout.after:
        bring(ruled, tmp_path, BY_NAME[name])
    results = bring(ruled, tmp_path, layout)
    errors = [error for result in results for error in result.errors]
    created: Counter[str] = Counter()
    for result in results:
        created[result.roster] += result.created
    assert dict(created) == dict(layout.counts), errors
    assert sum(result.failed for result in results) == layout.failed, errors
    counts = stats(ruled, TODAY)
    assert {name: counts[name] for name in layout.stats} == dict(layout.stats)
    with ruled.read() as session:
        tags = session.execute(select(CareTag.tag, func.count()).group_by(CareTag.tag))
        assert dict(tags.tuples().all()) == dict(layout.tags)
    assert finish(check_book(ruled)) == ()
    before = dump(ruled)
    again = bring(ruled, tmp_path, layout)
    assert dump(ruled) == before
    assert sum(result.failed for result in again) == layout.failed


def test_there_are_nineteen_of_them() -> None:
    assert len(LAYOUTS) >= 19
