"""Bare Debian roots to test packages in: made with the mirror that this machine itself uses."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from ground import Unbuildable, need, run, say

SOURCES = Path("/etc/apt")
STAMP = "mulin-made.txt"


def mirror() -> str:
    """The address of the Debian archive that the apt sources of this machine name."""
    found = next((address for address in _addresses() if _plain(address)), "")
    if not found:
        raise Unbuildable("读不出这台机器的软件源：/etc/apt 里没有 Debian 的地址。")
    return found


def bare_root(
    folder: Path, suite: str, packages: Sequence[str] = (), *, mark: str, architecture: str = ""
) -> bool:
    """A minimal Debian of this suite in `folder`; left as it is when the same was made before.

    Gives whether it was made now. `mark` is what the stamp says, so that other wishes make it anew.
    """
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text("utf-8") == mark:
        return False
    need({"debootstrap": "debootstrap"})
    if folder.exists():
        _must_be_unmounted(folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    say(f"准备干净的系统 {suite}（只在第一次，约几分钟）……")
    run(
        [
            *("debootstrap", "--variant=minbase"),
            *([f"--include={','.join(packages)}"] if packages else []),
            *([f"--arch={architecture}"] if architecture else []),
            *(suite, folder, mirror()),
        ],
        f"没有装成 {suite}。",
    )
    return True


def made(folder: Path, mark: str) -> None:
    """Write down that a root is whole."""
    (folder / STAMP).write_text(mark, encoding="utf-8")


def mounted_below(folder: Path) -> list[Path]:
    """What is mounted inside a folder, the innermost first."""
    inside = f"{folder.resolve()}/"
    table = Path("/proc/self/mounts").read_text(encoding="utf-8")
    places = [
        line.split(" ")[1].encode().decode("unicode_escape").encode("latin-1").decode("utf-8")
        for line in table.splitlines()
    ]
    return [Path(place) for place in reversed(places) if place.startswith(inside)]


def _must_be_unmounted(folder: Path) -> None:
    left = mounted_below(folder)
    if left:
        raise Unbuildable(f"{left[0]} 还挂载着，不能重做这个系统。请先运行：umount {left[0]}")


def _addresses() -> Iterator[str]:
    for path in sorted([SOURCES / "sources.list", *SOURCES.glob("sources.list.d/*")]):
        if not path.is_file():
            continue
        text = re.sub(r"^\s*#.*\n?", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        if path.suffix == ".sources":
            yield from re.findall(r"^URIs:\s*(\S+)", text, re.MULTILINE)
        else:
            yield from re.findall(r"^deb\s+(?:\[[^]]*\]\s+)?(\S+)", text, re.MULTILINE)


def _plain(address: str) -> bool:
    return address.rstrip("/").endswith("/debian")
