"""Start the program from the tree, before it is packed: every module, the terminal, the window.

On a computer of the other kind it runs under qemu, in a Debian 11 with the libraries that the
package depends on and nothing else; that Debian is made once and kept beside the downloads.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ground import CACHE, LAYERS, Unbuildable, fresh, program_files, say
from linux_limits import Kind
from mirror import bare_root, made
from proof import Failed
from roots_room import Room
from screen import Screen

SUITE = "bullseye"
"""The oldest Debian that can still be had; arm64 has the glibc of Kylin V10 SP1 there."""
LIBRARIES = (
    *("libgl1", "libegl1", "libfontconfig1", "libfreetype6", "libdbus-1-3", "libglib2.0-0"),
    *("libx11-6", "libx11-xcb1", "libxcb1", "libsm6", "libice6", "xkb-data"),
)

PLACE = Path("opt/started")
OFFICE = "/opt/office"
COMMITTEE = "310120003001"
TITLE = "睦邻台账"
SAMPLE = "样本台账"
FAULT = "程序出了点问题"
PROBE = """
import importlib
import os
import sys

def run(_name):
    library = os.path.dirname(__file__)
    failed = []
    names = sorted(sys.stdin.read().split())
    for name in names:
        module, _, part = name.partition(":")
        try:
            if part and not hasattr(importlib.import_module(module), part):
                module = f"{module}.{part}"
            importlib.import_module(module)
        except BaseException as trouble:
            failed.append(f"{name}: {trouble!r}")
    print(len(names), *failed, sep="\\n")
    sys.exit(bool(failed))
