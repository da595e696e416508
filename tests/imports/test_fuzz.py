"""The short form of the fuzz: each way of spoiling a workbook, a few times."""

from __future__ import annotations

import random

import pytest

from app.sheets.limits import MEGABYTE
from tests.fuzz_sheets import WAYS, fuzzing, mutated


@pytest.mark.parametrize("start", [0, 1000, 2000], ids=str)
def test_spoilt_workbooks_end_in_rows_or_a_sentence_and_leave_the_book_whole(start: int) -> None:
    with fuzzing() as fuzz:
        for number in range(start, start + 16):
            fuzz.run(number)
    assert fuzz.failures == []
    assert fuzz.outcomes.total() == 16


@pytest.mark.parametrize("way", [maker for maker, _ in WAYS], ids=lambda maker: maker.__name__)
def test_every_way_of_spoiling_makes_a_file_of_modest_size(way) -> None:  # type: ignore[no-untyped-def]
    for number in range(4):
        name, data = way(random.Random(number))
        assert name.rpartition(".")[2] in ("xlsx", "xls", "csv")
        assert len(data) < 2 * MEGABYTE


def test_a_number_always_makes_the_same_workbook() -> None:
    assert mutated(7)[0] == mutated(7)[0]
