"""What the Linux packages may ask of a computer, and the proof that they ask no more.

The oldest systems decide: UOS 20 (glibc 2.28, a libstdc++ of GCC 8) for amd64, Kylin V10 SP1
(glibc 2.31, a libstdc++ of GCC 10) for arm64, where one step of glibc is kept in reserve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import elf
import wheels
from ground import Unbuildable

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of computer a Linux package is for."""

    debian: str
    """As Debian and the names of packages say it."""
    machine: str
    limits: Mapping[str, Version]
    """The newest version of each family of symbols that may be asked for."""
    compiler_library: str
    """The libstdc++6 that brings them."""
    wheels: wheels.Target
    strip: str
    strip_package: str


def _platforms(machine: str, *versions: str) -> list[str]:
    return [f"manylinux{version}_{machine}" for version in versions]


AMD64 = Kind(
    "amd64",
    "x86_64",
    {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11), "GCC": (7, 0, 0)},
    "libstdc++6 (>= 8)",
    wheels.target(
        "linux-amd64",
        _platforms("x86_64", "_2_28", "_2_27", "_2_26", "_2_24", "_2_17", "2014"),
        "x86_64",
    ),
    "x86_64-linux-gnu-strip",
    "binutils-x86-64-linux-gnu",
)
ARM64 = Kind(
    "arm64",
    "aarch64",
    {"GLIBC": (2, 30), "GLIBCXX": (3, 4, 28), "CXXABI": (1, 3, 12), "GCC": (7, 0, 0)},
    "libstdc++6 (>= 10)",
    wheels.target(
        "linux-arm64",
        _platforms(
            "aarch64", "_2_30", "_2_31", "_2_28", "_2_27", "_2_26", "_2_24", "_2_17", "2014"
        ),
        "aarch64",
    ),
    "aarch64-linux-gnu-strip",
    "binutils-aarch64-linux-gnu",
)
KINDS = {kind.debian: kind for kind in (AMD64, ARM64)}

ASSUMED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1"),
            *("libutil.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"),
        ),
        "libc6 (>= {glibc})",
    ),
    "libstdc++.so.6": "{compiler_library}",
    "libgcc_s.so.1": "libgcc-s1 | libgcc1",
    "libz.so.1": "zlib1g",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
}
"""Libraries of the system, with the package that the .deb names for them.

Every desktop with a screen has them: its own windows are drawn with them. What draws with the
graphics card or reads the fonts and the settings of this computer must be this computer's own.
"""

PRINTING: Mapping[str, str] = {"libcups.so.2": "libcups2"}
"""Asked for by the plugin that prints only; without it the program prints to PDF."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tree asks of the system."""

    newest: Mapping[str, Version]
    """Of each family of symbols."""
    depends: tuple[str, ...]
    """Debian packages, in order."""


def scan(tree: Path, kind: Kind) -> Asked:
    """What every program file and library of a tree asks of the system.

    Raises `Unbuildable` when one asks for more than the limits, is for another machine, cannot be
    mapped, or needs a library that is neither in the tree nor one that every desktop has.
    """
    files = {path: elf.read(path) for path in sorted(tree.rglob("*")) if elf.is_elf(path)}
    if not files:
        raise Unbuildable(f"{tree} 里没有任何程序文件。")
    inherited = [one for path, file in files.items() for one in _places(path.parent, file.rpath)]
    newest: dict[str, Version] = {}
    depends: set[str] = set()
    troubles: list[str] = []
    for path, file in files.items():
        name = path.relative_to(tree).as_posix()
        troubles += [f"{name}：{words}" for words in _against(file, kind)]
        for family, version in _versions(file.versions):
            newest[family] = max(version, newest.get(family, ()))
        for library in file.needed:
            if _in_tree(library, path, file, inherited):
                continue
            if library in ASSUMED:
                depends.add(ASSUMED[library])
            elif library not in PRINTING:
                troubles.append(f"{name}：要用 {library}，包里没有，系统也不一定有")
    if troubles:
        raise Unbuildable("包里的程序文件不合要求：\n" + "\n".join(troubles))
    told = {
        "glibc": ".".join(map(str, kind.limits["GLIBC"])),
        "compiler_library": kind.compiler_library,
    }
    return Asked(dict(sorted(newest.items())), tuple(sorted(one.format(**told) for one in depends)))


def _against(file: elf.Elf, kind: Kind) -> Iterator[str]:
    if file.machine != kind.machine:
        yield f"是给 {file.machine} 的"
    if not file.aligned:
        yield "段没有对齐，装载不了"
    for word in file.versions:
        family, _mark, number = word.rpartition("_")
        if family in kind.limits and not _within(number, kind.limits[family]):
            yield f"要 {word}，最多 {'.'.join(map(str, kind.limits[family]))}"
        elif word.startswith("GLIBC_ABI_"):
            yield f"要 {word}，旧系统没有"


def _within(number: str, limit: Version) -> bool:
    """Whether a version is known to be old enough; GLIBC_PRIVATE never is."""
    return number.replace(".", "").isdigit() and tuple(map(int, number.split("."))) <= limit


def _versions(words: Iterable[str]) -> Iterator[tuple[str, Version]]:
    for word in words:
        family, _mark, number = word.rpartition("_")
        if family in AMD64.limits and number.replace(".", "").isdigit():
            yield family, tuple(map(int, number.split(".")))


def _places(folder: Path, search: str) -> list[Path]:
    return [
        Path(place.replace("$ORIGIN", str(folder)))
        for place in search.split(":")
        if place.startswith("$ORIGIN")
    ]


def _in_tree(library: str, path: Path, file: elf.Elf, inherited: Iterable[Path]) -> bool:
    """Whether the loader finds a library in the tree, by the rules it follows itself.

    A file with a RUNPATH looks there alone; without one, in its own RPATH and in those of the files
    that load it, of which the program is the last.
    """
    places = _places(path.parent, file.runpath) if file.runpath else inherited
    return any((place / library).is_file() for place in places)
