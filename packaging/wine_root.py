"""A Debian 13 root with Wine 10 and nothing else: the Windows that this machine can have."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from ground import BUILD, Unbuildable, run
from mirror import bare_root, made, mounted_below

FOLDER = BUILD / "wine"
SUITE = "trixie"
PACKAGES = ("wine", "wine64", "fonts-noto-cjk", "locales")
ZONE = "Asia/Shanghai"
MARK = f"{SUITE}: {' '.join(PACKAGES)}, zh_CN.UTF-8, tester, {ZONE}\n"
USER = 1000
"""The Linux account that Windows runs under: an ordinary one, so that permissions count."""
HOME = "/drive"
SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108  where X itself puts them


class Root:
    """The root while it is in use: mounted on entry, unmounted on exit, whatever happened."""

    def __init__(self, cache: Path = FOLDER) -> None:
        self.path = cache / "root"

    @property
    def home(self) -> Path:
        """The home folder of the account, seen from outside."""
        return self.path / HOME.lstrip("/")

    def __enter__(self) -> Self:
        if os.geteuid() != 0:
            raise Unbuildable("这项测试要用 chroot，请以 root 身份运行。")
        fresh = bare_root(self.path, SUITE, ("ca-certificates",), mark=MARK)
        try:
            self._mount(Path("/proc"), "proc")
            if fresh:
                self._furnish()
            self._mount(SOCKETS, "tmp/.X11-unix")
        except BaseException:
            self._unmount()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._unmount()

    def command(
        self, words: Sequence[str], env: Mapping[str, str], folder: str = HOME
    ) -> list[str]:
        """The command that does `words` inside as the ordinary account, with that environment."""
        settings = [f"{name}={value}" for name, value in env.items()]
        return [
            *("chroot", f"--userspec={USER}:{USER}", str(self.path)),
            *("/usr/bin/env", "-i", f"--chdir={folder}", *settings, *words),
        ]

    def empty_home(self) -> None:
        """Give the account a home as on its first day."""
        if self.home.exists():
            shutil.rmtree(self.home)
        self.home.mkdir(parents=True)
        os.chown(self.home, USER, USER)

    def take_in(self, source: Path, target: Path) -> Path:
        """Copy a file or a folder to `target` (seen from outside) and give it to the account."""
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)
        self.give(target)
        return target

    def give(self, path: Path) -> None:
        """Make the account the owner of a path in its home, what is inside it and what holds it."""
        for each in (path, *(path.rglob("*") if path.is_dir() else ())):
            os.chown(each, USER, USER, follow_symlinks=False)
        for folder in path.parents:
            if not folder.is_relative_to(self.home):
                break
            os.chown(folder, USER, USER)

    def _mount(self, source: Path, inside: str) -> None:
        place = self.path / inside
        source.mkdir(mode=0o1777, exist_ok=True)
        place.mkdir(parents=True, exist_ok=True)
        run(["mount", "--bind", source, place], f"挂载 {inside} 没有成功。")

    def _unmount(self) -> None:
        for place in mounted_below(self.path):
            _unmount_patiently(place)

    def _furnish(self) -> None:
        def inside(*words: str) -> None:
            env = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
            run(["chroot", self.path, *words], "Wine 没有装成。", env=env)

        inside("apt-get", "update", "-q")
        inside("apt-get", "install", "-q", "-y", "--no-install-recommends", *PACKAGES)
        inside("apt-get", "clean")
        inside("localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8")
        inside("useradd", f"--uid={USER}", "--user-group", "--no-create-home", "tester")
        inside("ln", "--force", "--symbolic", f"/usr/share/zoneinfo/{ZONE}", "/etc/localtime")
        made(self.path, MARK)


def _unmount_patiently(place: Path) -> None:
    for _ in range(20):
        if subprocess.run(["umount", str(place)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.5)  # a process that is just ending may still stand on it
    run(["umount", "--lazy", place], f"{place} 没有卸下，请手工运行 umount。")
