"""Damage and kills never lock the people of a book out."""

from __future__ import annotations

import json
import random
import resource
import shutil
from pathlib import Path

import pytest

import db.files
import db.keys
from db.errors import (
    BookError,
    KeysMissing,
    NewerBook,
    NotEnoughMemory,
    WrongPassword,
)
from db.files import PART
from db.keys import KeyParams, KeyRing, key_files
from db.lock import BookLock
from tests.db.faults import (
    a_folder_that_cannot_be_written,
    files_no_larger_than,
    kill_at_every_line,
)

QUICK = KeyParams(memory=64, passes=1, lanes=1)
NAME = "金水苑.mulin"
OLD, NEW = "旧密码一二三", "新密码四五六"
KEY_FILE = "key.bin"


def a_ring(folder: Path) -> tuple[KeyRing, bytes, str]:
    return KeyRing.create(folder / NAME, "b00c", "王芳", OLD, params=QUICK)


def prepare_change(folder: Path) -> None:
    _, key, _ = a_ring(folder)
    (folder / KEY_FILE).write_bytes(key)


def change_password(folder: Path) -> None:
    KeyRing.load(folder / NAME).set_password("王芳", NEW, (folder / KEY_FILE).read_bytes())


def opens_with(folder: Path, password: str) -> bool:
    try:
        key = KeyRing.load(folder / NAME).unlock("王芳", password)
    except WrongPassword:
        return False
    return key == (folder / KEY_FILE).read_bytes()


def test_a_kill_at_any_line_of_a_password_change_leaves_the_old_or_the_new(
    tmp_path: Path,
) -> None:
    cases = kill_at_every_line(
        tmp_path, (db.keys, db.files), prepare_change, change_password, stride=2
    )
    assert len(cases) > 60
    for case in cases:
        assert opens_with(case, OLD) != opens_with(case, NEW)
        assert KeyRing.load(case / NAME).mended == ""
    assert opens_with(cases[-1], NEW)


def create_only(folder: Path) -> None:
    a_ring(folder)


def nothing(folder: Path) -> None:
    pass


def test_a_kill_while_a_book_is_made_never_leaves_a_broken_ring(tmp_path: Path) -> None:
    for case in kill_at_every_line(tmp_path, (db.files,), nothing, create_only):
        if any(path.exists() for path in key_files(case / NAME)):
            KeyRing.load(case / NAME).unlock("王芳", OLD)


def damage(path: Path, draw: random.Random) -> None:
    content = bytearray(path.read_bytes())
    match draw.randrange(5):
        case 0:
            path.unlink()
            return
        case 1:
            del content[draw.randrange(len(content)) :]
        case 2:
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        case 3:
            start = draw.randrange(len(content))
            content[start : start + 512] = bytes(len(content[start : start + 512]))
        case _:
            content = bytearray(draw.randbytes(draw.randrange(2000)))
    path.write_bytes(content)


def test_one_damaged_copy_of_three_hundred_never_locks_anyone_out(tmp_path: Path) -> None:
    _, key, _ = a_ring(tmp_path)
    draw = random.Random(20261122)
    copies = key_files(tmp_path / NAME)
    for _ in range(300):
        damage(draw.choice(copies), draw)
        ring = KeyRing.load(tmp_path / NAME)
        assert ring.unlock("王芳", OLD) == key
        assert copies[0].read_bytes() == copies[1].read_bytes()


def test_a_repair_is_told(tmp_path: Path) -> None:
    a_ring(tmp_path)
    key_files(tmp_path / NAME)[0].write_bytes(b"{}")
    assert "已用另一份自动修复" in KeyRing.load(tmp_path / NAME).mended
    assert KeyRing.load(tmp_path / NAME).mended == ""


