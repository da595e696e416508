"""The package before today's: what an upgrade starts from, built by the same scripts."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

from ground import BUILD, HERE, PACKAGES, ROOT, Unbuildable, fresh, run, say, version_of

COMMIT = "5f4b548"
"""The last one whose books have the schema before today's."""
VERSION = "0.2.0"
FOLDER = BUILD / "previous"


def windows_installer() -> Path:
    """The installer of the version before."""
    return _built(f"mulin-{VERSION}-windows-x64.exe", "build_windows.py")


def windows_portable() -> Path:
    """The program of the version before as it is carried on a stick."""
    return _built(f"mulin-{VERSION}-windows-x64-portable.zip", "build_windows.py")


def deb(architecture: str) -> Path:
    """The Debian package of the version before; amd64 or arm64."""
    words = ("--arch", architecture)
    return _built(f"mulin_{VERSION}_{architecture}.deb", "build_linux.py", *words)


def todays(name: str) -> Path:
    """A package of today's version; `name` has {} where the version stands."""
    path = PACKAGES / name.format(version_of())
    if not path.is_file():
        raise Unbuildable(f"还没有 {path.name}。请先运行 make packages，再测试。")
    return path


def sources() -> Path:
    """The sources of the version before, taken out of the history."""
    folder = FOLDER / "source"
    if not (folder / "app").is_dir():
        done = subprocess.run(
            ["git", "archive", "--format=tar", COMMIT], cwd=ROOT, capture_output=True, check=False
        )
        if done.returncode:
            raise Unbuildable(f"历史里没有提交 {COMMIT}，做不出上一版。请先取回完整的历史。")
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(fresh(folder), filter="data")
    return folder


def _built(name: str, script: str, *words: str) -> Path:
    path = FOLDER / "packages" / name
    if not path.is_file():
        say(f"做上一版的 {name}（只在第一次）……")
        run(
            [
                *(sys.executable, str(HERE / script), "--source", str(sources())),
                *("--version", VERSION, "--out", str(path.parent), *words),
            ],
            f"没有做成上一版的 {name}。",
        )
    if not path.is_file():
        raise Unbuildable(f"{script} 没有做出 {name}。")
    return path
