"""Ids grow, never meet, and are quick to take in bulk."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import ids
from db.ids import Ids, time_of
from tests.db.faults import ROOT

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()


def test_an_id_is_positive_and_fits_a_signed_64_bit_column() -> None:
    made = ids.next_id()
    assert 0 < made < 1 << 63
    latest = Ids(clock=lambda: datetime(2059, 10, 1, tzinfo=UTC).timestamp(), node=65535)
    assert latest.next_id() < 1 << 63


def test_an_id_tells_when_it_was_made() -> None:
    assert time_of(Ids(clock=lambda: NOON).next_id()) == datetime.fromtimestamp(NOON, UTC)


def test_the_same_clock_and_computer_give_the_same_ids() -> None:
    first = Ids(clock=lambda: NOON, node=7)
    second = Ids(clock=lambda: NOON, node=7)
    assert first.take(1000) == [second.next_id() for _ in range(1000)]


def test_two_computers_never_make_the_same_id_at_the_same_time() -> None:
    here, there = Ids(clock=lambda: NOON, node=1), Ids(clock=lambda: NOON, node=2)
    assert not set(here.take(10_000)) & set(there.take(10_000))


@given(
    st.lists(
        st.tuples(st.floats(0, 5e9), st.integers(0, 300)),
        min_size=1,
        max_size=30,
    )
)
def test_ids_grow_whatever_the_clock_does(steps: list[tuple[float, int]]) -> None:
    reading = [0.0]
    source = Ids(clock=lambda: reading[0])
    made: list[int] = []
    for seconds, count in steps:
        reading[0] = seconds
        made += source.take(count)
        made.append(source.next_id())
    assert all(earlier < later for earlier, later in pairwise(made))
    assert all(0 <= each < 1 << 63 for each in made)


def test_a_full_millisecond_borrows_from_the_next() -> None:
    source = Ids(clock=lambda: NOON, node=3)
    made = source.take(129)
    assert time_of(made[127]) == time_of(made[0])
    assert (time_of(made[128]) - time_of(made[0])).microseconds == 1000


def test_a_clock_that_fell_back_to_1980_goes_on_from_the_book() -> None:
    known = Ids(clock=lambda: NOON).take(500)
    source = Ids(clock=lambda: 0.0)
    source.after(max(known))
    assert source.next_id() > max(known)


def test_threads_share_one_source_without_doubles() -> None:
    source = Ids()
    made: list[list[int]] = []

    def work() -> None:
        made.append([*source.take(5000), *(source.next_id() for _ in range(5000))])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [each for part in made for each in part]
    assert len(every) == len(set(every)) == 80_000


def test_nothing_is_taken_for_no_rows() -> None:
    assert Ids().take(0) == []


def test_a_node_beyond_16_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bits"):
        Ids(node=1 << 16)


def test_a_hundred_thousand_ids_are_made_at_once() -> None:
    source = Ids()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        made = source.take(100_000)
        times.append(time.perf_counter() - start)
        assert len(made) == 100_000
    assert min(times) < 0.3


def test_processes_started_together_draw_different_nodes() -> None:
    script = "from db.ids import next_id; print(next_id() >> 7 & 0xFFFF)"
    nodes = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True, text=True, cwd=ROOT
        ).stdout
        for _ in range(4)
    }
    assert len(nodes) > 1
