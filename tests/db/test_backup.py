"""A backup that has a name can be restored; restoring loses nothing, whatever happens."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import db.backup
import db.container
import db.files
import db.probe
import db.restore
from db import container
from db.backup import backup, keep, list_backups, restore, schema_note, settle, survey, verify
from db.engine import connect
from db.errors import (
    BookError,
    BookInUse,
    DamagedBook,
    DiskFull,
    NewerBook,
    NotABook,
    PlaceGone,
    ReadOnlyPlace,
    WrongPassword,
)
from db.files import PART
from db.keys import KeyParams, KeyRing, new_key
from db.lock import BookLock
from db.schema import HEAD
from tests.db.faults import (
    ROOT,
    Step,
    a_folder_that_cannot_be_written,
    kill_at_every_line,
    on_a_small_disk,
)

QUICK = KeyParams(memory=64, passes=1, lanes=1)
NAME = "金水苑.mulin"
PASSWORD = "睦邻友好2026"
PLANTED = "上官婉清"
MOMENT = datetime(2026, 11, 22, 8, 31).astimezone()
Dump = dict[str, list[tuple[Any, ...]]]


def make_book(folder: Path, rows: int = 200, schema: str = HEAD) -> bytes:
    """A small encrypted book with its keys; returns the data key."""
    _, key, code = KeyRing.create(folder / NAME, "b00c", "王芳", PASSWORD, params=QUICK)
    (folder / "code.txt").write_text(code, "utf-8")
    with opened(folder / NAME, key, create=True) as book:
        book.execute("CREATE TABLE resident (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        book.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, points INTEGER, note TEXT)")
        book.execute("CREATE INDEX by_name ON resident(name)")
        book.execute("CREATE TABLE alembic_version (version_num TEXT NOT NULL)")
        book.execute("INSERT INTO alembic_version VALUES (?)", (schema,))
        book.execute("INSERT INTO resident VALUES (1, ?)", (PLANTED,))
        add_entries(book, rows)
    return key


def add_entries(book: Any, rows: int, seed: int = 1) -> None:
    draw = random.Random(seed)
    book.execute("BEGIN IMMEDIATE")
    book.executemany(
        "INSERT INTO entry (points, note) VALUES (?, ?)",
        [(draw.randrange(-50, 50), draw.randbytes(100).hex()) for _ in range(rows)],
    )
    book.execute("COMMIT")


@contextmanager
def opened(path: Path, key: bytes, *, create: bool = False) -> Iterator[Any]:
    connection = connect(path, key, create=create)
    try:
        yield connection
    finally:
        connection.close()


def dump(path: Path, key: bytes) -> Dump:
    """Everything in a book, as values."""
    with opened(path, key) as book:
        schema = book.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = ("resident", "entry", "alembic_version")
        every = {name: book.execute(f"SELECT rowid, * FROM {name}").fetchall() for name in tables}  # noqa: S608
    return every | {"schema": schema}


def make_backup(folder: Path, key: bytes, dest: Path, now: datetime = MOMENT) -> Path:
    ring = KeyRing.load(folder / NAME).to_bytes()
    return backup(folder / NAME, dest, key=key, keyring_bytes=ring, now=now).path


# --- making --------------------------------------------------------------------------------


def test_a_backup_alone_is_enough_on_an_empty_computer(tmp_path: Path) -> None:
    office, empty = tmp_path / "办公室", tmp_path / "新电脑"
    office.mkdir()
    empty.mkdir()
    key = make_book(office)
    made = make_backup(office, key, tmp_path / "U盘")
    assert made.name == "金水苑 2026-11-22 0831.mulinbak"
    before, code = dump(office / NAME, key), (office / "code.txt").read_text("utf-8")
    shutil.move(made, empty / "x.mulinbak")
    shutil.rmtree(office)

    info = verify(empty / "x.mulinbak")
    ring = KeyRing.from_bytes(info.keyring, empty / NAME)
    found = ring.unlock("王芳", PASSWORD)
    assert restore(empty / "x.mulinbak", empty / NAME, key=found, now=MOMENT) is None
    assert dump(empty / NAME, found) == before
    again = KeyRing.load(empty / NAME)
    assert again.unlock("王芳", PASSWORD) == again.unlock_with_code(code) == key
    assert sorted(path.name for path in empty.iterdir() if path.suffix != ".lock") == [
        "x.mulinbak", NAME, f"{NAME}.keys", f"{NAME}.keys2",
    ]  # fmt: skip


def test_a_backup_tells_what_it_holds(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    ring = KeyRing.load(tmp_path / NAME).to_bytes()
    made = backup(
        tmp_path / NAME,
        tmp_path / "备份",
        key=key,
        keyring_bytes=ring,
        now=MOMENT,
        notes={"链头": "8F3A-11"},
    )
    assert made == verify(made.path)
    assert (made.name, made.book_id, made.schema) == ("金水苑", "b00c", HEAD)
    assert made.made_at == MOMENT
    assert dict(made.counts) == {"alembic_version": 1, "entry": 200, "resident": 1}
    assert made.notes == {"链头": "8F3A-11"}
    assert made.keyring == ring
    assert schema_note(made) == ""


def test_an_open_book_is_backed_up_with_what_was_saved_and_nothing_else(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    with opened(tmp_path / NAME, key) as writer, opened(tmp_path / NAME, key) as other:
        add_entries(writer, 50)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO resident VALUES (2, '未保存')")
        made = make_backup(tmp_path, key, tmp_path / "备份")
        by_connection = backup(
            other,
            tmp_path / "备份",
            key=key,
            keyring_bytes=KeyRing.load(tmp_path / NAME).to_bytes(),
            now=MOMENT + timedelta(minutes=1),
        )
        writer.execute("ROLLBACK")
    assert dict(verify(made).counts) == {"alembic_version": 1, "entry": 250, "resident": 1}
    assert by_connection.counts == verify(made).counts
    assert by_connection.name == "金水苑"


def test_a_backup_inside_a_transaction_is_our_own_mistake(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    ring = KeyRing.load(tmp_path / NAME).to_bytes()
    with opened(tmp_path / NAME, key) as book:
        book.execute("BEGIN")
        with pytest.raises(ValueError, match="transaction"):
            backup(book, tmp_path / "备份", key=key, keyring_bytes=ring, now=MOMENT)
    with pytest.raises(ValueError, match="data key"):
        backup(tmp_path / NAME, tmp_path, key=new_key(), keyring_bytes=ring, now=MOMENT)


def test_two_backups_in_one_minute_both_stay(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    first = make_backup(tmp_path, key, tmp_path / "备份")
    content = first.read_bytes()
    second = make_backup(tmp_path, key, tmp_path / "备份")
    assert second.name == "金水苑 2026-11-22 0831（2）.mulinbak"
    assert first.read_bytes() == content
    named = make_backup(tmp_path, key, tmp_path / "移交.mulinbak")
    assert named.name == "移交.mulinbak"


def test_progress_runs_to_its_end_and_stopping_leaves_nothing(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    ring = KeyRing.load(tmp_path / NAME).to_bytes()
    told: list[tuple[int, int, str]] = []

    def tell(done: int, total: int, text: str) -> None:
        told.append((done, total, text))

    backup(tmp_path / NAME, tmp_path, key=key, keyring_bytes=ring, now=MOMENT, progress=tell)
    assert [step[0] for step in told] == sorted(step[0] for step in told)
    assert told[-1] == (1000, 1000, "正在核对备份")

    class Stopped(Exception):
        pass

    for text in ("正在复制台账", "正在写入备份", "正在核对备份"):

        def stop(_done: int, _total: int, said: str, at: str = text) -> None:
            if said == at:
                raise Stopped

        with pytest.raises(Stopped):
            backup(
                tmp_path / NAME,
                tmp_path / "停",
                key=key,
                keyring_bytes=ring,
                now=MOMENT,
                progress=stop,
            )
        assert list((tmp_path / "停").iterdir()) == []
        assert not list(tmp_path.glob(f"*{PART}*"))


def test_no_name_can_be_read_in_a_backup(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    content = make_backup(tmp_path, key, tmp_path / "备份").read_bytes()
    for encoding in ("utf-8", "utf-16-le", "gbk"):
        assert PLANTED.encode(encoding) not in content
    assert key not in content
    assert key.hex().encode() not in content


def test_a_damaged_book_is_never_passed_on_as_a_good_backup(tmp_path: Path) -> None:
    key = make_book(tmp_path, rows=400)
    good = make_backup(tmp_path, key, tmp_path / "备份")
    whole = (tmp_path / NAME).read_bytes()
    draw = random.Random(5)
    for _ in range(40):
        broken = bytearray(whole)
        broken[draw.randrange(len(broken))] ^= 1 << draw.randrange(8)
        (tmp_path / NAME).write_bytes(broken)
        with pytest.raises(BookError):
            make_backup(tmp_path, key, tmp_path / "备份")
        assert list((tmp_path / "备份").iterdir()) == [good]
    verify(good)


def test_a_missing_book_is_said_as_such(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    ring = KeyRing.load(tmp_path / NAME).to_bytes()
    (tmp_path / NAME).unlink()
    with pytest.raises(PlaceGone):
        backup(tmp_path / NAME, tmp_path / "备份", key=key, keyring_bytes=ring, now=MOMENT)


# --- damage --------------------------------------------------------------------------------


def test_two_hundred_cut_backups_are_refused(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    content = make_backup(tmp_path, key, tmp_path / "备份").read_bytes()
    draw, cut = random.Random(7), tmp_path / "cut.mulinbak"
    for length in [0, 5, 12, 14, *(draw.randrange(len(content)) for _ in range(196))]:
        cut.write_bytes(content[:length])
        with pytest.raises(DamagedBook):
            verify(cut)
    cut.write_bytes(content + b"\0")
    with pytest.raises(DamagedBook):
        verify(cut)


def test_two_hundred_flipped_bits_are_refused_and_the_book_stays(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    content = make_backup(tmp_path, key, tmp_path / "备份").read_bytes()
    before = (tmp_path / NAME).read_bytes()
    draw, flipped = random.Random(8), tmp_path / "flipped.mulinbak"
    for place in [*range(16), *(draw.randrange(len(content)) for _ in range(184))]:
        broken = bytearray(content)
        broken[place] ^= 1 << draw.randrange(8)
        flipped.write_bytes(broken)
        with pytest.raises((DamagedBook, NotABook)):
            verify(flipped)
        with pytest.raises((DamagedBook, NotABook)):
            restore(flipped, tmp_path / NAME, key=key, now=MOMENT)
    assert (tmp_path / NAME).read_bytes() == before
    assert not list(tmp_path.glob("*还原前*"))


def test_something_else_is_not_a_backup(tmp_path: Path) -> None:
    other = tmp_path / "名册.xlsx"
    other.write_bytes(b"PK\x03\x04" + bytes(5000))
    with pytest.raises(NotABook, match="不是睦邻台账的备份"):
        verify(other)
    with pytest.raises(PlaceGone):
        verify(tmp_path / "没有.mulinbak")


def forged(backup_path: Path, **changes: object) -> Path:
    """The backup with another header, as someone without the key could write it."""
    raw = backup_path.read_bytes()
    length = int.from_bytes(raw[12:16], "big")
    header = json.loads(raw[16 : 16 + length]) | changes
    text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(text).digest()
    path = backup_path.with_name("forged.mulinbak")
    body = raw[16 + length + 32 :]
    path.write_bytes(raw[:12] + len(text).to_bytes(4, "big") + text + digest + body)
    return path


def test_a_header_that_was_written_anew_is_not_believed(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    made = make_backup(tmp_path, key, tmp_path / "备份")
    later = forged(made, made="2027-01-01T00:00:00+08:00")
    assert verify(later).made_at.year == 2027
    with pytest.raises(DamagedBook, match="可能被改动过"):
        restore(later, tmp_path / NAME, key=key, now=MOMENT)


def test_newer_and_older_backups_are_told_by_a_sentence(tmp_path: Path) -> None:
    newer, older = tmp_path / "newer", tmp_path / "older"
    newer.mkdir()
    older.mkdir()
    key = make_book(newer, schema="9999")
    made = make_backup(newer, key, newer / "备份")
    with pytest.raises(NewerBook, match="更新的版本"):
        restore(made, tmp_path / NAME, key=key, now=MOMENT)
    with pytest.raises(NewerBook, match="先更新程序"):
        verify(forged(made, format=2))
    assert not (tmp_path / NAME).exists()

    import db.schema

    info = verify(make_backup(older, make_book(older, schema=db.schema.KNOWN[0]), older))
    note = schema_note(info)
    assert note == "" if info.schema == HEAD else "自动升级" in note


# --- restoring -----------------------------------------------------------------------------


def test_restoring_puts_the_old_book_aside_with_its_own_keys(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    made, at_backup = make_backup(tmp_path, key, tmp_path / "备份"), dump(tmp_path / NAME, key)
    with opened(tmp_path / NAME, key) as book:
        add_entries(book, 30, seed=2)
    KeyRing.load(tmp_path / NAME).set_password("王芳", "另外一个密码", key)
    later = dump(tmp_path / NAME, key)

    aside = restore(made, tmp_path / NAME, key=key, now=MOMENT)
    assert aside == tmp_path / "金水苑（还原前 2026-11-22 0831）.mulin"
    assert dump(tmp_path / NAME, key) == at_backup
    assert KeyRing.load(tmp_path / NAME).unlock("王芳", PASSWORD) == key
    assert KeyRing.load(aside).unlock("王芳", "另外一个密码") == key
    assert dump(aside, key) == later

    second = restore(made, tmp_path / NAME, key=key, now=MOMENT)
    assert second is not None
    assert second.name == "金水苑（还原前 2026-11-22 0831 2）.mulin"
    assert dump(aside, key) == later


def test_what_a_crashed_program_left_in_the_log_goes_aside_with_the_book(tmp_path: Path) -> None:
    crashed, place = tmp_path / "crashed", tmp_path / "place"
    crashed.mkdir()
    place.mkdir()
    key = make_book(crashed)
    made = make_backup(crashed, key, tmp_path / "备份")
    with opened(crashed / NAME, key) as book:
        add_entries(book, 10)
        for path in crashed.iterdir():
            shutil.copy(path, place)
    assert (place / f"{NAME}-wal").stat().st_size > 0
    aside = restore(made, place / NAME, key=key, now=MOMENT)
    assert aside is not None
    assert not (place / f"{NAME}-wal").exists()
    assert len(dump(aside, key)["entry"]) == 210
    assert len(dump(place / NAME, key)["entry"]) == 200


def test_a_book_that_is_open_is_not_replaced(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    made = make_backup(tmp_path, key, tmp_path / "备份")
    before = (tmp_path / NAME).read_bytes()
    with BookLock(tmp_path / NAME), pytest.raises(BookInUse):
        restore(made, tmp_path / NAME, key=key, now=MOMENT)
    assert (tmp_path / NAME).read_bytes() == before


def test_a_key_of_another_book_restores_nothing(tmp_path: Path) -> None:
    key = make_book(tmp_path)
    made = make_backup(tmp_path, key, tmp_path / "备份")
    with pytest.raises(WrongPassword):
        restore(made, tmp_path / NAME, key=new_key(), now=MOMENT)


def test_fifty_random_rounds_of_backup_and_restore_change_nothing(tmp_path: Path) -> None:
    key = make_book(tmp_path, rows=20)
    draw = random.Random(11)
    kept: list[tuple[Path, Dump]] = []
    for turn in range(50):
        now = MOMENT + timedelta(minutes=turn)
        if kept and draw.random() < 0.5:
            made, content = draw.choice(kept)
            aside = restore(made, tmp_path / NAME, key=key, now=now)
            assert aside is not None
            assert dump(tmp_path / NAME, key) == content
        else:
            with opened(tmp_path / NAME, key) as book:
                add_entries(book, draw.randrange(30), seed=turn)
                book.execute("DELETE FROM entry WHERE id % 7 = ?", (draw.randrange(7),))
            made = make_backup(tmp_path, key, tmp_path / "备份", now)
            kept.append((made, dump(tmp_path / NAME, key)))


# --- kills ---------------------------------------------------------------------------------


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
from tests.db.test_backup import MOMENT, make_backup
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


# --- places --------------------------------------------------------------------------------


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


def test_a_write_protected_stick_is_told_as_such(tmp_path: Path) -> None:
    # As an account without rights, whose own folder the book then lies in.
    tmp_path.chmod(0o777)
    for parent in tmp_path.parents[:3]:
        parent.chmod(0o755)
    with a_folder_that_cannot_be_written() as stick:
        key = make_book(tmp_path)
        with pytest.raises(ReadOnlyPlace, match="不允许写入"):
            make_backup(tmp_path, key, stick)
        assert list(stick.iterdir()) == []


# --- keeping -------------------------------------------------------------------------------


def fill_shelf(folder: Path, moments: list[datetime], book: str = "b00c") -> None:
    """Backups in form only: small ones, made quickly, at the given moments."""
    folder.mkdir(exist_ok=True)
    inside = folder / "inside"
    inside.write_bytes(bytes(1000))
    info = container.BackupInfo(
        path=folder,
        name="金水苑",
        book_id=book,
        made_at=MOMENT,
        schema=HEAD,
        counts={},
        size=1000,
        sha256=db.probe.hash_of(inside),
        keyring=b"{}",
        notes={},
    )
    for moment in moments:
        path = folder / f"{book} {moment:%Y-%m-%d %H%M}.mulinbak"
        container.write(
            replace(info, path=path, made_at=moment), inside, bytes(32), lambda _done, _all: None
        )
    inside.unlink()


def test_a_year_of_backups_is_thinned_to_days_weeks_and_months(tmp_path: Path) -> None:
    days = [MOMENT - timedelta(days=back) for back in range(400)]
    fill_shelf(tmp_path / "备份", days)
    removed = keep(tmp_path / "备份")
    left = [info.made_at for info in list_backups(tmp_path / "备份")]
    assert len(removed) + len(left) == 400
    assert left[:14] == days[:14]
    assert {made.isocalendar()[:2] for made in days[:70]} <= {
        made.isocalendar()[:2] for made in left
    }
    assert len({(made.year, made.month) for made in left}) == 12
    assert 14 + 8 <= len(left) <= 14 + 10 + 12
    assert keep(tmp_path / "备份") == []


def test_of_one_day_the_newest_stays_and_always_the_newest_three(tmp_path: Path) -> None:
    hours = [MOMENT - timedelta(hours=back) for back in range(8)]
    yesterday = [MOMENT - timedelta(days=1, minutes=back) for back in range(4)]
    fill_shelf(tmp_path, hours + yesterday)
    keep(tmp_path)
    assert [info.made_at for info in list_backups(tmp_path)] == [*hours[:3], yesterday[0]]


def test_each_book_keeps_its_own(tmp_path: Path) -> None:
    fill_shelf(tmp_path, [MOMENT - timedelta(minutes=back) for back in range(5)])
    fill_shelf(tmp_path, [MOMENT - timedelta(days=300, minutes=back) for back in range(5)], "e1e1")
    assert len(keep(tmp_path)) == 4
    assert [info.book_id for info in list_backups(tmp_path)] == ["b00c"] * 3 + ["e1e1"] * 3


def test_the_newest_good_backup_is_never_removed(tmp_path: Path) -> None:
    moments = [MOMENT - timedelta(minutes=back) for back in range(9)]
    fill_shelf(tmp_path, moments)
    shelf = list_backups(tmp_path)
    for info in shelf[:5]:
        spoil(info.path)
    keep(tmp_path)
    good = [info.made_at for info in list_backups(tmp_path) if is_good(info.path)]
    assert good == moments[5:8]
    for path in tmp_path.iterdir():
        spoil(path)
    assert keep(tmp_path) == []


def spoil(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"\xff")


def is_good(path: Path) -> bool:
    try:
        verify(path)
    except DamagedBook:
        return False
    return True


def test_a_broken_file_on_the_shelf_is_named_and_left_alone(tmp_path: Path) -> None:
    fill_shelf(tmp_path, [MOMENT])
    (tmp_path / "half.mulinbak").write_bytes(b"MULINBAK\r\n")
    usable, broken = survey(tmp_path)
    assert len(usable) == 1
    assert [each.path.name for each in broken] == ["half.mulinbak"]
    assert "不完整或已损坏" in broken[0].text
    assert keep(tmp_path) == []
    assert survey(tmp_path / "没有") == ([], [])
