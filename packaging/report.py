"""`packaging/report.py`: what was built, weighed, checked and signed off with check sums.

Writes out/packages/SHA256SUMS (for `sha256sum -c` and `certutil`), sizes.txt, and the manual for
the person who carries the stick as 安装说明.html. Fails, naming every reason, when a package is
missing or too large, a path too long, a part unnamed on the page 关于, or when anything of this
machine is inside. `--some` reports on the packages that are there.
"""

from __future__ import annotations

import argparse
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import report_machine
import report_manual
import report_named
import report_trees
from ground import BUILD, PACKAGES, Unbuildable, digest_of, ended, say, size_of, version_of
from report_trees import Tree

MB = 1_000_000
LONGEST_PATH = 110
INSTALLED = 270
SUMS, SIZES = "SHA256SUMS", "sizes.txt"
MADE_HERE = ("Mulin.exe", "mulin-cli.exe", "uninstall.exe")
"""The compiled files that are not taken ready-made from somebody else."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file that is handed out; `most` in MB, 0 where nothing limits it."""

    form: str
    most: int
    words: str

    def path(self, version: str) -> Path:
        """Where it lies."""
        return PACKAGES / self.form.format(version)


ARTEFACTS = (
    Artefact("mulin-{}-windows-x64.exe", 75, "Windows 安装程序"),
    Artefact("mulin-{}-windows-x64-portable.zip", 0, "Windows 免安装"),
    Artefact("mulin_{}_amd64.deb", 90, "统信、麒麟、Debian，x86"),
    Artefact("mulin_{}_arm64.deb", 90, "麒麟、Debian，ARM"),
    Artefact("mulin-{}-linux-amd64.tar.xz", 0, "Linux x86，解压就用"),
    Artefact("mulin-{}-linux-arm64.tar.xz", 0, "Linux ARM，解压就用"),
)


def main() -> None:
    """Look at everything, write the two files, then say all that is wrong at once."""
    parser = argparse.ArgumentParser(description="核对做好的安装包，写出校验码和大小。")
    parser.add_argument("--some", action="store_true", help="只核对已经做好的")
    some = parser.parse_args().some
    version = version_of()
    made = [(one, one.path(version)) for one in ARTEFACTS if one.path(version).is_file()]
    troubles = [] if some else _missing(version)
    if not made:
        raise Unbuildable("out/packages 里没有这个版本的安装包。请先运行 make packages。")
    looking = report_machine.Looking(report_machine.this_machine())
    say(f"查找 {'、'.join(looking.machine.certain)} 等属于这台机器的字样……")
    lines = [f"睦邻台账 {version}", ""]
    lines += [f"{_mb(path):>9}  {path.name}  {one.words}" for one, path in made]
    for one, path in made:
        say(f"核对 {path.name}……")
        troubles += _too_large(one, path)
        troubles += _told(looking, path.name, path.name, path.read_bytes()[: 1 << 20], ours=True)
        try:
            tree = report_trees.unpack(path)
            if tree is None:
                continue
            troubles += _judged(tree, looking)
        except Unbuildable as trouble:
            troubles.append(str(trouble))
            continue
        if path.suffix == ".xz":
            troubles += [f"{path.name}：{told}" for told in report_machine.owners(path)]
        lines += ["", *_weighed(tree)]
    _write(made, lines)
    report_trees.clear()
    if troubles:
        raise Unbuildable("安装包还不能交出去：\n" + "\n".join(troubles))
    say(f"都合格。校验码在 {SUMS}，大小在 {SIZES}。")


def _missing(version: str) -> list[str]:
    names = [one.path(version).name for one in ARTEFACTS if not one.path(version).is_file()]
    return [f"还没有做好 {name}。" for name in names]


def _mb(path: Path) -> str:
    return f"{path.stat().st_size / MB:.1f} MB"


def _too_large(one: Artefact, path: Path) -> list[str]:
    if one.most and path.stat().st_size > one.most * MB:
        return [f"{path.name} 有 {_mb(path)}，最多 {one.most} MB。"]
    return []


def _judged(tree: Tree, looking: report_machine.Looking) -> Iterator[str]:
    """Everything that is wrong with an unpacked package."""
    size = size_of(tree.program)
    if size.megabytes > INSTALLED:
        yield f"{tree.name} 装好后有 {size.megabytes:.1f} MB，最多 {INSTALLED} MB。"
    if len(size.longest) > LONGEST_PATH:
        yield (
            f"{tree.name} 里最长的路径有 {len(size.longest)} 个字符，"
            f"最多 {LONGEST_PATH} 个：{size.longest}"
        )
    if tree.system == "windows" and (BUILD / "windows" / "tree").is_dir():
        report_trees.same_program(BUILD / "windows" / "tree", tree)
    heads = []
    vendors = _vendors(tree)
    for path in sorted(tree.whole.rglob("*")):
        name = path.relative_to(tree.whole).as_posix()
        if path.is_symlink():
            yield from _told(looking, tree.name, name, str(path.readlink()).encode(), ours=True)
        elif path.is_file():
            content = path.read_bytes()
            inner = name
            if path.is_relative_to(tree.program):
                inner = path.relative_to(tree.program).as_posix()
                heads.append((inner, content[:4]))
            compiled = content.startswith((b"\x7fELF", b"MZ"))
            ours = (
                path.name in MADE_HERE
                if compiled or inner.startswith("python/")
                else report_machine.is_ours(report_named.library_name(inner), vendors)
            )
            yield from _told(looking, tree.name, name, name.encode(), ours=ours)
            yield from _told(looking, tree.name, name, content, ours=ours)
    for name in report_named.unnamed(heads, tree.system):
        yield f"{tree.name}：{name} 不属于“关于”里列出的任何部分，请在 parts.toml 里写明。"


def _vendors(tree: Tree) -> frozenset[str]:
    """What others made: the files of the wheels and, on Linux, of the standard library."""
    found = frozenset[str]().union(
        *(report_machine.names_in(folder) for folder in BUILD.glob("*/wheels"))
    )
    if tree.system == "windows":
        return found
    library = Path(sysconfig.get_path("stdlib"))
    names = (path.relative_to(library).as_posix() for path in library.rglob("*.py"))
    return found | {name.removesuffix(".py") for name in names}


def _told(
    looking: report_machine.Looking, package: str, name: str, content: bytes, *, ours: bool
) -> list[str]:
    found = looking.hits(content, ours=ours)
    return [f"{package}：{name} 里有这台机器的“{words}”。" for words in found]


def _weighed(tree: Tree) -> Iterator[str]:
    size = size_of(tree.program)
    yield (
        f"{tree.name} 装好后：{size.files} 个文件，{size.megabytes:.1f} MB，"
        f"最长的路径 {len(size.longest)} 个字符"
    )
    for group, (octets, files) in report_trees.weights(tree.program).items():
        yield f"{octets / MB:9.1f} MB  {files:5} 个文件  {group}"


def _write(made: list[tuple[Artefact, Path]], lines: list[str]) -> None:
    sums = [f"{digest_of(path)}  {path.name}\n" for _, path in made]
    (PACKAGES / SUMS).write_text("".join(sums), encoding="utf-8", newline="\n")
    (PACKAGES / report_manual.NAME).write_text(report_manual.page(), encoding="utf-8")
    (PACKAGES / SIZES).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(ended(main))
