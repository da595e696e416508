"""The Linux packages on clean systems: installed, used, upgraded, carried about, removed.

Two rooms for each Debian. In the first the package of today is all there ever was; in the second
the version before was used, and today's comes over it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import previous
import roots_fresh
import roots_made
import roots_upgrade
import typing_test
from ground import need
from proof import Proof, expect
from roots_made import RECIPES, Recipe
from roots_room import Room
from roots_user import User
from roots_window import Desk
from screen import Screen

SIZE = "1440x900"
_TYPED = {"debian12": ("fcitx5", "ibus"), "debian11": ("fcitx4",)}
_UNDER_QEMU = 12.0


def run(proof: Proof, root: str, cache: Path) -> None:
    """Prove the packages in one root of `roots_made`; slow set-up lies in `cache`."""
    need({"pdftotext": "poppler-utils"})
    recipe = RECIPES[root]
    architecture = recipe.architecture
    deb = previous.todays(f"mulin_{{}}_{architecture}.deb")
    archive = previous.todays(f"mulin-{{}}-linux-{architecture}.tar.xz")
    layers: list[Path] = []
    with proof.step("准备干净的系统", vital=True):
        layers += roots_made.desktop(recipe, cache)
    with _desk(proof, recipe, layers, cache) as desk:
        roots_fresh.prove(desk, deb)
    with _desk(proof, recipe, layers, cache) as desk:
        roots_upgrade.prove(desk, previous.deb(architecture), deb, archive)
    typing_test.run(proof, cache, deb, _TYPED.get(root, ()))


@contextmanager
def _desk(proof: Proof, recipe: Recipe, layers: list[Path], cache: Path) -> Iterator[Desk]:
    slow = 1.0 if recipe.architecture == _here() else _UNDER_QEMU
    with Room(layers, cache / f"{recipe.name}-room") as room, Screen(SIZE) as screen:
        user = User(room, screen.name, proof.folder, {"QT_IM_MODULE": "fcitx"})
        user.move_in()
        desk = Desk(proof, room, screen, user, slow)
        with proof.step("干净的系统里没有 Python、中文字体和网络", vital=True) as note:
            note(_bare(room))
        yield desk


def _here() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, "")


def _bare(room: Room) -> str:
    for program in ("python3", "python", "python2"):
        expect(room.run(["sh", "-c", f"command -v {program}"]).code, f"系统里有 {program}。")
    fonts = room.do(["fc-list", ":lang=zh", "file"]).strip()
    expect(not fonts, f"系统里有中文字体：{fonts}")
    table = room.do(["cat", "/proc/net/dev"])
    cards = [line.split(":")[0].strip() for line in table.splitlines() if ":" in line]
    expect(cards == ["lo"], f"系统里有网卡：{cards}")
    first = room.path("/etc/debian_version").read_text("utf-8").strip()
    glibc = room.do(["ldd", "--version"]).splitlines()[0].rpartition(" ")[2]
    return f"Debian {first}，glibc {glibc}"
