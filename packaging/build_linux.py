"""Make the Linux packages: a .deb and a .tar.xz for amd64 or arm64, on any Linux with Python 3.11.

    build_linux.py --arch amd64|arm64 [--source DIR] [--version 0.1.0] [--out DIR]
                   [--no-start] [--only-deb]

Nothing is compiled. CPython comes as one program file (freeze-core), the libraries as wheels, a few
libraries about windows and keys from Debian 11; all of it pinned by hash. What the result asks of a
computer is read from its files, and the program is started before it is packed: for the other kind
of computer under qemu, in a Debian that is made once and kept.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import linux_packages
import linux_start
import linux_tree
from ground import BUILD, PACKAGES, ROOT, ended, moment_of, need, say, size_of, version_of
from linux_limits import KINDS, scan

NEEDED = {"dpkg-deb": "dpkg", "patchelf": "patchelf"}


def main() -> None:
    """Build what the words of the command line ask for."""
    asked = _words()
    source = asked.source.resolve()
    version = asked.version or version_of(source)
    kind = KINDS[asked.arch]
    out = asked.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    need(NEEDED)
    os.environ["SOURCE_DATE_EPOCH"] = str(moment_of(source))

    work = BUILD / f"linux-{kind.debian}-{version}"
    files, tree = work / "files", work / "tree"
    linux_tree.assemble(files, source, kind, work)
    limits = scan(files, kind)
    newest = "，".join(f"{name} {'.'.join(map(str, top))}" for name, top in limits.newest.items())
    say(f"全部程序文件查过，最多要到：{newest}。")
    if asked.start:
        linux_start.prove(files, source, kind, version, work)
    linux_packages.lay_out(files, tree, version, kind)
    weight = size_of(tree)
    say(
        f"{weight.files} 个文件，{weight.megabytes:.1f} MB，"
        f"最长的路径 {len(weight.longest)} 个字符：{weight.longest}"
    )
    say("压缩……")
    made = [linux_packages.write_deb(tree, work, out, version, kind, limits)]
    if not asked.only_deb:
        made.append(linux_packages.write_archive(tree, work, out, version, kind))
    for package in made:
        say(f"{package.name}  {package.stat().st_size / 1_000_000:.1f} MB")


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="做 Linux 的安装包。")
    parser.add_argument("--arch", choices=sorted(KINDS), default="amd64", help="哪种电脑")
    parser.add_argument("--source", type=Path, default=ROOT, help="程序源文件的文件夹")
    parser.add_argument("--version", default="", help="版本号，不写就从源文件里读")
    parser.add_argument("--out", type=Path, default=PACKAGES, help="做好的包放在哪里")
    parser.add_argument(
        "--no-start", dest="start", action="store_false", help="打包前不试着运行一遍"
    )
    parser.add_argument("--only-deb", action="store_true", help="不做 .tar.xz")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(ended(main))
