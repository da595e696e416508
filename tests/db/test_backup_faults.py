"""Kills, full disks and pulled sticks leave whole backups and whole books."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import db.backup
import db.container
import db.files
import db.probe
import db.restore
from db.backup import backup, list_backups, restore, settle, survey, verify
from db.errors import (
    DiskFull,
    PlaceGone,
    ReadOnlyPlace,
)
from db.files import PART
from db.keys import KeyRing
from db.lock import BookLock
from tests.db.books import (
    MOMENT,
    NAME,
    PASSWORD,
    add_entries,
    dump,
    make_backup,
    make_book,
    opened,
)
from tests.db.faults import (
    ROOT,
    Step,
    a_folder_that_cannot_be_written,
    kill_at_every_line,
    on_a_small_disk,
)


def a_book_with_one_backup(folder: Path) -> None:
    """The same book each time: copied from the first one, which is quicker than making it."""
    template = folder.parent.parent / "template"
    if not template.exists():
        template.mkdir()
        key = make_book(template, rows=30)
        (template / "key").write_bytes(key)
        make_backup(template, key, template / "备份")
        with opened(template / NAME, key) as book:
            add_entries(book, 30, seed=9)
    shutil.copytree(template, folder, dirs_exist_ok=True)


def second_backup(folder: Path) -> None:
    key = (folder / "key").read_bytes()
    make_backup(folder, key, folder / "备份", MOMENT + timedelta(days=1))


def restore_the_backup(folder: Path) -> None:
    key = (folder / "key").read_bytes()
    restore(list_backups(folder / "备份")[0].path, folder / NAME, key=key, now=MOMENT)


MODULES = (db.backup, db.container, db.files, db.probe, db.restore)


def test_a_kill_at_any_line_of_a_backup_leaves_only_whole_ones(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    runs = kill_at_every_line(cases, MODULES, a_book_with_one_backup, second_backup, stride=2)
    assert len(runs) > 100
    for run in runs:
        found = list((run / "备份").glob("*.mulinbak"))
        assert found
        assert len({verify(path).sha256 for path in found}) == len(found)
    assert len(list_backups(runs[-1] / "备份")) == 2
    second_backup(runs[len(runs) // 2])
    assert not list(runs[len(runs) // 2].rglob(f"*{PART}*"))


def test_a_kill_at_any_line_of_a_restore_loses_neither_book(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    runs = kill_at_every_line(cases, MODULES, a_book_with_one_backup, restore_the_backup, stride=2)
    assert len(runs) > 100
    key = (tmp_path / "template" / "key").read_bytes()
    later = dump(tmp_path / "template" / NAME, key)
    restored = 0
    for run in runs:
        with BookLock(run / NAME):
            settle(run / NAME)
        content = dump(run / NAME, key)
        assert KeyRing.load(run / NAME).unlock("王芳", PASSWORD) == key
        left_over = [path.name for path in run.iterdir() if path.suffix in (".new", ".restoring")]
        assert left_over == []
        if content != later:
            restored += 1
            assert len(content["entry"]) == 30
            (aside,) = run.glob("*还原前*.mulin")
            assert dump(aside, key) == later
            assert KeyRing.load(aside).unlock("王芳", PASSWORD) == key
    assert 0 < restored < len(runs)


LOOP = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from tests.db.books import MOMENT, make_backup
folder, start = Path(sys.argv[1]), int(sys.argv[2])
key = (folder / "key").read_bytes()
print("ready", flush=True)
for turn in range(10000):
    make_backup(folder, key, folder / "备份", MOMENT + timedelta(minutes=start + turn))
"""


def test_kills_at_random_moments_leave_only_whole_backups(tmp_path: Path) -> None:
    place = tmp_path / "cases" / "one"
    place.mkdir(parents=True)
    a_book_with_one_backup(place)
    draw = random.Random(12)
    for turn in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(place), str(turn * 10_000 + 1)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(draw.uniform(0.01, 0.6))
        process.kill()
        process.communicate()
        usable, broken = survey(place / "备份")
        assert usable
        assert not broken
        for info in usable:
            verify(info.path)


