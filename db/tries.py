"""Wrong passwords are counted beside the book, and each costs a longer wait."""

from __future__ import annotations

import json
from pathlib import Path

from db.errors import BookError
from db.files import remove_quietly, write_whole

_FREE = 2  # slips of the finger that cost no wait
_LONGEST = 60.0


class Tries:
    """The failures of one book, in `名称.mulin.tries` so that a restart does not forget them.

    Where nothing can be written they are remembered as long as the program runs.
    """

    def __init__(self, book_path: Path) -> None:
        self._path = book_path.with_name(book_path.name + ".tries")
        self._failures, self._last = 0, 0.0

    def pause_before_next(self, now: float) -> float:
        """Seconds from `now` (since 1970) until the next try counts."""
        self._read()
        if self._failures <= _FREE:
            return 0.0
        wait = min(_LONGEST, 2.0 ** (self._failures - _FREE - 1))
        if now < self._last:
            # The clock was set back: the wait starts again, it never grows to the difference.
            self._last = now
            self._write()
        return max(0.0, self._last + wait - now)

    def note_failure(self, now: float) -> None:
        """One more wrong password at `now`."""
        self._read()
        self._failures, self._last = self._failures + 1, now
        self._write()

    def forget(self) -> None:
        """The right password came: start from nothing."""
        self._failures, self._last = 0, 0.0
        remove_quietly(self._path)

    def _read(self) -> None:
        try:
            kept = json.loads(self._path.read_bytes())
            failures, last = int(kept["failures"]), float(kept["last"])
        except (OSError, ValueError, KeyError, TypeError):
            return  # none yet, or unreadable: what is remembered here counts
        if failures >= self._failures:
            self._failures, self._last = failures, last

    def _write(self) -> None:
        content = json.dumps({"failures": self._failures, "last": self._last})
        try:
            write_whole(self._path, content.encode())
        except BookError:
            return
