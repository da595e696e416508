"""`make windows`: the Windows installer and the .zip that needs no installing, from registries.

Options: `--source DIR` takes the program from an exported tree instead of this working copy (to
build an earlier version), with `--version`; `--out DIR` is where the packages go; `--tree` stops
when the program lies in out/build/windows/tree.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import windows_installer
import windows_launcher
import windows_portable
from ground import BUILD, PACKAGES, ROOT, ended, moment_of, need, say, size_of, version_of
from windows_tree import assemble

PROGRAMS = {"osslsigncode": "osslsigncode", "makensis": "nsis", **windows_launcher.TOOLS}


def main() -> None:
    """Build; raises `Unbuildable` with the reason when something is not as it must be."""
    words = _words()
    need(PROGRAMS)
    version = words.version or version_of(words.source)
    moment = moment_of(words.source)
    work = BUILD / "windows" if words.source == ROOT else BUILD / f"windows-{version}"
    tree = work / "tree"
    assemble(tree, words.source, work, version, moment)
    size = size_of(tree)
    say(f"程序 {size.files} 个文件，{size.megabytes:.1f} MB，最长路径 {len(size.longest)} 个字符。")
    if words.tree:
        return
    name = f"mulin-{version}-windows-x64"
    say("做安装程序，约需一两分钟……")
    installer = words.out / f"{name}.exe"
    windows_installer.make(tree, installer, work, version, moment)
    portable = words.out / f"{name}-portable.zip"
    windows_portable.write(tree, portable, moment)
    for package in (installer, portable):
        say(f"{package.name}：{package.stat().st_size / 1_000_000:.1f} MB")


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build_windows.py")
    parser.add_argument("--source", type=_folder, default=ROOT)
    parser.add_argument("--version", default="")
    parser.add_argument("--out", type=_folder, default=PACKAGES)
    parser.add_argument("--tree", action="store_true")
    return parser.parse_args()


def _folder(name: str) -> Path:
    return Path(name).resolve()


if __name__ == "__main__":
    sys.exit(ended(main))