def fill_the_disk_at(folder: Path, fill: Step, said: str) -> None:
    key = make_book(folder, rows=30_000)
    good = make_backup(folder, key, folder / "备份")
    ring = KeyRing.load(folder / NAME).to_bytes()
    filled = False

    def tell(_done: int, _total: int, text: str) -> None:
        nonlocal filled
        if text == said and not filled:
            filled = True
            fill(folder)

    with pytest.raises((DiskFull, PlaceGone)) as trouble:
        backup(
            folder / NAME,
            folder / "备份",
            key=key,
            keyring_bytes=ring,
            now=MOMENT + timedelta(days=1),
            progress=tell,
        )
    assert filled
    assert isinstance(trouble.value, DiskFull) or not (folder / "ballast").exists()
    assert [info.path for info in list_backups(folder / "备份")] == [good]
    verify(good)
    assert not list(folder.rglob(f"*{PART}*"))


def full_while_copying(folder: Path, fill: Step) -> None:
    fill_the_disk_at(folder, fill, "正在复制台账")


def full_while_writing(folder: Path, fill: Step) -> None:
    fill_the_disk_at(folder, fill, "正在写入备份")


def full_while_restoring(folder: Path, fill: Step) -> None:
    key = make_book(folder, rows=30_000)
    good = make_backup(folder, key, folder / "备份")
    before = dump(folder / NAME, key)

    def tell(_done: int, _total: int, text: str) -> None:
        if text == "正在还原" and not (folder / "ballast").exists():
            fill(folder)

    with pytest.raises(DiskFull):
        restore(good, folder / NAME, key=key, now=MOMENT, progress=tell)
    assert dump(folder / NAME, key) == before
    assert not list(folder.glob("*.new"))


def no_room_from_the_start(folder: Path, fill: Step) -> None:
    key = make_book(folder, rows=30_000)
    good = make_backup(folder, key, folder / "备份")
    fill(folder)
    with pytest.raises(DiskFull):
        make_backup(folder, key, folder / "备份")
    with pytest.raises(DiskFull):
        restore(good, folder / NAME, key=key, now=MOMENT)
    verify(good)


@pytest.mark.parametrize(
    "act", [full_while_copying, full_while_writing, full_while_restoring, no_room_from_the_start]
)
def test_a_full_disk_is_told_and_the_last_good_backup_stays(tmp_path: Path, act: Any) -> None:
    on_a_small_disk(tmp_path, 64, act)


def test_a_stick_pulled_out_is_told_and_the_book_is_unharmed(tmp_path: Path) -> None:
    key = make_book(tmp_path, rows=10_000)
    before = dump(tmp_path / NAME, key)
    ring = KeyRing.load(tmp_path / NAME).to_bytes()

    def pull(_done: int, _total: int, text: str) -> None:
        if text == "正在写入备份":
            shutil.rmtree(tmp_path / "U盘", ignore_errors=True)

    with pytest.raises(PlaceGone, match="U盘"):
        backup(
            tmp_path / NAME,
            tmp_path / "U盘",
            key=key,
            keyring_bytes=ring,
            now=MOMENT,
            progress=pull,
        )
    assert dump(tmp_path / NAME, key) == before
    with pytest.raises(PlaceGone):
        make_backup(tmp_path, key, tmp_path / "没有插入" / "备份")
    assert not (tmp_path / "没有插入").exists()


def test_a_write_protected_stick_is_told_as_such() -> None:
    with a_folder_that_cannot_be_written() as stick:
        # Made now, so that it belongs to the account without rights.
        with tempfile.TemporaryDirectory() as office:
            key = make_book(Path(office))
            with pytest.raises(ReadOnlyPlace, match="不允许写入"):
                make_backup(Path(office), key, stick)
        assert list(stick.iterdir()) == []
