"""The ordinary user 张三 of a room: a home with a Chinese name, a session, what he starts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proof import Failed, expect
from roots_room import Done, Room

NAME = "张三"
NUMBER = 1000
HOME = f"/home/{NAME}"
RUNTIME = f"/run/user/{NUMBER}"
FOLDERS = {"DESKTOP": "桌面", "DOCUMENTS": "文档", "DOWNLOAD": "下载", "PICTURES": "图片"}
"""As a desktop in Chinese makes them at the first login."""


@dataclass(slots=True)
class User:
    """张三 at work in a room, in front of a display; `session` adds to his environment."""

    room: Room
    display: str
    logs: Path
    session: dict[str, str] = field(default_factory=dict)

    def move_in(self) -> None:
        """Make the account, its home as a Chinese desktop makes it, and the session's own bus."""
        line = f"{NAME}:x:{NUMBER}:{NUMBER}:{NAME}:{HOME}:/bin/bash\n"
        with self.room.path("/etc/passwd").open("a", encoding="utf-8") as file:
            file.write(line)
        with self.room.path("/etc/group").open("a", encoding="utf-8") as file:
            file.write(f"{NAME}:x:{NUMBER}:\n")
        for name in FOLDERS.values():
            self.room.path(f"{HOME}/{name}").mkdir(parents=True)
        known = "".join(f'XDG_{key}_DIR="$HOME/{name}"\n' for key, name in FOLDERS.items())
        config = self.room.path(f"{HOME}/.config")
        config.mkdir()
        (config / "user-dirs.dirs").write_text(known, encoding="utf-8")
        self.room.path(RUNTIME).mkdir(parents=True, mode=0o700)
        self.own(HOME)
        self.own(RUNTIME)
        self.room.do(["dbus-uuidgen", "--ensure"])
        self.room.do(
            ["dbus-daemon", "--session", f"--address=unix:path={RUNTIME}/bus", "--fork"],
            user=NUMBER,
            env=self.env(),
        )

    def own(self, inside: str) -> None:
        """Give 张三 a file, or a folder with all that is in it."""
        top = self.room.path(inside)
        for each in (top, *(top.rglob("*") if top.is_dir() else ())):
            os.chown(each, NUMBER, NUMBER, follow_symlinks=False)

    def env(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of a Chinese desktop on X."""
        return {
            "HOME": HOME,
            "USER": NAME,
            "LOGNAME": NAME,
            "LANG": "zh_CN.UTF-8",
            "DISPLAY": self.display,
            "XDG_RUNTIME_DIR": RUNTIME,
            "XDG_SESSION_TYPE": "x11",
            "XDG_CURRENT_DESKTOP": "GNOME",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={RUNTIME}/bus",
            **self.session,
            **(more or {}),
        }

    def run(
        self,
        words: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        seconds: float = 600,
        typed: str = "",
    ) -> Done:
        """Run a command to its end, as on his terminal."""
        return self.room.run(words, user=NUMBER, env=self.env(env), seconds=seconds, typed=typed)

    def do(self, words: Sequence[str], **more: str) -> str:
        """Run a command that must succeed; gives what it said. Raises `Failed`."""
        return self.room.do(words, user=NUMBER, env=self.env(more))

    def start(
        self,
        words: Sequence[str],
        name: str,
        *,
        env: Mapping[str, str] | None = None,
        watched: bool = True,
    ) -> subprocess.Popen[bytes]:
        """Start a program; what it says and every socket it opens is written down in `logs`."""
        return self.room.start(
            words,
            user=NUMBER,
            env=self.env(env),
            log=self.logs / f"{name}.log",
            trace=self.logs / f"{name}.sockets" if watched else None,
        )

    def said(self, name: str) -> str:
        """What a program said so far."""
        log = self.logs / f"{name}.log"
        return log.read_text("utf-8", "replace").strip() if log.is_file() else ""

    def ended(self, process: subprocess.Popen[bytes], name: str, seconds: float) -> None:
        """Wait for a program that has been told to end. Raises `Failed` if it ends badly."""
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired as late:
            raise Failed(f"{name}：窗口关了 {seconds:.0f} 秒，程序还没有结束。") from late
        expect(code == 0, f"{name}：程序以 {code} 结束，说的是：{self.said(name)[-2000:]}")
