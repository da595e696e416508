"""Giving memory that is free back to the system, where the system keeps it otherwise."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache


@cache
def _trim() -> Callable[[int], int] | None:
    # Only the C library of Linux keeps what is freed, and only glibc can be asked for it.
    if sys.platform != "linux":
        return None
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found


def give_back() -> None:
    """After work on very many rows: free pages go back to the system, in a few milliseconds."""
    trim = _trim()
    if trim is not None:
        trim(0)
