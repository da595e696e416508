"""Opening with a password or the recovery code, and changing them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app import opening
from app.book import Book
from app.errors import Refused, Unavailable
from app.passwords import (
    MistypedCode,
    WrongSecret,
    add_user,
    change_password,
    check_code,
    new_recovery_code,
    open_with_code,
    open_with_password,
    password_problems,
    pause,
    remove_user,
    same_group,
    strength,
)
from tests.conftest import CHEAP, PASSWORD

WRONG = "不对不对不对"
NEW = "新口令456"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """A closed book and its recovery code."""
    new = opening.create(tmp_path / "金水苑.mulin", "王芳", PASSWORD, params=CHEAP)
    new.book.close()
    return new.book.path, new.recovery_code


def test_wrong_passwords_cost_a_pause_that_grows(made: tuple[Path, str]) -> None:
    path, _ = made
    pauses = []
    for _ in range(3):
        with pytest.raises(WrongSecret, match="密码不对") as caught:
            open_with_password(path, WRONG)
        pauses.append(caught.value.seconds)
    assert pauses[:2] == [0, 0]
    assert 0.5 < pauses[2] <= 1
    with pytest.raises(WrongSecret, match="秒后再试") as caught:
        open_with_password(path, PASSWORD)
    time.sleep(caught.value.seconds + 0.01)
    open_with_password(path, PASSWORD).close()
    assert pause(path) == 0


def test_a_book_that_is_open_is_named_with_its_holder(made: tuple[Path, str]) -> None:
    path, _ = made
    book = open_with_password(path, PASSWORD)
    try:
        with pytest.raises(Unavailable, match="已在电脑"):
            open_with_password(path, PASSWORD)
        assert pause(path) == 0
    finally:
        book.close()


def test_the_recovery_code_sets_a_new_password(made: tuple[Path, str]) -> None:
    path, code = made
    open_with_code(path, code.lower(), "王芳", NEW).close()
    open_with_password(path, NEW).close()
    with pytest.raises(WrongSecret):
        open_with_password(path, PASSWORD)


def test_a_slip_in_the_code_names_its_group_and_is_not_counted(made: tuple[Path, str]) -> None:
    path, code = made
    groups = code.split("-")
    groups[2] = groups[2][:4] + ("A" if groups[2][4] != "A" else "B")
    with pytest.raises(MistypedCode) as caught:
        open_with_code(path, "-".join(groups), "王芳", NEW)
    assert caught.value.group == 3
    assert pause(path) == 0
    check_code(code)


def test_a_code_of_another_book_changes_nothing(made: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = made
    other = opening.create(tmp_path / "别的.mulin", "李敏", PASSWORD, params=CHEAP)
    other.book.close()
    with pytest.raises(WrongSecret, match="另一本"):
        open_with_code(path, other.recovery_code, "王芳", NEW)
    open_with_password(path, PASSWORD).close()


def test_a_new_password_needs_the_old_one(book: Book) -> None:
    with pytest.raises(WrongSecret):
        change_password(book, WRONG, NEW)
    with pytest.raises(Refused, match="6"):
        change_password(book, PASSWORD, "123")
    change_password(book, PASSWORD, NEW)
    book.close()
    open_with_password(book.path, NEW).close()


def test_a_new_recovery_code_ends_the_old_one(made: tuple[Path, str]) -> None:
    path, code = made
    book = open_with_password(path, PASSWORD)
    fresh = new_recovery_code(book, PASSWORD)
    book.close()
    with pytest.raises(WrongSecret):
        open_with_code(path, code, "王芳", NEW)
    open_with_code(path, fresh, "王芳", NEW).close()


def test_a_colleague_is_let_in_and_shut_out_again(book: Book) -> None:
    add_user(book, PASSWORD, "李敏", NEW)
    assert opening.logins(book.path) == ["王芳", "李敏"]
    book.close()
    again = open_with_password(book.path, NEW, login="李敏")
    assert again.who == "李敏"
    remove_user(again, NEW, "王芳")
    with pytest.raises(Refused, match="最后一个"):
        remove_user(again, NEW, "李敏")
    again.close()


def test_a_group_is_the_same_in_small_and_full_width_letters() -> None:
    assert same_group("７k3qd", "7K3QD")
    assert same_group(" 7K3 QD ", "7K3QD")
    assert same_group("O1234", "01234")
    assert not same_group("7K3QE", "7K3QD")


def test_problems_of_a_new_password_stand_beside_their_fields() -> None:
    assert [each.field for each in password_problems("12345", "12345")] == ["password"]
    assert [each.field for each in password_problems("口令abc123", "口令abc124")] == ["again"]
    assert password_problems("口令abc123", "口令abc123") == ()


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", ""),
        ("123", "至少"),
        ("12345678", "容易猜到"),
        ("aaaaaaaa", "容易猜到"),
        ("abcdef", "还可以"),
        ("口令abc123", "很稳妥"),
        ("春天里的金水苑", "很稳妥"),
    ],
)
def test_the_strength_of_a_password_is_a_sentence(password: str, words: str) -> None:
    assert words in strength(password)
