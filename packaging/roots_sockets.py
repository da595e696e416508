"""What a program opened towards the world, read from the trace of its system calls.

A program that shows windows speaks with its display and its session by sockets of the computer
itself. Printing asks the print service of the same computer, by port 631 of the loopback where that
has no socket of its own. Anything else leads out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_OPENED = re.compile(r"socket\((AF_\w+|\w+),")
_LOCAL = re.compile(r'(?:connect|bind)\(\d+, \{sa_family=AF_UNIX, sun_path=(@?"[^"]*")')
_AWAY = re.compile(r"(?:connect|bind|sendto)\([^{]*\{sa_family=(AF_(?!UNIX)\w+)[^}]*\}")
_PRINTING = re.compile(r'port=htons\(631\).*("127\.0\.0\.1"|"::1")')
_KNOWN = ("AF_UNIX", "AF_LOCAL", "AF_INET", "AF_INET6")


@dataclass(frozen=True, slots=True)
class Sockets:
    """The kinds of sockets, whom the local ones spoke to, and what leads out of the computer."""

    kinds: dict[str, int]
    paths: tuple[str, ...]
    away: tuple[str, ...]
    printing: int
    """How often the print service of this computer was asked by the loopback."""


def sockets(trace: Path) -> Sockets:
    """Read a trace that `Room.start` has written."""
    text = trace.read_text("utf-8", "replace") if trace.is_file() else ""
    kinds: dict[str, int] = {}
    for kind in _OPENED.findall(text):
        kinds[kind] = kinds.get(kind, 0) + 1
    reached = [found.group(0) for found in _AWAY.finditer(text)]
    printing = [one for one in reached if _PRINTING.search(one)]
    away = {one for one in reached if not _PRINTING.search(one)}
    away |= {kind for kind in kinds if kind not in _KNOWN}
    paths = {path.strip('@"') for path in _LOCAL.findall(text)}
    return Sockets(kinds, tuple(sorted(paths)), tuple(sorted(away)), len(printing))
