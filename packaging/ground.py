"""What every step of packaging stands on: the folders, the version, commands, pinned downloads.

Importing it puts the root of the project on the module path, so that `app`, `ui` and `resources`
can be imported by a script that is run as `.venv/bin/python packaging/NAME.py`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

HERE = ROOT / "packaging"
OUT = ROOT / "out"
CACHE = OUT / "cache"
"""What was downloaded, every file checked against a hash of the project; safe to keep for ever."""
BUILD = OUT / "build"
"""Where a build works; may be deleted at any time."""
PACKAGES = OUT / "packages"
"""Where the finished packages lie."""

LAYERS = ("app", "db", "resources", "ui")
"""The folders of the program that ship."""

LOCK = HERE / "runtime.lock"
OLDEST_ZIP_TIME = 315532800  # 1980-01-01, the first day that a .zip can name


class Unbuildable(Exception):
    """The package cannot be made; its text is a whole sentence with the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a tree weighs."""

    files: int
    octets: int
    longest: str
    """The longest path, relative to the tree."""

    @property
    def megabytes(self) -> float:
        """In units of 1,000,000 bytes."""
        return self.octets / 1_000_000


def say(words: str) -> None:
    """Tell the person who builds what is going on."""
    print(words, flush=True)


def ended(main: Callable[[], None]) -> int:
    """Run a build and give its exit code; an `Unbuildable` is said in words."""
    try:
        main()
    except Unbuildable as trouble:
        sys.stdout.flush()
        print(trouble, file=sys.stderr)
        return 1
    return 0


def run(
    command: Sequence[str | Path],
    trouble: str,
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    allowed: Sequence[int] = (0,),
) -> str:
    """Run a command quietly and give what it wrote (stdout and stderr together).

    `env` adds to the environment, `allowed` are the exit codes of success. Raises `Unbuildable`
    with `trouble` and the last lines it wrote.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except FileNotFoundError as missing:
        raise Unbuildable(f"{trouble}这台机器上没有程序 {words[0]}，请先装上。") from missing
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode not in allowed:
        last = "\n".join(said.strip().splitlines()[-30:])
        raise Unbuildable(
            f"{trouble}命令 {Path(words[0]).name} 以 {done.returncode} 结束：\n{last}"
        )
    return said


def need(programs: Mapping[str, str]) -> None:
    """See to it that each program is there; the values name the Debian packages that bring them.

    Root gets what is missing installed. Raises `Unbuildable` when something is missing after all.
    """
    packages = _packages_missing(programs)
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"安装做包用的程序：{' '.join(packages)}")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-q"], "软件源读不到，装不了做包用的程序。", env=quiet)
        run(command, "做包用的程序没有装上。", env=quiet)
        packages = _packages_missing(programs)
    if packages:
        raise Unbuildable(f"缺少做包用的程序，请由管理员运行：{' '.join(command)}")


def _packages_missing(programs: Mapping[str, str]) -> list[str]:
    missing = [package for name, package in programs.items() if shutil.which(name) is None]
    return list(dict.fromkeys(missing))


def version_of(source: Path = ROOT) -> str:
    """The version that a tree of sources says it is."""
    about = (source / "app" / "about.py").read_text(encoding="utf-8")
    found = re.search(r'^VERSION = "([0-9]+(?:\.[0-9]+)*)"$', about, re.MULTILINE)
    if found is None:
        raise Unbuildable(f"从 {source} 的 app/about.py 里读不出版本号。")
    return found.group(1)


def moment_of(source: Path = ROOT) -> int:
    """The moment that a package of these sources bears, in seconds since 1970.

    SOURCE_DATE_EPOCH decides, then the last commit; a tree without a history counts from 1980.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return max(int(given), OLDEST_ZIP_TIME)
    if not (source / ".git").exists():
        return OLDEST_ZIP_TIME
    said = run(["git", "log", "-1", "--format=%ct"], "读不出最后一次提交的时间。", cwd=source)
    return max(int(said.strip()), OLDEST_ZIP_TIME)


def program_files(source: Path = ROOT) -> list[Path]:
    """The files of the program that ship, relative to `source`, in order.

    In a working copy only what git knows of: nothing that lies about by chance gets into a package.
    """
    if (source / ".git").exists():
        said = run(["git", "ls-files", "-z", "--", *LAYERS], "列不出要打包的文件。", cwd=source)
        named = [Path(name) for name in said.split("\0") if name]
        files = [name for name in named if (source / name).is_file()]
    else:
        walked = (path for layer in LAYERS for path in (source / layer).rglob("*"))
        files = [path.relative_to(source) for path in walked if path.is_file()]
    kept = [path for path in files if "__pycache__" not in path.parts]
    if not kept:
        raise Unbuildable(f"{source} 里没有程序的源文件。")
    return sorted(kept, key=Path.as_posix)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        found = sha256()
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def pip_download(
    requirements: Iterable[str], folder: Path, trouble: str, *options: str
) -> list[Path]:
    """Fetch what is named with its hashes (`name==1.0 --hash=sha256:…`) into a folder.

    Nothing is fetched without a hash, and no requirement brings another along. Files in the cache
    are taken from there. Gives the files of the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    wanted.write_text("".join(f"{line}\n" for line in requirements), encoding="utf-8")
    CACHE.mkdir(parents=True, exist_ok=True)
    run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--require-hashes", "--cache-dir", str(CACHE / "pip")),
            *("--dest", str(folder), *options, "--requirement", str(wanted)),
        ],
        trouble,
    )
    wanted.unlink()
    return sorted(path for path in folder.iterdir() if path.is_file())


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def settle(tree: Path, moment: int) -> None:
    """Give all files and folders the same time, in seconds since 1970."""
    for path in (tree, *tree.rglob("*")):
        os.utime(path, (moment, moment))


def size_of(tree: Path) -> Size:
    """What a tree weighs, and its longest relative path."""
    files = [path for path in tree.rglob("*") if path.is_file()]
    names = [path.relative_to(tree).as_posix() for path in files]
    total = sum(path.stat().st_size for path in files if not path.is_symlink())
    return Size(len(files), total, max(names, key=len, default=""))
