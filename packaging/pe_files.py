"""Read what Windows programs and libraries import, and prove that a tree brings all of it.

A library that is missing shows only when a part of the program is first used, and not at all on a
computer where some other program has installed it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ground import HERE, Unbuildable

SYSTEM = HERE / "windows" / "system_dlls.txt"
_MACHINE_CODE = {".exe", ".dll", ".pyd"}
_AMD64 = 0x8664
_IMPORTS, _DELAYED = 1, 13


@dataclass(frozen=True, slots=True)
class Image:
    """What the head of a program or library says."""

    machine: int
    needs: tuple[str, ...]
    """Libraries that must be there to load it, in lower case."""
    later: tuple[str, ...]
    """Libraries that it loads when they are first used."""


def read(path: Path) -> Image:
    """The imports of a 64-bit file; raises `Unbuildable` for anything else."""
    content = path.read_bytes()
    try:
        return _image(content)
    except (struct.error, IndexError, ValueError) as trouble:
        raise Unbuildable(f"{path.name} 不是完整的 64 位 Windows 程序文件。") from trouble


def _image(content: bytes) -> Image:
    start = struct.unpack_from("<I", content, 0x3C)[0]
    if content[:2] != b"MZ" or content[start : start + 4] != b"PE\0\0":
        raise IndexError
    machine, sections, _, _, _, optional, _ = struct.unpack_from("<HHIIIHH", content, start + 4)
    head = start + 24
    if struct.unpack_from("<H", content, head)[0] != 0x20B:
        raise IndexError
    many = struct.unpack_from("<I", content, head + 108)[0]
    table = head + optional
    places = [struct.unpack_from("<IIII", content, table + 40 * n + 8) for n in range(sections)]

    def offset(address: int) -> int:
        for size, virtual, raw_size, raw in places:
            if virtual <= address < virtual + max(size, raw_size):
                return int(address - virtual + raw)
        raise IndexError

    def names(directory: int, step: int, field: int) -> tuple[str, ...]:
        if directory >= many:
            return ()
        address = struct.unpack_from("<I", content, head + 112 + 8 * directory)[0]
        if not address:
            return ()
        found: list[str] = []
        row = offset(address)
        while name := struct.unpack_from("<I", content, row + field)[0]:
            at = offset(name)
            found.append(content[at : content.index(b"\0", at)].decode("ascii").lower())
            row += step
        return tuple(found)

    return Image(machine, names(_IMPORTS, 20, 12), names(_DELAYED, 32, 4))


def system_libraries(file: Path = SYSTEM) -> frozenset[str]:
    """What every Windows 10 of version 1809 brings, as far as anything of ours asks for it."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(line.lower() for line in lines if line and not line.startswith("#"))


def missing(tree: Path, loaded: Iterable[str] = (), beside: Iterable[str] = ()) -> list[str]:
    """What cannot be found, each as `file: library`; also files that are not for x64.

    A library is looked for as Windows does for ours: in the folder of the file, beside the
    program, among the folders that the libraries announce (`beside`, relative), among those that
    the interpreter has already `loaded` by their path (relative), in the system.
    """
    system = system_libraries()
    ready = {Path(name).name.lower() for name in loaded if (tree / name).is_file()}
    common = {file.name.lower() for file in tree.iterdir()}
    for folder in beside:
        common |= {file.name.lower() for file in (tree / folder).iterdir()}
    found = []
    for path in sorted(each for each in tree.rglob("*") if each.suffix.lower() in _MACHINE_CODE):
        image = read(path)
        name = path.relative_to(tree).as_posix()
        if image.machine != _AMD64:
            found.append(f"{name}: 不是 64 位（x64）的文件")
        here = {file.name.lower() for file in path.parent.iterdir()}
        there = here | common | ready | system
        needs = (*image.needs, *image.later)
        found += [f"{name}: {need}" for need in needs if need not in there]
    return found
