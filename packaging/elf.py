"""What a Linux program file or library asks of the system it is loaded on, read from its bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"\x7fELF"
MACHINES = {62: "x86_64", 183: "aarch64"}

_LOAD, _DYNAMIC = 1, 2
_NEEDED, _STRTAB, _SONAME, _RPATH, _RUNPATH = 1, 5, 14, 15, 29
_VERNEED, _VERNEEDNUM = 0x6FFFFFFE, 0x6FFFFFFF


class NotReadable(Exception):
    """The file is not a 64-bit little-endian ELF file, or is cut short."""


@dataclass(frozen=True, slots=True)
class Elf:
    """One program file or library."""

    machine: str
    """As `platform.machine()` says it."""
    soname: str
    needed: tuple[str, ...]
    """The libraries it must be loaded with."""
    rpath: str
    runpath: str
    versions: tuple[str, ...]
    """The names of symbol versions it asks for, as in `GLIBC_2.28`."""
    aligned: bool
    """Whether its segments can be mapped; a careless tool breaks that."""


def is_elf(path: Path) -> bool:
    """Whether a file begins as an ELF file does; links are not followed."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def read(path: Path) -> Elf:
    """Read what a file asks for. Raises `NotReadable`."""
    try:
        return _File(path.read_bytes()).elf()
    except (struct.error, ValueError, IndexError) as trouble:
        raise NotReadable(f"{path.name} 不是完整的 64 位程序文件。") from trouble


class _File:
    def __init__(self, content: bytes) -> None:
        if content[:6] != MAGIC + b"\x02\x01":
            raise ValueError
        self._bytes = content
        head = struct.unpack_from("<HHIQQQIHHH", content, 16)
        self._machine, start, each, count = head[1], head[4], head[8], head[9]
        self._segments = [
            struct.unpack_from("<IIQQQQQQ", content, start + number * each)
            for number in range(count)
        ]

    def elf(self) -> Elf:
        facts = list(self._facts())
        values = dict(facts)
        strings = self._place(values[_STRTAB]) if _STRTAB in values else 0

        def text(at: int) -> str:
            end = self._bytes.index(b"\0", strings + at)
            return self._bytes[strings + at : end].decode("utf-8")

        def one(tag: int) -> str:
            return text(values[tag]) if tag in values else ""

        versions: set[str] = set()
        if _VERNEED in values:
            at = self._place(values[_VERNEED])
            versions.update(text(name) for name in self._names(at, values[_VERNEEDNUM]))
        return Elf(
            machine=MACHINES.get(self._machine, str(self._machine)),
            soname=one(_SONAME),
            needed=tuple(text(value) for tag, value in facts if tag == _NEEDED),
            rpath=one(_RPATH),
            runpath=one(_RUNPATH),
            versions=tuple(sorted(versions)),
            aligned=all(
                segment[7] < 2 or (segment[2] - segment[3]) % segment[7] == 0
                for segment in self._segments
                if segment[0] == _LOAD
            ),
        )

    def _facts(self) -> Iterator[tuple[int, int]]:
        for kind, _flags, offset, _at, _physical, size, _memory, _align in self._segments:
            if kind == _DYNAMIC:
                if offset + size > len(self._bytes):
                    raise ValueError
                for tag, value in struct.iter_unpack("<QQ", self._bytes[offset : offset + size]):
                    if tag == 0:
                        return
                    yield tag, value

    def _place(self, address: int) -> int:
        for kind, _flags, offset, at, _physical, size, _memory, _align in self._segments:
            if kind == _LOAD and at <= address < at + size:
                return int(offset + address - at)
        raise ValueError

    def _names(self, at: int, count: int) -> Iterator[int]:
        for _number in range(count):
            _version, names, _file, first, following = struct.unpack_from("<HHIII", self._bytes, at)
            name_at = at + first
            for _name in range(names):
                _hash, _flags, _other, name, step = struct.unpack_from(
                    "<IHHII", self._bytes, name_at
                )
                yield name
                name_at += step
            at += following
