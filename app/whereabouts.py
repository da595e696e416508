"""Whether a book lies where files get damaged: on another machine, or in a folder of a cloud."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath

_REMOTE = frozenset(
    "nfs nfs4 cifs smb3 smbfs afs ncpfs 9p ceph davfs fuse.sshfs fuse.davfs2 fuse.rclone "
    "fuse.glusterfs fuse.gvfsd-fuse fuse.smbnetfs".split()
)
_DRIVE_REMOTE = 4  # what Windows calls a drive of another machine
_SYNCED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "icloud": "iCloud",
    "nutstore": "坚果云",
    "坚果云": "坚果云",
    "我的坚果云": "坚果云",
    "baidunetdisk": "百度网盘",
    "baidusyncdisk": "百度网盘",
    "百度网盘": "百度网盘",
    "百度云": "百度网盘",
    "wpsdrive": "WPS云盘",
    "wps云盘": "WPS云盘",
    "腾讯微云": "腾讯微云",
    "微云同步": "腾讯微云",
    "阿里云盘": "阿里云盘",
    "天翼云盘": "天翼云盘",
    "夸克网盘": "夸克网盘",
    "synologydrive": "群晖",
    "nextcloud": "Nextcloud",
    "seafile": "Seafile",
}
"""How the folders of programs begin that copy files to other machines, and their names."""


def risk_of(path: Path) -> str:
    """Why an open book should not lie there, with what to do; empty where it lies well."""
    why = _why_not(path)
    return why and (
        f"台账放在{why}现在可以照常使用；请找时间关闭程序，把台账移到这台电脑自己的文件夹里。"
    )


def advice_on(path: Path) -> str:
    """Why a new book had better not be made there; empty where it lies well."""
    why = _why_not(path)
    return why and f"这里是{why}也可以继续，但最好换成这台电脑自己的文件夹。"


def _why_not(path: Path) -> str:
    where = path.absolute()
    cloud = synced_by(where)
    if cloud:
        return f"“{cloud}”的同步文件夹：同步时文件可能被换成旧的，还会传到网上。"
    if on_network(where):
        return "网络盘：断线或两台电脑同时写入时，文件可能损坏。"
    return ""


def synced_by(path: PurePath) -> str:
    """The program that copies the folders of a path to other machines; empty for none."""
    for part in path.parts[1:-1]:
        word = part.casefold()
        for start, name in _SYNCED.items():
            if word == start or word.startswith((f"{start} ", f"{start}-", f"{start}drive")):
                return name
    return ""


def on_network(path: Path) -> bool:
    """Whether a path leads to a drive of another machine."""
    if str(path).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE)
    mounts = Path("/proc/mounts")
    return mounts.exists() and remote_in(mounts.read_text("utf-8", "replace"), path.resolve())


def remote_in(mounts: str, path: Path) -> bool:
    """Whether the table of mounts says that a path is of another machine."""
    places = {}
    for line in mounts.splitlines():
        _, place, kind, *_ = [*line.split(" "), "", "", ""]
        places[Path(place.encode().decode("unicode_escape"))] = kind
    found = next((places[each] for each in (path, *path.parents) if each in places), "")
    return found in _REMOTE
