"""A backup that has a name is whole, and enough on an empty computer."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from db.backup import backup, restore, schema_note, verify
from db.errors import (
    BookError,
    DamagedBook,
    NewerBook,
    NotABook,
    PlaceGone,
)
from db.files import PART
from db.keys import KeyRing, new_key
from db.schema import HEAD
from tests.db.books import (
    MOMENT,
    NAME,
    PASSWORD,
    PLANTED,
    add_entries,
    dump,
    make_backup,
    make_book,
    opened,
)


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
