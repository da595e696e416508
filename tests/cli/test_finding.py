"""Finding from a terminal."""

from __future__ import annotations

from pathlib import Path

from app import opening
from tests.cli.conftest import PASSWORD, Mulin
from tests.story import Story


def test_a_text_finds_people_and_places_with_masked_numbers(mulin: Mulin, new_book: Path) -> None:
    book = opening.unlock(new_book, PASSWORD)
    story = Story(book)
    who = story.resident("单秀英", door="3-101", phone="13812345678")
    story.shop("秀英理发", "金海公路")
    book.close()
    assert mulin("find", "dxy", "--book", new_book).json == {
        "text": "dxy",
        "hits": [
            {
                "kind": "person",
                "id": who,
                "title": "单秀英",
                "subtitle": "金水苑 3-101 · 138****5678",
            }
        ],
    }
    kinds = [hit["kind"] for hit in mulin("find", "秀英", "--book", new_book).json["hits"]]
    assert kinds == ["shop", "person"]
    assert len(mulin("find", "秀英", "--book", new_book, "--limit", "1").json["hits"]) == 1


def test_nothing_found_is_no_error_and_nothing_asked_is(mulin: Mulin, new_book: Path) -> None:
    nothing = mulin("find", "查无此人", "--book", new_book)
    assert (nothing.code, nothing.json["hits"]) == (0, [])
    assert mulin("find", " ", "--book", new_book).code == 3
    assert mulin("find", "王", "--book", new_book, "--limit", "0").code == 3