"""
"""A program beside ours that imports what it is told, as ours would."""

BY_NAME = ("matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg")
"""What a library imports by a name that it puts together."""
NOT_IMPORTED = ("db.migrations.",)
"""Steps of a migration: Alembic alone can import them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the program can be started, and how."""

    program: str
    home: str
    command: Callable[[Sequence[str], Mapping[str, str]], list[str]]
    patience: float
    """In seconds: how long to wait for what should take some seconds."""
    pause: float
    """In seconds: what a page takes to be drawn."""

    def do(self, words: Sequence[str], typed: str = "", **env: str) -> str:
        """Run to the end; raises `Unbuildable` with the last words when it fails."""
        command = self.command([self.program, *words], env)
        try:
            done = subprocess.run(
                command,
                input=typed.encode(),
                capture_output=True,
                timeout=self.patience,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Unbuildable(
                f"mulin {' '.join(words)} 过了 {self.patience:.0f} 秒没有结束。"
            ) from late
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        if done.returncode:
            last = "\n".join(said.strip().splitlines()[-30:])
            raise Unbuildable(f"mulin {' '.join(words)} 以 {done.returncode} 结束：\n{last}")
        return said


def prove(files: Path, source: Path, kind: Kind, version: str, work: Path) -> None:
    """Start the program in every way there is. Raises `Unbuildable` when one fails."""
    began = time.monotonic()
    names = [*modules(files / "lib"), *imported(source), *BY_NAME]
    with _place(files, kind, work) as place:
        probe = Place(f"{place.program}-probe", place.home, place.command, place.patience, 0)
        probe.do([], "\n".join(names), QT_QPA_PLATFORM="offscreen")
        said = place.do(["--version"])
        if said.split() != [TITLE, version]:
            raise Unbuildable(f"程序说它的版本是“{said.strip()}”，应当是 {version}。")
        book = f"{place.home}/试 用.mulin"
        password = {"MULIN_PASSWORD": "口令abc123"}
        place.do(["new", "--book", book, "--committee", COMMITTEE], **password)
        place.do(["check", "--book", book], **password)
        _window(place, work / "started.png")
    say(f"试着运行过：全部模块、终端里的命令、窗口，用了 {time.monotonic() - began:.0f} 秒。")


def modules(library: Path) -> list[str]:
    """The names of our own modules and of every compiled extension in a `lib` folder."""
    found = []
    for path in sorted(library.rglob("*")):
        inside = path.relative_to(library)
        ours = inside.parts[0] in {"app", "db", "ui", "resources"} and path.suffix in {
            ".pyc",
            ".py",
        }
        extension = ".cpython-" in path.name or path.name.endswith(".abi3.so")
        if "__pycache__" in inside.parts or not (ours or extension):
            continue
        name = ".".join([*inside.parent.parts, path.name.partition(".")[0]])
        name = name.removesuffix(".__init__")
        if not name.startswith(NOT_IMPORTED) and ".libs" not in name:
            found.append(name)
    return found


def imported(source: Path) -> list[str]:
    """What our sources import of others anywhere, as `module` or `module:name`.

    Some of it only in a function, when it is first needed. What this machine does not have either
    belongs to another system.
    """
    found: set[str] = set()
    for path in (source / name for name in program_files(source) if name.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                found.update(one.name for one in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.update(f"{node.module}:{one.name}" for one in node.names)
    return sorted(name for name in found if _is_here(name.partition(":")[0]))


def _is_here(module: str) -> bool:
    top = module.partition(".")[0]
    return top not in LAYERS and importlib.util.find_spec(top) is not None


def _window(place: Place, picture: Path) -> None:
    """Let the program make the sample book and open it; see that its window stands and is well."""
    with Screen() as screen:
        program = subprocess.Popen(
            place.command([place.program, "--sample"], {"DISPLAY": screen.name}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            window = screen.wait_for(SAMPLE, place.patience, lambda: program.poll() is None)
            time.sleep(place.pause)
            screen.focus(window)
            screen.press("Return")
            time.sleep(3 * place.pause)
            screen.picture(picture)
            if program.poll() is not None:
                lost = "打开样本台账以后程序自己结束了。"
            elif any(FAULT in title for title in screen.titles().values()):
                lost = f"出现了窗口“{FAULT}”，见 {picture}。"
            else:
                lost = ""
        except Failed as trouble:
            lost = str(trouble)
        # All of it: what enters a room has the program as a child.
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        said = program.communicate()[0].decode("utf-8", "replace")
    if lost:
        raise Unbuildable(f"窗口没有打开：{lost}\n{said}")


@contextmanager
def _place(files: Path, kind: Kind, work: Path) -> Iterator[Place]:
    if platform.machine() == kind.machine:
        started, home = work / "started", fresh(work / "home")
        _with_probe(files, started, os.link)
        bare = {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8"}

        def here(words: Sequence[str], env: Mapping[str, str]) -> list[str]:
            return ["/usr/bin/env", "-i", *_settings({**bare, **env}), *words]

        try:
            yield Place(str(started / "mulin"), str(home), here, 180, 5)
        finally:
            shutil.rmtree(started)
        return
    with Room([_root(kind)], work / "room") as room:
        _with_probe(files, room.path(str(PLACE)), shutil.copy)
        room.path(OFFICE).mkdir()

        def there(words: Sequence[str], env: Mapping[str, str]) -> list[str]:
            return room.command(words, env={"HOME": OFFICE, "LANG": "C.UTF-8", **env})

        yield Place(f"/{PLACE}/mulin", OFFICE, there, 1800, 40)


def _with_probe(files: Path, target: Path, copy: Callable[[str, str], object]) -> None:
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(files, target, symlinks=True, copy_function=copy)
    shutil.copy(files / "mulin", target / "mulin-probe")
    (target / "lib" / "__init__mulin_probe.py").write_text(PROBE, encoding="utf-8")


def _settings(env: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in env.items()]


def _root(kind: Kind) -> Path:
    folder = CACHE / f"root-{kind.debian}"
    mark = f"{SUITE} {kind.debian} {' '.join(LIBRARIES)}\n"
    if bare_root(folder, SUITE, LIBRARIES, mark=mark, architecture=kind.debian):
        made(folder, mark)
    return folder
