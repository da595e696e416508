"""The .deb in a room: put on it, looked at, taken off again."""

from __future__ import annotations

import shutil
from pathlib import Path

from ground import size_of
from proof import expect
from roots_room import Done, Room

APP = "org.mulin.taizhang"
PLACE = f"/opt/apps/{APP}"
PROGRAM = f"{PLACE}/files/bin/mulin"
LIBRARY = f"{PLACE}/files/lib"
ENTRY = f"/usr/share/applications/{APP}.desktop"
KIND = "application/x-mulin"
LARGEST = 270.0  # megabytes once installed
_PARCEL = "/tmp/mulin.deb"  # noqa: S108  inside the room


def put_on(room: Room, deb: Path) -> Done:
    """Install a package, or a newer one over it, with nothing but what it brings."""
    shutil.copyfile(deb, room.path(_PARCEL))
    done = room.run(["dpkg", "--install", _PARCEL], seconds=3600)
    room.path(_PARCEL).unlink()
    return done


def look_at(room: Room, version: str) -> str:
    """See that a package lies as it must and that the desktop knows it; gives a note."""
    known = room.do(["dpkg-query", "--show", "--showformat=${Status}|${Version}", APP])
    expect(known == f"install ok installed|{version}", f"dpkg 记着的是：{known}")
    broken = room.run(["dpkg", "--verify", APP]).said
    expect(not broken, f"装好的文件和包里的不一样：{broken}")
    strays = [
        path
        for path in room.do(["dpkg", "--listfiles", APP]).splitlines()
        if not path.startswith((f"{PLACE}", "/usr/share", "/usr/bin/mulin"))
        and path not in {"/.", "/opt", "/opt/apps", "/usr", "/usr/bin"}
    ]
    expect(not strays, f"包里有不在自己文件夹里的文件：{strays[:5]}")
    room.do(["desktop-file-validate", ENTRY])
    said = room.do(["gio", "mime", KIND])
    expect(f"{APP}.desktop" in said, f"桌面不知道用什么打开 .mulin 文件：{said}")
    for name in (f"apps/{APP}", "mimetypes/application-x-mulin"):
        icons = [path.name for path in _icons(room, name)]
        expect(icons, f"没有图标 {name}。")
    missing = _missing(room)
    expect(not missing, f"系统里找不到这些库：{missing}")
    return f"{_megabytes(room):.1f} MB"


def take_off(room: Room, *, purge: bool) -> Done:
    """Remove the package, with its settings when purged."""
    return room.run(["dpkg", "--purge" if purge else "--remove", APP])


def look_gone(room: Room) -> None:
    """See that nothing of the program is left. Raises `Failed`."""
    left = [
        place
        for place in (PLACE, ENTRY, "/usr/bin/mulin", f"/usr/share/mime/packages/{APP}.xml")
        if room.run(["test", "-e", place]).code == 0 or room.run(["test", "-L", place]).code == 0
    ]
    expect(not left, f"卸载以后还留着：{left}")
    said = room.run(["gio", "mime", KIND]).said
    expect(f"{APP}.desktop" not in said, f"卸载以后桌面还以为能打开 .mulin 文件：{said}")


def _icons(room: Room, name: str) -> list[Path]:
    folder, _, stem = name.partition("/")
    return list(room.path("/usr/share/icons/hicolor").glob(f"*/{folder}/{stem}.*"))


def _missing(room: Room) -> list[str]:
    """Libraries that the program asks for and that neither the system nor the package has."""
    look = (
        f"find {PLACE}/files -type f \\( -name '*.so*' -o -name mulin \\) -exec ldd {{}} +"
        " 2>/dev/null"
        " | sed -n 's/^[[:space:]]*\\(.*\\) => not found.*/\\1/p' | sort -u"
    )
    brought = {path.name for path in room.path(f"{PLACE}/files").rglob("*.so*")}
    return [name for name in room.do(["sh", "-c", look]).split() if name not in brought]


def _megabytes(room: Room) -> float:
    size = size_of(room.path(PLACE)).megabytes
    expect(size <= LARGEST, f"装好后有 {size:.1f} MB，超过了 {LARGEST} MB。")
    return size
