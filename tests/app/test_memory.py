"""Memory that large work leaves behind goes back to the system."""

from __future__ import annotations

from pathlib import Path

from app.memory import give_back


def held() -> float:
    """Megabytes that this process has; only Linux tells."""
    told = Path("/proc/self/statm")
    return int(told.read_text("ascii").split()[1]) * 4096 / 2**20 if told.exists() else 0


def test_it_can_be_asked_for_on_every_system_and_twice() -> None:
    give_back()
    give_back()


def test_what_was_freed_between_things_that_stay_is_given_back() -> None:
    pieces = [bytes(3_000) for _ in range(20_000)]
    stays = pieces[::50]
    before = held()
    del pieces
    give_back()
    assert stays
    assert before - held() > 20 or not before
