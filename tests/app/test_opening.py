"""Opening a book when something is wrong with it, and writing when something is in the way."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app import opening
from app.book import Book
from app.checking import check_book
from app.errors import Refused, Unavailable
from app.work import finish
from db.models import Compound
from tests.conftest import CHEAP, PASSWORD
from tests.db.faults import a_folder_that_cannot_be_written, on_a_small_disk


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed book with one compound in it."""
    path = tmp_path / "金水苑.mulin"
    book = opening.create(path, "王芳", PASSWORD, params=CHEAP).book
    add_compounds(book, 1)
    book.close()
    return path


def add_compounds(book: Book, count: int, note: str | None = None) -> None:
    with book.write("登记小区") as session:
        for at in range(count):
            row_id = book.ids.next_id()
            session.add(Compound(id=row_id, name=f"小区{at}-{row_id}", note=note))


def names(book: Book) -> list[str]:
    with book.read() as session:
        return list(session.scalars(select(Compound.name)))


def test_a_wrong_password_is_told_and_the_right_one_still_opens(closed: Path) -> None:
    with pytest.raises(Refused, match="密码不对"):
        opening.unlock(closed, "不是这个口令")
    book = opening.unlock(closed, PASSWORD)
    assert len(names(book)) == 1
    book.close()


def test_the_pause_after_wrong_passwords_grows(closed: Path) -> None:
    for _ in range(3):
        with pytest.raises(Refused, match="密码不对"):
            opening.unlock(closed, "不是这个口令")
    with pytest.raises(Unavailable, match="请等 1 秒后再试"):
        opening.unlock(closed, PASSWORD)


@pytest.mark.parametrize("cut", [100, 4096, 4096 * 7, 4096 * 7 + 11])
def test_a_truncated_book_is_told_apart_from_a_wrong_password(closed: Path, cut: int) -> None:
    content = closed.read_bytes()
    closed.write_bytes(content[: len(content) - cut])
    with pytest.raises(Refused, match=r"不完整|已损坏") as refusal:
        opening.unlock(closed, PASSWORD)
    assert "密码" not in str(refusal.value)
    assert closed.read_bytes() == content[: len(content) - cut]


def test_an_empty_file_and_another_file_are_no_books(closed: Path) -> None:
    closed.write_bytes(b"")
    with pytest.raises(Refused, match="不完整"):
        opening.unlock(closed, PASSWORD)
    closed.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    with pytest.raises(Refused, match="不是睦邻台账的文件"):
        opening.unlock(closed, PASSWORD)


def test_a_missing_book_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"找不到台账文件“没有\.mulin”"):
        opening.unlock(tmp_path / "没有.mulin", PASSWORD)
    with pytest.raises(Refused, match="是一个文件夹"):
        opening.unlock(tmp_path, PASSWORD)


def test_a_book_that_is_open_elsewhere_names_the_holder(closed: Path) -> None:
    book = opening.unlock(closed, PASSWORD)
    with pytest.raises(Unavailable, match="这本台账已在电脑"):
        opening.unlock(closed, PASSWORD)
    book.close()
    opening.unlock(closed, PASSWORD).close()


def test_a_second_process_is_kept_out_and_a_killed_one_does_not_keep_others_out(
    closed: Path,
) -> None:
    code = (
        "import sys; from pathlib import Path; from app import opening; "
        "book = opening.unlock(Path(sys.argv[1]), sys.argv[2]); print('open', flush=True); "
        "sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(closed), PASSWORD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(Unavailable, match="已在电脑"):
        opening.unlock(closed, PASSWORD)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert holder.stdin is not None
    holder.stdin.close()
    opening.unlock(closed, PASSWORD).close()


def test_an_existing_book_is_never_overwritten(closed: Path) -> None:
    content = closed.read_bytes()
    with pytest.raises(Refused, match="已经存在"):
        opening.create(closed, "李敏", PASSWORD, params=CHEAP)
    assert closed.read_bytes() == content


def test_a_book_of_a_newer_program_is_refused_and_left_alone(closed: Path) -> None:
    book = opening.unlock(closed, PASSWORD)
    with book._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    book.close()
    before = closed.read_bytes()
    with pytest.raises(Refused, match="更新的版本"):
        opening.unlock(closed, PASSWORD)
    assert closed.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_told() -> None:
    with a_folder_that_cannot_be_written() as folder:
        with pytest.raises((Refused, Unavailable), match=r"不允许写入|只读|没有"):
            opening.create(folder / "a.mulin", "王芳", PASSWORD, params=CHEAP)
        assert list(folder.iterdir()) == []


def write_until_full(folder: Path, fill: Callable[[Path], object]) -> None:
    book = opening.create(folder / "a.mulin", "王芳", PASSWORD, params=CHEAP).book
    add_compounds(book, 3)
    saved = names(book)
    fill(folder)
    with pytest.raises(Unavailable, match="磁盘空间不够"):
        add_compounds(book, 3000, note="长" * 2000)
    assert names(book) == saved
    book.close()
    again = opening.unlock(folder / "a.mulin", PASSWORD)
    assert names(again) == saved
    (folder / "ballast").unlink(missing_ok=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert finish(check_book(again)) == ()
    add_compounds(again, 1)
    again.close()


def test_a_full_disk_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    on_a_small_disk(tmp_path, 8, write_until_full)


def test_the_password_opens_and_nothing_readable_lies_on_the_disk(closed: Path) -> None:
    for file in closed.parent.iterdir():
        content = file.read_bytes()
        assert "小区0".encode() not in content, file.name
        assert b"CREATE TABLE" not in content, file.name
    assert closed.stat().st_size > 0
