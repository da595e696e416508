"""The packages unpacked again, and what weighs how much in them."""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from ground import BUILD, LAYERS, Unbuildable, fresh, run
from report_named import library_name

WORK = BUILD / "report"

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("字体", ("resources/fonts/*",)),
    ("区划和拼音", ("resources/divisions*", "resources/pinyin*")),
    ("本程序", tuple(f"{layer}/*" for layer in LAYERS)),
    ("Qt", ("pyside6/*", "shiboken6/*", "pyside6*", "libicu*", "libqt*")),
    ("NumPy", ("numpy*",)),
    ("matplotlib", ("matplotlib*", "mpl_toolkits*", "contourpy*", "kiwisolver*", "fonttools*")),
    ("图片（Pillow）", ("pil/*", "pillow*")),
    (
        "加密和数据库",
        ("sqlcipher3*", "cryptography*", "sqlalchemy*", "alembic*", "*argon2*", "_cffi*"),
    ),
    ("表格", ("python_calamine*", "openpyxl*", "xlsxwriter*", "stdnum*")),
    ("Word", ("docx/*", "python_docx*", "lxml*")),
    ("Python", ("python/*", "mulin", "*.cpython-311-*", "*")),
)
"""What a tree is reckoned by; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Tree:
    """An unpacked package: the folder of the program in it, and everything around."""

    name: str
    system: str
    whole: Path
    program: Path


def unpack(package: Path) -> Tree | None:
    """A package, unpacked; None for the installer, whose content is the portable one's."""
    folder = fresh(WORK / package.name)
    if package.suffix == ".deb":
        run(["dpkg-deb", "--raw-extract", package, folder], f"{package.name} 解不开。")
        return Tree(package.name, "linux", folder, next(folder.glob("opt/apps/*")))
    if package.suffix in (".zip", ".xz"):
        shutil.unpack_archive(package, folder)
        system = "windows" if package.suffix == ".zip" else "linux"
        return Tree(package.name, system, folder, next(folder.iterdir()))
    return None


def same_program(tree: Path, unpacked: Tree) -> None:
    """Raise `Unbuildable` unless the portable program is the one that the installer was made of."""
    there = {path.relative_to(tree) for path in tree.rglob("*") if path.is_file()}
    others = {
        path.relative_to(unpacked.program)
        for path in unpacked.program.rglob("*")
        if path.is_file() and path.name != "portable.txt"
    }
    differing = [
        name.as_posix()
        for name in sorted(there | others)
        if name not in there
        or name not in others
        or (tree / name).read_bytes() != (unpacked.program / name).read_bytes()
    ]
    if differing:
        raise Unbuildable(
            f"{unpacked.name} 和做安装程序用的文件不一样，请重新运行 make windows："
            + "、".join(differing[:5])
        )


def weights(program: Path) -> dict[str, tuple[int, int]]:
    """Octets and number of files of each group, the heaviest first."""
    found: dict[str, list[int]] = defaultdict(list)
    for path in program.rglob("*"):
        if path.is_file() and not path.is_symlink():
            name = library_name(path.relative_to(program).as_posix()).lower()
            found[group_of(name)].append(path.stat().st_size)
    pairs = {group: (sum(sizes), len(sizes)) for group, sizes in found.items()}
    return dict(sorted(pairs.items(), key=lambda pair: -pair[1][0]))


def group_of(name: str) -> str:
    """The group that a file is reckoned to."""
    return next(
        group for group, patterns in GROUPS if any(fnmatch(name, each) for each in patterns)
    )


def clear() -> None:
    """Take away what was unpacked."""
    shutil.rmtree(WORK, ignore_errors=True)
