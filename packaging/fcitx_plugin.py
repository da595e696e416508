"""The part of Qt that types with fcitx, fitted to our Qt and to systems older than its compiler.

The wheels bring none, and Qt's own way by ibus reaches fcitx 5 only; Kylin V10 has fcitx 4. Debian
builds the part for a Qt a little newer than ours (6.8.2 for 6.8.0), with a newer compiler than the
oldest systems know. Three of the names it asks for are not there: two ways to give up when there is
no going on, and one function that has another parameter nobody uses. Those names are rewritten in
the file itself; everything else in it stays.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from ground import Unbuildable

TOO_NEW = ("__cxa_call_terminate", "_ZSt28__throw_bad_array_new_lengthv")
"""What is asked for: ends of the road, called only when memory or sense is gone."""
VERSIONS = ("CXXABI_1.3.15", "GLIBCXX_3.4.29")
RENAMED = tuple(
    f"_ZN22QWindowSystemInterface22handleContextMenuEvent{kind}P7QWindowbRK6QPoint{point}_"
    "6QFlagsIN2Qt16KeyboardModifierEE"
    for kind, point in (("INS_15DefaultDeliveryEEEb", "S6"), ("E", "S4"))
)
"""The same function in Qt 6.8.2 and in 6.8.0: the menu key's event."""
INSTEAD = "abort"
AS_OLD_AS = "memmove"
"""A function of the C library that every one has had from the first, as `abort` is."""

_SYMBOLS, _DYNAMIC = 11, 6
_STRTAB, _SYMTAB, _VERSYM, _VERNEED, _VERNEEDNUM = 5, 6, 0x6FFFFFF0, 0x6FFFFFFE, 0x6FFFFFFF
_ENTRY = 24  # bytes of a symbol


@dataclass(slots=True)
class _Tables:
    """Where the tables lie in the file; addresses and offsets are the same for what is read."""

    strings: int
    symbols: int
    count: int
    versions: int
    needs: int
    libraries: int


def fit(path: Path) -> None:
    """Rewrite the file so that it asks for nothing too new. Raises `Unbuildable` if it cannot."""
    content = bytearray(path.read_bytes())
    tables = _tables(content)
    names = {_text(content, tables, number): number for number in range(tables.count)}
    at = content.find(f"{INSTEAD}\0".encode(), tables.strings)
    if at < 0 or not all(name in names for name in (*TOO_NEW, RENAMED[0], AS_OLD_AS)):
        raise Unbuildable(f"{path.name} 不是认识的那一版，没有改它。")
    version = content[_version_at(tables, names[AS_OLD_AS])]
    for name in TOO_NEW:
        number = names[name]
        struct.pack_into("<I", content, tables.symbols + number * _ENTRY, at - tables.strings)
        struct.pack_into("<H", content, _version_at(tables, number), version)
    _rename(content, tables, names[RENAMED[0]])
    dropped = _drop(content, tables)
    if sorted(dropped) != sorted(VERSIONS):
        raise Unbuildable(f"{path.name} 要的版本是 {dropped}，不是认识的那一版，没有改它。")
    path.write_bytes(content)


def _version_at(tables: _Tables, number: int) -> int:
    return tables.versions + number * 2


def _text(content: bytearray, tables: _Tables, number: int) -> str:
    (name,) = struct.unpack_from("<I", content, tables.symbols + number * _ENTRY)
    return _string(content, tables.strings + name)


def _string(content: bytearray, at: int) -> str:
    return content[at : content.index(0, at)].decode("utf-8")


def _tables(content: bytearray) -> _Tables:
    (start,) = struct.unpack_from("<Q", content, 40)
    each, count = struct.unpack_from("<HH", content, 58)
    sections = [
        struct.unpack_from("<IIQQQQ", content, start + number * each) for number in range(count)
    ]
    facts = {}
    size = 0
    for _name, kind, _flags, _address, offset, length in sections:
        if kind == _SYMBOLS:
            size = length
        elif kind == _DYNAMIC:
            facts = dict(struct.iter_unpack("<QQ", bytes(content[offset : offset + length])))
    wanted = [facts[tag] for tag in (_STRTAB, _SYMTAB, _VERSYM, _VERNEED, _VERNEEDNUM)]
    strings, symbols, versions, needs, libraries = wanted
    return _Tables(strings, symbols, size // _ENTRY, versions, needs, libraries)


def _rename(content: bytearray, tables: _Tables, number: int) -> None:
    """Write the shorter name over the longer one, which nothing else may be using a part of."""
    (start,) = struct.unpack_from("<I", content, tables.symbols + number * _ENTRY)
    before, after = (name.encode() for name in RENAMED)
    for other in range(tables.count):
        (name,) = struct.unpack_from("<I", content, tables.symbols + other * _ENTRY)
        if other != number and start <= name <= start + len(before):
            raise Unbuildable(f"{RENAMED[0]} 还有别的用处，没有改它。")
    at = tables.strings + start
    content[at : at + len(before)] = after.ljust(len(before), b"\0")


def _drop(content: bytearray, tables: _Tables) -> list[str]:
    """Take the versions that are too new out of what is asked of each library."""
    dropped = []
    at = tables.needs
    for _library in range(tables.libraries):
        _form, count, _file, first, following = struct.unpack_from("<HHIII", content, at)
        before, here = 0, at + first
        for _each in range(count):
            _hash, _flags, _index, name, step = struct.unpack_from("<IHHII", content, here)
            if _string(content, tables.strings + name) in VERSIONS:
                dropped.append(_string(content, tables.strings + name))
                _unlink(content, at, before, here, step)
            else:
                before = here
            here += step
        at += following
    return dropped


def _unlink(content: bytearray, library: int, before: int, here: int, step: int) -> None:
    """Leave one version out of the chain of a library: the one before it leads past it."""
    (count,) = struct.unpack_from("<H", content, library + 2)
    struct.pack_into("<H", content, library + 2, count - 1)
    if before:
        struct.pack_into("<I", content, before + 12, here + step - before if step else 0)
    else:
        struct.pack_into("<I", content, library + 8, here + step - library)


if __name__ == "__main__":
    fit(Path(sys.argv[1]))
