"""A 换届 of a whole subdistrict is one step that nobody waits for."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

from app.checking import check_book
from app.leaders.lists import coverage
from app.leaders.rounds.closing import close_round
from app.work import finish
from tests.bench_rounds import GROUPS, START, filed_round
from tests.story import dump

PATIENCE = 20.0
"""Seconds on a machine with much else to do; `make bench` measures what is promised (2)."""


def test_507_groups_change_their_leaders_in_one_step_and_back(tmp_path: Path) -> None:
    book, round_id = filed_round(tmp_path, doors=4)
    before = dump(book)
    start = time.perf_counter()
    closed = close_round(book, round_id, START)
    assert time.perf_counter() - start < PATIENCE
    after = dump(book)
    assert closed.words() == "上任 507 名（其中连任 254 名），离任 253 名，缺额 0 个。"
    assert coverage(book, START).covered == GROUPS
    assert coverage(book, START - dt.timedelta(days=1)).covered == GROUPS
    assert finish(check_book(book)) == ()
    assert book.undo() == "完成推选"
    assert dump(book) == before
    assert book.redo() == "完成推选"
    assert dump(book) == after
    book.close()
