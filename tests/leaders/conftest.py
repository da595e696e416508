"""A story told into a real book."""

from __future__ import annotations

import pytest

from app.book import Book
from tests.story import Story


@pytest.fixture
def story(book: Book) -> Story:
    """An empty book and the words to fill it."""
    return Story(book)
