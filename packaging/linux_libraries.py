"""The libraries of Debian that go with the program, because a desktop may lack them.

Qt asks for a dozen small libraries about windows and keys. A desktop without Qt programs has few of
them and none of the domestic systems has libxcb-cursor. Debian 11 built them against an older glibc
than any of our targets has, so one copy serves all. The part for fcitx 4, with which Kylin and the
older UOS type Chinese, is of Debian 13 and is fitted to our Qt. All are taken from the archive that
this machine's own apt sources name, each checked against libraries.lock.
"""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from pathlib import Path, PurePosixPath

import fcitx_plugin
from ground import CACHE, HERE, Unbuildable, digest_of, fresh, run
from linux_limits import Kind
from mirror import mirror

LOCK = HERE / "linux" / "libraries.lock"

TYPING = "qt6/plugins/platforminputcontexts/libfcitxplatforminputcontextplugin-qt6.so"
"""The one plugin among them: Qt's wheels can type Chinese with ibus and with fcitx 5 only."""


def add(qt: Path, kind: Kind, work: Path) -> None:
    """Put the libraries and the plugin into the folders of Qt, where they find each other."""
    unpacked = fresh(work / "debian")
    for place, digest in _listed(kind):
        package = fetched(place, digest)
        run(["dpkg-deb", "--extract", package, unpacked], f"{package.name} 解不开。")
    libraries = unpacked / "usr" / "lib" / f"{kind.machine}-linux-gnu"
    for link in sorted(libraries.glob("*.so.?")):
        _put(link, qt / "lib" / link.name, "$ORIGIN")
    plugin = libraries / TYPING
    fcitx_plugin.fit(plugin)
    _put(plugin, qt / plugin.relative_to(libraries / "qt6"), "$ORIGIN/../../lib")


def _put(file: Path, target: Path, search: str) -> None:
    """Copy a library and tell it where the others lie, which is nowhere else."""
    shutil.copyfile(file, target)
    run(["patchelf", "--set-rpath", search, target], f"{target.name} 没有改好。")


def fetched(place: str, digest: str) -> Path:
    """A file of the Debian archive, from the cache or the mirror, with this SHA-256."""
    path = CACHE / "debian" / PurePosixPath(place).name
    if not path.is_file() or digest_of(path) != digest:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        try:
            with urllib.request.urlopen(f"{mirror().rstrip('/')}/{place}", timeout=120) as answer:  # noqa: S310
                part.write_bytes(answer.read())
        except (urllib.error.URLError, TimeoutError) as trouble:
            raise Unbuildable(
                f"没有取到 {path.name}：{trouble}。请看看网络，再试一次。"
            ) from trouble
        if digest_of(part) != digest:
            raise Unbuildable(f"取来的 {path.name} 和 {LOCK.name} 里的校验码不符，没有使用。")
        part.replace(path)
    return path


def _listed(kind: Kind) -> list[tuple[str, str]]:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines if line and not line.startswith("#")]
    return [(place, digest) for place, digest in pairs if place.endswith(f"_{kind.debian}.deb")]
