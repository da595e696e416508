"""Moments of a start, written down for whoever measures it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path


class Marks:
    """Named moments in seconds of `time.perf_counter`, in the file that MULIN_MARKS names.

    Without that variable nothing is written.
    """

    def __init__(self) -> None:
        named = os.environ.get("MULIN_MARKS")
        self._file = Path(named) if named else None
        self._moments: dict[str, float] = {}

    @property
    def wanted(self) -> bool:
        """Whether somebody measures."""
        return self._file is not None

    @property
    def stay(self) -> int:
        """Milliseconds that the window stays open after the first page, for a look at memory."""
        return int(float(os.environ.get("MULIN_MARKS_STAY", "0")) * 1000)

    def note(self, name: str) -> None:
        """Write a moment down; the first time of each name counts."""
        if self._file is None or name in self._moments:
            return
        self._moments[name] = time.perf_counter()
        self._file.write_text(json.dumps(self._moments), encoding="utf-8")
