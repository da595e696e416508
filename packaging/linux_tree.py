"""The program as files for one kind of Linux computer: everything but the packaging around it.

    mulin                the program: a CPython 3.11 in one file, by freeze-core
    bin/mulin            a link to it
    lib/                 the standard library, our layers, the libraries; all compiled
    lib/__init__mulin    what the program imports first; it imports
    lib/mulin_start      packaging/start.py

The program file looks for `lib` beside itself and for nothing else: no variable of the environment
and no folder of the user has a say in what it runs. Nothing of this machine's own libraries goes
along, and nothing has to run on the other kind of computer to build for it.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import built
import bytecode
import elf
import elf_holes
import linux_libraries
import trimming
import wheels
from ground import HERE, Unbuildable, fresh, program_files, run, say
from linux_limits import Kind

FREEZE_LOCK = HERE / "freeze.lock"
ABI = "cpython-311-{machine}-linux-gnu"

MIGRATIONS = "db/migrations"
"""Alembic reads the steps of a migration by the names of their sources, so these stay."""

BASE_PARTS = (
    "_asyncio _bisect _blake2 _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr "
    "_codecs_tw _contextvars _csv _ctypes _datetime _decimal _elementtree _heapq _json "
    "_lsprof _lzma _md5 _multibytecodec _multiprocessing _opcode _pickle _posixshmem "
    "_posixsubprocess _queue _random _sha1 _sha256 _sha3 _sha512 _socket _statistics _struct "
    "_typing _zoneinfo array audioop binascii cmath fcntl grp math mmap pyexpat resource select "
    "syslog termios unicodedata zlib"
).split()
"""Extension modules of the standard library that ship. Not those for terminals, Tk, other
databases, old archives, tests, and not those of OpenSSL: the program connects to nothing, `hashlib`
has its own sums, and 6 MB stay behind."""

FIRST = """
import sys

def run(_name):
    import mulin_start

    sys.exit(mulin_start.main())
"""
"""What the program file calls; all that is ours to say begins in packaging/start.py."""

BUILT_WITH = """
build_time_vars = {
    "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"
}
"""
"""Of the thousand settings a Python was built with, the one that is asked for when it runs."""

NOT_OF_THE_LIBRARY = (
    "site-packages",
    "dist-packages",
    "test",
    "idlelib",
    "tkinter",
    "turtledemo",
    "lib2to3",
    "ensurepip",
    "distutils",
    "pydoc_data",
    "venv",
    "curses",
    "dbm",
    "sqlite3",
    "unittest/test",
    "ctypes/test",
    "turtle.py",
    "pdb.py",
    "doctest.py",
    "ssl.py",
)
"""Of the standard library: what teaches, tests, debugs, installs, draws with Tk or connects."""

STRIPPED = (
    *("PIL", "contourpy", "cryptography", "fontTools", "greenlet", "kiwisolver", "matplotlib"),
    *("python_calamine", "sqlalchemy", "sqlcipher3", "PySide6/Qt/lib/libicu"),
)
"""Beginnings of the libraries that were built with what only a debugger reads, half of their size.
Those that were rewritten after they were built (in folders `*.libs`) are left alone: stripping
breaks them."""


def assemble(files: Path, source: Path, kind: Kind, work: Path) -> None:
    """Put everything for one kind of computer into the folder `files`, emptied before."""
    say(f"取来给 {kind.debian} 的程序库……")
    fresh(files)
    library = files / "lib"
    _libraries(library, kind, work)
    _base(files, kind, work)
    _program(library, source)
    built.mark(library, source)
    built.keep_source(library)
    say("编译……")
    bytecode.compile_tree(library, keep=(MIGRATIONS,))
    run(
        [
            *(sys.executable, "-I", "-m", "compileall", "-q", "-f"),
            *("--invalidation-mode", "unchecked-hash", "-s", library, library / MIGRATIONS),
        ],
        "数据库升级的步骤没有编译成功。",
    )
    linux_libraries.add(library / "PySide6" / "Qt", kind, work)
    for folder in (library / "PySide6" / "Qt" / "lib", *library.glob("*.libs")):
        _without_what_nobody_loads(folder, library)
    _strip(library, kind)
    (files / "bin").mkdir()
    (files / "bin" / "mulin").symlink_to("../mulin")
    give_rights(files, executable=[files / "mulin"])


def give_rights(tree: Path, executable: Iterable[Path] = ()) -> None:
    """Give every file and folder the rights that a package needs, whatever this machine's are."""
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    for path in executable:
        path.chmod(0o755)


