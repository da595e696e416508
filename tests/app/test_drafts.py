"""Drafts outlive the window and are read by nobody without the key."""

from __future__ import annotations

from pathlib import Path

from app import opening
from app.book import Book
from app.drafts import Drafts
from tests.conftest import CHEAP, PASSWORD


def test_a_draft_is_there_again_after_the_book_was_closed(book: Book) -> None:
    Drafts(book).keep("resident:17", {"full_name": "周桂英", "phone": "13800001111"})
    book.close()
    again = opening.unlock(book.path, PASSWORD)
    drafts = Drafts(again)
    assert drafts.of("resident:17") == {"full_name": "周桂英", "phone": "13800001111"}
    drafts.drop("resident:17")
    assert Drafts(again).of("resident:17") == {}
    again.close()


def test_what_lies_on_the_disk_tells_nothing(book: Book) -> None:
    Drafts(book).keep("resident:17", {"full_name": "周桂英", "phone": "13800001111"})
    content = book.path.with_name(book.path.name + ".drafts").read_bytes()
    for word in ("周桂英", "13800001111", "resident"):
        assert word.encode() not in content


def test_no_file_is_left_when_nothing_is_kept(book: Book) -> None:
    drafts = Drafts(book)
    drafts.keep("office", {"name": "金水苑"})
    drafts.keep("office", {})
    assert not book.path.with_name(book.path.name + ".drafts").exists()


def test_drafts_of_another_book_and_damaged_ones_are_passed_over(
    book: Book, tmp_path: Path
) -> None:
    other = opening.create(tmp_path / "别的.mulin", "李敏", PASSWORD, params=CHEAP).book
    Drafts(book).keep("office", {"name": "金水苑"})
    mine = book.path.with_name(book.path.name + ".drafts")
    theirs = other.path.with_name(other.path.name + ".drafts")
    theirs.write_bytes(mine.read_bytes())
    assert Drafts(other).of("office") == {}
    mine.write_bytes(b"damaged")
    assert Drafts(book).of("office") == {}
    other.close()


def test_two_pages_keep_their_drafts_side_by_side(book: Book) -> None:
    first, second = Drafts(book), Drafts(book)
    first.keep("resident:1", {"full_name": "周桂英"})
    second.keep("term:1", {"note": "补选"})
    first.drop("resident:1")
    second.keep("term:2", {"note": "换届"})
    assert Drafts(book).of("resident:1") == {}
    assert Drafts(book).of("term:1") == {"note": "补选"}
