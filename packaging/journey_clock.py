"""How long this process has been running, and the words of the environment that begin a journey."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

PHASE = "MULIN_JOURNEY"
"""Names the journey in the environment."""
FROM_SOURCE = "MULIN_JOURNEY_SOURCE"
"""Says that the program runs from source."""
_LOADED = time.time()


def began() -> float:
    """When the process was made, in seconds since 1970; when this was loaded, if unknown."""
    try:
        return _windows() if sys.platform == "win32" else _linux()
    except (OSError, ValueError, IndexError, AttributeError):
        return _LOADED


def since_start() -> int:
    """Milliseconds since the process was made."""
    return round((time.time() - began()) * 1000)


def _linux() -> float:
    # The name of the program may hold blanks and brackets; numbers begin after the last one.
    numbers = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    after_boot = int(numbers[19]) / os.sysconf("SC_CLK_TCK")
    running = float(Path("/proc/uptime").read_text(encoding="utf-8").split()[0])
    return time.time() - (running - after_boot)


def _windows() -> float:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    times = [ctypes.c_uint64() for _ in range(4)]
    here = ctypes.c_void_p(kernel.GetCurrentProcess())
    if not kernel.GetProcessTimes(here, *(ctypes.byref(one) for one in times)):
        raise OSError("no times")
    return times[0].value / 1e7 - 11_644_473_600
