"""Small pictures in the book: taken whole or refused with a sentence."""

from __future__ import annotations

import base64

import pytest

from app.book import Book
from app.errors import Refused
from app.history import history
from app.people import register
from app.people.pet_records import PetEntry
from app.people.pictures import (
    LARGEST,
    office_logo,
    picture,
    remove_picture,
    set_office_logo,
    set_picture,
)
from tests.story import TODAY, Story

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def pet(story: Story) -> int:
    """A dog."""
    return register.add_pet(story.book, story.resident("张三"), PetEntry("犬"), TODAY).id


def test_a_picture_is_kept_replaced_and_taken_away(book: Book, pet: int) -> None:
    assert picture(book, "pet", pet, "photo") is None
    set_picture(book, "pet", pet, "photo", PNG)
    assert picture(book, "pet", pet, "photo") == PNG
    longer = PNG[:-12] + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    set_picture(book, "pet", pet, "photo", longer)
    assert picture(book, "pet", pet, "photo") == longer
    remove_picture(book, "pet", pet, "photo")
    assert picture(book, "pet", pet, "photo") is None
    book.undo()
    assert picture(book, "pet", pet, "photo") == longer


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是 PNG 或 JPG"),
        (b"GIF89a" + bytes(100), "不是 PNG 或 JPG"),
        (b"<svg xmlns='x'/>", "不是 PNG 或 JPG"),
        (PNG[:-20], "不完整"),
        (b"\xff\xd8\xff" + bytes(90), "不完整"),
        (b"\xff\xd8\xff" + bytes(LARGEST) + b"\xff\xd9", "超过 200 KB"),
    ],
)
def test_what_is_no_small_picture_is_refused(
    book: Book, pet: int, content: bytes, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        set_picture(book, "pet", pet, "photo", content)
    assert picture(book, "pet", pet, "photo") is None


def test_a_logo_wants_an_office(book: Book) -> None:
    with pytest.raises(Refused, match="先填写本居委"):
        set_office_logo(book, PNG)


def test_the_office_has_a_logo(ruled: Book) -> None:
    assert office_logo(ruled) is None
    set_office_logo(ruled, PNG)
    assert office_logo(ruled) == PNG
    set_office_logo(ruled, None)
    assert office_logo(ruled) is None
    assert ruled.undo() == "删除本居委标志"
    assert office_logo(ruled) == PNG


def test_a_record_that_is_gone_gets_no_picture(book: Book) -> None:
    with pytest.raises(Refused):
        set_picture(book, "pet", 1, "photo", PNG)


def test_a_picture_goes_with_the_pet_and_comes_back_with_it(book: Book, pet: int) -> None:
    set_picture(book, "pet", pet, "photo", PNG)
    register.delete(book, "pet", pet)
    assert picture(book, "pet", pet, "photo") is None
    book.undo()
    assert picture(book, "pet", pet, "photo") == PNG


def test_the_story_of_a_picture_does_not_spell_it_out(book: Book, pet: int) -> None:
    set_picture(book, "pet", pet, "photo", PNG)
    set_picture(book, "pet", pet, "photo", PNG[:-12] + b"\x00\x00\x00\x00IEND\xaeB`\x82")
    with book.read() as session:
        from sqlalchemy import select

        from db.models import Picture

        row_id = session.scalars(select(Picture.id)).one()
    for change in history(book, "picture", row_id):
        assert len(change.before) < 20
        assert len(change.after) < 20
