"""Who may open a book and with what: passwords, the recovery code, the growing pause."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app import opening
from app.book import Book, UndoGuard
from app.errors import Problem, Refused, Unavailable
from app.opening import in_our_words
from db.errors import CodeSlip, WrongPassword
from db.keys import KeyRing, password_problem
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
    now: float,
    login: str | None = None,
    guards: Sequence[UndoGuard] = (),
    note: Callable[[str], None] = lambda _text: None,
) -> Book:
    """Open a book; wrong passwords are counted and cost a growing pause.

    `now` is in seconds since 1970. Raises WrongSecret, Refused, or Unavailable (before the pause
    is over, or while the book is open elsewhere).
    """
    with _counted(path, now):
        return opening.unlock(path, password, login=login, guards=guards, note=note)


def open_with_code(
    path: Path, code: str, login: str, password: str, *, now: float, guards: Sequence[UndoGuard]
) -> Book:
    """Give a user a new password by the recovery code, and open the book.

    Raises MistypedCode, WrongSecret, Refused or Unavailable; the old password stays then.
    """
    check_code(code)
    with _counted(path, now), in_our_words():
        ring = KeyRing.load(path)
        ring.set_password(login, password, ring.unlock_with_code(code))
    return opening.unlock(path, password, login=login, guards=guards)


def pause(path: Path, now: float) -> float:
    """Seconds until the next try counts; 0 when it counts now."""
    with in_our_words():
        return KeyRing.load(path).pause_before_next(now)


def check_code(code: str) -> None:
    """Raise MistypedCode when a code cannot be right whatever the book."""
    try:
        read_code(code)
    except CodeSlip as slip:
        raise MistypedCode(slip.text, slip.group) from slip


def same_group(typed: str, group: str) -> bool:
    """Whether a group of the recovery code was typed as printed, in whatever letters."""
    return _plain(typed) == _plain(group)


def change_password(path: Path, login: str, old: str, new: str, *, now: float) -> None:
    """Give a user a new password. Raises WrongSecret, Refused, Unavailable."""
    with _counted(path, now), in_our_words():
        ring = KeyRing.load(path)
        ring.set_password(login, new, ring.unlock(login, old))


def new_recovery_code(path: Path, login: str, password: str, *, now: float) -> str:
    """Replace the recovery code; the old one stops working."""
    with _counted(path, now), in_our_words():
        ring = KeyRing.load(path)
        return ring.new_recovery_code(ring.unlock(login, password))


def add_user(
    path: Path, login: str, password: str, new_login: str, new_password: str, *, now: float
) -> None:
    """Let one more person in; an existing user vouches with the own password."""
    with _counted(path, now), in_our_words():
        ring = KeyRing.load(path)
        ring.add_user(new_login, new_password, ring.unlock(login, password))


def remove_user(path: Path, login: str, password: str, gone: str, *, now: float) -> None:
    """Shut the door on a user; an existing one confirms with the own password."""
    with _counted(path, now), in_our_words():
        ring = KeyRing.load(path)
        ring.unlock(login, password)
        ring.remove_user(gone)


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
def _counted(path: Path, now: float) -> Iterator[None]:
    seconds = pause(path, now)
    if seconds > 0:
        raise Unavailable(f"密码连续输错，请等 {max(1, round(seconds))} 秒后再试。")
    try:
        yield
    except Refused as refused:
        if not isinstance(refused.__cause__, WrongPassword):
            raise
        ring = KeyRing.load(path)
        ring.note_failure(now)
        raise WrongSecret(refused.text, ring.pause_before_next(now)) from refused


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(each for each in folded if each.isalnum())
    return kept.translate(str.maketrans("OILU", "011V"))
