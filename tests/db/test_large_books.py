"""A large book of the released schema is brought up to date quickly, with its copy aside."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from sqlalchemy import func, select

from app import opening
from app.book import Book
from app.checking import check_book
from app.guards import GUARDS
from app.work import finish
from db import engine, schema
from db.keys import KeyRing
from db.models import LeaderTerm, Resident
from tests.big import fill
from tests.conftest import PASSWORD

BOOKS = Path(__file__).parents[1] / "data" / "books"
PATIENCE = 30.0
"""Seconds on a machine with much else to do."""


def large_old_book(folder: Path, residents: int) -> Path:
    """The kept book of 0002, filled as large as a subdistrict without being brought up to date."""
    for kept in sorted(BOOKS.glob("0002.mulin*")):
        shutil.copy(kept, folder / kept.name)
    path = folder / "0002.mulin"
    ring = KeyRing.load(path)
    key = ring.unlock(ring.logins()[0], PASSWORD)
    book = Book(
        path, engine.open_writer(path, key), engine.open_reader(path, key), key=key, who="王芳"
    )
    fill(book, residents)
    book.close()
    return path


def test_a_large_book_of_the_second_schema_is_brought_up_to_date_with_a_copy_aside(
    tmp_path: Path,
) -> None:
    path = large_old_book(tmp_path, 10_000)
    size = path.stat().st_size
    start = time.perf_counter()
    book = opening.unlock(path, PASSWORD, guards=GUARDS)
    assert time.perf_counter() - start < PATIENCE
    with book.read() as session:
        people = session.scalar(select(func.count(Resident.id))) or 0
        terms = session.scalar(select(func.count(LeaderTerm.id))) or 0
        assert schema.version_of(session.connection(), path) == schema.HEAD
    assert people > 10_000
    assert terms > 140
    (aside,) = tmp_path.glob("0002（升级前*.mulin")
    assert aside == book.copied_to
    assert aside.stat().st_size >= size * 0.9
    assert finish(check_book(book)) == ()
    book.undo()
    with book.read() as session:
        assert session.scalar(select(func.count(Resident.id))) == people - 10_000
    book.close()
