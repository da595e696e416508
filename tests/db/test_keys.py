"""Passwords and the recovery code open a book; damage and kills never lock its people out."""

from __future__ import annotations

import json
import random
import resource
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import db.files
import db.keys
import db.tries
from db.errors import (
    BookError,
    BookExists,
    CodeSlip,
    KeysMissing,
    NewerBook,
    NotEnoughMemory,
    TooSoon,
    WeakPassword,
    WrongPassword,
)
from db.files import PART
from db.keys import KeyParams, KeyRing, key_files, new_key, password_problem
from db.lock import BookLock
from db.recovery import new_code, read_code
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


# --- opening -------------------------------------------------------------------------------


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


# --- people --------------------------------------------------------------------------------


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


# --- the recovery code ---------------------------------------------------------------------


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


def test_a_code_is_seven_groups_of_five_without_letters_that_look_alike() -> None:
    for _ in range(50):
        groups = new_code().split("-")
        assert [len(group) for group in groups] == [5] * 7
        assert not set("".join(groups)) & set("ILOU")


@pytest.mark.parametrize(
    "written",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " \n "),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("0", "O").replace("1", "I").replace("V", "u"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else "－" for c in code),
        " ".join,
    ],
)
def test_a_code_is_understood_however_it_is_typed(written) -> None:  # type: ignore[no-untyped-def]
    for _ in range(20):
        code = new_code()
        assert read_code(written(code)) == read_code(code)


@given(st.integers(0, 34), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ*居"))
def test_every_single_slip_is_found_in_its_group(place: int, typed: str) -> None:
    plain = new_code().replace("-", "")
    slipped = plain[:place] + typed + plain[place + 1 :]
    if slipped == plain:
        return
    group = place // 5 + 1
    grouped = "-".join(slipped[start : start + 5] for start in range(0, 35, 5))
    for text in (slipped, grouped):
        with pytest.raises(CodeSlip) as slip:
            read_code(text)
        assert slip.value.group == group
        assert slip.value.text.startswith(f"恢复码第{group}组有误")


@given(st.integers(0, 33))
def test_every_swap_of_neighbours_is_found(place: int) -> None:
    plain = new_code().replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if swapped == plain or place % 5 == 4:
        return  # across two groups both change, and each has one chance in 32 to fit
    with pytest.raises(CodeSlip):
        read_code(swapped)


def test_groups_in_the_wrong_order_are_found() -> None:
    groups = new_code().split("-")
    groups[1], groups[4] = groups[4], groups[1]
    with pytest.raises(CodeSlip, match="恢复码第2、5组有误"):
        read_code("-".join(groups))


def test_a_lost_character_is_told_by_count_and_place() -> None:
    code = new_code()
    groups = code.split("-")
    groups[2] = groups[2][:4]
    with pytest.raises(CodeSlip, match="恢复码第3组有误"):
        read_code("-".join(groups))
    with pytest.raises(CodeSlip, match=r"应有 35 个字符.*现在是 30 个.*从第7组") as slip:
        read_code(code[:-6])
    assert slip.value.group == 7
    with pytest.raises(CodeSlip, match="请输入恢复码"):
        read_code(" - ")


def test_a_slip_of_the_pen_costs_no_waiting_time(tmp_path: Path) -> None:
    ring, _, code = a_ring(tmp_path)
    for _ in range(10):
        with pytest.raises(CodeSlip):
            ring.unlock_with_code(code[:-1], now=100.0)
    assert ring.pause_before_next(100.0) == 0


# --- the growing pause ---------------------------------------------------------------------


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


# --- two copies ----------------------------------------------------------------------------


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
