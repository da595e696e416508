"""The two forms the program leaves in for Linux: a .deb to install and a .tar.xz to unpack.

The .deb keeps to the folders that UOS asks of every application, /opt/apps/APPID with `entries`,
`files` and `info`. UOS links the entries into its menus by itself; Kylin and Debian do not. So the
package brings these links under /usr/share, and one in /usr/bin: dpkg knows each of them, takes
them away with the package, and its triggers tell the desktop. A script could fail half-way.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tarfile
from pathlib import Path

from ground import HERE, Unbuildable, fresh, run, size_of
from linux_limits import Asked, Kind
from linux_tree import give_rights

APP = "org.mulin.taizhang"
PLACE = Path("opt/apps") / APP
FORMS = HERE / "linux"
DRAWINGS = {
    "apps": (f"{APP}.svg", Path("resources/icons/mulin.svg")),
    "mimetypes": ("application-x-mulin.svg", Path("packaging/windows/book.svg")),
}
SIDES = (16, 24, 32, 48, 64, 128, 256)
"""Sizes in pixels for desktops that draw no SVG."""

LARGEST_DEB = 90_000_000
LONGEST_PATH = 110

SCRIPTS = ("preinst", "postinst", "prerm", "postrm")


def lay_out(files: Path, tree: Path, version: str, kind: Kind) -> None:
    """Move the program into an emptied tree, with `entries` and `info` beside it."""
    fresh(tree)
    files.rename(tree / "files")
    entries = tree / "entries"
    for name, folder in ((f"{APP}.desktop", "applications"), (f"{APP}.xml", "mime/packages")):
        (entries / folder).mkdir(parents=True)
        shutil.copyfile(FORMS / name, entries / folder / name)
    icons = entries / "icons" / "hicolor"
    run(
        [sys.executable, HERE / "linux_icons.py", icons],
        "图标没有画成。",
        env={"QT_QPA_PLATFORM": "offscreen"},
    )
    told = json.loads((FORMS / "info.json").read_text(encoding="utf-8"))
    told |= {"version": version, "arch": [kind.debian]}
    (tree / "info").write_text(
        json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    give_rights(tree, executable=[tree / "files" / "mulin"])
    longest = size_of(tree).longest
    if len(longest) > LONGEST_PATH:
        raise Unbuildable(f"路径太长（{len(longest)} 个字符，最多 {LONGEST_PATH} 个）：{longest}")


def write_deb(tree: Path, work: Path, out: Path, version: str, kind: Kind, asked: Asked) -> Path:
    """The .deb of a laid-out tree; raises `Unbuildable` when it is too large for the stick."""
    root = fresh(work / "deb")
    (root / PLACE.parent).mkdir(parents=True)
    shutil.copytree(tree, root / PLACE, symlinks=True)
    _link_into_the_desktop(root)
    document = root / "usr" / "share" / "doc" / APP / "copyright"
    document.parent.mkdir(parents=True)
    shutil.copyfile(FORMS / "copyright", document)
    control = root / "DEBIAN"
    control.mkdir()
    (control / "md5sums").write_text(_sums(root), encoding="utf-8")
    (control / "control").write_text(control_text(root, version, kind, asked), encoding="utf-8")
    for name in SCRIPTS:
        shutil.copyfile(FORMS / name, control / name)
    give_rights(
        root, executable=[root / PLACE / "files" / "mulin", *(control / one for one in SCRIPTS)]
    )
    _date(root)
    package = work / f"mulin_{version}_{kind.debian}.deb"
    # The dpkg of UOS and Kylin reads no zstd.
    run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, package], "没有做成 .deb。")
    if package.stat().st_size > LARGEST_DEB:
        size = package.stat().st_size / 1_000_000
        raise Unbuildable(
            f"{package.name} 有 {size:.1f} MB，超过了 {LARGEST_DEB / 1_000_000:.0f} MB。"
        )
    shutil.rmtree(root)
    return Path(shutil.move(package, out / package.name))


def write_archive(tree: Path, work: Path, out: Path, version: str, kind: Kind) -> Path:
    """The .tar.xz of a laid-out tree, that runs from any folder."""
    name = f"mulin-{version}-linux-{kind.debian}"
    folder = work / name
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(tree, folder, symlinks=True)
    (folder / "info").unlink()
    scripts = (folder / "打开睦邻台账.sh", folder / "安装到菜单.sh")
    for path, form in zip(scripts, ("open.sh", "add-to-menu.sh"), strict=True):
        shutil.copyfile(FORMS / form, path)
    glibc = ".".join(map(str, kind.limits["GLIBC"]))
    words = (FORMS / "read-me.txt").read_text(encoding="utf-8")
    (folder / "请先读我.txt").write_text(
        words.format(version=version, architecture=kind.debian, glibc=glibc), encoding="utf-8"
    )
    shutil.copyfile(FORMS / "copyright", folder / "copyright")
    give_rights(folder, executable=[folder / "files" / "mulin", *scripts])
    archive = work / f"{name}.tar.xz"
    with tarfile.open(archive, "w:xz", preset=6, format=tarfile.GNU_FORMAT) as packed:
        for path in [folder, *sorted(folder.rglob("*"))]:
            packed.add(path, str(path.relative_to(work)), recursive=False, filter=_nobodys)
    shutil.rmtree(folder)
    return Path(shutil.move(archive, out / archive.name))


def control_text(root: Path, version: str, kind: Kind, asked: Asked) -> str:
    """What dpkg is told about the package in a folder."""
    paths = [path for path in root.rglob("*") if "DEBIAN" not in path.parts]
    sizes = [path.stat().st_size for path in paths if path.is_file() and not path.is_symlink()]
    others = len(paths) - len(sizes)
    return (
        (FORMS / "control")
        .read_text(encoding="utf-8")
        .format(
            version=version,
            architecture=kind.debian,
            kilobytes=sum((size + 1023) // 1024 for size in sizes) + others,
            depends=", ".join([*asked.depends, "xkb-data"]),
        )
    )


def _link_into_the_desktop(root: Path) -> None:
    entries = root / PLACE / "entries"
    for path in sorted(entries.rglob("*")):
        if path.is_file():
            link = root / "usr" / "share" / path.relative_to(entries)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to("/" + str(path.relative_to(root)))
    command = root / "usr" / "bin" / "mulin"
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/{PLACE}/files/mulin")


def _sums(root: Path) -> str:
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(root)}\n"
        for path in files
    )


def _date(root: Path) -> None:
    moment = int(os.environ["SOURCE_DATE_EPOCH"])
    for path in [root, *root.rglob("*")]:
        os.utime(path, (moment, moment), follow_symlinks=False)


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = int(os.environ["SOURCE_DATE_EPOCH"])
    return entry
