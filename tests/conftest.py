"""Real books in a temporary folder; no mocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import opening
from app.book import Book
from db.keys import KeyParams

if TYPE_CHECKING:
    from tests.story import Dump

CHEAP = KeyParams(memory=64, passes=1, lanes=1)
"""Key derivation that costs nothing; real books use the defaults."""

PASSWORD = "口令abc123"

OFFICE = Path(__file__).parent / "data" / "office"
"""Workbooks as offices keep them, with made-up people."""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty encrypted book on the disk, opened by 王芳."""
    made = opening.create(tmp_path / "金水苑.mulin", "王芳", PASSWORD, params=CHEAP)
    yield made.book
    made.book.close()


@pytest.fixture
def ruled(tmp_path: Path) -> Iterator[Book]:
    """The book of 金水苑社区居委会 as the wizard leaves it: office, example rules, seasons."""
    from app.starting import start_book

    made = start_book(
        tmp_path / "金水苑.mulin",
        "310120003001",
        "王芳",
        PASSWORD,
        today=dt.date(2026, 11, 22),
        params=CHEAP,
    )
    yield made.book
    made.book.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The sample book of one autumn day; tests only read it."""
    from app.sample import make
    from tests.sampling import TODAY

    path = tmp_path_factory.mktemp("sample") / "示例.mulin"
    book = make(path, today=TODAY, params=CHEAP).book
    yield book
    book.close()


@pytest.fixture(scope="session")
def content(sample: Book) -> Dump:
    """All rows of the sample book."""
    from tests.story import dump

    return dump(sample)
