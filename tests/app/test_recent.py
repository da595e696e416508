"""Books opened on this computer."""

from __future__ import annotations

from pathlib import Path

from app import opening
from app.book import Book
from app.recent import (
    MOST,
    SUFFIX,
    logins_of,
    new_place,
    recent_books,
    with_latest,
    without,
)


def test_the_latest_book_comes_first_and_once(tmp_path: Path) -> None:
    first, second = tmp_path / "甲.mulin", tmp_path / "乙.mulin"
    known = with_latest(with_latest(with_latest([], first), second), first)
    assert known == [str(first), str(second)]
    assert without(known, first) == [str(second)]


def test_only_a_few_books_are_remembered(tmp_path: Path) -> None:
    known: list[str] = []
    for number in range(20):
        known = with_latest(known, tmp_path / f"{number}.mulin")
    assert len(known) == MOST


def test_a_book_that_is_gone_is_known_as_gone(tmp_path: Path) -> None:
    there = tmp_path / "在.mulin"
    there.write_bytes(b"")
    known = recent_books([str(there), str(tmp_path / "不在.mulin")])
    assert [(book.name, book.there) for book in known] == [("在", True), ("不在", False)]


def test_a_new_book_gets_a_free_name_without_forbidden_characters(tmp_path: Path) -> None:
    place = new_place("金水苑/一期:居委会", tmp_path)
    assert place == tmp_path / "睦邻台账" / "金水苑一期居委会.mulin"
    place.parent.mkdir()
    place.write_bytes(b"")
    assert new_place("金水苑/一期:居委会", tmp_path).name == "金水苑一期居委会（2）.mulin"


def test_the_ending_of_books_is_the_same_everywhere() -> None:
    assert SUFFIX == opening.SUFFIX


def test_who_may_open_a_book_is_known_without_opening_it(book: Book, tmp_path: Path) -> None:
    assert logins_of(book.path) == ["王芳"]
    assert logins_of(tmp_path / "没有.mulin") == []