def _libraries(library: Path, kind: Kind, work: Path) -> None:
    fetched = wheels.fetch(kind.wheels, work / "wheels")
    wheels.unpack(fetched, library)
    wheels.complete(library, kind.wheels)
    trimming.trim_tree(library, "linux")


def _base(files: Path, kind: Kind, work: Path) -> None:
    """The program file, its extension modules, and the modules of the standard library."""
    base = work / "base"
    fetched = wheels.fetch(kind.wheels, work / "base-wheels", FREEZE_LOCK)
    wheels.unpack(fetched, base)
    core = base / "freeze_core"
    abi = ABI.format(machine=kind.machine)
    shutil.copyfile(core / "bases" / f"console-{abi}", files / "mulin")
    for name in BASE_PARTS:
        shutil.copy(core / "lib" / f"{name}.{abi}.so", files / "lib")
    for licence in (base / "freeze_core-0.8.1.dist-info").rglob("LICENSE*"):
        shutil.copy(licence, files / "lib" / "LICENSE-freeze-core")
    _needed_libraries(files / "lib", base / "freeze_core.libs")
    frozen = json.loads((core / "frozen" / f"frozen-{abi}.json").read_text(encoding="utf-8"))
    _standard_library(files / "lib", frozenset(frozen))
    settings = f"_sysconfigdata__linux_{kind.machine}-linux-gnu.py"
    (files / "lib" / settings).write_text(BUILT_WITH, encoding="utf-8")


def _needed_libraries(library: Path, brought: Path) -> None:
    """What the extension modules need of the libraries that come with them, and these in turn."""
    wanted = [path for path in library.glob("*.so") if elf.is_elf(path)]
    while wanted:
        for name in elf.read(wanted.pop()).needed:
            if (brought / name).is_file() and not (library / name).exists():
                shutil.copy(brought / name, library)
                elf_holes.close(library / name)
                wanted.append(library / name)


def _standard_library(library: Path, inside: frozenset[str]) -> None:
    """The modules in Python that the program file does not hold itself already."""
    if sys.version_info[:2] != bytecode.LANGUAGE:
        raise Unbuildable("要用 Python 3.11 来打包，标准库从它那里来。")
    origin = Path(sysconfig.get_path("stdlib"))
    for path in sorted(origin.rglob("*.py")):
        name = path.relative_to(origin)
        told = name.as_posix()
        left = any(told == one or told.startswith(f"{one}/") for one in NOT_OF_THE_LIBRARY)
        left = left or name.parts[0].startswith(("config-", "_sysconfigdata", "__pycache__"))
        module = ".".join(name.with_suffix("").parts).removesuffix(".__init__")
        if left or module in inside or not all(part.isidentifier() for part in module.split(".")):
            continue
        target = library / name
        if target.exists():
            raise Unbuildable(f"标准库和程序库里都有 {told}。")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _program(library: Path, source: Path) -> None:
    """Our own layers, and what starts them."""
    for name in program_files(source):
        target = library / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target)
    shutil.copyfile(HERE / "start.py", library / "mulin_start.py")
    shutil.copyfile(HERE / "without_tls.py", library / "ssl.py")
    (library / "__init__mulin.py").write_text(FIRST, encoding="utf-8")


def _without_what_nobody_loads(folder: Path, library: Path) -> None:
    """Keep of a folder of libraries those that something outside it needs, and these in turn."""
    kept: set[str] = set()
    wanted = [path for path in library.rglob("*") if path.parent != folder and elf.is_elf(path)]
    while wanted:
        for name in elf.read(wanted.pop()).needed:
            if name not in kept and (folder / name).is_file():
                kept.add(name)
                wanted.append(folder / name)
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()


def _strip(library: Path, kind: Kind) -> None:
    found = [
        path
        for path in sorted(library.rglob("*.so*"))
        if path.relative_to(library).as_posix().startswith(STRIPPED) and elf.is_elf(path)
    ]
    program = kind.strip if shutil.which(kind.strip) else "strip"
    if program == "strip" and os.uname().machine != kind.machine:
        raise Unbuildable(
            f"这台机器上没有 {kind.strip}，请先运行：apt-get install -y {kind.strip_package}"
        )
    for path in found:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
        run([program, "--strip-unneeded", path], f"{path.name} 的调试信息没有去掉。")
