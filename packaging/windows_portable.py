"""The .zip that needs no installing: the same tree, with a note that keeps everything inside it."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

NOTE = """\
这是免安装的睦邻台账。

整个文件夹放在哪里都行，比如 U 盘上。双击里面的 Mulin.exe 打开。
这个文件（portable.txt）在，台账和设置就都放在这个文件夹的“数据”里，不留在电脑上。
请不要删除或改名：没有它，程序会像安装版一样，把台账和设置放在电脑的用户文件夹里。

换新版本：先关闭程序，把新的压缩包解压到新的文件夹，再把旧文件夹里的“数据”文件夹整个拷过去，
看过没有问题，再删掉旧的文件夹。
U 盘容易丢、容易坏：请每天备份到另一个地方。台账是加密的，别人捡到也打不开。
"""
FOLDER = "睦邻台账"
_REGULAR = 0o100644
_LEVEL = 9


def write(tree: Path, target: Path, moment: int) -> None:
    """Pack the tree in a fixed order under one time, so that the same tree gives the same bytes."""
    stamp = time.gmtime(moment)[:6]
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    contents = [(path.relative_to(tree).as_posix(), path) for path in files]
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as packed:
        note = NOTE.replace("\n", "\r\n").encode("utf-8-sig")
        packed.writestr(_entry("portable.txt", stamp), note, zipfile.ZIP_DEFLATED, _LEVEL)
        for name, path in contents:
            entry = _entry(name, stamp)
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, _LEVEL)


def _entry(name: str, stamp: tuple[int, ...]) -> zipfile.ZipInfo:
    year, month, day, hour, minute, second = stamp
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", (year, month, day, hour, minute, second))
    entry.external_attr = _REGULAR << 16
    entry.create_system = 3
    return entry
