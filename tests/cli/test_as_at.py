"""`mulin stats --as-at`: the counts of a past day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app import opening
from app.people import register
from tests.cli.conftest import PASSWORD, Mulin
from tests.story import Story


def test_counts_are_those_of_the_day(mulin: Mulin, new_book: Path) -> None:
    book = opening.unlock(new_book, PASSWORD)
    story = Story(book)
    who = story.resident("张三", "3-101")
    register.set_status(book, who, "moved_out", dt.date(2025, 7, 1))
    book.close()
    before = mulin("stats", "--book", new_book, "--as-at", "2025-06-30").json
    after = mulin("stats", "--book", new_book, "--as-at", "2025-07-01").json
    assert (before["as_at"], before["residents"], before["households"]) == ("2025-06-30", 1, 1)
    assert (after["residents"], after["households"]) == (0, 0)


def test_a_day_that_is_none_is_refused_with_an_example(mulin: Mulin, new_book: Path) -> None:
    answer = mulin("stats", "--book", new_book, "--as-at", "去年底")
    assert answer.code == 3
    assert "请写成 2025-12-31" in answer.err