def test_nothing_is_repaired_while_another_has_the_book_open(tmp_path: Path) -> None:
    _, key, _ = a_ring(tmp_path)
    first, second = key_files(tmp_path / NAME)
    first.write_bytes(b"{}")
    with BookLock(tmp_path / NAME):
        ring = KeyRing.load(tmp_path / NAME)
        assert ring.unlock("王芳", OLD) == key
        assert ring.mended == ""
        assert first.read_bytes() == b"{}"
    KeyRing.load(tmp_path / NAME)
    assert first.read_bytes() == second.read_bytes()


def test_both_copies_gone_or_damaged_is_said_with_the_remedy(tmp_path: Path) -> None:
    a_ring(tmp_path)
    first, second = key_files(tmp_path / NAME)
    first.unlink()
    second.write_bytes(second.read_bytes()[:100])
    with pytest.raises(KeysMissing, match="用备份还原"):
        KeyRing.load(tmp_path / NAME)
    second.unlink()
    with pytest.raises(KeysMissing):
        KeyRing.load(tmp_path / NAME)


def test_keys_of_a_newer_program_are_left_alone(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    newer = json.loads(ring.to_bytes()) | {"version": 2}
    for path in key_files(tmp_path / NAME):
        path.write_text(json.dumps(newer), "utf-8")
    with pytest.raises(NewerBook):
        KeyRing.load(tmp_path / NAME)
    assert json.loads(key_files(tmp_path / NAME)[1].read_bytes())["version"] == 2


def test_a_file_that_asks_for_absurd_memory_is_damage_not_an_order(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    huge = json.loads(ring.to_bytes())
    huge["body"]["slots"][0]["params"]["memory"] = 1 << 30
    huge["sha256"] = db.keys._digest(huge["body"])
    with pytest.raises(KeysMissing):
        KeyRing.from_bytes(json.dumps(huge).encode(), tmp_path / NAME)


def test_the_ring_travels_as_bytes(tmp_path: Path) -> None:
    ring, key, code = a_ring(tmp_path)
    (tmp_path / "新电脑").mkdir()
    carried = KeyRing.from_bytes(ring.to_bytes(), tmp_path / "新电脑" / NAME)
    assert carried.unlock("王芳", OLD) == key
    carried.write()
    assert KeyRing.load(tmp_path / "新电脑" / NAME).unlock_with_code(code) == key
    with pytest.raises(KeysMissing, match="换一个备份"):
        KeyRing.from_bytes(b"nothing", tmp_path / NAME)


def test_a_full_disk_keeps_the_old_password_and_says_so(tmp_path: Path) -> None:
    ring, key, _ = a_ring(tmp_path)
    with files_no_larger_than(100), pytest.raises(BookError, match="没有写成"):
        ring.set_password("王芳", NEW, key)
    assert ring.unlock("王芳", OLD) == key
    assert KeyRing.load(tmp_path / NAME).unlock("王芳", OLD) == key
    assert not list(tmp_path.glob(f"*{PART}"))


def test_a_read_only_folder_can_still_be_opened(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        _, key, _ = a_ring(tmp_path)
        shutil.copy(key_files(tmp_path / NAME)[0], folder)
        (tmp_path / KEY_FILE).write_bytes(key)

    with a_folder_that_cannot_be_written(fill) as folder:
        ring = KeyRing.load(folder / NAME)
        assert "修复没有成功" in ring.mended
        with pytest.raises(WrongPassword):
            ring.unlock("王芳", NEW, now=1.0)
        key = ring.unlock("王芳", OLD, now=1.0)
    assert key == (tmp_path / KEY_FILE).read_bytes()


def test_too_little_memory_is_said_as_such(tmp_path: Path) -> None:
    ring, key, _ = a_ring(tmp_path)
    ring.params = KeyParams(memory=1 << 20, passes=1, lanes=1)
    used = int(Path("/proc/self/statm").read_text("utf-8").split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + (256 << 20), hard))
    try:
        with pytest.raises(NotEnoughMemory, match="1024 MB"):
            ring.set_password("王芳", NEW, key)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    assert KeyRing.load(tmp_path / NAME).unlock("王芳", OLD) == key
