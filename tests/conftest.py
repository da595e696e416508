"""Real books in a temporary folder; no mocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import opening
from app.book import Book
from db.keys import KeyParams

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
