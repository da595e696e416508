"""Passwords and the recovery code open a book, and only those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import db.files
import db.keys
from db.errors import (
    BookError,
    BookExists,
    CodeSlip,
    TooSoon,
    WeakPassword,
    WrongPassword,
)
from db.keys import KeyParams, KeyRing, key_files, new_key, password_problem

QUICK = KeyParams(memory=64, passes=1, lanes=1)
NAME = "金水苑.mulin"
OLD, NEW = "旧密码一二三", "新密码四五六"
KEY_FILE = "key.bin"


def a_ring(folder: Path) -> tuple[KeyRing, bytes, str]:
    return KeyRing.create(folder / NAME, "b00c", "王芳", OLD, params=QUICK)


def test_the_right_password_gives_the_key_after_a_restart(tmp_path: Path) -> None:
    _, key, _ = a_ring(tmp_path)
    assert len(key) == 32
    assert KeyRing.load(tmp_path / NAME).unlock("王芳", OLD) == key


def test_a_wrong_password_is_told_apart_from_damage(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    with pytest.raises(WrongPassword) as refusal:
        ring.unlock("王芳", NEW)
    assert refusal.value.text == "密码不对。请检查大小写和输入法后再试。"


def test_an_unknown_login_is_refused_without_a_name_in_the_text(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    with pytest.raises(WrongPassword) as refusal:
        ring.unlock("李强", OLD)
    assert "李强" not in refusal.value.text


def test_full_width_typing_opens_the_same_book(tmp_path: Path) -> None:
    ring, key, _ = KeyRing.create(tmp_path / NAME, "b00c", "wangfang", "mima2026", params=QUICK)
    assert ring.unlock(" ＷangFang ", "ｍｉｍａ２０２６") == key


def test_the_real_cost_is_128_mebibytes_three_passes_and_two_lanes(tmp_path: Path) -> None:
    ring, key, _ = KeyRing.create(tmp_path / NAME, "b00c", "王芳", OLD)
    kept = json.loads(key_files(tmp_path / NAME)[0].read_bytes())["body"]["slots"]
    assert [slot["params"] for slot in kept] == [{"memory": 131072, "passes": 3, "lanes": 2}] * 2
    assert ring.unlock("王芳", OLD) == key


def test_neither_key_nor_password_nor_code_lie_in_the_files(tmp_path: Path) -> None:
    _, key, code = a_ring(tmp_path)
    for path in key_files(tmp_path / NAME):
        content = path.read_bytes()
        for secret in (key, key.hex().encode(), OLD.encode(), code.encode()):
            assert secret not in content


def test_every_book_has_another_key(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "乙").mkdir()
    assert a_ring(tmp_path / "甲")[1] != a_ring(tmp_path / "乙")[1]
    assert len({new_key() for _ in range(100)}) == 100


def test_a_slot_moved_to_another_book_opens_nothing(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    other = json.loads(ring.to_bytes())
    other["body"]["book"] = "another"
    other["sha256"] = db.keys._digest(other["body"])
    moved = KeyRing.from_bytes(json.dumps(other).encode(), tmp_path / NAME)
    with pytest.raises(WrongPassword):
        moved.unlock("王芳", OLD)


def test_existing_key_files_are_never_overwritten(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    before = ring.to_bytes()
    with pytest.raises(BookExists):
        a_ring(tmp_path)
    assert key_files(tmp_path / NAME)[0].read_bytes() == before


def test_a_new_password_replaces_the_old_one(tmp_path: Path) -> None:
    ring, key, _ = a_ring(tmp_path)
    ring.set_password("王芳", NEW, key)
    again = KeyRing.load(tmp_path / NAME)
    assert again.unlock("王芳", NEW) == key
    with pytest.raises(WrongPassword):
        again.unlock("王芳", OLD)


def test_people_come_and_go(tmp_path: Path) -> None:
    ring, key, _ = a_ring(tmp_path)
    ring.add_user("李强", NEW, key)
    assert KeyRing.load(tmp_path / NAME).logins() == ["王芳", "李强"]
    assert KeyRing.load(tmp_path / NAME).unlock("李强", NEW) == key
    ring.remove_user("王芳")
    assert KeyRing.load(tmp_path / NAME).logins() == ["李强"]
    with pytest.raises(BookError, match="最后一个"):
        ring.remove_user("李强")
    with pytest.raises(BookError, match="没有这个用户名"):
        ring.remove_user("王芳")


def test_the_same_name_cannot_be_added_twice(tmp_path: Path) -> None:
    ring, key, _ = a_ring(tmp_path)
    ring.add_user("Zhang", NEW, key)
    with pytest.raises(BookError, match="已经有这个用户名"):
        ring.add_user("ｚhang ", NEW, key)
    with pytest.raises(BookError, match="不能为空"):
        ring.add_user("  ", NEW, key)


@pytest.mark.parametrize("short", ["", "12345", "居委会", "１２３４５"])
def test_a_short_password_is_refused_with_one_sentence(tmp_path: Path, short: str) -> None:
    assert password_problem(short) == "密码至少要 6 个字符，汉字也可以。"
    ring, key, _ = a_ring(tmp_path)
    with pytest.raises(WeakPassword):
        ring.set_password("王芳", short, key)
    assert KeyRing.load(tmp_path / NAME).unlock("王芳", OLD) == key


@pytest.mark.parametrize("good", ["123456", "aaaaaa", "门前有棵老槐树"])
def test_six_characters_of_any_kind_will_do(good: str) -> None:
    assert password_problem(good) == ""


def test_a_key_of_another_book_is_never_sealed_into_this_one(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    with pytest.raises(ValueError, match="data key"):
        ring.set_password("王芳", NEW, new_key())


def test_the_recovery_code_opens_the_book_and_allows_a_new_password(tmp_path: Path) -> None:
    _, key, code = a_ring(tmp_path)
    ring = KeyRing.load(tmp_path / NAME)
    assert ring.unlock_with_code(code) == key
    ring.set_password("王芳", NEW, ring.unlock_with_code(code))
    assert KeyRing.load(tmp_path / NAME).unlock("王芳", NEW) == key


def test_a_new_recovery_code_ends_the_old_one(tmp_path: Path) -> None:
    ring, key, old = a_ring(tmp_path)
    new = ring.new_recovery_code(key)
    again = KeyRing.load(tmp_path / NAME)
    assert again.unlock_with_code(new) == key
    with pytest.raises(WrongPassword, match="打不开这本台账"):
        again.unlock_with_code(old)


def test_a_slip_of_the_pen_costs_no_waiting_time(tmp_path: Path) -> None:
    ring, _, code = a_ring(tmp_path)
    for _ in range(10):
        with pytest.raises(CodeSlip):
            ring.unlock_with_code(code[:-1], now=100.0)
    assert ring.pause_before_next(100.0) == 0


def test_the_pause_grows_to_a_minute_and_a_restart_does_not_forget_it(tmp_path: Path) -> None:
    a_ring(tmp_path)
    now, pauses = 1000.0, []
    for _ in range(11):
        ring = KeyRing.load(tmp_path / NAME)
        pauses.append(ring.pause_before_next(now))
        now += pauses[-1]
        assert ring.pause_before_next(now) == 0
        ring.note_failure(now)
    assert pauses == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_a_try_before_its_time_is_refused_and_the_right_password_clears_all(
    tmp_path: Path,
) -> None:
    _, key, _ = a_ring(tmp_path)
    for _ in range(5):
        ring = KeyRing.load(tmp_path / NAME)
        now = 5000.0 + 100 * ring.revision
        ring.note_failure(now)
    ring = KeyRing.load(tmp_path / NAME)
    with pytest.raises(TooSoon, match="请等 4 秒") as refusal:
        ring.unlock("王芳", OLD, now=now)
    assert refusal.value.seconds == 4
    assert ring.unlock("王芳", OLD, now=now + 4) == key
    assert KeyRing.load(tmp_path / NAME).pause_before_next(now + 4) == 0
    assert not (tmp_path / f"{NAME}.tries").exists()


def test_wrong_passwords_are_counted_by_themselves(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    for _ in range(3):
        with pytest.raises(WrongPassword):
            ring.unlock("王芳", NEW, now=7.0)
    with pytest.raises(TooSoon):
        ring.unlock("王芳", NEW, now=7.0)


def test_a_clock_set_back_never_makes_the_pause_longer_than_it_was(tmp_path: Path) -> None:
    ring, _, _ = a_ring(tmp_path)
    for _ in range(12):
        ring.note_failure(1_800_000_000.0)
    assert ring.pause_before_next(1000.0) == 60
    assert KeyRing.load(tmp_path / NAME).pause_before_next(1030.0) == 30


def test_a_damaged_count_locks_nobody_out(tmp_path: Path) -> None:
    _, key, _ = a_ring(tmp_path)
    for content in (b"", b"[]", b'{"failures": "x"}', b'{"failures": 3}', b"\xff\xfe"):
        (tmp_path / f"{NAME}.tries").write_bytes(content)
        assert KeyRing.load(tmp_path / NAME).unlock("王芳", OLD, now=1.0) == key
