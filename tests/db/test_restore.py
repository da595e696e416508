"""Restoring puts the old book aside and loses neither."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from db.backup import restore
from db.errors import (
    BookInUse,
    WrongPassword,
)
from db.keys import KeyRing, new_key
from db.lock import BookLock
from tests.db.books import (
    MOMENT,
    NAME,
    PASSWORD,
    Dump,
    add_entries,
    dump,
    make_backup,
    make_book,
    opened,
)


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
