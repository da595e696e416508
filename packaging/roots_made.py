"""The Debian roots that packages are proved in, made once and kept: what any desktop has, no more.

No Python, no Chinese font, nothing of the machine that builds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ground import fresh, say
from mirror import STAMP, bare_root, made
from roots_room import Room

DESKTOP = (
    *("libx11-6", "libx11-xcb1", "libxext6", "libxrender1", "libxcb1"),
    *("libxkbcommon0", "libxkbcommon-x11-0", "libsm6", "libice6", "libgl1", "libegl1"),
    *("libfontconfig1", "fontconfig", "libfreetype6", "libglib2.0-0", "libglib2.0-bin"),
    *("dbus", "libdbus-1-3", "xdg-utils", "shared-mime-info", "desktop-file-utils"),
    *("hicolor-icon-theme", "libcups2", "locales", "procps", "xz-utils"),
)
"""What every desktop brings, be it UOS, Kylin or Debian. All of it is named here: a library that
the program needs and that is not in this list must come with the package."""

LOCALE = "zh_CN.UTF-8"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A root: its Debian, its architecture, and what is put on top of the desktop."""

    name: str
    suite: str
    architecture: str = "amd64"


DEBIAN_11 = Recipe("debian11", "bullseye")
DEBIAN_12 = Recipe("debian12", "bookworm")
ARM_64 = Recipe("arm64", "bullseye", "arm64")
"""Debian 11 on arm64 has glibc 2.31, as Kylin V10 SP1 has."""

RECIPES = {recipe.name: recipe for recipe in (DEBIAN_11, DEBIAN_12, ARM_64)}

_INSTALL = ("apt-get", "install", "-q", "-y", "--no-install-recommends")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}


def desktop(recipe: Recipe, cache: Path) -> list[Path]:
    """A desktop that has never seen the program, as layers with the uppermost first.

    Made when it is not there yet: some minutes, on arm64 a quarter of an hour.
    """
    return _layer([_bare(recipe, cache)], cache / f"{recipe.name}-desktop", DESKTOP)


def with_more(recipe: Recipe, cache: Path, name: str, packages: Sequence[str]) -> list[Path]:
    """The desktop with more packages on it, as layers with the uppermost first."""
    return _layer(desktop(recipe, cache), cache / f"{recipe.name}-{name}", packages)


def _bare(recipe: Recipe, cache: Path) -> Path:
    folder, mark = cache / recipe.name, f"{recipe.suite} {recipe.architecture}\n"
    always = ("ca-certificates",)
    if bare_root(folder, recipe.suite, always, mark=mark, architecture=recipe.architecture):
        made(folder, mark)
    return folder


def _layer(below: list[Path], folder: Path, packages: Sequence[str]) -> list[Path]:
    mark = folder / "made.txt"
    stamps = [path.parent / "made.txt" for path in below[:-1]] + [below[-1] / STAMP]
    wanted = "".join(stamp.read_text("utf-8") for stamp in stamps) + f"{' '.join(packages)}\n"
    if not mark.is_file() or mark.read_text("utf-8") != wanted:
        say(f"准备 {folder.name}（只在第一次）……")
        fresh(folder)
        with Room(below, folder, network=True) as room:
            room.do(["apt-get", "update", "-q"], env=_QUIET, seconds=1800)
            room.do([*_INSTALL, *packages], env=_QUIET, seconds=7200)
            room.do(["localedef", "-i", "zh_CN", "-f", "UTF-8", LOCALE])
            room.do(["apt-get", "clean"])
            room.do(["sh", "-c", "rm -rf /var/lib/apt/lists/*"])
        mark.write_text(wanted, encoding="utf-8")
    return [folder / "upper", *below]
