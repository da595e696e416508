"""The program as a folder: unpacked anywhere, started, put into the menu, taken out again."""

from __future__ import annotations

import shutil
from pathlib import Path

from proof import expect
from roots_fresh import first_start, open_by_hand
from roots_journey import travel
from roots_package import APP, KIND
from roots_user import HOME
from roots_window import Desk

from app.about import VERSION

PLACE = f"{HOME}/桌面/睦邻 台账（U 盘）"
ENTRY = f"{HOME}/.local/share/applications/{APP}.desktop"


def unpack(desk: Desk, archive: Path, place: str) -> str:
    """Unpack an archive as 张三 into a folder; gives the path of its program."""
    desk.room.path(place).mkdir(parents=True)
    parcel = desk.room.path(f"{place}/{archive.name}")
    shutil.copyfile(archive, parcel)
    desk.user.own(place)
    desk.user.do(["tar", "-xf", f"{place}/{archive.name}", "-C", place])
    parcel.unlink()
    return f"{_folder(desk, place)}/files/bin/mulin"


def prove_archive(desk: Desk, archive: Path, book: str) -> None:
    """Start it from its folder, from the menu, and with a book; nothing of it stays behind."""
    program = unpack(desk, archive, PLACE)
    folder = _folder(desk, PLACE)
    said = desk.user.do([program, "--version"])
    expect(VERSION in said, f"解压的程序说的是：{said}")
    first_start(desk, "解压即用", f"{folder}/打开睦邻台账.sh")
    travel(
        desk,
        "again",
        "解压即用的一天",
        words=(f"{folder}/打开睦邻台账.sh", book),
        library=f"{folder}/files/lib",
    )
    desk.user.do([f"{folder}/安装到菜单.sh"])
    entry = desk.room.path(ENTRY).read_text("utf-8")
    expect(f'"{folder}/files/bin/mulin"' in entry, f"菜单里写的是：{entry}")
    desk.user.do(["desktop-file-validate", ENTRY])
    said = desk.user.do(["gio", "mime", KIND])
    expect(f"{APP}.desktop" in said, f"桌面不知道用什么打开 .mulin 文件：{said}")
    open_by_hand(desk, ["gio", "open", book], "菜单里的解压程序")
    desk.user.do([f"{folder}/安装到菜单.sh", "移除"])
    expect(not desk.room.path(ENTRY).exists(), "从菜单移除以后还在菜单里。")
    shutil.rmtree(desk.room.path(PLACE))


def _folder(desk: Desk, place: str) -> str:
    inside = [path.name for path in desk.room.path(place).iterdir() if path.is_dir()]
    expect(len(inside) == 1, f"压缩包解开以后有这些文件夹：{inside}")
    return f"{place}/{inside[0]}"
