"""A newer program over an older book, and an older program before a newer one."""

from __future__ import annotations

import datetime as dt
import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app import opening
from app.about import VERSION
from app.backups import back_up, restore_book
from app.book import Book
from app.errors import Refused, Unavailable
from app.work import finish
from db import schema
from db.models import Resident
from tests.conftest import CHEAP, PASSWORD
from tests.db.faults import on_a_small_disk
from tests.db.test_schema import BOOKS

NOW = dt.datetime(2026, 11, 22, 8, 31).astimezone()
FUTURE = 1_004_000  # 1.4.0
ROOM_TO_OPEN = 200_000  # bytes; enough for a log, not for a second book


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A book as the first program left it."""
    return laid_out(tmp_path)


def laid_out(folder: Path) -> Path:
    for kept in sorted(BOOKS.glob("0001.mulin*")):
        shutil.copy(kept, folder / kept.name.replace("0001", "金水苑"))
    return folder / "金水苑.mulin"


def of_the_future(folder: Path, *, needs: int = FUTURE) -> Path:
    """A closed book whose schema no program knows yet."""
    book = opening.create(folder / "将来.mulin", "王芳", PASSWORD, params=CHEAP).book
    into_the_future(book, needs)
    book.close()
    return book.path


def into_the_future(book: Book, needs: int) -> None:
    with book._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.exec_driver_sql(f"PRAGMA user_version={needs}")


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the lock, which each opening touches."""
    files = [file for file in folder.iterdir() if file.is_file() and file.suffix != ".lock"]
    return {file.name: file.read_bytes() for file in files}


def test_an_older_book_is_brought_up_to_date_and_kept_as_it_was(old: Path) -> None:
    before = content(old.parent)
    book = opening.unlock(old, PASSWORD)
    aside = book.copied_to
    assert aside is not None
    words = opening.upgrade_words(book)
    assert aside.name in words
    assert "升级前" in words
    for ending in (".keys", ".keys2"):
        assert aside.with_name(aside.name + ending).read_bytes() == before[old.name + ending]
    book.close()
    assert opening.unlock(old, PASSWORD).copied_to is None


def test_the_copy_can_be_opened_by_itself(old: Path) -> None:
    book = opening.unlock(old, PASSWORD)
    aside = book.copied_to
    book.close()
    assert aside is not None
    again = opening.unlock(aside, PASSWORD)
    with again.read() as session:
        assert len(session.scalars(select(Resident.id)).all()) == 2
    again.close()


def test_two_copies_of_the_same_minute_do_not_meet(old: Path) -> None:
    first = opening.unlock(old, PASSWORD)
    first.close()
    laid_out(old.parent)
    second = opening.unlock(old, PASSWORD)
    second.close()
    assert first.copied_to is not None
    assert second.copied_to is not None
    assert first.copied_to != second.copied_to
    assert first.copied_to.is_file()


def test_a_book_that_needs_no_upgrade_says_nothing(tmp_path: Path) -> None:
    opening.create(tmp_path / "新.mulin", "王芳", PASSWORD, params=CHEAP).book.close()
    book = opening.unlock(tmp_path / "新.mulin", PASSWORD)
    assert opening.upgrade_words(book) == ""
    book.close()


def test_a_newer_book_is_refused_by_the_version_it_takes_and_not_touched(tmp_path: Path) -> None:
    path = of_the_future(tmp_path)
    before = content(tmp_path)
    with pytest.raises(Refused) as refusal:
        opening.unlock(path, PASSWORD)
    assert "要用睦邻台账 1.4.0 或更新的版本才能打开" in str(refusal.value)
    assert "没有任何改动" in str(refusal.value)
    assert content(tmp_path) == before


def test_a_newer_book_that_does_not_say_what_it_takes_is_refused_too(tmp_path: Path) -> None:
    path = of_the_future(tmp_path, needs=0)
    before = content(tmp_path)
    with pytest.raises(Refused, match="要用更新的版本才能打开"):
        opening.unlock(path, PASSWORD)
    assert content(tmp_path) == before


def test_a_newer_backup_is_refused_before_the_present_book_is_moved(
    book: Book, tmp_path: Path
) -> None:
    into_the_future(book, FUTURE)
    made = finish(back_up(book, tmp_path / "U盘", now=NOW))
    book.close()
    (tmp_path / "U盘").rename(tmp_path.parent / f"{tmp_path.name}-U盘")
    made = tmp_path.parent / f"{tmp_path.name}-U盘" / made.name
    before = content(tmp_path)
    with pytest.raises(Refused, match=f"要用睦邻台账 {VERSION} 或更新的版本才能还原"):
        restore_book(made, book.path, PASSWORD, now=NOW)
    assert content(tmp_path) == before


def upgraded_on_a_full_disk(folder: Path, fill: Callable[[Path], object]) -> None:
    path = laid_out(folder)
    before = path.read_bytes()
    fill(folder)
    ballast = folder / "ballast"
    if ballast.exists():
        os.truncate(ballast, ballast.stat().st_size - ROOM_TO_OPEN)
    with pytest.raises(Unavailable, match=r"请腾出空间后再试"):
        opening.unlock(path, PASSWORD)
    assert path.read_bytes() == before
    ballast.unlink(missing_ok=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    book = opening.unlock(path, PASSWORD)
    assert book.copied_to is not None
    book.close()


def test_without_room_for_the_copy_the_book_stays_as_it_was(tmp_path: Path) -> None:
    on_a_small_disk(tmp_path, 8, upgraded_on_a_full_disk)


def test_a_new_book_says_which_program_it_takes(tmp_path: Path) -> None:
    book = opening.create(tmp_path / "新.mulin", "王芳", PASSWORD, params=CHEAP).book
    with book.read() as session:
        number = session.connection().exec_driver_sql("PRAGMA user_version").scalar()
    assert schema.program_of(number or 0) == schema.NEEDS[schema.HEAD]
    book.close()


def test_an_upgraded_book_says_it_too(old: Path) -> None:
    book = opening.unlock(old, PASSWORD)
    with book.read() as session:
        number = session.connection().exec_driver_sql("PRAGMA user_version").scalar()
    assert schema.program_of(number or 0) == schema.NEEDS[schema.HEAD]
    book.close()


def test_no_schema_takes_a_program_that_is_not_there_yet() -> None:
    def parts(version: str) -> list[int]:
        return [int(part) for part in version.split(".")]

    needed = [parts(version) for version in schema.NEEDS.values()]
    assert needed == sorted(needed)
    assert needed[-1] <= parts(VERSION)
