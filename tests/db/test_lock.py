"""Two processes never hold one book, and nothing stale stays behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from db.errors import BookInUse, PlaceGone, ReadOnlyPlace
from db.lock import BookLock, Holder, holder_of
from tests.db.faults import ROOT, a_folder_that_cannot_be_written

HOLD = """
import sys, time
from pathlib import Path
from db.lock import BookLock
lock = BookLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
lock.release()
"""

RACE = """
import sys, os, time
from pathlib import Path
from db.errors import BookInUse
from db.lock import BookLock
book, inside, wins = Path(sys.argv[1]), Path(sys.argv[2]), 0
# Refusals are quick: all tries may fall into one turn of the other, so wins are what is counted.
end = time.monotonic() + 60
while wins < int(sys.argv[3]) and time.monotonic() < end:
    lock = BookLock(book)
    try:
        lock.acquire()
    except BookInUse:
        continue
    # O_EXCL fails if the other process is in here at the same time.
    os.close(os.open(inside, os.O_CREAT | os.O_EXCL))
    os.unlink(inside)
    wins += 1
    lock.release()
print(wins)
"""


@contextmanager
def another_process(book: Path) -> Iterator[subprocess.Popen[str]]:
    """A second program that has the book open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(book)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.communicate()


def test_the_second_process_is_told_who_has_the_book_open(tmp_path: Path) -> None:
    book = tmp_path / "金水苑.mulin"
    with another_process(book) as process:
        holder = holder_of(book)
        assert holder is not None
        assert holder.pid == process.pid
        with pytest.raises(BookInUse) as refusal:
            BookLock(book).acquire()
        since = datetime.fromisoformat(holder.since)
        assert refusal.value.text == (
            f"这本台账已在电脑“{holder.computer}”上由“{holder.user}”打开"
            f"（自 {since:%H:%M} 起）。请先关闭那里，再在这里打开。"
        )
    with BookLock(book) as lock:
        assert lock.held


def test_a_lock_left_by_a_killed_process_is_taken_over_at_once(tmp_path: Path) -> None:
    book = tmp_path / "金水苑.mulin"
    for _ in range(3):
        with another_process(book) as process:
            process.kill()
            process.wait()
            start = time.perf_counter()
            with BookLock(book):
                assert time.perf_counter() - start < 5
                holder = holder_of(book)
                assert holder is not None
                assert holder.pid == os.getpid()


def test_of_two_racing_processes_exactly_one_is_inside(tmp_path: Path) -> None:
    book, inside = tmp_path / "金水苑.mulin", tmp_path / "inside"
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(book), str(inside), "500"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(2)
    ]
    wins = [int(racer.communicate()[0]) for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    assert wins == [500, 500]


def test_the_same_program_cannot_open_a_book_twice(tmp_path: Path) -> None:
    book = tmp_path / "金水苑.mulin"
    with BookLock(book) as lock:
        lock.acquire()
        with pytest.raises(BookInUse):
            BookLock(book).acquire()
    with BookLock(book):
        pass


def test_closing_leaves_no_name_behind(tmp_path: Path) -> None:
    book = tmp_path / "金水苑.mulin"
    lock = BookLock(book)
    lock.acquire()
    lock.release()
    lock.release()
    assert holder_of(book) is None
    assert not lock.held


def test_the_holder_is_named_without_more_than_needed(tmp_path: Path) -> None:
    book = tmp_path / "金水苑.mulin"
    with BookLock(book):
        kept = json.loads((tmp_path / "金水苑.mulin.holder").read_text("utf-8"))
    assert set(kept) == {"computer", "user", "pid", "since"}


def test_yesterdays_holder_is_told_with_the_day() -> None:
    since = datetime(2026, 11, 21, 10, 32).astimezone()
    holder = Holder("社区-03", "王主任", 1, since.isoformat())
    assert "自 11月21日 10:32 起" in holder.sentence(since.date() + timedelta(days=1))
    assert "自 10:32 起" in holder.sentence(since.date())


def test_a_holder_that_cannot_be_read_still_keeps_others_out(tmp_path: Path) -> None:
    book = tmp_path / "金水苑.mulin"
    (tmp_path / "金水苑.mulin.holder").write_bytes(b"\xff{half")
    with (
        FileLock(tmp_path / "金水苑.mulin.lock"),
        pytest.raises(BookInUse, match="已在别处打开"),
    ):
        BookLock(book).acquire()


def test_a_read_only_folder_is_told_as_such() -> None:
    with a_folder_that_cannot_be_written() as folder:
        with pytest.raises(ReadOnlyPlace) as refusal:
            BookLock(folder / "金水苑.mulin").acquire()
        assert "不允许写入" in refusal.value.text


def test_a_folder_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(PlaceGone):
        BookLock(tmp_path / "U盘" / "金水苑.mulin").acquire()
    assert not (tmp_path / "U盘").exists()
