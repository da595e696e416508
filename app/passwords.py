"""Who may open a book and with what: passwords, the recovery code, the growing pause."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app import opening
from app.book import Book, UndoGuard
from app.errors import Problem, Refused, Unavailable
from app.opening import in_our_words
from db.errors import CodeSlip, TooSoon, WrongPassword
from db.keys import KeyRing, password_problem
from db.lock import BookLock
from db.recovery import read_code


class WrongSecret(Refused):
    """The password or code does not open the book; `seconds` must pass before the next try."""

    def __init__(self, text: str, seconds: float) -> None:
        super().__init__(text)
        self.seconds = seconds


class MistypedCode(Refused):
    """The recovery code has a slip of the pen; `group` counts from 1, 0 when unknown."""

    def __init__(self, text: str, group: int) -> None:
        super().__init__(text)
        self.group = group


def open_with_password(
    path: Path,
    password: str,
    *,
    login: str | None = None,
    guards: Sequence[UndoGuard] = (),
    note: Callable[[str], None] = lambda _text: None,
) -> Book:
    """Open a book; raises WrongSecret with the pause that must pass, Refused or Unavailable."""
    with _secrets(path):
        return opening.unlock(path, password, login=login, guards=guards, note=note)


def open_with_code(
    path: Path, code: str, login: str, password: str, *, guards: Sequence[UndoGuard] = ()
) -> Book:
    """Give a user a new password by the recovery code, and open the book.

    Raises MistypedCode, WrongSecret, Refused or Unavailable; the old password stays then.
    """
    check_code(code)
    with _secrets(path), in_our_words(), BookLock(path):
        ring = KeyRing.load(path)
        ring.set_password(login, password, ring.unlock_with_code(code, now=time.time()))
    return open_with_password(path, password, login=login, guards=guards)


def pause(path: Path) -> float:
    """Seconds until the next try counts; 0 when it counts now."""
    with in_our_words():
        return KeyRing.load(path).pause_before_next(time.time())


def check_code(code: str) -> None:
    """Raise MistypedCode when a code cannot be right whatever the book."""
    try:
        read_code(code)
    except CodeSlip as slip:
        raise MistypedCode(slip.text, slip.group) from slip


def same_group(typed: str, group: str) -> bool:
    """Whether a group of the recovery code was typed as printed, in whatever letters."""
    return _plain(typed) == _plain(group)


def change_password(book: Book, old: str, new: str) -> None:
    """Give oneself a new password. Raises WrongSecret, Refused, Unavailable."""
    with _vouched(book, old) as (ring, key):
        ring.set_password(book.who, new, key)


def new_recovery_code(book: Book, password: str) -> str:
    """Replace the recovery code; the old one stops working."""
    with _vouched(book, password) as (ring, key):
        return ring.new_recovery_code(key)


def add_user(book: Book, password: str, login: str, new_password: str) -> None:
    """Let one more person in; whoever has the book open vouches with the own password."""
    with _vouched(book, password) as (ring, key):
        ring.add_user(login, new_password, key)


def remove_user(book: Book, password: str, login: str) -> None:
    """Shut the door on a user; whoever has the book open confirms with the own password."""
    with _vouched(book, password) as (ring, _):
        ring.remove_user(login)


def password_problems(password: str, again: str | None = None) -> tuple[Problem, ...]:
    """What is wrong with a new password and its repetition."""
    problems: list[Problem] = []
    if found := password_problem(password):
        problems.append(Problem("password", found))
    elif again is not None and again != password:
        problems.append(Problem("again", "两次输入的密码不一样。请再输一遍。"))
    return tuple(problems)


def strength(password: str) -> str:
    """How good a password is, in a sentence; empty for an empty one."""
    if not password:
        return ""
    if problem := password_problem(password):
        return problem
    kinds = sum(
        any(test(each) for each in password)
        for test in (
            lambda each: each.isascii() and each.isalpha() and each.islower(),
            lambda each: each.isascii() and each.isalpha() and each.isupper(),
            str.isdecimal,
            lambda each: not each.isascii(),
            lambda each: each.isascii() and not each.isalnum(),
        )
    )
    worth = len(set(password)) * (1 + (kinds - 1) / 2)
    worth += 2 * sum(not each.isascii() for each in set(password))
    if password.isdecimal() or len(set(password)) < 4:
        return "太容易猜到：请不要只用数字或重复的字符，换一句自己记得住的话更好。"
    if worth < 12:
        return "还可以：再长几个字符会更稳妥。"
    return "很稳妥：别人很难猜到。"


@contextmanager
def _vouched(book: Book, password: str) -> Iterator[tuple[KeyRing, bytes]]:
    with _secrets(book.path), in_our_words():
        ring = KeyRing.load(book.path)
        yield ring, ring.unlock(book.who, password, now=time.time())


@contextmanager
def _secrets(path: Path) -> Iterator[None]:
    """Tell wrong passwords and tries before their time apart from all other refusals."""
    try:
        yield
    except (Refused, Unavailable) as trouble:
        cause = trouble.__cause__
        if isinstance(cause, TooSoon):
            raise WrongSecret(trouble.text, cause.seconds) from trouble
        if isinstance(cause, WrongPassword):
            raise WrongSecret(trouble.text, pause(path)) from trouble
        raise


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(each for each in folded if each.isalnum())
    return kept.translate(str.maketrans("OILU", "011V"))
