"""What a program opened towards the world, read from the trace of its system calls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_OPENED = re.compile(r"socket\((AF_\w+|[^,]+),")
_PATH = re.compile(r'(?:connect|bind)\(\d+, \{sa_family=AF_UNIX, sun_path=(@?"[^"]*")')
_LOCAL = ("AF_UNIX", "AF_LOCAL")


@dataclass(frozen=True, slots=True)
class Sockets:
    """The kinds of sockets, and whom the local ones spoke to."""

    kinds: dict[str, int]
    paths: tuple[str, ...]

    @property
    def strange(self) -> list[str]:
        """Kinds that could leave the computer, or ask its network anything."""
        return sorted(kind for kind in self.kinds if kind not in _LOCAL)


def sockets(trace: Path) -> Sockets:
    """Read a trace that `Room.start` has written."""
    text = trace.read_text("utf-8", "replace") if trace.is_file() else ""
    kinds: dict[str, int] = {}
    for kind in _OPENED.findall(text):
        kinds[kind] = kinds.get(kind, 0) + 1
    return Sockets(kinds, tuple(sorted({path.strip('@"') for path in _PATH.findall(text)})))
