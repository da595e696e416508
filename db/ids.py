"""Ids that no two computers make twice: 63 bits, ordered by the time they were made.

From the top: 40 bits of milliseconds since 2025-01-01 UTC (good until 2059), 16 bits drawn anew
by each process, 7 bits counting within the millisecond. A clock that is wrong or set back costs
nothing but the order across processes: within one process ids always grow, and a process that is
told the largest id of its book (`after`) goes on from there.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_NODE_BITS = 16
_COUNTER_BITS = 7
_PER_MILLISECOND = 1 << _COUNTER_BITS
_SHIFT = _NODE_BITS + _COUNTER_BITS
_LAST_MILLISECOND = (1 << 40) - 1
_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
_EPOCH_SECONDS = _EPOCH.timestamp()


class Ids:
    """A source of ids; `clock` gives seconds since 1970, `node` is 0…65535 (random by default).

    The same clock readings and node give the same ids, which is how a sample book is made
    twice alike. Safe to use from several threads.
    """

    def __init__(self, clock: Callable[[], float] = time.time, node: int | None = None) -> None:
        if node is not None and not 0 <= node < 1 << _NODE_BITS:
            raise ValueError("node must fit 16 bits")
        self._clock = clock
        self._node = _random_node() if node is None else node
        self._next = 0  # millisecond and counter of the next id, as one number
        self._lock = threading.Lock()

    def next_id(self) -> int:
        """One new id."""
        with self._lock:
            at = max(self._now(), self._next)
            self._next = at + 1
        return self._id(at)

    def take(self, count: int) -> list[int]:
        """`count` new ids, growing; 100,000 take a few milliseconds.

        More than 128 in one millisecond are borrowed from the milliseconds to come.
        """
        if count <= 0:
            return []
        with self._lock:
            first = max(self._now(), self._next)
            self._next = end = first + count
        ids: list[int] = []
        at = first
        while at < end:
            stop = min(end, (at | (_PER_MILLISECOND - 1)) + 1)
            start = self._id(at)
            ids.extend(range(start, start + stop - at))
            at = stop
        return ids

    def after(self, known: int) -> None:
        """Make only ids later than `known`, the largest one of a book, whatever the clock says."""
        with self._lock:
            self._next = max(self._next, ((known >> _SHIFT) + 1) << _COUNTER_BITS)

    def renew(self) -> None:
        """Draw a new node: a copy of this process must not make the same ids."""
        with self._lock:
            self._node = _random_node()

    def _now(self) -> int:
        milliseconds = int((self._clock() - _EPOCH_SECONDS) * 1000)
        if not 0 <= milliseconds <= _LAST_MILLISECOND:
            return 0  # a clock before 2025 or after 2059 is wrong: count on from the last id
        return milliseconds << _COUNTER_BITS

    def _id(self, at: int) -> int:
        if at >> _COUNTER_BITS > _LAST_MILLISECOND:
            raise OverflowError("ids end in the year 2059")
        counter = at & (_PER_MILLISECOND - 1)
        return (at >> _COUNTER_BITS) << _SHIFT | self._node << _COUNTER_BITS | counter


def time_of(made: int) -> datetime:
    """When the id was made by its computer's clock, UTC; a label, never proof of an order."""
    return _EPOCH + timedelta(milliseconds=made >> _SHIFT)


def _random_node() -> int:
    return int.from_bytes(os.urandom(2), "big")


_ids = Ids()
next_id = _ids.next_id
take = _ids.take
after = _ids.after

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_ids.renew)
