"""`old`, `newer` and `second`: books of another release, and a book that is open elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from journey_drive import Course, Journey, Lost, Until
from journey_hands import the
from journey_office import Office, book_named, enter_password
from journey_phases import password, size
from PySide6.QtWidgets import QApplication

KEPT = "口令abc123"
"""Opens the book that is kept of the first schema."""
_ASIDE = "{}（升级前*{}"


def old(journey: Journey) -> Course:
    """A book of an older schema: brought up to date, and kept aside just as it was."""
    office = Office(journey)
    book = book_named()
    before = {file.suffix: _hash(file) for file in _files(book)}
    journey.step("登录", files=sorted(before))
    yield from enter_password(journey, password(KEPT))
    journey.step("升级后的第一页")
    yield from office.arrive(size())
    yield from office.calm("升级的话", lambda: office.page.banner.text or journey.passed > 5000)
    office.look()
    journey.see(said=office.page.banner.text, counts=office.counts())
    aside = {one.suffix: one for one in book.parent.glob(_ASIDE.format(book.stem, ".mulin*"))}
    journey.see(aside=sorted(one.name for one in aside.values()))
    for suffix, known in before.items():
        if suffix not in aside:
            raise Lost(f"旁边没有升级前的副本（{suffix}）。")
        if _hash(aside[suffix]) != known:
            raise Lost(f"升级前的副本（{suffix}）和原来的不一样。")
    yield from office.go("居民房屋")
    office.look()
    journey.see(rows=[list(words) for words in office.page.residents.table.shown_words()][:10])
    journey.step("关闭")
    yield from office.close()


def newer(journey: Journey) -> Course:
    """A book that a newer program has written: refused in words, and not touched."""

    def unchanged(before: dict[str, str], after: dict[str, str]) -> None:
        if after != before:
            raise Lost(f"打不开的台账被改动了：{before} → {after}")

    yield from _refused(journey, "更新的版本", unchanged, password())


def second(journey: Journey) -> Course:
    """A book that another program has open: refused in words."""
    yield from _refused(journey, "", lambda _before, _after: None, password())


def _refused(
    journey: Journey,
    word: str,
    judge: Callable[[dict[str, str], dict[str, str]], object],
    typed: str,
) -> Course:
    book = book_named()
    before = {file.name: _hash(file) for file in _files(book)}
    journey.step("登录", files=sorted(before))
    yield from enter_password(journey, typed)
    journey.step("打不开")
    frame: Any = the("Frame")
    unlock: Any = the("UnlockWindow", frame)
    yield Until(lambda: unlock.said and unlock.button.isEnabled(), "为什么打不开")
    journey.see(said=unlock.said)
    journey.tell(said=unlock.said)
    journey.picture(frame)
    if word not in unlock.said:
        raise Lost(f"没有说清为什么打不开：{unlock.said}")
    frame.close()
    yield Until(lambda: the("Frame") is None, "登录窗口关上", 60)
    judge(before, {file.name: _hash(file) for file in _files(book)})
    QApplication.quit()


def _files(book: Path) -> list[Path]:
    """The book and its keys."""
    return [one for one in (book, *map(book.with_suffix, (".mulin.keys", ".mulin.keys2")))
            if one.exists()]  # fmt: skip


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
