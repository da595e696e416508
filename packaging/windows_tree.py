"""The program as files for Windows: what the installer installs and the .zip holds.

Mulin.exe mulin-cli.exe    the programs; beside them the VC runtime
python/                    the Python of python.org, without what is not used
pkgs/                      the libraries of runtime.lock
app/                       the program itself, and mulin_start, where it begins
"""

from __future__ import annotations

import shutil
from pathlib import Path

import built
import bytecode
import pe_files
import trimming
import wheels
import windows_launcher
import windows_python
import windows_signing
from ground import HERE, ROOT, Unbuildable, fresh, program_files, say, settle, size_of

MIGRATIONS = "db/migrations"
"""Alembic finds the steps of a migration by the names of their sources, so these stay."""
LOADED = ("python/python311.dll", "python/python3.dll")
"""Python loads both by their path before anything else can ask for them."""
ANNOUNCED = ("pkgs/PySide6", "pkgs/shiboken6", "pkgs/numpy.libs")
"""Folders that libraries add to where Windows looks for others."""
LONGEST_PATH = 110
LARGEST = 270.0
LICENCE = "LICENSE.txt"


def assemble(tree: Path, source: Path, work: Path, version: str, moment: int) -> None:
    """Put the whole program into an emptied folder; every file bears the moment.

    Raises `Unbuildable` when a signature, a requirement, an import or a measure is not right.
    """
    fresh(tree)
    say("取来 Windows 用的 Python，验证签名……")
    windows_python.install(windows_python.fetch(work / "python"), tree)
    say("取来 Windows 用的程序库，核对校验码……")
    wheels.unpack(wheels.fetch(wheels.WINDOWS, work / "wheels"), tree / "pkgs")
    wheels.complete(tree / "pkgs", wheels.WINDOWS)
    trimming.trim_tree(tree / "pkgs", "windows")
    windows_python.move_runtime(tree)
    _program(tree / "app", source)
    built.mark(tree / "app", source)
    built.keep_source(tree / "pkgs")
    say("编译……")
    bytecode.compile_tree(tree / "pkgs")
    bytecode.compile_tree(tree / "app", keep=(MIGRATIONS,))
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    (tree / LICENCE).write_bytes(licence.replace("\n", "\r\n").encode("utf-8"))
    launchers = fresh(work / "launcher")
    windows_launcher.draw_icons(launchers)
    windows_launcher.build(tree, launchers, version)
    for launcher in windows_launcher.LAUNCHERS:
        windows_signing.sign(tree / launcher.name)
    say("核对……")
    _check(tree)
    settle(tree, moment)


def _program(folder: Path, source: Path) -> None:
    for name in program_files(source):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target)
    shutil.copyfile(HERE / "start.py", folder / "mulin_start.py")


def _check(tree: Path) -> None:
    if missing := pe_files.missing(tree, LOADED, ANNOUNCED):
        raise Unbuildable("下面的程序文件要用到的库不在包里：\n" + "\n".join(missing))
    own = [path for path in (tree / "app").rglob("*") if path.is_file()]
    own += [tree / launcher.name for launcher in windows_launcher.LAUNCHERS]
    place = str(ROOT).encode("utf-8")
    if told := [path.name for path in own if place in path.read_bytes()]:
        raise Unbuildable(f"这些文件里写着做包的机器上的路径：{'、'.join(told)}。")
    size = size_of(tree)
    if len(size.longest) > LONGEST_PATH:
        raise Unbuildable(
            f"包里最长的路径有 {len(size.longest)} 个字符，最多 {LONGEST_PATH} 个：{size.longest}"
        )
    if size.megabytes > LARGEST:
        raise Unbuildable(f"装好后有 {size.megabytes:.1f} MB，最多 {LARGEST:.0f} MB。")
