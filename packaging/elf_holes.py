"""Take out of a library the empty room that a tool left in it.

auditwheel writes a new segment at the next two megabytes, where a file may only be mapped at such
a distance: 2 MB of zeros in a library of 150 KB. Every system we ship for maps by 64 KB.
"""

from __future__ import annotations

import struct
from pathlib import Path

_PAGE = 0x10000
_LOAD, _NOBITS = 1, 8
_SEGMENTS_AT, _SECTIONS_AT = 32, 40
_SEGMENT, _SECTION = "<IIQQQQQQ", "<IIQQQQIIQQ"


def close(path: Path) -> int:
    """Move the last segment of a library up to what is before it; the bytes gained."""
    content = bytearray(path.read_bytes())
    file = _Parts(content)
    moved = max((segment[2] for segment in file.segments if segment[0] == _LOAD), default=0)
    end = file.end_before(moved)
    end += (moved - end) % _PAGE  # a page of the file stays a page of the memory
    gained = moved - end
    if gained <= 0 or any(content[end:moved]):
        return 0
    file.shift(moved, gained)
    path.write_bytes(content[:end] + content[moved:])
    return gained


class _Parts:
    """The tables of a 64-bit file: what lies where."""

    def __init__(self, content: bytearray) -> None:
        self._bytes = content
        self._segments_at, self._sections_at = struct.unpack_from("<QQ", content, _SEGMENTS_AT)
        self._each, self._count, self._section, self._sections = struct.unpack_from(
            "<HHHH", content, 54
        )
        self.segments = [
            struct.unpack_from(_SEGMENT, content, at) for at in self._places_of_segments()
        ]

    def _places_of_segments(self) -> list[int]:
        return [self._segments_at + number * self._each for number in range(self._count)]

    def _places_of_sections(self) -> list[int]:
        return [self._sections_at + number * self._section for number in range(self._sections)]

    def end_before(self, moved: int) -> int:
        """Where everything ends that lies before a place."""
        ends = [each[2] + each[5] for each in self.segments if each[2] < moved]
        for at in self._places_of_sections():
            section = struct.unpack_from(_SECTION, self._bytes, at)
            if section[1] != _NOBITS and section[4] < moved:
                ends.append(section[4] + section[5])
        for table, length in (
            (self._segments_at, self._each * self._count),
            (self._sections_at, self._section * self._sections),
        ):
            if table < moved:
                ends.append(table + length)
        return max(ends, default=0)

    def shift(self, moved: int, gained: int) -> None:
        """Write down that everything from a place on lies so much further up."""
        for at, segment in zip(self._places_of_segments(), self.segments, strict=True):
            kind, flags, offset, *rest, align = segment
            if offset >= moved:
                offset -= gained
                if kind == _LOAD:
                    align = min(align, _PAGE)
            struct.pack_into(_SEGMENT, self._bytes, at, kind, flags, offset, *rest, align)
        for at in self._places_of_sections():
            section = list(struct.unpack_from(_SECTION, self._bytes, at))
            if section[4] >= moved:
                section[4] -= gained
                struct.pack_into(_SECTION, self._bytes, at, *section)
        for place, table in (
            (_SEGMENTS_AT, self._segments_at),
            (_SECTIONS_AT, self._sections_at),
        ):
            if table >= moved:
                struct.pack_into("<Q", self._bytes, place, table - gained)
