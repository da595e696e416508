"""Make the installer for Windows out of the tree, with the script packaging/windows/setup.nsi."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import windows_signing
from ground import HERE, Unbuildable, ended, fresh, run, settle, size_of
from icon_files import write_side_picture
from windows_launcher import draw_icons, four_numbers

SCRIPT = HERE / "windows" / "setup.nsi"
LARGEST = 75.0
UNINSTALLER = 1_000_000
"""Bytes that the uninstaller and the entry of the disk take beside the tree, generously."""
_DAMAGED = (
    "Installer integrity check has failed. Common causes include\n"
    "incomplete download and damaged media. Contact the\n"
    "installer's author to obtain a new copy.\n\n"
    "More information at:\nhttp://nsis.sf.net/NSIS_Error"
)
SPOKEN = {
    _DAMAGED: "安装程序不完整或已损坏，没有安装。\n\n多半是复制时中断了，请重新复制一份。",
    "Error writing temporary file. Make sure your temp folder is valid.": "不能写临时文件。"
    "请清理磁盘，或重启电脑后再试一次。",
    "Error launching installer": "安装程序没有启动起来",
    "NSIS Error": "睦邻台账",
    "verifying installer: %d%%": "核对安装程序：%d%%",
    "unpacking data: %d%%": "正在准备：%d%%",
}
"""What the stub of NSIS says before it has read its own translation."""


def make(tree: Path, target: Path, work: Path, version: str, moment: int) -> None:
    """Write the installer; raises `Unbuildable` when it is larger than a stick's corner."""
    pictures = fresh(work / "pictures")
    draw_icons(pictures)
    write_side_picture(pictures / "side.bmp")
    lists = fresh(work / "lists")
    (lists / "files.nsh").write_text(instructions(tree), encoding="utf-8")
    (lists / "files.txt").write_bytes(list_of_files(tree).encode("utf-16"))
    for folder in (lists, pictures):
        settle(folder, moment)
    size = size_of(tree).octets + UNINSTALLER
    made = work / target.name
    given = {
        "VERSION": version,
        "NUMBERS": ".".join(four_numbers(version)),
        "TREE": tree,
        "TREE_MB": round(size / 1024**2),
        "TREE_KB": size // 1024,
        "LISTS": lists,
        "PICTURES": pictures,
        "OUT": made,
        "SPEAK": shlex.join([sys.executable, str(Path(__file__).resolve())]),
        "SIGN": windows_signing.command(),
    }
    run(
        [
            *("nice", "-n", "5", "makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8"),
            *(f"-D{name}={value}" for name, value in given.items()),
            SCRIPT,
        ],
        "安装程序没有做成。",
        env={"SOURCE_DATE_EPOCH": str(moment)},
    )
    windows_signing.sign(made)
    weight = made.stat().st_size / 1_000_000
    if weight > LARGEST:
        raise Unbuildable(f"安装程序有 {weight:.1f} MB，最多 {LARGEST:.0f} MB。")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, target)


def instructions(tree: Path) -> str:
    """Lines for NSIS that write every file of the tree, folder by folder.

    Alike files lie together, which packs them tighter.
    """
    lines = []
    for folder in (tree, *sorted(path for path in tree.rglob("*") if path.is_dir())):
        files = [path for path in folder.iterdir() if path.is_file()]
        if files:
            inside = _as_windows(folder, tree)
            lines.append(f'SetOutPath "$INSTDIR\\{inside}"' if inside else "SetOutPath $INSTDIR")
        alike = sorted(files, key=lambda path: (path.suffix, path.name))
        lines += [f'File "${{TREE}}/{_as_plain(file, tree)}"' for file in alike]
    return "".join(f"{line}\n" for line in lines)


def list_of_files(tree: Path) -> str:
    """What the uninstaller may delete: the files, then the folders, the inner ones first."""
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    folders = sorted((path for path in tree.rglob("*") if path.is_dir()), reverse=True)
    names = [_as_windows(path, tree) for path in files]
    names += [f"{_as_windows(path, tree)}\\" for path in folders]
    return "".join(f"{name}\r\n" for name in names)


def speak_chinese(head: Path) -> None:
    """Put Chinese sentences where the stub of NSIS holds English ones.

    Each is cut off where the English one ended, so it must not be longer.
    """
    content = head.read_bytes()
    for english, chinese in SPOKEN.items():
        there, ours = (f"{words}\0".encode("utf-16-le") for words in (english, chinese))
        if len(ours) > len(there):
            raise Unbuildable(f"这句话太长，安装程序里放不下：{chinese}")
        if there in content:
            content = content.replace(there, ours.ljust(len(there), b"\0"))
    head.write_bytes(content)


def _as_plain(path: Path, tree: Path) -> str:
    name = path.relative_to(tree).as_posix()
    if not name.isascii() or set(name) & set('$"*?<>|:'):
        raise Unbuildable(f"文件名 {name} 不能放进安装程序。")
    return "" if name == "." else name


def _as_windows(path: Path, tree: Path) -> str:
    return _as_plain(path, tree).replace("/", "\\")


def main() -> None:
    """`windows_installer.py HEAD`: what makensis calls while it makes the installer."""
    head = Path(sys.argv[1])
    copy = head.with_suffix(".before")
    shutil.copyfile(head, copy)
    speak_chinese(head)
    if head.read_bytes() == copy.read_bytes():
        raise Unbuildable("这一版 NSIS 的英文句子和这里写的不一样，请对照着改 SPOKEN。")


if __name__ == "__main__":
    sys.exit(ended(main))
