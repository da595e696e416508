"""A room to try a package in: a root mounted for one test, with processes and a network of its own.

What is written goes into a layer that is thrown away; the root itself stays as it was made. The
network of the room has no way out, not even a loopback. When the room is left, all that runs in it
is ended and all that is mounted is gone with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ground import Unbuildable, need
from proof import Failed

SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108  where X itself puts them
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NEEDED = {"unshare": "util-linux", "nsenter": "util-linux", "strace": "strace"}

# The first process of the room: mounts, says that it is ready, then only reaps.
_FIRST = """
set -e
mount -t overlay overlay -o "lowerdir=$2,upperdir=$3,workdir=$4" "$1"
mount -t proc proc "$1/proc"
mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
mkdir -p "$1/tmp/.X11-unix"
mount --bind "$5" "$1/tmp/.X11-unix"
exec chroot "$1" /bin/sh -c 'echo ready; while :; do sleep 3600 & wait $!; done'
"""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams."""
        return (self.out + self.err).strip()


class Room:
    """One root in use; `layers` has the uppermost first, `folder` holds what is written."""

    def __init__(self, layers: Sequence[Path], folder: Path, *, network: bool = False) -> None:
        self._layers = layers
        self._folder = folder
        self._network = network
        self._first: subprocess.Popen[str] | None = None
        self._running: list[subprocess.Popen[bytes]] = []
        self._pid = 0

    def __enter__(self) -> Self:
        need(_NEEDED)
        if os.geteuid() != 0:
            raise Unbuildable("这项测试要建立独立的系统，请以 root 身份运行。")
        SOCKETS.mkdir(mode=0o1777, exist_ok=True)
        places = [self._folder / name for name in ("merged", "upper", "work")]
        for place in places:
            if place.exists():
                shutil.rmtree(place)
            place.mkdir(parents=True)
        merged, upper, work = places
        lower = ":".join(str(layer.resolve()) for layer in self._layers)
        kinds = ["--mount", "--pid", "--fork", "--kill-child", "--propagation=private"]
        alone = [] if self._network else ["--net"]
        self._first = subprocess.Popen(
            [
                *("unshare", *kinds, *alone, "/bin/sh", "-c", _FIRST, "room"),
                *(str(merged.resolve()), lower, str(upper.resolve()), str(work.resolve())),
                str(SOCKETS),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._first.stdout is not None  # noqa: S101  it was asked for
        said = self._first.stdout.readline().strip()
        if said != "ready":
            self._end()
            raise Unbuildable(f"没有建成独立的系统：{said}")
        unshare = self._first.pid
        children = Path(f"/proc/{unshare}/task/{unshare}/children").read_text("ascii")
        self._pid = int(children.split()[0])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def path(self, inside: str) -> Path:
        """A path of the room, seen from outside while the room is in use."""
        return Path(f"/proc/{self._pid}/root") / inside.lstrip("/")

    def command(
        self, words: Sequence[str], *, user: int = 0, env: Mapping[str, str] | None = None
    ) -> list[str]:
        """The command that does `words` in the room with just this environment."""
        settings = {"PATH": _PATH, "LC_ALL": "C.UTF-8", "HOME": "/root", **(env or {})}
        if "LANG" in settings:
            del settings["LC_ALL"]
        who = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        return [
            *("nsenter", f"--target={self._pid}", "--mount", "--net", "--pid", "--root", "--wd"),
            *("/usr/bin/env", "-i", f"--chdir={settings['HOME']}"),
            *(f"{name}={value}" for name, value in settings.items()),
            *(*who, *words),
        ]

    def run(
        self,
        words: Sequence[str],
        *,
        user: int = 0,
        env: Mapping[str, str] | None = None,
        seconds: float = 600,
        typed: str = "",
    ) -> Done:
        """Run a command to its end, with `typed` on its standard input."""
        try:
            done = subprocess.run(
                self.command(words, user=user, env=env),
                input=typed.encode(),
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Failed(f"命令 {' '.join(words)} 过了 {seconds:.0f} 秒还没有结束。") from late
        return Done(
            done.returncode,
            done.stdout.decode("utf-8", "replace"),
            done.stderr.decode("utf-8", "replace"),
        )

    def do(
        self,
        words: Sequence[str],
        *,
        user: int = 0,
        env: Mapping[str, str] | None = None,
        seconds: float = 600,
        typed: str = "",
    ) -> str:
        """Run a command that must succeed; gives what it said. Raises `Failed`."""
        done = self.run(words, user=user, env=env, seconds=seconds, typed=typed)
        if done.code:
            last = "\n".join(done.said.splitlines()[-20:])
            raise Failed(f"命令 {' '.join(words)} 以 {done.code} 结束：\n{last}")
        return done.out

    def start(
        self,
        words: Sequence[str],
        *,
        user: int = 0,
        env: Mapping[str, str] | None = None,
        log: Path,
        trace: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a command and go on; it ends with the room at the latest.

        `log` takes what it says, `trace` every socket that it or a child of it opens.
        """
        watched = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=socket,connect,bind,sendto"]
        before = [*watched, "-o", str(trace)] if trace is not None else []
        with log.open("ab") as file:
            process = subprocess.Popen(
                [*before, *self.command(words, user=user, env=env)],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        self._running.append(process)
        return process

    def _end(self) -> None:
        if self._first is not None:
            # The first process is the room's init: with it ends everything that runs inside.
            self._first.kill()
            self._first.wait()
            if self._first.stdout is not None:
                self._first.stdout.close()
            self._first = None
        for process in self._running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
        for name in ("merged", "work"):
            shutil.rmtree(self._folder / name, ignore_errors=True)
